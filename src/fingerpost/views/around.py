"""One linked page in; what its view shows of the pages around it out: paths, what follows, related pages, backlinks."""

from itertools import groupby
from typing import Any

from fingerpost.kinds import Kind
from fingerpost.shown import BacklinkGroup, BacklinksView, BacklinkView, PathPlaceView, RelatedView
from fingerpost.site import Backlink, Backlinks, LinkedPage, PathPlace, Related
from fingerpost.views.frame import Frame
from fingerpost.words import POINTS, TITLES, listed, marked

__all__ = ["around_page"]


def around_page(linked: LinkedPage, frame: Frame) -> dict[str, Any]:
    """Return these fields of the page's view."""
    url = linked.target.url
    return {
        "required_by": frame.links(linked.required_by, url),
        "on_paths": tuple(_path_place(place, frame, url) for place in linked.paths),
        "goes_with": tuple(_related(one, frame, url) for one in linked.related),
        "backlinks": _backlinks(linked.backlinks, frame, url),
        "mentioned": _backlinks(linked.mentioned, frame, url),
    }


def _path_place(place: PathPlace, frame: Frame, url: str) -> PathPlaceView:
    return PathPlaceView(
        path=frame.link(place.path, url),
        position=place.position,
        count=place.count,
        previous=frame.link(place.previous, url) if place.previous else None,
        next=frame.link(place.next, url) if place.next else None,
    )


def _related(one: Related, frame: Frame, url: str) -> RelatedView:
    """Return a page that goes with another, as the page at `url` shows it."""
    words, reasons = frame.words, []
    if topics := [topic.title for topic in ((one.primary,) if one.primary else ()) + one.shared]:
        reasons.append(words.say(marked("both on %(topics)s"), topics=listed(topics, words)))
    if one.near:
        here, there = one.near
        reasons.append(words.say(marked("%(topic)s is next to %(other)s"), topic=there.title, other=here.title))
    if points := POINTS[one.pointed, one.points]:
        reasons.append(words.say(points))
    return RelatedView(frame.link(one.target, url), words.say(marked("; ")).join(reasons))


def _backlinks(backlinks: Backlinks, frame: Frame, url: str) -> BacklinksView:
    return BacklinksView(
        shown=_groups(backlinks.shown, frame, url),
        more=_groups(backlinks.more, frame, url),
        more_count=len(backlinks.more),
        rest=backlinks.rest,
    )


def _groups(backlinks: tuple[Backlink, ...], frame: Frame, url: str) -> tuple[BacklinkGroup, ...]:
    """Return backlinks by kind; they are sorted by it."""
    titles = {kind.folder: target.title for kind, target in frame.lists.items()}
    return tuple(
        BacklinkGroup(
            kind=kind.value,
            title=titles.get(kind.folder) or frame.words.say(TITLES[kind]),
            entries=tuple(_backlink(one, frame, url) for one in members),
        )
        for kind, members in groupby(backlinks, key=lambda one: _shelf(one.source.kind))
    )


def _backlink(one: Backlink, frame: Frame, url: str) -> BacklinkView:
    sentence = one.sentence
    return BacklinkView(
        frame.href(one.source.url, url), one.source.title, sentence.before, sentence.words, sentence.after
    )


def _shelf(kind: Kind) -> Kind:
    return Kind.TUTORIAL if kind is Kind.PART else kind
