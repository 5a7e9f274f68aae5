"""A compiled pattern in, characters without which it matches nothing out: they follow from the pattern itself."""

import importlib
import re
from collections.abc import Callable
from typing import Any

__all__ = ["needed_characters"]

_parser = importlib.import_module("re._parser")
"""The parser behind `re`, which tells the structure of a pattern."""


def needed_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return characters of which every match of a pattern holds, or stands beside, at least one; None if unknown."""
    if pattern.flags & re.IGNORECASE:
        return None
    return _in_sequence(_parser.parse(pattern.pattern, pattern.flags))


def _in_sequence(parts: Any) -> frozenset[str] | None:
    """All parts of a sequence must match, so the part with the fewest characters decides."""
    known = [needed for part in parts if (needed := _in_part(str(part[0]), part[1])) is not None]
    return min(known, key=lambda needed: (len(needed), sorted(needed)), default=None)


def _in_part(name: str, argument: Any) -> frozenset[str] | None:
    """Return what one part of a pattern needs; `name` and `argument` are in the words of Python's own parser."""
    read = _READERS.get(name)
    return read(argument) if read else None


def _in_set(members: Any) -> frozenset[str] | None:
    literal = all(str(kind) == "LITERAL" for kind, _ in members)
    return frozenset(chr(code) for _, code in members) if literal else None


def _in_branches(argument: Any) -> frozenset[str] | None:
    ways = [_in_sequence(way) for way in argument[1]]
    return frozenset().union(*(way for way in ways if way)) if None not in ways else None


def _in_repeat(argument: Any) -> frozenset[str] | None:
    least, _, parts = argument
    return _in_sequence(parts) if least >= 1 else None


_READERS: dict[str, Callable[[Any], frozenset[str] | None]] = {
    "LITERAL": lambda code: frozenset(chr(code)),
    "IN": _in_set,
    "MAX_REPEAT": _in_repeat,
    "MIN_REPEAT": _in_repeat,
    "POSSESSIVE_REPEAT": _in_repeat,
    "SUBPATTERN": lambda argument: None if argument[1] & re.IGNORECASE else _in_sequence(argument[3]),
    "ATOMIC_GROUP": _in_sequence,
    "ASSERT": lambda argument: _in_sequence(argument[1]),
    "BRANCH": _in_branches,
}
