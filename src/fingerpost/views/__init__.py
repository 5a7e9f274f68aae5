"""One site in, all of its views out: for each page, each list, each old address, and for what is not there."""

from collections.abc import Callable
from functools import partial

from fingerpost.config import Config
from fingerpost.kinds import Kind
from fingerpost.shown import Alternate, Link
from fingerpost.site import (
    LISTED,
    SCHEME_FILES,
    LinkedPage,
    Redirect,
    Site,
    Target,
    in_list_order,
    list_target,
    map_target,
)
from fingerpost.view import ListView, NotFoundView, RedirectView, TopicMapView, View
from fingerpost.views.frame import Frame, times_of
from fingerpost.views.map_choice import all_topics, draw_choice, list_choice
from fingerpost.views.pages import view_page

__all__ = ["view_site"]


def view_site(site: Site, config: Config, assets: dict[str, str]) -> tuple[Callable[[], View], ...]:
    """Return what makes each view of a site, in the order of its pages.

    `assets` has the output path of each theme file. A view is made when it is asked for, so that the process that
    renders it makes it too.
    """
    kinds = {linked.target.kind for linked in site.pages}
    lists = {kind: list_target(kind) for kind in LISTED if kind in kinds}
    topics = {linked.target.docname: linked.topic for linked in site.pages if linked.topic}
    pages = {linked.page.docname: linked for linked in site.pages}
    frame = Frame(site, config, assets, lists, times_of(site), topics, pages)
    mapped = map_target(len(topics))
    return (
        *(partial(view_page, linked, frame) for linked in site.pages if _has_place(linked)),
        *(partial(_list, kind, frame) for kind in frame.lists),
        *((partial(_topic_map, mapped, frame),) if mapped else ()),
        *(partial(_redirect, redirect, frame) for redirect in site.redirects),
        partial(_not_found, frame),
    )


def _has_place(linked: LinkedPage) -> bool:
    """Tell whether a page can be shown; a part without overview and a column without letter are errors told before."""
    if linked.target.kind is Kind.PART:
        return linked.series is not None
    return linked.target.kind is not Kind.COLUMN or linked.letter is not None


def _list(kind: Kind, frame: Frame) -> ListView:
    listed = frame.lists[kind]
    mapped = map_target(len(frame.topics)) if kind is Kind.TOPIC else None
    members = in_list_order(linked.target for linked in frame.site.pages if linked.target.kind is kind)
    return ListView(
        template="list.html",
        url=listed.url,
        site=frame.site_view(listed.url),
        title=listed.title,
        description=f"{listed.title}: {frame.config.title}",
        canonical=frame.absolute(listed.url),
        kind=kind.value,
        crumbs=(Link(frame.config.title, frame.href("/", listed.url)),),
        links=frame.links(members, listed.url),
        map=frame.href(mapped.url, listed.url) if mapped else "",
        alternates=tuple(
            Alternate(title, form, frame.href(path, listed.url)) for path, (form, title) in SCHEME_FILES.items()
        )
        if kind is Kind.TOPIC
        else (),
    )


def _topic_map(mapped: Target, frame: Frame) -> TopicMapView:
    """Return the page with the map of all topics."""
    url, listed = mapped.url, frame.lists[Kind.TOPIC]
    targets = in_list_order(linked.target for linked in frame.site.pages if linked.topic)
    choice = all_topics(targets, frame.topics)
    return TopicMapView(
        template="topic-map.html",
        url=url,
        site=frame.site_view(url),
        title=mapped.title,
        description=f"{mapped.title}: {frame.config.title}",
        canonical=frame.absolute(url),
        crumbs=tuple(
            Link(title, frame.href(path, url))
            for title, path in ((frame.config.title, "/"), (listed.title, listed.url))
        ),
        map=draw_choice(choice, frame, url, mapped.title),
        map_list=list_choice(choice, frame, url),
        map_more=choice.more,
    )


def _redirect(redirect: Redirect, frame: Frame) -> RedirectView:
    return RedirectView(
        template="redirect.html",
        url=redirect.path,
        site=frame.site_view(redirect.path),
        title=redirect.target.title,
        description=redirect.target.summary,
        canonical=frame.absolute(redirect.target.url),
        target=Link(redirect.target.title, frame.href(redirect.target.url, redirect.path)),
    )


def _not_found(frame: Frame) -> NotFoundView:
    url = "/404.html"
    starts = (Kind.PATH, Kind.TUTORIAL)
    targets = tuple(linked.target for linked in frame.site.pages if linked.target.kind in starts)
    return NotFoundView(
        template="404.html",
        url=url,
        site=frame.site_view(url),
        title="No path leads here",
        description="There is no page at this address.",
        canonical=frame.absolute(url),
        groups=frame.groups(targets, url),
    )
