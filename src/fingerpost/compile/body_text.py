"""The Markdown of a source in, the same text with its lines, places and fenced code known out."""

import bisect
import itertools
import operator
import re
from collections.abc import Iterator

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["COMMONMARK", "PYTHON_MARKDOWN", "BodyText", "Syntax", "read_body"]

_FENCE_MARKS = ("```", "~~~")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Syntax(msgspec.Struct, frozen=True):
    """What the steps before a dialect must know of how it is written."""

    fence: re.Pattern[str]
    """A line that opens fenced code or closes it: the fence, and what stands behind it."""
    longer_closes: bool
    """Whether a longer fence closes code too."""
    heading: re.Pattern[str]
    """A heading of the first or second level: its hashes, or the line below it."""
    limited: bool
    """Whether some text would make it very slow, so that limits are needed."""


PYTHON_MARKDOWN = Syntax(
    fence=re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)"),
    longer_closes=False,
    heading=re.compile(r"^ {0,3}(#{1,2})(?!#)[ \t]*\S|^\S.*\n {0,3}(=+|-+)[ \t]*$", re.MULTILINE),
    limited=True,
)
COMMONMARK = Syntax(
    fence=re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)"),
    longer_closes=True,
    heading=re.compile(r"^ {0,3}(#{1,2})(?:[ \t]|$)|^\S.*\n {0,3}(=+|-+)[ \t]*$", re.MULTILINE),
    limited=False,
)
"""The places of fences and headings in CommonMark (spec 0.31, 4.2, 4.3 and 4.5), those in lists and quotes too."""


class BodyText(msgspec.Struct, frozen=True):
    """The text of a page below its front matter."""

    text: str
    file: str
    first_line: int
    """The number in the file of the text's first line."""
    lines: tuple[str, ...]
    starts: tuple[int, ...]
    """Where in the text each line begins."""
    fenced: frozenset[int]
    """The lines that belong to fenced code or comments, counted from 0."""
    syntax: Syntax = PYTHON_MARKDOWN

    def row(self, position: int) -> int:
        """Return the line, counted from 0, in which a position of the text lies."""
        return bisect.bisect_right(self.starts, position) - 1

    def place(self, row: int) -> Place:
        """Return the place of a whole line, counted from 0."""
        line = self.lines[row]
        return Place(self.file, self.first_line + row, 1, max(1, len(line.rstrip())), line)

    def at(self, start: int, length: int) -> Place | None:
        """Return the place of so many characters of one line, from a position of the text on; None in fenced code."""
        row = self.row(start)
        if row in self.fenced:
            return None
        return Place(self.file, self.first_line + row, start - self.starts[row] + 1, length, self.lines[row])

    def find(self, words: str, before: str = "") -> Place | None:
        """Return the first place outside of fenced code at which words of one line stand, with what is before them."""
        start = self.text.find(before + words)
        while start >= 0:
            if place := self.at(start + len(before), len(words)):
                return place
            start = self.text.find(before + words, start + 1)
        return None

    def headings(self, level: int = 0) -> tuple[Place, ...]:
        """Return the places of the headings of one level, 1 or 2, or of both; those of quotes and lists left out."""
        places = []
        for found in self.syntax.heading.finditer(self.text):
            row = self.text.count("\n", 0, found.start())
            first = found[1] == "#" or (found[2] or "").startswith("=")
            if row not in self.fenced and level in (0, 1 if first else 2):
                places.append(self.place(row))
        return tuple(places)


def read_body(
    text: str, file: str, first_line: int, syntax: Syntax = PYTHON_MARKDOWN
) -> tuple[BodyText, tuple[Diagnostic, ...]]:
    """Find the fenced code of a text, and tell of a fence that is never closed."""
    lines = text.split("\n")
    starts = tuple(map(operator.add, itertools.accumulate(map(len, lines), initial=0), range(len(lines))))
    inside: set[int] = set()
    fence = ""
    opened = 0
    for row in sorted({bisect.bisect_right(starts, start) - 1 for start in _fence_marks(text)}):
        found = syntax.fence.match(lines[row])
        if found is None:
            continue
        if fence:
            if _closes(found, fence, syntax):
                inside.update(range(opened, row + 1))
                fence = ""
        elif "`" not in found[2]:
            fence, opened = found[1], row
    if fence:
        inside.update(range(opened, len(lines)))
    fenced = frozenset(inside | _commented(text, inside))
    body = BodyText(text, file, first_line, tuple(lines), starts, fenced, syntax)
    return body, (messages.unclosed_fence(body.place(opened)),) if fence else ()


def _fence_marks(text: str) -> Iterator[int]:
    """Yield where each mark begins that may be part of a fence; `str.find` skips to them faster than `re` does."""
    for mark in _FENCE_MARKS:
        start = text.find(mark) if mark[0] in text else -1
        while start >= 0:
            yield start
            start = text.find(mark, start + len(mark))


def _closes(found: re.Match[str], fence: str, syntax: Syntax) -> bool:
    """Tell whether a line closes the code that a fence opened."""
    long_enough = found[1].startswith(fence) if syntax.longer_closes else found[1] == fence
    return long_enough and not found[2].strip(" \t>") and not found.string[: found.start(1)].strip(" \t>")


def _commented(text: str, fenced: set[int]) -> set[int]:
    """Return the lines that a comment which starts a line covers."""
    rows: set[int] = set()
    for comment in _COMMENT.finditer(text) if "<!--" in text else ():
        first = text.count("\n", 0, comment.start())
        starts_line = not text[text.rfind("\n", 0, comment.start()) + 1 : comment.start()].strip()
        if starts_line and first not in fenced:
            rows.update(range(first, first + comment[0].count("\n") + 1))
    return rows
