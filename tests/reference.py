"""The package in, `docs/reference.md` out: settings, keys, commands, messages and views as the code has them."""

import ast
import enum
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import click
import msgspec

from fingerpost import appearance, beside, config, entries, kinds, messages, shown, view
from fingerpost.cli import fingerpost as command_line
from fingerpost.diagnostics import Diagnostic, Place

HEAD = """# Reference

Made from the code (`pytest tests/test_docs.py --rewrite`), so it says what is.

"""
INHERITED = {"FrontMatter": (), "TutorialFrontMatter": ("FrontMatter",)}


def reference() -> str:
    """Return the whole document."""
    parts = (_settings(), _front_matter(), _commands(), _messages(), _views())
    return HEAD + "\n".join(parts)


def field_docs(module: ModuleType) -> dict[str, dict[str, str]]:
    """Return the docstring below each field of each class of a module."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = dict(_docs_in(node))
    return found


def _docs_in(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, following in zip(node.body, node.body[1:], strict=False):
        named = field.target if isinstance(field, ast.AnnAssign) else None
        if isinstance(field, ast.Assign):
            named = field.targets[0]  # type: ignore[assignment]
        if (
            isinstance(named, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
            and isinstance(following.value.value, str)
        ):
            yield named.id, " ".join(following.value.value.split())


def _rows(record: Any, docs: dict[str, str], skipped: frozenset[str] = frozenset()) -> list[str]:
    rows = ["| key | value | meaning |", "| --- | --- | --- |"]
    for field in msgspec.structs.fields(record):
        if field.encode_name not in skipped:
            rows.append(f"| `{field.encode_name}` | {_value(field)} | {docs.get(field.name, '')} |")
    return rows


def _value(field: msgspec.structs.FieldInfo) -> str:
    needed = ", required" if field.required else ""
    return f"{_type(msgspec.inspect.type_info(field.type))}{needed}{_without(field.default)}"


def _without(default: object) -> str:
    """Say what holds where a key is left out, if a word says it."""
    word = default.value if isinstance(default, enum.Enum) else default
    told = str(word).lower() if isinstance(word, bool) else word if isinstance(word, str) else ""
    return f"; without it `{told}`" if told else ""


def _type(info: Any) -> str:
    inspect_ = msgspec.inspect
    if isinstance(info, inspect_.UnionType):
        return _type(next(part for part in info.types if not isinstance(part, inspect_.NoneType)))
    if isinstance(info, inspect_.VarTupleType) and isinstance(info.item_type, inspect_.StructType):
        return "list of entries (" + ", ".join(f"`{field.encode_name}`" for field in info.item_type.fields) + ")"
    if isinstance(info, inspect_.VarTupleType | inspect_.DictType):
        one = info.item_type if isinstance(info, inspect_.VarTupleType) else info.value_type
        return f"list of {_type(one)}" if isinstance(info, inspect_.VarTupleType) else f"{_type(one)} by language tag"
    if isinstance(info, inspect_.EnumType):
        return " or ".join(f"`{member.value}`" for member in info.cls)
    if isinstance(info, inspect_.StructType):
        return "block of keys, see below"
    names = {"StrType": "text", "IntType": "whole number", "BoolType": "`true` or `false`", "DateType": "day"}
    return names[type(info).__name__]


def _settings() -> str:
    docs = field_docs(config)
    lines = ["## Settings: `content/site.yml`", "", *_rows(config.Config, docs["Config"]), ""]
    lines += ["An entry of `navigation`:", "", *_rows(config.NavigationEntry, docs["NavigationEntry"]), ""]
    lines += ["The block `policies`:", "", *_rows(config.Policies, docs["Policies"]), ""]
    looks = field_docs(appearance)
    lines += ["The block `theme`:", "", *_rows(appearance.Appearance, looks["Appearance"]), ""]
    lines += ["`colours` in it has two blocks, `day` and `night`, with in each:", ""]
    lines += [*_rows(appearance.Colours, looks["Colours"]), ""]
    lines += ["`fonts` in it:", "", *_rows(appearance.Fonts, looks["Fonts"]), ""]
    lines += ["The block `style`:", "", *_rows(config.Style, docs["Style"]), ""]
    lines += ["A block of limits in it:", "", *_rows(config.Limits, docs["Limits"]), ""]
    lines += ["Each limit:", "", *_rows(config.Span, docs["Span"]), ""]
    for name, choice in {"dialect": config.DialectName, "links": config.LinkStyle, "books": config.BookForm}.items():
        lines += [f"### Values of `{name}`", "", *_choices(choice, docs[choice.__name__]), ""]
    return "\n".join(lines)


def _front_matter() -> str:
    docs = field_docs(kinds)
    common = frozenset(field.encode_name for field in msgspec.structs.fields(kinds.FrontMatter))
    lines = ["## Front matter", "", "Every kind of page:", "", *_rows(kinds.FrontMatter, docs["FrontMatter"]), ""]
    lines += ["An entry of `sources`:", "", *_rows(kinds.SourceEntry, docs["SourceEntry"]), ""]
    for kind, record in kinds.FRONT_MATTER.items():
        own = docs["TutorialFrontMatter"] | docs[record.__name__]
        lines += [f"### `{kind.value}`", "", inspect.getdoc(record) or "", "", *_rows(record, own, common), ""]
    lines += ["An entry of `stops`:", "", *_rows(kinds.StopEntry, docs["StopEntry"]), ""]
    for choice in (kinds.Level, kinds.Form, kinds.Standing, kinds.Mentions):
        lines += [f"### Values of `{choice.__name__.lower()}`", "", *_choices(choice, docs[choice.__name__]), ""]
    return "\n".join(lines)


def _choices(choice: type[enum.Enum], docs: dict[str, str]) -> list[str]:
    return [
        f"- `{member.value}`{': ' + docs[name] if name in docs else ''}" for name, member in choice.__members__.items()
    ]


def _commands() -> str:
    lines = ["## Commands", ""]
    for words, command in _all_commands(command_line, "fingerpost"):
        names = command_line.context_settings["help_option_names"]
        context = click.Context(command, info_name=words, terminal_width=100, help_option_names=names)
        lines += [f"### `{words}`", "", "```", command.get_help(context), "```", ""]
    return "\n".join(lines)


def _all_commands(command: click.Command, words: str) -> Iterator[tuple[str, click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _all_commands(inner, f"{words} {name}")


def _messages() -> str:
    lines = ["## Messages", "", "| code | severity | when |", "| --- | --- | --- |"]
    rows = {}
    for name, function in inspect.getmembers(messages, inspect.isfunction):
        if name in messages.__all__ and inspect.signature(function).return_annotation is Diagnostic:
            made = function(**{parameter: _sample(annotation) for parameter, annotation in _parameters(function)})
            rows[made.code] = f"| `{made.code}` | {made.severity.value} | {inspect.getdoc(function)} |"
    return "\n".join([*lines, *(rows[code] for code in sorted(rows)), ""])


def _parameters(function: Any) -> list[tuple[str, Any]]:
    return [(name, parameter.annotation) for name, parameter in inspect.signature(function).parameters.items()]


def _sample(annotation: Any) -> Any:
    samples: dict[Any, Any] = {Place: Place("x"), int: 1, float: 1.5, str: "x", bool: True}
    return samples.get(annotation, ("x",))


def _kind(info: Any) -> str:
    """Say what a template finds in a field of a view."""
    inspect_ = msgspec.inspect
    if isinstance(info, inspect_.UnionType):
        (part,) = (one for one in info.types if not isinstance(one, inspect_.NoneType))
        return f"{_kind(part)}, or none"
    if isinstance(info, inspect_.VarTupleType):
        return f"list of {_kind(info.item_type)}"
    if isinstance(info, inspect_.DictType):
        return f"{_kind(info.value_type)} by name"
    if isinstance(info, inspect_.StructType):
        return f"`{info.cls.__name__}`"
    names = {"StrType": "text", "IntType": "whole number", "BoolType": "true or false"}
    return names[type(info).__name__]


def _views() -> str:
    lines = ["## Templates: what each gets", "", "The fields of a view are the variables of its template.", ""]
    modules = (shown, entries, view, beside)
    docs = {name: fields for module in modules for name, fields in field_docs(module).items()}
    inherited: dict[str, frozenset[str]] = {}
    members = {name: record for module in modules for name, record in inspect.getmembers(module, inspect.isclass)}
    ours = {module.__name__ for module in modules}
    for name, record in sorted(members.items()):
        if not (issubclass(record, msgspec.Struct) and record.__module__ in ours):
            continue
        parent = record.__mro__[1]
        inherited[name] = frozenset(record.__struct_fields__)
        known = frozenset(getattr(parent, "__struct_fields__", ()))
        lines += [f"### `{name}`", "", inspect.getdoc(record) or ""]
        if known:
            lines += ["", f"All of `{parent.__name__}`, and:"]
        own = [field for field in record.__struct_fields__ if field not in known]
        kinds_of = {
            field.name: _kind(msgspec.inspect.type_info(field.type)) for field in msgspec.structs.fields(record)
        }
        told = {field: f". {docs[name][field]}" if field in docs[name] else "" for field in own}
        lines += ["", *(f"- `{field}`: {kinds_of[field]}{told[field]}" for field in own), ""]
    return "\n".join(lines)
