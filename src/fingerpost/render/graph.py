"""Linked pages in, `graph.json` out: pages, topics, and every link between pages with its place, for other tools.

Each page has a part of its own in the file, so that after a change only its part is made again.

The fields of the records below are its keys; `docs/graph.md` says what they mean.
"""

import bisect
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, pairwise

import msgspec

from fingerpost.config import Config
from fingerpost.kinds import TopicFrontMatter
from fingerpost.page import Target
from fingerpost.site import Edge, EdgeKind, LinkedPage, Pointers
from fingerpost.typography import smarten
from fingerpost.urls import absolute_url

__all__ = ["GraphPart", "graph_json", "graph_part", "graph_parts"]

FORMAT = 1
"""Changes when a key changes its meaning or goes; new keys may come without it."""
_BEFORE = (b'"pages":[', b'],"topics":[', b'],"references":[', b'],"mentions":[')
"""What stands before each list of the file."""
_BEHIND = b"]}\n"


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


class GraphPart(msgspec.Struct, frozen=True, array_like=True):
    """What one page has in each list of the file: entries as JSON, with commas between them; empty for none."""

    page: bytes
    topic: bytes
    references: bytes
    mentions: bytes

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many bytes each of them has."""
        return len(self.page), len(self.topic), len(self.references), len(self.mentions)


def graph_part(linked: LinkedPage, pointers: Pointers, config: Config) -> GraphPart:
    """Return the part of one page. A link from a page to itself is none.

    Links of its text come first, in the order of the page, then those of its front matter.
    """
    edges = [edge for edge in (*pointers.edges, *pointers.named) if edge.source != edge.target]
    return GraphPart(
        page=_entries([_page(linked, config)]),
        topic=_entries([_topic(linked, config)] if linked.topic else []),
        references=_entries([_reference(edge) for edge in edges if edge.kind is not EdgeKind.MENTION]),
        mentions=_entries([_mention(edge) for edge in edges if edge.kind is EdgeKind.MENTION]),
    )


def graph_json(parts: Mapping[str, GraphPart], config: Config) -> bytes:
    """Return the file, from the parts of all pages by docname. Every list is sorted by docname or source."""
    about = msgspec.json.encode(_About(config.title, absolute_url(config.base_url, "/"), config.language))
    in_order = [parts[docname] for docname in sorted(parts)]
    lists = (
        [one.page for one in in_order],
        [one.topic for one in in_order],
        [one.references for one in in_order],
        [one.mentions for one in in_order],
    )
    joined = (b",".join(filter(None, entries)) for entries in lists)
    head = b'{"format":%d,"site":%s,' % (FORMAT, about)
    return b"".join((head, *chain.from_iterable(zip(_BEFORE, joined, strict=True)), _BEHIND))


def graph_parts(
    data: bytes, sizes: Mapping[str, tuple[int, int, int, int]], apart: Iterable[str]
) -> dict[str, GraphPart] | None:
    """Cut a file into the parts that `graph_json` made it of, of these sizes; None where that cannot be.

    Pages that stand next to each other are left in one part, by the name of the first, unless they are `apart`.
    """
    docnames = sorted(sizes)
    places = [bisect.bisect_left(docnames, docname) for docname in sizes.keys() & apart]
    starts = sorted({0, *places, *(place + 1 for place in places)} - {len(docnames)})
    columns = zip(*(sizes[docname] for docname in docnames), strict=True) if docnames else [()] * len(_BEFORE)
    runs = [[_joined(column[start:end]) for start, end in pairwise((*starts, len(column)))] for column in columns]
    lengths = [_joined(run) for run in runs]
    place = len(data) - sum(lengths) - sum(map(len, _BEFORE)) - len(_BEHIND)
    lists: list[list[bytes]] = []
    for before, length, run in zip(_BEFORE, lengths, runs, strict=True):
        if place < 0 or not data.startswith(before, place):
            return None
        place += len(before)
        lists.append(_cut(data, place, run))
        place += length
    if data[place:] != _BEHIND:
        return None
    parts = (GraphPart(*part) for part in zip(*lists, strict=True))
    return dict(zip((docnames[start] for start in starts), parts, strict=True))


def _joined(sizes: Collection[int]) -> int:
    """Return how long entries of these sizes are with a comma between any two that are not empty."""
    return sum(sizes) + max(0, sum(map(bool, sizes)) - 1)


def _cut(data: bytes, place: int, sizes: Iterable[int]) -> list[bytes]:
    """Cut one list into entries of these sizes, with a comma between any two that are not empty."""
    found = []
    for size in sizes:
        found.append(data[place : place + size])
        place += size + bool(size)
    return found


def _entries(records: Sequence[msgspec.Struct]) -> bytes:
    return msgspec.json.encode(records)[1:-1]


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
