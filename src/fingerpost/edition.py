"""The installed program in, what tells it from any other edition out: its own code, and the libraries it builds on.

What one edition has cached is of no use to another: the same source may come out otherwise.
"""

import importlib.metadata
import sys
import zlib
from importlib.util import find_spec
from pathlib import Path

import brotli
import imagesize
import jinja2
import msgspec
import PIL
import pygments
import pyromark
import rapidfuzz
import resvg_py
import yaml
from pymdownx import __meta__ as pymdownx

from fingerpost.files import Disk
from fingerpost.output import digest_of

__all__ = ["installed_edition"]

_LIBRARIES = (PIL, imagesize, jinja2, msgspec, pygments, pymdownx, pyromark, rapidfuzz, resvg_py, yaml)
_OTHERS = ("markdown", "markupsafe", "weasyprint", "pydyf", "fonttools", "ebooklib", "lxml", "pagefind", "pagefind-bin")
"""Libraries that do not say their version, are slow to import, or are not always there: those behind the default
dialect, safe text, PDF, EPUB, and the index for searches."""


def installed_edition() -> str:
    """Return the digest of this program's modules and of the versions of Python and the libraries behind a page.

    `ahocorasick_rs` tells no version; what it finds is the same in each.
    """
    files = Disk(Path(__file__).parent)
    modules = sorted(entry.path for entry in files.walk(".") if entry.path.endswith(".py"))
    versions = (
        *(str(part) for part in sys.version_info[:3]),
        *(one.__version__ for one in _LIBRARIES),
        brotli.version,
        zlib.ZLIB_RUNTIME_VERSION,
        *map(_version, _OTHERS),
    )
    parts = [*(f"{path}\n".encode() + files.read(path) for path in modules), "\n".join(versions).encode(), _babel()]
    return digest_of(b"\0".join(parts))


def _babel() -> bytes:
    """Return the module in which Babel says its version. It is not imported: a site in English does without."""
    found = find_spec("babel")
    return Path(found.origin).read_bytes() if found and found.origin else b""


def _version(library: str) -> str:
    """Return the version of a library that need not be there; "" where it is not."""
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""
