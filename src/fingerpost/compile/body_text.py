"""The Markdown of a source in, the same text with its lines, places and fenced code known out."""

import re

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["BodyText", "read_body"]

_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})")
_SECOND_LEVEL = re.compile(r"^ {0,3}#{1,2}(?!#)[ \t]*\S|^\S.*\n {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)


class BodyText(msgspec.Struct, frozen=True):
    """The text of a page below its front matter."""

    text: str
    file: str
    first_line: int
    """The number in the file of the text's first line."""
    lines: tuple[str, ...]
    fenced: frozenset[int]
    """The lines that belong to fenced code, counted from 0."""

    def place(self, row: int) -> Place:
        """Return the place of a whole line, counted from 0."""
        line = self.lines[row]
        return Place(self.file, self.first_line + row, 1, max(1, len(line.rstrip())), line)

    def headings(self) -> tuple[Place, ...]:
        """Return the places of the headings of the first and second level, in order."""
        rows = [self.text.count("\n", 0, found.start()) for found in _SECOND_LEVEL.finditer(self.text)]
        return tuple(self.place(row) for row in rows if row not in self.fenced)


def read_body(text: str, file: str, first_line: int) -> tuple[BodyText, tuple[Diagnostic, ...]]:
    """Find the fenced code of a text, and tell of a fence that is never closed."""
    lines = text.split("\n")
    inside: set[int] = set()
    fence = ""
    opened = 0
    for row, line in enumerate(lines if "```" in text or "~~~" in text else ()):
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            inside.add(row)
            if found and found[1].startswith(fence) and line.strip(" \t>") == found[1]:
                fence = ""
        elif found and "`" not in line[found.end() :]:
            inside.add(row)
            fence, opened = found[1], row
    body = BodyText(text, file, first_line, tuple(lines), frozenset(inside))
    return body, (messages.unclosed_fence(body.place(opened)),) if fence else ()
