"""What one file becomes, alone: source and asset as read, page as compiled. Plain records that know no other page."""

import msgspec

from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import AnyFrontMatter, Kind

__all__ = [
    "Asset",
    "Body",
    "Content",
    "Facts",
    "Heading",
    "Letter",
    "Opening",
    "Page",
    "Picture",
    "Piece",
    "Prose",
    "Reference",
    "Source",
    "Target",
    "Twin",
    "TwinLink",
    "Update",
]


class Source(msgspec.Struct, frozen=True):
    """One Markdown file as it was read."""

    docname: str
    path: str
    """Relative to the project's folder: `content/columns/nobody-answers.md`."""
    kind: Kind
    text: str
    damaged: bool = False
    """The file could not be read as a whole, which is told already; the text is what could be made out."""
    digest: str = ""
    """Of the bytes of the file."""


class Asset(msgspec.Struct, frozen=True, array_like=True):
    """A file of `content/` that is no page: a picture, a download."""

    path: str
    """Relative to the project's folder."""
    output: str
    """Where it lies below `site/`: in `assets/`, with its digest in its name; as it is, for `content/static/`."""
    width: int = 0
    """Pixels; 0 for what is no picture, or one that does not say."""
    height: int = 0
    digest: str = ""
    """Of the bytes of the file."""
    sizes: tuple[int, ...] = ()
    """The widths in pixels at which it is offered as WebP too; () for what is offered as it is alone."""
    private: bool = False
    """Whether it says more than the picture, which is left out when it is published."""
    cut: bool = False
    """Whether it is a picture that breaks off in the middle."""
    foreign: bool = False
    """Whether it is nothing that browsers show as a picture."""
    like_page: bool = False
    """Whether its author may take it for a page, by its name or by how it begins."""


class Content(msgspec.Struct, frozen=True):
    """All that lies in `content/`."""

    sources: tuple[Source, ...]
    """Those that were read."""
    assets: tuple[Asset, ...]
    kept: tuple[str, ...] = ()
    """The paths of sources that nobody wrote to since they were read before."""
    stamps: dict[str, str] = {}
    """The stamp of each file, by path; "" for one that has to be read again next time."""


class Reference(msgspec.Struct, frozen=True, array_like=True, tag="reference"):
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
    whole: str = ""
    """All of a `[[target#anchor|words]]`, since a title may have these signs too; "" for one without them."""


class Picture(msgspec.Struct, frozen=True, array_like=True, tag="picture"):
    """An image that lies next to its page."""

    target: str
    """The path as written, relative to the source."""
    place: Place
    attributes: tuple[tuple[str, str], ...]
    """Attributes beside `src`, `width` and `height`, sorted; `alt` is always there."""


Piece = str | Reference | Picture
Body = tuple[Piece, ...]
"""Finished HTML, references not yet resolved, and pictures whose size is not yet known."""


class TwinLink(msgspec.Struct, frozen=True, array_like=True, tag="link"):
    """A reference in a page's Markdown, its address not yet known."""

    line: int
    """Where it stands in the source."""
    column: int
    words: str
    """Of `[[target|words]]`, as Markdown; "" for none."""
    whole: bool
    """The whole link has its place here; otherwise only the address."""


Twin = tuple[str | TwinLink, ...]
"""The Markdown of a page, cut at its references."""


class Prose(msgspec.Struct, frozen=True, array_like=True):
    """The words of a page without markup, and where its runs of prose stand: text in which a topic may be mentioned.

    The tuples from `starts` to `places` have an entry for each run, in order. A run ends where its text does: at
    markup, at a typographic mark, at the end of its line.
    """

    text: str
    """Blocks are parted by line breaks."""
    starts: tuple[int, ...] = ()
    """Where in `text` each run begins."""
    pieces: tuple[int, ...] = ()
    """In which piece of the page it stands, counted through all its parts."""
    offsets: tuple[int, ...] = ()
    """Where in that piece it begins."""
    places: tuple[int, ...] = ()
    """Where in the source it begins, in characters below the front matter; -1 where it is written otherwise."""
    spots: tuple[tuple[int, int], ...] = ()
    """Start and end in `text` of each reference, in order."""
    sections: tuple[int, ...] = ()
    """Where in `text` each heading begins."""

    @property
    def count(self) -> int:
        """How many words there are, by the spaces between them."""
        return self.text.count(" ") + self.text.count("\n") + 1


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a page's outline."""

    level: int
    anchor: str
    title: str
    """HTML without links. A reference without words stands as it is written, since its title is another page's."""


