"""A site in, its views out: of each page, each list, each old address, and of what is not there."""

from collections.abc import Callable
from functools import partial

from fingerpost.beside import OfflineView, RedirectView, SearchView, TopicMapView
from fingerpost.kinds import Kind
from fingerpost.output import INDEX_SCRIPT, INDEX_WORDS
from fingerpost.page import Target
from fingerpost.shown import Link
from fingerpost.site import WORKER, Redirect, in_list_order, map_target, search_target
from fingerpost.view import View
from fingerpost.views.books import BOOK_STYLE, BOOK_TEMPLATE, view_book
from fingerpost.views.cards import CARD_TEMPLATE, card_facts, lay_out_card
from fingerpost.views.digest import DIGEST, view_digest
from fingerpost.views.frame import Frame, frame_of
from fingerpost.views.lists import lent_doors, views_of_lists
from fingerpost.views.map_choice import all_topics, draw_choice, list_choice
from fingerpost.views.missing import ADDRESSES, NOT_FOUND, addresses_file, view_not_found
from fingerpost.views.pages import TEMPLATES, shows_site, template_of, view_page
from fingerpost.views.structured import structured_list
from fingerpost.words import OF_SITE, marked

__all__ = [
    "ADDRESSES",
    "BESIDE",
    "BOOK_STYLE",
    "BOOK_TEMPLATE",
    "CARD_TEMPLATE",
    "OFFLINE_SCRIPT",
    "TEMPLATES",
    "Frame",
    "addresses_file",
    "card_facts",
    "frame_of",
    "lay_out_card",
    "shows_site",
    "template_of",
    "view_book",
    "view_not_found",
    "view_page",
    "views_beside",
]

OFFLINE_SCRIPT = "offline.js"
"""The script that starts the service worker, among the theme's assets."""
BESIDE = (
    *("404.html", "a-z.html", "list.html", "llms.txt", "redirect.html"),
    *("search.html", "topic-map.html", "worker.js"),
)
"""The templates of what is of no page."""


def views_beside(frame: Frame) -> dict[str, Callable[[], View]]:
    """Return what makes each view that is of no page, by the site path at which it will stand.

    A view is made when it is asked for, so that the process that renders it makes it too.
    """
    mapped = map_target(frame.topics, frame.words)
    return {
        **dict(views_of_lists(frame)),
        **({mapped.url: partial(_topic_map, mapped, frame)} if mapped else {}),
        **{redirect.path: partial(_redirect, redirect, frame) for redirect in frame.skeleton.redirects},
        **({search_target(frame.words).url: partial(_search, frame)} if frame.config.search else {}),
        DIGEST: partial(view_digest, frame),
        NOT_FOUND: partial(view_not_found, frame),
        **({WORKER: partial(_offline, frame)} if frame.config.offline is not None else {}),
    }


def _topic_map(mapped: Target, frame: Frame) -> TopicMapView:
    """Return the page with the map of all topics."""
    url, listed = mapped.url, frame.lists[Kind.TOPIC]
    targets = in_list_order(frame.skeleton.targets[topic] for topic in frame.skeleton.topics)
    way = ((frame.config.title, "/"), (listed.title, listed.url))
    choice = all_topics(targets, frame.skeleton.topics)
    return TopicMapView(
        template="topic-map.html",
        url=url,
        site=frame.site_view(url),
        title=mapped.title,
        description=frame.words.say(OF_SITE, title=mapped.title, site=frame.config.title),
        canonical=frame.absolute(url),
        crumbs=frame.steps(way, url),
        structured=structured_list(mapped, way, targets, frame),
        picture=frame.home_card(),
        arms=lent_doors(frame, url),
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


def _search(frame: Frame) -> SearchView:
    """Return the search page."""
    searched = search_target(frame.words)
    url = searched.url
    topics_first = sorted(frame.lists.items(), key=lambda listed: listed[0] is not Kind.TOPIC)
    return SearchView(
        template="search.html",
        url=url,
        site=frame.site_view(url),
        title=searched.title,
        description=frame.words.say(OF_SITE, title=searched.title, site=frame.config.title),
        canonical=frame.absolute(url),
        crumbs=frame.steps(((frame.config.title, "/"),), url),
        index=frame.href(f"/{INDEX_SCRIPT}", url),
        words=frame.href(f"/{INDEX_WORDS}", url),
        lists=tuple(Link(target.title, frame.href(target.url, url)) for _, target in topics_first),
    )


def _offline(frame: Frame) -> OfflineView:
    return OfflineView(
        template="worker.js",
        url=WORKER,
        site=frame.site_view(WORKER),
        title=frame.words.say(marked("No network")),
        description=frame.words.say(marked("This page has not been read on this device yet.")),
        canonical=frame.absolute("/"),
        base=frame.href("/", WORKER),
        keeps=bool(frame.config.offline),
    )
