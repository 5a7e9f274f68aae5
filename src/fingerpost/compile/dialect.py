"""What a Markdown dialect owes the compiler: marked text in, one `Document` out.

A dialect is a pure function. It leaves its HTML with the signs of `marks` in it: LINK_START number STOP … LINK_END for
a reference, PICTURE number STOP for a picture, SECTION before each second-level heading and before the notes.
Marks that end inside code or raw HTML stay as they are; the compiler puts their text back.
"""

from collections.abc import Callable

import msgspec

from fingerpost.compile.marks import Marked
from fingerpost.page import Heading

__all__ = ["TOO_DEEP", "Dialect", "Document", "Use"]


class Use(msgspec.Struct, frozen=True):
    """A mark that became a link or picture; one in a link definition may become several."""

    mark: int
    """The number of the mark."""
    attributes: tuple[tuple[str, str], ...]
    """The attributes of the element without `href` and `src`, sorted."""


TOO_DEEP = "too deep"
"""The failure of a text that is nested beyond what the dialect can read."""


class Document(msgspec.Struct, frozen=True):
    """What a dialect makes of one text."""

    html: str
    outline: tuple[Heading, ...]
    """The headings of levels 2 to 4, in order."""
    anchors: tuple[str, ...]
    """The id of each element in the HTML, sorted; one that several have stands there as often."""
    uses: tuple[Use, ...]
    """Each link and picture that a mark became; the signs in the HTML number these."""
    amiss: tuple[int, ...]
    """The marks that stand in running text as they were written: a note that nothing defines, brackets never closed."""
    first_level: tuple[str, ...]
    """The text of headings of the first level, which the dialect has made second-level ones."""
    failure: str = ""
    """Why the dialect could not read the text; the rest is empty then."""


Dialect = Callable[[Marked], Document]
