"""The HTML of a page in; the same with each drawing that stands in it as a file of its own, and these files, out."""

import html
import re

__all__ = ["without_drawings"]

_DRAWING = re.compile(r"<svg\b([^>]*)>(.*?)</svg\s*>", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")
"""A character by a name that XML does not know."""
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title\s*>|aria-label=\"([^\"]*)\"", re.DOTALL)
SCHEME = "drawing:"
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def without_drawings(page: str) -> tuple[str, dict[str, bytes]]:
    """Return HTML in which each inline SVG is a picture at an address of its own; and the bytes of each, by address.

    What reads HTML may not know that SVG tells capital letters from small ones; a file is read as it should be. The
    words of a drawing, its title or label, are those of the picture.
    """
    drawings: dict[str, bytes] = {}

    def apart(found: re.Match[str]) -> str:
        attributes, inside = found[1], found[2]
        address = f"{SCHEME}{len(drawings)}"
        space = "" if "xmlns=" in attributes else NAMESPACE
        drawing = f"<svg{space}{attributes}>{inside}</svg>"
        drawings[address] = _NAMED.sub(lambda one: html.unescape(one[0]), drawing).encode()
        said = _TITLE.search(found[0])
        words = (said[1] or said[2] or "").strip() if said else ""
        return f'<img src="{address}" alt="{words}">'

    return _DRAWING.sub(apart, page), drawings
