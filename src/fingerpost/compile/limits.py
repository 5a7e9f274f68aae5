"""Markdown text in, a diagnostic for what would make the dialect very slow out.

Python-Markdown takes quadratic time on a run of text with thousands of brackets (4,000 take 2 to 7 seconds), on
hundreds of abbreviations, and on a note that is cited thousands of times; no text for readers has any of these.
"""

import re
from collections import Counter

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["MOST_ABBREVIATIONS", "MOST_BRACKETS", "MOST_CITATIONS", "check_limits"]

MOST_BRACKETS = 1000
"""Opening brackets, `[` and `<`, in one paragraph."""
MOST_ABBREVIATIONS = 500
"""Definitions of abbreviations (`*[HTML]: …`) on one page."""
MOST_CITATIONS = 500
"""How often one page cites one note."""
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\]:", re.MULTILINE)
_CITATION = re.compile(r"\[\^([^\]\n]+)\]")


def check_limits(text: str, file: str, first_line: int, *, by_line: bool = False) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each limit that the text breaks; () when it may be compiled.

    With `by_line`, for a parser that is slow with none of this, only the brackets of each line count: each reference
    keeps its line, to tell its place.
    """
    found = []
    opened = text.count("[")
    if opened + text.count("<") > MOST_BRACKETS:
        for paragraph in _PARAGRAPH.finditer(text):
            if _brackets(paragraph[0], by_line=by_line) > MOST_BRACKETS:
                place = Place(file, first_line + text.count("\n", 0, paragraph.start()))
                found.append(messages.too_many_brackets(place, MOST_BRACKETS))
    if by_line:
        return tuple(found)
    if opened > MOST_ABBREVIATIONS and len(_ABBREVIATION.findall(text)) > MOST_ABBREVIATIONS:
        found.append(messages.too_many_abbreviations(Place(file), MOST_ABBREVIATIONS))
    if opened > MOST_CITATIONS and text.count("[^") > MOST_CITATIONS:
        cited = Counter(one[1] for one in _CITATION.finditer(text))
        found += [
            messages.too_many_citations(Place(file), name, MOST_CITATIONS)
            for name, count in cited.items()
            if count > MOST_CITATIONS
        ]
    return tuple(found)


def _brackets(paragraph: str, *, by_line: bool) -> int:
    """Brackets of a paragraph that reach one run of text; a table's rows are runs of their own."""
    if by_line or "|" in paragraph:
        return max(line.count("[") + line.count("<") for line in paragraph.split("\n"))
    return paragraph.count("[") + paragraph.count("<")
