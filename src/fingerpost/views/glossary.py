"""The view of a glossary in, the terms that it defines out: the headings of its lowest level.

A glossary is written as any page is: a heading is a term, and the paragraph below it says what the term means.
"""

import html
import re

import msgspec

from fingerpost.view import PageView

__all__ = ["Term", "terms_of"]

_DEFINED = re.compile(r'<h([2-6])\b[^>]*\bid="([^"]*)"[^>]*>(?:(?!</h\1>).)*</h\1>\s*<p\b[^>]*>(.*?)</p>', re.DOTALL)
"""A heading with an anchor, and the paragraph right below it."""


class Term(msgspec.Struct, frozen=True):
    """A word, and what it means."""

    name: str
    """HTML, as the definition is."""
    anchor: str
    definition: str
    """"" for a heading without a paragraph right below it."""


def terms_of(view: PageView) -> tuple[Term, ...]:
    """Return the terms of a glossary, in their order."""
    defined = {html.unescape(anchor): text for _, anchor, text in _DEFINED.findall(view.body)}
    lowest = max((entry.level for entry in view.outline), default=0)
    terms = ((entry.title, entry.href.removeprefix("#")) for entry in view.outline if entry.level == lowest)
    return tuple(Term(name, anchor, defined.get(anchor, "")) for name, anchor in terms)
