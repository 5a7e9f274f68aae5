"""The text of one catalogue (`.po`) in, what it says out, or a diagnostic at the line that is wrong.

The format: https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html. Babel reads it; what Babel lets pass, a
text that is not closed and a place to fill in that the theme does not fill, is looked for here.
"""

import gettext
import io
import re
from collections.abc import Iterator

import msgspec
from babel.messages import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["Catalogue", "parse_catalogue", "source_texts"]

_LINE = re.compile(r'\s*(?:#.*|(?:msg[a-z_]+(?:\[\d+\])?\s+)?"(?:[^"\\]|\\.)*"\s*)?')
"""A line: a comment, or a text in quotation marks with or without its keyword."""
_FILLED = re.compile(r"%%|%\((\w+)\)s")
"""A place to fill in, and a percent sign that is meant."""


class Catalogue(msgspec.Struct, frozen=True):
    """What one file says."""

    texts: dict[str, tuple[str, ...]]
    """By English text, its forms; of what is translated, and not marked as fuzzy."""
    plural: str
    """Which form a number takes, as a gettext expression in `n`."""


def parse_catalogue(text: str, path: str) -> tuple[Catalogue | None, tuple[Diagnostic, ...]]:
    """Read a catalogue; None where that cannot be done. A translation that would fail is told, and left out."""
    read = _read(text, path)
    if isinstance(read, Diagnostic):
        return None, (read,)
    texts: dict[str, tuple[str, ...]] = {}
    told: list[Diagnostic] = []
    for message in _said(read):
        forms = (message.string,) if isinstance(message.string, str) else tuple(map(str, message.string or ()))
        wrong = _foreign(message, forms)
        if wrong:
            told.append(messages.foreign_placeholder(_place(text, path, message.lineno or 0), wrong))
        elif forms and all(forms) and not message.fuzzy:
            texts[_key(message)] = forms
    return Catalogue(texts, read.plural_expr), tuple(told)


def source_texts(text: str) -> tuple[str, ...]:
    """Return every English text of a catalogue, translated or not."""
    return tuple(_key(message) for message in _said(read_po(io.StringIO(text), ignore_obsolete=True)))


def _read(text: str, path: str) -> Catalog | Diagnostic:
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not _LINE.fullmatch(line):
            return messages.broken_catalogue(_place(text, path, number), "This line is neither a comment nor a text")
    try:
        read = read_po(io.StringIO(text), ignore_obsolete=True, abort_invalid=True)
        gettext.c2py(read.plural_expr)
    except PoFileError as error:
        problem = str(error).removesuffix(f" on {error.lineno}")
        return messages.broken_catalogue(_place(text, path, error.lineno + 1), problem[:1].upper() + problem[1:])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return messages.broken_catalogue(Place(path), f"{error}"[:1].upper() + f"{error}"[1:])
    return read


def _said(catalogue: Catalog) -> Iterator[Message]:
    """Give the messages but the first, which is the header."""
    return (message for message in catalogue if message.id)


def _key(message: Message) -> str:
    """Return what a message is looked up by, as gettext has it: its context stands in front."""
    one = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{one}" if message.context else one


def _foreign(message: Message, forms: tuple[str, ...]) -> str:
    """Return the first thing in a translation that nothing would fill in; "" for none."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    known = {found for text in ids for found in _FILLED.findall(text)}
    for form in forms:
        wrong = next((found for found in _FILLED.finditer(form) if found[1] and found[1] not in known), None)
        if wrong:
            return wrong[0]
        if "%" in _FILLED.sub("", form):
            return "%"
    return ""


def _place(text: str, path: str, line: int) -> Place:
    lines = text.split("\n")
    if not 0 < line <= len(lines) or not lines[line - 1].strip():
        return Place(path, min(max(line, 0), len(lines)), 1, 1, "") if line else Place(path)
    return Place(path, line, 1, len(lines[line - 1].rstrip()), lines[line - 1])
