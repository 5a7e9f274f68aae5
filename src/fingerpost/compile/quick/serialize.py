"""A tree of Python-Markdown in, its HTML with all that was put aside out, byte for byte what the library writes."""

import functools
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown.extensions.md_in_html import MarkdownInHTMLPostprocessor
from markdown.serializers import BOOLEAN_ATTRIBUTES, RE_AMP, to_html_string  # type: ignore[attr-defined]
from markdown.util import ETX, HTML_PLACEHOLDER

__all__ = ["QuickRawHtml", "to_html"]

_BOOLEAN = BOOLEAN_ATTRIBUTES["html"]
_RAW = ("script", "style")
_PLACEHOLDER = HTML_PLACEHOLDER.partition("%s")[0]
"""How the sign begins that stands for what was put aside."""
_PARAGRAPH, _PARAGRAPH_END = "<p>", "</p>"


def to_html(element: Element) -> str:
    """Return the HTML of an element and of all in it."""
    done: list[str] = []
    _write(element, done)
    return "".join(done)


def _write(element: Element, done: list[str]) -> None:
    tag: Any = element.tag
    text, tail = element.text or "", element.tail or ""
    if tail and tail != "\n":
        tail = _escaped(tail)
    if isinstance(tag, str):
        if ("&" in text or "<" in text or ">" in text) and tag.lower() not in _RAW:
            text = _escaped(text)
        attributes = element.items()
        opening = f"<{tag}{_attributes(attributes)}>{text}" if attributes else f"<{tag}>{text}"
        closing = _closing(tag)
    elif tag is None:
        opening, closing = _escaped(text), ""
    else:
        done.append(to_html_string(element))  # a comment, an instruction, a name with a namespace
        return
    if not len(element):
        done.append(f"{opening}{closing}{tail}")
        return
    done.append(opening)
    for child in element:
        _write(child, done)
    done.append(closing + tail)


@functools.lru_cache(200)
def _closing(tag: str) -> str:
    """Return the tag that closes an element, "" for one without content."""
    return "" if tag.lower() in HTML_EMPTY else f"</{tag}>"


def _escaped(text: str) -> str:
    """Escape what stands between tags; an entity stays one."""
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _attributes(items: Iterable[tuple[str, str | None]]) -> str:
    """Write attributes in the order of their names; one that stands for itself, and one without value, as its name."""
    done = []
    for name, value in sorted(items):
        written = None if value is None else _escaped(value).replace('"', "&quot;")
        alone = written is None or (written == name and name in _BOOLEAN)
        done.append(f" {name}" if alone else f' {name}="{written}"')
    return "".join(done)


class QuickRawHtml(MarkdownInHTMLPostprocessor):
    """Puts back what was put aside, found by where its signs stand in place of a search with two ways."""

    def run(self, text: str) -> str:
        """Put back; what stands alone in a paragraph and is a block takes the place of that."""
        if not self.md.htmlStash.html_counter:
            return text
        start, *parts = text.split(_PLACEHOLDER)
        done = [start]
        for part in parts:
            number, end, rest = part.partition(ETX)
            if not (end and number.isascii() and number.isdigit() and int(number) < self.md.htmlStash.html_counter):
                done.append(_PLACEHOLDER + part)
                continue
            html = self.stash_to_string(self.md.htmlStash.rawHtmlBlocks[int(number)])
            if done[-1].endswith(_PARAGRAPH) and rest.startswith(_PARAGRAPH_END):
                done[-1] = done[-1].removesuffix(_PARAGRAPH)
                rest = rest.removeprefix(_PARAGRAPH_END)
                html = html if self.isblocklevel(html) else f"{_PARAGRAPH}{html}{_PARAGRAPH_END}"
            done += self.run(html) if _PLACEHOLDER in html else html, rest
        return "".join(done)
