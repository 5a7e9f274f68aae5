"""A Markdown tree in, anchors on its headings and the outline out.

Does what Python-Markdown's `toc` extension does for anchors, with its functions where a heading holds more than plain
words, but without serializing each heading: that took a fifteenth of a page's time.
"""

import html
from collections import Counter
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags
from markdown.util import STX

from fingerpost.compile.anchors import OUTLINED, unique_anchor
from fingerpost.page import Heading
from fingerpost.typography import smarten
from fingerpost.urls import anchor_slug

__all__ = ["LITERAL", "anchor_headings"]

_LEVELS = {f"h{level}": level for level in range(1, 7)}
LITERAL = frozenset({"code", "kbd", "samp"})
"""Elements whose text is shown as it was typed."""


def anchor_headings(root: Element, md: Markdown) -> tuple[tuple[Heading, ...], tuple[str, ...]]:
    """Give each heading an id, unique in the page, and make headings of the first level second-level ones.

    Returns the outline, and the words of each heading that was of the first level: the page's title is its only h1.
    """
    elements = list(root.iter())
    headings = [element for element in elements if element.tag in _LEVELS]
    used: set[str | None] = {element.get("id") for element in elements}
    outline: list[Heading] = []
    first_level: list[str] = []
    counts: Counter[str] = Counter()
    for element in headings:
        title = _title(element, md)
        if element.tag == "h1":
            first_level.append(html.unescape(title))
            element.tag = "h2"
        anchor = element.get("id") or unique_anchor(anchor_slug(html.unescape(title)), used, counts)
        element.set("id", anchor)
        used.add(anchor)
        level = _LEVELS[element.tag]
        if level in OUTLINED:
            words = html.unescape(title)
            typed = len(element) and any(inner.tag in LITERAL for inner in element.iter())  # code stays as it was typed
            outline.append(Heading(level, anchor, html.escape(words if typed else smarten(words), quote=False)))
    return tuple(outline), tuple(first_level)


def _title(element: Element, md: Markdown) -> str:
    """Return the words of a heading as HTML without tags and note numbers."""
    words = "".join(element.itertext())
    if STX in words or "&" in words or next(element.iter("sup"), None) is not None:
        return strip_tags(render_inner_html(remove_fnrefs(element), md))
    return html.escape(" ".join(words.split()), quote=False)
