"""Topics and references of all pages in, the pages that go with a page and why, out.

A page goes with another by what they share: their first topic, other topics (the rarer, the more it says: the inverse
document frequency of Karen Spärck Jones, 1972), topics that are next to each other, and references either way. Only a
window of the carriers of each topic is looked at, those nearest in time, so the cost of a page does not grow with the
site, also where one topic is on half of its pages.
"""

import bisect
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from operator import attrgetter

import msgspec

from fingerpost.kinds import Kind
from fingerpost.link.relations import Woven
from fingerpost.link.turned import Turned
from fingerpost.page import Target
from fingerpost.site import Related

__all__ = ["Around", "goes_with", "look_around", "related_pages"]

MOST = 4
"""How many pages are shown."""
WINDOW = 24
"""How many carriers of a topic are looked at, half of them older and half of them newer than the page."""
SCORED = 20
"""How many of those are weighed one by one: those that come first by what is seen within the windows."""
MOST_EDGES = 40
"""How many references of a page are looked at, either way."""
PRIMARY, POINTS, POINTED, NEAR = 2.0, 3.0, 2.0, 0.35
"""What counts beside the rarity of a shared topic: the factor for the first topic of both; a reference from this page,
and one to it, as rare as a topic of one page in eight and in four; the part of a topic's rarity for a near one."""

_ARTICLES = (Kind.TUTORIAL, Kind.PART, Kind.COLUMN, Kind.GUIDE, Kind.PATH)
"""Kinds that go with others."""


class Around(msgspec.Struct, frozen=True):
    """What all pages are compared by. Pages go by number: their place among all that go with others, oldest first."""

    numbers: dict[str, int]
    """By docname."""
    targets: tuple[Target, ...]
    topics: tuple[tuple[str, ...], ...]
    """The topics of each page."""
    carriers: dict[str, list[int]]
    """The pages that carry each topic."""
    rarity: dict[str, float]
    near: dict[str, tuple[str, ...]]
    """The topics next to each topic: broader, narrower and related ones, sorted."""
    referred: Mapping[str, Collection[str]]
    """The docnames of the pages to which each page refers, by docname."""
    referring: Turned
    """Those of the pages that refer to it, sorted."""

    def points(self, number: int) -> dict[int, None]:
        """Return the pages to which a page refers, in the order of its text."""
        return self._numbered(self.referred.get(self.targets[number].docname, ()))

    def pointed(self, number: int) -> dict[int, None]:
        """Return the pages that refer to it, sorted by docname."""
        return self._numbered(self.referring[self.targets[number].docname])

    def _numbered(self, docnames: Iterable[str]) -> dict[int, None]:
        return dict.fromkeys(self.numbers[docname] for docname in docnames if docname in self.numbers)


def look_around(woven: Woven, referred: Mapping[str, Collection[str]], referring: Turned) -> Around:
    """Return what the pages of a site are compared by: see the fields of `Around`."""
    articles = [target for target in woven.targets.values() if target.kind in _ARTICLES]
    articles.sort(key=attrgetter("docname"))
    articles.sort(key=attrgetter("published"))
    targets, relations = tuple(articles), woven.relations
    docnames = [target.docname for target in targets]
    numbers = dict(zip(docnames, range(len(targets)), strict=True))
    topics = tuple([relations[docname].topics for docname in docnames])
    carriers: dict[str, list[int]] = defaultdict(list)
    for number, carried in enumerate(topics):
        for topic in carried:
            carriers[topic].append(number)
    near: dict[str, set[str]] = defaultdict(set)
    for docname, one in relations.items():
        if one.broader or one.related:
            for other in (*one.broader, *one.related):
                near[docname].add(other)
                near[other].add(docname)
    return Around(
        numbers=numbers,
        targets=targets,
        topics=topics,
        carriers=carriers,
        rarity={topic: math.log2(1 + len(targets) / len(found)) for topic, found in carriers.items()},
        near={topic: tuple(sorted(others)) for topic, others in near.items()},
        referred=referred,
        referring=referring,
    )


def related_pages(docname: str, woven: Woven, around: Around) -> tuple[Related, ...]:
    """Return at most `MOST` pages that go with a page, the nearest first.

    Never two of one tutorial, nor one of the page's own. A tie goes to the newer page, then to the later docname.
    """
    number = around.numbers.get(docname)
    if number is None:
        return ()
    return tuple(_reasons(number, other, woven, around) for other in _nearest(number, around))


def goes_with(docname: str, around: Around) -> set[str]:
    """Return the docnames of all pages that show this one among the pages that go with them."""
    number = around.numbers.get(docname)
    if number is None:
        return set()
    found = (other for other in _may_show(number, around) if other != number and number in _nearest(other, around))
    return {around.targets[other].docname for other in found}


