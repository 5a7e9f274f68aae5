"""Targets in, what is new among them out: as an Atom feed (RFC 4287) and as a JSON Feed (jsonfeed.org, version 1.1)."""

import functools
import re
from collections.abc import Iterable
from xml.etree import ElementTree

import msgspec

from fingerpost.page import Target
from fingerpost.urls import absolute_url

__all__ = ["ATOM_FILE", "JSON_FILE", "Feed", "atom_feed", "json_feed", "sitemap"]

ATOM_FILE, JSON_FILE = "feed.xml", "feed.json"
"""The names of a feed's two forms, beside the page that it belongs to."""
LONGEST = 30
"""Entries of a feed."""
ATOM = "http://www.w3.org/2005/Atom"


class Feed(msgspec.Struct, frozen=True):
    """A feed, and the pages that may stand in it."""

    title: str
    subtitle: str
    page: str
    """Site path of the page that the feed belongs to."""
    author: str
    language: str
    base_url: str
    targets: tuple[Target, ...]


def atom_feed(feed: Feed) -> bytes:
    """Return the newest dated pages of a feed as Atom, the newest first; a feed without any says it never changed."""
    newest = _newest(feed)
    own = absolute_url(feed.base_url, feed.page + ATOM_FILE)
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "id", own)
    _add(root, "updated", _instant(newest[0].updated if newest else "1970-01-01"))
    ElementTree.SubElement(root, "link", {"rel": "self", "href": own})
    ElementTree.SubElement(
        root, "link", {"rel": "alternate", "type": "text/html", "href": absolute_url(feed.base_url, feed.page)}
    )
    _add(ElementTree.SubElement(root, "author"), "name", feed.author)
    for target in newest:
        _entry(root, target, feed.base_url)
    ElementTree.indent(root, "")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


def json_feed(feed: Feed) -> bytes:
    """Return the same pages as a JSON Feed. Each item has its summary as text, or else its title: one must be there."""
    fields = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": absolute_url(feed.base_url, feed.page),
        "feed_url": absolute_url(feed.base_url, feed.page + JSON_FILE),
        **({"description": feed.subtitle} if feed.subtitle else {}),
        "authors": [{"name": feed.author, "url": absolute_url(feed.base_url, "/")}],
        "language": feed.language,
        "items": [_item(target, feed.base_url) for target in _newest(feed)],
    }
    return msgspec.json.format(msgspec.json.encode(fields), indent=1) + b"\n"


def _newest(feed: Feed) -> list[Target]:
    dated = [target for target in feed.targets if target.published]
    return sorted(dated, key=lambda target: (target.updated, target.url), reverse=True)[:LONGEST]


def _item(target: Target, base_url: str) -> dict[str, str]:
    address = absolute_url(base_url, target.url)
    return {
        "id": address,
        "url": address,
        "title": target.title,
        "content_text": target.summary or target.title,
        **({"summary": target.summary} if target.summary else {}),
        "date_published": _instant(target.published),
        "date_modified": _instant(target.updated),
    }


def sitemap(base_url: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """Return the sitemap of all pages (sitemaps.org, protocol 0.9).

    `pages` has the site path of each, and the day, ISO 8601, on which somebody last changed or reviewed it; "" where
    nobody says.
    """
    root = ElementTree.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for path, day in pages:
        entry = ElementTree.SubElement(root, "url")
        _add(entry, "loc", absolute_url(base_url, path))
        if day:
            _add(entry, "lastmod", day)
    ElementTree.indent(root, "")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


def _entry(root: ElementTree.Element, target: Target, base_url: str) -> None:
    entry = ElementTree.SubElement(root, "entry")
    _add(entry, "title", target.title)
    _add(entry, "id", absolute_url(base_url, target.url))
    ElementTree.SubElement(
        entry, "link", {"rel": "alternate", "type": "text/html", "href": absolute_url(base_url, target.url)}
    )
    _add(entry, "published", _instant(target.published))
    _add(entry, "updated", _instant(target.updated))
    if target.summary:
        _add(entry, "summary", target.summary)


def _instant(day: str) -> str:
    """An Atom date: the day's midnight, since pages carry days (RFC 3339)."""
    return f"{day}T00:00:00Z"


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = _forbidden().sub("", text)


@functools.cache
def _forbidden() -> re.Pattern[str]:
    """Return the pattern of characters that XML 1.0 does not allow (section 2.2). Those that it does compile slowly."""
    return re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
