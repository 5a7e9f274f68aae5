"""Views, theme and the joined site in, outputs out: pages by their templates; feeds, graph, SKOS and maps beside.

An output is a pure function of its view, its template and that template's parents.
"""

from collections.abc import Callable
from functools import partial

from fingerpost.config import Config
from fingerpost.diagnostics import Diagnostic
from fingerpost.kinds import Kind
from fingerpost.output import GRAPH, REDIRECTS, Copy, Output
from fingerpost.parallel import map_on_cores
from fingerpost.render.feeds import Feed, atom_feed, sitemap
from fingerpost.render.graph import graph_json
from fingerpost.render.skos import scheme_jsonld, scheme_turtle
from fingerpost.render.templates import Templates
from fingerpost.render.theme import TEMPLATES_FOLDER, Theme, ThemeAsset, theme_folder
from fingerpost.site import LISTED, SCHEME_FILES, Site, Target, list_target, map_target
from fingerpost.urls import absolute_url, base_path, href, output_path
from fingerpost.view import View

__all__ = ["TEMPLATES_FOLDER", "Theme", "ThemeAsset", "render_site", "theme_folder"]


def render_site(
    views: tuple[Callable[[], View], ...],
    site: Site,
    config: Config,
    theme: Theme,
    assets: tuple[ThemeAsset, ...],
    jobs: int = 1,
) -> tuple[tuple[Output | Copy, ...], tuple[Diagnostic, ...]]:
    """Return every file of the site, sorted by path, and a diagnostic for each template that failed.

    Each view is made where it is rendered; `jobs` processes share the work.
    """
    templates = Templates(theme)
    work: tuple[Callable[[], Output | Diagnostic], ...] = (
        partial(_graph, site, config),
        *(partial(_page, view, templates) for view in views),
        *(partial(_feed, feed) for feed in _feeds(site, config)),
    )
    made = map_on_cores(_done, work, jobs)
    outputs: list[Output | Copy] = [one for one in made if isinstance(one, Output)]
    outputs += [Output(asset.output, asset.data) for asset in assets]
    outputs += [Copy(asset.output, asset.path) for asset in site.assets]
    outputs += _scheme(site, config)
    taken = {output.path for output in outputs}
    outputs += [output for output in _maps(site, config) if output.path not in taken]
    diagnostics = tuple(one for one in made if isinstance(one, Diagnostic))
    return tuple(sorted(outputs, key=lambda output: output.path)), diagnostics


def _done(work: Callable[[], Output | Diagnostic]) -> Output | Diagnostic:
    return work()


def _page(make: Callable[[], View], templates: Templates) -> Output | Diagnostic:
    view = make()
    made = templates.render(view)
    return made if isinstance(made, Diagnostic) else Output(output_path(view.url), made)


def _graph(site: Site, config: Config) -> Output:
    return Output(GRAPH, graph_json(site, config))


def _feed(feed: Feed) -> Output:
    return Output(output_path(feed.path), atom_feed(feed))


def _feeds(site: Site, config: Config) -> list[Feed]:
    """Return the feed of the site, and one for each topic that something dated carries."""
    articles = tuple(linked.target for linked in site.pages if linked.target.kind not in _UNFED)
    feeds = [
        Feed(config.title, config.summary, "/", "/feed.xml", config.title, config.language, config.base_url, articles)
    ]
    for linked in site.pages:
        if linked.topic and any(carrier.published for carrier in linked.topic.carriers):
            url, title = linked.target.url, f"{linked.target.title} – {config.title}"
            path = f"{url}feed.xml"
            summary = linked.target.summary
            carriers = linked.topic.carriers
            feeds.append(Feed(title, summary, url, path, config.title, config.language, config.base_url, carriers))
    return feeds


_UNFED = (Kind.PAGE, Kind.TOPIC, Kind.AUTHOR)
"""Kinds that are no articles."""


def _scheme(site: Site, config: Config) -> list[Output]:
    """Return the topics as one vocabulary, in each of its forms."""
    if not any(linked.topic for linked in site.pages):
        return []
    made = {"application/ld+json": scheme_jsonld, "text/turtle": scheme_turtle}
    return [Output(output_path(path), made[form](site, config)) for path, (form, _) in SCHEME_FILES.items()]


def _maps(site: Site, config: Config) -> list[Output]:
    """Return the sitemap, `robots.txt` (RFC 9309) and the redirects for hosts that read a file of them."""
    kinds = {linked.target.kind for linked in site.pages}
    mapped = map_target(sum(linked.topic is not None for linked in site.pages))
    lists = (*(list_target(kind) for kind in LISTED if kind in kinds), *((mapped,) if mapped else ()))
    targets: list[Target] = sorted((*(linked.target for linked in site.pages), *lists), key=lambda target: target.url)
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {absolute_url(config.base_url, '/sitemap.xml')}\n"
    maps = [Output("sitemap.xml", sitemap(config.base_url, targets)), Output("robots.txt", robots.encode())]
    return maps + ([Output(REDIRECTS, _redirects(site, config))] if site.redirects else [])


def _redirects(site: Site, config: Config) -> bytes:
    """Return every redirect as a line of a `_redirects` file, which Netlify and Cloudflare Pages read."""
    base = base_path(config.base_url)

    def from_root(path: str) -> str:
        return href(path, source="/", base=base, relative=False)

    lines = {from_root(one.path): from_root(one.target.url) for one in site.redirects}
    return "".join(f"{old} {new} 301\n" for old, new in sorted(lines.items())).encode()
