"""Pages joined and files beside them in; each made again where something that goes into it has changed, out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from fingerpost.cache import Cache, Ref
from fingerpost.diagnostics import Diagnostic
from fingerpost.kinds import Kind
from fingerpost.ledger import Ledger, Links, Made, Row, encode
from fingerpost.link import Layout, Web, join_page, link_text
from fingerpost.output import digest_of
from fingerpost.page import Page
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.kept import load_bytes, load_record
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.render import GraphPart, Templates, files_beside, graph_part
from fingerpost.site import LinkedPage, Pointers, Sentence, shown_docnames
from fingerpost.stale import Reason, reason_for
from fingerpost.urls import output_path
from fingerpost.view import View
from fingerpost.views import Frame, shows_site, template_of, view_page, views_beside

__all__ = ["Making", "Outcome", "make_file", "make_files", "paths_beside"]


MOST_SENTENCES = 20_000
"""Of how many pages one process holds the sentences."""


class Making(msgspec.Struct, frozen=True):
    """All that a file may be made of."""

    layout: Layout
    web: Web
    frame: Frame
    templates: Templates
    rows: Mapping[str, Row]
    """By docname."""
    links: Mapping[str, Links]
    """By docname."""
    keys: Mapping[str, str]
    changed: frozenset[str]
    """The docnames of pages whose facts changed."""
    said_anew: frozenset[str]
    """Those of pages whose text changed, or where it leads."""
    before: Ledger
    cache: Cache


class Outcome(msgspec.Struct, frozen=True):
    """What became of one file."""

    path: str
    """Below the output folder."""
    made: Made | None
    """None where nothing could be made, which is told."""
    reason: Reason | None = None
    """Why it was made again; None where it was not, or came out as it was."""
    noticed: Diagnostic | None = None
    docname: str = ""
    graph: GraphPart | None = None
    """What the page has in the graph, where that may have changed."""


class _Fresh(msgspec.Struct, frozen=True):
    """A file just made, its bytes not yet kept."""

    path: str
    parts: dict[str, str]
    view: str
    data: bytes
    reason: Reason
    docname: str = ""
    graph: GraphPart | None = None

    def kept(self, ref: Ref) -> Outcome:
        """Return what became of it, once its bytes lie in the cache."""
        made = Made(self.parts, self.view, digest_of(self.data), ref)
        return Outcome(self.path, made, self.reason, docname=self.docname, graph=self.graph)


class _Sentences(dict[str, Mapping[str, Sentence]]):
    """The sentences of each page, loaded when first asked for; forgotten when there are too many to hold."""

    def __init__(self, making: Making) -> None:
        super().__init__()
        self._making = making

    def __missing__(self, docname: str) -> Mapping[str, Sentence]:
        making = self._making
        if len(self) >= MOST_SENTENCES:
            self.clear()
        found = load_record(making.cache, making.links[docname].sentences, dict[str, Sentence])
        return self.setdefault(docname, found)


Work = Callable[[_Sentences], _Fresh | Outcome]


def make_files(
    making: Making, pages: Sequence[str], *, beside: bool, taken: frozenset[str], jobs: int, watch: Watch
) -> list[Outcome]:
    """Make the files of these pages and, if asked for, all beside them, where they are not as they were.

    `taken` are paths at which something else stands.
    """
    work: list[Work] = [partial(_page, making, docname) for docname in pages]
    work += [one for path, one in _beside(making) if path not in taken] if beside else []
    step = watch.stage(Stage.MAKE, len(work))
    sentences = _Sentences(making)  # each process goes on with its own
    return batches_on_cores(lambda batch: _make(batch, making.cache, sentences), work, jobs, step)


def make_file(making: Making, path: str) -> bytes:
    """Return the bytes of one file, whatever its path. Raises `FileNotFoundError` where it cannot be made."""
    docname = making.layout.outputs.get(path)
    work = partial(_page, making, docname) if docname is not None else dict(_beside(making)).get(path)
    done = work(_Sentences(making)) if work else None
    if isinstance(done, _Fresh):
        return done.data
    if done is None or done.made is None:
        raise FileNotFoundError(path)
    return load_bytes(making.cache, done.made.data)


def paths_beside(making: Making) -> Iterator[str]:
    """Return the paths of all files that are of no page."""
    return (path for path, _ in _beside(making))


def _make(works: Sequence[Work], cache: Cache, sentences: _Sentences) -> list[Outcome]:
    done = [work(sentences) for work in works]
    refs = iter(cache.keep([one.data for one in done if isinstance(one, _Fresh)]))
    return [one.kept(next(refs)) if isinstance(one, _Fresh) else one for one in done]


def _page(making: Making, docname: str, sentences: _Sentences) -> _Fresh | Outcome:
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
    return _rendered(making, path, view, parts, reason, docname, graph)


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
    for path, make in files_beside(making.layout, making.frame.config).items():
        yield path, partial(_file, making, path, make)


def _view(making: Making, path: str, make: Callable[[], View], _: _Sentences) -> _Fresh | Outcome:
    view = make()
    parts = {
        "template": making.templates.digest(view.template),
        "frame": making.keys["frame"],
        "site": making.keys["site"],
    }
    made = making.before.made.get(path)
    reason = reason_for(made, parts, template=view.template)
    return _rendered(making, path, view, parts, reason) if reason else Outcome(path, made)


def _file(making: Making, path: str, make: Callable[[], bytes], _: _Sentences) -> _Fresh | Outcome:
    parts = {"site": making.keys["site"], "settings": making.keys["settings"]}
    made = making.before.made.get(path)
    reason = reason_for(made, parts)
    if reason is None:
        return Outcome(path, made)
    data = make()
    if made and made.digest == digest_of(data):
        return Outcome(path, msgspec.structs.replace(made, parts=parts))
    return _Fresh(path, parts, "", data, reason)


def _rendered(
    making: Making,
    path: str,
    view: View,
    parts: dict[str, str],
    reason: Reason,
    docname: str = "",
    graph: GraphPart | None = None,
) -> _Fresh | Outcome:
    """Render a view, unless it is the one that was rendered before by the same template."""
    digest = digest_of(encode(view))
    made = making.before.made.get(path)
    if made and made.view == digest and made.parts.get("template") == parts["template"]:
        same = msgspec.structs.replace(made, parts=parts)
        return Outcome(path, same, docname=docname, graph=graph)
    data = making.templates.render(view)
    if isinstance(data, Diagnostic):
        return Outcome(path, None, noticed=data, docname=docname)
    if made and made.digest == digest_of(data):
        same = msgspec.structs.replace(made, parts=parts, view=digest)
        return Outcome(path, same, docname=docname, graph=graph)
    return _Fresh(path, parts, digest, data, reason, docname, graph)
