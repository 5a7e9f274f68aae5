"""All pages of a site in, the redirects that lead to them, and a diagnostic for each address claimed twice, out."""

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.output import MANIFEST
from fingerpost.page import Asset, Page
from fingerpost.site import Redirect, Target
from fingerpost.urls import output_path, site_path_of

__all__ = ["claim_addresses"]

RESERVED = ("404.html", "feed.xml", "sitemap.xml", MANIFEST)
"""Files that every site has."""


class _Claims:
    """Which file of the output belongs to whom. A file also keeps others from a folder of its name."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}

    def claim(self, path: str, owner: str) -> str:
        """Give a file to an owner; return who has it, or what stands in its way, already, or "".

        Letter case does not tell two addresses apart, since on some disks and hosts it does not.
        """
        path = path.casefold()
        parts = path.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        in_the_way = (self._files.get(folder) for folder in above)
        taken = self._files.get(path) or self._folders.get(path) or next(filter(None, in_the_way), "")
        if not taken:
            self._files[path] = owner
            for folder in above:
                self._folders.setdefault(folder, owner)
        return taken


def claim_addresses(
    pages: tuple[Page, ...], targets: dict[str, Target], assets: tuple[Asset, ...]
) -> tuple[tuple[Redirect, ...], tuple[Diagnostic, ...]]:
    """Give each address to one page, list, file or redirect."""
    claims = _Claims()
    for reserved in RESERVED:
        claims.claim(reserved, "a file that every site has")
    for folder in sorted({page.kind.folder for page in pages if page.kind.folder}):
        claims.claim(output_path(f"/{folder}/"), f"the list of all {folder}")
    diagnostics = [
        messages.same_address(page.places["title"], page.url, taken)
        for page in pages
        if (taken := claims.claim(output_path(page.url), page.path))
    ]
    for page in pages:
        if page.kind is Kind.TOPIC:
            claims.claim(output_path(f"{page.url}feed.xml"), f"the feed of {page.path}")
    diagnostics += [
        messages.same_address(Place(asset.path), "/" + asset.output, taken)
        for asset in assets
        if (taken := claims.claim(asset.output, asset.path))
    ]
    claims.claim("robots.txt", "a file that every site has")  # after the assets: a static one goes before ours
    redirects: list[Redirect] = []
    for page in pages:
        for number, path in enumerate(map(site_path_of, page.front.redirects)):
            if path is None:
                continue
            if taken := claims.claim(output_path(path), page.path):
                place = page.places[f"redirects.{number}"]
                diagnostics.append(messages.same_address(place, path, taken, redirect=True))
            else:
                redirects.append(Redirect(path, targets[page.docname]))
    return tuple(redirects), tuple(diagnostics)
