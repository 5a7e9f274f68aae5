"""The layout of a site and its compiled pages in; where each page points out: as before, or resolved now."""

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from fingerpost.cache import Cache
from fingerpost.ledger import Links, Row, encode
from fingerpost.link import Layout, point_page, pointed_by, shown_sentences
from fingerpost.output import digest_of
from fingerpost.page import Page
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.kept import load_record
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.site import Sentence
from fingerpost.stale import key_number

__all__ = ["resolve_links", "said_otherwise"]


def resolve_links(
    layout: Layout,
    rows: Mapping[str, Row],
    before: Mapping[str, Links],
    stale: Collection[str],
    cache: Cache,
    jobs: int,
    watch: Watch,
    meanwhile: Callable[[], object],
) -> dict[str, Links]:
    """Return the links of every page of the site, by docname, in the order of its pages; those of `stale` made now.

    `meanwhile` is called while other processes are at work, if any are.
    """
    shown = layout.facts
    asked = [docname for docname in shown if docname in stale]
    step = watch.stage(Stage.POINT, len(asked))
    made = batches_on_cores(lambda batch: _resolve(batch, layout, rows, cache), asked, jobs, step, meanwhile=meanwhile)
    fresh = dict(zip(asked, made, strict=True))
    if list(before) == list(shown):
        return {**before, **fresh}
    return {docname: fresh.get(docname) or before[docname] for docname in shown}


def _resolve(docnames: Sequence[str], layout: Layout, rows: Mapping[str, Row], cache: Cache) -> list[Links]:
    pointers = [point_page(load_record(cache, rows[docname].page, Page), layout) for docname in docnames]
    encoded = [encode(one) for one in pointers]
    refs = cache.keep([*encoded, *(encode(shown_sentences(one)) for one in pointers)])
    count = len(docnames)
    return [
        Links(
            digest=digest_of(data),
            pointers=ref,
            sentences=sentences,
            pointed=pointed_by(one),
            relations=layout.relations[docname],
            image=one.image,
            used=one.used,
            pictured=one.pictured,
            asked=msgspec.Raw(encode(tuple(map(key_number, one.asked)))),
            own=one.own,
            noticed=one.diagnostics,
        )
        for docname, one, data, ref, sentences in zip(
            docnames, pointers, encoded, refs[:count], refs[count:], strict=True
        )
    ]


def said_otherwise(cache: Cache, was: Links, now: Links) -> set[str]:
    """Return the pages of which a page that points where it did says something else."""
    if was.sentences == now.sentences:
        return set()
    old, new = (load_record(cache, links.sentences, dict[str, Sentence]) for links in (was, now))
    return {docname for docname, sentence in new.items() if old.get(docname) != sentence}
