"""Front-matter references in, resolved relations out: who carries a topic, what is narrower, a tutorial's parts."""

import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from fingerpost.kinds import (
    ColumnFrontMatter,
    Kind,
    PageFrontMatter,
    PathFrontMatter,
    TopicFrontMatter,
    TutorialFrontMatter,
)
from fingerpost.link.resolve import Resolver
from fingerpost.page import Facts, Target
from fingerpost.site import Series, in_list_order

__all__ = ["Relations", "Woven", "resolve_relations", "series_of", "with_times", "works_of"]

_ORDER = re.compile(r"^(\d+)-")


class _LookedUp(msgspec.Struct, frozen=True, array_like=True):
    """What was looked up for the front matter of a page, and found."""

    named: tuple[tuple[str, str], ...] = ()
    asked: tuple[str, ...] = ()

    def packed(self) -> msgspec.Raw:
        return msgspec.Raw(msgspec.msgpack.encode(self))


_NOTHING = _LookedUp().packed()


class Relations(msgspec.Struct, frozen=True, array_like=True):
    """The docnames that one page's front matter names; each is a page that is in the site."""

    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    answered_by: str = ""
    requires: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    stops: tuple[tuple[str, str, bool], ...] = ()
    """Docname, reason, and whether to stop there is enough for a day."""
    doors: tuple[str, ...] = ()
    looked_up: msgspec.Raw = _NOTHING
    """`named` and `asked`, as bytes: of most pages, nobody asks in a build after an edit."""

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Each value that names a page, by its key (`stops.0.page`), with the docname; pages not in the site too."""
        return msgspec.msgpack.decode(self.looked_up, type=_LookedUp).named

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys of all names that were looked up."""
        return msgspec.msgpack.decode(self.looked_up, type=_LookedUp).asked


class Woven(msgspec.Struct, frozen=True):
    """The relations of all pages, and their targets, by docname."""

    targets: dict[str, Target]
    relations: dict[str, Relations]


def resolve_relations(page: Facts, resolver: Resolver) -> Relations:
    """Resolve what the front matter of a page refers to; what does not resolve is told by the resolver."""
    front = page.front
    hidden = resolver.lookup.hidden

    def named(key: str, names: Iterable[str], kind: Kind | None, wanted: str) -> tuple[str, ...]:
        found = (resolver.named(f"{key}.{number}", name, kind, wanted) for number, name in enumerate(names))
        return tuple(dict.fromkeys(page.docname for page in found if page and page.docname not in hidden))

    answered_by = ""
    requires: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    stops: tuple[tuple[str, str, bool], ...] = ()
    if isinstance(front, ColumnFrontMatter) and front.answered_by:
        author = resolver.named("answered_by", front.answered_by, Kind.AUTHOR, "an author")
        answered_by = author.docname if author and author.docname not in hidden else ""
    if isinstance(front, TutorialFrontMatter):
        requires = named("requires", front.requires, None, "a page")
    if isinstance(front, TopicFrontMatter):
        broader = named("broader", front.broader, Kind.TOPIC, "a topic")
        related = named("related", front.related, Kind.TOPIC, "a topic")
    if isinstance(front, PathFrontMatter):
        found = [
            (resolver.named(f"stops.{n}.page", stop.page, None, "a page"), stop) for n, stop in enumerate(front.stops)
        ]
        stops = tuple(
            (page.docname, stop.why, stop.enough) for page, stop in found if page and page.docname not in hidden
        )
    if isinstance(front, PageFrontMatter):
        doors = named("doors", front.doors, None, "a page")
    return Relations(
        topics=named("topics", front.topics, Kind.TOPIC, "a topic"),
        authors=named("authors", front.authors, Kind.AUTHOR, "an author"),
        answered_by=answered_by,
        requires=requires,
        broader=broader,
        related=related,
        stops=stops,
        doors=doors,
        looked_up=_LookedUp(tuple(resolver.named_pages), tuple(sorted(resolver.asked))).packed(),
    )


def with_times(targets: dict[str, Target], relations: dict[str, Relations]) -> dict[str, Target]:
    """Return the targets with the time of all that belongs to each: a tutorial's parts, then the stops of a path."""
    parts: dict[str, list[Target]] = defaultdict(list)
    for target in targets.values():
        if target.kind is Kind.PART:
            parts[target.docname.rpartition("/")[0]].append(target)
    timed = dict(targets)
    for docname, members in parts.items():
        if docname in targets:
            timed[docname] = _timed(targets[docname], (targets[docname], *members))
    for docname, target in targets.items():
        if target.kind is Kind.PATH:
            timed[docname] = _timed(target, tuple(timed[stop] for stop, *_ in relations[docname].stops))
    return timed


def _timed(target: Target, members: tuple[Target, ...]) -> Target:
    """Return a target that takes as long as these."""
    return msgspec.structs.replace(
        target,
        whole_minutes=sum(one.whole_minutes for one in members),
        whole_doing=sum(one.whole_doing for one in members),
    )


def series_of(pages: tuple[Facts, ...], targets: dict[str, Target]) -> dict[str, Series]:
    """Return the series of each overview and part, by docname; parts are ordered by the number of their file."""
    parts: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        if page.kind is Kind.PART:
            parts[page.docname.rpartition("/")[0]].append(page.docname)
    series: dict[str, Series] = {}
    for page in pages:
        if page.kind is Kind.TUTORIAL:
            members = sorted(parts[page.docname], key=_part_order)
            one = Series(targets[page.docname], tuple(targets[docname] for docname in members))
            series.update(dict.fromkeys((page.docname, *members), one))
    return series


def works_of(woven: Woven) -> dict[str, tuple[Target, ...]]:
    """Return what each author wrote or answered, by docname, in list order."""
    works: dict[str, dict[str, Target]] = defaultdict(dict)
    for docname, relations in woven.relations.items():
        for author in (*relations.authors, relations.answered_by):
            works[author][docname] = woven.targets[docname]
    return {author: in_list_order(written.values()) for author, written in works.items()}


def _part_order(docname: str) -> tuple[int, str]:
    name = docname.rpartition("/")[2]
    number = _ORDER.match(name)
    return (int(number[1]) if number else 1_000_000, name)
