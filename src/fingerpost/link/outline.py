"""An outline and the linked HTML in, the outline as its headings are shown out.

A heading may hold a reference whose words are another page's title, so what it says is known only now.
"""

import re
from collections import defaultdict

import msgspec

from fingerpost.page import Heading

__all__ = ["shown_outline"]

_SHOWN = re.compile(r'[2-4]\b[^>]*? id="([^"]*)"[^>]*>(.*?)<a aria-labelledby=', re.DOTALL)
"""A heading, from the number of its level to the link to it."""
_UNSEEN = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)


def shown_outline(outline: tuple[Heading, ...], html: str) -> tuple[Heading, ...]:
    """Return the headings with the words that the HTML shows, without tags and the numbers of notes."""
    shown: dict[str, list[str]] = defaultdict(list)
    for piece in html.split("<h")[1:]:
        if found := _SHOWN.match(piece):
            shown[found[1]].append(" ".join(_UNSEEN.sub("", found[2]).split()))
    words = {anchor: iter(titles) for anchor, titles in shown.items()}
    return tuple(
        msgspec.structs.replace(one, title=next(words[one.anchor], one.title)) if one.anchor in words else one
        for one in outline
    )
