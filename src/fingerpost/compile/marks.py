"""Markdown text in, the same text with a numbered mark in place of each reference, and the references as data, out.

A mark is a number between two noncharacters (Unicode 16, section 23.7), which no text may hold and no Markdown rule
knows. The dialect carries it along like a word. Where it comes out as a link, a picture or plain inline text, it is
that reference, at a place known exactly; where it comes out inside code or raw HTML, the text as written is put back.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

import msgspec

from fingerpost.compile.body_text import BodyText
from fingerpost.diagnostics import Place
from fingerpost.urls import is_external, is_on_disk

__all__ = [
    "LINK_END",
    "LINK_START",
    "MARK",
    "MARK_PATTERN",
    "MOST_BREAKS",
    "NOTE",
    "NOTES_CLASS",
    "OPEN",
    "PATH",
    "PICTURE",
    "REST",
    "SECTION",
    "STOP",
    "WIKI",
    "Mark",
    "Marked",
    "is_spaced",
    "mark_references",
    "mark_value",
    "may_hold_signs",
    "unreserved",
]

MARK, STOP = "\ufdd0", "\ufdd1"
"""Around the number of a reference, on its way through the dialect."""
LINK_START, LINK_END, PICTURE, SECTION = "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
"""What the dialect leaves in its HTML; STOP ends the number after LINK_START and PICTURE."""

MARK_PATTERN = re.compile(f"{MARK}(\\d+){STOP}")
NOTES_CLASS = "fingerpost-notes"
"""The class of the block of notes, by which the later steps know it."""

WIKI, PATH, NOTE, REST, OPEN = "wiki", "path", "note", "rest", "open"
"""The forms of a mark: `[[target]]`, the destination of a Markdown link or picture, a note that is not defined, what a
`[[target]]` has on its next line, a `[[` that is never closed.
"""

STX, ETX = "\u0002", "\u0003"
"""Python-Markdown's own."""
_RESERVED = re.compile(f"[{STX}{ETX}\ufdd0-\ufdef]")
"""Characters that Python-Markdown or this module use as signs, and that no text may hold."""
_REPLACED = "\ufffd"
_SIGN_BYTES = b"\xef\xb7"
"""How the characters from U+FDC0 to U+FDFF begin in UTF-8."""
_NOTE_DEFINITION = re.compile(r"\n[ ]{0,3}\[\^([^\]\s]+)\]:")
"""It begins with one character, so that `re` skips quickly from line to line."""
MOST_BREAKS = 2
"""Over how many line breaks a `[[target]]` may go."""
_LINE = r"[^\[\]\n]*"
_WORDS = rf"{_LINE} (?: \[ [^\[\]\n^] {_LINE} \] (?! \( ) {_LINE} )?"
"""What a reference may have on a line: a title may have brackets too."""
_BREAK = r"\n [ \t>]*+ (?! [-+*:\#] [ \t] | \d+ [.)] [ \t] | [\#=~`!?-]{2} | [|\s] )"
"""A line break to a line that goes on, as far as one can see without reading Markdown."""
_REACH = rf"{_LINE} (?: {_BREAK} {_LINE} )*+"
_END = r"(?: \n | \Z )"
_NEVER_CLOSED = rf"\w {_REACH} (?: {_END} | \] (?: [ \t]* \] | (?! [\[\](:] ) {_REACH} {_END} ) )"
_STEP = r"(?: \\. | [^\s()<>\\] | \( (?: \\. | [^\s()\\] )* \) )++"
_SPACED = rf"""{_STEP} (?: [ ]+ (?! ["'(] ) {_STEP} )++ (?= [ \t]* \) | [ \t]+ ["'(] )"""
"""A path with spaces in it, which should stand between `<` and `>`."""
_FOUND = re.compile(
    rf"""
      \\.                                                       # an escape: nothing starts here
    | \[\[ (?P<wiki> (?! \[ | \]\]\( ) {_WORDS} (?: {_BREAK} {_WORDS} ){{0,{MOST_BREAKS}}} ) \]\]
    | (?P<open> (?<! [\w\[] ) \[\[ ) (?= {_NEVER_CLOSED} )
    | \[\^ (?P<note> [^\]\s]+ ) \] (?!:)
    | \] \( [ \t]*\n?[ \t]* (?P<path> <[^<>\n]*> | {_SPACED} | (?: \\. | [^\s()\\] | \( (?: \\. | [^\s()\\] )* \) )* )
    | \] : [ \t]*\n?[ \t]* (?P<definition> <[^<>\n]+> | \S+ )
    """,
    re.VERBOSE,
)
"""Each way begins with one of three characters, which `str.find` finds faster than `re`."""
_BROKEN = re.compile(r"(\n[ \t>]*)")
_BEGINNINGS = ("[", "]", "\\")
_DEFINES = re.compile(r"[ ]{0,3}\[[^\]^\n][^\]\n]*\Z")
"""What stands on the line before the `]:` of a link definition."""


class Mark(msgspec.Struct, frozen=True):
    """One reference as it was written."""

    form: str
    """WIKI, PATH, NOTE, REST or OPEN."""
    raw: str
    """The text that the mark stands for, on its line."""
    target: str
    anchor: str
    words: str
    """The words of `[[target|words]]`; "" for none."""
    place: Place
    rest: int = 0
    """How many marks after it are of the form REST and belong to it; Markdown decides whether they follow it."""
    whole: str = ""
    """All of a `[[target]]` that has a sign in it which a title may have too; "" for one without."""


