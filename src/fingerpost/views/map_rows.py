"""A graph of topics in, the layer and the row of each out: what is broader stands above, and further left."""

import graphlib
from collections import defaultdict

import msgspec

__all__ = ["Pair", "Rows", "arrange_rows"]

Pair = tuple[int, int]
"""Two topics by number."""


class Rows(msgspec.Struct, frozen=True):
    """Where each topic stands, by its number."""

    layers: tuple[int, ...]
    """How far to the right; a narrower topic stands further right than its broader ones, but for a circle."""
    rows: tuple[int, ...]
    """How far down; no two topics share a row."""
    order: tuple[int, ...]
    """The topics by their rows."""
    above: frozenset[int]
    """The topics above the current one, all the way up."""


def arrange_rows(count: int, narrowing: tuple[Pair, ...], current: int | None) -> Rows:
    """Give each of `count` topics a layer and a row of its own. The same graph gets the same rows.

    The layer of a topic is the longest way down to it (Sugiyama, Tagawa and Toda, Methods for visual understanding of
    hierarchical system structures, 1981); where topics lead in a circle, one link of it does not count. A topic comes
    right below the last of its broader ones, and before what stands beside that.
    """
    broader, order = _in_order(count, narrowing)
    narrower: dict[int, list[int]] = defaultdict(list)
    layers: dict[int, int] = {}
    for one in order:
        layers[one] = max((layers[above] + 1 for above in broader[one]), default=0)
        for above in broader[one]:
            narrower[above].append(one)
    waiting = {one: len(broader[one]) for one in order}
    rows: dict[int, int] = {}
    ahead = sorted((one for one in order if not waiting[one]), key=lambda one: (one not in narrower, one), reverse=True)
    while ahead:
        one = ahead.pop()
        rows[one] = len(rows)
        for other in sorted(narrower[one], reverse=True):
            waiting[other] -= 1
            if not waiting[other]:
                ahead.append(other)
    return Rows(
        layers=tuple(layers[one] for one in range(count)),
        rows=tuple(rows[one] for one in range(count)),
        order=tuple(rows),
        above=frozenset() if current is None else _above(current, broader) - {current},
    )


def _in_order(count: int, narrowing: tuple[Pair, ...]) -> tuple[dict[int, set[int]], tuple[int, ...]]:
    """Return the broader topics of each, without one link of each circle, and all topics, the broader first."""
    broader: dict[int, set[int]] = {one: set() for one in range(count)}
    for source, target in narrowing:
        broader[target].add(source)
    while True:
        try:
            return broader, tuple(graphlib.TopologicalSorter(broader).static_order())
        except graphlib.CycleError as error:
            *_, source, target = error.args[1]  # each comes before the next
            broader[target].remove(source)


def _above(current: int, broader: dict[int, set[int]]) -> frozenset[int]:
    found = {current}
    ahead = [current]
    while ahead:
        further = broader[ahead.pop()] - found
        found |= further
        ahead += further
    return frozenset(found)
