"""Views, theme and a site's skeleton in, outputs out: pages by their templates; feeds, graph, SKOS and maps beside.

An output is a pure function of its view, its template and that template's parents.
"""

from collections.abc import Callable
from functools import partial

from fingerpost.config import Config
from fingerpost.kinds import FrontMatter, Kind
from fingerpost.output import REDIRECTS
from fingerpost.page import Target
from fingerpost.render.binding import LIBRARIES, BindingError, bind_book, is_installed
from fingerpost.render.cards import FontError, draw_card
from fingerpost.render.catalogues import read_catalogues
from fingerpost.render.code import KeptCode
from fingerpost.render.feeds import ATOM_FILE, JSON_FILE, Feed, atom_feed, json_feed, sitemap
from fingerpost.render.graph import GraphPart, graph_json, graph_part, graph_parts
from fingerpost.render.headers import headers_file
from fingerpost.render.packing import PACKERS
from fingerpost.render.pictures import MOST_PIXELS, BrokenPictureError, drawn
from fingerpost.render.skos import scheme_jsonld, scheme_turtle
from fingerpost.render.templates import Templates
from fingerpost.render.theme import CARD_FONT, TEMPLATES_FOLDER, Theme, ThemeAsset, theme_folder
from fingerpost.render.twin import list_twin, markdown_twin, twin_path
from fingerpost.site import (
    LISTED,
    SCHEME_FILES,
    Skeleton,
    cut_up,
    has_feed,
    in_list_order,
    index_target,
    list_target,
    listings,
    map_target,
    topic_labels,
)
from fingerpost.urls import absolute_url, base_path, href, output_path
from fingerpost.words import ENGLISH, Words

__all__ = [
    "ATOM_FILE",
    "CARD_FONT",
    "JSON_FILE",
    "LIBRARIES",
    "MOST_PIXELS",
    "PACKERS",
    "TEMPLATES_FOLDER",
    "BindingError",
    "BrokenPictureError",
    "FontError",
    "GraphPart",
    "KeptCode",
    "Templates",
    "Theme",
    "ThemeAsset",
    "bind_book",
    "draw_card",
    "drawn",
    "files_beside",
    "graph_json",
    "graph_part",
    "graph_parts",
    "headers_file",
    "is_installed",
    "markdown_twin",
    "read_catalogues",
    "theme_folder",
    "twin_path",
]

_UNFED = (Kind.PAGE, Kind.TOPIC, Kind.AUTHOR)
"""Kinds that are no articles."""


def files_beside(skeleton: Skeleton, config: Config, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes each file that has no template, by its path below the output folder; the graph is not here."""
    feeds = _feeds(skeleton, config, words)
    redirects = {REDIRECTS: partial(_redirects, skeleton, config)} if skeleton.redirects else {}
    return {
        **{output_path(feed.page + ATOM_FILE): partial(atom_feed, feed) for feed in feeds},
        **{output_path(feed.page + JSON_FILE): partial(json_feed, feed) for feed in feeds},
        **(_list_twins(skeleton, config, words) if config.twins else {}),
        **_scheme(skeleton, config, words),
        "sitemap.xml": partial(_sitemap, skeleton, config),
        "robots.txt": partial(_robots, config),
        **redirects,
    }


def _feeds(skeleton: Skeleton, config: Config, words: Words) -> list[Feed]:
    """Return the feed of the site, one of the columns, and one for each topic that something dated carries."""
    where = config.title, config.language, config.base_url
    targets = skeleton.targets.values()
    articles = tuple(target for target in targets if target.kind not in _UNFED)
    feeds = [Feed(config.title, config.summary, "/", *where, articles)]
    columns = tuple(target for target in articles if target.kind is Kind.COLUMN)
    if has_feed(columns):
        listed = list_target(Kind.COLUMN, words)
        feeds.append(Feed(f"{listed.title} – {config.title}", config.summary, listed.url, *where, columns))
    for docname, topic in skeleton.topics.items():
        if has_feed(topic.carriers):
            target = skeleton.targets[docname]
            feeds.append(Feed(f"{target.title} – {config.title}", target.summary, target.url, *where, topic.carriers))
    return feeds


def _list_twins(skeleton: Skeleton, config: Config, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes the list of each kind as Markdown."""
    found: dict[Kind, list[Target]] = {}
    for target in skeleton.targets.values():
        found.setdefault(target.kind, []).append(target)
    lists = ((list_target(kind, words), found[kind]) for kind in LISTED if kind in found)
    return {
        output_path(twin_path(listed.url)): partial(list_twin, listed.title, listed.url, in_list_order(members), config)
        for listed, members in lists
    }


def _scheme(skeleton: Skeleton, config: Config, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes the topics one vocabulary, in each of its forms."""
    if not skeleton.topics:
        return {}
    made = {"application/ld+json": scheme_jsonld, "text/turtle": scheme_turtle}
    return {output_path(path): partial(made[form], skeleton, config, words) for path, (form, _) in SCHEME_FILES.items()}


def _sitemap(skeleton: Skeleton, config: Config) -> bytes:
    """Return the sitemap. A list was last changed when the newest of its pages was; so were topics and the home."""
    days = {docname: _last_day(facts.front) for docname, facts in skeleton.facts.items()}
    pages = {target.url: days[docname] for docname, target in skeleton.targets.items()}
    for docname, topic in skeleton.topics.items():
        own = days[docname], *(days[carrier.docname] for carrier in topic.carriers)
        pages[skeleton.targets[docname].url] = max(own)
    for listing in listings(skeleton):
        for span in listing.spans:
            pages[span.url] = max(days[target.docname] for target in listing.targets[span.start : span.stop])
    pages |= {"/": max(days.values())} if "/" in pages else {}
    if mapped := map_target(len(skeleton.topics), ENGLISH):  # a sitemap has no titles
        pages[mapped.url] = max(days[docname] for docname in skeleton.topics)
    if index := index_target(len(skeleton.topics), ENGLISH):
        labels = len(topic_labels(skeleton))
        pages |= {span.url: max(days[docname] for docname in skeleton.topics) for span in cut_up(index.url, labels)}
    return sitemap(config.base_url, sorted(pages.items()))


def _last_day(front: FrontMatter) -> str:
    days = [day for day in (front.published, front.updated, front.reviewed) if day]
    return max(days).isoformat() if days else ""


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
