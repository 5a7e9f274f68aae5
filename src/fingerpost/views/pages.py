"""One linked page in, the view of its template out: one function for each kind."""

from collections.abc import Callable, Collection
from typing import Any

import msgspec

from fingerpost.entries import StopView
from fingerpost.kinds import (
    ColumnFrontMatter,
    GuideFrontMatter,
    Kind,
    PathFrontMatter,
    TopicFrontMatter,
    TutorialFrontMatter,
)
from fingerpost.page import Facts, Target
from fingerpost.shown import OutlineEntry, UpdateView
from fingerpost.site import HOME, LinkedPage, LinkedText, has_feed
from fingerpost.typography import smarten
from fingerpost.view import (
    AuthorView,
    ColumnView,
    GuideView,
    HomeView,
    PageView,
    PartView,
    PathView,
    TopicView,
    TutorialView,
)
from fingerpost.views.arms import arms_of, door_arms
from fingerpost.views.around import around_page
from fingerpost.views.frame import Frame
from fingerpost.views.map_choice import draw_choice, list_choice, topics_around
from fingerpost.views.structured import structured_page
from fingerpost.views.translations import translations_of
from fingerpost.words import TOPIC_GROUPS, marked

__all__ = ["TEMPLATES", "home_lists", "shows_site", "template_of", "view_page"]

NEWEST = 6
"""How many columns and guides the home page shows."""


def view_page(linked: LinkedPage, text: LinkedText, frame: Frame) -> PageView:
    """Return the view of one page."""
    view = _VIEWS[linked.target.kind](linked, text, frame)
    return msgspec.structs.replace(view, structured=structured_page(linked, view, frame))


TEMPLATES = ("home.html", *(f"{kind.value}.html" for kind in Kind))
"""The file name of every template that `template_of` can return."""


def template_of(page: Facts) -> str:
    """Return the file name of the template that a page is rendered with."""
    return "home.html" if page.docname == HOME else f"{page.kind.value}.html"


def shows_site(page: Facts) -> bool:
    """Tell whether a page shows more of the site than the pages that it names or that name it: lists, a map."""
    return page.docname == HOME or page.kind is Kind.TOPIC


def home_lists(targets: Collection[Target]) -> dict[str, tuple[Target, ...]]:
    """Return what the home page lists, by the field of its view."""

    def of(kind: Kind) -> tuple[Target, ...]:
        return tuple(target for target in targets if target.kind is kind)

    def newest(kind: Kind) -> tuple[Target, ...]:
        return tuple(sorted(of(kind), key=lambda target: target.published, reverse=True)[:NEWEST])

    return {
        "tutorials": of(Kind.TUTORIAL),
        "paths": of(Kind.PATH),
        "columns": newest(Kind.COLUMN),
        "guides": newest(Kind.GUIDE),
    }


def _common(linked: LinkedPage, text: LinkedText, frame: Frame) -> dict[str, Any]:
    """Return the fields that the views of all kinds have."""
    page, url = linked.page, linked.target.url
    front, picture, around = page.front, frame.picture(linked), around_page(linked, frame)
    return {
        "template": template_of(page),
        "url": url,
        "site": frame.site_view(url),
        "title": linked.target.title,
        "description": linked.target.summary,
        "canonical": frame.absolute(url),
        "kind": page.kind.value,
        "crumbs": frame.steps(frame.way(linked), url),
        "topics": frame.links(linked.topics, url),
        "authors": frame.links(linked.authors, url),
        "published": _iso(front.published),
        "updated": _iso(front.updated),
        "reviewed": _iso(front.reviewed),
        "minutes": linked.target.minutes,
        "image": picture.href if picture and linked.image else "",
        "shared_as": _shared_as(linked),
        "picture": picture,
        "also": frame.twin(url),
        "outline": tuple(OutlineEntry(one.level, one.title, f"#{one.anchor}") for one in text.outline),
        "body": text.body,
        "notes": text.notes,
        "translations": translations_of(front, url, frame),
        **around,
        "arms": arms_of(linked, around["goes_with"], frame) if page.docname != HOME else (),
    }


def _shared_as(linked: LinkedPage) -> str:
    """Return the Open Graph type of a page (ogp.me)."""
    if linked.target.url == "/":
        return "website"
    return {Kind.AUTHOR: "profile", Kind.TOPIC: "website", Kind.PATH: "website"}.get(linked.target.kind, "article")


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def _page(linked: LinkedPage, text: LinkedText, frame: Frame) -> PageView:
    if linked.page.docname == HOME:
        return _home(linked, text, frame)
    return PageView(**_common(linked, text, frame))


def _home(linked: LinkedPage, text: LinkedText, frame: Frame) -> HomeView:
    url = linked.target.url
    shown = home_lists(frame.skeleton.targets.values())
    lists: dict[str, Any] = {field: frame.links(targets, url) for field, targets in shown.items()}
    return HomeView(**_common(linked, text, frame), doors=door_arms(linked.doors, frame, url), **lists)


def _tutorial(linked: LinkedPage, text: LinkedText, frame: Frame) -> TutorialView:
    parts = linked.series.parts if linked.series else ()
    return TutorialView(
        **_common(linked, text, frame),
        **_course(linked, frame),
        members=frame.links(parts, linked.target.url),
        reading=linked.target.whole_minutes,
        doing=linked.target.whole_doing,
        books=frame.books(linked.target.url) if parts else (),
    )


