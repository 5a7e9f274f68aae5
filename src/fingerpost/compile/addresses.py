"""A document of a dialect in; the same with a class on each link whose words are its address out, for paper."""

import re

import msgspec

from fingerpost.compile.dialect import Document

__all__ = ["with_addresses"]

_SHOWN = re.compile(
    r'<a (?=href="https?://(?:www\.)?(?P<address>[^"]+?)/?"(?: title="[^"]*")?>'
    r"(?:https?://)?(?:www\.)?(?P=address)/?</a>)"
)


def with_addresses(document: Document) -> Document:
    """Return a document in which each link out of the site that shows its own address is of class `address`."""
    if '<a href="http' not in document.html:
        return document
    return msgspec.structs.replace(document, html=_SHOWN.sub('<a class="address" ', document.html))
