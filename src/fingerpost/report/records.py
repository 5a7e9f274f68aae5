"""What the link report holds: plain records. Their fields are the keys of `--format json`."""

import msgspec

__all__ = [
    "FORMAT",
    "Distance",
    "Hub",
    "LinkPlace",
    "LinkReport",
    "Named",
    "PageLinks",
    "PartReached",
    "PathStep",
    "Phrase",
    "Promised",
    "Step",
    "TutorialPlace",
]

FORMAT = 1
"""Changes when a key changes its meaning or goes; new keys may come without it."""


class Named(msgspec.Struct, frozen=True):
    """A page, by all its names."""

    page: str
    """Its docname."""
    path: str
    """Its file, relative to the project's folder."""
    title: str
    kind: str


class Hub(msgspec.Struct, frozen=True):
    """A page to which many point."""

    page: Named
    pages: int
    """How many pages point to it."""


class PartReached(msgspec.Struct, frozen=True):
    """A part of a tutorial, and the columns whose text refers to it."""

    page: Named
    columns: tuple[Named, ...]


class Phrase(msgspec.Struct, frozen=True):
    """Words that stand together on many pages."""

    phrase: str
    """In small letters."""
    pages: int
    """On how many pages it occurs."""
    examples: tuple[Named, ...]
    """The first few of them."""


class Step(msgspec.Struct, frozen=True):
    """The pages at one distance from home."""

    clicks: int
    pages: int


class Distance(msgspec.Struct, frozen=True):
    """How far pages are from home."""

    steps: tuple[Step, ...]
    """Nearest first; home itself, at 0, is the first."""
    farthest: tuple[Named, ...]
    """The pages of the last step; () where that is the home page alone."""
    unreached: tuple[Named, ...]
    """The pages to which no way leads."""


class Promised(msgspec.Struct, frozen=True):
    """The record of published addresses."""

    addresses: int
    """How many are remembered."""
    moved: int
    """How many old addresses and anchors lead elsewhere."""
    broken: int
    """How many promises this build would break; each is an error."""


class LinkReport(msgspec.Struct, frozen=True):
    """How the pages of a site hang together."""

    format: int
    pages: int
    """How many pages the site has."""
    kinds: dict[str, int]
    """How many of them are of each kind; a kind without pages is left out."""
    links: int
    """How many links stand in their texts and front matter."""
    orphans: tuple[Named, ...]
    """Pages to which nothing points."""
    dead_ends: tuple[Named, ...]
    """Pages from which no way leads on."""
    hubs: tuple[Hub, ...]
    """The pages to which most point, the first with the most."""
    unused_topics: tuple[Named, ...]
    """Topics that no page carries, neither they nor one below them."""
    columns_without_part: tuple[Named, ...]
    """Columns whose text refers to no part of a tutorial."""
    parts_with_few_columns: tuple[PartReached, ...]
    """Parts to which fewer than two columns refer in their text."""
    phrases: tuple[Phrase, ...]
    """Words that many pages use and that are no topic yet, the most frequent first."""
    distance: Distance | None
    """None for a site without home page."""
    promises: Promised


class LinkPlace(msgspec.Struct, frozen=True):
    """A link seen from one of its two ends, and where it is written."""

    kind: str
    """`reference` or `mention` in the text; otherwise the key of front matter: `topic`, `stop` and so on."""
    page: Named
    """The page at the other end."""
    anchor: str
    file: str
    line: int
    """0 where it is written so that its place cannot be told."""
    column: int
    before: str
    """The sentence before the link; "" in front matter."""
    words: str
    """The words of the link; "" in front matter."""
    after: str


class PathStep(msgspec.Struct, frozen=True):
    """The place of a page on a learning path."""

    path: Named
    position: int
    """From 1."""
    count: int
    previous: Named | None
    next: Named | None


class TutorialPlace(msgspec.Struct, frozen=True):
    """The place of a page in its tutorial."""

    overview: Named
    position: int
    """From 1; 0 for the overview itself."""
    count: int
    """How many parts there are."""
    previous: Named | None
    next: Named | None


class PageLinks(msgspec.Struct, frozen=True):
    """All that comes in and goes out of one page."""

    format: int
    page: Named
    incoming: tuple[LinkPlace, ...]
    """Sorted by kind, then by place."""
    outgoing: tuple[LinkPlace, ...]
    """Sorted in the same way."""
    paths: tuple[PathStep, ...]
    tutorial: TutorialPlace | None
