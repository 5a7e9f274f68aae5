"""A joined site and one docname in; all links that come in and go out of this page, with their places, out."""

from collections.abc import Iterable, Mapping

from fingerpost.page import Target
from fingerpost.report.pointing import named
from fingerpost.report.records import FORMAT, LinkPlace, Named, PageLinks, PathStep, TutorialPlace
from fingerpost.site import Edge, EdgeKind, LinkedPage, PathPlace, Sentence, Site

__all__ = ["page_links"]

_KINDS = list(EdgeKind)
NO_SENTENCE = Sentence("", "", "")
"""What stands around a link in front matter."""


def page_links(site: Site, docname: str) -> PageLinks:
    """Return the links of one page of the site. A link to the page itself is none."""
    pages = {linked.page.docname: linked for linked in site.pages}
    linked = pages[docname]
    edges = [edge for edge in site.edges if edge.source != edge.target]
    return PageLinks(
        format=FORMAT,
        page=named(linked),
        incoming=_in_order(_link_place(edge, edge.source, pages, site) for edge in edges if edge.target == docname),
        outgoing=_in_order(_link_place(edge, edge.target, pages, site) for edge in edges if edge.source == docname),
        paths=tuple(_path_step(place, pages) for place in linked.paths),
        tutorial=_tutorial_place(linked, pages),
    )


def _in_order(places: Iterable[LinkPlace]) -> tuple[LinkPlace, ...]:
    kinds = {kind.value: number for number, kind in enumerate(_KINDS)}
    return tuple(sorted(places, key=lambda one: (kinds[one.kind], one.file, one.line, one.column, one.page.page)))


def _link_place(edge: Edge, other: str, pages: Mapping[str, LinkedPage], site: Site) -> LinkPlace:
    sentence = site.pointers[edge.source].sentences[edge.sentence] if edge.sentence >= 0 else NO_SENTENCE
    return LinkPlace(
        kind=edge.kind.value,
        page=named(pages[other]),
        anchor=edge.anchor,
        file=edge.place.file,
        line=edge.place.line,
        column=edge.place.column,
        before=sentence.before,
        words=sentence.words,
        after=sentence.after,
    )


def _path_step(place: PathPlace, pages: Mapping[str, LinkedPage]) -> PathStep:
    return PathStep(
        path=named(pages[place.path.docname]),
        position=place.position,
        count=place.count,
        previous=_named_or_none(place.previous, pages),
        next=_named_or_none(place.next, pages),
    )


def _tutorial_place(linked: LinkedPage, pages: Mapping[str, LinkedPage]) -> TutorialPlace | None:
    if linked.series is None:
        return None
    members = (linked.series.overview, *linked.series.parts)
    position = members.index(linked.target)
    return TutorialPlace(
        overview=named(pages[members[0].docname]),
        position=position,
        count=len(linked.series.parts),
        previous=_named_or_none(members[position - 1] if position > 1 else None, pages),
        next=_named_or_none(members[position + 1] if position + 1 < len(members) else None, pages),
    )


def _named_or_none(target: Target | None, pages: Mapping[str, LinkedPage]) -> Named | None:
    return named(pages[target.docname]) if target else None
