"""Topics in rows in, the lines between them out: in which lane each runs down, so that no line crosses a label.

Lines to narrower topics run on the left of the arms, in the gaps before each layer; lines between related topics run on
the right of all arms.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

import msgspec

from fingerpost.views.map_rows import Pair, Rows

__all__ = ["Bundle", "Post", "lay_bundles", "lay_posts"]

_Key = TypeVar("_Key", bound=Hashable)


class Post(msgspec.Struct, frozen=True, order=True):
    """The line from one topic down to narrower ones."""

    gap: int
    """The layer before which it runs."""
    lane: int
    """Counted from that layer to the left."""
    source: int
    targets: tuple[int, ...]


class Bundle(msgspec.Struct, frozen=True, order=True):
    """The line from one topic, up or down, to topics related to it."""

    lane: int
    """Counted from the arms to the right."""
    source: int
    targets: tuple[int, ...]
    """The farthest first."""
    down: bool


def lay_posts(places: Rows, narrowing: tuple[Pair, ...]) -> tuple[Post, ...]:
    """Give each line to narrower topics a gap that no label closes, and a lane there that is free."""
    layer_of_row = [places.layers[topic] for topic in places.order]
    grouped: dict[Pair, set[int]] = defaultdict(set)
    for source, target in narrowing:
        low, high = sorted((places.rows[source], places.rows[target]))
        down = places.rows[source] == low
        passed = layer_of_row[low + 1 : high + 1] if down else layer_of_row[low : high + 1]
        grouped[min(places.layers[source] + 1, *passed, places.layers[target]), source].add(target)
    posts: list[Post] = []
    for gap in sorted({gap for gap, _ in grouped}):
        members = {
            source: sorted(targets, key=places.rows.__getitem__)
            for (own, source), targets in grouped.items()
            if own == gap
        }
        spans = {source: _span(places.rows[one] for one in (source, *targets)) for source, targets in members.items()}
        posts += [Post(gap, lane, source, tuple(members[source])) for source, lane in _lanes(spans).items()]
    return tuple(sorted(posts))


def lay_bundles(rows: tuple[int, ...], related: tuple[Pair, ...]) -> tuple[Bundle, ...]:
    """Draw related pairs together where they share a topic and a direction: those that share most go first."""
    left: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for one, other in related:
        left[one, rows[one] < rows[other]].add(other)
        left[other, rows[other] < rows[one]].add(one)
    taken: dict[tuple[int, bool], tuple[int, ...]] = {}
    while hub := min((key for key in left if left[key]), key=lambda key: (-len(left[key]), rows[key[0]]), default=None):
        source, down = hub
        taken[hub] = tuple(sorted(left.pop(hub), key=lambda one: -abs(rows[one] - rows[source])))
        for target in taken[hub]:
            left[target, not down].discard(source)
    spans = {hub: _span(rows[one] for one in (hub[0], *targets)) for hub, targets in taken.items()}
    return tuple(sorted(Bundle(lane, hub[0], taken[hub], hub[1]) for hub, lane in _lanes(spans, touching=True).items()))


def _span(rows: Iterable[int]) -> Pair:
    ordered = sorted(rows)
    return ordered[0], ordered[-1]


def _lanes(spans: dict[_Key, Pair], *, touching: bool = False) -> dict[_Key, int]:
    """Give each span the first lane that is free, short ones first; two that touch share one if so said."""
    lanes: list[list[Pair]] = []
    given: dict[_Key, int] = {}
    gap = 0 if touching else 1
    for key, (low, high) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[1])):
        free = (
            number
            for number, lane in enumerate(lanes)
            if all(high + gap <= start or end + gap <= low for start, end in lane)
        )
        number = next(free, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append((low, high))
        given[key] = number
    return given
