"""Fingerpost: Markdown tutorials and Q&A columns in, a static site whose topics point to each other out."""

__all__ = ["__version__"]

__version__ = "0.1.0"
