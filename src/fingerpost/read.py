"""The file system in, all sources and assets of `content/` out. The only reader of `content/`.

1. list the files, sorted;  2. tell settings, sources and assets apart;  3. decode, measure, digest.
A file that cannot be used becomes a diagnostic; the others go on.
"""

import hashlib
import io
import posixpath

import imagesize

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, Settings, read_config
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import Entry, FileSystem
from fingerpost.kinds import kind_of
from fingerpost.page import Asset, Content, Source

__all__ = ["CONTENT_FOLDER", "docname_of", "read_settings", "read_site"]

CONTENT_FOLDER = "content"
STATIC_FOLDER = "content/static/"
"""Files in here keep their names and lie at the root of the site: `favicon.ico`, `CNAME`."""
LARGEST_SOURCE = 1_000_000
"""Bytes of one Markdown file: some 150,000 words, more than a long novel."""
_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def read_settings(files: FileSystem) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """Return the settings of the site, or None where there is no site."""
    try:
        text = _decode(files.read(CONFIG_FILE), CONFIG_FILE)
    except FileNotFoundError:
        return None, (messages.no_site(CONFIG_FILE),)
    if isinstance(text, Diagnostic):
        return None, (text,)
    return read_config(text)


def read_site(files: FileSystem) -> tuple[Content, tuple[Diagnostic, ...]]:
    """Return every source and asset below `content/`, sorted by path, and a diagnostic for each file left out."""
    sources: list[Source] = []
    assets: list[Asset] = []
    diagnostics: list[Diagnostic] = []
    for entry in files.walk(CONTENT_FOLDER):
        made = _read_entry(files, entry)
        if isinstance(made, Source):
            sources.append(made)
        elif isinstance(made, Asset):
            assets.append(made)
        elif made is not None:
            diagnostics.append(made)
    return Content(tuple(sources), tuple(assets)), tuple(diagnostics)


def docname_of(path: str) -> str:
    """Return the docname of a source: its path below `content/` without suffix; a folder's `index.md` is the folder."""
    name = posixpath.splitext(path)[0].removeprefix(CONTENT_FOLDER + "/")
    return name.removesuffix("/index")


def _read_entry(files: FileSystem, entry: Entry) -> Source | Asset | Diagnostic | None:
    """Return what one file is; None for what does not concern the site."""
    below = entry.path.removeprefix(CONTENT_FOLDER + "/")
    if entry.outside:
        return messages.leads_outside(Place(entry.path))
    if entry.path == CONFIG_FILE or (_is_hidden(below) and not entry.path.startswith(STATIC_FOLDER)):
        return None
    if below.endswith(".md") and not entry.path.startswith(STATIC_FOLDER):
        return _read_source(files, entry)
    return _read_asset(files, entry)


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) or part.endswith("~") for part in path.split("/"))


def _read_source(files: FileSystem, entry: Entry) -> Source | Diagnostic:
    if entry.size > LARGEST_SOURCE:
        return messages.too_large(Place(entry.path), entry.size, LARGEST_SOURCE)
    docname = docname_of(entry.path)
    kind = kind_of(docname)
    if kind is None:
        return messages.no_such_place(Place(entry.path))
    text = _decode(files.read(entry.path), entry.path)
    return Source(docname, entry.path, kind, text) if isinstance(text, str) else text


def _decode(data: bytes, path: str) -> str | Diagnostic:
    """Decode UTF-8; a byte-order mark and any style of line end are fine."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        text_before = before[line_start:].decode("utf-8", "replace").removeprefix("\ufeff")
        line = data[line_start:].split(b"\n")[0].decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r")
        place = Place(path, before.count(b"\n") + 1, len(text_before) + 1, 1, line)
        return messages.not_utf8(place, data[error.start])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_asset(files: FileSystem, entry: Entry) -> Asset:
    if entry.path.startswith(STATIC_FOLDER):
        return Asset(entry.path, entry.path.removeprefix(STATIC_FOLDER))
    data = files.read(entry.path)
    stem, suffix = posixpath.splitext(entry.path.removeprefix(CONTENT_FOLDER + "/"))
    digest = hashlib.sha256(data).hexdigest()[:10]
    width, height = _size(data) if suffix.lower() in _PICTURES else (0, 0)
    return Asset(entry.path, f"{stem}.{digest}{suffix}", width, height)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels; 0, 0 where it does not say."""
    try:
        width, height = imagesize.get(io.BytesIO(data))
    except (ValueError, OSError):
        return 0, 0
    return max(0, int(width)), max(0, int(height))
