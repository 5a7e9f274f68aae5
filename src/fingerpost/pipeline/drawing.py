"""What each page has in the graph of the site in, `graph.json` out: the last one, where no part of it is another."""

from collections.abc import Iterable, Mapping, Set

from fingerpost.ledger import Drawn, Made, encode
from fingerpost.output import GRAPH, LostError, digest_of
from fingerpost.pipeline.kept import load_bytes
from fingerpost.pipeline.outcome import Making, Outcome
from fingerpost.render import GraphPart, graph_json, graph_parts
from fingerpost.stale import Reason

__all__ = ["draw_graph"]


def draw_graph(making: Making, outcomes: Iterable[Outcome]) -> tuple[dict[str, Drawn], Outcome]:
    """Return what is known of the part of each page, by docname, and what became of the file.

    Parts that nobody made now are cut from the last file.
    """
    fresh = {one.docname: one.graph for one in outcomes if one.graph}
    before, was = making.before, making.before.made.get(GRAPH)
    shown = making.links.keys() - {one.docname for one in outcomes if not one.made}
    drawn = {docname: Drawn(digest_of(encode(part)), part.sizes) for docname, part in fresh.items()}
    same = before.keys.get("settings") == making.keys["settings"]  # the graph tells the title and address of the site
    same = same and all(before.drawn.get(docname) == one for docname, one in drawn.items())
    if was and same and before.links.keys() <= shown:
        return before.drawn, Outcome(GRAPH, was)
    parts = {**_parts_before(making, was, fresh.keys(), shown), **fresh} if was else fresh
    data = graph_json({docname: part for docname, part in parts.items() if docname in shown}, making.frame.config)
    digest = digest_of(data)
    (file,) = making.cache.keep([data], [digest])
    drawn = {docname: one for docname, one in {**before.drawn, **drawn}.items() if docname in shown}
    reason = None if was and was.digest == digest else Reason("links" if was else "new")
    return drawn, Outcome(GRAPH, Made({}, "", digest, file), reason)


def _parts_before(making: Making, was: Made, fresh: Set[str], shown: Set[str]) -> Mapping[str, GraphPart]:
    """Return the parts of the last file: of many pages in one, where none of these is made anew, or gone."""
    drawn = making.before.drawn
    apart = fresh | (drawn.keys() - shown) if fresh <= drawn.keys() else drawn.keys()
    sizes = {docname: one.sizes for docname, one in drawn.items()}
    parts = graph_parts(load_bytes(making.cache, was.data), sizes, apart)
    if parts is None:
        raise LostError(was.data.pack)
    return parts
