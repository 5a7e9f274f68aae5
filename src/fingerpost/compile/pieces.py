"""A document of a dialect in, pieces out: finished HTML, references and pictures, section by section."""

import html
import re

import msgspec

from fingerpost.compile.dialect import Document, Use
from fingerpost.compile.finish import NOTES_CLASS
from fingerpost.compile.marks import LINK_END, LINK_START, MARK, PICTURE, SECTION, STOP, WIKI, Mark
from fingerpost.page import Body, Picture, Piece, Reference

__all__ = ["Section", "joined", "notes_of", "split_sections"]

_SIGN = re.compile(f"([{MARK}{LINK_START}{LINK_END}{PICTURE}])(?:(\\d+){STOP})?")
"""All but LINK_END have a number. It begins with a set of characters, which `re` finds quickly."""
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
    if not any(sign in text for sign in (LINK_START, PICTURE, MARK)):
        return (text,) if text else ()
    done: list[Piece] = []
    outer: list[tuple[Use, list[Piece]]] = []
    end = 0
    for sign in _SIGN.finditer(text):
        _add(done, text[end : sign.start()])
        end = sign.end()
        if sign[1] == LINK_END:
            if outer:
                use, before = outer.pop()
                before.append(_reference(marks[use.mark], tuple(done), use.attributes))
                done = before
            continue
        if sign[2] is None:
            continue  # a stray sign
        number = int(sign[2])
        if sign[1] == LINK_START:
            outer.append((document.uses[number], done))
            done = []
        elif sign[1] == PICTURE:
            use = document.uses[number]
            done.append(Picture(marks[use.mark].target, marks[use.mark].place, use.attributes))
        else:
            _add(done, html.escape(marks[number].raw))
    _add(done, text[end:])
    return tuple(done)


def _add(pieces: list[Piece], text: str) -> None:
    """Append HTML, joined to the piece before where that is HTML too."""
    text = _STRAY_SIGNS.sub("", text)
    if not text:
        return
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] += text
    else:
        pieces.append(text)


def _reference(mark: Mark, words: Body, attributes: tuple[tuple[str, str], ...]) -> Reference:
    return Reference(mark.target, mark.anchor, mark.form == WIKI, mark.place, words, attributes)
