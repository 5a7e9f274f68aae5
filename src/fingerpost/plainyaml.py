"""Plain YAML in, its data with the place of every key and value out; None for any other YAML: see `yamlevents`.

Nearly all front matter is a mapping with, in a line each, words, quoted words, short lists in brackets, and lists of
words or of small mappings. This reads such text some ten times as fast as libyaml, and leaves alone whatever might mean
something else: other indentation, comments, blank lines, escapes, tabs, a key that stands twice.
"""

import datetime
import re
from typing import Any

from fingerpost.diagnostics import Place

__all__ = ["PlainYaml", "YamlPath", "plain_value", "read_plain"]

YamlPath = tuple[str | int, ...]
"""Where a value stands: ("stops", 2, "page")."""
PlainYaml = tuple[dict[str, Any], dict[YamlPath, Place], dict[YamlPath, Place]]
"""The data, the place of each value, the place of each key."""

LONGEST = 20_000
"""Characters; such a text has fewer values than would be too many."""
_ODD = re.compile("[\x00-\t\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Tabs, line ends that editors do not count, and what YAML does not allow (YAML 1.1, section 5.1)."""
_LINE = re.compile("( *)(- +)?(?:([A-Za-z_][A-Za-z0-9_-]{0,99}):(?: +|$))?")
_SIGNS = frozenset("-?:,[]{}#&*!|>'\"%@`")
"""What a plain value does not begin with (YAML 1.1, section 5.3)."""
_LIST = re.compile(r"[^\x00-\x1f!-+:-@\[-^`{-\xa0]*")
"""Between brackets, values of nothing but letters, digits, `_/., -` and what is beyond ASCII are plain ones."""
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEANING = re.compile(r"[-+.0-9~<=]|(?:yes|no|true|false|on|off|null)?$", re.IGNORECASE)
"""How values begin that may mean something else than their text (YAML 1.1)."""
_NUMBER = re.compile("0|[1-9][0-9]{0,17}")
_SWITCHES = {"true": True, "True": True, "false": False, "False": False}


def read_plain(text: str, file: str, first_line: int) -> PlainYaml | None:
    """Read a mapping whose every line is plain; `first_line` is the number of the text's first line in its file."""
    if len(text) > LONGEST or _ODD.search(text):
        return None
    reading = _Reading(file)
    lines = text.removesuffix("\n").split("\n")
    if all(reading.line(line, number) for number, line in enumerate(lines, first_line)) and not reading.awaits_list:
        return reading.data, reading.places, reading.keys
    return None


def plain_value(text: str) -> Any:
    """Return what a plain scalar means: text, a number, a day, true, false or None."""
    if not _MEANING.match(text):
        return text
    if _DAY.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    if _NUMBER.fullmatch(text):
        return int(text)
    if text in _SWITCHES:
        return _SWITCHES[text]
    from fingerpost.meanings import meaning_of  # noqa: PLC0415 -- slow, and most values need it not

    return meaning_of(text)


class _Reading:
    """One pass over the lines of one text."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: dict[str, Any] = {}
        self.places: dict[YamlPath, Place] = {}
        self.keys: dict[YamlPath, Place] = {}
        self.name = ""
        """The key whose list may go on; "" for none."""
        self.awaits_list = False
        """Whether a key waits for its list to begin."""
        self.items: list[Any] = []
        self.indent = 0
        """Of the dashes of the list."""
        self.entry: dict[str, Any] | None = None
        """The mapping within the list that may go on."""
        self.within = 0
        """The indentation of its keys."""

    def line(self, line: str, number: int) -> bool:
        """Read a line; tell whether it is a plain one."""
        found = _LINE.match(line)
        if found is None:
            return False
        indent, dash, key = found.groups()
        start = found.end()
        if not self.places:
            self.places[()] = Place(self.file, number, 1, 1, line)
        if dash is not None:
            return self._item(line, number, len(indent), len(indent) + len(dash), key, start)
        if key is None:
            return False
        if indent:
            path = (self.name, len(self.items) - 1)
            return (
                self.entry is not None
                and len(indent) == self.within
                and self._entry(self.entry, path, key, line, number, self.within, start)
            )
        return self._top(line, number, key, start)

    def _top(self, line: str, number: int, key: str, start: int) -> bool:
        """Read a key of the mapping itself."""
        if self.awaits_list:
            return False
        self.entry = None
        if start < len(line):
            self.name = ""
            return self._entry(self.data, (), key, line, number, 0, start)
        if key in self.data:
            return False
        self.name, self.awaits_list = key, True
        self.data[key] = self.items = []
        self.keys[key,] = Place(self.file, number, 1, len(key), line)
        return True

    def _item(self, line: str, number: int, indent: int, column: int, key: str | None, start: int) -> bool:
        """Read a line that begins an item of a list; what the item is begins at `column`, a value at `start`."""
        if not self.name or start == len(line) or not (self.awaits_list or indent == self.indent):
            return False
        if self.awaits_list:
            self.places[self.name,] = Place(self.file, number, indent + 1, 1, line)
            self.awaits_list, self.indent = False, indent
        path = (self.name, len(self.items))
        if key is None:
            self.entry = None
            return self._value(self.items, path, line, number, start)
        self.entry, self.within = {}, column
        self.items.append(self.entry)
        self.places[path] = Place(self.file, number, column + 1, 1, line)
        return self._entry(self.entry, path, key, line, number, column, start)

    def _entry(
        self, into: dict[str, Any], path: YamlPath, key: str, line: str, number: int, column: int, start: int
    ) -> bool:
        """Read a key, at `column`, and its value, at `start`, of a mapping."""
        if key in into or start == len(line):
            return False
        path = (*path, key)
        self.keys[path] = Place(self.file, number, column + 1, len(key), line)
        read: list[Any] = []
        plain = self._value(read, path, line, number, start)
        into[key] = read[0] if plain else None
        return plain

    def _value(self, into: list[Any], path: YamlPath, line: str, number: int, start: int) -> bool:
        """Append the value that fills the rest of a line."""
        written = line[start:].rstrip(" ")
        first = written[:1]
        length = len(written)
        if first == "[":
            self.places[path] = Place(self.file, number, start + 1, 1, line)
            into.append([])
            return self._list(into[-1], path, line, number, start + 1, start + length)
        if first in ('"', "'"):
            if length == 1 or written.find(first, 1) != length - 1 or "\\" in written:
                return False
            into.append(written[1:-1])
        elif first in _SIGNS or ": " in written or " #" in written or written[-1:] == ":":
            return False
        else:
            into.append(plain_value(written))
        self.places[path] = Place(self.file, number, start + 1, length, line)
        return True

    def _list(self, into: list[Any], path: YamlPath, line: str, number: int, start: int, end: int) -> bool:
        """Read a list of plain values between brackets; `end` is behind the last."""
        if line[end - 1] != "]" or not _LIST.fullmatch(line, start, end - 1):
            return False
        for item in line[start : end - 1].split(",") if end - 1 > start else ():
            written = item.strip(" ")
            if written[:1] in ("", "-"):
                return False
            column = start + len(item) - len(item.lstrip(" "))
            self.places[*path, len(into)] = Place(self.file, number, column + 1, len(written), line)
            into.append(plain_value(written))
            start += len(item) + 1
        return True
