"""Where a page points: edges, sentences, links. Plain records."""

import enum

import msgspec

from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.page import Asset

__all__ = ["Edge", "EdgeKind", "Lead", "MentionLink", "Pointers", "Sentence"]


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
    DOOR = "door"
    BROADER = "broader"
    RELATED = "related"


class Edge(msgspec.Struct, frozen=True, array_like=True):
    """One page points to another, at one place. Kinds beside reference and mention stand in front matter."""

    kind: EdgeKind
    source: str
    """The docname of the page on which it stands."""
    target: str
    anchor: str
    place: Place
    """Line 0 where it is written so that its place cannot be told."""
    sentence: int = -1
    """Which sentence of its page it stands in, counted through `Pointers.sentences`; -1 for front matter."""


class Sentence(msgspec.Struct, frozen=True, array_like=True):
    """The sentence around a link, as its page shows it, as plain text."""

    before: str
    words: str
    """The words of the link."""
    after: str


class MentionLink(msgspec.Struct, frozen=True, array_like=True):
    """Words of a page that the site makes a link."""

    piece: int
    """The piece of the page in which they stand, counted through all its parts."""
    offset: int
    """Where in that piece they begin."""
    length: int
    href: str


class Lead(msgspec.Struct, frozen=True, array_like=True):
    """To what a reference or picture of a page leads, for the Markdown twin of the page."""

    line: int
    """Where it stands in the source."""
    column: int
    path: str
    """Site path; "" for a page that stays out of the site."""
    anchor: str
    title: str
    """What a reference without words shows; "" for one with words."""


class Pointers(msgspec.Struct, frozen=True, array_like=True):
    """Where one page points: what its references and mentions lead to. Neither its text nor who points to it."""

    edges: tuple[Edge, ...]
    """Those of its text: references, in order, then mentions, in order."""
    named: tuple[Edge, ...]
    """Those of its front matter."""
    sentences: tuple[Sentence, ...]
    """The sentence around each edge of the text."""
    links: tuple[str, ...]
    """Each reference and picture of the page's parts, then of its notes, in order, as HTML."""
    leads: tuple[Lead, ...]
    """To what each of them leads that names something of the site."""
    mentions: tuple[MentionLink, ...]
    image: Asset | None
    used: tuple[str, ...]
    """The paths of the assets that it shows or links to, sorted."""
    pictured: tuple[str, ...]
    """The paths of those that it shows as pictures, sorted."""
    asked: tuple[str, ...]
    """The keys of all names, paths and addresses that were looked up for it, sorted."""
    own: tuple[tuple[str, Place], ...]
    """The addresses of the site itself that it writes out whole, and where."""
    diagnostics: tuple[Diagnostic, ...]
