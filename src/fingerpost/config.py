"""The settings of a site: the text of `content/site.yml` in, one frozen record and diagnostics out."""

import enum
from collections.abc import Iterator
from typing import Annotated

import msgspec

from fingerpost import messages
from fingerpost.appearance import Appearance
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.fields import Fallbacks, read_fields
from fingerpost.kinds import Mentions, Tag
from fingerpost.urls import is_web_address
from fingerpost.yamltext import parse_yaml

__all__ = [
    "CONFIG_FILE",
    "BookForm",
    "Config",
    "DialectName",
    "Limits",
    "LinkStyle",
    "NavigationEntry",
    "Policies",
    "Settings",
    "Span",
    "Style",
    "read_config",
]

CONFIG_FILE = "content/site.yml"

Words = Annotated[str, msgspec.Meta(min_length=1)]


class DialectName(enum.Enum):
    """How the text of pages is written."""

    MARKDOWN = "markdown"
    """Python-Markdown with its extensions and those of PyMdown."""
    COMMONMARK = "commonmark"
    """CommonMark with GitHub's extensions: stricter, and quicker to build."""


class LinkStyle(enum.Enum):
    """How a page writes links to pages of the same site."""

    ROOT = "root"
    """From the root of the host (`/advice/about/`): for a site on a server."""
    RELATIVE = "relative"
    """From the page itself (`../about/index.html`): for a site that is opened from a folder, without a server."""


class BookForm(enum.Enum):
    """A form in which a whole tutorial or path can be had."""

    PRINT = "print"
    """One page of the site, made to be printed."""
    PDF = "pdf"
    """A file for paper and screen; it needs WeasyPrint."""
    EPUB = "epub"
    """A file for e-book readers; it needs EbookLib."""


class NavigationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One link of the navigation at the top of every page."""

    page: Words
    """A reference to a page, or the folder of a kind (`columns`) for its list."""
    title: str = ""
    """The words to show; without them, the title of the page."""


class Policies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pages that say how the site is made. The foot of every page names them, and so does its structured data."""

    corrections: str = ""
    """A reference to the page that says how errors are told and put right."""
    evidence: str = ""
    """A reference to the page that says on what the facts of the site rest."""


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a number may be; both ends are allowed."""

    to: int
    """The most."""
    from_: int = msgspec.field(default=0, name="from")
    """The least."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the style sheet asks of a page. What is left out has no limit."""

    words: Span | None = None
    """Words of the running text: headings, code, names of pages and notes are not counted."""
    grade: Span | None = None
    """Reading grade (Flesch–Kincaid) of the running text."""
    average_sentence: Span | None = None
    """Words of a sentence, on average."""
    longest_sentence: int | None = None
    """Words that a sentence has at most."""
    title: Span | None = None
    """Characters of the title."""
    summary: Span | None = None
    """Characters of the summary."""
    question: Span | None = None
    """Words of the question of a column."""
    short_answer: Span | None = None
    """Words of its short answer."""
    saying: Span | None = None
    """Words of each quotation in its answer: what the reader may say."""


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The style sheet: limits of every page and of each kind of page, and words to avoid."""

    every: Limits = Limits()
    """Of every page; a limit of its kind goes before."""
    tutorial: Limits = Limits()
    """Of overviews of tutorials."""
    part: Limits = Limits()
    """Of parts of tutorials."""
    column: Limits = Limits()
    """Of columns."""
    how_to: Limits = msgspec.field(default=Limits(), name="how-to")
    """Of guides of this form."""
    explanation: Limits = Limits()
    """Of guides of this form."""
    reference: Limits = Limits()
    """Of guides of this form."""
    topic: Limits = Limits()
    """Of topics."""
    path: Limits = Limits()
    """Of learning paths."""
    author: Limits = Limits()
    """Of authors."""
    page: Limits = Limits()
    """Of plain pages."""
    avoid: tuple[Words, ...] = ()
    """Words to avoid, in any letter case; in quotation marks they are allowed."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings in `content/site.yml`. Unknown keys are errors."""

    title: Words
    """The name of the site."""
    base_url: Words
    """The address at which the site will be published; its path, if any, goes in front of every link."""
    summary: str = ""
    """One sentence that says what the site is: for the home page's description and the feeds."""
    language: Tag = "en"
    """The language of the content, as a language tag (BCP 47)."""
    editions: dict[Tag, str] = {}
    """The addresses of the site in all its languages, this one too; the first is for readers of any other language (see
    [Languages](languages.md#editions))."""
    navigation: tuple[NavigationEntry, ...] = ()
    """The links at the top of every page; without them, the lists of the kinds that have pages."""
    policies: Policies = Policies()
    """The pages on how errors and evidence are dealt with: links at the foot of every page."""
    dialect: DialectName = DialectName.MARKDOWN
    """The dialect of Markdown in which all pages are written (see [Markdown dialects](dialects.md))."""
    links: LinkStyle = LinkStyle.ROOT
    """Whether links inside the site start at the root or are relative."""
    mentions: Mentions = Mentions.PAGE
    """How often a topic that a page mentions, by its title or a synonym, becomes a link without the author's help."""
    mentions_in_questions: bool = False
    """Whether mentions in the question of a column become links too."""
    cards: bool = False
    """Whether a card is drawn for each page, the picture that stands for it where it is shared (`/about/card.png`)."""
    search: bool = True
    """Whether the site has a search page and an index for it."""
    twins: bool = True
    """Whether each page is published as Markdown too, beside it (`/about/index.md`)."""
    books: tuple[BookForm, ...] = ()
    """The forms in which each tutorial and each path is made whole, beside its pages (see [Books](books.md))."""
    offline: bool | None = None
    """Whether pages that were read can be read again without network (see [Offline](offline.md)). `false` takes an
    earlier `true` back on the devices of readers."""
    precompress: bool = False
    """Whether a compressed twin lies beside each file of text (`.br`, `.gz`), for servers that send these."""
    theme: Appearance = Appearance()
    """How the pages look (see [Themes](themes.md#colours-fonts-and-widths))."""
    style: Style = Style()
    """How the text of pages should read: `fingerpost check` measures it (see
    [How pages read](writing.md#how-pages-read))."""


