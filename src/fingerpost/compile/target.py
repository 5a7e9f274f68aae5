"""The front matter of a page and how many words it has in, the page as others show it out."""

from fingerpost.kinds import AuthorFrontMatter, FrontMatter, TutorialFrontMatter
from fingerpost.page import Source, Target
from fingerpost.typography import smarten

__all__ = ["target_of"]

WORDS_A_MINUTE = 200
"""Reading speed behind the reading time; it is always rounded up."""


def target_of(source: Source, front: FrontMatter, url: str, words: int) -> Target:
    """Return the target of a page alone: its summary as its author wrote it, and no time but its own."""
    changed = max(filter(None, (front.published, front.updated)), default=None)
    minutes = max(1, -(-words // WORDS_A_MINUTE))
    doing = (front.doing or 0) if isinstance(front, TutorialFrontMatter) else 0
    produces = front.produces if isinstance(front, TutorialFrontMatter) else ()
    return Target(
        docname=source.docname,
        kind=source.kind,
        url=url,
        title=smarten(front.title),
        summary=smarten(front.summary),
        minutes=minutes,
        doing=doing,
        published=front.published.isoformat() if front.published else "",
        updated=changed.isoformat() if changed else "",
        whole_minutes=minutes,
        whole_doing=doing,
        produces=tuple(map(smarten, produces)),
        group=isinstance(front, AuthorFrontMatter) and front.group,
    )
