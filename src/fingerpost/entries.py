"""What lists are made of, beside links: sections, filters, other pages, letters, stops, as plain frozen records."""

import msgspec

from fingerpost.shown import Link

__all__ = ["Filter", "IndexEntry", "IndexLetter", "ListSection", "Sheet", "StopView"]


class ListSection(msgspec.Struct, frozen=True):
    """Links of one page of a list that belong together."""

    form: str
    """Of guides, their form: `how-to`, `explanation` or `reference`; "" for a list without parts."""
    anchor: str
    """The id that the section has to have; "" for a list without parts."""
    links: tuple[Link, ...]


class Filter(msgspec.Struct, frozen=True):
    """A way to see less of a list: what of it carries one topic, or has one form."""

    title: str
    """The topic; "" for a form."""
    form: str
    href: str
    count: int
    """How many pages that leaves."""


class Sheet(msgspec.Struct, frozen=True):
    """One page of a list that has several, as the others link to it."""

    href: str
    first: str
    """The title of its first entry, or the day, where the list goes by day."""
    last: str
    current: bool
    """It is the page on which the link stands."""
    skips: bool
    """Pages between the link before and this one are not linked."""


class IndexEntry(msgspec.Struct, frozen=True):
    """The title or a synonym of a topic in the index."""

    words: str
    link: Link
    """The topic."""
    see: bool
    """Whether these words are a synonym."""


class IndexLetter(msgspec.Struct, frozen=True):
    """What stands under one letter."""

    letter: str
    """A capital, `0–9` for digits, or `#` for what is neither."""
    anchor: str
    """The id that the section has to have."""
    entries: tuple[IndexEntry, ...]


class StopView(msgspec.Struct, frozen=True):
    """One stop of a path."""

    link: Link
    why: str
    reading: int
    """Minutes to read this stop and all before it."""
    doing: int
    """Minutes to do all that these ask for."""
    enough: bool
    """Whether this is a good place to stop for today."""
