"""The text of a source in, its front matter as a typed record, the place of each value, and the body out."""

import re
from typing import Any

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.fields import read_fields
from fingerpost.kinds import FRONT_MATTER, AnyFrontMatter, Form, FrontMatter, Kind, Standing
from fingerpost.naming import kind_meant
from fingerpost.page import Source
from fingerpost.urls import check_slug, is_source_address, site_path_of, slugify
from fingerpost.yamltext import YamlText, parse_yaml

__all__ = ["LARGEST_FRONT_MATTER", "FrontMatterText", "read_front_matter"]

LARGEST_FRONT_MATTER = 64_000
"""Characters."""
_BLOCK = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_NAMES = {
    Kind.TUTORIAL: "a tutorial",
    Kind.PART: "a part of a tutorial",
    Kind.COLUMN: "a column",
    Kind.GUIDE: "a guide",
    Kind.TOPIC: "a topic",
    Kind.PATH: "a path",
    Kind.AUTHOR: "an author",
    Kind.PAGE: "a page",
}


class FrontMatterText(msgspec.Struct, frozen=True):
    """Front matter as it stands in its source."""

    front: AnyFrontMatter
    places: dict[str, Place]
    """The place of each value by dotted key; `title` is always there."""
    body: str
    body_line: int
    """The number of the body's first line in the file."""
    diagnostics: tuple[Diagnostic, ...]
    whole: bool = True
    """Whether the file tells where front matter ends and the text begins."""
    sources_known: bool = True
    """Whether all of `sources` could be read."""


def read_front_matter(source: Source) -> FrontMatterText:
    """Split a source at its front matter and check it.

    Whatever is wrong, a record comes back: the page goes on with what could be read, so that one mistake in front
    matter does not look like ten broken references to the page elsewhere.
    """
    fence = Place(source.path, 1, 1, 3, source.text.split("\n", 1)[0])
    block = _BLOCK.match(source.text)
    if source.damaged or block is None:
        return _without_block(source, fence)
    body, body_line = source.text[block.end() :], source.text.count("\n", 0, block.end()) + 1
    if len(block[1]) > LARGEST_FRONT_MATTER:
        return _fallen_back(source, body, body_line, messages.front_matter_too_large(fence, LARGEST_FRONT_MATTER))
    mapping = parse_yaml(block[1], source.path, 2)
    if isinstance(mapping, Diagnostic):
        return _fallen_back(source, body, body_line, mapping)
    mapping, told = _without_keys_of_folder(source, mapping)
    front, places, diagnostics = read_fields(
        mapping, FRONT_MATTER[source.kind], what=_NAMES[source.kind], whole=fence, fallbacks=_fallbacks(source)
    )
    places = {"title": Place(source.path), **places}
    listed = mapping.data.get("sources", [])
    known = isinstance(listed, list) and len(listed) == len(front.sources)
    found = (*told, *diagnostics, *_check_addresses(front, places), *_check_days(front, places))
    return FrontMatterText(front, places, body, body_line, found, sources_known=known)


def _without_keys_of_folder(source: Source, mapping: YamlText) -> tuple[YamlText, tuple[Diagnostic, ...]]:
    """Where a plain page lies in a folder that is almost called like that of a kind, tell so once for the folder.

    The keys that only this kind has are left out, since nothing is wrong with them.
    """
    _, *folders, _ = source.path.split("/")
    meant = kind_meant(folders[0]) if source.kind is Kind.PAGE and folders else None
    if meant is None:
        return mapping, ()
    fitting, plain = (
        {field.encode_name for field in msgspec.structs.fields(FRONT_MATTER[kind])} for kind in (meant, source.kind)
    )
    only = mapping.data.keys() & (fitting - plain)
    place = Place(f"content/{folders[0]}/")
    told = messages.wrong_folder(place, meant.folder, _NAMES[meant] if only else "")
    data = {key: value for key, value in mapping.data.items() if key not in only}
    return msgspec.structs.replace(mapping, data=data), (told,)


def _without_block(source: Source, fence: Place) -> FrontMatterText:
    """Return what is known of a source that has no block of front matter, or could not be read at all."""
    text = source.text
    if source.damaged:
        return msgspec.structs.replace(_fallen_back(source, "", 1), whole=False)
    if not text.strip():
        return _fallen_back(source, "", 1, messages.empty_file(Place(source.path)))
    if not text.startswith("---"):
        start = msgspec.structs.replace(fence, length=1)
        return _fallen_back(source, text, 1, messages.no_front_matter(start, _NAMES[source.kind]))
    return msgspec.structs.replace(_fallen_back(source, "", 1, messages.unclosed_front_matter(fence)), whole=False)


def _fallen_back(source: Source, body: str, body_line: int, *diagnostics: Diagnostic) -> FrontMatterText:
    """Return the record of a source whose front matter cannot be read."""
    record = FRONT_MATTER[source.kind]
    required = {field.name for field in msgspec.structs.fields(record) if field.required}
    values = {name: value for name, value in _fallbacks(source).items() if name in required}
    places = {"title": Place(source.path)}
    return FrontMatterText(record(**values), places, body, body_line, diagnostics, sources_known=False)


def _fallbacks(source: Source) -> dict[str, Any]:
    """Values for required keys; the title as far as it can be made out, since other pages refer to it."""
    title = _TITLE.search(source.text.split("\n\n", 1)[0])
    return {
        "title": (title[1] if title else "") or source.docname,
        "standing": Standing.COMPOSED,
        "form": Form.HOW_TO,
        "stops": (),
    }


def _check_addresses(front: FrontMatter, places: dict[str, Place]) -> tuple[Diagnostic, ...]:
    """Refuse a slug or redirect that would lead out of the site, and the address of a source that leads nowhere."""
    found = []
    if front.slug and not check_slug(front.slug):
        found.append(messages.bad_slug(places["slug"], front.slug, slugify(front.slug)))
    for number, redirect in enumerate(front.redirects):
        if site_path_of(redirect) is None:
            found.append(messages.bad_redirect(places[f"redirects.{number}"], redirect))
    for number, entry in enumerate(front.sources):
        if entry.url and not is_source_address(entry.url):
            found.append(messages.bad_source_address(places[f"sources.{number}.url"], entry.url))
    return tuple(found)


def _check_days(front: FrontMatter, places: dict[str, Place]) -> tuple[Diagnostic, ...]:
    """Tell of a page that expires before its first day."""
    if front.expires is None or front.published is None or front.expires > front.published:
        return ()
    return (messages.never_published(places["expires"], f"{front.published}", places["published"].line),)
