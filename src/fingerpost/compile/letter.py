"""The sections of a column in, its question, short answer, answer and dated follow-ups out."""

import datetime
import html
import re
from collections.abc import Callable

from fingerpost import messages
from fingerpost.compile.pieces import Section
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.page import Body, Heading, Letter, Update

__all__ = ["letter_body", "split_letter"]

_PARTS = ("question", "short answer", "answer")
_UPDATE = re.compile(r"^update\b[\s,:]*(.*)$", re.IGNORECASE)


def split_letter(
    sections: tuple[Section, ...], outline: tuple[Heading, ...], headings: Callable[[], tuple[Place, ...]], whole: Place
) -> tuple[Letter, tuple[Diagnostic, ...]]:
    """Sort the sections of a column by their headings.

    `headings` finds the places of the second-level headings, in order, and is asked only where something is wrong;
    `whole` is the place of the file. A column without question or answer, a part that stands twice, and a heading that
    is none of these are diagnostics.
    """

    def place(number: int) -> Place:
        places = headings()
        return places[number] if number < len(places) else whole

    found: dict[str, Section] = {}
    updates: list[Update] = []
    diagnostics: list[Diagnostic] = []
    meant: set[str] = set()
    titled = (section for section in sections if section.heading)
    by_anchor = {heading.anchor: heading for heading in outline}
    for number, section in enumerate(titled):
        heading = by_anchor[section.anchor]
        title = html.unescape(heading.title)
        name, update = " ".join(title.casefold().split()), _UPDATE.match(title)
        if name in _PARTS and name not in found:
            found[name] = section
        elif name in _PARTS:
            diagnostics.append(messages.part_twice(place(number), title))
        elif update is None:
            near = messages.nearest(title, _PARTS, 1)
            meant.update(near)
            diagnostics.append(messages.foreign_heading(place(number), title, "".join(near)))
        elif (date := _iso_date(update[1])) is None:
            diagnostics.append(messages.update_without_date(place(number), title))
        else:
            updates.append(Update(heading, date, section.body))
    if any(section.body and not section.heading and not section.notes for section in sections):
        diagnostics.append(messages.text_before_question(whole))
    parts = {name: found.get(name, Section((), (), name.replace(" ", "-"))) for name in _PARTS}
    diagnostics += [messages.missing_part(whole, name) for name in _missing(found, meant)]
    question, short_answer, answer = parts.values()
    letter = Letter(
        question=question.body,
        short_answer=short_answer.body,
        answer=answer.body,
        anchors=(question.anchor, short_answer.anchor, answer.anchor),
        updates=tuple(sorted(updates, key=lambda update: update.date)),
    )
    return letter, tuple(diagnostics)


def _missing(found: dict[str, Section], meant: set[str]) -> list[str]:
    """Return the parts that must be there and have no text; not those that a heading told already is meant for."""
    return [name for name in ("question", "answer") if (not found[name].body if name in found else name not in meant)]


def letter_body(letter: Letter | None) -> Body:
    """Return all parts of a letter, one after the other; () for a page that is no column."""
    return tuple(piece for part in letter.parts for piece in part) if letter else ()


def _iso_date(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return None
