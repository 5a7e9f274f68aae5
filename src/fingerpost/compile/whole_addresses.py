"""A document and the file it was made from in; the web addresses to which it links, and where they stand, out.

What a link out of the site leads to is not asked. But one may lead to the site itself, which is not known here.
"""

import html
import re

from fingerpost.compile.body_text import BodyText
from fingerpost.diagnostics import Place

__all__ = ["whole_addresses"]

_LINKED = re.compile(r'<a [^>]*?href="(https?://[^"]+)"')


def whole_addresses(linked: str, source: str, body: BodyText) -> tuple[tuple[str, Place], ...]:
    """Return each web address to which HTML links, once, with the first place outside fenced code at which it stands.

    `source` is the whole file: an address may stand in its front matter too.
    """
    if 'href="http' not in linked:
        return ()
    addresses = dict.fromkeys(map(html.unescape, _LINKED.findall(linked)))
    return tuple((address, _place(address, source, body)) for address in addresses)


def _place(address: str, source: str, body: BodyText) -> Place:
    start = source.find(address)
    while start >= 0:
        row = source.count("\n", 0, start)
        if row + 1 - body.first_line not in body.fenced:
            line = source.rfind("\n", 0, start) + 1
            text = source[line:].partition("\n")[0]
            return Place(body.file, row + 1, start - line + 1, len(address), text)
        start = source.find(address, start + 1)
    return Place(body.file)
