"""A ref in, the record that it names out, from the cache."""

from typing import TypeVar

from fingerpost.cache import Cache, Ref
from fingerpost.ledger import decode
from fingerpost.output import LostError

__all__ = ["load_bytes", "load_record"]

Record = TypeVar("Record")


def load_bytes(cache: Cache, ref: Ref) -> bytes:
    """Return a blob. Raises `LostError`."""
    data = cache.load(ref)
    if data is None:
        raise LostError(ref.pack)
    return data


def load_record(cache: Cache, ref: Ref, kind: type[Record]) -> Record:
    """Return a record. Raises `LostError`."""
    record = decode(load_bytes(cache, ref), kind)
    if record is None:
        raise LostError(ref.pack)
    return record
