"""A page, its resolver and the finder of mentions in; its text with all links, and the edges that start in it, out."""

import bisect
import html

import msgspec

from fingerpost.diagnostics import Place
from fingerpost.link.mentions import Mention, MentionFinder, part_of
from fingerpost.link.resolve import Resolver
from fingerpost.page import Letter, Page, Reference
from fingerpost.site import Edge, EdgeKind, Filled, LinkedLetter, LinkedUpdate, Target

__all__ = ["LinkedText", "link_text", "named_edges"]

_NAMED = {
    "topics": EdgeKind.TOPIC,
    "authors": EdgeKind.AUTHOR,
    "answered_by": EdgeKind.ANSWERED_BY,
    "requires": EdgeKind.REQUIRES,
    "stops": EdgeKind.STOP,
    "broader": EdgeKind.BROADER,
    "related": EdgeKind.RELATED,
}
"""The keys of front matter that name pages."""


class LinkedText(msgspec.Struct, frozen=True):
    """The text of a page, its links in place."""

    body: str
    letter: LinkedLetter | None
    notes: str
    edges: tuple[Edge, ...]
    """References, in order, then mentions, in order."""
    filled: tuple[Filled, ...]
    """The references without words in the text, in order."""
    notes_filled: tuple[Filled, ...]


def link_text(page: Page, resolver: Resolver, finder: MentionFinder, targets: dict[str, Target]) -> LinkedText:
    """Resolve the references of a page, and link what it mentions."""
    parts = [resolver.pieces(part) for part in page.parts]
    edges = _references(page, resolver, in_notes=False)
    count = len(resolver.referred)
    notes = resolver.html(page.notes)
    edges += _references(page, resolver, in_notes=True, first=count)
    mentions = finder.find(page, frozenset(edge.target for edge in edges))
    for mention in reversed(mentions):
        part, number = part_of(parts, mention.piece)
        href = html.escape(resolver.href(targets[mention.topic].url))
        parts[part][number] = _with_link(parts[part][number], mention, href)
    edges += [_mentioned(page, mention) for mention in mentions]
    bodies = ["".join(part) for part in parts]
    letter = _letter(page.letter, bodies) if page.letter else None
    return LinkedText(
        body="" if letter else bodies[0],
        letter=letter,
        notes=notes,
        edges=tuple(edges),
        filled=_filled(page.prose.spots, resolver.referred[:count]),
        notes_filled=_filled(page.notes_prose.spots, resolver.referred[count:]),
    )


def named_edges(page: Page, resolver: Resolver, targets: dict[str, Target]) -> list[Edge]:
    """Return the edges that start in the front matter of a page; those to pages that are not in the site left out."""
    return [
        Edge(_NAMED[key.partition(".")[0]], page.docname, docname, "", page.places.get(key, page.places["title"]))
        for key, docname in resolver.named_pages
        if docname in targets
    ]


def _references(page: Page, resolver: Resolver, *, in_notes: bool, first: int = 0) -> list[Edge]:
    spots = (page.notes_prose if in_notes else page.prose).spots
    return [
        Edge(
            kind=EdgeKind.REFERENCE,
            source=page.docname,
            target=docname,
            anchor=anchor,
            place=reference.place,
            spot=spot,
            in_notes=in_notes,
        )
        for spot, (reference, docname, anchor, _) in zip(spots, resolver.referred[first:], strict=True)
        if docname and docname != page.docname
    ]


def _filled(spots: tuple[tuple[int, int], ...], referred: list[tuple[Reference, str, str, str]]) -> tuple[Filled, ...]:
    return tuple(Filled(start, end, title) for (start, end), (*_, title) in zip(spots, referred, strict=True) if title)


def _mentioned(page: Page, mention: Mention) -> Edge:
    place = Place(page.path)
    if mention.place >= 0:
        row = bisect.bisect_right(page.line_starts, mention.place) - 1
        column = mention.place - page.line_starts[row] + 1
        place = Place(page.path, page.body_line + row, column, mention.end - mention.start)
    return Edge(EdgeKind.MENTION, page.docname, mention.topic, "", place, (mention.start, mention.end))


def _with_link(piece: str, mention: Mention, href: str) -> str:
    end = mention.offset + mention.length
    return f'{piece[: mention.offset]}<a class="mention" href="{href}">{piece[mention.offset : end]}</a>{piece[end:]}'


def _letter(letter: Letter, bodies: list[str]) -> LinkedLetter:
    question, short_answer, answer, *updates = bodies
    return LinkedLetter(
        question=question,
        short_answer=short_answer,
        answer=answer,
        anchors=letter.anchors,
        updates=tuple(
            LinkedUpdate(update.heading.anchor, update.heading.title, update.date, body)
            for update, body in zip(letter.updates, updates, strict=True)
        ),
    )
