"""The topics of a site in, those that a map shows out, around one topic or all: drawn, and as a list."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate

import msgspec

from fingerpost.page import Target
from fingerpost.shown import MapEntry
from fingerpost.site import TopicLinks, in_list_order
from fingerpost.views.frame import Frame
from fingerpost.views.topic_map import MapEdge, MapNode, draw_map

__all__ = ["Choice", "all_topics", "draw_choice", "list_choice", "topics_around"]

MOST_AROUND = 24
"""Topics on the map of one topic, itself among them."""
MOST = 80
"""Topics on the map of all."""


class Choice(msgspec.Struct, frozen=True):
    """What a map shows."""

    targets: tuple[Target, ...]
    edges: tuple[MapEdge, ...]
    own: frozenset[str]
    """The docnames of those that have a place of their own in the list; the others stand beside one."""
    more: int
    """How many topics found no room."""


def topics_around(topic: Target, topics: Mapping[str, TopicLinks]) -> Choice:
    """Return a topic, all that is broader up to the top, what is narrower and what is related by one step.

    Where that is too much, the nearest stay: the broader topics from the bottom up, then the narrower ones, then the
    related ones, each in the order of their titles.
    """
    here = topics[topic.docname]
    line = {one.docname: one for one in (topic, *_above(topic, topics), *here.narrower)}
    found = line | {one.docname: one for one in here.related}
    kept = dict(tuple(found.items())[:MOST_AROUND])
    own = frozenset(line) & frozenset(kept)
    related = (MapEdge(topic.docname, one.docname, related=True) for one in here.related if one.docname in kept)
    return Choice(tuple(kept.values()), (*_broader(own, topics), *related), own, len(found) - len(kept))


def all_topics(targets: tuple[Target, ...], topics: Mapping[str, TopicLinks]) -> Choice:
    """Return all topics, or where they are too many, the levels from the top that there is room for."""
    level = _levels(targets, topics)
    lowest = _lowest(level.values())
    kept = {one.docname: one for one in tuple(one for one in targets if level[one.docname] <= lowest)[:MOST]}
    related = (
        MapEdge(one, other.docname, related=True)
        for one in kept
        for other in topics[one].related
        if other.docname in kept
    )
    own = frozenset(kept)
    return Choice(tuple(kept.values()), (*_broader(own, topics), *related), own, len(targets) - len(kept))


def draw_choice(choice: Choice, frame: Frame, source: str, title: str) -> str:
    """Return the picture, as the page at `source` shows it."""
    nodes = (MapNode(one.docname, one.title, frame.href(one.url, source), one.url == source) for one in choice.targets)
    return draw_map(tuple(nodes), choice.edges, title, identifier="_map")


def list_choice(choice: Choice, frame: Frame, source: str) -> tuple[MapEntry, ...]:
    """Return the same as a nested list, as the page at `source` shows it.

    A topic stands below each one that is broader. Where it comes first, it has all that is narrower below it, and its
    related topics beside it.
    """
    links = {one.docname: frame.link(one, source) for one in choice.targets}
    narrower: dict[str, list[str]] = defaultdict(list)
    related: dict[str, dict[str, None]] = defaultdict(dict)
    for edge in choice.edges:
        if edge.related:
            related[edge.source][edge.target] = None
            related[edge.target][edge.source] = None
        else:
            narrower[edge.source].append(edge.target)
    seen: set[str] = set()

    def entry(topic: str) -> MapEntry:
        if topic in seen:
            return MapEntry(links[topic], (), ())
        seen.add(topic)
        below = tuple(entry(other) for other in links if other in narrower[topic])
        return MapEntry(links[topic], below, tuple(links[other] for other in links if other in related[topic]))

    low = {edge.target for edge in choice.edges if not edge.related}
    own = [topic for topic in links if topic in choice.own]
    top = [topic for topic in own if topic not in low]
    return tuple(entry(topic) for topic in (*top, *own) if topic not in seen)


def _above(topic: Target, topics: Mapping[str, TopicLinks]) -> Iterator[Target]:
    """Return all that is broader, the nearest first."""
    level = [topic]
    seen = {topic.docname}
    while level:
        found = in_list_order(one for below in level for one in topics[below.docname].broader)
        level = [one for one in dict.fromkeys(found) if one.docname not in seen]
        seen |= {one.docname for one in level}
        yield from level


def _levels(targets: tuple[Target, ...], topics: Mapping[str, TopicLinks]) -> dict[str, int]:
    """Return how many steps each topic is from the top; those of a circle that nothing leads to stand at the bottom."""
    levels = {one.docname: 0 for one in targets if not topics[one.docname].broader}
    ahead = deque(levels)
    while ahead:
        topic = ahead.popleft()
        for one in topics[topic].narrower:
            if one.docname not in levels:
                levels[one.docname] = levels[topic] + 1
                ahead.append(one.docname)
    return {one.docname: levels.get(one.docname, len(targets)) for one in targets}


def _lowest(levels: Iterable[int]) -> int:
    """Return the lowest level that still has room together with all above it; the top one in any case."""
    counts = sorted(Counter(levels).items())
    totals = accumulate(count for _, count in counts)
    return max((level for (level, _), total in zip(counts, totals, strict=True) if total <= MOST), default=counts[0][0])


def _broader(kept: Collection[str], topics: Mapping[str, TopicLinks]) -> Iterator[MapEdge]:
    for topic in sorted(kept):
        for one in topics[topic].broader:
            if one.docname in kept and one.docname != topic:
                yield MapEdge(one.docname, topic, related=False)
