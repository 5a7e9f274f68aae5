"""A compiled page and the style sheet of its site in, how its text reads and what breaks the sheet out."""

from fingerpost.check.measures import Measures, Syllables, measure_page
from fingerpost.check.pages import check_pages
from fingerpost.check.style import check_style, limits_of
from fingerpost.check.syllables import syllable_counter

__all__ = ["Measures", "Syllables", "check_pages", "check_style", "limits_of", "measure_page", "syllable_counter"]
