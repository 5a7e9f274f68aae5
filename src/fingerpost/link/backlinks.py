"""The edges of a site in, who points to each page out."""

from collections import defaultdict
from collections.abc import Iterable

from fingerpost.site import Backlink, Backlinks, Edge, EdgeKind, Target, in_list_order

__all__ = ["LISTED_MOST", "SHOWN", "backlinks_of"]

SHOWN = 5
"""How many pages are shown at once."""
LISTED_MOST = 40
"""How many are shown in all; of the others, only the number."""


def backlinks_of(edges: Iterable[Edge], targets: dict[str, Target]) -> dict[str, tuple[Backlinks, Backlinks]]:
    """Return, for each page to which another points in its text, who refers to it, and who only mentions it."""
    first: dict[str, dict[str, Edge]] = defaultdict(dict)
    for edge in edges:
        if edge.spot is None or edge.source == edge.target:
            continue
        known = first[edge.target].get(edge.source)
        if known is None or (known.kind is EdgeKind.MENTION and edge.kind is EdgeKind.REFERENCE):
            first[edge.target][edge.source] = edge

    places = {target.docname: place for place, target in enumerate(in_list_order(targets.values()))}

    def listed(kind: EdgeKind, found: Iterable[Edge]) -> Backlinks:
        by_source = {edge.source: edge for edge in found if edge.kind is kind}
        order = sorted(by_source, key=places.__getitem__)
        links = tuple(Backlink(targets[source], by_source[source]) for source in order[:LISTED_MOST])
        return Backlinks(links[:SHOWN], links[SHOWN:], len(order) - len(links))

    return {
        docname: (listed(EdgeKind.REFERENCE, found.values()), listed(EdgeKind.MENTION, found.values()))
        for docname, found in first.items()
    }
