"""Pages as others show them: targets, and the orders and names of lists. Plain records."""

from collections.abc import Iterable

import msgspec

from fingerpost.config import BookForm
from fingerpost.kinds import Kind
from fingerpost.page import Target
from fingerpost.words import TITLES, Words, marked

__all__ = [
    "BOUND",
    "HOME",
    "LISTED",
    "SCHEME_FILES",
    "WORKER",
    "Redirect",
    "book_path",
    "has_feed",
    "in_list_order",
    "in_markdown",
    "index_target",
    "list_target",
    "map_target",
    "search_target",
]

BOUND = (Kind.TUTORIAL, Kind.PATH)
"""The kinds of which books are made."""

HOME = "index"
"""The docname of the home page."""
LISTED = (Kind.TUTORIAL, Kind.COLUMN, Kind.GUIDE, Kind.TOPIC, Kind.PATH, Kind.AUTHOR)
"""The kinds that have a list page, in the order of the navigation."""
SCHEME_FILES: dict[str, tuple[str, str]] = {
    "/topics/scheme.jsonld": ("application/ld+json", "JSON-LD"),
    "/topics/scheme.ttl": ("text/turtle", "Turtle"),
}
"""Site path of each file that holds all topics as SKOS, its media type and the name of its form."""
WORKER = "/worker.js"
"""Site path of the service worker. It stands at the top, since a worker sees only what lies beside or below it."""


_SPECIAL = {ord(mark): f"\\{mark}" for mark in "\\[]*_`<>"}


class Redirect(msgspec.Struct, frozen=True):
    """An old address, and the page to which it leads."""

    path: str
    target: Target


def list_target(kind: Kind, words: Words) -> Target:
    """Return the target of the page that lists a kind."""
    return Target(kind.folder, Kind.PAGE, f"/{kind.folder}/", words.say(TITLES[kind]), "", 0, 0, "", "", 0, 0)


def map_target(topics: int, words: Words) -> Target | None:
    """Return the target of the map of all topics; None where there are too few for one."""
    title = words.say(marked("Map of topics"))
    return Target("topics/map", Kind.PAGE, "/topics/map/", title, "", 0, 0, "", "", 0, 0) if topics > 1 else None


def index_target(topics: int, words: Words) -> Target | None:
    """Return the target of the topics from A to Z, with their synonyms; None where there are too few for one."""
    title = words.say(marked("Topics from A to Z"))
    return Target("topics/a-z", Kind.PAGE, "/topics/a-z/", title, "", 0, 0, "", "", 0, 0) if topics > 1 else None


def search_target(words: Words) -> Target:
    """Return the target of the search page."""
    return Target("search", Kind.PAGE, "/search/", words.say(marked("Search")), "", 0, 0, "", "", 0, 0)


def book_path(url: str, form: BookForm) -> str:
    """Return the site path of a book of the page at `url`: `/paths/silence/print/`, `/paths/silence/silence.pdf`."""
    name = url.rstrip("/").rpartition("/")[2]
    return f"{url}print/" if form is BookForm.PRINT else f"{url}{name}.{form.value}"


def has_feed(targets: Iterable[Target]) -> bool:
    """Tell whether a list of pages has a feed: whether one of them has a day."""
    return any(target.published for target in targets)


def in_markdown(text: str) -> str:
    """Return text as Markdown that says just that."""
    return text.translate(_SPECIAL)


def in_list_order(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Sort as lists show pages: by kind; columns with the newest first, the others by title."""
    kinds = list(Kind)
    by_name = sorted(targets, key=lambda target: (target.title.casefold(), target.docname))
    by_day = sorted(by_name, key=lambda target: target.published if target.kind is Kind.COLUMN else "", reverse=True)
    return tuple(sorted(by_day, key=lambda target: kinds.index(target.kind)))
