"""How site and twin were left in, the record of it for the next publication out, and back.

The record holds for this machine and these very files alone. It saves work and decides nothing: where it is missing,
damaged, or of other files than those that lie there, all of them are read.
"""

import hashlib
from contextlib import suppress

import msgspec

from fingerpost.files import FileSystem
from fingerpost.output import MANIFEST
from fingerpost.publish.places import RECORD, TWIN, inside

__all__ = ["NOTHING_KNOWN", "Record", "Twin", "read_record", "twin_stands", "write_record"]

MAGIC = b"fingerpost published 1\n"
DIGEST_BYTES = 16


class Twin(msgspec.Struct, frozen=True, array_like=True):
    """The twin of a site. A file of it that is not told of here has the same stamp in both."""

    manifest: str
    """The stamp of its manifest, which is taken away before anything else is changed, and comes back last."""
    differs: dict[str, bool]
    """Each path at which it may hold something else than the site, and whether anything lies there."""
    folders: dict[str, str]
    """Each folder and its stamp."""


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What lay in the output folder after a publication, and what lies in its twin."""

    build: str
    """The name of the build, as the manifest tells it."""
    files: dict[str, str]
    """Each file, link and empty folder (a slash behind), Fingerpost's or not, and its stamp."""
    folders: dict[str, str]
    """Each folder and its stamp, "" for the output folder itself."""
    twin: Twin | None
    """None where nothing is known of it."""


NOTHING_KNOWN = Record("", {}, {"": ""}, None)
"""No stamp is "", so that all is looked at."""


def read_record(files: FileSystem) -> tuple[Record, bytes]:
    """Read the record, whatever build it is of, and the digest by which it is known again.

    Nothing is known where it cannot be read; then the digest is b"".
    """
    try:
        text = files.read(RECORD)
        head, body = text[: len(MAGIC) + DIGEST_BYTES], text[len(MAGIC) + DIGEST_BYTES :]
        if head == _head(body):
            return msgspec.msgpack.decode(body, type=Record), head
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        pass
    return NOTHING_KNOWN, b""


def write_record(files: FileSystem, record: Record) -> None:
    """Write the record, which is left out where that fails: the site stands, and the next publication is a slow one.

    So it is, too, where a name in the output folder is not UTF-8.
    """
    with suppress(OSError, UnicodeEncodeError):
        body = msgspec.msgpack.encode(record)
        if files.standing(RECORD) == "folder":
            files.remove_tree(RECORD)
        files.write(RECORD, _head(body) + body)


def twin_stands(files: FileSystem, twin: Twin) -> bool:
    """Tell whether the twin is as it was left: a whole site, in which no name came or went.

    A file of it that was written to is known by the stamp of the same file in the site.
    """
    now = files.stamps(inside(TWIN, (MANIFEST, *twin.folders)))
    return "" not in now and now == [twin.manifest, *twin.folders.values()]


def _head(body: bytes) -> bytes:
    return MAGIC + hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest()
