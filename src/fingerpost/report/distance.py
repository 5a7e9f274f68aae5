"""A joined site in, how many clicks each page is from home out.

A click follows a link that a page shows as its own: in its text, from its front matter, the overview and all parts of
its tutorial, the list of a topic's, a path's or an author's page, and the lists of the home page. The navigation, the
lists of whole kinds, backlinks and related pages do not count: they lead everywhere and tell nothing of the way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from fingerpost.page import Target
from fingerpost.report.pointing import HOME, named
from fingerpost.report.records import Distance, Step
from fingerpost.site import LinkedPage, Site
from fingerpost.views.pages import home_lists

__all__ = ["reading_distance"]


def reading_distance(site: Site) -> Distance | None:
    """Return how far the pages are from home; None for a site without home page."""
    pages = {linked.page.docname: linked for linked in site.pages}
    if HOME not in pages:
        return None
    clicks = _clicks(site, pages)
    last = max(clicks.values())
    counts = Counter(clicks.values())
    return Distance(
        steps=tuple(Step(number, counts[number]) for number in sorted(counts)),
        farthest=tuple(named(pages[docname]) for docname in sorted(clicks) if clicks[docname] == last > 0),
        unreached=tuple(named(linked) for docname, linked in pages.items() if docname not in clicks),
    )


def _clicks(site: Site, pages: Mapping[str, LinkedPage]) -> dict[str, int]:
    """Return the fewest clicks that lead from home to each page, those that cannot be reached left out."""
    written: dict[str, list[str]] = defaultdict(list)
    for edge in site.edges:
        written[edge.source].append(edge.target)
    clicks = {HOME: 0}
    waiting = [HOME]
    for docname in waiting:  # grows while it is read: the nearest come first
        listed = (target.docname for target in _listed(pages[docname], site))
        for following in (*written[docname], *listed):
            if following not in clicks:
                clicks[following] = clicks[docname] + 1
                waiting.append(following)
    return clicks


def _listed(linked: LinkedPage, site: Site) -> Iterator[Target]:
    """Yield what a page lists, beside what its author wrote."""
    if linked.page.docname == HOME:
        for targets in home_lists(site.skeleton.targets.values()).values():
            yield from targets
    if linked.series:
        yield linked.series.overview
        yield from linked.series.parts
    if linked.topic:
        yield from (*linked.topic.broader, *linked.topic.narrower, *linked.topic.related, *linked.topic.carriers)
    yield from linked.written
