"""What is published: files below the output folder, made or copied, or why one cannot be. Plain records."""

import hashlib
from collections.abc import Iterable

import msgspec

__all__ = [
    "ASSETS",
    "CARD",
    "CARD_SIZE",
    "DRAWN",
    "GRAPH",
    "HEADERS",
    "INDEX_FOLDER",
    "INDEX_SCRIPT",
    "INDEX_WORDS",
    "LLMS_FULL",
    "MANIFEST",
    "REDIRECTS",
    "ChangedError",
    "Changes",
    "Copy",
    "LostError",
    "Output",
    "digest_of",
    "without_twins",
]

ASSETS = "assets/"
"""Relative to the output folder: where every file lies that has the digest of its bytes in its name."""
HEADERS = "_headers"
"""Relative to the output folder: what a host shall say beside each file, for hosts that read this file."""
CARD = "card.png"
"""The name of the picture that stands for a page where it is shared, beside it."""
CARD_SIZE = (1200, 630)
"""Its pixels: about what Facebook, LinkedIn, Mastodon, Slack and X show without cutting."""
GRAPH = "graph.json"
"""Relative to the output folder: all pages and the links between them, for other tools."""
INDEX_FOLDER = "pagefind"
"""Relative to the output folder: the index for searches lies below it."""
INDEX_SCRIPT = f"{INDEX_FOLDER}/pagefind.js"
"""Relative to the output folder: the script with which the index is asked."""
INDEX_WORDS = f"{INDEX_FOLDER}/words.txt"
"""Relative to the output folder: the words of all pages, a line each."""
LLMS_FULL = "llms-full.txt"
"""Relative to the output folder: the text of all pages as Markdown, for language models."""
DRAWN = (GRAPH, LLMS_FULL)
"""What shows the whole site and is made last; `serve` makes it when somebody asks for it."""
MANIFEST = ".fingerpost.json"
"""Relative to the output folder: the file that names all files which Fingerpost wrote there, each with its digest."""
REDIRECTS = "_redirects"
"""Relative to the output folder: all redirects, for hosts that read this file."""


class ChangedError(OSError):
    """A file that was read before has other bytes now: one of `content/`, by its path. Another build helps."""


class LostError(Exception):
    """The cache no longer holds what its ledger names: it was damaged or cut. A build from nothing helps."""


class Output(msgspec.Struct, frozen=True):
    """A file and its bytes."""

    path: str
    """Relative to the output folder."""
    data: bytes


class Copy(msgspec.Struct, frozen=True):
    """A file that is published as it lies in `content/`."""

    path: str
    """Relative to the output folder."""
    source: str
    """Relative to the project's folder."""


class Changes(msgspec.Struct, frozen=True):
    """What publication changed: paths relative to the output folder, sorted."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def without_twins(paths: Iterable[str]) -> list[str]:
    """Return paths in their order, without those of a compressed twin beside whose file they stand."""
    known = dict.fromkeys(paths)
    return [path for path in known if not (path.endswith((".br", ".gz")) and path[:-3] in known)]


def digest_of(data: bytes) -> str:
    """Return the digest by which the bytes of an output are known: BLAKE2b (RFC 7693), 128 bits, as hex digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
