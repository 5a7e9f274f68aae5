"""Views, theme and a site's skeleton in, outputs out: pages by their templates; feeds, graph, SKOS and maps beside.

An output is a pure function of its view, its template and that template's parents.
"""

from collections.abc import Callable
from functools import partial

from fingerpost.config import Config
from fingerpost.kinds import Kind
from fingerpost.output import REDIRECTS
from fingerpost.page import Target
from fingerpost.render.binding import LIBRARIES, BindingError, bind_book, is_installed
from fingerpost.render.catalogues import read_catalogues
from fingerpost.render.feeds import Feed, atom_feed, sitemap
from fingerpost.render.graph import GraphPart, graph_json, graph_part
from fingerpost.render.headers import headers_file
from fingerpost.render.skos import scheme_jsonld, scheme_turtle
from fingerpost.render.templates import Templates
from fingerpost.render.theme import TEMPLATES_FOLDER, Theme, ThemeAsset, theme_folder
from fingerpost.site import LISTED, SCHEME_FILES, Skeleton, list_target, map_target
from fingerpost.urls import absolute_url, base_path, href, output_path
from fingerpost.words import ENGLISH, Words

__all__ = [
    "LIBRARIES",
    "TEMPLATES_FOLDER",
    "BindingError",
    "GraphPart",
    "Templates",
    "Theme",
    "ThemeAsset",
    "bind_book",
    "files_beside",
    "graph_json",
    "graph_part",
    "headers_file",
    "is_installed",
    "read_catalogues",
    "theme_folder",
]

_UNFED = (Kind.PAGE, Kind.TOPIC, Kind.AUTHOR)
"""Kinds that are no articles."""


def files_beside(skeleton: Skeleton, config: Config, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes each file that has no template, by its path below the output folder; the graph is not here."""
    redirects = {REDIRECTS: partial(_redirects, skeleton, config)} if skeleton.redirects else {}
    return {
        **{output_path(feed.path): partial(atom_feed, feed) for feed in _feeds(skeleton, config)},
        **_scheme(skeleton, config, words),
        "sitemap.xml": partial(_sitemap, skeleton, config),
        "robots.txt": partial(_robots, config),
        **redirects,
    }


def _feeds(skeleton: Skeleton, config: Config) -> list[Feed]:
    """Return the feed of the site, and one for each topic that something dated carries."""
    articles = tuple(target for target in skeleton.targets.values() if target.kind not in _UNFED)
    feeds = [
        Feed(config.title, config.summary, "/", "/feed.xml", config.title, config.language, config.base_url, articles)
    ]
    for docname, topic in skeleton.topics.items():
        if any(carrier.published for carrier in topic.carriers):
            target = skeleton.targets[docname]
            title = f"{target.title} – {config.title}"
            path, carriers = f"{target.url}feed.xml", topic.carriers
            where = target.summary, target.url, path, config.title, config.language, config.base_url
            feeds.append(Feed(title, *where, carriers))
    return feeds


def _scheme(skeleton: Skeleton, config: Config, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes the topics one vocabulary, in each of its forms."""
    if not skeleton.topics:
        return {}
    made = {"application/ld+json": scheme_jsonld, "text/turtle": scheme_turtle}
    return {output_path(path): partial(made[form], skeleton, config, words) for path, (form, _) in SCHEME_FILES.items()}


def _sitemap(skeleton: Skeleton, config: Config) -> bytes:
    kinds = {target.kind for target in skeleton.targets.values()}
    mapped = map_target(len(skeleton.topics), ENGLISH)  # a sitemap has no titles
    lists = (*(list_target(kind, ENGLISH) for kind in LISTED if kind in kinds), *((mapped,) if mapped else ()))
    targets: list[Target] = sorted((*skeleton.targets.values(), *lists), key=lambda target: target.url)
    return sitemap(config.base_url, targets)


def _robots(config: Config) -> bytes:
    """Return `robots.txt` (RFC 9309)."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {absolute_url(config.base_url, '/sitemap.xml')}\n".encode()


def _redirects(skeleton: Skeleton, config: Config) -> bytes:
    """Return every redirect as a line of a `_redirects` file, which Netlify and Cloudflare Pages read."""
    base = base_path(config.base_url)

    def from_root(path: str) -> str:
        return href(path, source="/", base=base, relative=False)

    lines = {from_root(one.path): from_root(one.target.url) for one in skeleton.redirects}
    return "".join(f"{old} {new} 301\n" for old, new in sorted(lines.items())).encode()
