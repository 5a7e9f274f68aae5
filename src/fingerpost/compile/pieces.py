"""A document of a dialect in, pieces out: finished HTML, references and pictures, section by section."""

import html
import re

import msgspec

from fingerpost.compile.dialect import Document, Use
from fingerpost.compile.marks import (
    LINK_END,
    LINK_START,
    MARK,
    NOTES_CLASS,
    PICTURE,
    SECTION,
    STOP,
    WIKI,
    Mark,
    may_hold_signs,
)
from fingerpost.page import Body, Picture, Piece, Reference

__all__ = ["Section", "joined", "notes_of", "split_sections"]

_NUMBERED = (MARK, LINK_START, PICTURE)
"""Signs that a number follows."""
_STRAY_SIGNS = re.compile("[\ufdd0-\ufdef]")
"""Signs that a malformed link left behind: they say nothing to a reader."""
_HEADING = re.compile(r'<h2\b[^>]*? id="([^"]*)"[^>]*>.*?</h2>\n?', re.DOTALL)
_NOTES = f'<div class="{NOTES_CLASS}">'


class Section(msgspec.Struct, frozen=True):
    """A second-level heading with all that follows it; the first section has no heading, the notes are one too."""

    heading: Body
    """The heading's HTML; () for none."""
    body: Body
    anchor: str = ""
    """The heading's anchor."""
    notes: bool = False


def split_sections(document: Document, marks: tuple[Mark, ...]) -> tuple[Section, ...]:
    """Cut the HTML at its second-level headings, and each section at its references and pictures."""
    sections = []
    for part in document.html.split(SECTION):
        if part.startswith(_NOTES):
            inside = part.strip().removeprefix(_NOTES).removesuffix("</div>").strip()
            sections.append(Section((), _pieces(inside, document, marks), notes=True))
            continue
        heading = _HEADING.match(part)
        end = heading.end() if heading else 0
        anchor = html.unescape(heading[1]) if heading else ""
        sections.append(Section(_pieces(part[:end], document, marks), _pieces(part[end:], document, marks), anchor))
    return tuple(sections)


def joined(sections: tuple[Section, ...]) -> Body:
    """Return the whole text without its notes, headings and all."""
    return tuple(piece for section in sections if not section.notes for piece in section.heading + section.body)


def notes_of(sections: tuple[Section, ...]) -> Body:
    """Return the notes; () for a text without."""
    return tuple(piece for section in sections if section.notes for piece in section.body)


def _pieces(text: str, document: Document, marks: tuple[Mark, ...]) -> Body:
    """Cut HTML at its signs. Links may hold pictures; a mark that no link took becomes its text again."""
    if text.isascii() or (LINK_START not in text and PICTURE not in text and MARK not in text):
        return (text,) if text else ()
    done: list[Piece] = []
    outer: list[tuple[Use, list[Piece]]] = []
    *parts, rest = text.split(STOP)
    for part in parts:
        before = part.rstrip("0123456789")
        number, sign = part[len(before) :], before[-1:]
        if not number or sign not in _NUMBERED:
            done = _close_links(before if sign == LINK_END else part, done, outer, marks)
            continue
        done = _close_links(before[:-1], done, outer, marks)
        if sign == LINK_START:
            outer.append((document.uses[int(number)], done))
            done = []
        elif sign == PICTURE:
            use = document.uses[int(number)]
            done.append(Picture(marks[use.mark].target, marks[use.mark].place, use.attributes))
        else:
            _add(done, html.escape(marks[int(number)].raw))
    return tuple(_close_links(rest, done, outer, marks))


def _close_links(
    text: str, done: list[Piece], outer: list[tuple[Use, list[Piece]]], marks: tuple[Mark, ...]
) -> list[Piece]:
    """Add HTML in which links may end, and return the pieces to go on with."""
    first, *following = text.split(LINK_END)
    _add(done, first)
    for part in following:
        if outer:
            use, before = outer.pop()
            before.append(_reference(marks[use.mark], tuple(done), use.attributes))
            done = before
        _add(done, part)
    return done


def _add(pieces: list[Piece], text: str) -> None:
    """Append HTML, joined to the piece before where that is HTML too."""
    if may_hold_signs(text):
        text = _STRAY_SIGNS.sub("", text)
    if not text:
        return
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] += text
    else:
        pieces.append(text)


def _reference(mark: Mark, words: Body, attributes: tuple[tuple[str, str], ...]) -> Reference:
    return Reference(mark.target, mark.anchor, mark.form == WIKI, mark.place, words, attributes, mark.whole)
