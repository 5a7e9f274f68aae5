"""The slug of a heading in, its anchor out; the ids in raw HTML; and what two elements of a page are both called.

In both dialects alike; and which headings stand in the outline.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator

from fingerpost import messages
from fingerpost.compile.body_text import BodyText
from fingerpost.compile.dialect import Document
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["OUTLINED", "check_anchors", "raw_anchors", "unique_anchor"]

OUTLINED = (2, 3, 4)
"""Levels of headings that stand in the outline."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ID = re.compile(r"""<[^<>]*?\sid=["']?([^"'\s<>]+)""")
_GIVEN = r"""(?<!`)[{{<](?:[^{{}}<>]*?[\s:])?(?:id=["']?|#)(?P<anchor>{})(?=["'\s}}>])"""
"""An id as it is given by hand, in an attribute list or in raw HTML."""


def unique_anchor(slug: str, used: Container[str | None], counts: Counter[str]) -> str:
    """Return the slug, with a number behind it where it is taken; `counts` has the last number of each."""
    anchor = slug
    while anchor in used:
        counts[slug] += 1
        anchor = f"{slug}_{counts[slug]}"
    return anchor


def raw_anchors(blocks: Iterable[str]) -> list[str]:
    """Return the ids in raw HTML, one that stands there twice also twice."""
    shown = (_COMMENT.sub("", block) for block in blocks if "id=" in block)
    return [found[1] for block in shown for found in _ID.finditer(block)]


def check_anchors(document: Document, text: BodyText) -> tuple[Diagnostic, ...]:
    """Tell of each id that several elements have, at the last place at which it is given by hand."""
    if len(set(document.anchors)) == len(document.anchors):
        return ()
    return tuple(
        messages.anchor_twice(given[-1], anchor, given[-2].line if len(given) > 1 else 0)
        for anchor, count in Counter(document.anchors).items()
        if count > 1 and (given := list(_given(anchor, text)))
    )


def _given(anchor: str, text: BodyText) -> Iterator[Place]:
    """Give the places outside of code at which the text gives an id."""
    for found in re.finditer(_GIVEN.format(re.escape(anchor)), text.text):
        if place := text.at(found.start("anchor"), len(anchor)):
            yield place
