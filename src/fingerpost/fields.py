"""YAML data in, a typed record and one diagnostic for every key that does not fit out.

Each key is converted alone, so that all mistakes of a block are told at once, each at its own line and column. A key
that does not fit takes its default, so that the rest of the build can go on and tell what else is wrong.
"""

import functools
import re
from typing import Any, TypeVar

import msgspec
from msgspec.structs import FieldInfo

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.yamltext import YamlPath, YamlText

__all__ = ["Fallbacks", "read_fields"]

Record = TypeVar("Record", bound=msgspec.Struct)
Fallbacks = dict[str, Any]
"""Values for required fields that are missing or do not fit, by field name."""

_AT = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_MISSING = re.compile(r"missing required field `([^`]+)`")


def read_fields(
    source: YamlText, record: type[Record], *, what: str, whole: Place, fallbacks: Fallbacks
) -> tuple[Record, tuple[Diagnostic, ...]]:
    """Convert a mapping to a record.

    `what` names the block in messages ("a column"), `whole` is the place of the block for keys that are not there.
    `fallbacks` must hold a value for each field that has no default.
    """
    fields = _fields_of(record)
    diagnostics = [
        messages.unknown_key(source.keys[key,], key, tuple(fields), what) for key in source.data if key not in fields
    ]
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in source.data:
            if field.required:
                diagnostics.append(messages.missing_key(whole, name, what))
                values[field.name] = fallbacks[field.name]
            continue
        try:
            values[field.name] = msgspec.convert(source.data[name], field.type)
        except msgspec.ValidationError as error:
            diagnostics.append(_misfit(str(error), source, name, field))
            if field.required:
                values[field.name] = fallbacks[field.name]
    return record(**values), tuple(diagnostics)


@functools.cache
def _fields_of(record: type[msgspec.Struct]) -> dict[str, FieldInfo]:
    """Return the fields of a record type by the names that YAML has for them."""
    return {field.encode_name: field for field in msgspec.structs.fields(record)}


def _misfit(error: str, source: YamlText, name: str, field: FieldInfo) -> Diagnostic:
    """Turn what msgspec says of one value into a diagnostic at the place of the part that does not fit."""
    path: YamlPath = (name,)
    if at := _AT.search(error):
        path += tuple(step[1] or int(step[2]) for step in _STEP.finditer(at[1]))
    place = source.places.get(path) or source.places[name,]
    if unknown := _UNKNOWN.search(error):
        known = _names(_struct_in(field.type))
        return messages.unknown_key(source.keys.get((*path, unknown[1]), place), unknown[1], known, f"`{name}`")
    if missing := _MISSING.search(error):
        return messages.missing_key(place, missing[1], f"an entry of `{name}`")
    if error.startswith("Invalid enum value"):
        choices = tuple(str(choice) for choice in _choices(field.type))
        return messages.unknown_choice(place, name, str(_at(source.data, path)), choices)
    if expected := _EXPECTED.search(error):
        key = ".".join(step for step in path if isinstance(step, str))
        return messages.wrong_type(place, key, expected[1], expected[2], _at(source.data, path))
    return messages.wrong_value(place, name)


def _at(data: Any, path: YamlPath) -> Any:
    for step in path:
        data = data[step]
    return data


def _choices(kind: Any) -> tuple[Any, ...]:
    """The values of the enum or literal within a type."""
    info = msgspec.inspect.type_info(kind)
    parts = info.types if isinstance(info, msgspec.inspect.UnionType) else (info,)
    for part in parts:
        if isinstance(part, msgspec.inspect.EnumType):
            return tuple(member.value for member in part.cls)
        if isinstance(part, msgspec.inspect.LiteralType):
            return part.values
    return ()


def _struct_in(kind: Any) -> Any:
    """The struct type inside a type, such as that of a list's entries."""
    info = msgspec.inspect.type_info(kind)
    while not isinstance(info, msgspec.inspect.StructType):
        if isinstance(info, msgspec.inspect.VarTupleType):
            info = info.item_type
        elif isinstance(info, msgspec.inspect.UnionType):
            info = next(part for part in info.types if not isinstance(part, msgspec.inspect.NoneType))
        else:
            return None
    return info.cls


def _names(record: Any) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(record)) if record else ()
