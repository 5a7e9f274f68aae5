"""Text with escapes and entities in, the same text with signs for them out, by which one knows what was typed.

pulldown-cmark gives the character that an escape or an entity stands for, and does not say how it was typed. But an
escaped quote stays straight, and an entity comes out as it is written. So an ESCAPE goes before each escape that could
become a typographic mark, and the number of an entity in its place.
"""

import html
import re

from fingerpost.compile.marks import MARK, STOP, Mark

__all__ = ["BLOCK", "ENTITY", "ESCAPE", "SIGN", "Typed", "put_aside"]

ENTITY, ESCAPE, BLOCK = "\ufdd6", "\ufdd7", "\ufdd8"
"""Before the number of an entity, before an escape, before the number of a block; STOP ends a number."""
SIGN = re.compile(f"([{MARK}{ENTITY}{BLOCK}{ESCAPE}])(?:(\\d+){STOP}|(.))", re.DOTALL)
"""A sign with its number, or an escape with its character; it begins with a set, which `re` finds quickly."""
_NUMBERED = re.compile(f"([{MARK}{ENTITY}])(\\d+){STOP}|{ESCAPE}")
_TYPED = re.compile(r"""\\(?:(["'.-])|.)|&(?:\#\d{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]\w*);""")


def put_aside(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with signs, and its entities by number; the same entity has the same number."""
    if "\\" not in text and "&" not in text:
        return text, ()
    numbers: dict[str, int] = {}

    def signed(found: re.Match[str]) -> str:
        if found[1]:
            return ESCAPE + found[0]
        if found[0].startswith("\\"):
            return found[0]
        return f"{ENTITY}{numbers.setdefault(found[0], len(numbers))}{STOP}"

    return _TYPED.sub(signed, text), tuple(numbers)


class Typed:
    """What the signs of one text stand for."""

    def __init__(self, marks: tuple[Mark, ...], entities: tuple[str, ...]) -> None:
        self.marks = marks
        self.entities = entities

    def written(self, text: str) -> str:
        """Return text as its author wrote it: for code and raw HTML."""
        return text if text.isascii() else _NUMBERED.sub(self._written, text)

    def read(self, text: str) -> str:
        """Return text with the characters that its entities stand for: for attributes and addresses."""
        return text if text.isascii() else _NUMBERED.sub(self._read, text)

    def _written(self, found: re.Match[str]) -> str:
        if found[1] == MARK:
            return self.marks[int(found[2])].raw
        return self.entities[int(found[2])] if found[1] else ""

    def _read(self, found: re.Match[str]) -> str:
        return html.unescape(self._written(found)) if found[1] == ENTITY else self._written(found)
