"""All pages in, one site out: references resolved, topics, tutorials and paths joined. Parses nothing.

1. choose the pages that are out;  2. give each its address;  3. resolve front matter;  4. join the relations;
5. resolve bodies.
"""

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.link.addresses import claim_addresses
from fingerpost.link.names import Names
from fingerpost.link.outline import shown_outline
from fingerpost.link.relations import (
    Relations,
    Woven,
    resolve_relations,
    series_of,
    topic_links,
    works_of,
)
from fingerpost.link.resolve import Lookup, Resolver
from fingerpost.link.selection import Wanted, select_pages
from fingerpost.link.targets import target_of
from fingerpost.page import Asset, Letter, Page
from fingerpost.site import LISTED, LinkedLetter, LinkedPage, LinkedUpdate, Series, Site, Stop, Target, TopicLinks
from fingerpost.typography import smarten

__all__ = ["Wanted", "link_pages"]

_FOLDERS = frozenset(kind.folder for kind in LISTED)
STATIC = "content/static/"


class _Joined(msgspec.Struct, frozen=True):
    """What pages give to each other."""

    woven: Woven
    series: dict[str, Series]
    topics: dict[str, TopicLinks]
    works: dict[str, tuple[Target, ...]]


def link_pages(
    pages: tuple[Page, ...], assets: tuple[Asset, ...], settings: Settings, wanted: Wanted
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """Join all pages. What does not resolve is told in a diagnostic, and stands as plain words."""
    selection = select_pages(pages, wanted)
    shown = selection.pages
    targets = {page.docname: target_of(page) for page in shown}
    static = tuple(asset for asset in assets if asset.path.startswith(STATIC))
    redirects, diagnostics = claim_addresses(shown, targets, static)
    found = [*diagnostics, *_structure(shown, {page.docname for page in pages}, selection.hidden)]
    kinds = {target.kind for target in targets.values()}
    lookup = Lookup(
        names=Names(pages),
        hidden=selection.hidden,
        assets={asset.path: asset for asset in assets},
        lists={f"/{kind.folder}/": title for kind, title in LISTED.items() if kind in kinds},
        config=settings.config,
    )
    resolvers = {page.docname: Resolver(page, lookup) for page in shown}
    relations = {page.docname: resolve_relations(page, resolvers[page.docname]) for page in shown}
    woven = Woven(targets, relations)
    joined = _Joined(woven, series_of(shown, targets), topic_links(woven), works_of(woven))
    linked = tuple(_link_page(page, resolvers[page.docname], joined) for page in shown)
    used = {path: asset for resolver in resolvers.values() for path, asset in resolver.used.items()}
    navigation, untitled = _navigation(settings, lookup)
    found += [diagnostic for resolver in resolvers.values() for diagnostic in resolver.diagnostics] + untitled
    published = {asset.path: asset for asset in static} | used
    return Site(linked, tuple(published[path] for path in sorted(published)), redirects, navigation), tuple(found)


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


def _link_page(page: Page, resolver: Resolver, joined: _Joined) -> LinkedPage:
    targets = joined.woven.targets
    relations: Relations = joined.woven.relations[page.docname]
    place = page.places.get("image", page.places["title"])
    body = resolver.html(page.body)
    letter = _link_letter(page.letter, resolver) if page.letter else None
    return LinkedPage(
        page=page,
        target=targets[page.docname],
        outline=shown_outline(page.outline, letter.answer if letter else body),
        body=body,
        letter=letter,
        notes=resolver.html(page.notes),
        image=resolver.picture_file(page.front.image, place) if page.front.image else None,
        topics=tuple(targets[docname] for docname in relations.topics),
        authors=tuple(targets[docname] for docname in relations.authors),
        answered_by=targets.get(relations.answered_by),
        requires=tuple(targets[docname] for docname in relations.requires),
        series=joined.series.get(page.docname),
        topic=joined.topics.get(page.docname),
        stops=tuple(Stop(targets[docname], smarten(why)) for docname, why in relations.stops),
        written=joined.works.get(page.docname, ()) if page.kind is Kind.AUTHOR else (),
    )


def _link_letter(letter: Letter, resolver: Resolver) -> LinkedLetter:
    return LinkedLetter(
        question=resolver.html(letter.question),
        short_answer=resolver.html(letter.short_answer),
        answer=resolver.html(letter.answer),
        anchors=letter.anchors,
        updates=tuple(
            LinkedUpdate(update.heading.anchor, update.heading.title, update.date, resolver.html(update.body))
            for update in letter.updates
        ),
    )
