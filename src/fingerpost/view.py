"""What each template gets: plain, frozen data, every address ready to be written. A template can reach nothing else.

The fields of a view are the variables of its template.
"""

import msgspec

__all__ = [
    "AuthorView",
    "ColumnView",
    "Group",
    "GuideView",
    "HomeView",
    "Link",
    "ListView",
    "NotFoundView",
    "OutlineEntry",
    "PageView",
    "PartView",
    "PathView",
    "RedirectView",
    "SiteView",
    "StopView",
    "TopicView",
    "TutorialView",
    "UpdateView",
    "View",
]


class Link(msgspec.Struct, frozen=True):
    """A link to a page, with what a list shows of it."""

    title: str
    href: str
    summary: str = ""
    kind: str = ""
    minutes: int = 0
    """Reading time; 0 where there is none to show."""
    doing: int = 0
    """Minutes to do, beside the reading."""
    published: str = ""
    """ISO 8601, or ""."""
    current: bool = False
    """The link leads to the page on which it stands."""


class Group(msgspec.Struct, frozen=True):
    """Links below one heading."""

    kind: str
    title: str
    href: str
    """The list of all of this kind."""
    links: tuple[Link, ...]


class OutlineEntry(msgspec.Struct, frozen=True):
    """One heading of the page."""

    level: int
    title: str
    """HTML."""
    href: str


class SiteView(msgspec.Struct, frozen=True):
    """What every page shows of the site, as seen from that page."""

    title: str
    summary: str
    language: str
    home: str
    """href of the home page."""
    feed: str
    """href of the Atom feed."""
    navigation: tuple[Link, ...]
    assets: dict[str, str]
    """href of each file of `templates/assets/`, by its name there."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What all views have."""

    template: str
    """The template's file name."""
    url: str
    """The site path of the page."""
    site: SiteView
    title: str
    description: str
    canonical: str
    """The full address of the page."""


class PageView(View, frozen=True, kw_only=True):
    """A plain page, and what every kind of page has."""

    kind: str
    crumbs: tuple[Link, ...]
    """The way from the home page, without the page itself."""
    topics: tuple[Link, ...]
    authors: tuple[Link, ...]
    published: str
    updated: str
    reviewed: str
    minutes: int
    image: str
    """The full address of the picture that stands for the page; "" for none."""
    outline: tuple[OutlineEntry, ...]
    body: str
    """HTML."""
    notes: str
    """The numbered sources and notes, HTML; "" for none."""


class HomeView(PageView, frozen=True, kw_only=True):
    """The home page."""

    tutorials: tuple[Link, ...]
    paths: tuple[Link, ...]
    columns: tuple[Link, ...]
    """The newest."""
    guides: tuple[Link, ...]
    """The newest."""


class TutorialView(PageView, frozen=True, kw_only=True):
    """A tutorial's overview."""

    level: str
    goals: tuple[str, ...]
    produces: tuple[str, ...]
    requires: tuple[Link, ...]
    note: str
    members: tuple[Link, ...]
    """The parts of the tutorial, in order."""
    reading: int
    """Minutes to read the whole tutorial."""
    doing: int
    """Minutes to do all of it."""


class PartView(TutorialView, frozen=True, kw_only=True):
    """One part of a tutorial; `reading` and `doing` are of this part."""

    overview: Link
    position: int
    """From 1."""
    previous: Link | None
    next: Link | None


class UpdateView(msgspec.Struct, frozen=True):
    """A follow-up of a column."""

    anchor: str
    title: str
    date: str
    body: str


class ColumnView(PageView, frozen=True, kw_only=True):
    """A question and its answer."""

    question: str
    short_answer: str
    """"" for a column without one."""
    answer: str
    anchors: dict[str, str]
    """The anchors of `question`, `short_answer` and `answer`."""
    updates: tuple[UpdateView, ...]
    asked_by: str
    answered_by: Link | None
    standing: str
    """`composed` or `letter`."""
    note: str


class GuideView(PageView, frozen=True, kw_only=True):
    """A how-to, an explanation or a reference page."""

    form: str


class TopicView(PageView, frozen=True, kw_only=True):
    """One topic."""

    synonyms: tuple[str, ...]
    broader: tuple[Link, ...]
    narrower: tuple[Link, ...]
    related: tuple[Link, ...]
    groups: tuple[Group, ...]
    """The pages that carry the topic, by kind."""
    feed: str
    """href of the topic's Atom feed; "" where nothing dated carries it."""


class StopView(msgspec.Struct, frozen=True):
    """One stop of a path."""

    link: Link
    why: str


class PathView(PageView, frozen=True, kw_only=True):
    """A learning path."""

    for_whom: str
    stops: tuple[StopView, ...]
    reading: int
    doing: int


class AuthorView(PageView, frozen=True, kw_only=True):
    """Somebody who writes and answers."""

    groups: tuple[Group, ...]


class ListView(View, frozen=True, kw_only=True):
    """All pages of one kind."""

    kind: str
    crumbs: tuple[Link, ...]
    links: tuple[Link, ...]


class NotFoundView(View, frozen=True, kw_only=True):
    """The page for an address that is not there; its links start at the root, since it may be shown anywhere."""

    groups: tuple[Group, ...]


class RedirectView(View, frozen=True, kw_only=True):
    """A page at an old address."""

    target: Link
