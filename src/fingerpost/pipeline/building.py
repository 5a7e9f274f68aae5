"""A project and what the last build left in, the site as it is to be published out.

1. see: read, compile, lay out;  2. resolve links;  3. weave;  4. make files;  5. sum up, for publication and for the
next build.
"""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place, has_errors, in_order
from fingerpost.files import Entry
from fingerpost.ledger import NO_LEDGER, Ledger, Links
from fingerpost.link import Web, check_assets, pages_that_show, published_assets, renewed, weave
from fingerpost.output import DRAWN, HEADERS, ChangedError
from fingerpost.page import Asset
from fingerpost.pipeline.books import books_to_make
from fingerpost.pipeline.built import Built, Last
from fingerpost.pipeline.closures import closures_of, read_ahead
from fingerpost.pipeline.copied import read_again
from fingerpost.pipeline.drawing import draw_graph
from fingerpost.pipeline.full_text import full_text
from fingerpost.pipeline.keys import same_keys
from fingerpost.pipeline.making import make_file, make_files, make_slow_files, waiting_files
from fingerpost.pipeline.outcome import Making, Outcome, Work
from fingerpost.pipeline.packing import with_twins
from fingerpost.pipeline.pictures import pictures_of
from fingerpost.pipeline.pieces import load_ledger, same_pieces
from fingerpost.pipeline.pointing import resolve_links, said_otherwise
from fingerpost.pipeline.searching import Search, Searching, begin_search, end_search, is_of_index
from fingerpost.pipeline.seeing import Project, Sight, see
from fingerpost.pipeline.summing import Sum, built_before, inputs_of, is_as_before, sum_up
from fingerpost.pipeline.unchanged import unchanged_lists
from fingerpost.pipeline.watch import Stage
from fingerpost.rasters import without_private
from fingerpost.read import CONTENT_FOLDER
from fingerpost.render import CARD_FONT
from fingerpost.stale import as_a_whole, causes_of, pages_said_anew, pages_to_join
from fingerpost.urls import output_path
from fingerpost.views import ADDRESSES, BESIDE, BOOK_TEMPLATE, CARD_TEMPLATE, shows_site, template_of

__all__ = ["Begun", "begin", "build_from", "finish"]


