"""The `commonmark` dialect: CommonMark with GitHub's extensions, by pulldown-cmark. Marked text in, a document out.

1. escapes and entities get signs;  2. admonitions, details and tabs become quotations;  3. pulldown-cmark tells of the
text in events;  4. they are written as HTML;  5. so are the notes;  6. anchors.
"""

from pyromark import Markdown, Options

from fingerpost.compile.anchors import raw_anchors
from fingerpost.compile.commonmark.blocks import as_quotations
from fingerpost.compile.commonmark.notes import write_notes
from fingerpost.compile.commonmark.slots import fill_headings, fill_tabs
from fingerpost.compile.commonmark.typed import Typed, put_aside
from fingerpost.compile.commonmark.writer import Writer
from fingerpost.compile.dialect import Dialect, Document
from fingerpost.compile.marks import Marked

__all__ = ["commonmark"]

_OPTIONS = (
    Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_GFM
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TABLES
    | Options.ENABLE_TASKLISTS
)
"""Typographic marks are ours: the library's own know no '90s and no quotes around code, and are not told of escapes."""
MOST_READINGS = 4
"""How often a text is read at most, where lines that look like blocks turn out to be code or raw HTML."""


def commonmark() -> Dialect:
    """Return the dialect. The parser behind it is made once, and keeps nothing of a text."""
    parser = Markdown(options=_OPTIONS)

    def convert(marked: Marked) -> Document:
        text, entities = put_aside(marked.text)
        typed = Typed(marked.marks, entities)
        try:
            writer = _written(parser, text, typed)
        except BaseException as error:  # a panic of Rust is no Exception
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            return Document("", (), (), (), (), (), f"{type(error).__name__}: {error}")
        ids = write_notes(writer) | fill_tabs(writer.quotes.tab_sets, writer.out)
        outline, first_level, anchors = fill_headings(writer.headings, writer.out, ids)
        return Document(
            html="".join(writer.out).strip(),
            outline=outline,
            anchors=tuple(sorted([*ids, *anchors, *raw_anchors(writer.inline.raw)])),
            uses=tuple(writer.inline.uses),
            amiss=tuple(writer.inline.amiss),
            first_level=first_level,
        )

    return convert


def _written(parser: Markdown, text: str, typed: Typed) -> Writer:
    """Return the writer of a text, its notes not yet written. A block within code or raw HTML is left as it is."""
    left: frozenset[int] = frozenset()
    for reading in range(1, MOST_READINGS + 1):
        ready, blocks = as_quotations(text, left) if reading < MOST_READINGS else (text, ())
        writer = Writer(typed, blocks)
        writer.write(parser.events(ready))
        if not writer.inline.lost_blocks:
            break
        left |= {blocks[number].row for number in writer.inline.lost_blocks}
    return writer
