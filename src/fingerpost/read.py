"""The file system in, all sources and assets of `content/` out. The only reader of `content/`.

1. list the files, sorted;  2. tell settings, sources and assets apart;  3. decode, measure, digest.
A file that cannot be used becomes a diagnostic; the others go on.
"""

import hashlib
import io
import posixpath
import re
import struct
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, DEFAULT_SETTINGS, Settings, read_config
from fingerpost.decoding import decode_loosely, decode_text
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import Entry, FileSystem
from fingerpost.kinds import kind_of
from fingerpost.output import ASSETS, digest_of
from fingerpost.page import Asset, Content, Source
from fingerpost.promises import NO_PROMISES, PROMISES_FILE, Promises, decode_promises
from fingerpost.rasters import raster_of, sizes_for
from fingerpost.urls import composed, docname_of

__all__ = ["CONTENT_FOLDER", "Before", "read_promises", "read_settings", "read_site"]

CONTENT_FOLDER = "content"
STATIC_FOLDER = "content/static/"
"""Files in here keep their names and lie at the root of the site: `favicon.ico`, `CNAME`."""
LARGEST_SOURCE = 1_000_000
"""Bytes of one Markdown file: some 150,000 words, more than a long novel."""
_HEAD = 4096
"""Bytes in which the first tag of an SVG stands."""
_NUMBER = rb"[\s,]+(\d+(?:\.\d+)?)"
_VIEW_BOX = re.compile(rb"""<svg[^>]*?\sviewBox=["']\s*-?[\d.]+[\s,]+-?[\d.]+""" + _NUMBER * 2)
_LIKE_PAGES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".md.txt")
"""What else the name of a file ends in, in any letter case, that is written as a page."""
_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_SIMPLE_PICTURES = (".apng", ".bmp", ".ico", ".jfif")
"""What browsers show too, and nobody here looks into."""
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"\0\0\1\0")
"""How the files begin that browsers show whatever they are called (WHATWG, MIME Sniffing, 6.1)."""
_AVIF = re.compile(rb"avi[fs]")
_SVG = re.compile(rb"<(?:[\w.-]+:)?svg\b")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Before(msgspec.Struct, frozen=True):
    """The files of `content/` as they were read before."""

    stamps: Mapping[str, str] = {}
    """By path."""
    sources: AbstractSet[str] = frozenset()
    """The paths of the sources of which there was nothing to say."""
    assets: Mapping[str, Asset] = {}
    """By path."""


NOTHING = Before()


def read_settings(files: FileSystem) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """Return the settings of the site, or None where there is no site."""
    try:
        text = decode_text(files.read(CONFIG_FILE), CONFIG_FILE)
    except (FileNotFoundError, IsADirectoryError):
        return None, (messages.no_site(CONFIG_FILE),)
    if isinstance(text, Diagnostic):
        return DEFAULT_SETTINGS, (text,)
    return read_config(text)


def read_promises(files: FileSystem, before: Promises = NO_PROMISES) -> tuple[Promises, tuple[Diagnostic, ...]]:
    """Return what the site has promised: nothing yet, where there is no such file. `before` is what it said before."""
    try:
        text = decode_text(files.read(PROMISES_FILE), PROMISES_FILE)
    except FileNotFoundError:
        return Promises(), ()
    except IsADirectoryError:
        return Promises(), (messages.damaged_promises(Place(PROMISES_FILE)),)
    if isinstance(text, Diagnostic):
        return Promises(), (messages.damaged_promises(text.place),)
    return (before, ()) if text == before.text != "" else decode_promises(text)


def read_site(
    files: FileSystem, before: Before = NOTHING, entries: tuple[Entry, ...] | None = None
) -> tuple[Content, tuple[Diagnostic, ...]]:
    """Return every source and asset below `content/`, sorted by path, and a diagnostic for each file left out.

    A file with the stamp that it had before is not read again. `entries` are all files, where somebody has listed them
    already.
    """
    sources: list[Source] = []
    assets: list[Asset] = []
    diagnostics: list[Diagnostic] = []
    known, listed = before.stamps, files.walk(CONTENT_FOLDER) if entries is None else entries
    no_sources = known.keys() - before.sources
    others = {
        entry.path: entry
        for entry in listed
        if not entry.stamp or known.get(entry.path) != entry.stamp or entry.path in no_sources
    }
    for path, entry in others.items():
        if entry.stamp and known.get(path) == entry.stamp and path in before.assets:
            assets.append(before.assets[path])
            continue
        made, found = _read_entry(files, entry)
        if isinstance(made, Source):
            sources.append(made)
        elif isinstance(made, Asset):
            assets.append(made)
        diagnostics += found
    stamps = {entry.path: entry.stamp for entry in listed}
    kept = tuple([path for path in stamps if path not in others])
    diagnostics += _written_twice(stamps)
    return Content(tuple(sources), tuple(assets), kept, stamps), tuple(diagnostics)


def _written_twice(paths: Collection[str]) -> Iterator[Diagnostic]:
    """Tell of files whose names differ in the form of Unicode alone; of two pages this is told by their address."""
    for path in paths:
        name = composed(path)
        if name != path and name in paths and not path.endswith(".md"):
            yield messages.same_address(Place(path), name.removeprefix(CONTENT_FOLDER), name)