class Settings(msgspec.Struct, frozen=True):
    """The settings, and where each value stands, by dotted key: `navigation.0.page`."""

    config: Config
    places: dict[str, Place]


FALLBACKS: Fallbacks = {"title": "Untitled", "base_url": "https://example.org/"}
DEFAULT_SETTINGS = Settings(Config(**FALLBACKS), {})
"""What a build goes on with when the settings cannot be read, to tell what else is wrong."""


def read_config(text: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Read the settings. What does not fit takes its default and is told in a diagnostic."""
    source = parse_yaml(text, CONFIG_FILE)
    if isinstance(source, Diagnostic):
        return DEFAULT_SETTINGS, (source,)
    whole = Place(CONFIG_FILE)
    config, places, diagnostics = read_fields(source, Config, what="site.yml", whole=whole, fallbacks=FALLBACKS)
    if not is_web_address(config.base_url):
        diagnostics += (messages.bad_base_url(places.get("base_url", whole), config.base_url),)
        config = msgspec.structs.replace(config, base_url=FALLBACKS["base_url"])
    return Settings(config, places), diagnostics + tuple(_turned_spans(config.style, places))


def _turned_spans(style: Style, places: dict[str, Place]) -> Iterator[Diagnostic]:
    """Tell of each limit of the style sheet whose least is above its most."""
    for kind, named in zip(style.__struct_fields__, style.__struct_encode_fields__, strict=True):
        limits = getattr(style, kind)
        for limit in Limits.__struct_fields__ if isinstance(limits, Limits) else ():
            span = getattr(limits, limit)
            if isinstance(span, Span) and span.from_ > span.to:
                key = f"style.{named}.{limit}"
                place = places.get(f"{key}.from", places[f"{key}.to"])
                yield messages.turned_span(place, key, span.from_, span.to)
