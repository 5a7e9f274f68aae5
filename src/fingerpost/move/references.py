"""A source and its compiled page in, every reference as it is written out: in the text, in front matter, in settings.

The text has been compiled, so what stands in code is no reference; front matter is spelt in YAML, so a reference there
knows the value in which it stands.
"""

import re
from collections.abc import Callable, Iterator

import msgspec

from fingerpost.compile.marks import MOST_BREAKS, PATH, WIKI, Marked, mark_value
from fingerpost.config import CONFIG_FILE
from fingerpost.diagnostics import Place
from fingerpost.kinds import FRONT_MATTER, Kind
from fingerpost.move.edits import Edit
from fingerpost.move.scalars import Scalar, respelt, scalars_of
from fingerpost.page import Body, Page, Picture, Reference, Source

__all__ = ["FILE", "LINK", "NAME", "Written", "front_matter_of", "page_references", "replaced", "settings_references"]

NAME, LINK, FILE = "name", "link", "file"
"""The forms: a docname, title or synonym; the path of a Markdown link; the path of a picture."""

_NAMES: dict[str, Kind | None] = {
    "topics": Kind.TOPIC,
    "authors": Kind.AUTHOR,
    "answered_by": Kind.AUTHOR,
    "requires": None,
    "broader": Kind.TOPIC,
    "related": Kind.TOPIC,
    "stops": None,
    "doors": None,
}
"""The keys of front matter that name pages, and the kind that each asks for."""


_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


class Written(msgspec.Struct, frozen=True):
    """One reference, or its part that names the target: no anchor, no words, no brackets."""

    place: Place
    form: str
    target: str
    """What it says, read as the linker reads it."""
    raw: str
    """The characters that say so; they start at the place, and may go on in the next line."""
    kind: Kind | None = None
    """The kind that a name must have."""
    encoded: bool = False
    """Whether a path is percent-encoded where it must be: everywhere but in a value of front matter."""
    angled: bool = False
    """Whether it stands in angle brackets."""
    scalar: Scalar | None = None
    """The value of front matter or settings in which it stands."""
    start: int = 0
    """Where in the spelling of that value."""


def page_references(source: Source, page: Page, compiler: Callable[[Source], Page]) -> tuple[Written, ...] | None:
    """Return the references of a page, each place once, sorted; None where it cannot be read to its end."""
    front = front_matter_of(source, page)
    if not page.whole or front is None:
        return None
    if page.kind is Kind.COLUMN and page.diagnostics:
        page = compiler(msgspec.structs.replace(source, kind=Kind.PAGE))  # a column drops the parts it does not know
    lines = source.text.split("\n")
    body = list(_in_body(page, lines))
    known = {(one.place.line, one.place.column): one for one in body if one.place.line >= page.body_line}
    keys = {field.encode_name for field in msgspec.structs.fields(FRONT_MATTER[source.kind])}
    for scalar in front:
        if scalar.path[0] in keys:
            known |= {(one.place.line, one.place.column): one for one in _in_value(scalar, page.path, lines)}
    return tuple(known[key] for key in sorted(known))


def settings_references(text: str) -> tuple[Written, ...] | None:
    """Return the pages that the settings name; None where they cannot be read."""
    scalars = scalars_of(text, 1)
    if scalars is None:
        return None
    lines = text.split("\n")
    entries = (one for one in scalars if one.path[::2] == ("navigation", "page") or one.path[0] == "policies")
    return tuple(one for scalar in entries for one in _name(scalar, CONFIG_FILE, lines, None))


def front_matter_of(source: Source, page: Page) -> tuple[Scalar, ...] | None:
    """Return the values of front matter; () for a source without, None where they cannot be read."""
    if page.body_line == 1:
        return ()
    return scalars_of("\n".join(source.text.split("\n")[1 : page.body_line - 2]) + "\n", 2)


def replaced(written: Written, raw: str) -> Edit | None:
    """Return the edit that writes other characters for a reference; None where it cannot be written there."""
    if written.scalar is not None:
        return respelt(written.scalar, written.start, written.raw, raw)
    return Edit(written.place.line, written.place.column, written.raw, raw)


# ---- the text


def _in_body(page: Page, lines: list[str]) -> Iterator[Written]:
    for body in (*page.parts, page.notes):
        yield from _in_pieces(body, lines)