def _may_show(number: int, around: Around) -> set[int]:
    """Return the pages among whose candidates a page may be: `_candidates`, turned round."""
    found = {*around.points(number), *around.pointed(number)}
    for topic in around.topics[number]:
        carriers = around.carriers[topic]
        place = bisect.bisect_left(carriers, number)
        found.update(_window(carriers, number))
        first = carriers[place - WINDOW // 2 - 1] if place > WINDOW // 2 else -1
        last = carriers[place + WINDOW // 2 + 1] if place + WINDOW // 2 + 1 < len(carriers) else len(around.targets)
        for near in around.near.get(topic, ()):
            others = around.carriers.get(near, [])
            within = others[bisect.bisect_left(others, first) : bisect.bisect_right(others, last)]
            found.update(other for other in within if not _full(other, around))
    return found


def _full(number: int, around: Around) -> bool:
    """Tell whether one topic of a page has so many carriers near it that topics which are only near are not asked."""
    return any(len(_window(around.carriers[topic], number)) >= SCORED for topic in around.topics[number])


class _Weighed(msgspec.Struct, frozen=True):
    """What makes others go with one page."""

    number: int
    weights: dict[str, float]
    """What each of its topics counts."""
    near: dict[str, float]
    """What the topics next to those count."""
    points: dict[int, None]
    pointed: dict[int, None]


def _nearest(number: int, around: Around) -> list[int]:
    """Return the pages that go best with one, the best first."""
    weights = {topic: around.rarity[topic] for topic in around.topics[number]}
    near = _near_weights(weights, around)
    page = _Weighed(number, weights, near, around.points(number), around.pointed(number))
    scored = _scored(page, _candidates(page, around), around)
    taken = {_series(around.targets[number])}
    best: list[int] = []
    for _, other in sorted(scored, reverse=True):
        if len(best) == MOST:
            break
        if (series := _series(around.targets[other])) not in taken:
            taken.add(series)
            best.append(other)
    return best


def _candidates(page: _Weighed, around: Around) -> list[int]:
    """Return the pages that may go with one: those to which it refers, those that refer to it, those within a window.

    Pages of topics that are only near are asked where the others are too few.
    """
    sums: dict[int, float] = defaultdict(float)
    for topic, weight in page.weights.items():
        for other in _window(around.carriers[topic], page.number):
            sums[other] += weight
    for other in islice(page.points, MOST_EDGES):
        sums[other] += POINTS
    for other in islice(page.pointed, MOST_EDGES):
        sums[other] += POINTED
    if len(sums) < SCORED:
        for topic, weight in page.near.items():
            for other in _window(around.carriers[topic], page.number):
                sums[other] += weight
    found = sorted(zip(sums.values(), sums, strict=True), reverse=True)
    return [other for _, other in found[:SCORED]]


def _scored(page: _Weighed, others: list[int], around: Around) -> list[tuple[float, int]]:
    """Return pages, each behind what counts for it."""
    topics, weights, near = around.topics, page.weights, page.near
    first = next(iter(weights), None)
    scored = []
    for other in others:
        theirs = topics[other]
        score = sum([weights[topic] for topic in theirs if topic in weights])
        if not score:
            score = max([near[topic] for topic in theirs if topic in near], default=0.0)
        elif theirs[0] == first:
            score += weights[theirs[0]] * (PRIMARY - 1)
        scored.append((score + POINTS * (other in page.points) + POINTED * (other in page.pointed), other))
    return scored


def _near_weights(weights: dict[str, float], around: Around) -> dict[str, float]:
    """Return what the topics next to those of a page count."""
    return {
        other: around.rarity[other] * NEAR
        for topic in weights
        for other in around.near.get(topic, ())
        if other in around.carriers and other not in weights
    }


def _window(carriers: list[int], number: int) -> list[int]:
    """Return the carriers nearest to a page in time."""
    middle = bisect.bisect_left(carriers, number)
    return carriers[max(0, middle - WINDOW // 2) : middle + WINDOW // 2 + 1]


def _reasons(number: int, other: int, woven: Woven, around: Around) -> Related:
    mine, theirs = around.topics[number], around.topics[other]
    shared = sorted((topic for topic in mine if topic in theirs), key=lambda topic: (-around.rarity[topic], topic))
    primary = mine[0] if shared and mine[0] == theirs[0] else ""
    pairs = ((a, b) for a in mine for b in theirs if b in around.near.get(a, ())) if not shared else iter(())
    near = next(pairs, None)
    target, source = around.targets[other], around.targets[number].docname
    return Related(
        target=target,
        primary=woven.targets.get(primary),
        shared=tuple(woven.targets[topic] for topic in shared if topic != primary),
        near=(woven.targets[near[0]], woven.targets[near[1]]) if near else None,
        points=target.docname in around.referred.get(source, ()),
        pointed=target.docname in around.referring[source],
    )


def _series(target: Target) -> str:
    """Return the tutorial to which an overview or part belongs; any other page stands for itself."""
    return target.docname.rpartition("/")[0] if target.kind is Kind.PART else target.docname
