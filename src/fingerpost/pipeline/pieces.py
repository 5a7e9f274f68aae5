"""A ledger in, its pieces in the cache out, and back: after one edit only those few are written that changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import is_not
from typing import TypeVar

import msgspec

from fingerpost.cache import Cache, Ref
from fingerpost.ledger import Drawn, Ledger, Links, Made, Piece, Row, encode
from fingerpost.pipeline.kept import load_record
from fingerpost.stale import key_number

__all__ = ["keep_ledger", "load_ledger", "same_pieces"]

Record = TypeVar("Record")

PIECES = 64
"""One edit changes five of them, about."""


def load_ledger(cache: Cache, ref: Ref) -> Ledger:
    """Return the ledger that lies in the cache. Raises `LostError`."""
    ledger = load_record(cache, ref, Ledger)
    rows: dict[str, Row] = {}
    links: dict[str, Links] = {}
    made: dict[str, Made] = {}
    drawn: dict[str, Drawn] = {}
    for place in filter(None, ledger.pieces):
        piece = load_record(cache, place, Piece)
        rows |= piece.rows
        links |= piece.links
        made |= piece.made
        drawn |= piece.drawn
    return msgspec.structs.replace(ledger, rows=dict(sorted(rows.items())), links=links, made=made, drawn=drawn)


def same_pieces(before: Ledger, now: Ledger) -> tuple[Ref | None, ...]:
    """Return where the pieces of a ledger lie: those that hold the very records that the last one has, and no other."""
    if not before.pieces:
        return ()
    parts: tuple[tuple[Mapping[str, object], Mapping[str, object]], ...] = (
        *((before.rows, now.rows), (before.links, now.links)),
        *((before.made, now.made), (before.drawn, now.drawn)),
    )
    changed = {_number(name) for was, one in parts for name in _otherwise(was, one)}
    return tuple(None if number in changed else ref for number, ref in enumerate(before.pieces))


def _otherwise(was: Mapping[str, object], now: Mapping[str, object]) -> Iterable[str]:
    """Return the names that do not have the very record that they had."""
    if list(was) == list(now):
        return list(compress(now, map(is_not, was.values(), now.values())))
    return (was.keys() - now.keys()).union(name for name, one in now.items() if was.get(name) is not one)


def keep_ledger(cache: Cache, ledger: Ledger) -> tuple[Ref, tuple[Ref, ...]]:
    """Write what of a ledger the cache lacks; return where it lies, and where its pieces do."""
    lacking = [number for number, ref in enumerate(ledger.pieces or (None,) * PIECES) if ref is None]
    fresh = iter(cache.keep([encode(piece) for piece in _cut(ledger, lacking)]))
    pieces = tuple(ref or next(fresh) for ref in ledger.pieces or (None,) * PIECES)
    (ref,) = cache.keep([encode(msgspec.structs.replace(ledger, rows={}, links={}, made={}, drawn={}, pieces=pieces))])
    return ref, pieces


def _cut(ledger: Ledger, numbers: Sequence[int]) -> Iterator[Piece]:
    """Return the pieces of a ledger that have these numbers."""
    rows, links = _by_number(ledger.rows, numbers), _by_number(ledger.links, numbers)
    made, drawn = _by_number(ledger.made, numbers), _by_number(ledger.drawn, numbers)
    for number in numbers:
        yield Piece(rows[number], links[number], made[number], drawn[number])


def _by_number(records: Mapping[str, Record], numbers: Iterable[int]) -> dict[int, dict[str, Record]]:
    found: dict[int, dict[str, Record]] = {number: {} for number in numbers}
    for name, record in records.items():
        if (piece := found.get(_number(name))) is not None:
            piece[name] = record
    return found


def _number(name: str) -> int:
    """Return the number of the piece in which all lies that has this name."""
    return key_number(name) % PIECES