def _in_pieces(body: Body, lines: list[str]) -> Iterator[Written]:
    for piece in body:
        if isinstance(piece, Reference):
            yield from _in_pieces(piece.words, lines)
        if not isinstance(piece, str) and piece.target:
            place, form = piece.place, FILE if isinstance(piece, Picture) else NAME if piece.wiki else LINK
            inside = place.text[place.column - 1 : place.column - 1 + place.length]
            if form == NAME and place.column - 1 + place.length == len(place.text):  # it goes on in the next line
                following = "\n".join(lines[place.line : place.line + MOST_BREAKS])
                inside += "\n" + following.partition("]]")[0]
            start, raw = _named_part(inside, form)
            place = msgspec.structs.replace(place, column=place.column + start, length=len(raw.partition("\n")[0]) or 1)
            angled = inside.startswith("<") and form != NAME
            yield Written(place, form, piece.target, raw, encoded=form != NAME, angled=angled)


def _named_part(inside: str, form: str) -> tuple[int, str]:
    """Return the part of a reference that names its target, and where it starts."""
    if form != NAME:
        angled = inside.startswith("<")
        return int(angled), (inside[1:-1] if angled else inside).partition("#")[0]
    name = inside.partition("|")[0]
    name = name.removesuffix("\\") if len(name) < len(inside) else name  # in a table the bar is written `\|`
    name = name.partition("#")[0]
    return len(name) - len(name.lstrip()), name.strip()


# ---- front matter


def _in_value(scalar: Scalar, file: str, lines: list[str]) -> Iterator[Written]:
    """Find the references in one value."""
    key, last = scalar.path[0], scalar.path[-1]
    if key == "sources" and last in ("cite", "note"):
        yield from _in_sentence(scalar, file, lines)
    elif scalar.path == ("image",) and scalar.value:
        start = max(0, scalar.raw.find(scalar.value))
        yield Written(_place(scalar, file, lines), FILE, scalar.value, scalar.value, scalar=scalar, start=start)
    elif key in _NAMES and (key != "stops" or last == "page"):
        yield from _name(scalar, file, lines, _NAMES[str(key)])


def _name(scalar: Scalar, file: str, lines: list[str], kind: Kind | None) -> Iterator[Written]:
    target = scalar.value.strip()
    if target:
        start = max(0, scalar.raw.find(target))
        yield Written(_place(scalar, file, lines), NAME, target, target, kind, scalar=scalar, start=start)


def _in_sentence(scalar: Scalar, file: str, lines: list[str]) -> Iterator[Written]:
    """Find the references in a value of Markdown, code left out."""
    place = _place(scalar, file, lines)
    code = [found.span() for found in _CODE.finditer(scalar.raw)]
    start = 0
    marks = mark_value(scalar.value, place, Marked("", (), {})).marks
    for number, mark in enumerate(marks):
        words = " ".join(one.raw for one in marks[number : number + 1 + mark.rest]).split()
        spelt = re.compile(r"\s+".join(map(re.escape, words))).search(scalar.raw, start)
        if mark.form not in (WIKI, PATH) or not mark.target or spelt is None:
            continue
        found, start = spelt.span()
        if any(first <= found < last for first, last in code):
            continue
        inside = spelt[0][2:-2] if mark.form == WIKI else spelt[0]
        form = NAME if mark.form == WIKI else FILE if _is_picture(scalar.raw, found) else LINK
        shift, raw = _named_part(inside, form)
        yield Written(
            place=msgspec.structs.replace(place, column=place.column + found),
            form=form,
            target=mark.target,
            raw=raw,
            encoded=form != NAME,
            angled=form != NAME and inside.startswith("<"),
            scalar=scalar,
            start=found + (2 if form == NAME else 0) + shift,
        )


def _is_picture(text: str, destination: int) -> bool:
    """Tell whether a destination belongs to `![words](…)`."""
    opened = text.rfind("[", 0, text.rfind("](", 0, destination + 1))
    return opened > 0 and text[opened - 1] == "!"


def _place(scalar: Scalar, file: str, lines: list[str]) -> Place:
    length = len(scalar.raw.partition("\n")[0])
    return Place(file, scalar.line, scalar.column, length or 1, lines[scalar.line - 1])
