"""Markdown text in, a diagnostic for what would make the dialect very slow out.

Python-Markdown takes quadratic time on a run of text with thousands of brackets (4,000 take 2 to 7 seconds) and on
hundreds of abbreviations; no text for readers has either.
"""

import re

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["MOST_ABBREVIATIONS", "MOST_BRACKETS", "check_limits"]

MOST_BRACKETS = 1000
"""Opening brackets, `[` and `<`, in one paragraph."""
MOST_ABBREVIATIONS = 500
"""Definitions of abbreviations (`*[HTML]: …`) on one page."""
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\]:", re.MULTILINE)


def check_limits(text: str, file: str, first_line: int) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each limit that the text breaks; () when it may be compiled."""
    found = []
    opened = text.count("[")
    if opened + text.count("<") > MOST_BRACKETS:
        for paragraph in _PARAGRAPH.finditer(text):
            if _brackets(paragraph[0]) > MOST_BRACKETS:
                place = Place(file, first_line + text.count("\n", 0, paragraph.start()))
                found.append(messages.too_many_brackets(place, MOST_BRACKETS))
    if opened > MOST_ABBREVIATIONS and len(_ABBREVIATION.findall(text)) > MOST_ABBREVIATIONS:
        found.append(messages.too_many_abbreviations(Place(file), MOST_ABBREVIATIONS))
    return tuple(found)


def _brackets(paragraph: str) -> int:
    """Brackets of a paragraph that reach one run of text; a table's rows are runs of their own."""
    if "|" in paragraph:
        return max(line.count("[") + line.count("<") for line in paragraph.split("\n"))
    return paragraph.count("[") + paragraph.count("<")
