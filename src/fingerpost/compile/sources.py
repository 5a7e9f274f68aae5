"""The sources of front matter and the notes of a text in, one series of notes out; and what is wrong with them."""

import msgspec

from fingerpost import messages
from fingerpost.compile.dialect import Document
from fingerpost.compile.marks import NOTE, Marked, mark_value, unreserved
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import FrontMatter

__all__ = ["check_sources", "source_ids", "with_sources"]


def source_ids(front: FrontMatter) -> frozenset[str]:
    """Return the ids by which the text may cite the sources."""
    return frozenset(entry.id for entry in front.sources)


def with_sources(marked: Marked, front: FrontMatter, places: dict[str, Place]) -> Marked:
    """Append the sources that the text cites as notes, so that sources and notes are numbered in one series."""
    text = marked.text
    cited = ((text.find(f"[^{entry.id}]"), number) for number, entry in enumerate(front.sources))
    for place, number in sorted(cited):
        entry = front.sources[number]
        if place < 0 or entry.id in marked.notes:
            continue
        marked = _append(f"\n\n[^{entry.id}]: ", marked)
        marked = mark_value(_sentence(entry.cite), places[f"sources.{number}.cite"], marked)
        if entry.note:
            marked = mark_value(entry.note, places[f"sources.{number}.note"], _append(" ", marked))
        if entry.url:
            marked = _append(f" <{unreserved(entry.url)}>", marked)
    return marked


def check_sources(
    document: Document, marked: Marked, front: FrontMatter, places: dict[str, Place]
) -> tuple[Diagnostic, ...]:
    """Tell of each note that nothing defines or two do, and of each source or note that the text never cites."""
    known = tuple(sorted(source_ids(front) | marked.notes.keys()))
    unknown = [
        messages.unknown_note(marked.marks[number].place, marked.marks[number].target, known)
        for number in document.amiss
        if marked.marks[number].form == NOTE
    ]
    named = [(entry.id, places[f"sources.{number}.id"]) for number, entry in enumerate(front.sources)]
    sources = dict(reversed(named))
    idle = [
        messages.source_not_cited(place, name)
        for name, place in sources.items()
        if marked.text.strip() and f"fn-{name}" not in document.anchors
    ]
    lost = [
        messages.note_not_cited(marked.notes[name], name)
        for name in sorted(marked.notes)
        if f"fn-{name}" not in document.anchors
    ]
    first = {**marked.notes, **sources}
    again = [
        messages.note_twice(place, name, first[name].line)
        for name, place in (*named, *marked.notes.items(), *marked.notes_again)
        if place is not first[name]
    ]
    return (*unknown, *idle, *lost, *again)


def _append(text: str, marked: Marked) -> Marked:
    return msgspec.structs.replace(marked, text=marked.text + text)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
