"""A compiled page in, the small facts that other pages need of it out."""

import posixpath

from fingerpost.kinds import TutorialFrontMatter
from fingerpost.link.names import Names
from fingerpost.page import Facts, Reference
from fingerpost.site import Target
from fingerpost.typography import smarten

__all__ = ["target_of"]

WORDS_A_MINUTE = 200
"""Reading speed behind the reading time; it is always rounded up."""
SUMMARY_LENGTH = 155
"""Characters of the beginning of a text that stand for a missing summary."""


def target_of(facts: Facts, names: Names) -> Target:
    """Return the target of a page. `names` are of all pages: the beginning of a text may stand for a summary."""
    front = facts.front
    changed = max(filter(None, (front.published, front.updated)), default=None)
    minutes = max(1, -(-facts.words // WORDS_A_MINUTE))
    doing = (front.doing or 0) if isinstance(front, TutorialFrontMatter) else 0
    return Target(
        docname=facts.docname,
        kind=facts.kind,
        url=facts.url,
        title=smarten(front.title),
        summary=smarten(front.summary) or _beginning(facts, names),
        minutes=minutes,
        doing=doing,
        published=front.published.isoformat() if front.published else "",
        updated=changed.isoformat() if changed else "",
        whole_minutes=minutes,
        whole_doing=doing,
    )


def _beginning(facts: Facts, names: Names) -> str:
    """Return the first words of a text; a reference without words shows the title of its target, as on the page."""
    if facts.opening is None:
        return ""
    text = facts.opening.text
    for start, end, reference in reversed(facts.opening.open):
        if title := _title(reference, facts, names):
            text = text[:start] + title + text[end:]
    text = " ".join(text.split())
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rpartition(" ")[0].rstrip(",;:–—") + "…"


def _title(reference: Reference, facts: Facts, names: Names) -> str:
    """Return the title of the page to which a reference leads; "" where it leads to none, or to two."""
    if reference.wiki:
        found = names.find(reference.target)
    else:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(facts.path), reference.target))
        found = tuple(filter(None, (names.by_path.get(beside) or names.by_path.get(f"{beside}.md"),)))
    return smarten(found[0].front.title) if len(found) == 1 else ""
