"""The twins of all pages in, one text with as many of them as it may hold out: `llms-full.txt`."""

from collections.abc import Iterator, Mapping

from fingerpost.kinds import Kind
from fingerpost.ledger import Made, encode
from fingerpost.link import Layout
from fingerpost.output import LLMS_FULL, digest_of
from fingerpost.pipeline.kept import load_bytes
from fingerpost.pipeline.outcome import Making, Outcome
from fingerpost.render import twin_path
from fingerpost.site import in_list_order
from fingerpost.stale import reason_for
from fingerpost.urls import absolute_url, output_path

__all__ = ["LARGEST", "full_text"]

LARGEST = 1_000_000
"""Bytes of the whole: some 170,000 words, about what a language model can take in at once."""
KINDS = (Kind.PAGE, Kind.PATH, Kind.TUTORIAL, Kind.GUIDE, Kind.COLUMN, Kind.TOPIC, Kind.AUTHOR)
"""In this order; parts follow their overview, and the newest column comes first."""


def full_text(making: Making, made: Mapping[str, Made]) -> Outcome | None:
    """Return what becomes of `llms-full.txt`; None for a site without twins.

    It ends before the first page for which there is no room, and then leads to `llms.txt`, which names more.
    """
    if not making.frame.config.twins:
        return None
    twins = [path for path in _reading_order(making.layout) if path in made]
    if not twins:
        return None
    parts = {"links": digest_of(encode([(path, made[path].digest) for path in twins]))}
    before = making.before.made.get(LLMS_FULL)
    reason = reason_for(before, parts)
    if reason is None:
        return Outcome(LLMS_FULL, before)
    digest = absolute_url(making.frame.config.base_url, "/llms.txt")
    data = b"\n".join(_texts(making, (made[path] for path in twins), f"<{digest}>\n".encode()))
    (ref,) = making.cache.keep([data])
    done = Made(parts, "", digest_of(data), ref)
    return Outcome(LLMS_FULL, done, reason if before is None or before.digest != done.digest else None)


def _texts(making: Making, twins: Iterator[Made], more: bytes) -> Iterator[bytes]:
    """Give one text after the other, while there is room for it, or else `more`."""
    room = LARGEST - len(more)
    for made in twins:
        text = load_bytes(making.cache, made.data)
        room -= len(text) + 1
        if room < 0:
            yield more
            return
        yield text


def _reading_order(layout: Layout) -> Iterator[str]:
    """Give the path of the twin of each page below the output folder, the home page first."""
    for kind in KINDS:
        members = in_list_order(target for target in layout.targets.values() if target.kind is kind)
        for target in sorted(members, key=lambda one: one.url != "/"):
            series = layout.series.get(target.docname) if kind is Kind.TUTORIAL else None
            for one in (target, *(series.parts if series else ())):
                yield output_path(twin_path(one.url))
