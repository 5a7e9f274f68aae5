"""The pages that point to one page in, its backlinks out: by kind, the newest first, each with its sentence."""

from collections.abc import Collection, Mapping

from fingerpost.link.order import Order
from fingerpost.page import Target
from fingerpost.site import Backlink, Backlinks, EdgeKind, Pointers, Sentence

__all__ = ["LISTED_MOST", "SHOWN", "backlinks_to", "shown_sentences"]

SHOWN = 5
"""How many pages are shown at once."""
LISTED_MOST = 40
"""How many are shown in all; of the others, only the number."""


def backlinks_to(
    docname: str,
    sources: Collection[str],
    targets: Mapping[str, Target],
    order: Order,
    sentences: Mapping[str, Mapping[str, Sentence]],
) -> Backlinks:
    """Return the backlinks of a page. Of the pages that point to it, only those that are shown are looked at.

    `order` sorts as lists show pages; `sentences` has, of each page, the sentence that each page to which it points
    shows.
    """
    sorted_sources = order.sorted(sources)
    links = tuple(Backlink(targets[source], sentences[source][docname]) for source in sorted_sources[:LISTED_MOST])
    return Backlinks(links[:SHOWN], links[SHOWN:], len(sorted_sources) - len(links))


def shown_sentences(pointers: Pointers) -> dict[str, Sentence]:
    """Return, by the page to which one points, the first sentence that refers to it or, without any, mentions it."""
    mentions = {edge.target: edge for edge in reversed(pointers.edges) if edge.kind is EdgeKind.MENTION}
    references = {edge.target: edge for edge in reversed(pointers.edges) if edge.kind is EdgeKind.REFERENCE}
    return {target: pointers.sentences[edge.sentence] for target, edge in {**mentions, **references}.items()}
