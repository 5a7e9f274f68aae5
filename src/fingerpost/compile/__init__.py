"""One source in, one page out, knowing nothing of other pages.

1. front matter;  2. body text and limits;  3. marks for references;  4. the dialect;  5. links that show their
address;  6. sections and pieces;  7. question and answer;  8. prose.

The page is a pure function of the source (and the dialect, which settings choose), so it may be kept by digest and made
in any process.
"""

import itertools
from collections.abc import Callable

import msgspec

from fingerpost import messages
from fingerpost.compile.addresses import check_addresses, with_addresses
from fingerpost.compile.anchors import check_anchors
from fingerpost.compile.block_lines import check_blocks
from fingerpost.compile.body_text import COMMONMARK, PYTHON_MARKDOWN, BodyText, Syntax, read_body
from fingerpost.compile.controls import check_controls
from fingerpost.compile.dialect import TOO_DEEP, Dialect, Document
from fingerpost.compile.front_matter import FrontMatterText, read_front_matter
from fingerpost.compile.letter import letter_body, split_letter
from fingerpost.compile.limits import check_limits
from fingerpost.compile.marks import NOTE, Marked, is_spaced, mark_references
from fingerpost.compile.opening import opening_of
from fingerpost.compile.pictures import check_pictures
from fingerpost.compile.pieces import joined, notes_of, split_sections
from fingerpost.compile.prose import read_prose
from fingerpost.compile.raw_html import check_raw_html
from fingerpost.compile.sources import check_sources, source_ids, with_sources
from fingerpost.compile.target import target_of
from fingerpost.compile.twin import twin_of
from fingerpost.compile.whole_addresses import whole_addresses
from fingerpost.config import DialectName
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind, TutorialFrontMatter
from fingerpost.naming import all_names
from fingerpost.page import Page, Source
from fingerpost.urls import page_path

__all__ = ["compile_page", "page_compiler"]

_ENCODER = msgspec.msgpack.Encoder()


def page_compiler(dialect: DialectName = DialectName.MARKDOWN) -> Callable[[Source], Page]:
    """Return the compiler of pages written in a dialect, which is made ready once."""
    convert, syntax = _dialect(dialect)
    return lambda source: compile_page(source, convert, syntax)


def _dialect(name: DialectName) -> tuple[Dialect, Syntax]:
    if name is DialectName.COMMONMARK:
        from fingerpost.compile.commonmark import commonmark  # noqa: PLC0415 -- a site is written in one dialect

        return commonmark(), COMMONMARK
    from fingerpost.compile.python_markdown import python_markdown  # noqa: PLC0415 -- slow, and as above

    return python_markdown(), PYTHON_MARKDOWN


def compile_page(source: Source, dialect: Dialect, syntax: Syntax = PYTHON_MARKDOWN) -> Page:
    """Compile one source. Whatever is wrong with it, a page comes back, with the diagnostics that say so."""
    head = read_front_matter(source)
    over_limits = check_limits(head.body, source.path, head.body_line, by_line=not syntax.limited)
    text, unclosed = read_body("" if over_limits else head.body, source.path, head.body_line, syntax)
    marked = with_sources(mark_references(text, source_ids(head.front)), head.front, head.places)
    document = with_addresses(dialect(marked))
    whole = head.whole and not over_limits and not document.failure
    sections = split_sections(document, marked.marks)
    column = source.kind is Kind.COLUMN and whole
    split = split_letter(sections, document.outline, text.headings, Place(source.path)) if column else (None, ())
    letter, misplaced = split
    body = () if letter else joined(sections)
    notes = notes_of(sections)
    diagnostics = (
        *head.diagnostics,
        *over_limits,
        *unclosed,
        *(_check_head(head, document, marked) if whole else ()),
        *_check_document(document, text, marked, frozenset(one.place for one in misplaced)),
        *(misplaced if source.text.strip() else ()),
        *check_pictures(body + letter_body(letter) + notes),
    )
    parts = letter.parts if letter else (body,)
    prose = read_prose(parts, text)
    return Page(
        docname=source.docname,
        path=source.path,
        kind=source.kind,
        url=(url := page_path(source.docname, head.front.slug)),
        front=head.front,
        outlined=msgspec.Raw(_ENCODER.encode(document.outline)),
        anchored=msgspec.Raw(_ENCODER.encode(tuple(dict.fromkeys(document.anchors)))),
        opening=None if head.front.summary else opening_of(parts, prose),
        names=all_names(source.docname, head.front),
        target=target_of(source, head.front, url, prose.count),
        placed=msgspec.Raw(_ENCODER.encode(head.places)),
        whole=whole,
        body=body,
        letter=letter,
        notes=notes,
        prose=prose,
        notes_prose=read_prose((notes,), None),
        body_line=text.first_line,
        line_starts=text.starts,
        twin=twin_of(marked, {use.mark for use in document.uses}),
        addresses=whole_addresses(document.html, source.text, text),
        diagnostics=diagnostics,
    )


def _check_head(head: FrontMatterText, document: Document, marked: Marked) -> tuple[Diagnostic, ...]:
    """Tell of front matter that does not fit the text: sources, and the heading that says whom a tutorial is for."""
    told = check_sources(document, marked, head.front, head.places) if head.sources_known else ()
    named = head.front.audience if isinstance(head.front, TutorialFrontMatter) else ""
    anchors = tuple(heading.anchor for heading in document.outline)
    if not named or named in anchors:
        return told
    return (*told, messages.unknown_heading(head.places["audience"], named, messages.nearest(named, anchors)))


def _check_document(
    document: Document, text: BodyText, marked: Marked, misplaced: frozenset[Place]
) -> tuple[Diagnostic, ...]:
    """Tell of text that the dialect could not read, of open brackets and tags, anchors twice, first-level headings.

    Of a heading that is `misplaced` in a column, its level is not told: there is another remedy.
    """
    start, controls = Place(text.file, text.first_line), check_controls(text)
    if document.failure == TOO_DEEP:
        return (*controls, messages.nested_too_deep(start))
    if document.failure:
        return (*controls, messages.markdown_failed(start, document.failure))
    amiss = (marked.marks[number] for number in document.amiss)
    unclosed = (messages.unclosed_reference(mark.place) for mark in amiss if mark.form != NOTE)
    used = (marked.marks[number] for number in sorted({use.mark for use in document.uses}))
    spaced = (messages.space_in_path(mark.place, mark.raw) for mark in used if is_spaced(mark))
    told = (*controls, *unclosed, *spaced, *check_anchors(document, text), *check_blocks(text))
    told += (*check_raw_html(document.html, text), *check_addresses(document, text))
    if not document.first_level:
        return told
    places = itertools.chain(text.headings(1), itertools.repeat(Place(text.file)))
    titled = zip(document.first_level, places, strict=False)
    return (*told, *(messages.first_level_heading(place, title) for title, place in titled if place not in misplaced))