class Marked(msgspec.Struct, frozen=True):
    """Text with marks in it, and what they stand for, by number."""

    text: str
    marks: tuple[Mark, ...]
    notes: dict[str, Place]
    """Where the text itself defines each of its notes first, by id."""
    notes_again: tuple[tuple[str, Place], ...] = ()
    """Each further definition of one of these, and where it stands."""


def is_spaced(mark: Mark) -> bool:
    """Tell whether a mark is a path with a space in it and no angle brackets around it."""
    return mark.form == PATH and " " in mark.raw and not mark.raw.startswith("<")


def may_hold_signs(text: str) -> bool:
    """Tell, faster than `re` would, whether a text may hold signs of this module; most texts do not."""
    return not text.isascii() and _SIGN_BYTES in text.encode("utf-8", "surrogatepass")


def mark_references(body: BodyText, notes: frozenset[str]) -> Marked:
    """Mark every reference outside fenced code. `notes` are the ids that front matter defines.

    Links that leave the site, and notes that are defined, are left as they are.
    """
    text = unreserved(body.text)

    def locate(found: re.Match[str], form: str) -> Place | None:
        start, end = found.span(form)
        if form == WIKI and (broken := text.find("\n", start, end)) >= 0:
            return body.at(start, broken - start) if body.at(end, 1) else None
        return body.at(start, end - start or 1)

    definitions = _NOTE_DEFINITION.finditer(f"\n{text}") if "[^" in text else ()
    written = [(found[1], stands) for found in definitions if (stands := body.at(found.start(), len(found[0]) - 1))]
    defined = dict(reversed(written))
    again = tuple(one for one in written if one[1] is not defined[one[0]])
    text, marks = _mark(text, locate, notes | defined.keys(), 0)
    return Marked(text, marks, defined, again)


def mark_value(value: str, place: Place, marked: Marked) -> Marked:
    """Mark the references of a front-matter value and append it to a marked text; `place` is where the value stands."""
    searched = place.column - 1

    def locate(found: re.Match[str], form: str) -> Place:
        nonlocal searched
        words = found[form].partition("\n")[0]
        column = max(place.text.find(words, searched), place.column - 1)
        searched = column + 1
        return Place(place.file, place.line, column + 1, len(words) or 1, place.text)

    text, marks = _mark(unreserved(value), locate, frozenset(), len(marked.marks))
    return msgspec.structs.replace(marked, text=marked.text + text, marks=marked.marks + marks)


def unreserved(text: str) -> str:
    """Return the text with a replacement for each character that is used as a sign."""
    if STX in text or ETX in text or may_hold_signs(text):
        return _RESERVED.sub(_REPLACED, text)
    return text


def _mark(
    text: str, locate: Callable[[re.Match[str], str], Place | None], notes: frozenset[str], first: int
) -> tuple[str, tuple[Mark, ...]]:
    """Put marks, numbered from `first`, into a text. `locate` gives the place of what was found, or None for code."""
    marks: list[Mark] = []
    pieces: list[str] = []
    done = 0
    position = 0
    for start in _starts(text):
        if start < position or (found := _FOUND.match(text, start)) is None:
            continue
        form = found.lastgroup or ""
        position = found.end()
        if form == "definition" and not _DEFINES.match(text[text.rfind("\n", 0, found.start()) + 1 : found.start()]):
            position = found.start() + 2
            continue
        place = locate(found, form) if form else None
        mark = _read_mark(form, found[form], found[0], place, notes) if place else None
        if mark is None:
            continue
        begin, end = found.span() if mark.form != PATH else found.span(form)
        pieces.append(text[done:begin])
        for part in _parts_of(mark):
            pieces.append(f"{MARK}{first + len(marks)}{STOP}" if isinstance(part, Mark) else part)
            marks += [part] if isinstance(part, Mark) else []
        done = end
    return "".join([*pieces, text[done:]]), tuple(marks)


def _parts_of(mark: Mark) -> Iterator[Mark | str]:
    """Yield the marks for one reference, a line each, and between them what breaks the lines."""
    if "\n" not in mark.raw:
        yield mark
        return
    first, *others = _BROKEN.split(mark.raw)
    yield msgspec.structs.replace(mark, raw=first, rest=len(others) // 2)
    for number, part in enumerate(others):
        yield Mark(REST, part, "", "", "", mark.place) if number % 2 else part


def _starts(text: str) -> Iterable[int]:
    """Return each place at which a reference or an escape may begin, in order."""
    starts: list[int] = []
    for character in _BEGINNINGS:
        start = text.find(character)
        while start >= 0:
            starts.append(start)
            start = text.find(character, start + 1)
    return sorted(starts)


def _read_mark(group: str, inner: str, whole: str, place: Place, notes: frozenset[str]) -> Mark | None:
    """Return the mark for one match, or None for what stays as it is."""
    if group == "note":
        return None if inner in notes else Mark(NOTE, whole, inner, "", "", place)
    if group == "open":
        return Mark(OPEN, whole, "", "", "", place)
    if group == "wiki":
        inner = _BROKEN.sub(" ", inner)
        inner = inner.replace("\\|", "|")
        name, _, words = inner.partition("|")
        target, _, anchor = name.partition("#")
        signed = inner.strip() if "#" in inner or "|" in inner else ""
        return Mark(WIKI, whole, target.strip(), anchor.strip(), words.strip(), place, whole=signed)
    destination = inner[1:-1] if inner.startswith("<") else inner
    if is_external(destination) and not is_on_disk(destination):
        return None
    path, _, anchor = destination.partition("#")
    return Mark(PATH, inner, unquote(path), unquote(anchor), "", place)
