"""All pages in, one site out: references resolved, topics, tutorials and paths joined. Parses nothing.

1. choose the pages that are out;  2. give each its address;  3. resolve front matter;  4. resolve texts, and link
what they mention;  5. join: topics, paths, backlinks, related pages.
"""

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, Config, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.link.addresses import claim_addresses
from fingerpost.link.backlinks import backlinks_of
from fingerpost.link.mentions import MentionFinder
from fingerpost.link.names import Names
from fingerpost.link.outline import shown_outline
from fingerpost.link.paths import check_paths, path_places, required_by
from fingerpost.link.promises import check_promises, keep_anchors
from fingerpost.link.related import related_pages
from fingerpost.link.relations import (
    Relations,
    Woven,
    resolve_relations,
    series_of,
    works_of,
)
from fingerpost.link.resolve import Lookup, Resolver
from fingerpost.link.selection import Wanted, select_pages
from fingerpost.link.targets import target_of
from fingerpost.link.text import LinkedText, link_text, named_edges
from fingerpost.link.topics import topic_links
from fingerpost.link.vocabulary import check_topics
from fingerpost.page import Asset, Page
from fingerpost.promises import Promises
from fingerpost.site import (
    LISTED,
    Backlinks,
    Edge,
    LinkedPage,
    PathPlace,
    Related,
    Series,
    Site,
    Stop,
    Target,
    TopicLinks,
)
from fingerpost.typography import smarten

__all__ = ["Wanted", "link_pages"]

_FOLDERS = frozenset(kind.folder for kind in LISTED)
STATIC = "content/static/"
NO_PROMISES = Promises()


class _Joined(msgspec.Struct, frozen=True):
    """What pages give to each other, by docname."""

    woven: Woven
    series: dict[str, Series]
    topics: dict[str, TopicLinks]
    works: dict[str, tuple[Target, ...]]
    required_by: dict[str, tuple[Target, ...]]
    paths: dict[str, tuple[PathPlace, ...]]
    backlinks: dict[str, tuple[Backlinks, Backlinks]]
    related: dict[str, tuple[Related, ...]]


