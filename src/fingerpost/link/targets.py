"""A compiled page in, the small facts that other pages need of it out."""

import posixpath

import msgspec

from fingerpost.link.names import Names, readings
from fingerpost.page import Facts, Opening, Reference, Target
from fingerpost.typography import smarten
from fingerpost.urls import composed

__all__ = ["target_of"]

SUMMARY_LENGTH = 155
"""Characters of the beginning of a text that stand for a missing summary."""


def target_of(facts: Facts, names: Names) -> Target:
    """Return the target of a page. `names` are of all pages: the beginning of a text may stand for a summary."""
    if facts.opening is None:
        return facts.target
    return msgspec.structs.replace(facts.target, summary=_beginning(facts.opening, facts, names))


def _beginning(opening: Opening, facts: Facts, names: Names) -> str:
    """Return the first words of a text; a reference without words shows the title of its target, as on the page."""
    text = opening.text
    for start, end, reference in reversed(opening.open):
        if title := _title(reference, facts, names):
            text = text[:start] + title + text[end:]
    text = " ".join(text.split())
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rpartition(" ")[0].rstrip(",;:–—") + "…"


def _title(reference: Reference, facts: Facts, names: Names) -> str:
    """Return the title of the page to which a reference leads; "" where it leads to none, or to two."""
    if reference.wiki:
        found = next(filter(None, (names.find(one.target) for one in readings(reference))), ())
    else:
        beside = composed(posixpath.normpath(posixpath.join(posixpath.dirname(facts.path), reference.target)))
        found = tuple(filter(None, (names.by_path.get(beside) or names.by_path.get(f"{beside}.md"),)))
    return smarten(found[0].front.title) if len(found) == 1 else ""
