"""Targets in, an Atom feed out (RFC 4287)."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

import msgspec

from fingerpost.page import Target
from fingerpost.urls import absolute_url

__all__ = ["Feed", "atom_feed", "sitemap"]

LONGEST = 30
"""Entries of a feed."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow (section 2.2)."""
ATOM = "http://www.w3.org/2005/Atom"


class Feed(msgspec.Struct, frozen=True):
    """A feed, and the pages that may stand in it."""

    title: str
    subtitle: str
    page: str
    """Site path of the page that the feed belongs to."""
    path: str
    """Site path of the feed itself."""
    author: str
    language: str
    base_url: str
    targets: tuple[Target, ...]


def atom_feed(feed: Feed) -> bytes:
    """Return the newest dated pages of a feed as Atom, the newest first; a feed without any says it never changed."""
    dated = [target for target in feed.targets if target.published]
    newest = sorted(dated, key=lambda target: (target.updated, target.url), reverse=True)[:LONGEST]
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "id", absolute_url(feed.base_url, feed.path))
    _add(root, "updated", _instant(newest[0].updated if newest else "1970-01-01"))
    ElementTree.SubElement(root, "link", {"rel": "self", "href": absolute_url(feed.base_url, feed.path)})
    ElementTree.SubElement(
        root, "link", {"rel": "alternate", "type": "text/html", "href": absolute_url(feed.base_url, feed.page)}
    )
    _add(ElementTree.SubElement(root, "author"), "name", feed.author)
    for target in newest:
        _entry(root, target, feed.base_url)
    ElementTree.indent(root, "")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode() + b"\n"


def sitemap(base_url: str, targets: Iterable[Target]) -> bytes:
    """Return the sitemap of all pages (sitemaps.org, protocol 0.9), with the day of each one's last change."""
    root = ElementTree.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for target in targets:
        entry = ElementTree.SubElement(root, "url")
        _add(entry, "loc", absolute_url(base_url, target.url))
        if target.updated:
            _add(entry, "lastmod", target.updated)
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
    ElementTree.SubElement(parent, tag).text = _FORBIDDEN.sub("", text)
