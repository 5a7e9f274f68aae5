"""What one build knew, as the next one wants it: records of sources, of where pages point, of files made; as bytes.

A ledger has two parts. The head is small: with it alone a build can tell that nothing at all has changed. The rest lies
in the cache like any other blob, in pieces, and the bodies of pages and the files made lie there one by one.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from fingerpost.cache import Ref
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.link import Pointed, Relations
from fingerpost.page import Asset, Facts

__all__ = [
    "NO_LEDGER",
    "Drawn",
    "Head",
    "Indexed",
    "Ledger",
    "Links",
    "Made",
    "Piece",
    "Row",
    "decode",
    "encode",
    "refs_of",
    "with_refs",
]


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One source and what it was compiled to."""

    digest: str
    """The dialect in which it was compiled, and the digest of the bytes of the file."""
    facts: Facts
    facts_digest: str
    page: Ref
    """The whole page."""
    noticed: tuple[Diagnostic, ...]


class Links(msgspec.Struct, frozen=True, array_like=True):
    """Where one page points."""

    digest: str
    """Of its pointers as bytes."""
    pointers: Ref
    sentences: Ref
    """Of each page to which it points, the sentence that this one shows."""
    pointed: Pointed
    relations: Relations
    image: Asset | None
    used: tuple[str, ...]
    pictured: tuple[str, ...]
    """The paths of the assets that it shows as pictures, sorted."""
    asked: msgspec.Raw
    """`numbers`, as bytes: nobody asks in a build after which the same is found everywhere."""
    own: tuple[tuple[str, Place], ...]
    """The addresses of the site itself that it writes out whole, and where."""
    noticed: tuple[Diagnostic, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The CRC-32 of each key that was looked up for it."""
        return msgspec.msgpack.decode(self.asked, type=tuple[int, ...])


class Made(msgspec.Struct, frozen=True, array_like=True):
    """A file that was made, and from what."""

    parts: dict[str, str]
    """The digest of each thing that went into it, by name."""
    view: str
    """The digest of its view; "" for a file without one."""
    digest: str
    """Of its bytes."""
    data: Ref


class Indexed(msgspec.Struct, frozen=True, array_like=True):
    """What an index for searches was made of."""

    inputs: str
    """The digest of all that goes into its records: where it is the same, no record has to be looked at."""
    records: str
    """The digest of its records."""


class Drawn(msgspec.Struct, frozen=True, array_like=True):
    """What a page has in `graph.json`."""

    digest: str
    sizes: tuple[int, int, int, int]
    """How many bytes it has in each list of the file: by these it is found there again."""


class Ledger(msgspec.Struct, frozen=True, array_like=True):
    """All that a build knew in the end."""

    rows: dict[str, Row] = {}
    """By path of the source."""
    links: dict[str, Links] = {}
    """By docname, those of the pages that are in the site."""
    made: dict[str, Made] = {}
    """By path below the output folder."""
    drawn: dict[str, Drawn] = {}
    """The part of each page in `graph.json`, by docname."""
    indexed: Indexed | None = None
    """What the index for searches is made of; its files are among `made`. None where there is none."""
    keys: dict[str, str] = {}
    """The digest of each thing that concerns the site as a whole, by name."""
    hidden: dict[str, str] = {}
    """Why a page stays out of the site, by docname."""
    closures: dict[str, str] = {}
    """The digest of each template with all that it extends or includes."""
    told: tuple[Diagnostic, ...] = ()
    """What was said of the site as a whole."""
    spare: dict[str, Row] = {}
    """Sources compiled by a build that failed, by path: so that mending one mistake does not compile all again."""
    pieces: tuple[Ref | None, ...] = ()
    """Where the first four lie in the cache, piece by piece, so that after one edit few are written again; None for a
    piece that lies there otherwise."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A part of a ledger that lies in the cache by itself: what has a name of one number in its first four fields."""

    rows: dict[str, Row]
    links: dict[str, Links]
    made: dict[str, Made]
    drawn: dict[str, Drawn]


NO_LEDGER = Ledger()
Record = TypeVar("Record")
_ENCODER = msgspec.msgpack.Encoder()


class Head(msgspec.Struct, frozen=True, array_like=True):
    """With what the next build begins."""

    edition: str
    """The program, and what it builds on; another one starts anew."""
    inputs: str = ""
    """The digest of the stamps of all that was read; "" where one of them is young."""
    until: str = ""
    """The day before which no page comes or goes by itself, ISO 8601; "" for never."""
    since: str = ""
    """The day of the build."""
    stamps: dict[str, str] = {}
    """The stamp of each file of `content/`, by path."""
    assets: tuple[Asset, ...] = ()
    pages: int = 0
    base_url: str = ""
    noticed: tuple[Diagnostic, ...] = ()
    outputs: dict[str, str] = {}
    """The digest of each file of the site, by path below the output folder."""
    ledger: Ref | None = None


def encode(record: object) -> bytes:
    """Return a record as bytes (MessagePack)."""
    return _ENCODER.encode(record)


def decode(data: bytes, kind: type[Record]) -> Record | None:
    """Return the record that bytes hold; None where they hold another one."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None


def refs_of(ledger: Ledger) -> Iterator[Ref]:
    """Return every ref in a ledger."""
    for row in (*ledger.rows.values(), *ledger.spare.values()):
        yield row.page
    for links in ledger.links.values():
        yield links.pointers
        yield links.sentences
    for made in ledger.made.values():
        yield made.data
    yield from filter(None, ledger.pieces)


def with_refs(ledger: Ledger, moved: Mapping[Ref, Ref]) -> Ledger:
    """Return a ledger with refs in the place of others; so none of its pieces lies in the cache yet."""

    def new(ref: Ref) -> Ref:
        return moved.get(ref, ref)

    replace = msgspec.structs.replace
    return replace(
        ledger,
        rows={path: replace(row, page=new(row.page)) for path, row in ledger.rows.items()},
        spare={path: replace(row, page=new(row.page)) for path, row in ledger.spare.items()},
        links={
            docname: replace(one, pointers=new(one.pointers), sentences=new(one.sentences))
            for docname, one in ledger.links.items()
        },
        made={path: replace(one, data=new(one.data)) for path, one in ledger.made.items()},
        pieces=(),
    )
