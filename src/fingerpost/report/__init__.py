"""A joined site in, how its pages hang together out: for authors, as text or as data."""

from collections import Counter
from collections.abc import Iterable, Mapping

from fingerpost.diagnostics import Diagnostic
from fingerpost.kinds import Kind
from fingerpost.page import Page
from fingerpost.promises import Promises
from fingerpost.report.distance import reading_distance
from fingerpost.report.page_links import page_links
from fingerpost.report.phrases import common_phrases
from fingerpost.report.pointing import (
    columns_without_part,
    dead_ends,
    hubs,
    orphans,
    parts_with_few_columns,
    unused_topics,
)
from fingerpost.report.records import FORMAT, LinkReport, PageLinks, Promised
from fingerpost.report.sections import Section, page_sections, report_sections
from fingerpost.site import Site

__all__ = ["LinkReport", "PageLinks", "Section", "link_report", "page_links", "page_sections", "report_sections"]

_BROKEN = frozenset({"broken-promise", "broken-anchor-promise", "lost-redirect", "redirect-circle"})
"""Codes of diagnostics about a promise that a build would break."""


def link_report(
    site: Site, pages: Mapping[str, Page], promises: Promises, diagnostics: Iterable[Diagnostic]
) -> LinkReport:
    """Return the report on a whole site.

    `pages` are its pages as they were compiled, by docname; `diagnostics` are those of its build, which tell of broken
    promises.
    """
    broken = sum(diagnostic.code in _BROKEN for diagnostic in diagnostics)
    kinds = Counter(linked.page.kind for linked in site.pages)
    return LinkReport(
        format=FORMAT,
        pages=len(site.pages),
        kinds={kind.value: count for kind in Kind if (count := kinds[kind])},
        links=sum(1 for _ in site.edges),
        orphans=orphans(site),
        dead_ends=dead_ends(site),
        hubs=hubs(site),
        unused_topics=unused_topics(site),
        columns_without_part=columns_without_part(site),
        parts_with_few_columns=parts_with_few_columns(site),
        phrases=common_phrases(site, pages),
        distance=reading_distance(site),
        promises=Promised(len(promises.addresses), len(promises.moved), broken),
    )
