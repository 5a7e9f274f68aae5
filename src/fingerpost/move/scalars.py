"""YAML text in, each value of text with the characters that spell it out; and a value spelt anew in its own style."""

import bisect
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from fingerpost.diagnostics import Diagnostic
from fingerpost.move.edits import Edit, position_of
from fingerpost.plainyaml import YamlPath
from fingerpost.yamltext import parse_yaml

__all__ = ["Scalar", "respelt", "scalars_of"]

_ANCHOR = re.compile(r"&\S+\s+")


class Scalar(msgspec.Struct, frozen=True):
    """One value of text, as it is spelt."""

    path: YamlPath
    value: str
    raw: str
    """The characters that spell it, quotation marks too; an anchor (`&name`) is no part of it."""
    line: int
    """Of its first character, in the file."""
    column: int
    flow: bool
    """Whether it stands in a list or mapping between brackets, where more characters are signs."""


def scalars_of(text: str, first_line: int) -> tuple[Scalar, ...] | None:
    """Return every value of text, in order; None where this cannot be read. A repetition (`*name`) is no spelling."""
    mapping = parse_yaml(text, "", first_line)
    if isinstance(mapping, Diagnostic):
        return None
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    made = []
    for path, first, end, flow in _spans(text):
        value = _at(mapping.data, path)
        if isinstance(value, str):
            skipped = _ANCHOR.match(text, first, end)
            start = skipped.end() if skipped else first
            row = bisect.bisect_right(starts, start) - 1
            made.append(Scalar(path, value, text[start:end], first_line + row, start - starts[row] + 1, flow))
    return tuple(made)


def respelt(scalar: Scalar, start: int, old: str, new: str) -> Edit | None:
    """Return the edit that puts new words in place of old ones, which stand in the spelling at `start`.

    The style stays where it can; a value that would mean something else so is put into quotation marks. None where
    that is not possible either.
    """
    raw = scalar.raw
    spelt = raw[start : start + len(old)] == old and "\n" not in old
    number = raw[:start].count(old) if spelt else 0  # the same words may stand in the value before
    parts = scalar.value.split(old)
    if number + 1 >= len(parts):
        return None
    wanted = old.join(parts[: number + 1]) + new + old.join(parts[number + 1 :])
    if spelt and _read(raw[:start] + new + raw[start + len(old) :], scalar.flow) == wanted:
        line, column = position_of(raw, start, scalar.line)
        return Edit(line, column if line > scalar.line else column + scalar.column - 1, old, new)
    quoted = msgspec.json.encode(wanted).decode()
    if "\n" in raw or scalar.value.strip() != old or _read(quoted, scalar.flow) != wanted:
        return None
    return Edit(scalar.line, scalar.column, raw, quoted)


def _read(raw: str, flow: bool) -> object:
    """Return the value that a spelling has between brackets, or on a line of its own."""
    mapping = parse_yaml(f"k: [{raw}]" if flow else f"k: {raw}\n", "")
    if isinstance(mapping, Diagnostic):
        return None
    value = mapping.data.get("k")
    if not flow:
        return value
    return value[0] if isinstance(value, list) and len(value) == 1 else None


def _at(value: Any, path: YamlPath) -> Any:
    for step in path:
        value = value[step]
    return value


def _spans(text: str) -> Iterator[tuple[YamlPath, int, int, bool]]:
    """Yield path, start, end and surroundings of every scalar of a mapping that `parse_yaml` can read."""
    events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))

    def inside(event: Any, path: YamlPath, flow: bool) -> Iterator[tuple[YamlPath, int, int, bool]]:
        if isinstance(event, yaml.ScalarEvent):
            yield path, *_ends(event), flow
        elif isinstance(event, yaml.SequenceStartEvent):
            number = 0
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                yield from inside(item, (*path, number), flow or bool(event.flow_style))
                number += 1
        elif isinstance(event, yaml.MappingStartEvent):
            while not isinstance(key := next(events), yaml.MappingEndEvent):
                yield from inside(next(events), (*path, key.value), flow or bool(event.flow_style))

    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            yield from inside(event, (), False)


def _ends(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index
