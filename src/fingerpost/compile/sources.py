"""The sources of front matter and the notes of a text in, one series of notes out; and what is cited but not there."""

from fingerpost import messages
from fingerpost.compile.dialect import Document
from fingerpost.compile.marks import Marked
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import FrontMatter, SourceEntry

__all__ = ["check_sources", "source_ids", "with_sources"]


def source_ids(front: FrontMatter) -> frozenset[str]:
    """Return the ids by which the text may cite the sources."""
    return frozenset(entry.id for entry in front.sources)


def with_sources(marked: Marked, front: FrontMatter) -> Marked:
    """Append the sources that the text cites as notes, so that sources and notes are numbered in one series."""
    notes = (_note(entry) for entry in front.sources if _cited(entry, marked.text))
    return Marked("\n\n".join([marked.text, *notes]), marked.marks)


def check_sources(
    document: Document, marked: Marked, front: FrontMatter, places: dict[str, Place]
) -> tuple[Diagnostic, ...]:
    """Tell of each note that nothing defines, and of each source that the text never cites."""
    known = tuple(entry.id for entry in front.sources)
    unknown = [
        messages.unknown_note(marked.marks[number].place, marked.marks[number].target, known)
        for number in document.unknown_notes
    ]
    idle = [
        messages.source_not_cited(places[f"sources.{number}.id"], entry.id)
        for number, entry in enumerate(front.sources)
        if marked.text.strip() and not _cited(entry, marked.text)
    ]
    return (*unknown, *idle)


def _cited(entry: SourceEntry, text: str) -> bool:
    return f"[^{entry.id}]" in text


def _note(entry: SourceEntry) -> str:
    cite = entry.cite if entry.cite.endswith((".", "!", "?")) else f"{entry.cite}."
    return f"[^{entry.id}]: " + " ".join(filter(None, (cite, entry.note, entry.url and f"<{entry.url}>")))
