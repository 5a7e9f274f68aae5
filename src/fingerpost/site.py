"""All pages joined: targets, linked pages, the site. Plain records; links are resolved, nothing is rendered."""

import enum
from collections.abc import Iterable

import msgspec

from fingerpost.diagnostics import Place
from fingerpost.kinds import Kind
from fingerpost.page import Asset, Heading, Page

__all__ = [
    "LISTED",
    "SCHEME_FILES",
    "TOPIC_GROUPS",
    "Backlink",
    "Backlinks",
    "Edge",
    "EdgeKind",
    "Filled",
    "LinkedLetter",
    "LinkedPage",
    "LinkedUpdate",
    "PathPlace",
    "Redirect",
    "Related",
    "Series",
    "Site",
    "Stop",
    "Target",
    "TopicGroup",
    "TopicLinks",
    "in_list_order",
    "list_target",
    "map_target",
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
TOPIC_GROUPS: dict[str, str] = {
    "learn": "Learn it",
    "do": "Do it today",
    "asked": "Someone asked",
    "why": "Why",
    "look-up": "Look it up",
    "more": "More",
}
"""What a reader may want of a topic, in the order of its page, and what the page calls it."""
SCHEME_FILES: dict[str, tuple[str, str]] = {
    "/topics/scheme.jsonld": ("application/ld+json", "JSON-LD"),
    "/topics/scheme.ttl": ("text/turtle", "Turtle"),
}
"""Site path of each file that holds all topics as SKOS, its media type and the name of its form."""


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


class TopicGroup(msgspec.Struct, frozen=True):
    """The pages of a topic that answer one wish of the reader."""

    name: str
    """A key of `TOPIC_GROUPS`."""
    targets: tuple[Target, ...]


class EdgeKind(enum.Enum):
    """How one page points to another."""

    REFERENCE = "reference"
    """In its text, written by the author."""
    MENTION = "mention"
    """In its text, found by the site: the page names a topic."""
    TOPIC = "topic"
    AUTHOR = "author"
    ANSWERED_BY = "answered_by"
    REQUIRES = "requires"
    STOP = "stop"
    BROADER = "broader"
    RELATED = "related"


class Edge(msgspec.Struct, frozen=True):
    """One page points to another, at one place. Kinds beside reference and mention stand in front matter."""

    kind: EdgeKind
    source: str
    """The docname of the page on which it stands."""
    target: str
    anchor: str
    place: Place
    """Line 0 where it is written so that its place cannot be told."""
    spot: tuple[int, int] | None = None
    """Start and end of its words in the prose of its page; None for front matter."""
    in_notes: bool = False
    """Whether `spot` counts in the prose of the notes."""


class Filled(msgspec.Struct, frozen=True):
    """A reference without words: where it stands in the prose of its page, and the title that it shows."""

    start: int
    end: int
    title: str


class Backlink(msgspec.Struct, frozen=True):
    """A page that points here, and the first place where it does; a reference goes before a mention."""

    source: Target
    edge: Edge


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
    """A page with its references resolved and its place among the others."""

    page: Page
    target: Target
    filled: tuple[Filled, ...]
    """The references of its text that have no words, in order."""
    notes_filled: tuple[Filled, ...]
    """The same of its notes."""
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
    edges: tuple[Edge, ...]
    """Everything by which pages point to each other, page by page."""


def list_target(kind: Kind) -> Target:
    """Return the target of the page that lists a kind."""
    return Target(kind.folder, Kind.PAGE, f"/{kind.folder}/", LISTED[kind], "", 0, 0, "", "")


def map_target(topics: int) -> Target | None:
    """Return the target of the map of all topics; None where there are too few for one."""
    return Target("topics/map", Kind.PAGE, "/topics/map/", "Map of topics", "", 0, 0, "", "") if topics > 1 else None


def in_list_order(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Sort as lists show pages: by kind; columns with the newest first, the others by title."""
    kinds = list(Kind)
    by_name = sorted(targets, key=lambda target: (target.title.casefold(), target.docname))
    by_day = sorted(by_name, key=lambda target: target.published if target.kind is Kind.COLUMN else "", reverse=True)
    return tuple(sorted(by_day, key=lambda target: kinds.index(target.kind)))
