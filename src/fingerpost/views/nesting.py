"""The HTML of a page in; the same as a chapter of a book out: one level deeper, its ids its own, its links made over.

Only tags are looked at; comments, scripts and what is written in code stay as they are.
"""

import html
import re
from collections.abc import Mapping
from urllib.parse import unquote, urljoin

import msgspec

from fingerpost.urls import address_of, is_external
from fingerpost.views.frame import Frame

__all__ = ["Binding", "inner_id", "nested"]

DEEPEST = 6
_TAG = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style)\b.*?</(?P=raw)\s*>"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""\s+(?P<name>[^\s=<>"'/]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'<>]+)))?"""
)
_HEADING = re.compile("[hH][1-6]")
_HEADING_LINK = re.compile(r'<a aria-labelledby="[^"]*" class="anchor" href="[^"]*"></a>')
"""The link that a heading of a page of the site has to itself."""
_IDS = frozenset({"id", "name"})
"""Attributes that name something for others of the page: ids, and the groups of radio buttons."""
_ID_LISTS = frozenset(
    {"for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "aria-owns"}
)
"""Attributes that refer to ids, parted by spaces."""
_LINKS = frozenset({"href", "xlink:href", "src", "poster", "data"})
_PAINT = re.compile(r"url\(#([^)]+)\)")
"""How a drawing refers to what is drawn with."""
_UNSAID = frozenset({"mention", "footnote-ref", "footnote-backref"})
"""Classes of links whose address nobody misses on paper."""


class Binding(msgspec.Struct, frozen=True):
    """A book that pages are bound into."""

    url: str
    """The site path of its printable page."""
    anchors: Mapping[str, str]
    """The anchor of each chapter, by the site path of its page."""
    frame: Frame


def inner_id(anchor: str, identifier: str) -> str:
    """Return the id within a chapter of what has an id on its page. No anchor of a chapter has two hyphens in a row."""
    return f"{anchor}--{identifier}"


def nested(text: str, url: str, binding: Binding) -> str:
    """Return the HTML of the page at a site path as that of its chapter.

    Headings stand one level lower; ids and whatever refers to them begin with the anchor of the chapter; links to
    chapters lead within the book. Any other link says in `data-address` where it leads, for paper: mentions of topics
    and links that show their address do not. Folded text is unfolded, and pictures are loaded at once.
    """
    plain = _HEADING_LINK.sub("", text)
    return _TAG.sub(lambda tag: _tag(tag, url, binding), plain)


def _tag(tag: re.Match[str], url: str, binding: Binding) -> str:
    name = tag["name"] or ""
    if not name:
        return tag[0]
    if _HEADING.fullmatch(name):
        name = f"h{min(int(name[1]) + 1, DEEPEST)}"
    if tag["close"]:
        return f"</{name}>"
    written = {
        one["name"]: html.unescape(one["double"] or one["single"] or one["bare"] or "")
        for one in reversed(list(_ATTRIBUTE.finditer(tag["rest"])))  # of two, the first counts (HTML, 13.2.5.33)
    }
    end = "/" if tag["rest"].endswith("/") else ""
    return f"<{name}{_attributes(name, dict(reversed(written.items())), url, binding, tag)}{' ' if end else ''}{end}>"


def _attributes(name: str, written: dict[str, str], url: str, binding: Binding, tag: re.Match[str]) -> str:
    """Return the attributes of an element made over, as HTML."""
    made = {key: _value(key.lower(), value, url, binding) for key, value in written.items()}
    if name == "img" and made.get("loading") == "lazy":
        del made["loading"]
    if name == "details":
        made["open"] = ""
    if name == "a" and (address := _address(made, written, url, binding)) and not _shows(tag, address):
        made["data-address"] = address
    return "".join(f' {key}="{html.escape(value)}"' if value else f" {key}" for key, value in made.items())


def _value(key: str, value: str, url: str, binding: Binding) -> str:
    anchor = binding.anchors[url]
    if key in _IDS:
        return inner_id(anchor, value) if value else value
    if key in _ID_LISTS:
        return " ".join(inner_id(anchor, one) for one in value.split())
    if key == "usemap":
        return f"#{inner_id(anchor, value.removeprefix('#'))}"
    if key == "srcset":
        return ", ".join(" ".join((_href(one[0], url, binding), *one[1:])) for one in _candidates(value))
    if key in _LINKS:
        return _href(value, url, binding)
    return _PAINT.sub(lambda found: f"url(#{inner_id(anchor, found[1])})", value)


def _candidates(srcset: str) -> list[list[str]]:
    return [words for one in re.split(r",\s+", srcset) if (words := one.split())]


def _href(written: str, url: str, binding: Binding) -> str:
    """Return what the book writes in the place of a link that a page has."""
    target = _site_path(written, url, binding)
    if target is None:
        return written
    path, mark, anchor = target.partition("#")
    if path in binding.anchors:
        within = binding.anchors[path]
        return f"#{inner_id(within, unquote(anchor)) if anchor else within}"
    return binding.frame.href(path, binding.url) + mark + anchor


def _site_path(written: str, url: str, binding: Binding) -> str | None:
    """Return the site path to which a link of the page at `url` leads, with its anchor; None where it leaves the site.

    A query belongs to no path of this site, so a link with one is left as it is written.
    """
    if not written or is_external(written) or "?" in written:
        return None
    frame = binding.frame
    path, mark, anchor = written.partition("#")
    if not path:
        return url + mark + anchor
    home = frame.absolute("/")
    full = urljoin(urljoin(home, frame.href(url, url)) if path.startswith("/") else frame.absolute(url), path)
    if not full.startswith(home):
        return None
    return address_of(unquote(full.removeprefix(home))) + mark + anchor


def _address(made: dict[str, str], written: dict[str, str], url: str, binding: Binding) -> str:
    """Return the address that a link out of the book shows on paper, without its scheme; "" for any other link."""
    target = made.get("href", "")
    if not target or target.startswith("#") or not _UNSAID.isdisjoint(written.get("class", "").split()):
        return ""
    path = _site_path(written["href"], url, binding)
    full = binding.frame.absolute(path) if path is not None else target
    if path is not None and "#" in path:
        full = binding.frame.absolute(path.partition("#")[0]) + "#" + path.partition("#")[2]
    return re.sub(r"^(?:https?://|mailto:|tel:)", "", full).removesuffix("/")


def _shows(tag: re.Match[str], address: str) -> bool:
    """Tell whether the words of a link are its address."""
    text = html.unescape(tag.string[tag.end() : tag.end() + 2 * len(address) + 20])
    return re.sub(r"^\s*(?:https?://)?(?:www\.)?", "", text).startswith(address.removeprefix("www."))
