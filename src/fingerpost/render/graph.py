"""A joined site in, `graph.json` out: pages, topics, and every link between pages with its place, for other tools.

The fields of the records below are its keys; `docs/graph.md` says what they mean.
"""

from operator import attrgetter

import msgspec

from fingerpost.config import Config
from fingerpost.kinds import TopicFrontMatter
from fingerpost.site import Edge, EdgeKind, LinkedPage, Site, Target
from fingerpost.typography import smarten
from fingerpost.urls import absolute_url

__all__ = ["graph_json"]

FORMAT = 1
"""Changes when a key changes its meaning or goes; new keys may come without it."""


class _About(msgspec.Struct, frozen=True):
    """The site itself."""

    title: str
    url: str
    language: str


class _Page(msgspec.Struct, frozen=True):
    id: str
    """The docname."""
    file: str
    url: str
    title: str
    kind: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    minutes: int
    doing: int
    published: str
    updated: str


class _Topic(msgspec.Struct, frozen=True):
    id: str
    url: str
    title: str
    synonyms: tuple[str, ...]
    broader: tuple[str, ...]
    related: tuple[str, ...]
    """Either way: where one topic names the other, both have it."""


class _Mention(msgspec.Struct, frozen=True):
    source: str
    target: str
    file: str
    line: int
    column: int
    length: int


class _Reference(msgspec.Struct, frozen=True):
    source: str
    target: str
    anchor: str
    kind: str
    file: str
    line: int
    column: int
    length: int


class _Graph(msgspec.Struct, frozen=True):
    format: int
    site: _About
    pages: tuple[_Page, ...]
    topics: tuple[_Topic, ...]
    references: tuple[_Reference, ...]
    mentions: tuple[_Mention, ...]


def graph_json(site: Site, config: Config) -> bytes:
    """Return the graph. Pages and topics are sorted by docname, links by source.

    Of one source, those of its text come first, in the order of the page, then those of its front matter.
    A link from a page to itself is none.
    """
    pages = sorted(site.pages, key=lambda linked: linked.target.docname)
    edges = sorted((edge for edge in site.edges if edge.source != edge.target), key=attrgetter("source"))
    graph = _Graph(
        format=FORMAT,
        site=_About(config.title, absolute_url(config.base_url, "/"), config.language),
        pages=tuple(_page(linked, config) for linked in pages),
        topics=tuple(_topic(linked, config) for linked in pages if linked.topic),
        references=tuple(_reference(edge) for edge in edges if edge.kind is not EdgeKind.MENTION),
        mentions=tuple(_mention(edge) for edge in edges if edge.kind is EdgeKind.MENTION),
    )
    return msgspec.json.encode(graph) + b"\n"


def _page(linked: LinkedPage, config: Config) -> _Page:
    target = linked.target
    return _Page(
        id=target.docname,
        file=linked.page.path,
        url=absolute_url(config.base_url, target.url),
        title=target.title,
        kind=target.kind.value,
        topics=_ids(linked.topics),
        authors=_ids(linked.authors),
        minutes=target.minutes,
        doing=target.doing,
        published=target.published,
        updated=target.updated,
    )


def _topic(linked: LinkedPage, config: Config) -> _Topic:
    front, topic = linked.page.front, linked.topic
    return _Topic(
        id=linked.target.docname,
        url=absolute_url(config.base_url, linked.target.url),
        title=linked.target.title,
        synonyms=tuple(map(smarten, front.synonyms)) if isinstance(front, TopicFrontMatter) else (),
        broader=_ids(topic.broader) if topic else (),
        related=_ids(topic.related) if topic else (),
    )


def _ids(targets: tuple[Target, ...]) -> tuple[str, ...]:
    return tuple(target.docname for target in targets)


def _reference(edge: Edge) -> _Reference:
    place = edge.place
    return _Reference(
        edge.source, edge.target, edge.anchor, edge.kind.value, place.file, place.line, place.column, place.length
    )


def _mention(edge: Edge) -> _Mention:
    place = edge.place
    return _Mention(edge.source, edge.target, place.file, place.line, place.column, place.length)
