"""The facts of all pages in; how the site is laid out, before any text is looked at, out. Parses nothing.

1. choose the pages that are out;  2. resolve front matter;  3. give each page its address;  4. join: tutorials, topics,
paths.
"""

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.link.addresses import claim_addresses
from fingerpost.link.mentions import MentionFinder
from fingerpost.link.names import Names
from fingerpost.link.paths import check_paths, path_places, required_by
from fingerpost.link.promises import check_promises, kept_anchors
from fingerpost.link.relations import Relations, Woven, resolve_relations, series_of, with_times, works_of
from fingerpost.link.resolve import Lookup, Resolver
from fingerpost.link.selection import Wanted, select_pages
from fingerpost.link.targets import target_of
from fingerpost.link.topics import topic_links
from fingerpost.link.vocabulary import check_topics
from fingerpost.page import Asset, Facts, Target
from fingerpost.promises import Promises
from fingerpost.site import LISTED, PathPlace, Series, Skeleton, in_list_order
from fingerpost.typography import smarten

__all__ = ["STATIC_FOLDER", "Layout", "lay_out"]

STATIC_FOLDER = "content/static/"
_FOLDERS = frozenset(kind.folder for kind in LISTED)


class Layout(msgspec.Struct, frozen=True):
    """The skeleton of a site, and all that is needed to resolve a text against it and to join a page to the others."""

    skeleton: Skeleton
    lookup: Lookup
    finder: MentionFinder
    relations: dict[str, Relations]
    """What the front matter of each page names, by docname; so are all the following."""
    series: dict[str, Series]
    works: dict[str, tuple[Target, ...]]
    required_by: dict[str, tuple[Target, ...]]
    paths: dict[str, tuple[PathPlace, ...]]
    order: dict[str, int]
    """The place of each page where all are sorted as lists show them."""
    old_anchors: dict[str, dict[str, tuple[str, ...]]]
    """By site path: the anchors that moved, by the one at which they still answer."""
    diagnostics: tuple[Diagnostic, ...]
    """Whatever is wrong with the site as a whole, or with front matter that names pages."""

    @property
    def woven(self) -> Woven:
        """The targets and relations."""
        return Woven(self.skeleton.targets, self.relations)


def lay_out(
    pages: tuple[Facts, ...], assets: tuple[Asset, ...], settings: Settings, wanted: Wanted, promises: Promises
) -> Layout:
    """Lay a site out. What does not resolve is told in a diagnostic and left out."""
    selection = select_pages(pages, wanted)
    shown = selection.pages
    names = Names(pages)
    kinds = {page.kind for page in shown}
    static = tuple(asset for asset in assets if asset.path.startswith(STATIC_FOLDER))
    lookup = Lookup(
        names=names,
        hidden=selection.hidden,
        assets={asset.path: asset for asset in assets},
        lists={f"/{kind.folder}/": title for kind, title in LISTED.items() if kind in kinds},
        config=settings.config,
    )
    resolvers = {page.docname: Resolver(page, lookup) for page in shown}
    relations = {page.docname: resolve_relations(page, resolvers[page.docname]) for page in shown}
    targets = with_times({page.docname: target_of(page, names) for page in shown}, relations)
    redirects, claimed = claim_addresses(shown, targets, static, promises.moved)
    navigation, untitled = _navigation(settings, lookup)
    facts = {page.docname: page for page in shown}
    in_order = in_list_order(targets.values())
    woven = Woven(targets, relations)
    return Layout(
        skeleton=Skeleton(facts, targets, topic_links(shown, woven, in_order), redirects, navigation),
        lookup=lookup,
        finder=MentionFinder(
            (page for page in shown if page.kind is Kind.TOPIC),
            often=settings.config.mentions,
            in_questions=settings.config.mentions_in_questions,
        ),
        relations=relations,
        series=series_of(shown, targets),
        works=works_of(woven),
        required_by=required_by(woven),
        paths=path_places(woven),
        order={target.docname: place for place, target in enumerate(in_order)},
        old_anchors=kept_anchors(shown, promises),
        diagnostics=(
            *claimed,
            *_structure(shown, {page.docname for page in pages}, selection.hidden),
            *check_promises(promises, pages, selection, redirects, static),
            *check_topics(shown, relations, names),
            *check_paths(facts, relations, selection.hidden),
            *untitled,
            *(diagnostic for resolver in resolvers.values() for diagnostic in resolver.diagnostics),
        ),
    )


def _structure(shown: tuple[Facts, ...], docnames: set[str], hidden: dict[str, str]) -> list[Diagnostic]:
    """A site has a home, a tutorial has an overview."""
    found = []
    if "index" not in docnames or "index" in hidden:
        found.append(messages.no_home(Place("content/index.md"), hidden.get("index", "")))
    for page in shown:
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
