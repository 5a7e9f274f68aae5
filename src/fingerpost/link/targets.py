"""A compiled page in, the small facts that other pages need of it out."""

from fingerpost.kinds import TutorialFrontMatter
from fingerpost.page import Page
from fingerpost.site import Target
from fingerpost.typography import smarten

__all__ = ["target_of"]

WORDS_A_MINUTE = 200
"""Reading speed behind the reading time; it is always rounded up."""
SUMMARY_LENGTH = 155
"""Characters of the beginning of a text that stand for a missing summary."""


def target_of(page: Page) -> Target:
    """Return the target of a page."""
    front = page.front
    changed = max(filter(None, (front.published, front.updated)), default=None)
    return Target(
        docname=page.docname,
        kind=page.kind,
        url=page.url,
        title=smarten(front.title),
        summary=smarten(front.summary) or _beginning(page.prose.text),
        minutes=max(1, -(-page.words // WORDS_A_MINUTE)),
        doing=(front.doing or 0) if isinstance(front, TutorialFrontMatter) else 0,
        published=front.published.isoformat() if front.published else "",
        updated=changed.isoformat() if changed else "",
    )


def _beginning(text: str) -> str:
    text = " ".join(text[: 2 * SUMMARY_LENGTH].split())
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rpartition(" ")[0].rstrip(",;:–—") + "…"
