"""Templates and modules in, the texts to translate out; an old catalogue and these texts in, a new catalogue out.

A catalogue is a PO file, through Babel. What is translated stays; a text that is new has no translation yet; one that
resembles an old one takes its translation, marked as fuzzy, for somebody to look at; one that is gone goes.
"""

import io
from collections.abc import Iterable, Iterator, Mapping

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

__all__ = ["Found", "from_catalogue", "in_modules", "in_templates", "new_catalogue", "new_template"]

Found = tuple[str, str | tuple[str, ...], str | None]
"""The file in which a text stands, the text or both its forms, and its context."""
_PASSING = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
    "Project-Id",
    "Report-Msgid-Bugs-To",
)
"""What differs each time a file is written, or says nothing."""
_OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}


def in_templates(templates: Mapping[str, str]) -> Iterator[Found]:
    """Give every text that templates mark, by their names. Raises Jinja's `TemplateSyntaxError`."""
    for name, text in templates.items():
        found = extract("jinja2", io.BytesIO(text.encode()), DEFAULT_KEYWORDS, options=_OPTIONS)
        yield from ((name, message, context) for _, message, _, context in found)


def in_modules(modules: Mapping[str, str]) -> Iterator[Found]:
    """Give every text that Python modules pass to `marked`, by their names."""
    for name, text in modules.items():
        found = extract("python", io.BytesIO(text.encode()), {"marked": None})
        yield from ((name, message, context) for _, message, _, context in found)


def from_catalogue(text: str) -> Iterator[Found]:
    """Give every text of a catalogue."""
    for message in read_po(io.StringIO(text), ignore_obsolete=True):
        if message.id:
            names = [name for name, _ in message.locations] or [""]
            yield from ((name, _plain(message.id), message.context) for name in names)


def new_template(found: Iterable[Found]) -> str:
    """Return a catalogue without translations (`.pot`), the texts in the order of their files."""
    return _written(_collected(found))


def new_catalogue(found: Iterable[Found], locale: str, old: str | None = None) -> str:
    """Return the catalogue of a locale. Raises Babel's `UnknownLocaleError`."""
    name = Locale.parse(locale).get_display_name("en")
    catalogue = read_po(io.StringIO(old), locale=locale, ignore_obsolete=True) if old else Catalog(locale=locale)
    if not old:
        catalogue.header_comment = f"# The words of the theme in {name}."
    catalogue.update(_collected(found), update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    return _written(catalogue)


def _collected(found: Iterable[Found]) -> Catalog:
    catalogue = Catalog(fuzzy=False, header_comment="# The words of the theme.")
    for name, message, context in found:
        catalogue.add(_plain(message), locations=[(name, 0)] if name else (), context=context)
    return catalogue


def _plain(message: str | Iterable[str]) -> str | tuple[str, ...]:
    """Return a text, or both its forms; the numbers that extraction adds are left out."""
    return message if isinstance(message, str) else tuple(one for one in message if isinstance(one, str))


def _written(catalogue: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{one}' for one in _PASSING)))
