"""All pages of a site in, the redirects that lead to them, and a diagnostic for each address claimed twice, out."""

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.page import Asset, Page
from fingerpost.site import Redirect, Target
from fingerpost.urls import output_path, site_path_of

__all__ = ["claim_addresses"]

RESERVED = ("404.html", "feed.xml", "sitemap.xml")
"""Files that every site has."""


def claim_addresses(
    pages: tuple[Page, ...], targets: dict[str, Target], assets: tuple[Asset, ...]
) -> tuple[tuple[Redirect, ...], tuple[Diagnostic, ...]]:
    """Give each address to one page, list, file or redirect.

    Letter case does not tell two addresses apart, since on some disks and hosts it does not.
    """
    taken = dict.fromkeys(RESERVED, "a file that every site has")
    lists = {page.kind for page in pages if page.kind.folder}
    taken |= {output_path(f"/{kind.folder}/"): f"the list of all {kind.folder}" for kind in lists}
    redirects: list[Redirect] = []
    diagnostics: list[Diagnostic] = []
    for page in pages:
        claim = output_path(page.url).casefold()
        if claim in taken:
            diagnostics.append(messages.same_address(page.places["title"], page.url, taken[claim]))
        taken.setdefault(claim, page.path)
    for asset in assets:
        claim = asset.output.casefold()
        if claim in taken:
            diagnostics.append(messages.same_address(Place(asset.path), "/" + asset.output, taken[claim]))
        taken.setdefault(claim, asset.path)
    for page in pages:
        for number, written in enumerate(page.front.redirects):
            path = site_path_of(written)
            if path is None:
                continue
            claim = output_path(path).casefold()
            if claim in taken:
                diagnostics.append(messages.same_address(page.places[f"redirects.{number}"], path, taken[claim]))
                continue
            taken[claim] = page.path
            redirects.append(Redirect(path, targets[page.docname]))
    return tuple(redirects), tuple(diagnostics)
