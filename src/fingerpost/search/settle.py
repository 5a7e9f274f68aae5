"""The files of an index as Pagefind makes them in, the same index with the same bytes each time out.

Pagefind writes the values of a filter, and the filters themselves, in the order of a hash table, which is another one
in each process (github.com/Pagefind/pagefind, issue 638); here both are sorted. A file is named after a digest of what
it holds, so whatever names it is written anew, too.

Its files are gzip around a signature and CBOR (RFC 8949). Only what has to move is looked at: items are cut out whole.
"""

import gzip
import hashlib
import zlib
from collections.abc import Mapping, Sequence

import msgspec

__all__ = ["settled"]

SIGNATURE = b"pagefind_dcd"
_NUMBER, _TEXT, _ARRAY, _SIMPLE = (0, 1), (2, 3), 4, 7
"""Major types (RFC 8949, section 3.1)."""
_FILTERS = 3
"""The place of the list of filters in the metadata: version, pages, chunks, filters, sorts, fields."""


def settled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of one index, by path, its filters sorted. Raises `ValueError` for files of another form."""
    entry = msgspec.json.decode(files["pagefind-entry.json"])
    (language,) = entry["languages"]
    about = entry["languages"][language]
    kept = {path: data for path, data in files.items() if not path.endswith((".pf_filter", ".pf_meta"))}
    filters: list[tuple[bytes, str]] = []
    for path, data in files.items():
        if path.endswith(".pf_filter"):
            name, values = _items(_unpacked(data))
            sorted_values = _array([name, _array(sorted(_items(values)))])
            renamed = _named(sorted_values, language, 7)
            kept[f"filter/{renamed}.pf_filter"] = _packed(sorted_values)
            filters.append((name, renamed))
    parts = _items(_unpacked(files[f"pagefind.{about['hash']}.pf_meta"]))
    parts[_FILTERS] = _array([_array([name, _text(renamed)]) for name, renamed in sorted(filters)])
    meta = _array(parts)
    about["hash"] = _named(meta, language, 10)
    kept[f"pagefind.{about['hash']}.pf_meta"] = _packed(meta)
    kept["pagefind-entry.json"] = msgspec.json.encode(entry)
    return dict(sorted(kept.items()))


def _unpacked(data: bytes) -> bytes:
    plain = zlib.decompress(data, 31)
    if not plain.startswith(SIGNATURE):
        raise ValueError("a file of the index has no signature")
    return plain[len(SIGNATURE) :]


def _packed(data: bytes) -> bytes:
    return gzip.compress(SIGNATURE + data, mtime=0)


def _named(data: bytes, language: str, digits: int) -> str:
    return f"{language}_{hashlib.sha256(data).hexdigest()[:digits]}"


def _items(data: bytes) -> list[bytes]:
    """Cut an array into its items."""
    kind, count, at = _head(data, 0)
    if kind != _ARRAY:
        raise ValueError("a file of the index holds no array")
    items = []
    for _ in range(count):
        end = _end(data, at)
        items.append(data[at:end])
        at = end
    return items


def _end(data: bytes, at: int) -> int:
    """Return where the item ends that begins at a place."""
    kind, number, at = _head(data, at)
    if kind in _NUMBER or kind == _SIMPLE:
        return at
    if kind in _TEXT:
        return at + number
    if kind != _ARRAY:
        raise ValueError("a file of the index holds what is neither number, text nor array")
    for _ in range(number):
        at = _end(data, at)
    return at


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the major type of an item, its number, and where what belongs to it begins (RFC 8949, section 3)."""
    kind, short = divmod(data[at], 32)
    if short < 24:
        return kind, short, at + 1
    if short > 27:
        raise ValueError("a file of the index holds an item without a length")
    length = 1 << (short - 24)
    return kind, int.from_bytes(data[at + 1 : at + 1 + length], "big"), at + 1 + length


def _header(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind * 32 + number])
    size = next(size for size in range(4) if number < 1 << (8 << size))
    return bytes([kind * 32 + 24 + size]) + number.to_bytes(1 << size, "big")


def _array(items: Sequence[bytes]) -> bytes:
    return _header(_ARRAY, len(items)) + b"".join(items)


def _text(text: str) -> bytes:
    return _header(3, len(text.encode())) + text.encode()
