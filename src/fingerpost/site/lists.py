"""A site's skeleton in; each list that has pages of its own out: of a kind, of a topic's group, of an author's work.

A long list has several pages, so that none grows without end. Of dated pages the newest stand on the first page, and
the others go by number from the oldest on: a new page changes the first page of its list and hardly ever another.
"""

import itertools
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

import msgspec

from fingerpost.kinds import Form, GuideFrontMatter, Kind, TopicFrontMatter
from fingerpost.page import Target
from fingerpost.site.linked import Skeleton
from fingerpost.site.targets import LISTED, in_list_order, index_target, map_target
from fingerpost.typography import smarten
from fingerpost.words import ENGLISH

__all__ = [
    "SHOWN",
    "Listing",
    "Span",
    "cut_up",
    "form_of",
    "kind_listing",
    "list_addresses",
    "listings",
    "near_and_far",
    "shelf",
    "shelf_name",
    "topic_labels",
]

LONGEST = 100
"""How many entries a list may have on one page."""
MOST_BESIDE = 20
"""How many pages a list may have so that each of them leads to all others."""
HALF = 50
"""How many a page of older ones has; the newest page has at least as many, too."""
SHOWN = 50
"""How many pages of one group a topic's or an author's page shows."""


class Span(msgspec.Struct, frozen=True):
    """One page of a list."""

    url: str
    start: int
    """The number of its first entry, from 0."""
    stop: int


class Listing(msgspec.Struct, frozen=True):
    """A list that has a page of its own, or several."""

    url: str
    """The site path of its first page."""
    name: str
    """The kind of its pages, as a value of `Kind`, or the name of a topic's group."""
    owner: Target | None
    """The topic or the author whose list it is; None for all pages of a kind."""
    targets: tuple[Target, ...]

    @property
    def dated(self) -> bool:
        """Whether its pages go by day, the newest first."""
        return self.name in (Kind.COLUMN.value, "asked")

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its pages."""
        return cut_up(self.url, len(self.targets), dated=self.dated)


def cut_up(url: str, count: int, *, dated: bool = False) -> tuple[Span, ...]:
    """Return the pages of a list with so many entries, in their order; one page at least."""
    if count <= LONGEST:
        return (Span(url, 0, count),)
    if dated:
        older = count // HALF - 1
        first = count - older * HALF
        ends = range(first, count, HALF)
        return (
            Span(url, 0, first),
            *(Span(f"{url}page/{older - number}/", end, end + HALF) for number, end in enumerate(ends)),
        )
    starts = range(0, count, LONGEST)
    return tuple(
        Span(f"{url}page/{number + 1}/" if number else url, start, min(start + LONGEST, count))
        for number, start in enumerate(starts)
    )


def near_and_far(number: int, count: int) -> Sequence[int]:
    """Return to which of the pages of a list one of them leads, itself among them; all are known by number, from 0.

    Of many pages it leads to the first, the last, the next ones, and others at doubling distances: it takes few steps
    from any to any other, and none of them grows much with the list.
    """
    if count <= MOST_BESIDE:
        return range(count)
    distances = (0, 1, 2, *takewhile(lambda far: far < count, (3 << power for power in itertools.count())))
    near = {number + sign * far for far in distances for sign in (-1, 1)}
    return sorted({0, count - 1, *(one for one in near if 0 <= one < count)})


def listings(skeleton: Skeleton) -> Iterator[Listing]:
    """Give every list of a site: of each kind, and of each group too long for the page of its topic or author."""
    kinds = {target.kind for target in skeleton.targets.values()}
    yield from (kind_listing(kind, skeleton) for kind in LISTED if kind in kinds)
    for docname, topic in skeleton.topics.items():
        groups = ((group.name, group.targets) for group in topic.groups)
        yield from (shelf(skeleton.targets[docname], *group) for group in groups if len(group[1]) > SHOWN)
    for docname, written in skeleton.works.items():
        if docname in skeleton.targets:
            groups = ((name, tuple(members)) for name, members in groupby(written, key=shelf_name))
            yield from (shelf(skeleton.targets[docname], *group) for group in groups if len(group[1]) > SHOWN)


def kind_listing(kind: Kind, skeleton: Skeleton) -> Listing:
    """Return the list of all pages of a kind; guides go by form first."""
    members = in_list_order(target for target in skeleton.targets.values() if target.kind is kind)
    if kind is Kind.GUIDE:
        members = tuple(sorted(members, key=lambda target: list(Form).index(form_of(target, skeleton))))
    return Listing(f"/{kind.folder}/", kind.value, None, members)


def form_of(target: Target, skeleton: Skeleton) -> Form:
    """Return the form of a guide."""
    front = skeleton.facts[target.docname].front
    return front.form if isinstance(front, GuideFrontMatter) else Form.REFERENCE


def shelf(owner: Target, name: str, targets: tuple[Target, ...]) -> Listing:
    """Return the whole of a group, which the page of its topic or author shows in part."""
    return Listing(f"{owner.url}{name}/", name, owner, targets)


def shelf_name(target: Target) -> str:
    """Return the name of the group in which an author's page shows a page: parts stand among tutorials."""
    kind = Kind.TUTORIAL if target.kind is Kind.PART else target.kind
    return str(kind.value)


def topic_labels(skeleton: Skeleton) -> tuple[tuple[str, Target, bool], ...]:
    """Return the title and the synonyms of every topic, each with its topic, and whether it is a synonym."""
    found: list[tuple[str, Target, bool]] = []
    for docname in skeleton.topics:
        front, target = skeleton.facts[docname].front, skeleton.targets[docname]
        found.append((target.title, target, False))
        if isinstance(front, TopicFrontMatter):
            found += ((smarten(label), target, True) for label in front.synonyms)
    return tuple(found)


def list_addresses(skeleton: Skeleton) -> dict[str, str]:
    """Return the site path of each page of each list, of the map and the index of topics, with what stands there."""
    topics = len(skeleton.topics)
    mapped, index = map_target(topics, ENGLISH), index_target(topics, ENGLISH)
    found = {mapped.url: "the map of all topics"} if mapped else {}
    if index:
        found |= {span.url: "the topics from A to Z" for span in cut_up(index.url, len(topic_labels(skeleton)))}
    for one in listings(skeleton):
        what = f"the list of all {one.url.strip('/')}" if one.owner is None else f"a list of {one.owner.docname}"
        found |= {span.url: what for span in one.spans}
    return found
