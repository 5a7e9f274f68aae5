"""YAML text in, plain data with the place of every key and value out.

Plain text is read by `plainyaml`, any other by `yamlevents`, which is imported where it is wanted.
"""

from typing import Any

import msgspec

from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.plainyaml import YamlPath, read_plain

__all__ = ["YamlText", "dotted", "parse_yaml"]


class YamlText(msgspec.Struct, frozen=True):
    """A mapping read from YAML, and where its parts stand."""

    data: dict[str, Any]
    places: dict[YamlPath, Place]
    """The place of each value."""
    keys: dict[YamlPath, Place]
    """The place of each key; the last step of the path is the key."""
    cut: dict[YamlPath, Place] = {}
    """The place of the # by which a value ends, where a word follows it at once: of `Question #1`, by its path."""


def dotted(places: dict[YamlPath, Place]) -> dict[str, Place]:
    """Return the places by dotted path: `stops.0.page`."""
    return {".".join(map(str, path)): place for path, place in places.items() if path}


def parse_yaml(text: str, file: str, first_line: int = 1) -> YamlText | Diagnostic:
    """Read a YAML mapping. `first_line` is the number of the text's first line in its file.

    Anything but one mapping with plain keys is refused with a diagnostic: broken YAML, a list, a key that stands
    twice, a tag (`!!python/object`), nesting or repetition out of bounds.
    """
    if plain := read_plain(text, file, first_line):
        return YamlText(*plain)
    from fingerpost.yamlevents import read_events  # noqa: PLC0415 -- slow, and most text is plain

    read = read_events(text, file, first_line)
    return read if isinstance(read, Diagnostic) else YamlText(*read)
