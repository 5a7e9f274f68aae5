"""A project and what the last build left in, the site as it is to be published out.

1. see: read, compile, lay out;  2. resolve links;  3. weave;  4. make files;  5. sum up, for publication and for the
next build.
"""

from collections.abc import Iterable

from fingerpost.cache import Ref
from fingerpost.ledger import NO_LEDGER, Head, Ledger, Made, encode
from fingerpost.link import published_assets, weave
from fingerpost.output import GRAPH, digest_of
from fingerpost.page import Asset
from fingerpost.pipeline.built import Built
from fingerpost.pipeline.kept import load_record
from fingerpost.pipeline.making import Making, Outcome, make_files
from fingerpost.pipeline.pointing import resolve_links
from fingerpost.pipeline.seeing import Project, Sight, see
from fingerpost.pipeline.summing import Sum, built_before, is_as_before, sum_up
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.read import CONTENT_FOLDER
from fingerpost.render import GraphPart, Templates, graph_json
from fingerpost.stale import Reason, as_a_whole, causes_of, pages_said_anew, pages_to_join
from fingerpost.views import template_of

__all__ = ["build_from"]

BESIDE = ("404.html", "list.html", "redirect.html", "topic-map.html")
"""The templates of what is of no page."""


def build_from(project: Project, head: Head, notice: str) -> Built:
    """Build the site from what the last build left. Raises `LostError` where the cache lacks some of it."""
    watch = project.watch
    watch.stage(Stage.READ)
    entries = project.files.walk(CONTENT_FOLDER)
    if is_as_before(project, head, entries):
        return built_before(project, head, notice)
    before = load_record(project.cache, head.ledger, Ledger) if head.ledger else NO_LEDGER
    sight = see(project, head, before, entries)
    if not isinstance(sight, Sight):
        return Built(diagnostics=sight, strict=project.strict, notice=notice)
    links = resolve_links(sight.layout, sight.seen.rows, before.links, sight.stale, project.cache, project.jobs, watch)
    watch.stage(Stage.WEAVE)
    assets = published_assets(sight.content.assets, (path for one in links.values() for path in one.used))
    making = Making(
        layout=sight.layout,
        web=weave(sight.layout, {docname: one.pointed for docname, one in links.items()}),
        frame=sight.frame,
        templates=Templates(sight.theme),
        rows=sight.seen.rows,
        links=links,
        keys=sight.seen.keys,
        changed=frozenset(sight.changed),
        said_anew=frozenset(pages_said_anew(before, sight.seen, links)),
        before=before,
        cache=project.cache,
    )
    ledger, outcomes = _make(making, sight, assets, project.jobs, watch)
    causes = causes_of(before, sight.seen, sight.changed)
    return sum_up(project, sight, head, Sum(entries, ledger, assets, tuple(outcomes), causes, notice))


def _make(
    making: Making, sight: Sight, assets: Iterable[Asset], jobs: int, watch: Watch
) -> tuple[Ledger, list[Outcome]]:
    """Make all files that are not as they were, and return what is known of all of them now."""
    before, keys = making.before, making.keys
    templates = {docname: template_of(making.rows[docname].facts) for docname in making.links}
    closures = {name: making.templates.digest(name) for name in sorted({*templates.values(), *BESIDE})}
    others = {name for name, digest in closures.items() if before.closures.get(name) != digest}
    whole = as_a_whole(before, sight.seen)
    pages = pages_to_join(before, sight.seen, making.links)
    pages |= {docname for docname, name in templates.items() if name in others}
    taken = frozenset(asset.output for asset in assets)
    outcomes = make_files(
        making,
        [docname for docname in making.links if docname in pages],
        beside=whole or not others.isdisjoint(BESIDE),
        taken=taken,
        jobs=jobs,
        watch=watch,
    )
    watch.stage(Stage.SUM_UP)
    made = {} if whole else dict(before.made)
    made |= {one.path: one.made for one in outcomes if one.made}
    graph, drawn = _draw(making, outcomes)
    if drawn:
        outcomes.append(drawn)
    if drawn and drawn.made:
        made[GRAPH] = drawn.made
    ledger = Ledger(
        rows=sight.rows,
        links=dict(making.links),
        made=made,
        graph=graph,
        keys=dict(keys),
        hidden=dict(sight.seen.hidden),
        closures=closures,
        told=sight.told,
    )
    return ledger, outcomes


def _draw(making: Making, outcomes: Iterable[Outcome]) -> tuple[Ref | None, Outcome | None]:
    """Return the graph, as parts and as a file, where it is not as it was."""
    fresh = {one.docname: one.graph for one in outcomes if one.graph}
    before, cache = making.before, making.cache
    gone = before.links.keys() - making.links.keys()
    if not fresh and not gone and before.graph:
        return before.graph, Outcome(GRAPH, before.made[GRAPH]) if GRAPH in before.made else None
    old = load_record(cache, before.graph, dict[str, GraphPart]) if before.graph else {}
    parts = {docname: part for docname, part in {**old, **fresh}.items() if docname in making.links}
    data = graph_json(parts, making.frame.config)
    ref, file = cache.keep([encode(parts), data])
    made, was = Made({}, "", digest_of(data), file), before.made.get(GRAPH)
    changed = was is None or was.digest != made.digest
    return ref, Outcome(GRAPH, made, Reason("new" if was is None else "links") if changed else None)
