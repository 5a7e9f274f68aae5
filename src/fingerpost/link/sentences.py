"""A text as it is shown and a place in it in, the sentence around this place out."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from fingerpost.link.resolve import Referred
from fingerpost.page import Prose
from fingerpost.site import Sentence

__all__ = ["Shown", "sentence_around", "sentence_ends", "sentence_of"]

LONGEST_SIDE = 140
"""Characters of a sentence that are kept on either side of the link."""
FARTHEST = 400
"""Characters on either side within which the sentence is looked for."""
_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*(?:[^\W\d_a-z]|\d)|\(\w\) )")
"""The end of a sentence, before what may begin one: no small letter, but for a mark such as (a)."""
_ABBREVIATIONS = frozenset(
    {*("Dr", "Mr", "Mrs", "Ms", "Prof", "St", "vs", "etc", "cf", "No", "p", "pp", "e.g", "i.e", "a.m", "p.m")}
)
"""What stands before a full stop that ends no sentence; so does a single letter."""


class Shown(msgspec.Struct, frozen=True):
    """A text, and where its references lead: those without words show a title."""

    prose: Prose
    referred: Sequence[Referred]
    """One for each of the prose's spots."""


def sentence_of(shown: Shown, start: int, end: int) -> Sentence:
    """Return the sentence around a place of a text as its page shows it."""
    text = shown.prose.text
    first = max(text.rfind("\n", 0, start) + 1, start - FARTHEST)
    last = text.find("\n", end, end + FARTHEST)
    last = last if last >= 0 else end + FARTHEST
    before, words, after = text[first:start], text[start:end], text[end:last]
    for (begins, ends), one in zip(reversed(shown.prose.spots), reversed(shown.referred), strict=True):
        if not one.title:
            continue
        if first <= begins and ends <= start:
            before = before[: begins - first] + one.title + before[ends - first :]
        elif end <= begins and ends <= last:
            after = after[: begins - end] + one.title + after[ends - end :]
        elif begins == start:
            words = one.title
    return Sentence(*sentence_around(before + words + after, len(before), len(before) + len(words)))


def sentence_around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the sentence around a place of a text: what stands before it, the place itself, and what stands after.

    A sentence ends with its block at the latest (a line break). A long one is cut at a space on either side.
    """
    block = max(text.rfind("\n", 0, start) + 1, start - FARTHEST)
    block_end = text.find("\n", end, end + FARTHEST)
    first, last = block, block_end if block_end >= 0 else min(len(text), end + FARTHEST)
    for stop in sentence_ends(text, block, last):
        if stop > end:
            last = stop
            break
        if stop <= start:
            first = stop
    before, after = text[first:start].lstrip(), text[end:last]
    if len(before) > LONGEST_SIDE:
        before = "… " + before[-LONGEST_SIDE:].partition(" ")[2]
    if len(after) > LONGEST_SIDE:
        after = after[:LONGEST_SIDE].rpartition(" ")[0].rstrip(",;:–—") + " …"
    return before, text[start:end], after.rstrip()


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each sentence within one block of a text ends, and the next begins; the end of the block is none."""
    return (found.end() for found in _END.finditer(text, start, end) if _ends(text, found))


def _ends(text: str, found: re.Match[str]) -> bool:
    """Tell whether a mark ends a sentence, and not an abbreviation."""
    if text[found.start()] != "." or not text[found.start() + 1].isspace():
        return True
    word = text[max(0, found.start() - 8) : found.start()].replace("\n", " ").rpartition(" ")[2].lstrip("(“‘")
    return (len(word) > 1 or word.isdecimal()) and word not in _ABBREVIATIONS
