"""What the template of a list, of a map, of an old address or of none gets: plain, frozen data, as `view` has it."""

from fingerpost.entries import Filter, IndexLetter, ListSection, Sheet
from fingerpost.shown import Alternate, ArmView, Link, MapEntry
from fingerpost.view import View

__all__ = ["IndexView", "ListView", "NotFoundView", "OfflineView", "RedirectView", "SearchView", "TopicMapView"]


class ListView(View, frozen=True, kw_only=True):
    """All pages of one kind, or of one group of a topic or an author; or one of several pages with such a list."""

    kind: str
    """A value of `Kind`, or the name of a topic's group."""
    crumbs: tuple[Link, ...]
    links: tuple[Link, ...]
    """The entries of this page."""
    sections: tuple[ListSection, ...]
    """The same, in parts: guides by form."""
    filters: tuple[Filter, ...]
    """Links that show less of the list, on its first page: by form, then by topic."""
    sheets: tuple[Sheet, ...]
    """The pages of the list, where it has several: of many the first, the last, and some near and far."""
    dated: bool
    """Whether the list goes by day, the newest first."""
    arms: tuple[ArmView, ...]
    """The first doors of the home page."""
    index: str
    """On the list of topics: href of the topics from A to Z; "" where there are too few."""
    map: str
    """On the list of topics: href of their map; "" where there is none."""
    alternates: tuple[Alternate, ...]
    """On the list of topics: the vocabulary that they make, as SKOS."""


class IndexView(View, frozen=True, kw_only=True):
    """All topics in alphabetical order, with their synonyms; or one of several pages with them."""

    crumbs: tuple[Link, ...]
    letters: tuple[Link, ...]
    """Every letter under which something stands, and the page and section where it begins."""
    sections: tuple[IndexLetter, ...]
    sheets: tuple[Sheet, ...]
    """The pages of the index, where it has several: of many the first, the last, and some near and far."""
    arms: tuple[ArmView, ...]
    """The first doors of the home page."""


class SearchView(View, frozen=True, kw_only=True):
    """The search page."""

    crumbs: tuple[Link, ...]
    index: str
    """href of the script with which the index is asked."""
    words: str
    """href of the words of all pages, a line each."""
    lists: tuple[Link, ...]
    """The lists of the site: what is left without a script."""


class TopicMapView(View, frozen=True, kw_only=True):
    """All topics on one map."""

    crumbs: tuple[Link, ...]
    arms: tuple[ArmView, ...]
    """The first doors of the home page."""
    map: str
    """SVG."""
    map_list: tuple[MapEntry, ...]
    """What the map shows, as a list."""
    map_more: int
    """How many topics found no room on the map: those furthest from the top."""


class NotFoundView(View, frozen=True, kw_only=True):
    """The page for an address that is not there; its links start at the root, since it may be shown anywhere."""

    near: tuple[Link, ...]
    """Pages whose addresses are near the one that was asked for. The published page has none, since it does not know
    what was asked for: its script finds them."""
    addresses: str
    """href of the addresses and titles of the pages of the site, JSON, for that script."""
    arms: tuple[ArmView, ...]
    """The doors of the home page, or else all tutorials."""


class OfflineView(View, frozen=True, kw_only=True):
    """The service worker, and the page that it shows in the place of any other without network (`offline.html`)."""

    base: str
    """The path below which the site lies: `/`, or `/advice/`."""
    keeps: bool
    """Whether it keeps pages; otherwise it lets go of what one before has kept, and goes."""


class RedirectView(View, frozen=True, kw_only=True):
    """A page at an old address."""

    target: Link
