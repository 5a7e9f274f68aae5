"""An edge and the text in which it stands in, the sentence around it out."""

import re

from fingerpost.site import Edge, LinkedPage

__all__ = ["sentence_around", "sentence_of"]

LONGEST_SIDE = 140
"""Characters of a sentence that are kept on either side of the link."""
FARTHEST = 400
"""Characters on either side within which the sentence is looked for."""
_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W\d_a-z]|[\"'“‘(\[]*\d)")
"""The end of a sentence, before what may begin one: no small letter."""
_ABBREVIATIONS = frozenset(
    {*("Dr", "Mr", "Mrs", "Ms", "Prof", "St", "vs", "etc", "cf", "No", "p", "pp", "e.g", "i.e", "a.m", "p.m")}
)
"""What stands before a full stop that ends no sentence; so does a single letter."""


def sentence_of(edge: Edge, source: LinkedPage) -> tuple[str, str, str]:
    """Return the sentence around an edge as its page shows it: what stands before, its words, what stands after."""
    assert edge.spot is not None  # noqa: S101 -- front matter has no sentence
    text = (source.page.notes_prose if edge.in_notes else source.page.prose).text
    start, end = edge.spot
    first = max(text.rfind("\n", 0, start) + 1, start - FARTHEST)
    last = text.find("\n", end, end + FARTHEST)
    last = last if last >= 0 else end + FARTHEST
    before, words, after = text[first:start], text[start:end], text[end:last]
    for one in reversed(source.notes_filled if edge.in_notes else source.filled):
        if first <= one.start and one.end <= start:
            before = before[: one.start - first] + one.title + before[one.end - first :]
        elif end <= one.start and one.end <= last:
            after = after[: one.start - end] + one.title + after[one.end - end :]
        elif one.start == start:
            words = one.title
    return sentence_around(before + words + after, len(before), len(before) + len(words))


def sentence_around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the sentence around a place of a text: what stands before it, the place itself, and what stands after.

    A sentence ends with its block at the latest (a line break). A long one is cut at a space on either side.
    """
    block = max(text.rfind("\n", 0, start) + 1, start - FARTHEST)
    block_end = text.find("\n", end, end + FARTHEST)
    first, last = block, block_end if block_end >= 0 else min(len(text), end + FARTHEST)
    for found in _END.finditer(text, block, last):
        if found.end() > end and _ends(text, found):
            last = found.end()
            break
        if found.end() <= start and _ends(text, found):
            first = found.end()
    before, after = text[first:start].lstrip(), text[end:last]
    if len(before) > LONGEST_SIDE:
        before = "… " + before[-LONGEST_SIDE:].partition(" ")[2]
    if len(after) > LONGEST_SIDE:
        after = after[:LONGEST_SIDE].rpartition(" ")[0].rstrip(",;:–—") + " …"
    return before, text[start:end], after.rstrip()


def _ends(text: str, found: re.Match[str]) -> bool:
    """Tell whether a mark ends a sentence, and not an abbreviation."""
    if text[found.start()] != "." or not text[found.start() + 1].isspace():
        return True
    word = text[max(0, found.start() - 8) : found.start()].rpartition(" ")[2].lstrip("(“‘")
    return len(word) > 1 and word not in _ABBREVIATIONS
