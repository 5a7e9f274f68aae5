"""One linked page in; the arms of the fingerpost at its foot out: three to five links, on to what comes next, and back
to the ground that it stands on.

Chosen by rule from what the page shows of the others anyway. What a page's place asks for comes first: the next part,
the next stop of each path. Then what it goes back to, then the pages that go with it, up to five. No page twice, and
never the page itself.
"""

from collections.abc import Iterable, Iterator

import msgspec

from fingerpost.kinds import Kind
from fingerpost.page import Target
from fingerpost.shown import ArmView, RelatedView
from fingerpost.site import Door, LinkedPage
from fingerpost.views.frame import Frame

__all__ = ["arms_of", "door_arms"]

MOST = 5
MOST_BACK = 2
MOST_PATHS = 2
"""On how many paths the next stop has an arm."""
MOST_FIRST = 3
"""How many links a page has that is itself a list: the best of each group, the newest of an author."""


class _Arm(msgspec.Struct, frozen=True):
    """A page to which an arm may lead."""

    target: Target
    role: str
    path: Target | None = None
    related: RelatedView | None = None
    words: str = ""


def arms_of(linked: LinkedPage, goes_with: Iterable[RelatedView], frame: Frame) -> tuple[ArmView, ...]:
    """Return the arms of a page, those that lead on first. `goes_with` are its related pages, as it shows them."""
    taken = {linked.target.url}
    on = list(_take(_by_place(linked), taken, MOST - MOST_BACK))
    back = list(_take(_ways_back(linked), taken, MOST_BACK))
    on += _take(_further(linked, goes_with), taken, MOST - len(on) - len(back))
    url = linked.target.url
    return (*(_view(arm, "on", frame, url) for arm in on), *(_view(arm, "back", frame, url) for arm in back))


def door_arms(doors: Iterable[Door], frame: Frame, source: str) -> tuple[ArmView, ...]:
    """Return an arm for each door, as the page at `source` shows it."""
    return tuple(_view(_door(door), "on", frame, source) for door in doors if door.target.url != source)


def _take(arms: Iterable[_Arm], taken: set[str], most: int) -> Iterator[_Arm]:
    """Give the first arms that lead to no page taken, and take theirs."""
    for arm in arms:
        if most > 0 and arm.target.url not in taken:
            taken.add(arm.target.url)
            most -= 1
            yield arm


def _by_place(linked: LinkedPage) -> Iterator[_Arm]:
    """Give what comes next where a page has a place in something: a tutorial, a path, the site as a whole."""
    series, kind = linked.series, linked.target.kind
    if series and kind is Kind.PART:
        following = series.parts[series.parts.index(linked.target) + 1 :]
        yield from (_Arm(part, "next-part") for part in following[:1])
    if series and kind is Kind.TUTORIAL:
        yield from (_Arm(part, "first-part") for part in series.parts[:1])
    yield from (_Arm(stop.target, "first-stop") for stop in linked.stops[:1])
    stops = [(place.next, place.path) for place in linked.paths if place.next]
    yield from (_Arm(stop, "next-stop", path) for stop, path in stops[:MOST_PATHS])
    if linked.topic:
        groups = (group for group in linked.topic.groups if group.name != "more")
        yield from (_Arm(group.targets[0], group.name) for group in groups)
    yield from (_Arm(target, "written") for target in sorted(linked.written, key=_day, reverse=True)[:MOST_FIRST])


def _further(linked: LinkedPage, goes_with: Iterable[RelatedView]) -> Iterator[_Arm]:
    """Give what a reader may go on to beside that."""
    own = {part.docname for part in linked.series.parts} if linked.series else set()
    builds = [target for target in linked.required_by if target.docname not in own]
    yield from (_Arm(target, "builds-on") for target in builds[:1])
    related = zip(linked.related, goes_with, strict=True)
    yield from (_Arm(one.target, "related", related=shown) for one, shown in related)
    yield from map(_door, linked.doors)
    if linked.topic:
        yield from (_Arm(target, "narrower") for target in linked.topic.narrower[:MOST_FIRST])
        yield from (_Arm(target, "beside") for target in linked.topic.related[:MOST_FIRST])


def _ways_back(linked: LinkedPage) -> Iterator[_Arm]:
    """Give the ground on which a page stands: what came before it, what it needs, what it belongs to."""
    series = linked.series
    if series and linked.target.kind is Kind.PART:
        place = series.parts.index(linked.target)
        yield from (_Arm(part, "previous-part") for part in series.parts[:place][-1:])
        yield _Arm(series.overview, "overview")
    yield from (_Arm(target, "needed") for target in linked.requires)
    before = [(place.previous, place.path) for place in linked.paths if place.previous]
    yield from (_Arm(stop, "previous-stop", path) for stop, path in before[:1])
    if linked.topic:
        yield from (_Arm(topic, "broader") for topic in linked.topic.broader)
    elif linked.target.kind not in (Kind.PAGE, Kind.AUTHOR):
        yield from (_Arm(topic, "topic") for topic in linked.topics[:1])


def _door(door: Door) -> _Arm:
    return _Arm(door.target, "door", words=door.words)


def _day(target: Target) -> str:
    return target.published


def _view(arm: _Arm, direction: str, frame: Frame, source: str) -> ArmView:
    return ArmView(
        link=frame.link(arm.target, source),
        direction=direction,
        role=arm.role,
        path=frame.link(arm.path, source) if arm.path else None,
        related=arm.related,
        words=arm.words,
    )
