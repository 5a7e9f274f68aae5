"""All pages of a site in, the redirects that lead to them, and a diagnostic for each address claimed twice, out.

Redirects come from front matter, from addresses that moved, and from the synonyms and hidden labels of topics, in
this order.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from fingerpost import messages
from fingerpost.config import Config
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind, TopicFrontMatter
from fingerpost.output import DRAWN, INDEX_SCRIPT, INDEX_WORDS, MANIFEST, REDIRECTS
from fingerpost.page import Asset, Facts, Target
from fingerpost.promises import flattened
from fingerpost.site import (
    BOUND,
    LISTED,
    SCHEME_FILES,
    WORKER,
    Redirect,
    book_path,
    list_target,
    search_target,
)
from fingerpost.urls import check_slug, output_path, site_path_of, slugify
from fingerpost.words import Words

__all__ = ["claim_addresses"]

NO_LISTS: Mapping[str, str] = MappingProxyType({})
RESERVED = ("404.html", "404.json", "feed.xml", "feed.json", "llms.txt", "sitemap.xml", *DRAWN, MANIFEST)
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
    pages: tuple[Facts, ...],
    targets: dict[str, Target],
    assets: tuple[Asset, ...],
    moved: Mapping[str, str],
    words: Words,
    config: Config,
    lists: Mapping[str, str] = NO_LISTS,
) -> tuple[tuple[Redirect, ...], tuple[Diagnostic, ...]]:
    """Give each address to one page, list, file or redirect. `moved` leads from old addresses to new ones; `lists` has
    the site path of each page of each list, and what stands there.
    """
    claims = _Claims()
    for reserved in RESERVED:
        claims.claim(reserved, "a file that every site has")
    for folder in sorted({page.kind.folder for page in pages if page.kind.folder}):
        claims.claim(output_path(f"/{folder}/"), f"the list of all {folder}")
    for path, what in lists.items():
        claims.claim(output_path(path), what)
    for path, owner in _asked_for(pages, config, words):
        claims.claim(path, owner)
    diagnostics = [
        messages.same_address(page.place("title"), page.url, taken, nameless=_is_nameless(page))
        for page in pages
        if (taken := claims.claim(output_path(page.url), page.path))
    ]
    for page in (page for page in pages if page.kind is Kind.TOPIC):
        claims.claim(output_path(f"{page.url}feed.xml"), f"the feed of {page.path}")
        for scheme in SCHEME_FILES:
            claims.claim(output_path(scheme), "the vocabulary of all topics")
    diagnostics += [
        messages.same_address(Place(asset.path), "/" + asset.output, taken)
        for asset in assets
        if (taken := claims.claim(asset.output, asset.path))
    ]
    for made in ("robots.txt", REDIRECTS):  # after the assets: a static one goes before ours
        claims.claim(made, "a file that every site has")
    redirects, found = _written_redirects(pages, targets, claims)
    diagnostics += found
    for path, target in _further_redirects(pages, targets, redirects, moved, words):
        if not claims.claim(output_path(path), f"an old address of {target.docname}"):
            redirects.append(Redirect(path, target))
    return tuple(redirects), tuple(diagnostics)


def _is_nameless(page: Facts) -> bool:
    """Tell whether the name of a page gives nothing for its address."""
    return not page.front.slug and not slugify(page.docname.rpartition("/")[2])


def _asked_for(pages: tuple[Facts, ...], config: Config, words: Words) -> Iterator[tuple[str, str]]:
    """Give each file that only some settings ask for, and what it is."""
    if config.offline is not None:
        yield output_path(WORKER), "the service worker (`offline:`)"
    for path in (output_path(search_target(words).url), INDEX_SCRIPT, INDEX_WORDS) if config.search else ():
        yield path, "the search (without one: `search: false` in content/site.yml)"
    for page in (page for page in pages if page.kind in BOUND):
        for form in config.books:
            path = output_path(book_path(page.url, form))
            yield path, f"the whole of {page.path} (`books: [{form.value}]`)"


def _written_redirects(
    pages: tuple[Facts, ...], targets: dict[str, Target], claims: _Claims
) -> tuple[list[Redirect], list[Diagnostic]]:
    """Return the redirects that authors wrote into front matter."""
    redirects: list[Redirect] = []
    diagnostics: list[Diagnostic] = []
    for page in pages:
        for number, path in enumerate(map(site_path_of, page.front.redirects)):
            if path is None:
                continue
            if taken := claims.claim(output_path(path), page.path):
                place = page.place(f"redirects.{number}")
                diagnostics.append(messages.same_address(place, path, taken, redirect=True))
            else:
                redirects.append(Redirect(path, targets[page.docname]))
    return redirects, diagnostics


def _further_redirects(
    pages: tuple[Facts, ...],
    targets: dict[str, Target],
    redirects: list[Redirect],
    moved: Mapping[str, str],
    words: Words,
) -> tuple[tuple[str, Target], ...]:
    """Return where moved addresses lead in the end, then where synonyms do; a page that is there goes before both."""
    synonyms = _synonyms(pages, targets)
    ends = {path: target for path, target in synonyms.items() if path not in moved}
    ends |= {f"/{page.kind.folder}/": list_target(page.kind, words) for page in pages if page.kind in LISTED}
    ends |= {redirect.path: redirect.target for redirect in redirects}
    ends |= {page.url: targets[page.docname] for page in pages}
    flat, _ = flattened({old: new for old, new in moved.items() if "#" not in old}, ends)
    return (*((old, ends[new]) for old, new in flat.items() if new in ends and old not in ends), *synonyms.items())


def _synonyms(pages: tuple[Facts, ...], targets: dict[str, Target]) -> dict[str, Target]:
    """Return the address that each synonym or hidden label of a topic would have as a topic of its own."""
    return {
        f"/{Kind.TOPIC.folder}/{slug}/": targets[page.docname]
        for page in reversed(pages)
        if isinstance(page.front, TopicFrontMatter)
        for slug in map(slugify, (*page.front.synonyms, *page.front.hidden))
        if check_slug(slug)
    }
