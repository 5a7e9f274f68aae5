"""All pages joined: targets, linked pages, the site. Plain records; links are resolved, nothing is rendered."""

from collections.abc import Iterable

import msgspec

from fingerpost.kinds import Kind
from fingerpost.page import Asset, Heading, Page

__all__ = [
    "LISTED",
    "LinkedLetter",
    "LinkedPage",
    "LinkedUpdate",
    "Redirect",
    "Series",
    "Site",
    "Stop",
    "Target",
    "TopicLinks",
    "in_list_order",
    "list_target",
]

LISTED: dict[Kind, str] = {
    Kind.TUTORIAL: "Tutorials",
    Kind.COLUMN: "Columns",
    Kind.GUIDE: "Guides",
    Kind.TOPIC: "Topics",
    Kind.PATH: "Paths",
    Kind.AUTHOR: "Authors",
}
"""The kinds that have a list page, in the order of the navigation, and what it is called."""


class Target(msgspec.Struct, frozen=True):
    """The small facts of a page that others need. Never its body."""

    docname: str
    kind: Kind
    url: str
    """The site path."""
    title: str
    summary: str
    minutes: int
    """Reading time at 200 words a minute, rounded up."""
    doing: int
    """Minutes to do, beside the reading; 0 for none."""
    published: str
    """ISO 8601, or ""."""
    updated: str
    """The day of the last change, ISO 8601, or ""."""


class LinkedUpdate(msgspec.Struct, frozen=True):
    """A dated follow-up of a column."""

    anchor: str
    title: str
    date: str
    body: str


class LinkedLetter(msgspec.Struct, frozen=True):
    """A column's parts as HTML."""

    question: str
    short_answer: str
    answer: str
    anchors: tuple[str, str, str]
    """The anchors of question, short answer and answer."""
    updates: tuple[LinkedUpdate, ...]


class Series(msgspec.Struct, frozen=True):
    """A tutorial: its overview and its parts in order."""

    overview: Target
    parts: tuple[Target, ...]


class Stop(msgspec.Struct, frozen=True):
    """One stop of a learning path."""

    target: Target
    why: str


class TopicLinks(msgspec.Struct, frozen=True):
    """What a topic page shows."""

    broader: tuple[Target, ...]
    narrower: tuple[Target, ...]
    related: tuple[Target, ...]
    carriers: tuple[Target, ...]
    """Every page that carries the topic, sorted by kind, then in the order of its list."""


class LinkedPage(msgspec.Struct, frozen=True):
    """A page with its references resolved and its place among the others."""

    page: Page
    target: Target
    outline: tuple[Heading, ...]
    """The headings as they are shown."""
    body: str
    """HTML with links."""
    letter: LinkedLetter | None
    notes: str
    """The numbered notes as HTML; "" for none."""
    image: Asset | None
    topics: tuple[Target, ...]
    authors: tuple[Target, ...]
    answered_by: Target | None
    requires: tuple[Target, ...]
    series: Series | None
    """The tutorial to which the page belongs, as overview or part."""
    topic: TopicLinks | None
    stops: tuple[Stop, ...]
    written: tuple[Target, ...]
    """On an author's page: what the author wrote or answered, newest first."""


class Redirect(msgspec.Struct, frozen=True):
    """An old address, and the page to which it leads."""

    path: str
    target: Target


class Site(msgspec.Struct, frozen=True):
    """All linked pages, sorted by docname, and what they share."""

    pages: tuple[LinkedPage, ...]
    assets: tuple[Asset, ...]
    """The assets that some page uses, and the static ones."""
    redirects: tuple[Redirect, ...]
    navigation: tuple[tuple[str, str], ...]
    """Title and site path of each link at the top of every page."""


def list_target(kind: Kind) -> Target:
    """Return the target of the page that lists a kind."""
    return Target(kind.folder, Kind.PAGE, f"/{kind.folder}/", LISTED[kind], "", 0, 0, "", "")


def in_list_order(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Sort as lists show pages: by kind; columns with the newest first, the others by title."""
    kinds = list(Kind)
    by_name = sorted(targets, key=lambda target: (target.title.casefold(), target.docname))
    by_day = sorted(by_name, key=lambda target: target.published if target.kind is Kind.COLUMN else "", reverse=True)
    return tuple(sorted(by_day, key=lambda target: kinds.index(target.kind)))
