"""Blobs and one record in, the same bytes at a later build out, or nothing: never other bytes.

    .fingerpost/cache/record      a format line, the digest of the rest, the rest: what the last build knew
    .fingerpost/cache/HEX.pack    blobs one behind the other, named by the digest of them all, never changed
    .fingerpost/cache/lock        held by the build that reads the record, keeps blobs and saves the next record

Blobs are kept first and reached through the record alone, which takes the place of the last one in a single step: a
kill at any moment leaves the old record with all its blobs or the new one with all of its. What a kill leaves over has
a name by which the next save knows and removes it. Nothing here depends on a time, a path or a machine, so the folder
may be carried elsewhere; and since every byte is checked before it is used, it may also be cut, mixed or written over.
"""

import os
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from hashlib import blake2b, sha256
from itertools import accumulate

import msgspec

from fingerpost.files import Entry, FileSystem

__all__ = ["DAMAGED", "FOREIGN", "Cache", "Ref"]

DAMAGED = "damaged"
FOREIGN = "foreign"
"""Of another format: written by another version of this program."""

FORMAT_LINE = b"fingerpost cache 1\n"
"""The first line of a record. The number stands for the form of packs and their names too."""
ANY_FORMAT = re.compile(rb"fingerpost cache [0-9]+\n")
RECORD_DIGEST = 32
PACK_DIGITS = 32
PACK = re.compile(r"[0-9a-f]{32}")
OWN_FILE = re.compile(r"([0-9a-f]{32})\.pack|[0-9a-f]{32}\.pack\.[0-9]+|record\.new")
"""The name of a pack, of a file that becomes one, or of one that becomes the record."""

MOST_PACKS = 300
"""So many small packs may lie there: a clean build of 1,000 pages on two cores makes 75, a later one a few."""
SMALL = 1 << 20
"""Bytes: a pack below this size is small."""
PACK_SIZE = 16 << 20
"""Bytes: when blobs are packed anew, a pack is full with so many."""


