"""All pages in, one site out: references resolved, topics, tutorials and paths joined. Parses nothing.

1. `lay_out`: from the facts of all pages, what the site is as a whole;  2. `point_page`: of each page, where its text
points;  3. `weave`: who points to whom;  4. `join_page`: each page's place among the others;  5. `link_text`: its text
with all links.

Only 2 and 5 look at a text, each at that of one page, so they may run in any process, and for a few pages alone.
"""

import posixpath
import re
from collections.abc import Container, Iterable, Iterator

from fingerpost import messages
from fingerpost.config import Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.link.backlinks import shown_sentences
from fingerpost.link.join import Pointed, Web, join_page, pointed_by, renewed, weave
from fingerpost.link.layout import STATIC_FOLDER, Layout, lay_out
from fingerpost.link.mentions import labels_of
from fingerpost.link.names import keys_of
from fingerpost.link.pointers import point_page
from fingerpost.link.reach import lists_without, pages_that_show
from fingerpost.link.relations import Relations
from fingerpost.link.renewing import same_to_layout
from fingerpost.link.selection import Selection, Wanted, renewed_selection, select_pages
from fingerpost.link.text import link_text
from fingerpost.page import Asset, Page
from fingerpost.promises import NO_PROMISES, Promises
from fingerpost.site import Site
from fingerpost.urls import output_path, own_path

__all__ = [
    "Layout",
    "Pointed",
    "Relations",
    "Selection",
    "Wanted",
    "Web",
    "check_assets",
    "check_own_addresses",
    "join_page",
    "keys_of",
    "labels_of",
    "lay_out",
    "link_pages",
    "link_text",
    "lists_without",
    "pages_that_show",
    "point_page",
    "pointed_by",
    "published_assets",
    "renewed",
    "renewed_selection",
    "same_to_layout",
    "select_pages",
    "shown_sentences",
    "weave",
]

_ENDINGS = re.compile(r"(\.(md|mdx|mkd|mdown|markdown))?(\.txt)?$", re.IGNORECASE)
"""What the name of a file ends in that may be taken for a page."""


def link_pages(
    pages: tuple[Page, ...],
    assets: tuple[Asset, ...],
    settings: Settings,
    wanted: Wanted,
    promises: Promises = NO_PROMISES,
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Join all pages, and link all texts. What does not resolve is told in a diagnostic, and stands as plain words."""
    layout = lay_out(pages, assets, settings, wanted, promises)
    shown = {page.docname: page for page in pages if page.docname in layout.facts}
    pointers = {docname: point_page(page, layout) for docname, page in shown.items()}
    web = weave(layout, {docname: pointed_by(one) for docname, one in pointers.items()})
    sentences = {docname: shown_sentences(one) for docname, one in pointers.items()}
    site = Site(
        skeleton=layout,
        pages=tuple(join_page(docname, one.image, layout, web, sentences) for docname, one in pointers.items()),
        texts={docname: link_text(page, pointers[docname], layout.old_anchors) for docname, page in shown.items()},
        pointers=pointers,
    )
    found = (diagnostic for one in pointers.values() for diagnostic in one.diagnostics)
    return site, (*layout.diagnostics, *found)


def check_assets(assets: Iterable[Asset], published: Iterable[Asset]) -> Iterator[Diagnostic]:
    """Tell of each file that its author may take for a page, unless it is published, since a page links to it."""
    if like_pages := [asset for asset in assets if asset.like_page]:
        linked = {asset.path for asset in published}
        for asset in like_pages:
            if asset.path not in linked:
                name = asset.path.rpartition("/")[2]
                yield messages.like_page(Place(asset.path), f"{_ENDINGS.sub('', name)}.md")


def check_own_addresses(
    own: Iterable[tuple[str, Place]], layout: Layout, outputs: Container[str], base_url: str
) -> Iterator[Diagnostic]:
    """Tell of each address of the site itself that is written out whole and at which no page stands.

    `outputs` are the paths of all files of the site. A file that is no page may also be put there by other hands.
    """
    for address, place in own:
        path = own_path(address, base_url)
        ending = posixpath.splitext(path)[1]
        as_page = output_path(path if path.endswith("/") or ending else f"{path}/")
        if ending in ("", ".html", ".htm") and as_page not in outputs:
            near = messages.nearest(path, (page.url for page in layout.facts.values()))
            yield messages.own_address(place, path, near)


def published_assets(assets: Iterable[Asset], used: Iterable[str]) -> tuple[Asset, ...]:
    """Return the assets that some page uses, by their paths, and the static ones, sorted."""
    wanted = frozenset(used)
    return tuple(asset for asset in assets if asset.path in wanted or asset.path.startswith(STATIC_FOLDER))
