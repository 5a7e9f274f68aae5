"""A compiled page and the style sheet of its site in, how its text reads and what breaks the sheet out."""

from fingerpost.check.measures import Measures, measure_page
from fingerpost.check.style import check_style, limits_of

__all__ = ["Measures", "check_style", "limits_of", "measure_page"]
