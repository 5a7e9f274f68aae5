"""Headings, sets of tabs and notes as they were written, with places kept free, in; the free places filled out.

Their ids and links depend on what comes later in the text: an anchor that is given by hand goes before one made from
words, a set of tabs tells how many it has, and a note links back to each of its citations.
"""

import html
from collections import Counter
from collections.abc import Iterable

import msgspec

from fingerpost.compile.anchors import OUTLINED, unique_anchor
from fingerpost.compile.commonmark.events import attribute, attributes_of
from fingerpost.page import Heading
from fingerpost.typography import smarten
from fingerpost.urls import anchor_slug

__all__ = ["HeadingSlots", "TabSet", "fill_headings", "fill_tabs"]


class HeadingSlots(msgspec.Struct, frozen=True):
    """A heading, and where its two ends are to be put."""

    level: int
    words: str
    """As they were typed, without markup and notes."""
    literal: bool
    """Whether it holds code, whose words stay as they were typed."""
    attributes: dict[str, str]
    before: int
    after: int


class TabSet:
    """A set of tabs, which grows while its tabs follow each other."""

    def __init__(self, number: int, slot: int) -> None:
        self.number = number
        self.slot = slot
        """Where its head is to be put."""
        self.labels: list[str] = []
        self.chosen = 1
        self.end = -1
        """How many pieces there were when its last tab ended."""

    def anchors(self) -> list[str]:
        """Return the ids of its tabs."""
        return [f"__tabbed_{self.number}_{tab}" for tab in range(1, len(self.labels) + 1)]

    def head(self) -> str:
        """Return what stands before the contents of its tabs."""
        anchors = self.anchors()
        checked = {self.chosen: " checked"}
        inputs = (
            f'<input{checked.get(tab, "")} id="{anchor}" name="__tabbed_{self.number}" type="radio">'
            for tab, anchor in enumerate(anchors, start=1)
        )
        labels = (f'<label for="{anchor}">{label}</label>' for anchor, label in zip(anchors, self.labels, strict=True))
        return (
            f'<div class="tabbed-set tabbed-alternate" data-tabs="{self.number}:{len(anchors)}">{"".join(inputs)}'
            f'<div class="tabbed-labels">{"".join(labels)}</div>\n<div class="tabbed-content">'
        )


def fill_tabs(sets: Iterable[TabSet], out: list[str]) -> set[str]:
    """Put the heads of sets of tabs in their places, and return their ids."""
    ids: set[str] = set()
    for one in sets:
        out[one.slot] = one.head()
        ids.update(one.anchors())
    return ids


def fill_headings(
    headings: Iterable[HeadingSlots], out: list[str], ids: set[str]
) -> tuple[tuple[Heading, ...], tuple[str, ...], list[str]]:
    """Put the ends of headings in their places. `ids` are those of the page that are no heading's.

    Returns the outline, the words of each heading that was of the first level, and the id of each heading.
    """
    headings = tuple(headings)
    ids = ids | {one.attributes["id"] for one in headings if "id" in one.attributes}
    outline: list[Heading] = []
    first_level: list[str] = []
    anchors: list[str] = []
    counts: Counter[str] = Counter()
    for one in headings:
        anchor = one.attributes.get("id") or unique_anchor(anchor_slug(one.words), ids, counts)
        ids.add(anchor)
        anchors.append(anchor)
        level = one.level
        if level == 1:
            first_level.append(one.words)
            level = 2
        shown = attribute(anchor)
        if level in OUTLINED:
            words = one.words if one.literal else smarten(one.words)
            outline.append(Heading(level, anchor, html.escape(words, quote=False)))
            out[one.after] = f'<a aria-labelledby="{shown}" class="anchor" href="#{shown}"></a></h{level}>\n'
        else:
            out[one.after] = f"</h{level}>\n"
        attributes = attributes_of({**one.attributes, "id": anchor}) if one.attributes else f' id="{shown}"'
        out[one.before] = f"<h{level}{attributes}>"
    return tuple(outline), tuple(first_level), anchors