class Ref(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where a blob lies, and by what it is known to be whole."""

    pack: str
    """The digest of the pack, 32 hexadecimal digits: the name of its file without the suffix."""
    start: int
    """The place of its first byte in the pack."""
    length: int
    """Bytes."""
    check: int
    """The CRC-32 of its bytes (as in RFC 1952, section 8)."""


class Cache:
    """The store below one folder of a file system. It keeps nothing in mind: all that it knows lies there.

    Whatever stands in the folder, by damage or by another hand, `record` and `load` raise nothing, and give the bytes
    that were kept or None; `keep` and `save` put their files in the place of whatever has the names of these. Files of
    other names are left alone. Where the disk fails, `keep`, `tidied`, `save` and `lock` raise an `OSError`, and what
    was there before is there still.
    """

    def __init__(self, files: FileSystem, folder: str = ".fingerpost/cache") -> None:
        self._files = files
        self._folder = folder
        self._record = f"{folder}/record"

    def lock(self) -> AbstractContextManager[object]:
        """Hold the cache, from before its record is read until the next one is saved; a second build waits.

        `load` needs no lock: what another build took away is None.
        """
        path = f"{self._folder}/lock"
        self._clear(path)
        return self._files.lock(path)

    def record(self) -> tuple[bytes | None, str]:
        """Return the record that was saved last. With None comes why: DAMAGED, FOREIGN, or "" where there was none."""
        try:
            if self._files.standing(self._folder) not in ("folder", ""):
                return None, DAMAGED
            standing = self._files.standing(self._record)
            if standing != "file":
                return None, DAMAGED if standing else ""
            framed = self._files.read(self._record)
        except OSError:
            return None, DAMAGED
        format_line = ANY_FORMAT.match(framed)
        if format_line and format_line[0] != FORMAT_LINE:
            return None, FOREIGN
        record = framed[len(FORMAT_LINE) + RECORD_DIGEST :]
        return (record, "") if framed == _framed(record) else (None, DAMAGED)

    def keep(self, blobs: Sequence[bytes], digests: Sequence[str] = ()) -> tuple[Ref, ...]:
        """Write blobs as one new pack, and return where each lies. The same blobs lie in the same pack.

        `digests` are those of the blobs, where the caller has them; then the pack is named by these. Forks of one build
        may do this at once. Nothing leads to the blobs before their refs are saved.
        """
        if not blobs:
            return ()
        packed = b"".join(blobs)
        named = sha256("\n".join(digests).encode() if digests else packed)  # most processors have steps for this one
        pack = named.hexdigest()[:PACK_DIGITS]
        self._put(self._path(pack), f"{self._path(pack)}.{os.getpid()}", packed)
        starts = accumulate(map(len, blobs), initial=0)
        return tuple(Ref(pack, start, len(blob), zlib.crc32(blob)) for start, blob in zip(starts, blobs, strict=False))

    def load(self, ref: Ref) -> bytes | None:
        """Return the bytes of a blob; None where its pack is gone, short or damaged. No other byte of it is read."""
        if not PACK.fullmatch(ref.pack):  # it could lead to another folder
            return None
        try:
            blob = self._files.read_part(self._path(ref.pack), ref.start, ref.length)
        except (OSError, OverflowError, MemoryError):  # the last two where a ref says what no file can hold
            return None
        return blob if len(blob) == ref.length and zlib.crc32(blob) == ref.check else None

    def tidied(self, refs: Sequence[Ref]) -> dict[Ref, Ref]:
        """Pack blobs anew where the refs to be saved leave more than half of their packs dead, or many packs small.

        Returns the refs that moved, each with the one to save in its place. The old packs stay until `save`. A blob
        that is damaged stays where it is, and is None at the next load too.
        """
        live = dict.fromkeys(refs)
        untidy = _untidy(live, {pack: entry.size for entry, pack in self._own_files() if pack})
        whole = ((ref, blob) for ref in live if ref.pack in untidy and (blob := self.load(ref)) is not None)
        moved: dict[Ref, Ref] = {}
        for group in _groups(whole):
            moved.update(zip(group, self.keep(list(group.values())), strict=True))
        return {old: new for old, new in moved.items() if old != new}

    def save(self, record: bytes, refs: Iterable[Ref]) -> None:
        """Let a record take the place of the last one, in one step; then remove each pack that no ref names.

        The refs are all those that the record holds. The caller has the lock.
        """
        self._put(self._record, f"{self._record}.new", _framed(record))
        named = {ref.pack for ref in refs}
        for entry, pack in self._own_files():
            if pack not in named:
                self._files.remove(entry.path)

    def _path(self, pack: str) -> str:
        return f"{self._folder}/{pack}.pack"

    def _own_files(self) -> Iterator[tuple[Entry, str]]:
        """Give each pack with its digest, and with "" each file that a kill left on its way to its name."""
        for entry in self._files.walk(self._folder):
            if own := OWN_FILE.fullmatch(entry.path.removeprefix(f"{self._folder}/")):
                yield entry, own[1] or ""

    def _put(self, path: str, aside: str, data: bytes) -> None:
        """Let a file hold these bytes, by one step from what it was; one that holds them is not touched."""
        self._clear(path)
        if self._holds(path, data):
            return
        self._clear(aside)
        try:
            self._files.write(aside, data)
            self._files.move(aside, path)
        except OSError:
            with suppress(OSError):
                self._files.remove(aside)
            raise

    def _holds(self, path: str, data: bytes) -> bool:
        try:
            return self._files.read(path) == data
        except OSError:
            return False

    def _clear(self, path: str) -> None:
        """Take away what is no folder where the cache shall be, and what is no file where one of its files shall be."""
        if self._files.standing(self._folder) not in ("folder", ""):
            self._files.remove_tree(self._folder)
        if self._files.standing(path) not in ("file", ""):
            self._files.remove_tree(path)


def _framed(record: bytes) -> bytes:
    return FORMAT_LINE + blake2b(record, digest_size=RECORD_DIGEST).digest() + record


def _untidy(live: Iterable[Ref], sizes: Mapping[str, int]) -> Collection[str]:
    """Return the packs whose live blobs shall be packed anew: none while all is well, else the sparse and the small.

    Packs without a live blob do not count, as they go anyway. Blobs that are packed anew weigh no more than the dead
    ones that go, or lie in packs that are small, and so are not packed anew often.
    """
    used: Counter[str] = Counter()
    for ref in live:
        if ref.pack in sizes:
            used[ref.pack] += ref.length
    small = {pack for pack in used if sizes[pack] < SMALL}
    if 2 * used.total() >= sum(sizes[pack] for pack in used) and len(small) <= MOST_PACKS:
        return ()
    return small | {pack for pack in used if 2 * used[pack] < sizes[pack]}


def _groups(blobs: Iterable[tuple[Ref, bytes]]) -> Iterator[dict[Ref, bytes]]:
    """Give blobs in their order, as many together as fill one pack."""
    group: dict[Ref, bytes] = {}
    size = 0
    for ref, blob in blobs:
        group[ref] = blob
        size += len(blob)
        if size >= PACK_SIZE:
            yield group
            group, size = {}, 0
    if group:
        yield group
