"""A document of a dialect in; the same with a class on each link whose words are its address out, for paper.

And what is told of an address that was copied from the preview.
"""

import html
import re
from collections.abc import Iterator

import msgspec

from fingerpost import messages
from fingerpost.compile.body_text import BodyText
from fingerpost.compile.dialect import Document
from fingerpost.diagnostics import Diagnostic
from fingerpost.kinds import Kind

__all__ = ["check_addresses", "with_addresses"]

_SHOWN = re.compile(
    r'<a (?=href="https?://(?:www\.)?(?P<address>[^"]+?)/?"(?: title="[^"]*")?>'
    r"(?:https?://)?(?:www\.)?(?P=address)/?</a>)"
)
_HERE = ("//127.0.0.1", "//localhost")
_FOLDERS = "|".join(sorted({kind.folder for kind in Kind if kind.folder}))
_PREVIEWED = re.compile(rf'href="(https?://(?:127\.0\.0\.1|localhost)(?::\d+)?(/(?:{_FOLDERS})/[^"]*))"')
"""The address of a page of the site, as `fingerpost serve` shows it, and its path."""


def check_addresses(document: Document, text: BodyText) -> Iterator[Diagnostic]:
    """Tell of links to pages of this site as they are previewed on the author's computer."""
    if any(here in document.html for here in _HERE):
        for found in dict.fromkeys(_PREVIEWED.findall(document.html)):
            address, path = map(html.unescape, found)
            places = (text.find(address, sign) for sign in ("(", "<", ""))
            if place := next(filter(None, places), None):
                yield messages.previewed_address(place, address, path)


def with_addresses(document: Document) -> Document:
    """Return a document in which each link out of the site that shows its own address is of class `address`."""
    if '<a href="http' not in document.html:
        return document
    return msgspec.structs.replace(document, html=_SHOWN.sub('<a class="address" ', document.html))
