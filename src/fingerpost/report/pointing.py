"""A joined site in; the pages at which nothing arrives, from which nothing leads on, and at which much arrives, out.

What counts as pointing is what an author wrote and what a text names: references and mentions in texts, and all that
front matter names. A tutorial holds together by itself: its overview and its parts, and each part and the next, point
to each other. Lists, navigation, backlinks and related pages are made by the site and do not count.
"""

from collections import defaultdict

from fingerpost.kinds import Kind
from fingerpost.page import Target
from fingerpost.report.records import Hub, Named, PartReached
from fingerpost.site import EdgeKind, LinkedPage, Site
from fingerpost.views.pages import home_lists

__all__ = [
    "columns_without_part",
    "dead_ends",
    "hubs",
    "named",
    "orphans",
    "parts_with_few_columns",
    "unused_topics",
]

HOME = "index"
MOST_HUBS = 10
FEWEST_POINTING = 5
"""A page to which fewer point is no hub."""
FEWEST_COLUMNS = 2
"""From so many columns each part of a tutorial should be reached."""
_LEAD_ON = frozenset(EdgeKind) - {EdgeKind.AUTHOR, EdgeKind.ANSWERED_BY, EdgeKind.REQUIRES}
"""Links that take a reader further. Who wrote a page, and what was to be read before, do not."""


def named(linked: LinkedPage) -> Named:
    """Return the names of a page."""
    return Named(linked.page.docname, linked.page.path, linked.target.title, linked.page.kind.value)


def orphans(site: Site) -> tuple[Named, ...]:
    """Return the pages to which nothing points, the home page left out.

    A tutorial is one thing: where nothing from outside points to any page of it, its overview is an orphan.
    """
    pointed = {edge.target for edge in site.edges if _tutorial(edge.source) != _tutorial(edge.target)}
    pointed |= {_tutorial(docname) for docname in pointed}
    return tuple(
        named(linked)
        for linked in site.pages
        if linked.page.docname != HOME and linked.page.kind is not Kind.PART and linked.page.docname not in pointed
    )


def _tutorial(docname: str) -> str:
    """Return the overview of a part; any other page is its own."""
    return "/".join(docname.split("/")[:2]) if docname.startswith(Kind.PART.folder + "/") else docname


def dead_ends(site: Site) -> tuple[Named, ...]:
    """Return the pages from which no way leads on.

    A way on is a reference, a mention, a topic, a stop, a topic beside or above, the next part of a tutorial; and what
    the home page and those of topics and authors list, which is what these pages are for.
    """
    leading = {edge.source for edge in site.edges if edge.kind in _LEAD_ON and edge.source != edge.target}
    if any(home_lists(site.skeleton.targets.values()).values()):
        leading.add(HOME)
    return tuple(
        named(linked) for linked in site.pages if linked.page.docname not in leading and not _leads_on_by_itself(linked)
    )


def _leads_on_by_itself(linked: LinkedPage) -> bool:
    topic, series = linked.topic, linked.series
    if topic and (topic.broader or topic.narrower or topic.related or topic.carriers):
        return True
    return bool(linked.written) or bool(series and series.parts and linked.target != series.parts[-1])


def hubs(site: Site) -> tuple[Hub, ...]:
    """Return the pages to which most other pages point. Authors are left out: every page names who wrote it."""
    sources: dict[str, set[str]] = defaultdict(set)
    for edge in site.edges:
        if edge.source != edge.target:
            sources[edge.target].add(edge.source)
    found = [
        Hub(named(linked), count)
        for linked in site.pages
        if linked.page.kind is not Kind.AUTHOR and (count := len(sources[linked.page.docname])) >= FEWEST_POINTING
    ]
    return tuple(sorted(found, key=lambda hub: (-hub.pages, hub.page.page))[:MOST_HUBS])


def unused_topics(site: Site) -> tuple[Named, ...]:
    """Return the topics that no page carries, neither they nor a topic below them."""
    return tuple(named(linked) for linked in site.pages if linked.topic and not linked.topic.carriers)


def columns_without_part(site: Site) -> tuple[Named, ...]:
    """Return the columns whose text refers to no part of a tutorial; () for a site without parts.

    An overview is not enough: it holds no step that a reader could take today.
    """
    if not any(linked.page.kind is Kind.PART for linked in site.pages):
        return ()
    reaching = frozenset[str]().union(*_columns_by_part(site).values())
    return tuple(
        named(linked)
        for linked in site.pages
        if linked.page.kind is Kind.COLUMN and linked.page.docname not in reaching
    )


def parts_with_few_columns(site: Site) -> tuple[PartReached, ...]:
    """Return the parts to which fewer than two columns refer in their texts, and these columns.

    () for a site without columns.
    """
    pages = {linked.page.docname: linked for linked in site.pages}
    if not any(linked.page.kind is Kind.COLUMN for linked in site.pages):
        return ()
    columns = _columns_by_part(site)
    return tuple(
        PartReached(named(pages[part.docname]), tuple(named(pages[docname]) for docname in sorted(reaching)))
        for part in _parts_in_order(site)
        if len(reaching := columns[part.docname]) < FEWEST_COLUMNS
    )


def _columns_by_part(site: Site) -> dict[str, set[str]]:
    """Return the columns whose text refers to each part. A mention never does: only topics are mentioned."""
    kinds = {linked.page.docname: linked.page.kind for linked in site.pages}
    columns: dict[str, set[str]] = defaultdict(set)
    for edge in site.edges:
        column_to_part = kinds[edge.source] is Kind.COLUMN and kinds[edge.target] is Kind.PART
        if edge.kind is EdgeKind.REFERENCE and column_to_part:
            columns[edge.target].add(edge.source)
    return columns


def _parts_in_order(site: Site) -> tuple[Target, ...]:
    return tuple(
        part
        for linked in site.pages
        if linked.series and linked.page.kind is Kind.TUTORIAL
        for part in linked.series.parts
    )
