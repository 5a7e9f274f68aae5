"""What went wrong and where, as values: a stage returns what it made and what it noticed; the command line prints.

A diagnostic says what is wrong, at which place of which file, and what to write instead.
"""

import enum
import unicodedata
from collections.abc import Iterable

import msgspec

__all__ = ["Diagnostic", "Place", "Severity", "describe", "has_errors", "in_order"]


class Severity(enum.Enum):
    """Errors stop publication. Warnings do not, unless a build is strict."""

    ERROR = "error"
    WARNING = "warning"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A run of characters in one line of a file. Line and column count from 1; line 0 means the file as a whole."""

    file: str
    """Path relative to the project's folder."""
    line: int = 0
    column: int = 1
    """In characters, not bytes."""
    length: int = 1
    """How many characters the caret underlines."""
    text: str = ""
    """The line itself, without its end."""


class Diagnostic(msgspec.Struct, frozen=True, array_like=True):
    """One thing noticed. `code` is a stable name ("unknown-key") by which documentation and tests know it."""

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""


WIDEST = 120
"""Characters of a source line that are shown; of a longer one, those around the place."""
_VISIBLE = {
    **{code: 0x2400 + code for code in range(32) if code != ord("\t")},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}
"""A picture for each control character, so that none reaches a terminal."""


def has_errors(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """Tell whether publication must stop: at an error, or at anything at all when strict."""
    return any(strict or diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by place, each once."""
    unique = {(d.place.file, d.place.line, d.place.column, d.severity.value, d.code, d.message): d for d in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def describe(diagnostic: Diagnostic) -> str:
    """Return the text a user sees: place and message, the line with a caret, the hint.

    The first line has the form `file:line:column: severity: message`, which editors and CI logs turn into a link
    (GNU coding standards, "Formatting Error Messages").
    """
    place = diagnostic.place
    where = f"{place.file}:{place.line}:{place.column}" if place.line else place.file
    lines = [f"{where}: {diagnostic.severity.value}: {diagnostic.message} [{diagnostic.code}]"]
    if place.line and place.text.strip():
        lines += _excerpt(place)
    if diagnostic.hint:
        lines.append(f"  hint: {diagnostic.hint}")
    return "\n".join(line.translate(_VISIBLE) for line in lines)


def _excerpt(place: Place) -> list[str]:
    """The source line and, under it, carets that stand right also below tabs and wide characters."""
    gutter = str(place.line)
    start = max(0, place.column - 1 - WIDEST // 2) if len(place.text) > WIDEST else 0
    shown = place.text.rstrip()[start : start + WIDEST]
    column = place.column - 1 - start
    marked = shown[column:][: place.length]
    lead, trail = "…" if start else "", "…" if start + WIDEST < len(place.text.rstrip()) else ""
    padding = "".join("\t" if character == "\t" else " " * _width(character) for character in lead + shown[:column])
    carets = "^" * max(1, sum(_width(character) for character in marked))
    return [f"  {gutter} | {lead}{shown}{trail}", f"  {' ' * len(gutter)} | {padding}{carets}"]


def _width(character: str) -> int:
    """Columns that a terminal gives a character (Unicode Standard Annex 11)."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
