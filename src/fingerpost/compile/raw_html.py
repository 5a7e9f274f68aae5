"""The HTML of a page and its Markdown in, a diagnostic for each raw tag that would break the page out.

The HTML tells which tags do not go in pairs, since all that a dialect writes does; the Markdown tells where they stand.
"""

import re
from collections import Counter
from collections.abc import Iterator

from fingerpost import messages
from fingerpost.compile.body_text import BodyText
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["check_raw_html"]

_FRAME = frozenset({"body", "head", "html", "main"})
"""Elements that stand around a text, and never in it."""
_TEXTUAL = ("iframe", "noscript", "plaintext", "script", "select", "style", "textarea", "title", "xmp")
"""Elements within which a browser knows no others."""
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "center", "details", "dialog", "div", "dl", "fieldset", "figure"),
    *("footer", "form", "header", "nav", "ol", "pre", "section", "table", "ul"),
)
_APART = frozenset({"iframe", "math", "noscript", "script", "style", "svg", "textarea", "title", "xmp"})
"""Elements with rules of their own within, where they are closed."""
_NAMES = "|".join(sorted({*_FRAME, *_TEXTUAL, *_BLOCKS, *_APART}))
_TAG = re.compile(rf"<(?:(/?)({_NAMES})(?=[\s/>])[^<>]*>|!--)", re.IGNORECASE)
_INDENT = ("    ", "\t")


def check_raw_html(html: str, text: BodyText) -> tuple[Diagnostic, ...]:
    """Tell of raw tags without their other half, of those that belong around a text, and of a comment left open."""
    if "<" not in text.text:
        return ()
    comment = _open_comment(text) if html else None
    told = (messages.unclosed_comment(comment),) if comment else ()
    if not _TAG.search(text.text):
        return told
    odd: Counter[str] = Counter()
    for found in _tags(html):
        odd[found[2].lower()] += -1 if found[1] else 1
    unpaired = {name: count for name, count in odd.items() if count or name in _FRAME}
    return (*told, *_tell(unpaired, text)) if unpaired else told


def _tell(unpaired: dict[str, int], text: BodyText) -> Iterator[Diagnostic]:
    """Look for the places of tags that have no other half; `unpaired` says how many more of each open than close."""
    opened: dict[str, list[Place]] = {}
    for found in _tags(text.text):
        name = found[2].lower()
        place = _place(text, found.start(), len(found[0])) if name in unpaired else None
        if place is None:
            continue
        if name in _FRAME or (found[1] and not opened.get(name)):
            yield messages.stray_tag(place, f"<{found[1]}{name}>")
        elif found[1]:
            opened[name].pop()
        else:
            opened.setdefault(name, []).append(place)
    for name, places in opened.items():
        likely = sorted(places, key=lambda place: place.text.startswith(_INDENT))  # what is indented may be code
        yield from (messages.unclosed_tag(place, name) for place in likely[: max(0, unpaired[name])])


def _tags(text: str) -> Iterator[re.Match[str]]:
    """Give the tags of a text but those in comments and elements apart; a missing end is looked for once."""
    endless: set[str] = set()
    position = 0
    while found := _TAG.search(text, position):
        position = found.end()
        name = found[2].lower() if found[2] else ""
        if (not name or (name in _APART and not found[1])) and name not in endless:
            end = re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE).search(text, position)
            if end:
                position = end.end()
                continue
            endless.add(name)
        if name:
            yield found


def _open_comment(text: BodyText) -> Place | None:
    start = text.text.rfind("<!--")
    return None if start < 0 or text.text.find("-->", start) >= 0 else _place(text, start, len("<!--"))


def _place(text: BodyText, start: int, length: int) -> Place | None:
    """Return a place in the text; None for one in code."""
    place = text.at(start, length)
    return None if place is None or place.text[: place.column - 1].count("`") % 2 else place
