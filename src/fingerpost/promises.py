"""What a site has promised its readers: addresses and anchors once published, and where those went that moved.

The record lies in `content/.published.json`, in the author's version control, so that a build on any machine can tell
when an address is about to break (Tim Berners-Lee, "Cool URIs don't change", 1998).
"""

import json
import re
from collections.abc import Collection, Container, Mapping

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = [
    "NO_PROMISES",
    "PROMISES_FILE",
    "Promises",
    "accepted",
    "decode_promises",
    "encode_promises",
    "flattened",
    "place_of",
    "remembered",
    "with_moved",
]

PROMISES_FILE = "content/.published.json"
FORMAT = 1
_ENCODER = msgspec.json.Encoder()
_PATH = r'/(?:[^/\\?#%<>"|*\x00-\x20]+/)*(?:[^/\\?#%<>"|*\x00-\x20]+\.html?)?'
"""A site path: of a page, or of a single file that an imported site had."""
_ADDRESS, _ADDRESSES = re.compile(_PATH), re.compile(rf"(?:{_PATH}\n)*+")


class Promises(msgspec.Struct, frozen=True):
    """Addresses are site paths (`/columns/nobody-answers/`); both mappings are sorted by their keys."""

    format: int = FORMAT
    addresses: dict[str, tuple[str, ...]] = {}
    """Each page's address, and the anchors of its headings, sorted."""
    moved: dict[str, str] = {}
    """An address that is gone, or one of its anchors (`/a/#old`), to where it went (`/b/`, `/a/#new`)."""
    text: str = ""
    """The file as it was read, so that messages can name its lines; "" for none. It is not written."""


NO_PROMISES = Promises()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file."""

    format: int
    addresses: dict[str, tuple[str, ...]] = {}
    moved: dict[str, str] = {}


class _Format(msgspec.Struct, frozen=True):
    format: int


# ---- the file


def encode_promises(promises: Promises) -> bytes:
    """Return the file: JSON, sorted, each address on a line of its own, so that version control shows small changes."""
    known = {address: sorted(set(anchors)) for address, anchors in sorted(promises.addresses.items())}
    sections = (("addresses", known), ("moved", dict(sorted(promises.moved.items()))))
    lines = [f'{{\n  "format": {promises.format}']
    for name, entries in sections:
        written = [f"    {_json(key)}: {_json(value)}" for key, value in entries.items()]
        lines.append(f'  "{name}": {{' + ("\n" + ",\n".join(written) + "\n  }" if written else "}"))
    return (",\n".join(lines) + "\n}\n").encode()


def _json(value: object) -> str:
    """Return JSON on one line, with a space behind each comma."""
    return msgspec.json.format(_ENCODER.encode(value), indent=0).decode()


def decode_promises(text: str) -> tuple[Promises, tuple[Diagnostic, ...]]:
    """Read the file. One that cannot be used is an error, and nothing counts as promised."""
    try:
        if (form := msgspec.json.decode(text, type=_Format).format) != FORMAT:
            return Promises(), (messages.promises_format(Place(PROMISES_FILE), form, FORMAT),)
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return Promises(), (messages.damaged_promises(_damage(text)),)
    promises = Promises(file.format, file.addresses, file.moved, text)
    doubtful = (*_unlike(file.addresses), *file.moved, *file.moved.values())
    odd = next((one for one in doubtful if not _is_address(one)), None)
    if odd is not None:
        return Promises(), (messages.damaged_promises(place_of(promises, odd)),)
    return promises, ()


def _unlike(addresses: Collection[str]) -> Collection[str]:
    """Return those of many addresses that may be none: of a site in order, none has to be looked at alone."""
    lines = "".join(f"{address}\n" for address in addresses)
    fine = _ADDRESSES.fullmatch(lines) and lines.count("\n") == len(addresses)
    return () if fine and "/./" not in lines and "/../" not in lines else addresses


def _is_address(text: str) -> bool:
    path = text.partition("#")[0]
    return bool(_ADDRESS.fullmatch(path)) and not {".", ".."} & set(path.split("/"))


def _damage(text: str) -> Place:
    """Return the place at which the file stops being JSON, such as a mark that version control left after a merge."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        lines = text.split("\n")
        return Place(PROMISES_FILE, error.lineno, error.colno, 1, lines[error.lineno - 1])
    except (ValueError, RecursionError):
        pass
    return Place(PROMISES_FILE)


