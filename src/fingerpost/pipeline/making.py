"""Pages joined and files beside them in; each made again where something that goes into it has changed, out."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from fingerpost.kinds import Kind
from fingerpost.ledger import encode
from fingerpost.link import join_page, link_text
from fingerpost.output import HEADERS, digest_of
from fingerpost.page import Page
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.books import bindings, printed_pages, stale_bindings
from fingerpost.pipeline.kept import load_bytes, load_record
from fingerpost.pipeline.outcome import Fresh, Making, Outcome, Sentences, Work, rendered
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.render import files_beside, graph_part, headers_file
from fingerpost.site import LinkedPage, Pointers, shown_docnames
from fingerpost.stale import reason_for
from fingerpost.urls import output_path, top_of
from fingerpost.view import View
from fingerpost.views import shows_site, template_of, view_page, views_beside

__all__ = ["make_bindings", "make_file", "make_files", "paths_beside"]

SITE_KEYS = ("site", "settings")
"""On these every file depends that has no template."""


def make_files(
    making: Making,
    pages: Sequence[str],
    *,
    books: Sequence[str],
    beside: bool,
    taken: frozenset[str],
    jobs: int,
    watch: Watch,
) -> list[Outcome]:
    """Make the files of these pages, these books and, if asked for, all beside them, where they are not as they were.

    `taken` are paths at which something else stands.
    """
    work: list[Work] = [partial(_page, making, docname) for docname in pages]
    work += [one for path, one in printed_pages(making, books) if path not in taken]
    work += [one for path, one in _beside(making) if path not in taken] if beside else []
    step = watch.stage(Stage.MAKE, len(work))
    return batches_on_cores(lambda batch: _make(batch, making), work, jobs, step)


def make_bindings(making: Making, *, bind: bool, jobs: int, watch: Watch) -> list[Outcome]:
    """Make the PDFs and EPUBs of all books, where they are not as they were, each in whatever process is free.

    Without `bind` those that are not as they were wait until somebody asks for them.
    """
    kept, stale = stale_bindings(making, making.layout.books)
    if not bind:
        return kept + [Outcome(path, None, later=True) for path, _ in stale]
    if not stale:
        return kept
    step = watch.stage(Stage.BIND, len(stale))
    work = [one for _, one in stale]
    return kept + batches_on_cores(lambda batch: _make(batch, making), work, jobs, step, slow=True)


def make_file(making: Making, path: str) -> bytes:
    """Return the bytes of one file, whatever its path. Raises `FileNotFoundError` where it cannot be made."""
    docname = making.layout.outputs.get(path)
    work = partial(_page, making, docname) if docname is not None else dict(_of_no_page(making)).get(path)
    done = work(Sentences(making)) if work else None
    if isinstance(done, Fresh):
        return done.data
    if done is None or done.made is None:
        raise FileNotFoundError(path)
    return load_bytes(making.cache, done.made.data)


def paths_beside(making: Making) -> Iterator[str]:
    """Return the paths of all files that are of no page."""
    return (path for path, _ in _of_no_page(making))


def _make(works: Sequence[Work], making: Making) -> list[Outcome]:
    sentences = Sentences(making)
    done = [work(sentences) for work in works]
    refs = iter(making.cache.keep([one.data for one in done if isinstance(one, Fresh)]))
    return [one.kept(next(refs)) if isinstance(one, Fresh) else one for one in done]


def _page(making: Making, docname: str, sentences: Sentences) -> Fresh | Outcome:
    row, links = making.rows[docname], making.links[docname]
    if row.facts.kind is Kind.PART and docname not in making.layout.series:
        return Outcome(output_path(row.facts.url), None, docname=docname)  # without overview: an error told before
    linked = join_page(docname, links.image, making.layout, making.web, sentences)
    parts = {
        "text": row.digest,
        "pointers": links.digest,
        "links": digest_of(encode(linked)),
        "template": making.templates.digest(template_of(row.facts)),
        "frame": making.keys["frame"],
        **({"site": making.keys["site"]} if shows_site(row.facts) else {}),
        **({"anchors": digest_of(encode(olds))} if (olds := making.layout.old_anchors.get(row.facts.url)) else {}),
    }
    path = output_path(linked.target.url)
    made = making.before.made.get(path)
    reason = reason_for(made, parts, _changed_around(making, linked), template_of(row.facts))
    if reason is None:
        return Outcome(path, made)
    page, pointers = load_record(making.cache, row.page, Page), load_record(making.cache, links.pointers, Pointers)
    if page.kind is Kind.COLUMN and page.letter is None:
        return Outcome(path, None, docname=docname)  # an error told before
    view = view_page(linked, link_text(page, pointers, making.layout.old_anchors), making.frame)
    graph = graph_part(linked, pointers, making.frame.config)
    return rendered(making, path, view, parts, reason, docname, graph)


def _changed_around(making: Making, linked: LinkedPage) -> Iterator[str]:
    """Give the pages that a page shows or points to and whose facts changed; where there are none, whose text did; or
    else those that pointed to it before."""
    docname = linked.target.docname
    pointed = making.links[docname].pointed
    around = shown_docnames(linked).union(pointed.referred, pointed.mentioned)
    found = (making.changed & around) or (making.said_anew & around)
    yield from found or (
        other
        for other in making.changed | making.said_anew
        if (was := making.before.links.get(other)) and docname in (*was.pointed.referred, *was.pointed.mentioned)
    )


def _beside(making: Making) -> Iterator[tuple[str, Work]]:
    """Return what makes each file that is of no page, by its path."""
    for url, view in views_beside(making.frame).items():
        yield output_path(url), partial(_view, making, output_path(url), view)
    for path, make in files_beside(making.layout, making.frame.config, making.frame.words).items():
        yield path, partial(_file, making, path, make)
    yield HEADERS, partial(_file, making, HEADERS, partial(_headers, making), keys=(*SITE_KEYS, "frame"))


def _of_no_page(making: Making) -> Iterator[tuple[str, Work]]:
    """Return what makes each file but those of pages, by its path."""
    yield from _beside(making)
    yield from printed_pages(making, making.layout.books)
    yield from bindings(making, making.layout.books)


def _view(making: Making, path: str, make: Callable[[], View], _: Sentences) -> Fresh | Outcome:
    view = make()
    parts = {
        "template": making.templates.digest(view.template),
        "frame": making.keys["frame"],
        "site": making.keys["site"],
    }
    made = making.before.made.get(path)
    reason = reason_for(made, parts, template=view.template)
    return rendered(making, path, view, parts, reason) if reason else Outcome(path, made)


def _headers(making: Making) -> bytes:
    """Return what tells a host what to say beside each file: of what stands in pages, and of where pages lie."""
    frame = making.frame
    pages = (*making.layout.outputs, *map(output_path, views_beside(frame)))
    inline = {"style-src": frame.critical, "script-src": frame.prefetch}
    return headers_file(frame.config, inline, frozenset(map(top_of, pages)))


def _file(
    making: Making, path: str, make: Callable[[], bytes], _: Sentences, keys: tuple[str, ...] = SITE_KEYS
) -> Fresh | Outcome:
    """Make a file without a template, of those things that concern the site as a whole and have these names."""
    parts = {key: making.keys[key] for key in keys}
    made = making.before.made.get(path)
    reason = reason_for(made, parts)
    if reason is None:
        return Outcome(path, made)
    data = make()
    if made and made.digest == digest_of(data):
        return Outcome(path, msgspec.structs.replace(made, parts=parts))
    return Fresh(path, parts, "", data, reason)
