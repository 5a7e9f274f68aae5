"""One source in, one page out, knowing nothing of other pages.

1. front matter;  2. limits;  3. marks for references;  4. the dialect;  5. sections and pieces;
6. question and answer;  7. plain text.

The page is a pure function of the source (and the dialect, which settings choose), so it may be kept by digest and made
in any process.
"""

import re
from collections.abc import Callable

import msgspec

from fingerpost import messages
from fingerpost.compile.dialect import Dialect, Document
from fingerpost.compile.front_matter import FrontMatterText, read_front_matter
from fingerpost.compile.letter import split_letter
from fingerpost.compile.limits import check_limits
from fingerpost.compile.marks import Fences, Mark, Marked, find_fences, mark_references
from fingerpost.compile.pieces import Section, split_sections
from fingerpost.compile.plain_text import plain_text
from fingerpost.compile.python_markdown import python_markdown
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import FrontMatter, Kind
from fingerpost.page import Body, Letter, Page, Picture, Piece, Reference, Source
from fingerpost.urls import page_path

__all__ = ["compile_page", "page_compiler"]

_HEADING_LINE = re.compile(r"^ {0,3}(#{1,2})(?!#)[ \t]*(\S.*)$|^(\S.*)\n {0,3}(=+|-+)[ \t]*$", re.MULTILINE)


def page_compiler() -> Callable[[Source], Page]:
    """Return the compiler of pages, with its dialect made ready once."""
    dialect = python_markdown()
    return lambda source: compile_page(source, dialect)


def compile_page(source: Source, dialect: Dialect) -> Page:
    """Compile one source. Whatever is wrong with it, a page comes back, with the diagnostics that say so."""
    head = read_front_matter(source)
    diagnostics = [*head.diagnostics, *check_limits(head.body, source.path, head.body_line)]
    body_text = "" if len(diagnostics) > len(head.diagnostics) else head.body
    lines = body_text.split("\n")
    fences = find_fences(lines)
    if fences.unclosed is not None:
        diagnostics.append(messages.unclosed_fence(_line(head, source.path, lines, fences.unclosed)))
    marked = _with_sources(
        mark_references(body_text, fences, source.path, head.body_line, _ids(head.front)), head.front
    )
    document = dialect(marked)
    diagnostics += _document_diagnostics(document, marked, head, source.path)
    sections = split_sections(document, marked.marks)
    letter, body, notes = None, _joined(sections), _notes(sections)
    if source.kind is Kind.COLUMN and body_text.strip():
        headings = tuple(heading for heading in document.outline if heading.level == 2)
        places = _heading_places(head, source.path, lines, fences, len(headings))
        letter, found = split_letter(sections, headings, places, Place(source.path))
        diagnostics += found
        body = ()
    diagnostics += _picture_diagnostics((*body, *notes, *_letter_body(letter)))
    return Page(
        docname=source.docname,
        path=source.path,
        kind=source.kind,
        url=page_path(source.docname, head.front.slug),
        front=head.front,
        outline=document.outline,
        anchors=document.anchors,
        body=body,
        letter=letter,
        notes=notes,
        text=plain_text(body or _letter_body(letter)),
        places=head.places,
        diagnostics=tuple(diagnostics),
    )


def _ids(front: FrontMatter) -> frozenset[str]:
    return frozenset(entry.id for entry in front.sources)


def _with_sources(marked: Marked, front: FrontMatter) -> Marked:
    """Append the sources that the text cites as notes, so that sources and notes are numbered in one series."""
    cited = [entry for entry in front.sources if f"[^{entry.id}]" in marked.text]
    notes = "".join(
        f"\n\n[^{entry.id}]: "
        + " ".join(filter(None, (_sentence(entry.cite), entry.note, entry.url and f"<{entry.url}>")))
        for entry in cited
    )
    return Marked(marked.text + notes, marked.marks)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _line(head: FrontMatterText, file: str, lines: list[str], row: int) -> Place:
    return Place(file, head.body_line + row, 1, max(1, len(lines[row].rstrip())), lines[row])


def _document_diagnostics(document: Document, marked: Marked, head: FrontMatterText, file: str) -> list[Diagnostic]:
    found = [_unknown_note(marked.marks[number], head.front) for number in document.unknown_notes]
    if document.too_deep:
        found.append(messages.nested_too_deep(Place(file, head.body_line)))
    text = head.body
    for title in document.first_level:
        found.append(messages.first_level_heading(_find(head, file, text, title), title))
    cited = {entry.id for entry in head.front.sources if f"[^{entry.id}]" in text}
    for number, entry in enumerate(head.front.sources):
        if entry.id not in cited and not document.too_deep and text.strip():
            found.append(messages.source_not_cited(head.places[f"sources.{number}.id"], entry.id))
    return found


def _unknown_note(mark: Mark, front: FrontMatter) -> Diagnostic:
    return messages.unknown_note(mark.place, mark.target, tuple(entry.id for entry in front.sources))


def _find(head: FrontMatterText, file: str, text: str, title: str) -> Place:
    """Return the place of a first-level heading by its words; the file's place where they were not typed so."""
    for row, line in enumerate(text.split("\n")):
        if title in line and (line.lstrip().startswith("# ") or line.strip() == title):
            return Place(file, head.body_line + row, 1, len(line), line)
    return Place(file)


def _heading_places(
    head: FrontMatterText, file: str, lines: list[str], fences: Fences, count: int
) -> tuple[Place, ...]:
    """Return the places of the second-level headings, as many as the dialect found."""
    text = "\n".join(lines)
    rows = [text.count("\n", 0, found.start()) for found in _HEADING_LINE.finditer(text)]
    places = [_line(head, file, lines, row) for row in rows if row not in fences.lines]
    return tuple((places + [Place(file)] * count)[:count])


def _joined(sections: tuple[Section, ...]) -> Body:
    pieces: list[Piece] = []
    for section in sections:
        if not section.notes:
            pieces += section.heading + section.body
    return tuple(pieces)


def _notes(sections: tuple[Section, ...]) -> Body:
    return tuple(piece for section in sections if section.notes for piece in section.body)


def _letter_body(letter: Letter | None) -> Body:
    if letter is None:
        return ()
    updates = tuple(piece for update in letter.updates for piece in update.body)
    return letter.question + letter.short_answer + letter.answer + updates


def _picture_diagnostics(body: Body) -> list[Diagnostic]:
    """Tell of each picture without a description."""
    found: list[Diagnostic] = []
    for piece in body:
        if isinstance(piece, Picture) and not dict(piece.attributes)["alt"].strip():
            found.append(messages.no_alt(msgspec.structs.replace(piece.place), piece.target))
        elif isinstance(piece, Reference):
            found += _picture_diagnostics(piece.words)
    return found
