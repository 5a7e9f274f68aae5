"""All files of a site in; the compressed twins beside those of text, each made again where its file changed, out."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from fingerpost.ledger import Ledger, Made
from fingerpost.output import digest_of
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.kept import load_bytes
from fingerpost.pipeline.outcome import Making, Outcome
from fingerpost.render import PACKERS, ThemeAsset
from fingerpost.stale import Reason

__all__ = ["with_twins"]

PART = "packed"
"""The part by which a twin is known among all that is made: the digest of its file."""
LEAST = 1024
"""Bytes: a file of fewer fits into one packet of a network anyway."""
_TEXT = frozenset(
    {".atom", ".css", ".csv", ".htm", ".html", ".ico", ".js", ".json", ".jsonld", ".map", ".md", ".mjs", ".svg"}
    | {".ttf", ".ttl", ".txt", ".wasm", ".webmanifest", ".xml"}
)
"""The suffixes of files that are not packed already."""


class _File(msgspec.Struct, frozen=True):
    """A file, and the suffix of the twin that it lacks."""

    path: str
    digest: str
    suffix: str

    @property
    def twin(self) -> str:
        return self.path + self.suffix


def with_twins(ledger: Ledger, making: Making, theme: Iterable[ThemeAsset], jobs: int) -> tuple[Ledger, list[Outcome]]:
    """Add the twins of all files of a site to what is known of it; and return what became of each.

    Where the settings do not ask for them, or `jobs` is 0, there are none.
    """
    made = {path: one for path, one in ledger.made.items() if PART not in one.parts}
    outcomes = _twins(making, made, theme, jobs) if making.frame.config.precompress and jobs else []
    made |= {one.path: one.made for one in outcomes if one.made}
    return msgspec.structs.replace(ledger, made=made), outcomes


def _twins(making: Making, made: Mapping[str, Made], theme: Iterable[ThemeAsset], jobs: int) -> list[Outcome]:
    """Return the twins, those of the last build where their files are as they were. One no shorter is none.

    `made` are the files made; those of the theme and of `content/` come on top.
    """
    before = making.before.made
    files = dict(_files(making, made, theme))
    outcomes, lacking = [], []
    for path, digest in sorted(files.items()):
        for suffix in PACKERS:
            one = _File(path, digest, suffix)
            if one.twin in files or posixpath.splitext(path)[1].lower() not in _TEXT:
                continue
            known = before.get(one.twin)
            if known and known.parts == {PART: digest}:
                outcomes.append(Outcome(one.twin, known))
            else:
                lacking.append(one)
    return outcomes + batches_on_cores(lambda batch: _packed(batch, making, made), lacking, jobs)


def _files(making: Making, made: Mapping[str, Made], theme: Iterable[ThemeAsset]) -> Iterator[tuple[str, str]]:
    """Give the path and digest of each file that the site holds."""
    yield from ((path, one.digest) for path, one in made.items())
    yield from ((asset.output, digest_of(asset.data)) for asset in theme)
    yield from ((asset.output, asset.digest) for asset in making.published if not asset.private)


def _packed(files: Sequence[_File], making: Making, made: Mapping[str, Made]) -> list[Outcome]:
    done: list[tuple[_File, bytes]] = []
    for one in files:
        known = made.get(one.path)
        if known and known.data.length < LEAST:
            continue
        data = load_bytes(making.cache, known.data) if known else making.load(one.path)
        if len(data) >= LEAST and len(short := PACKERS[one.suffix](data)) < len(data):
            done.append((one, short))
    refs = making.cache.keep([data for _, data in done])
    twins = (Made({PART: one.digest}, "", digest_of(data), ref) for (one, data), ref in zip(done, refs, strict=True))
    return [_outcome(one, twin, making) for (one, _), twin in zip(done, twins, strict=True)]


def _outcome(one: _File, twin: Made, making: Making) -> Outcome:
    was = making.before.made.get(one.twin)
    reason = Reason("new" if was is None else PART)
    return Outcome(one.twin, twin, None if was and was.digest == twin.digest else reason)