def place_of(promises: Promises, address: str, anchor: str = "") -> Place:
    """Return where an entry stands in the file, or one anchor of it."""
    text, key = promises.text, re.escape(_json(address))
    found = list(re.finditer(rf"{key}\s*:", text))  # only a key is followed by a colon
    if not found:
        return Place(PROMISES_FILE)
    start = found[-1 if address in promises.moved else 0].start()
    before = text.rfind("\n", 0, start) + 1
    line = text[before:].split("\n", 1)[0]
    column = start - before
    length = len(_json(address)) - 2
    if anchor and (inside := line.find(_json(anchor), column + length)) > 0:
        column, length = inside, len(_json(anchor)) - 2
    return Place(PROMISES_FILE, text.count("\n", 0, start) + 1, column + 2, length, line)


# ---- what is promised


def remembered(promises: Promises, addresses: Mapping[str, tuple[str, ...]]) -> Promises:
    """Add the addresses and anchors that pages have now. Nothing is forgotten; what a page has is not `moved`."""
    known = {
        address: _joined(promises.addresses.get(address, ()), addresses.get(address, ()))
        for address in sorted({*promises.addresses, *addresses})
    }
    moved = {old: new for old, new in promises.moved.items() if not _has(addresses, old)}
    return msgspec.structs.replace(promises, addresses=known, moved=moved)


def with_moved(promises: Promises, moved: Mapping[str, str]) -> Promises:
    """Record that pages went from old addresses to new ones, all at once, so that two may also change places.

    The anchors go with their page; what led to an old address leads to the new one; an address that is a page again
    leads nowhere else. Where `promises.moved` has no chain, the result has none, and never a circle.
    """
    moved = {old: new for old, new in moved.items() if old != new}
    again = set(moved.values())
    known: dict[str, tuple[str, ...]] = {}
    for address, anchors in promises.addresses.items():
        new = _carried(address, moved)
        known[new] = _joined(known.get(new, ()), anchors)
    ways = {_carried(old, moved) if "#" in old else old: _carried(new, moved) for old, new in promises.moved.items()}
    ways |= moved
    return msgspec.structs.replace(
        promises,
        addresses=dict(sorted(known.items())),
        moved={old: new for old, new in sorted(ways.items()) if old not in again},
    )


def accepted(promises: Promises, old: str, new: str = "", ends: Container[str] = ()) -> Promises:
    """Settle an address or anchor that no page has: it leads to `new` from now on, or, without one, is let go.

    What led to it goes the same way, and so do the anchors of an address. Chains become single steps; `ends` are the
    addresses that pages have.
    """
    address, _, anchor = old.partition("#")
    known = dict(promises.addresses)
    if old == address:
        known.pop(address, None)
    elif address in known:
        known[address] = tuple(one for one in known[address] if one != anchor)
    ways = {one: new if to == old else to for one, to in promises.moved.items() if not one.startswith(f"{old}#")}
    ways[old] = new
    ways = {one: to for one, to in sorted(ways.items()) if to}
    return msgspec.structs.replace(promises, addresses=known, moved=ways | flattened(ways, ends)[0])


def flattened(moved: Mapping[str, str], ends: Container[str]) -> tuple[dict[str, str], tuple[tuple[str, ...], ...]]:
    """Return where each moved address leads in the end, and the circles; one that leads into a circle leads nowhere.

    A way stops at an address in `ends`, since there is a page.
    """
    flat: dict[str, str] = {}
    circles: dict[frozenset[str], tuple[str, ...]] = {}
    for old, first in moved.items():
        way, new = [old], first
        while new in moved and new not in ends and new not in way:
            way.append(new)
            new = moved[new]
        if new not in way:
            flat[old] = new
        elif old not in ends:
            circle = way[way.index(new) :]
            circles.setdefault(frozenset(circle), (*circle, new))
    return flat, tuple(circles.values())


def _has(addresses: Mapping[str, tuple[str, ...]], address: str) -> bool:
    path, mark, anchor = address.partition("#")
    return anchor in addresses.get(path, ()) if mark else path in addresses


def _carried(address: str, moved: Mapping[str, str]) -> str:
    """Return an address, perhaps with an anchor, as it is after its page has moved."""
    path, mark, anchor = address.partition("#")
    return moved.get(path, path) + mark + anchor


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))
