"""A compiled page in, the small facts that other pages need of it out."""

import posixpath

from fingerpost.kinds import TutorialFrontMatter
from fingerpost.link.names import Names
from fingerpost.page import Page, Reference
from fingerpost.site import Target
from fingerpost.typography import smarten

__all__ = ["target_of"]

WORDS_A_MINUTE = 200
"""Reading speed behind the reading time; it is always rounded up."""
SUMMARY_LENGTH = 155
"""Characters of the beginning of a text that stand for a missing summary."""


def target_of(page: Page, names: Names) -> Target:
    """Return the target of a page. `names` are of all pages: the beginning of a text may stand for a summary."""
    front = page.front
    changed = max(filter(None, (front.published, front.updated)), default=None)
    return Target(
        docname=page.docname,
        kind=page.kind,
        url=page.url,
        title=smarten(front.title),
        summary=smarten(front.summary) or _beginning(page, names),
        minutes=max(1, -(-page.words // WORDS_A_MINUTE)),
        doing=(front.doing or 0) if isinstance(front, TutorialFrontMatter) else 0,
        published=front.published.isoformat() if front.published else "",
        updated=changed.isoformat() if changed else "",
    )


def _beginning(page: Page, names: Names) -> str:
    """Return the beginning of a text; a reference without words shows the title of its target, as on the page."""
    text = page.prose.text[: 2 * SUMMARY_LENGTH]
    references = (piece for part in page.parts for piece in part if isinstance(piece, Reference))
    for reference, (start, end) in reversed(tuple(zip(references, page.prose.spots, strict=True))):
        if end <= len(text) and not reference.words and (title := _title(reference, page, names)):
            text = text[:start] + title + text[end:]
    text = " ".join(text.split())
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rpartition(" ")[0].rstrip(",;:–—") + "…"


def _title(reference: Reference, page: Page, names: Names) -> str:
    """Return the title of the page to which a reference leads; "" where it leads to none, or to two."""
    if reference.wiki:
        found = names.find(reference.target)
    else:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), reference.target))
        found = tuple(filter(None, (names.by_path.get(beside) or names.by_path.get(f"{beside}.md"),)))
    return smarten(found[0].front.title) if len(found) == 1 else ""
