"""What one file becomes, alone: source and asset as read, page as compiled. Plain records that know no other page.

A body is a tuple of pieces: finished HTML, references not yet resolved, and pictures whose size is not yet known.
"""

import msgspec

from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import FrontMatter, Kind

__all__ = ["Asset", "Body", "Content", "Heading", "Letter", "Page", "Picture", "Piece", "Reference", "Source", "Update"]


class Source(msgspec.Struct, frozen=True):
    """One Markdown file as it was read."""

    docname: str
    path: str
    """Relative to the project's folder: `content/columns/nobody-answers.md`."""
    kind: Kind
    text: str
    damaged: bool = False
    """The file could not be read as a whole, which is told already; the text is what could be made out."""


class Asset(msgspec.Struct, frozen=True):
    """A file of `content/` that is no page: a picture, a download."""

    path: str
    """Relative to the project's folder."""
    output: str
    """Where it lies below `site/`: a name with its digest, or the plain name for `content/static/`."""
    width: int = 0
    """Pixels; 0 for what is no picture, or one that does not say."""
    height: int = 0


class Content(msgspec.Struct, frozen=True):
    """All that lies in `content/`."""

    sources: tuple[Source, ...]
    assets: tuple[Asset, ...]


class Reference(msgspec.Struct, frozen=True, tag="reference"):
    """A link to another page or file of the site, as its author wrote it."""

    target: str
    """A docname, title or synonym, a relative path, or "" for this page; without the anchor."""
    anchor: str
    wiki: bool
    """Written as `[[target]]`; otherwise as a Markdown link, whose target is a path."""
    place: Place
    words: "Body" = ()
    """What is shown; without it, the title of the target."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Attributes of the link beside `href`, sorted."""


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """An image that lies next to its page."""

    target: str
    """The path as written, relative to the source."""
    place: Place
    attributes: tuple[tuple[str, str], ...]
    """Attributes beside `src`, `width` and `height`, sorted; `alt` is always there."""


Piece = str | Reference | Picture
Body = tuple[Piece, ...]


class Heading(msgspec.Struct, frozen=True):
    """One entry of a page's outline."""

    level: int
    anchor: str
    title: str
    """HTML without links. A reference without words stands as it is written, since its title is another page's."""


class Update(msgspec.Struct, frozen=True):
    """A dated follow-up of a column."""

    heading: Heading
    date: str
    """ISO 8601."""
    body: Body


class Letter(msgspec.Struct, frozen=True):
    """The body of a column, split by its headings."""

    question: Body
    short_answer: Body
    answer: Body
    anchors: tuple[str, str, str]
    """The anchors of question, short answer and answer."""
    updates: tuple[Update, ...]


class Page(msgspec.Struct, frozen=True):
    """A compiled source. A pure function of the source, so it may be kept by digest and made in any process."""

    docname: str
    path: str
    kind: Kind
    url: str
    """The site path: `/columns/nobody-answers/`."""
    front: FrontMatter
    outline: tuple[Heading, ...]
    anchors: tuple[str, ...]
    """Every id that a reference may name, sorted."""
    body: Body
    letter: Letter | None
    """A column's body; its `body` is empty."""
    notes: Body
    """The numbered sources and notes, a list; () for a page without."""
    text: str
    """The words of the page without markup."""
    places: dict[str, Place]
    """Where each front-matter value stands, by dotted key: `stops.0.page`; `title` is always there."""
    whole: bool
    """Whether all of its text could be read; otherwise nothing is known of its anchors."""
    diagnostics: tuple[Diagnostic, ...]
