"""One linked page in; what its view shows of the pages around it out: paths, what follows, related pages, backlinks."""

from itertools import groupby
from typing import Any

from fingerpost.kinds import Kind
from fingerpost.shown import BacklinkGroup, BacklinksView, BacklinkView, PathPlaceView, RelatedView
from fingerpost.site import Backlink, Backlinks, LinkedPage, PathPlace, Related
from fingerpost.views.frame import Frame

__all__ = ["around_page", "related_view"]


def around_page(linked: LinkedPage, frame: Frame) -> dict[str, Any]:
    """Return these fields of the page's view."""
    url = linked.target.url
    return {
        "required_by": frame.links(linked.required_by, url),
        "on_paths": tuple(_path_place(place, frame, url) for place in linked.paths),
        "goes_with": tuple(related_view(one, frame, url) for one in linked.related),
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


def related_view(one: Related, frame: Frame, url: str) -> RelatedView:
    """Return a page that goes with another, as the page at `url` shows it."""
    topics = [topic.title for topic in ((one.primary,) if one.primary else ()) + one.shared]
    near = f"{one.near[1].title} is next to {one.near[0].title}" if one.near else ""
    points = _POINTS[one.pointed, one.points]
    reasons = (f"both on {_listed(topics)}" if topics else "", near, points)
    return RelatedView(frame.link(one.target, url), "; ".join(filter(None, reasons)))


_POINTS = {
    (False, False): "",
    (True, False): "it links here",
    (False, True): "linked from here",
    (True, True): "they link to each other",
}
"""What is said of references, by whether that page refers to this one, and this one to that."""


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


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
            title=titles.get(kind.folder, "Pages"),
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
