"""The kinds of page and the front matter that each may have.

A kind is told by the folder in which the source lies. The records below are the whole truth about front matter: they
check it, their docstrings document it, and unknown keys are errors.
"""

import datetime
import enum
from typing import Annotated

import msgspec

__all__ = [
    "FRONT_MATTER",
    "AnyFrontMatter",
    "AuthorFrontMatter",
    "ColumnFrontMatter",
    "Form",
    "FrontMatter",
    "GuideFrontMatter",
    "Kind",
    "Level",
    "Mentions",
    "PageFrontMatter",
    "PartFrontMatter",
    "PathFrontMatter",
    "SourceEntry",
    "Standing",
    "StopEntry",
    "Tag",
    "TopicFrontMatter",
    "TutorialFrontMatter",
    "kind_of",
]

Words = Annotated[str, msgspec.Meta(min_length=1)]
Tag = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language tag (BCP 47)."""
Minutes = Annotated[int, msgspec.Meta(ge=1)]


class Kind(enum.Enum):
    """What a source is."""

    TUTORIAL = "tutorial"
    PART = "part"
    COLUMN = "column"
    GUIDE = "guide"
    TOPIC = "topic"
    PATH = "path"
    AUTHOR = "author"
    PAGE = "page"

    __hash__ = object.__hash__
    """Each kind is there once. `Enum` has one in Python, and kinds are looked up more than anything else."""

    @property
    def folder(self) -> str:
        """The folder below `content/` that holds this kind; "" for plain pages."""
        return _FOLDERS.get(self, "")


_FOLDERS = {
    Kind.TUTORIAL: "tutorials",
    Kind.PART: "tutorials",
    Kind.COLUMN: "columns",
    Kind.GUIDE: "guides",
    Kind.TOPIC: "topics",
    Kind.PATH: "paths",
    Kind.AUTHOR: "authors",
}


class Level(enum.Enum):
    """How much a reader must know before."""

    BEGINNER = "beginner"
    """Nothing."""
    INTERMEDIATE = "intermediate"
    """The first steps."""
    ADVANCED = "advanced"
    """All of that, by practice."""


class Mentions(enum.Enum):
    """How often a page links a topic that it mentions without a reference."""

    PAGE = "page"
    """At the first place of the page."""
    SECTION = "section"
    """At the first place of each section."""
    OFF = "off"
    """Nowhere."""


class Form(enum.Enum):
    """What a guide is for (Diátaxis)."""

    HOW_TO = "how-to"
    """To do something, step by step."""
    EXPLANATION = "explanation"
    """To understand why."""
    REFERENCE = "reference"
    """To look something up."""


class Standing(enum.Enum):
    """Where the question of a column comes from, told to the reader."""

    COMPOSED = "composed"
    """Written by the editors from situations that readers describe."""
    LETTER = "letter"
    """A letter from a reader, printed with consent and edited for length and privacy."""


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One source of a page. The text cites it by `[^id]`."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
    """Its name in the text, `[^id]`: letters, digits, `-` and `_`."""
    cite: Words
    """Who published it, where and when, in Markdown."""
    note: str = ""
    """What the reader should know of it: who was studied, how many, its limits."""
    url: str = ""
    """A stable public address of the source itself."""


class FrontMatter(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    kw_only=True,
    tag=True,
    tag_field=" kind",
):
    """The keys that every kind has. A record that is kept names its class under a key that no author can write."""

    title: Words
    """The page's title, its only h1."""
    summary: str = ""
    """One or two sentences for lists, descriptions and feeds; without it, the beginning of the text."""
    topics: tuple[Words, ...] = ()
    """References to topics, the most specific that fit; the first is the primary one."""
    authors: tuple[Words, ...] = ()
    """References to authors."""
    published: datetime.date | None = None
    """The day of publication; a page of a future day stays out of the site."""
    updated: datetime.date | None = None
    """The day of the last change that a reader should know of."""
    reviewed: datetime.date | None = None
    """The day on which somebody last checked that all of it still holds."""
    draft: bool = False
    """A draft stays out of the site."""
    expires: datetime.date | None = None
    """The first day on which the page stays out of the site again."""
    slug: str = ""
    """The last part of the address, in place of the file's name."""
    redirects: tuple[Words, ...] = ()
    """Old addresses on this site (`/old/place/`) that lead here."""
    image: str = ""
    """The picture that stands for the page where it is shared: a path next to the source."""
    sources: tuple[SourceEntry, ...] = ()
    """What the page's facts rest on."""
    translations: dict[Tag, Words] = {}
    """The page in other languages, by language tag: its path in that edition (`/spalten/eins/`), or a whole address."""
    mentions: Mentions | None = None
    """How often a topic that the text mentions becomes a link; without it, as the settings say."""


class TutorialFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """A tutorial's overview (`tutorials/NAME/index.md`)."""

    level: Level = Level.BEGINNER
    """How much a reader must know before."""
    goals: tuple[Words, ...] = ()
    """What the reader can do at the end, as abilities that can be checked."""
    requires: tuple[Words, ...] = ()
    """References to pages to read before."""
    doing: Minutes | None = None
    """Minutes to do what the page asks for, beside the reading time."""
    produces: tuple[Words, ...] = ()
    """What the reader holds at the end."""
    note: str = ""
    """Content note: one line, shown before the text."""
    audience: str = ""
    """The anchor of the heading below which the text says whom it is for (`who-it-is-for`)."""


class PartFrontMatter(TutorialFrontMatter, frozen=True, kw_only=True):
    """One part of a tutorial (`tutorials/NAME/01-first.md`)."""


class ColumnFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """A question and its answer (`columns/NAME.md`)."""

    standing: Standing
    """Where the question comes from."""
    asked_by: str = ""
    """How the letter is signed."""
    answered_by: str = ""
    """A reference to the author who answers."""
    note: str = ""
    """Content note: one line, shown before the question."""


class GuideFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """A how-to, an explanation or a reference page (`guides/NAME.md`)."""

    form: Form
    """What the guide is for (Diátaxis)."""
    glossary: bool = False
    """Whether the headings of the lowest level are terms, each with its meaning in the paragraph below it, as programs
    that read the page are told."""


class TopicFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """One topic of the vocabulary (`topics/NAME.md`), after SKOS: the title is its prefLabel."""

    synonyms: tuple[Words, ...] = ()
    """Other names of the topic (altLabel)."""
    broader: tuple[Words, ...] = ()
    """References to wider topics. Narrower topics are derived from this."""
    related: tuple[Words, ...] = ()
    """References to topics beside this one."""
    hidden: tuple[Words, ...] = ()
    """Words by which references and searches find the topic, too common to name it in a text (hiddenLabel)."""


class StopEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stop of a learning path."""

    page: Words
    """A reference to the page."""
    why: Words
    """What the reader gets there."""
    enough: bool = False
    """Whether this is a good place to stop for today: the reader has something in hand."""


class PathFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """A learning path (`paths/NAME.md`)."""

    for_: str = msgspec.field(default="", name="for")
    """What the reader would say who should take this path."""
    stops: tuple[StopEntry, ...]
    """The pages of the path, in order."""


class AuthorFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """Somebody who writes and answers (`authors/NAME.md`); the title is the name."""

    group: bool = False
    """Whether the name stands for several people or an organisation, as programs that read the page are told."""


class PageFrontMatter(FrontMatter, frozen=True, kw_only=True):
    """A plain page: home, about and the like."""

    doors: tuple[Words, ...] = ()
    """References to the pages by which a reader may go in, in order: on the home page its doors, elsewhere the way on.
    The home page without any has all paths; another page, or one that is not there, those of the home page."""


AnyFrontMatter = (
    TutorialFrontMatter
    | PartFrontMatter
    | ColumnFrontMatter
    | GuideFrontMatter
    | TopicFrontMatter
    | PathFrontMatter
    | AuthorFrontMatter
    | PageFrontMatter
)
"""What the front matter of a page can be."""

FRONT_MATTER: dict[Kind, type[AnyFrontMatter]] = {
    Kind.TUTORIAL: TutorialFrontMatter,
    Kind.PART: PartFrontMatter,
    Kind.COLUMN: ColumnFrontMatter,
    Kind.GUIDE: GuideFrontMatter,
    Kind.TOPIC: TopicFrontMatter,
    Kind.PATH: PathFrontMatter,
    Kind.AUTHOR: AuthorFrontMatter,
    Kind.PAGE: PageFrontMatter,
}


def kind_of(docname: str) -> Kind | None:
    """Return the kind of a source by its docname; None where a file of this name cannot stand.

    `tutorials/NAME` is an overview, `tutorials/NAME/PART` a part; the other folders hold their pages directly.
    """
    folder, *rest = docname.split("/")
    if folder == "tutorials":
        return {1: Kind.TUTORIAL, 2: Kind.PART}.get(len(rest))
    kind = next((kind for kind, name in _FOLDERS.items() if name == folder), Kind.PAGE)
    return kind if kind is Kind.PAGE or len(rest) == 1 else None