def _course(linked: LinkedPage, frame: Frame) -> dict[str, Any]:
    """Return the fields that overviews and parts share."""
    front = linked.page.front
    assert isinstance(front, TutorialFrontMatter)  # noqa: S101 -- the kind tells the record
    return {
        "level": front.level.value,
        "goals": tuple(map(smarten, front.goals)),
        "produces": tuple(map(smarten, front.produces)),
        "requires": frame.links(linked.requires, linked.target.url),
        "note": smarten(front.note),
    }


def _part(linked: LinkedPage, text: LinkedText, frame: Frame) -> PartView:
    url, series = linked.target.url, linked.series
    assert series is not None  # noqa: S101 -- a part without overview never gets here
    place = series.parts.index(linked.target)
    previous = series.parts[place - 1] if place else None
    following = series.parts[place + 1] if place + 1 < len(series.parts) else None
    return PartView(
        **_common(linked, text, frame),
        **_course(linked, frame),
        members=frame.links(series.parts, url),
        reading=linked.target.minutes,
        doing=linked.target.doing,
        books=(),
        overview=frame.link(series.overview, url),
        position=place + 1,
        previous=frame.link(previous, url) if previous else None,
        next=frame.link(following, url) if following else None,
    )


def _column(linked: LinkedPage, text: LinkedText, frame: Frame) -> ColumnView:
    front, letter = linked.page.front, text.letter
    assert isinstance(front, ColumnFrontMatter) and letter is not None  # noqa: S101, PT018
    return ColumnView(
        **_common(linked, text, frame),
        question=letter.question,
        short_answer=letter.short_answer,
        answer=letter.answer,
        anchors=dict(zip(("question", "short_answer", "answer"), letter.anchors, strict=True)),
        updates=tuple(UpdateView(one.anchor, one.title, one.date, one.body) for one in letter.updates),
        asked_by=smarten(front.asked_by),
        answered_by=frame.link(linked.answered_by, linked.target.url) if linked.answered_by else None,
        standing=front.standing.value,
        note=smarten(front.note),
    )


def _guide(linked: LinkedPage, text: LinkedText, frame: Frame) -> GuideView:
    front = linked.page.front
    assert isinstance(front, GuideFrontMatter)  # noqa: S101
    return GuideView(**_common(linked, text, frame), form=front.form.value)


def _topic(linked: LinkedPage, text: LinkedText, frame: Frame) -> TopicView:
    front, topic, url = linked.page.front, linked.topic, linked.target.url
    assert isinstance(front, TopicFrontMatter) and topic is not None  # noqa: S101, PT018
    dated = has_feed(topic.carriers)
    around, words = topics_around(linked.target, frame.skeleton.topics), frame.words
    drawn = len(around.targets) > 1
    feeds = frame.feeds(url, linked.target.title) if dated else ()
    return TopicView(
        **{**_common(linked, text, frame), "also": (*frame.twin(url), *feeds)},
        synonyms=tuple(map(smarten, front.synonyms)),
        broader=frame.links(topic.broader, url),
        narrower=frame.links(topic.narrower, url),
        related=frame.links(topic.related, url),
        map=draw_choice(around, frame, url, words.say(marked("Topics around “%(topic)s”"), topic=linked.target.title))
        if drawn
        else "",
        map_list=list_choice(around, frame, url) if drawn else (),
        map_more=around.more,
        groups=tuple(
            frame.group(linked.target, one.name, words.say(TOPIC_GROUPS[one.name]), one.targets) for one in topic.groups
        ),
        feed=frame.href(f"{url}feed.xml", url) if dated else "",
    )


def _path(linked: LinkedPage, text: LinkedText, frame: Frame) -> PathView:
    front = linked.page.front
    assert isinstance(front, PathFrontMatter)  # noqa: S101
    return PathView(
        **_common(linked, text, frame),
        for_whom=smarten(front.for_),
        stops=_stops(linked, frame),
        reading=linked.target.whole_minutes,
        doing=linked.target.whole_doing,
        books=frame.books(linked.target.url) if linked.stops else (),
    )


def _stops(linked: LinkedPage, frame: Frame) -> tuple[StopView, ...]:
    """Return the stops of a path, each with the time from the start of the path to its end."""
    stops = linked.stops
    return tuple(
        StopView(
            link=frame.link(stop.target, linked.target.url),
            why=stop.why,
            reading=sum(one.target.whole_minutes for one in stops[: number + 1]),
            doing=sum(one.target.whole_doing for one in stops[: number + 1]),
            enough=stop.enough,
        )
        for number, stop in enumerate(stops)
    )


def _author(linked: LinkedPage, text: LinkedText, frame: Frame) -> AuthorView:
    groups = frame.groups(linked.target, linked.written)
    return AuthorView(**_common(linked, text, frame), groups=groups)


_VIEWS: dict[Kind, Callable[[LinkedPage, LinkedText, Frame], PageView]] = {
    Kind.TUTORIAL: _tutorial,
    Kind.PART: _part,
    Kind.COLUMN: _column,
    Kind.GUIDE: _guide,
    Kind.TOPIC: _topic,
    Kind.PATH: _path,
    Kind.AUTHOR: _author,
    Kind.PAGE: _page,
}
