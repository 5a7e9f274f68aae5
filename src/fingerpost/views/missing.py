"""The frame of a site and an address that is not there in; the view of the page that says so out, and its data file."""

import msgspec

from fingerpost.beside import NotFoundView
from fingerpost.kinds import Kind
from fingerpost.near import nearest_addresses
from fingerpost.page import Target
from fingerpost.site import Door, in_list_order
from fingerpost.views.arms import door_arms
from fingerpost.views.frame import Frame
from fingerpost.words import marked

__all__ = ["ADDRESSES", "NOT_FOUND", "addresses_file", "view_not_found"]

NOT_FOUND = "/404.html"
ADDRESSES = "/404.json"
MOST_ADDRESSES = 2000
"""How many pages the script of a published site looks at; `serve` looks at all."""
MOST_DOORS = 7
_ORDER = (Kind.PATH, Kind.TUTORIAL, Kind.PART, Kind.GUIDE, Kind.COLUMN, Kind.TOPIC, Kind.PAGE, Kind.AUTHOR)
"""Where there are more, these kinds come first; of two that are as near, too."""


def view_not_found(frame: Frame, asked: str = "") -> NotFoundView:
    """Return the view of the page for an address that is not there: for `asked`, a site path, or for any."""
    pages = _pages(frame)
    near = nearest_addresses(_href(asked, frame), [_href(page.url, frame) for page in pages]) if asked else ()
    doors = frame.skeleton.doors or tuple(Door(page, "") for page in pages if page.kind is Kind.TUTORIAL)
    return NotFoundView(
        template="404.html",
        url=NOT_FOUND,
        site=frame.site_view(NOT_FOUND),
        title=frame.words.say(marked("No path leads here")),
        description=frame.words.say(marked("There is no page at this address.")),
        canonical=frame.absolute(NOT_FOUND),
        near=tuple(frame.link(pages[number], NOT_FOUND) for number in near),
        addresses=_href(ADDRESSES, frame),
        arms=door_arms(doors[:MOST_DOORS], frame, NOT_FOUND),
    )


def addresses_file(frame: Frame) -> bytes:
    """Return href and title of each page, JSON, for the script that looks for the nearest ones."""
    pages = _pages(frame)[:MOST_ADDRESSES]
    return msgspec.json.encode([(_href(page.url, frame), page.title) for page in pages])


def _pages(frame: Frame) -> tuple[Target, ...]:
    targets = in_list_order(frame.skeleton.targets.values())
    return tuple(sorted(targets, key=lambda target: _ORDER.index(target.kind)))


def _href(path: str, frame: Frame) -> str:
    return frame.href(path, NOT_FOUND)
