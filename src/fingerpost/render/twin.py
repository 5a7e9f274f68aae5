"""A page, where it points, and its place among the others in; the page as Markdown for programs out.

The text is the one that its author wrote; every reference has its words and the full address to which it leads, so that
it can be read, quoted and followed away from the site.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import msgspec

from fingerpost.config import Config
from fingerpost.kinds import Kind, TopicFrontMatter, TutorialFrontMatter
from fingerpost.page import Page, Target, TwinLink
from fingerpost.site import Lead, LinkedPage, Pointers, in_markdown
from fingerpost.typography import smarten
from fingerpost.urls import absolute_url

__all__ = ["list_twin", "markdown_twin", "twin_path"]

_ANCHOR_SAFE = "-._~!$&'*+,;=:@/?"
"""What may stand in a fragment as it is (RFC 3986, 3.5), but for brackets, which end a Markdown link."""


def twin_path(url: str) -> str:
    """Return the site path of the twin of a page: `/about/` has `/about/index.md`."""
    return f"{url}index.md"


def markdown_twin(page: Page, pointers: Pointers, linked: LinkedPage, config: Config) -> bytes:
    """Return the page as Markdown, with the essentials of its front matter.

    Of a reference to a page that stays out of the site, which is told when it is resolved, the words stand alone; where
    they are those of a Markdown link, they lead to the page itself.
    """
    leads = {(lead.line, lead.column): lead for lead in pointers.leads}
    own = absolute_url(config.base_url, linked.target.url)

    def written(piece: str | TwinLink) -> str:
        if isinstance(piece, str):
            return piece
        lead = leads.get((piece.line, piece.column))
        address = _address(lead, config.base_url) if lead and lead.path else ""
        if not piece.whole:
            return address or own
        words = piece.words or (in_markdown(lead.title) if lead else "")
        return f"[{words}]({address})" if address else words

    text = "".join(map(written, page.twin)).strip("\n")
    head = _front_matter(_essentials(page, linked, config))
    return f"{head}\n# {in_markdown(linked.target.title)}\n\n{text}\n".encode("utf-8", "replace")


def list_twin(title: str, url: str, members: Iterable[Target], config: Config) -> bytes:
    """Return the list of a kind as Markdown: each page with its address and summary."""
    head = _front_matter({"title": title, "url": absolute_url(config.base_url, url), "language": config.language})
    return f"{head}\n# {title}\n\n{_entries(members, config)}".encode("utf-8", "replace")


def _entries(targets: Iterable[Target], config: Config) -> str:
    """Return a Markdown list of pages, each with a link and its summary."""
    return "".join(
        f"- [{in_markdown(target.title)}]({absolute_url(config.base_url, target.url)})"
        + (f": {target.summary}\n" if target.summary else "\n")
        for target in targets
    )


def _front_matter(fields: dict[str, Any]) -> str:
    """Return fields as YAML front matter, those that are empty left out. YAML reads values that are written as JSON."""
    lines = (f"{name}: {msgspec.json.encode(value).decode()}\n" for name, value in fields.items() if value)
    return f"---\n{''.join(lines)}---\n"


def _essentials(page: Page, linked: LinkedPage, config: Config) -> dict[str, Any]:
    front, target = page.front, linked.target

    def addresses(targets: Iterable[Target]) -> list[str]:
        return [absolute_url(config.base_url, one.url) for one in targets]

    parts = linked.series.parts if linked.series and page.kind is Kind.TUTORIAL else ()
    overview = linked.series.overview if linked.series and page.kind is Kind.PART else None
    return {
        "title": target.title,
        "url": absolute_url(config.base_url, target.url),
        "kind": page.kind.value,
        "summary": target.summary,
        "language": config.language,
        "published": front.published,
        "updated": front.updated,
        "reviewed": front.reviewed,
        "authors": [author.title for author in linked.authors],
        "topics": [topic.title for topic in linked.topics],
        "synonyms": [smarten(one) for one in front.synonyms] if isinstance(front, TopicFrontMatter) else [],
        "goals": [smarten(goal) for goal in front.goals] if isinstance(front, TutorialFrontMatter) else [],
        "part_of": absolute_url(config.base_url, overview.url) if overview else "",
        "parts": addresses(parts),
        "stops": addresses(stop.target for stop in linked.stops),
    }


def _address(lead: Lead, base_url: str) -> str:
    anchor = f"#{quote(lead.anchor, safe=_ANCHOR_SAFE)}" if lead.anchor else ""
    return absolute_url(base_url, lead.path).replace("(", "%28").replace(")", "%29") + anchor
