"""YAML data in; a typed record, the place of each of its values, and a diagnostic for every key that does not fit out.

Where something does not fit, each key is converted alone, so that all mistakes of a block are told at once, each at its
own line and column. A key that does not fit takes its default, so that the rest of the build can go on and tell what
else is wrong. An entry of a list in which something does not fit is left out; the places follow those that are kept.
"""

import functools
import re
from typing import Any, TypeVar

import msgspec
from msgspec.structs import FieldInfo

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.plainyaml import YamlPath
from fingerpost.yamltext import YamlText, dotted

__all__ = ["Fallbacks", "read_fields"]

Record = TypeVar("Record", bound=msgspec.Struct)
Fallbacks = dict[str, Any]
"""Values for required fields that are missing or do not fit, by field name."""

_STEP = re.compile(r"\[(\d+)\]`$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESSES = frozenset({"base_url", "image", "redirects", "slug", "url"})
"""Keys whose text is no words: what follows it was never part of it."""
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")


def read_fields(
    source: YamlText, record: type[Record], *, what: str, whole: Place, fallbacks: Fallbacks
) -> tuple[Record, dict[str, Place], tuple[Diagnostic, ...]]:
    """Convert a mapping to a record; return with it where each value stands, by dotted key (`stops.0.page`).

    `what` names the block in messages ("a column"), `whole` is the place of the block for keys that are not there.
    `fallbacks` must hold a value for each field that has no default.
    """
    try:
        return msgspec.convert(source.data, record), dotted(source.places), _cut_short(source, record)
    except msgspec.ValidationError:
        pass  # which values do not fit is found out below, key by key
    values, left_out, diagnostics = _read(source, (), record, what, whole)
    required = {field.name: fallbacks[field.name] for field in _fields_of(record).values() if field.required}
    told = (*diagnostics, *_cut_short(source, record))
    return record(**{**required, **values}), dotted(_following(source.places, left_out)), told


def _read(
    source: YamlText, at: YamlPath, record: type[msgspec.Struct], what: str, whole: Place
) -> tuple[dict[str, Any], tuple[YamlPath, ...], tuple[Diagnostic, ...]]:
    """Return the values at a path that fit, by field name; the entries left out; a diagnostic for what does not fit."""
    fields, data = _fields_of(record), _at(source.data, at)
    diagnostics = [
        messages.unknown_key(source.keys[(*at, key)], key, tuple(fields), what) for key in data if key not in fields
    ]
    values: dict[str, Any] = {}
    left_out: list[YamlPath] = []
    for name, field in fields.items():
        if name not in data:
            if field.required:
                diagnostics.append(messages.missing_key(whole, name, what))
            continue
        entry = _entry_type(field.type)
        if entry and isinstance(data[name], list):
            values[field.name], without, found = _read_entries(source, (*at, name), entry)
            left_out += without
            diagnostics += found
            continue
        block = _block_type(field.type)
        if block and isinstance(data[name], dict):
            inside, without, wrong = _read(source, (*at, name), block, f"`{name}`", source.places[(*at, name)])
            left_out += without
            diagnostics += wrong
            values |= {} if wrong else {field.name: block(**inside)}
            continue
        try:
            values[field.name] = msgspec.convert(data[name], field.type)
        except msgspec.ValidationError as error:
            if data[name] is False and "off" in _choices(field.type):  # YAML 1.1 reads a plain `off` as a boolean
                values[field.name] = msgspec.convert("off", field.type)
                continue
            diagnostics.append(_misfit(str(error), source, (*at, name), field.type))
    return values, tuple(left_out), tuple(diagnostics)


def _read_entries(
    source: YamlText, at: YamlPath, record: type[msgspec.Struct]
) -> tuple[tuple[msgspec.Struct, ...], tuple[YamlPath, ...], list[Diagnostic]]:
    """Read a list of mappings; return the entries that fit, where the others stand, and what is wrong there."""
    entries: list[msgspec.Struct] = []
    left_out: list[YamlPath] = []
    diagnostics: list[Diagnostic] = []
    for number, item in enumerate(_at(source.data, at)):
        path = (*at, number)
        if not isinstance(item, dict):
            diagnostics.append(messages.not_an_entry(source.places[path], str(at[-1]), tuple(_fields_of(record))))
            left_out.append(path)
            continue
        values, _, found = _read(source, path, record, f"an entry of `{at[-1]}`", source.places[path])
        diagnostics += found
        if found:
            left_out.append(path)
        else:
            entries.append(record(**values))
    return tuple(entries), tuple(left_out), diagnostics


def _following(places: dict[YamlPath, Place], left_out: tuple[YamlPath, ...]) -> dict[YamlPath, Place]:
    """Return the places of what is kept, each entry by the number that it has without those left out."""
    kept: dict[YamlPath, Place] = {}
    for path, place in places.items():
        steps = tuple(enumerate(path))
        if not any(path[: end + 1] in left_out for end, _ in steps):
            kept[
                tuple(
                    step - _before(path[: end + 1], left_out) if isinstance(step, int) else step for end, step in steps
                )
            ] = place
    return kept


def _before(path: YamlPath, left_out: tuple[YamlPath, ...]) -> int:
    """Count the entries left out of a list that stand before the one at this path."""
    return sum(other[:-1] == path[:-1] and other < path for other in left_out)


def _cut_short(source: YamlText, record: type[msgspec.Struct]) -> tuple[Diagnostic, ...]:
    """Tell of each text that ends where YAML sees a comment; a comment behind a day, a number or a choice is meant."""
    found = []
    for path, place in source.cut.items():
        value = source.places[path]
        if _ADDRESSES.isdisjoint(path) and _takes_text(msgspec.inspect.type_info(record), path):
            written = value.text[value.column - 1 :].rstrip() if value.line == place.line else ""
            found.append(messages.comment_in_text(place, written))
    return tuple(found)


def _takes_text(info: msgspec.inspect.Type, path: YamlPath) -> bool:
    """Tell whether what stands at a path of a type is text without a form of its own."""
    if isinstance(info, msgspec.inspect.UnionType):
        return any(_takes_text(part, path) for part in info.types)
    if path and isinstance(info, msgspec.inspect.StructType):
        return any(_takes_text(field.type, path[1:]) for field in info.fields if field.encode_name == path[0])
    if path and isinstance(info, msgspec.inspect.VarTupleType):
        return _takes_text(info.item_type, path[1:])
    return not path and isinstance(info, msgspec.inspect.StrType) and info.pattern is None


@functools.cache
def _fields_of(record: type[msgspec.Struct]) -> dict[str, FieldInfo]:
    """Return the fields of a record type by the names that YAML has for them."""
    return {field.encode_name: field for field in msgspec.structs.fields(record)}


def _misfit(error: str, source: YamlText, at: YamlPath, kind: Any) -> Diagnostic:
    """Turn what msgspec says of one value into a diagnostic at the place of the part that does not fit."""
    key = ".".join(step for step in at if isinstance(step, str))
    path = (*at, int(step[1])) if (step := _STEP.search(error)) else at
    place, value = source.places[path], _at(source.data, path)
    choices = _choices(kind)
    if choices and not isinstance(value, list | dict) and value is not None:
        written = place.text[place.column - 1 :][: place.length] if isinstance(value, bool) else str(value)
        return messages.unknown_choice(place, key, written, choices)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return messages.no_such_date(place, value)
    if expected := _EXPECTED.search(error):
        return messages.wrong_type(place, key, expected[1], expected[2], value)
    return messages.wrong_value(place, key)


def _at(data: Any, path: YamlPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _choices(kind: Any) -> tuple[str, ...]:
    """The values of the enum within a type."""
    info = msgspec.inspect.type_info(kind)
    parts = info.types if isinstance(info, msgspec.inspect.UnionType) else (info,)
    return tuple(
        str(member.value) for part in parts if isinstance(part, msgspec.inspect.EnumType) for member in part.cls
    )


@functools.cache
def _block_type(kind: Any) -> type[msgspec.Struct] | None:
    """The record of a block of keys; None for any other type."""
    info = msgspec.inspect.type_info(kind)
    parts = info.types if isinstance(info, msgspec.inspect.UnionType) else (info,)
    return next((part.cls for part in parts if isinstance(part, msgspec.inspect.StructType)), None)


@functools.cache
def _entry_type(kind: Any) -> type[msgspec.Struct] | None:
    """The record of a list's entries; None for any other type."""
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.VarTupleType) and isinstance(info.item_type, msgspec.inspect.StructType):
        return info.item_type.cls
    return None
