"""In: nothing. Out: the records of the corpus, which every other module here builds or reads."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Form = Literal["docname", "title", "relative"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A link from one page of the corpus to another. It always leads somewhere."""

    docname: str
    """The target: its path under the content folder, without suffix."""
    title: str
    """The target's title, which no other page has."""
    words: str
    """What the reader sees, unless the form is `title`."""
    anchor: str
    """The slug of one of the target's headings, or nothing."""
    form: Form
    """How the author wrote it, in a project that knows more than one way."""


Piece = str | Reference


@dataclass(frozen=True, slots=True)
class CorpusPage:
    """One page, not yet in any generator's format: both projects are laid from the same records."""

    docname: str
    """`columns/p0001` or `guides/p0002`; the last part is unique too."""
    title: str
    """Unique in the corpus, and free of marks that YAML or a reference gives a meaning."""
    summary: str
    """One sentence."""
    topics: tuple[str, ...]
    """Names of three different topics."""
    published: date
    """A day in 2020 to 2025."""
    asked_by: str
    """Who signed the letter; nothing in a guide."""
    body: tuple[Piece, ...]
    """Markdown, with each reference carried as data."""

    @property
    def folder(self) -> str:
        """`columns` or `guides`."""
        return self.docname.partition("/")[0]

    @property
    def name(self) -> str:
        """The docname without its folder."""
        return self.docname.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of the corpus's vocabulary."""

    name: str
    """Its file name without suffix: the title in lower case, joined by hyphens."""
    title: str
    """Its label; the prose of the pages uses the same words."""
    summary: str
    """One sentence."""
    broader: str
    """The name of the topic above, or nothing."""