class Begun(msgspec.Struct, frozen=True):
    """A site of which each file can be made by itself: all is compiled, and it is known what points where."""

    project: Project
    last: Last
    notice: str
    entries: tuple[Entry, ...]
    """The files of `content/`."""
    inputs: str
    """The digest of all that is read, by stamps."""
    sight: Sight
    making: Making

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is wrong so far, sorted by place; what a template does wrong is not known yet."""
        noticed = (diagnostic for links in self.making.links.values() for diagnostic in links.noticed)
        unlinked = check_assets(self.sight.content.assets, self.making.published)
        return in_order((*self.sight.diagnostics, *noticed, *unlinked))


def build_from(project: Project, last: Last, notice: str) -> Built:
    """Build the site from what the last build left. Raises `LostError` where the cache lacks some of it."""
    begun = begin(project, last, notice)
    if not isinstance(begun, Begun):
        return begun
    try:
        return finish(begun)
    except ChangedError as error:
        told = messages.changed_meanwhile(Place(str(error)))
        return Built(diagnostics=in_order((*begun.diagnostics, told)), strict=project.strict, notice=notice)


def begin(project: Project, last: Last, notice: str) -> Begun | Built:
    """Do all that concerns every page. Returns the whole build where nothing is left to do. Raises `LostError`."""
    watch, head = project.watch, last.head
    watch.stage(Stage.READ)
    entries = last.entries or project.files.walk(CONTENT_FOLDER)
    inputs = "" if last.entries else inputs_of(project, entries)
    if inputs and is_as_before(project, head, inputs):
        return built_before(project, head, notice)
    before = last.ledger or (load_ledger(project.cache, head.ledger) if head.ledger else NO_LEDGER)
    sight = see(project, msgspec.structs.replace(last, ledger=before, entries=entries))
    if not isinstance(sight, Sight):
        return Built(diagnostics=sight, strict=project.strict, notice=notice)
    links = resolve_links(
        sight.layout,
        sight.seen.rows,
        before.links,
        sight.stale,
        project.cache,
        project.jobs,
        watch,
        meanwhile=partial(read_ahead, sight.templates, sight.layout, sight.frame.config),
    )
    watch.stage(Stage.WEAVE)
    web = _web(sight, last, before, links)
    assets = published_assets(sight.content.assets, (path for one in links.values() for path in one.used))
    making = Making(
        layout=sight.layout,
        web=web,
        frame=sight.frame,
        templates=sight.templates,
        rows=sight.seen.rows,
        links=links,
        keys=sight.seen.keys,
        changed=frozenset(sight.changed),
        said_anew=frozenset(pages_said_anew(before, sight.seen, links, sight.stale)),
        before=before,
        cache=project.cache,
        assets={asset.path: asset for asset in sight.content.assets},
        load=_asset_loader(sight, assets, project),
        published=assets,
        pictured=frozenset(path for one in links.values() for path in one.pictured),
    )
    return Begun(project, last, notice, entries, inputs, sight, making)


def _asset_loader(sight: Sight, assets: Iterable[Asset], project: Project) -> Callable[[str], bytes]:
    """Return what loads a file of the theme or of `content/`, as it is published. It may raise `ChangedError`."""
    theme = {asset.output: asset.data for asset in sight.theme_assets}
    sources = {asset.output: asset for asset in assets}

    def load(path: str) -> bytes:
        if path in theme:
            return theme[path]
        if path not in sources:
            raise FileNotFoundError(path)
        asset = sources[path]
        data = read_again(project.files, asset.path, asset.digest)
        return without_private(data) if asset.private else data

    return load


def finish(begun: Begun) -> Built:
    """Make what is not as it was, and sum up. Raises `LostError`, and `ChangedError`."""
    sight, making = begun.sight, begun.making
    with _search(begun) as searching:
        ledger, outcomes = _make(making, sight, begun.project, searching)
    whole = begun.project.draw and not any(one.noticed for one in outcomes)
    ledger, twins = with_twins(ledger, making, sight.theme_assets, begun.project.jobs if whole else 0)
    outcomes += twins
    if begun.project.draw:  # else nobody keeps it
        ledger = msgspec.structs.replace(ledger, pieces=same_pieces(making.before, ledger))
    causes = causes_of(making.before, sight.seen, sight.changed)
    later = {one.path: partial(make_file, making, one.path) for one in outcomes if one.later}
    done = Sum(
        begun.entries, begun.inputs, ledger, making.web, making.published, tuple(outcomes), later, causes, begun.notice
    )
    return sum_up(begun.project, sight, begun.last.head, done)


def _web(sight: Sight, last: Last, before: Ledger, links: Mapping[str, Links]) -> Web:
    """Return who points to whom; as it was, where each page points as it did in a site that is laid out as it was."""
    kept = last.layout and last.layout.relations is sight.layout.relations and links.keys() == before.links.keys()
    if last.web and kept and all(links[docname].pointed == before.links[docname].pointed for docname in sight.stale):
        return last.web if last.layout is sight.layout else renewed(last.web, sight.layout.targets)
    return weave(sight.layout, {docname: one.pointed for docname, one in links.items()})


@contextlib.contextmanager
def _search(begun: Begun) -> Iterator[Searching | Search]:
    """Index all pages beside what is done meanwhile; not for a site that will not be published."""
    project = begun.project
    failed = has_errors(begun.diagnostics, strict=project.strict)
    searching = Search() if failed else begin_search(begun.making, project)
    try:
        yield searching
    finally:
        if isinstance(searching, Searching):
            searching.indexing.close()


def _make(
    making: Making, sight: Sight, project: Project, searching: Searching | Search
) -> tuple[Ledger, list[Outcome]]:
    """Make all files that are not as they were, and return what is known of all of them now."""
    before, links = making.before, making.links
    around = as_a_whole(before, sight.seen)
    closures = closures_of(making.templates, making.frame.config)
    said = same_keys(("words",), before, making.keys)
    others = {name for name, digest in closures.items() if not said or before.closures.get(name) != digest}
    pages = _pages_to_make(making, sight, others)
    pictures = pictures_of(making)
    kept = unchanged_lists(making) if around and sight.alike else frozenset[str]()
    outcomes = _files(making, project, others, pages, pictures.works, around=around, kept=kept)
    cards = links if {CARD_TEMPLATE, CARD_FONT} & others else pages
    outcomes += make_slow_files(making, cards, now=project.bind, jobs=project.jobs, watch=project.watch)
    search = end_search(searching, making, project)
    outcomes += search.told
    project.watch.stage(Stage.SUM_UP)
    lost = pictures.gone | {one.path for one in outcomes if not one.made}
    made = {} if around and not sight.alike else {path: one for path, one in before.made.items() if path not in lost}
    made |= pictures.kept
    made |= {one.path: one.made for one in outcomes if one.made}
    made = {path: one for path, one in made.items() if path not in DRAWN and not is_of_index(path)} | search.made
    parts, graph = draw_graph(making, outcomes) if project.draw else ({}, None)
    drawn = (graph, full_text(making, made) if project.draw else None)
    outcomes += [one for one in drawn if one]
    made |= {one.path: one.made for one in drawn if one and one.made}
    ledger = Ledger(
        rows=sight.rows,
        links=dict(links),
        made=made,
        drawn=parts,
        indexed=search.indexed,
        keys=dict(making.keys),
        hidden=dict(sight.seen.hidden),
        closures=closures,
        told=sight.told,
    )
    return ledger, outcomes


def _files(
    making: Making,
    project: Project,
    templates: set[str],
    pages: set[str],
    pictures: Sequence[tuple[str, Work]],
    *,
    around: bool,
    kept: Collection[str],
) -> list[Outcome]:
    """Make the files of these pages and what shows them, where these templates are others; those `kept` only then.

    While somebody writes, what stands beside the pages, as it shows all of them, waits until somebody asks for it; but
    what is wrong with a new template is told at once.
    """
    fresh = not templates.isdisjoint(BESIDE)
    beside = fresh or around or _wait_already(making)
    waits = beside and not fresh and not project.draw
    books = tuple(making.layout.books) if BOOK_TEMPLATE in templates else books_to_make(making, frozenset(pages))
    made = make_files(
        making,
        [docname for docname in making.links if docname in pages],
        books=books,
        beside=beside and not waits,
        kept=() if fresh else kept,
        pictures=pictures,
        jobs=project.jobs,
        watch=project.watch,
    )
    return [*made, *(waiting_files(making) if waits else ())]


def _wait_already(making: Making) -> bool:
    """Tell whether the last build left what stands beside the pages for later: it lacks what is made for every site.

    Where an author publishes all of that, it may have.
    """
    taken = {asset.output for asset in making.published}
    made = [path in making.before.made for path in (HEADERS, output_path(ADDRESSES)) if path not in taken]
    return not all(made) or not made


def _pages_to_make(making: Making, sight: Sight, templates: set[str]) -> set[str]:
    """Return the pages that may not be as they were, where these templates are others."""
    before, links, layout = making.before, making.links, sight.layout
    sentences = partial(said_otherwise, making.cache)
    pages = pages_to_join(before, sight.seen, links, making.said_anew, sentences, alike=sight.alike)
    if sight.changed and sight.alike:
        pointed = {docname: one.pointed for docname, one in links.items()}
        pages |= pages_that_show(sight.changed, layout, making.web, pointed)
        pages |= {docname for docname, facts in layout.facts.items() if shows_site(facts)}
    if templates:
        pages |= {docname for docname in links if template_of(making.rows[docname].facts) in templates}
    return pages
