"""The parts of a layout and the targets of its pages, as they were and as they are, in; the parts as they are now out.

Only what a page takes to read and how it is summed up is another, so each part holds the same pages in the same order.
What shows none of those that are others is taken over as it is.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, cast

import msgspec

from fingerpost.link.relations import Relations
from fingerpost.link.topics import topics_above
from fingerpost.page import Facts, Target
from fingerpost.site import Door, PathPlace, Redirect, Series, Stop, TopicLinks

__all__ = ["LASTING", "kept_targets", "renewed_parts", "same_to_layout"]

LASTING = ("lookup", "finder", "relations", "outputs", "old_anchors", "order", "navigation", "policies", "diagnostics")
"""The parts of a layout in which neither the length of a text nor its beginning shows."""

FEW = 8
"""So many pages are looked for one by one in a list."""
Part = TypeVar("Part")


class _Change(msgspec.Struct, frozen=True):
    """The targets that are others now, and what their pages name."""

    pairs: dict[str, tuple[Target, Target]]
    """Each as it was and as it is, by docname."""
    relations: Mapping[str, Relations]

    @property
    def named(self) -> Iterator[Relations]:
        """What the front matter of each of these pages names."""
        return (self.relations[docname] for docname in self.pairs)

    def within(self, part: Part) -> Part:
        """Return a part with each target as it is now, however deep it stands in tuples and records."""
        return cast("Part", self._now(part))

    def among(self, part: dict[str, Part], docnames: Iterable[str]) -> dict[str, Part]:
        """Return a part by docname in which only the entries of these pages may be others."""
        return {**part, **{one: self.within(part[one]) for one in dict.fromkeys(docnames) if one in part}}

    def _now(self, value: Any) -> Any:
        if isinstance(value, Target):
            was, now = self.pairs.get(value.docname, (None, value))
            return now if value == was else value
        if isinstance(value, tuple):
            return self._in_list(value) if value and isinstance(value[0], Target) else tuple(map(self._now, value))
        if isinstance(value, msgspec.Struct):
            fields = {name: self._now(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        return value

    def _in_list(self, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        """Return a list of pages, which may be a long one, with each as it is now."""
        if len(self.pairs) > FEW:
            return tuple([self._now(one) for one in targets])
        renewed = list(targets)
        for was, now in self.pairs.values():
            with contextlib.suppress(ValueError):
                renewed[targets.index(was)] = now
        return tuple(renewed)


def same_to_layout(was: Facts, now: Facts) -> bool:
    """Tell whether a page differs at most in its length and in the beginning of its text: nothing depends on these but
    what is shown of it.
    """
    replace = msgspec.structs.replace
    minutes, whole = was.target.minutes, was.target.whole_minutes
    target = replace(now.target, minutes=minutes, whole_minutes=whole)
    return was == replace(now, target=target, opening=was.opening)


def kept_targets(now: Mapping[str, Target], before: Mapping[str, Target]) -> dict[str, Target]:
    """Return targets in which each that is equal to the one before is that one."""
    return {
        docname: was if target is (was := before[docname]) or target == was else target
        for docname, target in now.items()
    }


def renewed_parts(
    made: Mapping[str, Any], before: Mapping[str, Target], now: Mapping[str, Target], relations: Mapping[str, Relations]
) -> dict[str, object]:
    """Return the parts of a layout that show targets, by name, so far as they were made.

    A target that is as it was is the same object in `before` and in `now`.
    """
    pairs = {docname: (before[docname], target) for docname, target in now.items() if target is not before[docname]}
    change = _Change(pairs, relations)
    return {name: renew(made[name], change) if pairs else made[name] for name, renew in _PARTS if name in made}


def _series(part: dict[str, Series], change: _Change) -> dict[str, Series]:
    renewed = dict(part)
    for docname in change.pairs:
        if docname in part and renewed[docname] is part[docname]:
            one = change.within(part[docname])
            renewed.update(dict.fromkeys((one.overview.docname, *(member.docname for member in one.parts)), one))
    return renewed


def _books(part: dict[str, tuple[Stop, ...]], change: _Change) -> dict[str, tuple[Stop, ...]]:
    return change.among(
        part,
        [docname for docname, stops in part.items() if any(stop.target.docname in change.pairs for stop in stops)],
    )


def _works(part: dict[str, tuple[Target, ...]], change: _Change) -> dict[str, tuple[Target, ...]]:
    return change.among(part, (author for one in change.named for author in (*one.authors, one.answered_by)))


def _required_by(part: dict[str, tuple[Target, ...]], change: _Change) -> dict[str, tuple[Target, ...]]:
    return change.among(part, (needed for one in change.named for needed in one.requires))


def _paths(part: dict[str, tuple[PathPlace, ...]], change: _Change) -> dict[str, tuple[PathPlace, ...]]:
    over = {place.path.docname for docname in change.pairs for place in part.get(docname, ())}
    paths = dict.fromkeys((*change.pairs, *over))
    return change.among(part, (stop for path in paths for stop, *_ in change.relations[path].stops))


def _doors(part: tuple[Door, ...], change: _Change) -> tuple[Door, ...]:
    return change.within(part)


def _topics(part: dict[str, TopicLinks], change: _Change) -> dict[str, TopicLinks]:
    carried = dict.fromkeys(topic for one in change.named for topic in one.topics)
    above = {other for topic in carried for other in topics_above(topic, change.relations)}
    own = (part[docname] for docname in change.pairs if docname in part)
    beside = (one.docname for links in own for one in (*links.broader, *links.narrower, *links.related))
    return change.among(part, (*carried, *above, *beside))


def _redirects(part: tuple[Redirect, ...], change: _Change) -> tuple[Redirect, ...]:
    return tuple(change.within(one) if one.target.docname in change.pairs else one for one in part)


_PARTS: tuple[tuple[str, Callable[[Any, _Change], object]], ...] = (
    ("series", _series),
    ("books", _books),
    ("works", _works),
    ("required_by", _required_by),
    ("paths", _paths),
    ("doors", _doors),
    ("topics", _topics),
    ("redirects", _redirects),
)
"""The parts that hold targets, each with what renews it."""
