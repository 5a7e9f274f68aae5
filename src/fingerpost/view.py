"""What each template gets, its variables: plain, frozen data, addresses ready. A template can reach nothing else."""

import msgspec

from fingerpost.entries import StopView
from fingerpost.shown import (
    Alternate,
    ArmView,
    BacklinksView,
    BookLink,
    ChapterView,
    Group,
    Link,
    MapEntry,
    OutlineEntry,
    PathPlaceView,
    RelatedView,
    SharedPicture,
    SiteView,
    Translation,
    UpdateView,
)

__all__ = [
    "AuthorView",
    "BookView",
    "ColumnView",
    "DigestView",
    "GuideView",
    "HomeView",
    "PageView",
    "PartView",
    "PathView",
    "TopicView",
    "TutorialView",
    "View",
]


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
    shared_as: str = "website"
    """What the page is where it is shared (Open Graph): `article`, `profile` or `website`."""
    picture: SharedPicture | None = None
    """The picture that stands for the page where it is shared."""
    also: tuple[Alternate, ...] = ()
    """What the page, or its news, is in other forms: feeds, the Markdown that it was written in, a vocabulary."""
    translations: tuple[Translation, ...] = ()
    """The page in all its languages, itself among them; none where it has only one."""
    structured: str = ""
    """What the page says of itself in the terms of schema.org: JSON-LD, ready for a `script` element; "" for none."""


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
    required_by: tuple[Link, ...]
    """Pages that name this one as a prerequisite."""
    on_paths: tuple[PathPlaceView, ...]
    """The place of the page on each path of which it is a stop."""
    goes_with: tuple[RelatedView, ...]
    """Pages that go with this one, the nearest first."""
    arms: tuple[ArmView, ...]
    """The fingerpost at the foot of the page: at most five links, on to what comes next and back to what it rests on,
    no page twice. On the home page its doors stand for them."""
    backlinks: BacklinksView
    """Pages that refer to this one."""
    mentioned: BacklinksView
    """Pages that mention this one without a reference; a topic alone has any."""


class HomeView(PageView, frozen=True, kw_only=True):
    """The home page."""

    doors: tuple[ArmView, ...]
    """Where a reader may go in: the pages that the home page names as its doors, or else all paths."""

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
    books: tuple[BookLink, ...]
    """The forms in which the tutorial can be had whole; of a part, none."""


class PartView(TutorialView, frozen=True, kw_only=True):
    """One part of a tutorial; `reading` and `doing` are of this part."""

    overview: Link
    position: int
    """From 1."""
    previous: Link | None
    next: Link | None


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
    map: str
    """The topics around this one as SVG; "" where there are none."""
    map_list: tuple[MapEntry, ...]
    """What the map shows, as a list."""
    map_more: int
    """How many topics found no room on the map."""
    groups: tuple[Group, ...]
    """The pages that carry the topic or one within it, by what the reader wants: `learn`, `do`, `asked`, `why`,
    `look-up`, `more`."""
    feed: str
    """href of the topic's Atom feed; "" where nothing dated stands on its page."""


class PathView(PageView, frozen=True, kw_only=True):
    """A learning path."""

    for_whom: str
    stops: tuple[StopView, ...]
    reading: int
    doing: int
    books: tuple[BookLink, ...]
    """The forms in which the path can be had whole."""


class AuthorView(PageView, frozen=True, kw_only=True):
    """Somebody who writes and answers."""

    groups: tuple[Group, ...]


class DigestView(View, frozen=True, kw_only=True):
    """The site in one text, for language models: `llms.txt` (llmstxt.org). Addresses are full, titles Markdown."""

    groups: tuple[Group, ...]
    """The pages by kind; plain pages come last. One with more than a hundred pages ends with a link to their list."""
    whole: str
    """The full address of the text of all pages; "" where there is none."""


class BookView(View, frozen=True, kw_only=True):
    """A whole tutorial or path as one page to print. PDF and EPUB are made of this page."""

    kind: str
    """`tutorial` or `path`."""
    page: Link
    """The overview or the path on the site; `canonical` is its full address."""
    for_whom: str
    """Of a path: what the reader would say who should take it."""
    note: str
    reading: int
    """Minutes to read all of it."""
    doing: int
    """Minutes to do all of it."""
    goals: tuple[str, ...]
    produces: tuple[str, ...]
    authors: tuple[str, ...]
    """The names of all who wrote or answered in it."""
    published: str
    """ISO 8601, or ""."""
    updated: str
    """The day of the last change to any of its pages, ISO 8601, or ""."""
    about: ChapterView
    """What the overview or the path says itself."""
    chapters: tuple[ChapterView, ...]
    books: tuple[BookLink, ...]
    """The other forms of the book."""
