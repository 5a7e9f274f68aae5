"""The pages of which others may show something else in; the pages that show them out, without joining all of them.

It turns `join_page` round, for pages whose own places are as they were: whoever adds to what a page shows of others
adds to this. A test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping

from fingerpost.kinds import Kind
from fingerpost.link.join import Pointed, Web
from fingerpost.link.layout import Layout
from fingerpost.link.related import goes_with
from fingerpost.site import listings

__all__ = ["lists_without", "pages_that_show"]


def pages_that_show(changed: Iterable[str], layout: Layout, web: Web, pointed: Mapping[str, Pointed]) -> set[str]:
    """Return the pages that show one of these, or something whose time includes its time; a few more may be among them.

    `pointed` has where the text of each page points. The text itself is not looked at: it shows titles alone.
    """
    shown = _timed(set(changed) & layout.facts.keys(), layout)
    if any(layout.facts[docname].kind is Kind.TOPIC for docname in shown):
        return set(layout.facts)  # topics are the reasons why pages go together
    to = (pointed[docname] for docname in shown)
    around = {docname for one in to for docname in (*one.referred, *one.mentioned)}
    around.update(_by_themselves(shown, layout, web), _by_front_matter(shown, layout))
    return (shown | around) & layout.facts.keys()


def lists_without(changed: Iterable[str], layout: Layout) -> tuple[set[str], set[str]]:
    """Return what shows none of these pages, nor anything whose time includes their time: the pages of lists, by site
    path, and the topics whose pages and those below them are all others, by docname.
    """
    shown = _timed(set(changed) & layout.facts.keys(), layout)
    topics = {
        docname
        for docname, topic in layout.topics.items()
        if docname not in shown and shown.isdisjoint([carrier.docname for carrier in topic.carriers])
    }
    if any(door.target.docname in shown for door in layout.doors):
        return set(), topics  # each list has doors at its foot
    spans = ((span, listing.targets[span.start : span.stop]) for listing in listings(layout) for span in listing.spans)
    return {span.url for span, members in spans if shown.isdisjoint([one.docname for one in members])}, topics


def _timed(docnames: set[str], layout: Layout) -> set[str]:
    """Add the tutorials of which these are parts, and the paths of which any of them are stops."""
    tutorials = {layout.series[docname].overview.docname for docname in docnames if docname in layout.series}
    found = docnames | tutorials
    return found | {
        docname
        for docname, relations in layout.relations.items()
        if relations.stops and any(stop in found for stop, *_ in relations.stops)
    }


def _by_themselves(shown: set[str], layout: Layout, web: Web) -> Iterator[str]:
    """Give the pages to which each leads by what it says of itself, and those with which it goes."""
    for docname in shown:
        relations = layout.relations[docname]
        yield from relations.requires
        yield from relations.authors
        yield relations.answered_by
        yield from goes_with(docname, web.around)
        if series := layout.series.get(docname):
            yield from (series.overview.docname, *(part.docname for part in series.parts))
        for place in layout.paths.get(docname, ()):
            yield from (stop for stop, *_ in layout.relations[place.path.docname].stops)
        if layout.facts[docname].kind is Kind.PATH:
            yield from (stop for stop, *_ in relations.stops)


def _by_front_matter(shown: set[str], layout: Layout) -> Iterator[str]:
    """Give the pages whose front matter names one of these, and the topics whose pages list one."""
    for docname, relations in layout.relations.items():
        named = (*relations.topics, *relations.authors, relations.answered_by, *relations.requires, *relations.doors)
        if not shown.isdisjoint(named) or any(stop in shown for stop, *_ in relations.stops):
            yield docname
    if any(door.target.docname in shown for door in layout.doors):
        yield from (docname for docname in layout.facts if layout.doors_of(docname))
    for docname, topic in layout.topics.items():
        if any(carrier.docname in shown for carrier in topic.carriers):
            yield docname
