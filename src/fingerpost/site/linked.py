"""A page among the others, and a site as a whole. Plain records."""

from collections.abc import Iterator, Mapping
from typing import Protocol

import msgspec

from fingerpost.page import Asset, Facts, Heading, Target
from fingerpost.site.edges import Edge, Pointers, Sentence
from fingerpost.site.targets import (
    Redirect,
)

__all__ = [
    "Backlink",
    "Backlinks",
    "BoundPage",
    "Door",
    "LinkedLetter",
    "LinkedPage",
    "LinkedText",
    "LinkedUpdate",
    "PathPlace",
    "Related",
    "Series",
    "Site",
    "Skeleton",
    "Stop",
    "TopicGroup",
    "TopicLinks",
    "shown_docnames",
]


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


class LinkedText(msgspec.Struct, frozen=True):
    """The text of a page, its links in place."""

    body: str
    """HTML; "" for a column."""
    letter: LinkedLetter | None
    notes: str
    """The numbered notes as HTML; "" for none."""
    outline: tuple[Heading, ...]
    """The headings as they are shown."""


class BoundPage(msgspec.Struct, frozen=True):
    """A page as the book of a tutorial or path holds it."""

    page: Facts
    target: Target
    authors: tuple[Target, ...]
    """Who wrote it or answered in it."""
    text: LinkedText


class Series(msgspec.Struct, frozen=True):
    """A tutorial: its overview and its parts in order."""

    overview: Target
    parts: tuple[Target, ...]


class Stop(msgspec.Struct, frozen=True):
    """One stop of a learning path."""

    target: Target
    why: str
    enough: bool = False
    """To stop there is enough for a day."""


class Door(msgspec.Struct, frozen=True):
    """A page by which a reader may go into the site."""

    target: Target
    words: str
    """What the reader would say who should go there; "" where the page does not tell."""


class TopicGroup(msgspec.Struct, frozen=True):
    """The pages of a topic that answer one wish of the reader."""

    name: str
    """A key of `TOPIC_GROUPS`."""
    targets: tuple[Target, ...]


class Backlink(msgspec.Struct, frozen=True):
    """A page that points here, and the first sentence in which it does; a reference goes before a mention."""

    source: Target
    sentence: Sentence


class Backlinks(msgspec.Struct, frozen=True):
    """Who points to a page: each page once, by kind, columns with the newest first."""

    shown: tuple[Backlink, ...] = ()
    more: tuple[Backlink, ...] = ()
    """Those that are shown on demand."""
    rest: int = 0
    """How many more there are."""


class Related(msgspec.Struct, frozen=True):
    """A page that goes with another, and why."""

    target: Target
    primary: Target | None
    """The topic that is the first of both."""
    shared: tuple[Target, ...]
    """Topics that both carry, the rarest first; `primary` not among them."""
    near: tuple[Target, Target] | None
    """A topic of this page and one of that page which are next to each other; None where they share one."""
    points: bool
    """This page refers to that one."""
    pointed: bool
    """That page refers to this one."""


class PathPlace(msgspec.Struct, frozen=True):
    """The place of a page on a learning path."""

    path: Target
    position: int
    """From 1."""
    count: int
    previous: Target | None
    next: Target | None


class TopicLinks(msgspec.Struct, frozen=True):
    """What a topic page shows."""

    broader: tuple[Target, ...]
    narrower: tuple[Target, ...]
    related: tuple[Target, ...]
    carriers: tuple[Target, ...]
    """Every page that carries the topic or one below it, sorted by kind, then in the order of its list."""
    groups: tuple[TopicGroup, ...]
    """The same pages, by what the reader wants; no group is empty."""


class LinkedPage(msgspec.Struct, frozen=True):
    """A page's place among the others. What it says is in its `LinkedText`."""

    page: Facts
    target: Target
    image: Asset | None
    topics: tuple[Target, ...]
    authors: tuple[Target, ...]
    answered_by: Target | None
    requires: tuple[Target, ...]
    """Pages to read before."""
    required_by: tuple[Target, ...]
    """Pages that require this one."""
    paths: tuple[PathPlace, ...]
    """Its place on each path of which it is a stop."""
    backlinks: Backlinks
    """Who refers to the page."""
    mentioned: Backlinks
    """Who mentions it, of those that do not refer to it."""
    related: tuple[Related, ...]
    """Pages that go with this one, the nearest first."""
    series: Series | None
    """The tutorial to which the page belongs, as overview or part."""
    topic: TopicLinks | None
    stops: tuple[Stop, ...]
    doors: tuple[Door, ...]
    """Where a reader may go in: on a plain page, and on one that nothing else leads on from."""
    written: tuple[Target, ...]
    """On an author's page: what the author wrote or answered, newest first."""


class Skeleton(Protocol):
    """What holds a site together, known from the facts of its pages alone, before any text is looked at."""

    @property
    def facts(self) -> Mapping[str, Facts]:
        """Each page of the site, by docname, in the order of their files."""

    @property
    def targets(self) -> Mapping[str, Target]:
        """The same pages, as others show them."""

    @property
    def topics(self) -> Mapping[str, TopicLinks]:
        """What each topic shows, by docname."""

    @property
    def works(self) -> Mapping[str, tuple[Target, ...]]:
        """What each author wrote or answered, by docname, in list order."""

    @property
    def doors(self) -> tuple[Door, ...]:
        """The doors of the home page."""

    @property
    def redirects(self) -> tuple[Redirect, ...]:
        """Every old address."""

    @property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """Title and site path of each link at the top of every page."""

    @property
    def policies(self) -> Mapping[str, tuple[str, str]]:
        """Title and site path of the page of each policy, by its key in the settings."""


class Site(msgspec.Struct, frozen=True):
    """All linked pages, sorted by docname, and what they share."""

    skeleton: Skeleton
    pages: tuple[LinkedPage, ...]
    texts: dict[str, LinkedText]
    """By docname."""
    pointers: dict[str, Pointers]
    """By docname."""

    @property
    def edges(self) -> Iterator[Edge]:
        """Everything by which pages point to each other: all texts, page by page, then all front matter."""
        yield from (edge for one in self.pointers.values() for edge in one.edges)
        yield from (edge for one in self.pointers.values() for edge in one.named)


def shown_docnames(linked: LinkedPage) -> frozenset[str]:
    """Return the docnames of all other pages that a page shows, its topic's and tutorial's among them."""
    found: set[str] = set()
    waiting: list[object] = [
        getattr(linked, field) for field in LinkedPage.__struct_fields__ if field not in ("page", "target")
    ]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Target):
            found.add(one.docname)
        elif isinstance(one, tuple):
            waiting += one
        elif isinstance(one, msgspec.Struct):
            waiting += (getattr(one, field) for field in one.__struct_fields__)
    return frozenset(found - {linked.target.docname})