def link_pages(
    pages: tuple[Page, ...],
    assets: tuple[Asset, ...],
    settings: Settings,
    wanted: Wanted,
    promises: Promises = NO_PROMISES,
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Join all pages. What does not resolve is told in a diagnostic, and stands as plain words."""
    selection = select_pages(pages, wanted)
    shown = selection.pages
    names = Names(pages)
    targets = {page.docname: target_of(page, names) for page in shown}
    static = tuple(asset for asset in assets if asset.path.startswith(STATIC))
    redirects, diagnostics = claim_addresses(shown, targets, static, promises.moved)
    found = [*diagnostics, *_structure(shown, {page.docname for page in pages}, selection.hidden)]
    found += check_promises(promises, pages, selection, redirects, static)
    kinds = {target.kind for target in targets.values()}
    lookup = Lookup(
        names=names,
        hidden=selection.hidden,
        assets={asset.path: asset for asset in assets},
        lists={f"/{kind.folder}/": title for kind, title in LISTED.items() if kind in kinds},
        config=settings.config,
    )
    resolvers = {page.docname: Resolver(page, lookup) for page in shown}
    relations = {page.docname: resolve_relations(page, resolvers[page.docname]) for page in shown}
    found += check_topics(shown, relations, lookup.names)
    woven = Woven(targets, relations)
    found += check_paths({page.docname: page for page in shown}, relations, selection.hidden)
    texts = _link_texts(shown, resolvers, targets, settings.config)
    edges = tuple(edge for text in texts.values() for edge in text.edges)
    joined = _join(shown, woven, edges)
    linked = tuple(_link_page(page, texts[page.docname], resolvers[page.docname], joined) for page in shown)
    linked = keep_anchors(linked, promises)
    edges += tuple(edge for page in shown for edge in named_edges(page, resolvers[page.docname], targets))
    used = {path: asset for resolver in resolvers.values() for path, asset in resolver.used.items()}
    navigation, untitled = _navigation(settings, lookup)
    found += [diagnostic for resolver in resolvers.values() for diagnostic in resolver.diagnostics] + untitled
    published = {asset.path: asset for asset in static} | used
    shared = tuple(published[path] for path in sorted(published))
    return Site(linked, shared, redirects, navigation, edges), tuple(found)


def _link_texts(
    pages: tuple[Page, ...], resolvers: dict[str, Resolver], targets: dict[str, Target], config: Config
) -> dict[str, LinkedText]:
    """Resolve what the pages refer to in their texts, and link what they mention."""
    topics = (page for page in pages if page.kind is Kind.TOPIC)
    finder = MentionFinder(topics, often=config.mentions, in_questions=config.mentions_in_questions)
    return {page.docname: link_text(page, resolvers[page.docname], finder, targets) for page in pages}


def _join(pages: tuple[Page, ...], woven: Woven, edges: tuple[Edge, ...]) -> _Joined:
    """Find what pages give to each other, from their front matter and the edges of their texts."""
    return _Joined(
        woven=woven,
        series=series_of(pages, woven.targets),
        topics=topic_links(pages, woven),
        works=works_of(woven),
        required_by=required_by(woven),
        paths=path_places(woven),
        backlinks=backlinks_of(edges, woven.targets),
        related=related_pages(woven, edges),
    )


def _structure(pages: tuple[Page, ...], docnames: set[str], hidden: dict[str, str]) -> list[Diagnostic]:
    """A site has a home, a tutorial has an overview."""
    found = []
    if "index" not in docnames or "index" in hidden:
        found.append(messages.no_home(Place("content/index.md"), hidden.get("index", "")))
    for page in pages:
        folder = page.docname.rpartition("/")[0]
        if page.kind is Kind.PART and folder not in docnames:
            found.append(messages.no_overview(Place(page.path), f"content/{folder}"))
    return found


def _navigation(settings: Settings, lookup: Lookup) -> tuple[tuple[tuple[str, str], ...], list[Diagnostic]]:
    """Return the links at the top of every page; without settings, the lists that the site has."""
    if not settings.config.navigation:
        return tuple((title, path) for path, title in lookup.lists.items()), []
    entries: list[tuple[str, str]] = []
    diagnostics: list[Diagnostic] = []
    for number, entry in enumerate(settings.config.navigation):
        path = f"/{entry.page.strip('/')}/"
        if path in lookup.lists:
            entries.append((entry.title or lookup.lists[path], path))
            continue
        if path.strip("/") in _FOLDERS:
            continue  # a list without pages today: it comes back with its first page
        found = lookup.names.find(entry.page)
        place = settings.places.get(f"navigation.{number}.page", Place(CONFIG_FILE))
        if len(found) > 1:
            candidates = tuple(page.docname for page in found)
            diagnostics.append(messages.ambiguous_reference(place, entry.page, candidates))
        elif not found:
            near = messages.nearest(entry.page, (*lookup.names.known(), *(path.strip("/") for path in lookup.lists)))
            diagnostics.append(messages.unknown_reference(place, entry.page, near))
        elif found[0].docname not in lookup.hidden:
            entries.append((entry.title or smarten(found[0].front.title), found[0].url))
    return tuple(entries), diagnostics


def _link_page(page: Page, text: LinkedText, resolver: Resolver, joined: _Joined) -> LinkedPage:
    targets = joined.woven.targets
    relations: Relations = joined.woven.relations[page.docname]
    place = page.places.get("image", page.places["title"])
    backlinks, mentioned = joined.backlinks.get(page.docname, (Backlinks(), Backlinks()))
    return LinkedPage(
        page=page,
        target=targets[page.docname],
        filled=text.filled,
        notes_filled=text.notes_filled,
        outline=shown_outline(page.outline, text.letter.answer if text.letter else text.body),
        body=text.body,
        letter=text.letter,
        notes=text.notes,
        image=resolver.picture_file(page.front.image, place) if page.front.image else None,
        topics=tuple(targets[docname] for docname in relations.topics),
        authors=tuple(targets[docname] for docname in relations.authors),
        answered_by=targets.get(relations.answered_by),
        requires=tuple(targets[docname] for docname in relations.requires),
        required_by=joined.required_by.get(page.docname, ()),
        paths=joined.paths.get(page.docname, ()),
        backlinks=backlinks,
        mentioned=mentioned,
        related=joined.related.get(page.docname, ()),
        series=joined.series.get(page.docname),
        topic=joined.topics.get(page.docname),
        stops=tuple(Stop(targets[docname], smarten(why)) for docname, why in relations.stops),
        written=joined.works.get(page.docname, ()) if page.kind is Kind.AUTHOR else (),
    )
