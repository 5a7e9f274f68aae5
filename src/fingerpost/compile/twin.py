"""Marked text in, the same Markdown with a place for the address of each reference out: what a page's twin is made of.

A mark that the dialect made a link or a picture is one here too; any other, in code say, is put back as it was written.
"""

import re
from collections.abc import Set

from fingerpost.compile.marks import MARK, STOP, WIKI, Mark, Marked
from fingerpost.page import Twin, TwinLink

__all__ = ["twin_of"]

_MARKS = re.compile(f"{MARK}([0-9]+){STOP}")
_WORDLESS = re.compile(r"\[\]\([ \t]*\n?[ \t]*\Z")
_END = re.compile(r"[ \t]*\n?[ \t]*\)")


def twin_of(marked: Marked, used: Set[int]) -> Twin:
    """Return the pieces of the twin of a text; `used` are the numbers of the marks that became links or pictures."""
    first, *rest = _MARKS.split(marked.text)
    pieces: list[str | TwinLink] = [first]
    last = -1
    for number, text in zip(map(int, rest[::2]), rest[1::2], strict=True):
        mark = marked.marks[number]
        if number <= last:
            pieces[-1] = text  # in place of the line break within the reference
            continue
        if number not in used:
            _add(pieces, mark.raw + text)
            continue
        last = number + mark.rest
        end = _END.match(text)
        if mark.form != WIKI and end and (start := _wordless(pieces)) is not None:
            pieces[-1] = str(pieces[-1])[:start]
            pieces += (_link(mark, whole=True), text[end.end() :])
        else:
            pieces += (_link(mark, whole=mark.form == WIKI), text)
    return tuple(piece for piece in pieces if piece != "")


def _wordless(pieces: list[str | TwinLink]) -> int | None:
    """Return where a Markdown link without words begins at the end of what there is so far; None for one with words."""
    last = pieces[-1] if isinstance(pieces[-1], str) else ""
    found = _WORDLESS.search(last)
    return found.start() if found and last[found.start() - 1 : found.start()] != "!" else None


def _link(mark: Mark, *, whole: bool) -> TwinLink:
    return TwinLink(mark.place.line, mark.place.column, mark.words, whole)


def _add(pieces: list[str | TwinLink], text: str) -> None:
    last = pieces[-1]
    if isinstance(last, str):
        pieces[-1] = last + text
    else:
        pieces.append(text)
