"""What views are made of: links, groups, entries, as plain frozen records, every address ready to be written."""

import msgspec

__all__ = [
    "Alternate",
    "ArmView",
    "BacklinkGroup",
    "BacklinkView",
    "BacklinksView",
    "BookLink",
    "CardFacts",
    "CardView",
    "ChapterView",
    "Group",
    "Link",
    "MapEntry",
    "OutlineEntry",
    "PathPlaceView",
    "RelatedView",
    "SharedPicture",
    "SiteView",
    "Translation",
    "UpdateView",
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
    produces: tuple[str, ...] = ()
    """Of a tutorial or a part: what the reader holds at its end."""


class Alternate(msgspec.Struct, frozen=True):
    """A file that says what the page says, for programs."""

    title: str
    """The name of its form: `Turtle`."""
    type: str
    """Its media type."""
    href: str


class CardFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the card of a page says, not yet laid out: by it a card is known, and drawn again only if it is another."""

    url: str
    """The site path of the page."""
    title: str
    kind: str
    """The kind of the page; of a guide its form: `how-to`, `explanation`, `reference`."""
    position: int
    """Of a part: its place in its tutorial, from 1."""
    count: int
    """Of a part: how many its tutorial has."""
    site_title: str
    language: str
    direction: str
    """`ltr`, or `rtl` where lines begin at the right."""


class CardView(CardFacts, frozen=True, kw_only=True):
    """The picture that stands for a page where it is shared, drawn as SVG and published as PNG."""

    template: str
    lines: tuple[str, ...]
    """The title, broken where a line would be too long."""
    size: int
    """The size of its letters in pixels."""
    family: str
    """The name of the font."""


class SharedPicture(msgspec.Struct, frozen=True):
    """The picture that stands for a page where it is shared."""

    href: str
    """The full address."""
    width: int
    """Pixels; 0 for a picture that does not say."""
    height: int
    alt: str


class Group(msgspec.Struct, frozen=True):
    """Links below one heading."""

    kind: str
    title: str
    href: str
    """The list of all of this kind; "" where there is none."""
    links: tuple[Link, ...]
    """The first of them."""
    anchor: str = ""
    """The id that the section of the group has to have, so that others can link to it."""
    more: int = 0
    """How many more there are; then `href` has them all."""


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
    direction: str
    """`ltr`, or `rtl` where lines begin at the right."""
    home: str
    """href of the home page."""
    feed: str
    """href of the Atom feed."""
    json_feed: str
    """href of the same as JSON Feed."""
    search: str
    """href of the search page; "" for a site without one."""
    navigation: tuple[Link, ...]
    assets: dict[str, str]
    """href of each file of `templates/assets/`, by its name there."""
    critical: str = ""
    first: str = ""
    """What stands in the head of every page: the styles of `critical.css`, the script `first.js`; "" for none."""
    worker: str = ""
    """href of the service worker; "" for none, or one that is taken back."""
    prefetch: str = ""
    """Which pages a browser may load ahead: speculation rules (JSON); "" for none."""
    index: str = ""
    """href of all topics from A to Z; "" where there are too few."""
    policies: tuple[Link, ...] = ()
    """The pages on how errors and evidence are dealt with, but those that stand in the navigation."""


class PathPlaceView(msgspec.Struct, frozen=True):
    """The place of the page on a learning path."""

    path: Link
    position: int
    """From 1."""
    count: int
    previous: Link | None
    next: Link | None


class RelatedView(msgspec.Struct, frozen=True):
    """A page that goes with this one."""

    link: Link
    reason: str
    """Why, in a few words: "both on Weak ties; it links here"."""


class ArmView(msgspec.Struct, frozen=True):
    """One arm of a fingerpost: a page, which way it lies, and why to go there."""

    link: Link
    direction: str
    """`on` or `back`."""
    role: str
    """Why it is there: `next-part`, `first-part`, `next-stop`, `first-stop`, `builds-on`, `related`, `door`, `written`,
    `narrower` and `beside` lead on, and so does a group of a topic (`learn`, `do`, `asked`, `why`, `look-up`);
    `previous-part`, `overview`, `needed`, `previous-stop`, `topic` and `broader` lead back."""
    path: Link | None = None
    """The path, where it is a stop."""
    related: RelatedView | None = None
    """Why it goes with the page, where that is why."""
    words: str = ""
    """Of a door: what the reader would say who should go there; "" where the page does not tell."""


class BacklinkView(msgspec.Struct, frozen=True):
    """A page that points here, with its sentence around the link, as plain text."""

    href: str
    title: str
    before: str
    words: str
    """The words of the link."""
    after: str


class BacklinkGroup(msgspec.Struct, frozen=True):
    """Pages of one kind that point here."""

    kind: str
    title: str
    entries: tuple[BacklinkView, ...]


class BacklinksView(msgspec.Struct, frozen=True):
    """Pages that point here, by kind."""

    shown: tuple[BacklinkGroup, ...]
    more: tuple[BacklinkGroup, ...]
    """What is shown on demand."""
    more_count: int
    """How many pages `more` has."""
    rest: int
    """How many more pages there are, shown nowhere."""


class Translation(msgspec.Struct, frozen=True):
    """The page in one language."""

    language: str
    """A language tag."""
    href: str
    """The whole address."""
    current: bool
    """This page itself."""
    default: bool
    """The page for readers of any other language."""


class UpdateView(msgspec.Struct, frozen=True):
    """A follow-up of a column."""

    anchor: str
    title: str
    date: str
    body: str


class MapEntry(msgspec.Struct, frozen=True):
    """A topic in the list that says what a map shows."""

    link: Link
    children: tuple["MapEntry", ...]
    """The narrower topics, where the topic comes first in the list."""
    related: tuple[Link, ...]
    """The related topics, where the topic comes first in the list."""


class BookLink(msgspec.Struct, frozen=True):
    """A form in which the whole of a tutorial or path can be had."""

    form: str
    """`print`, `pdf` or `epub`."""
    href: str


class ChapterView(msgspec.Struct, frozen=True, kw_only=True):
    """One page within a book: ids and links made over to it, headings one level lower."""

    kind: str
    anchor: str
    """The id of the chapter on the page of the book; all other ids of the chapter start with it and two hyphens."""
    title: str
    summary: str
    why: str
    """What the reader of a path gets there; "" in a tutorial."""
    minutes: int
    doing: int
    note: str
    goals: tuple[str, ...]
    produces: tuple[str, ...]
    question: str
    """Of a column, HTML; its answer is the body."""
    asked_by: str
    short_answer: str
    anchors: dict[str, str]
    """Of a column: the ids of `question`, `short_answer` and `answer`."""
    body: str
    """HTML."""
    updates: tuple[UpdateView, ...]
    notes: str
    """HTML."""
