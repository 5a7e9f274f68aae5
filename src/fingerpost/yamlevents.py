"""Any YAML in; its data, the place of every key and value, and where a comment cuts one short, out; or a diagnostic.

The text goes through libyaml as a stream of events, so nesting is counted before anything is built (libyaml's own
composer crashes on 100,000 open brackets), a key that stands twice is seen, and every value keeps its line and column.
"""

import bisect
import re
from collections.abc import Callable
from typing import Any

import msgspec
import yaml

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.plainyaml import YamlPath, plain_value

__all__ = ["read_events"]

ReadYaml = tuple[dict[str, Any], dict[YamlPath, Place], dict[YamlPath, Place], dict[YamlPath, Place]]
"""The data, the place of each value, the place of each key, and of each value that is cut short the place of the #."""

MAX_DEPTH = 20
"""Levels of nesting that front matter or settings may have."""
MAX_VALUES = 20_000
"""Values in one text, each repetition through an alias counted (the "billion laughs" bound)."""

BYTE_ORDER_MARK = "\ufeff"
_CUT = re.compile(r" +(?=#[^\s#])")
"""What stands between a value and a comment that was hardly meant as one: `Question #1`."""
_NO_BREAK = re.compile(r"[ -]*(?:[A-Za-z_-]+:)?[\u00a0\u2007\u202f]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class _Refused(Exception):  # noqa: N818 -- it carries a diagnostic out of the reading below and no further
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


def read_events(text: str, file: str, first_line: int) -> ReadYaml | Diagnostic:
    """Read a mapping; `first_line` is the number of the text's first line in its file."""
    reading = _Reading(text, file, first_line)
    if BYTE_ORDER_MARK in text:
        return messages.control_character(reading.control_character())
    try:
        return reading.mapping()
    except _Refused as refused:
        return refused.diagnostic
    except yaml.MarkedYAMLError as error:
        if odd := reading.no_break_space():
            return messages.no_break_space(odd)
        opened = error.problem in ("found unexpected end of stream", "could not find expected ':'")
        mark = error.context_mark if opened else error.problem_mark
        place = reading.place(mark) if mark else Place(file)
        return messages.broken_yaml(place, error.problem or "", error.context or "")
    except yaml.YAMLError:
        return messages.control_character(reading.control_character())


class _Reading:
    """One pass over the events of one text."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text, self.file, self.first_line = text, file, first_line
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.places: dict[YamlPath, Place] = {}
        self.keys: dict[YamlPath, Place] = {}
        self.cut: dict[YamlPath, Place] = {}
        self.anchors: dict[str, tuple[Any, int, YamlPath]] = {}
        """What a name stands for, how many values that has, and where it stands."""
        self.values = 0

    def mapping(self) -> ReadYaml:
        """Read the whole text."""
        event = self._next(yaml.StreamStartEvent, yaml.DocumentStartEvent)
        if isinstance(event, yaml.StreamEndEvent):
            return {}, {}, {}, {}
        data = self._value(event, (), 1)
        if data is None:
            data = {}
        if not isinstance(data, dict):
            odd = self.no_break_space()
            told = messages.no_break_space(odd) if odd else messages.not_a_mapping(self.place(event.start_mark))
            raise _Refused(told)
        following = self._next(yaml.DocumentEndEvent)
        if not isinstance(following, yaml.StreamEndEvent):
            raise _Refused(messages.second_document(self.place(following.start_mark)))
        return data, self.places, self.keys, self.cut

    def place(self, mark: yaml.Mark, length: int = 1) -> Place:
        """Return the place of a mark of libyaml in the file; libyaml counts more line ends than editors do."""
        row = min(bisect.bisect_right(self.starts, mark.index), len(self.lines)) - 1
        return self._place(row, mark.index - self.starts[row], length)

    def control_character(self) -> Place:
        """Return the place of the first character that YAML does not allow (YAML 1.1, section 5.1)."""
        found = _FORBIDDEN.search(self.text)
        if found is None:
            return Place(self.file)
        row = bisect.bisect_right(self.starts, found.start()) - 1
        return self._place(row, found.start() - self.starts[row], 1)

    def no_break_space(self) -> Place | None:
        """Return the place of the first no-break space before a key or right behind it."""
        for row, line in enumerate(self.lines):
            if found := _NO_BREAK.match(line):
                return self._place(row, found.end() - 1, 1)
        return None

    def _place(self, row: int, column: int, length: int) -> Place:
        return Place(self.file, self.first_line + row, column + 1, max(1, length), self.lines[row])

    def _of(self, event: Any) -> Place:
        """Return the place of an event, up to its end or the end of its line."""
        start = event.start_mark
        place = self.place(start)
        length = min(event.end_mark.index - start.index, len(place.text) - place.column + 1)
        return msgspec.structs.replace(place, length=max(1, length))

    def _next(self, *skipped: type[yaml.Event]) -> Any:
        return next(event for event in self.events if not isinstance(event, skipped))

    def _value(self, event: Any, path: YamlPath, depth: int) -> Any:
        place = self._of(event)
        self.places[path] = place
        if depth > MAX_DEPTH:
            raise _Refused(messages.yaml_too_deep(place, MAX_DEPTH))
        self._count(place, 1)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor, place, path)
        if event.tag is not None:
            raise _Refused(messages.yaml_tag(place, event.tag))
        before = self.values
        read: dict[type[yaml.Event], Callable[[Any, YamlPath, int], Any]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingStartEvent: self._mapping,
        }
        value = read[type(event)](event, path, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = value, self.values - before, path
        return value

    def _count(self, place: Place, values: int) -> None:
        self.values += values
        if self.values > MAX_VALUES:
            raise _Refused(messages.yaml_too_large(place, MAX_VALUES))

    def _alias(self, name: str | None, place: Place, path: YamlPath) -> Any:
        if name is None or name not in self.anchors:
            raise _Refused(messages.unknown_alias(place, name or ""))
        value, size, origin = self.anchors[name]
        self._count(place, size)
        self._repeat(value, path, origin)
        return value

    def _repeat(self, value: Any, path: YamlPath, origin: YamlPath) -> None:
        """Give what is within a repetition the places that it has where it is written."""
        steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, item in steps:
            self.places[*path, step] = self.places[*origin, step]
            if isinstance(value, dict):
                self.keys[*path, step] = self.keys[*origin, step]
            self._repeat(item, (*path, step), (*origin, step))

    def _scalar(self, event: Any, path: YamlPath, depth: int) -> Any:
        if not event.implicit[0]:
            return event.value
        if event.value and (gap := _CUT.match(self.text, event.end_mark.index)):
            row = bisect.bisect_right(self.starts, gap.end()) - 1
            self.cut[path] = self._place(row, gap.end() - self.starts[row], 1)
        return plain_value(event.value)

    def _sequence(self, event: Any, path: YamlPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, event: Any, path: YamlPath, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            place = self._of(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(messages.key_not_plain(place))
            if event.value in items:
                raise _Refused(messages.key_twice(place, event.value, self.keys[*path, event.value].line))
            self.keys[*path, event.value] = place
            items[event.value] = self._value(self._next(), (*path, event.value), depth + 1)
        return items