def _read_entry(files: FileSystem, entry: Entry) -> tuple[Source | Asset | None, tuple[Diagnostic, ...]]:
    """Return what one file is, None for what does not concern the site; and what is wrong with it."""
    below = entry.path.removeprefix(CONTENT_FOLDER + "/")
    if not entry.path.isprintable() and any("\ud800" <= character <= "\udfff" for character in entry.path):
        shown = entry.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return None, (messages.odd_file_name(Place(shown)),)
    if entry.link:
        broken = entry.link == "broken"
        return None, (
            messages.broken_symlink(Place(entry.path)) if broken else messages.leads_outside(Place(entry.path)),
        )
    static = entry.path.startswith(STATIC_FOLDER)
    if entry.path == CONFIG_FILE:
        return None, ()
    if _is_hidden(below) and not static:
        return None, _left_out(files, entry.path)
    if below.endswith(".md") and not static:
        return _read_source(files, entry)
    return _read_asset(files, entry), ()


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) or part.endswith("~") for part in path.split("/"))


def _left_out(files: FileSystem, path: str) -> tuple[Diagnostic, ...]:
    """Tell of a file that is left out, where its name says that it was meant for the page of its folder."""
    folder, _, name = path.rpartition("/")
    page = f"{folder}/index.md"
    if name.lower() != "_index.md" or _is_hidden(folder) or files.standing(page):
        return ()
    return (messages.left_out(Place(path), page if kind_of(docname_of(page)) else ""),)


def _read_source(files: FileSystem, entry: Entry) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Return a source. One that cannot be read comes back damaged, so that references to it are not called wrong."""
    docname = docname_of(entry.path)
    kind = kind_of(docname)
    if kind is None:
        return None, (messages.no_such_place(Place(entry.path)),)
    if entry.size > LARGEST_SOURCE:
        too_large = messages.too_large(Place(entry.path), entry.size, LARGEST_SOURCE)
        return Source(docname, entry.path, kind, "", damaged=True), (too_large,)
    data = files.read(entry.path)
    text = decode_text(data, entry.path)
    if isinstance(text, Diagnostic):
        return Source(docname, entry.path, kind, decode_loosely(data), damaged=True), (text,)
    return Source(docname, entry.path, kind, text, digest=digest_of(data)), ()


def _read_asset(files: FileSystem, entry: Entry) -> Asset:
    data = files.read(entry.path)
    digest = digest_of(data)
    if entry.path.startswith(STATIC_FOLDER):
        return Asset(entry.path, composed(entry.path.removeprefix(STATIC_FOLDER)), digest=digest)
    stem, suffix = posixpath.splitext(entry.path.removeprefix(CONTENT_FOLDER + "/"))
    output = f"{ASSETS}{composed(stem)}.{hashlib.sha256(data).hexdigest()[:10]}{suffix}"
    if suffix.lower() not in _PICTURES:
        foreign, like_page = suffix.lower() not in _SIMPLE_PICTURES, _is_like_page(entry.path.lower(), data)
        return Asset(entry.path, output, digest=digest, foreign=foreign, like_page=like_page)
    raster = raster_of(data)
    width, height = _size(data, turn=not raster.known)
    width, height = (height, width) if raster.turned else (width, height)
    sizes = sizes_for(raster, width, len(data))
    foreign = not (raster.cut or _is_shown(data, suffix.lower()))
    return Asset(entry.path, output, width, height, digest, sizes, raster.private, raster.cut, foreign)


def _is_shown(data: bytes, suffix: str) -> bool:
    """Tell whether a browser takes a file for a picture; it looks at the first bytes, and for SVG at the suffix too."""
    if suffix == ".svg":
        return _SVG.search(data) is not None or data.startswith(_UTF16)
    if data[4:8] == b"ftyp":
        return _AVIF.search(data, 8, int.from_bytes(data[:4])) is not None
    return data.startswith(_SIGNATURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def _is_like_page(path: str, data: bytes) -> bool:
    """Tell whether somebody may take a file for a page; of plain text, what it begins with tells."""
    return path.endswith(_LIKE_PAGES) or (path.endswith(".txt") and data.removeprefix(BOM_UTF8).startswith(b"---"))


def _size(data: bytes, *, turn: bool) -> tuple[int, int]:
    """Width and height of a picture in pixels; 0, 0 where it does not say. An SVG may say by its viewBox alone.

    `turn` is whether to see one that lies on its side as a reader does.
    """
    import imagesize  # noqa: PLC0415 -- it brings much along, and not every site has a picture

    try:
        width, height = imagesize.get(io.BytesIO(data), exif_rotation=turn)
    except (ValueError, OSError, struct.error, SyntaxError, LookupError, TypeError):
        width, height = -1, -1
    if width > 0 and height > 0:
        return int(width), int(height)
    box = _VIEW_BOX.search(data[:_HEAD])
    return (round(float(box[1])), round(float(box[2]))) if box else (0, 0)
