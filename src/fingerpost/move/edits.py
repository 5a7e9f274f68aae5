"""Replacements in a text in, its bytes with these replaced and no other changed out; the plan of a move as a record.

Lines and columns are those of diagnostics: lines end at a newline of any style, columns count characters from 1, and a
byte-order mark is no character.
"""

import re
from collections.abc import Iterable

import msgspec

from fingerpost.promises import Promises

__all__ = ["Edit", "FileEdits", "MovePlan", "edited", "position_of"]

_LINE_END = re.compile(r"(?:\r\n|\r|\n)")
_BYTE_ORDER_MARK = "\ufeff"


class Edit(msgspec.Struct, frozen=True, order=True):
    """One replacement; what is replaced may go on in the lines below, with a bare newline between them."""

    line: int
    column: int
    old: str
    new: str


class FileEdits(msgspec.Struct, frozen=True):
    """All replacements in one file, sorted."""

    path: str
    """Where the file lies before the move."""
    edits: tuple[Edit, ...]


class MovePlan(msgspec.Struct, frozen=True):
    """Everything that a move changes."""

    old: str
    """What moves: the path of a page, or a folder with a slash behind."""
    new: str
    renames: dict[str, str]
    """Every file that goes, to where it goes."""
    edits: tuple[FileEdits, ...]
    """What is written anew, by the paths before the move."""
    writes: dict[str, bytes]
    """The new bytes of every file that is written anew, by its path after the move."""
    promises: Promises | None
    """What the site has promised after the move; None where that stays."""
    addresses: tuple[tuple[str, str], ...]
    """Address before and after of each page that goes and changes it."""


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Replace. Line ends and a byte-order mark stay as they are.

    Raises ValueError where the text is not what an edit replaces.
    """
    text = data.decode("utf-8")
    starts = [1 if text.startswith(_BYTE_ORDER_MARK) else 0, *(found.end() for found in _LINE_END.finditer(text))]
    for edit in sorted(edits, reverse=True):
        start = starts[edit.line - 1] + edit.column - 1
        old = _LINE_END.pattern.join(map(re.escape, edit.old.split("\n")))
        found = re.compile(old).match(text, start)
        if found is None:
            raise ValueError(edit)
        text = text[:start] + edit.new + text[found.end() :]
    return text.encode("utf-8")


def position_of(text: str, offset: int, first_line: int = 1) -> tuple[int, int]:
    """Return line and column of a place in a text with bare newlines whose first line has the given number."""
    return first_line + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset)
