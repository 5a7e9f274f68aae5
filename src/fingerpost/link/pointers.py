"""A page and the layout of its site in; where the page points, each place with its sentence, out."""

import bisect
import html

from fingerpost.diagnostics import Place
from fingerpost.link.layout import Layout
from fingerpost.link.mentions import Mention
from fingerpost.link.resolve import Referred, Resolver
from fingerpost.link.sentences import Shown, sentence_of
from fingerpost.page import Page
from fingerpost.site import Edge, EdgeKind, MentionLink, Pointers
from fingerpost.urls import own_path

__all__ = ["point_page"]

_NAMED = {
    "topics": EdgeKind.TOPIC,
    "authors": EdgeKind.AUTHOR,
    "answered_by": EdgeKind.ANSWERED_BY,
    "requires": EdgeKind.REQUIRES,
    "stops": EdgeKind.STOP,
    "doors": EdgeKind.DOOR,
    "broader": EdgeKind.BROADER,
    "related": EdgeKind.RELATED,
}
"""The keys of front matter that name pages."""


def point_page(page: Page, layout: Layout) -> Pointers:
    """Resolve the references of a page, and find what it mentions. What does not resolve stands as plain words."""
    resolver = Resolver(page, layout.lookup)
    for part in page.parts:
        resolver.resolve(part)
    count = len(resolver.referred)
    resolver.resolve(page.notes)
    shown = Shown(page.prose, resolver.referred[:count]), Shown(page.notes_prose, resolver.referred[count:])
    referred = [
        (one, spot, text)
        for text in shown
        for one, spot in zip(text.referred, text.prose.spots, strict=True)
        if one.docname and one.docname != page.docname
    ]
    mentions = layout.finder.find(page, frozenset(one.docname for one, _, _ in referred))
    edges = [_reference(page, one, number) for number, (one, _, _) in enumerate(referred)]
    edges += [_mentioned(page, mention, len(edges) + number) for number, mention in enumerate(mentions)]
    targets = layout.targets
    image = page.front.image
    return Pointers(
        edges=tuple(edges),
        named=_named_edges(page, layout),
        sentences=(
            *(sentence_of(text, *spot) for _, spot, text in referred),
            *(sentence_of(shown[0], mention.start, mention.end) for mention in mentions),
        ),
        links=tuple(resolver.links),
        leads=tuple(resolver.leads),
        mentions=tuple(
            MentionLink(one.piece, one.offset, one.length, html.escape(resolver.href(targets[one.topic].url)))
            for one in mentions
        ),
        image=resolver.picture_file(image, page.place("image")) if image else None,
        used=tuple(sorted(resolver.used)),
        pictured=tuple(sorted(resolver.pictured)),
        asked=tuple(sorted({*resolver.asked, *layout.relations[page.docname].asked})),
        own=tuple(one for one in page.addresses if own_path(one[0], layout.lookup.config.base_url)),
        diagnostics=tuple(resolver.diagnostics),
    )


def _reference(page: Page, referred: Referred, sentence: int) -> Edge:
    place = referred.reference.place
    return Edge(EdgeKind.REFERENCE, page.docname, referred.docname, referred.anchor, place, sentence)


def _mentioned(page: Page, mention: Mention, sentence: int) -> Edge:
    place = Place(page.path)
    if mention.place >= 0:
        row = bisect.bisect_right(page.line_starts, mention.place) - 1
        column = mention.place - page.line_starts[row] + 1
        place = Place(page.path, page.body_line + row, column, mention.end - mention.start)
    return Edge(EdgeKind.MENTION, page.docname, mention.topic, "", place, sentence)


def _named_edges(page: Page, layout: Layout) -> tuple[Edge, ...]:
    """Return the edges that start in the front matter of a page; those to pages that are not in the site left out."""
    places = page.places
    return tuple(
        Edge(_NAMED[key.partition(".")[0]], page.docname, docname, "", places.get(key, places["title"]))
        for key, docname in layout.relations[page.docname].named
        if docname in layout.targets
    )
