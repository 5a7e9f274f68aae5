"""Pages joined and files beside them in; each made again where something that goes into it has changed, out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from fingerpost.cache import Cache
from fingerpost.kinds import Kind
from fingerpost.ledger import encode
from fingerpost.link import join_page, link_text
from fingerpost.output import CARD, HEADERS, digest_of
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.books import bindings, printed_pages, stale_bindings
from fingerpost.pipeline.cards import card_path, card_work, stale_cards
from fingerpost.pipeline.kept import load_bytes
from fingerpost.pipeline.outcome import Fresh, Making, Outcome, Sentences, Text, Work, made_from, rendered
from fingerpost.pipeline.pictures import works_of_pictures
from fingerpost.pipeline.watch import Stage, Step, Watch, take_no_notice
from fingerpost.render import files_beside, graph_part, headers_file, markdown_twin, twin_path
from fingerpost.site import LinkedPage, shown_docnames
from fingerpost.stale import reason_for
from fingerpost.urls import output_path, top_of
from fingerpost.view import View
from fingerpost.views import ADDRESSES, addresses_file, shows_site, template_of, view_page, views_beside

__all__ = ["make_file", "make_files", "make_slow_files", "paths_beside", "waiting_files"]

TWIN = "index.md"
"""The name of the twin of a page, beside it."""
Works = Callable[[Sentences], tuple[Fresh | Outcome, ...]]
"""What makes a page and the files that belong to it, or one other file."""
SITE_KEYS = ("site", "settings")
"""On these every file depends that has no template."""


def make_files(
    making: Making,
    pages: Sequence[str],
    *,
    books: Sequence[str],
    beside: bool,
    kept: Collection[str],
    pictures: Sequence[tuple[str, Work]],
    jobs: int,
    watch: Watch,
) -> list[Outcome]:
    """Make the files of these pages, these books and, if asked for, all beside them, where they are not as they were:
    `kept` has the paths of some that cannot be.

    Then those of `pictures`. What is published as it lies in `content/` goes before what is made for the same path.
    """
    taken = frozenset(asset.output for asset in making.published)
    others = [one for path, one in printed_pages(making, books) if path not in taken]
    others += [one for path, one in _beside(making) if path not in taken and path not in kept] if beside else []
    others += [one for _, one in pictures]
    work: list[Works] = [partial(_alone, one) for one in others]  # the long lists, and so the longest work, first
    work += [partial(_page, making, docname) for docname in pages]
    step = watch.stage(Stage.MAKE, len(work))
    making.web.expect(len(pages))
    sentences = Sentences(making)  # each process goes on with its own
    look = step if jobs == 1 else take_no_notice
    return batches_on_cores(lambda batch: _make(batch, making.cache, sentences, look), work, jobs, step)


def waiting_files(making: Making) -> list[Outcome]:
    """Return all files beside the pages, each to be made once somebody asks for it."""
    taken = frozenset(asset.output for asset in making.published)
    return [Outcome(path, None, later=True) for path, _ in _beside(making) if path not in taken]


def make_slow_files(making: Making, pages: Collection[str], *, now: bool, jobs: int, watch: Watch) -> list[Outcome]:
    """Make what takes long, where it is not as it was, each in whatever process is free: cards, PDFs and EPUBs.

    `pages` are those whose cards may not be as they were. Without `now` what is not as it was waits until somebody asks
    for it.
    """
    done: list[Outcome] = []
    cards, books = stale_cards(making, pages), stale_bindings(making, making.layout.books)
    for stage, (kept, stale) in ((Stage.DRAW, cards), (Stage.BIND, books)):
        done += kept
        if now and stale:
            step = watch.stage(stage, len(stale))
            work = [partial(_alone, one) for _, one in stale]
            done += batches_on_cores(
                lambda batch: _make(batch, making.cache, Sentences(making)), work, jobs, step, slow=True
            )
        else:
            done += [Outcome(path, None, later=True) for path, _ in stale]
    return done


def make_file(making: Making, path: str) -> bytes:
    """Return the bytes of one file, whatever its path. Raises `FileNotFoundError` where it cannot be made."""
    docname, sentences = _docname_of(making, path), Sentences(making)
    if docname is not None and path.rpartition("/")[2] == CARD:
        made: tuple[Fresh | Outcome, ...] = (card_work(making, docname, path)(sentences),)
    elif docname is not None:
        made = _page(making, docname, sentences)
    else:
        made = (work(sentences),) if (work := dict(_of_no_page(making)).get(path)) else ()
    done = next((one for one in made if one.path == path), None)
    if isinstance(done, Fresh):
        return done.data
    if done is None or done.made is None:
        raise FileNotFoundError(path)
    return load_bytes(making.cache, done.made.data)


def _docname_of(making: Making, path: str) -> str | None:
    """Return the page to which a file belongs; None for one that is of no page."""
    folder, slash, name = path.rpartition("/")
    return making.layout.outputs.get(f"{folder}{slash}index.html" if name in (TWIN, CARD) else path)


def paths_beside(making: Making) -> Iterator[str]:
    """Return the paths of all files that are no page: those of no page, and the twins and cards of pages."""
    yield from (path for path, _ in _of_no_page(making))
    if making.frame.config.cards:
        yield from (path for docname in making.links if (path := card_path(making, docname)))
    if making.frame.config.twins:
        yield from (path.removesuffix("index.html") + TWIN for path in making.layout.outputs)


def _alone(work: Work, sentences: Sentences) -> tuple[Fresh | Outcome]:
    return (work(sentences),)


def _make(works: Sequence[Works], cache: Cache, sentences: Sentences, look: Step = take_no_notice) -> list[Outcome]:
    """Make files, and keep them. `look` is called after each: whoever watches may end a build that nobody waits for."""
    done: list[Fresh | Outcome] = []
    for work in works:
        done += work(sentences)
        look(0)
    fresh = [one for one in done if isinstance(one, Fresh)]
    digests = [digest_of(one.data) for one in fresh]
    kept = iter(zip(cache.keep([one.data for one in fresh], digests), digests, strict=True))
    return [one.kept(*next(kept)) if isinstance(one, Fresh) else one for one in done]


def _page(making: Making, docname: str, sentences: Sentences) -> tuple[Fresh | Outcome, ...]:
    """Make a page, and the files that belong to it."""
    row, links = making.rows[docname], making.links[docname]
    if row.facts.kind is Kind.PART and docname not in making.layout.series:
        return (Outcome(output_path(row.facts.url), None, docname=docname),)  # without overview: an error told before
    linked, text = join_page(docname, links.image, making.layout, making.web, sentences), Text(making, docname)
    parts = {"text": row.digest, "pointers": links.digest, "links": digest_of(encode(linked))}
    html = _html(making, linked, text, parts)
    if not making.frame.config.twins:
        return (html,)
    make = partial(_twin, making, linked, text)
    parts["frame"] = making.keys["frame"]
    return html, made_from(making, output_path(twin_path(linked.target.url)), parts, make)


def _html(making: Making, linked: LinkedPage, text: Text, parts: dict[str, str]) -> Fresh | Outcome:
    facts, docname = linked.page, linked.target.docname
    template, anchors = template_of(facts), making.layout.old_anchors.get(facts.url)
    parts = {
        **parts,
        "template": making.templates.digest(template),
        "words": making.keys["words"],
        "frame": making.keys["frame"],
        **({"site": making.keys["site"]} if shows_site(facts) else {}),
        **({"anchors": digest_of(encode(anchors))} if anchors else {}),
    }
    path = output_path(linked.target.url)
    made = making.before.made.get(path)
    reason = reason_for(made, parts, _changed_around(making, linked), template)
    if reason is None:
        return Outcome(path, made)
    if facts.kind is Kind.COLUMN and text.page.letter is None:
        return Outcome(path, None, docname=docname)  # an error told before
    linked_text = link_text(text.page, text.pointers, making.layout.old_anchors, making.frame.words)
    view = view_page(linked, linked_text, making.frame)
    graph = graph_part(linked, text.pointers, making.frame.config)
    return rendered(making, path, view, parts, reason, docname, graph)


def _twin(making: Making, linked: LinkedPage, text: Text) -> bytes:
    return markdown_twin(text.page, text.pointers, linked, making.frame.config)


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
    addresses = output_path(ADDRESSES)
    yield addresses, partial(_file, making, addresses, partial(addresses_file, making.frame))
    yield HEADERS, partial(_file, making, HEADERS, partial(_headers, making), keys=(*SITE_KEYS, "frame"))


def _of_no_page(making: Making) -> Iterator[tuple[str, Work]]:
    """Return what makes each file but those of pages, by its path."""
    yield from _beside(making)
    yield from printed_pages(making, making.layout.books)
    yield from bindings(making, making.layout.books)
    yield from works_of_pictures(making)


def _view(making: Making, path: str, make: Callable[[], View], _: Sentences) -> Fresh | Outcome:
    view = make()
    parts = {
        "template": making.templates.digest(view.template),
        "words": making.keys["words"],
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
    inline = {"style-src": (frame.critical,), "script-src": (frame.first, frame.prefetch)}
    return headers_file(frame.config, inline, frozenset(map(top_of, pages)))


def _file(
    making: Making, path: str, make: Callable[[], bytes], _: Sentences, keys: tuple[str, ...] = SITE_KEYS
) -> Fresh | Outcome:
    """Make a file without a template, of those things that concern the site as a whole and have these names."""
    return made_from(making, path, {key: making.keys[key] for key in keys}, make)