class Update(msgspec.Struct, frozen=True, array_like=True):
    """A dated follow-up of a column."""

    heading: Heading
    date: str
    """ISO 8601."""
    body: Body


class Letter(msgspec.Struct, frozen=True, array_like=True):
    """The body of a column, split by its headings."""

    question: Body
    short_answer: Body
    answer: Body
    anchors: tuple[str, str, str]
    """The anchors of question, short answer and answer."""
    updates: tuple[Update, ...]

    @property
    def parts(self) -> tuple[Body, ...]:
        """The bodies of all parts, in the order of the page."""
        return (self.question, self.short_answer, self.answer, *(update.body for update in self.updates))


class Target(msgspec.Struct, frozen=True, array_like=True):
    """The small facts of a page that others need. Never its body."""

    docname: str
    kind: Kind
    url: str
    """The site path."""
    title: str
    summary: str
    minutes: int
    """Reading time at 200 words a minute, rounded up."""
    doing: int
    """Minutes to do, beside the reading; 0 for none."""
    published: str
    """ISO 8601, or ""."""
    updated: str
    """The day of the last change, ISO 8601, or ""."""
    whole_minutes: int
    """Reading time with all that belongs to it: of a tutorial with its parts, of a path with its stops."""
    whole_doing: int
    """Minutes to do all of that."""
    produces: tuple[str, ...] = ()
    """Of a tutorial or a part: what the reader holds at its end."""
    group: bool = False
    """Of an author: several people, or an organisation."""


class Opening(msgspec.Struct, frozen=True, array_like=True):
    """The beginning of a text: what stands for a summary that its author did not write."""

    text: str
    open: tuple[tuple[int, int, Reference], ...]
    """Each reference without words, with its start and end in the text: another page's title belongs there."""


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """The small facts of a compiled source: all that other pages and the site need of it. Never its body."""

    docname: str
    path: str
    kind: Kind
    url: str
    """The site path: `/columns/nobody-answers/`."""
    front: AnyFrontMatter
    outlined: msgspec.Raw
    """Its outline, as bytes: of most pages, nobody asks in a build after an edit."""
    anchored: msgspec.Raw
    """Its anchors, in the same way."""
    opening: Opening | None
    """None for a page whose author wrote a summary."""
    names: tuple[str, ...]
    """The names by which the page may be called, in the form in which names are compared; its docname comes first."""
    target: Target
    """The page as others show it; its summary is "" where that is left to the opening."""
    placed: msgspec.Raw
    """Where each front-matter value stands, as bytes: hardly anybody asks."""
    whole: bool
    """Whether all of its text could be read; otherwise nothing is known of its anchors."""

    @property
    def outline(self) -> tuple[Heading, ...]:
        """The headings of its text, in order."""
        return msgspec.msgpack.decode(self.outlined, type=tuple[Heading, ...])

    @property
    def anchors(self) -> tuple[str, ...]:
        """Every id that a reference may name, sorted."""
        return msgspec.msgpack.decode(self.anchored, type=tuple[str, ...])

    @property
    def places(self) -> dict[str, Place]:
        """Where each front-matter value stands, by dotted key: `stops.0.page`; `title` is always there."""
        return msgspec.msgpack.decode(self.placed, type=dict[str, Place])

    def place(self, key: str) -> Place:
        """Return where a value stands or, without one, the title."""
        places = self.places
        return places.get(key, places["title"])


class Page(Facts, frozen=True, array_like=True):
    """A compiled source. A pure function of the source, so it may be kept by digest and made in any process."""

    body: Body
    letter: Letter | None
    """A column's body; its `body` is empty."""
    notes: Body
    """The numbered sources and notes, a list; () for a page without."""
    prose: Prose
    """The words of the page."""
    notes_prose: Prose
    """The words of its notes; no topic is mentioned there."""
    body_line: int
    """The number of the line of the file at which the text begins."""
    line_starts: tuple[int, ...]
    """Where each line of the text begins, in characters below the front matter."""
    twin: Twin
    """The text as its author wrote it, the sources that it cites as notes at its end."""
    addresses: tuple[tuple[str, Place], ...]
    """The web addresses to which it links, each once, and where."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def parts(self) -> tuple[Body, ...]:
        """The body or, of a column, the bodies of its parts, in the order of the page; notes not among them."""
        return self.letter.parts if self.letter else (self.body,)

    @property
    def facts(self) -> Facts:
        """The facts alone."""
        return Facts(*(getattr(self, field) for field in Facts.__struct_fields__))
