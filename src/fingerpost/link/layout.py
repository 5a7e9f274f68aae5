"""The facts of all pages in; how the site is laid out, before any text is looked at, out. Parses nothing.

1. choose the pages that are out;  2. resolve front matter;  3. give each page its address;  4. join: tutorials, topics,
paths.
"""

import functools
from collections.abc import Mapping
from types import MappingProxyType

from fingerpost import messages
from fingerpost.config import Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.link.addresses import claim_addresses
from fingerpost.link.books import books_of
from fingerpost.link.doors import doors_of, home_doors
from fingerpost.link.editions import check_editions
from fingerpost.link.mentions import MentionFinder
from fingerpost.link.names import Names
from fingerpost.link.navigation import navigation_links, policy_links
from fingerpost.link.order import Order
from fingerpost.link.paths import check_paths, path_places, required_by
from fingerpost.link.promises import check_promises, kept_anchors
from fingerpost.link.relations import Relations, Woven, resolve_relations, series_of, with_times, works_of
from fingerpost.link.renewing import LASTING, kept_targets, renewed_parts
from fingerpost.link.resolve import Lookup, Resolver
from fingerpost.link.selection import Selection, Wanted, select_pages
from fingerpost.link.targets import target_of
from fingerpost.link.topics import topic_links
from fingerpost.link.vocabulary import check_topics
from fingerpost.page import Asset, Facts, Target
from fingerpost.promises import Promises
from fingerpost.site import LISTED, Door, PathPlace, Redirect, Series, Stop, TopicLinks, list_addresses
from fingerpost.urls import composed, output_path
from fingerpost.words import ENGLISH, TITLES, Words

__all__ = ["STATIC_FOLDER", "Layout", "lay_out"]

STATIC_FOLDER = "content/static/"
NONE_KNOWN: Mapping[str, Relations] = MappingProxyType({})


class Layout:
    """How a site is laid out: all that is needed to resolve a text against it, and to join a page to the others.

    Each part is a pure function of what the layout is made of, made when first asked for and kept: to build one page
    again takes few of them. `known` has the relations of pages for which they cannot have changed.
    """

    def __init__(
        self,
        pages: tuple[Facts, ...],
        assets: tuple[Asset, ...],
        settings: Settings,
        selection: Selection,
        promises: Promises,
        known: Mapping[str, Relations] = NONE_KNOWN,
        words: Words = ENGLISH,
    ) -> None:
        self.selection = selection
        self._pages = pages
        self._assets = assets
        self._settings = settings
        self._promises = promises
        self._known = known
        self._words = words
        self._told: list[Diagnostic] = []

    def renewed(self, pages: tuple[Facts, ...], selection: Selection) -> "Layout":
        """Return the layout of the same site after changes that `same_to_layout` lets pass.

        Of the parts that were made, it has those that show a changed page renewed, and the others as they were.
        """
        new = Layout(pages, self._assets, self._settings, selection, self._promises, self._known, self._words)
        made = vars(self)
        parts = {part: made[part] for part in LASTING if part in made}
        vars(new).update({**parts, "_told": [*self._told]})
        if "targets" in made:
            changed = (page for docname, page in new.facts.items() if page is not self.facts[docname])
            alone = {**self.alone, **{page.docname: target_of(page, self.lookup.names) for page in changed}}
            targets = kept_targets(with_times(alone, self.relations), self.targets)
            shown = renewed_parts(made, self.targets, targets, self.relations)
            vars(new).update({"alone": alone, "targets": targets, **shown})
        return new

    # ---- what texts are resolved against

    @functools.cached_property
    def facts(self) -> dict[str, Facts]:
        """Each page of the site, by docname, in the order of their files."""
        return {page.docname: page for page in self.selection.pages}

    @functools.cached_property
    def lookup(self) -> Lookup:
        """All that references can lead to."""
        kinds = {page.kind for page in self.selection.pages}
        return Lookup(
            names=Names(self._pages),
            hidden=self.selection.hidden,
            assets={composed(asset.path): asset for asset in self._assets},
            lists={f"/{kind.folder}/": self._words.say(TITLES[kind]) for kind in LISTED if kind in kinds},
            config=self._settings.config,
        )

    @functools.cached_property
    def finder(self) -> MentionFinder:
        """What finds mentions of the site's topics."""
        config = self._settings.config
        topics = (page for page in self.selection.pages if page.kind is Kind.TOPIC)
        return MentionFinder(topics, often=config.mentions, in_questions=config.mentions_in_questions)

    @functools.cached_property
    def relations(self) -> dict[str, Relations]:
        """What the front matter of each page names, by docname; so are all the following."""
        relations = {}
        for docname, page in self.facts.items():
            known = self._known.get(docname)
            if known is None:
                resolver = Resolver(page, self.lookup)
                known = resolve_relations(page, resolver)
                self._told += resolver.diagnostics
            relations[docname] = known
        return relations

    @functools.cached_property
    def alone(self) -> dict[str, Target]:
        """Each page as others show it, its own time alone counted."""
        return {
            docname: page.target if page.opening is None else target_of(page, self.lookup.names)
            for docname, page in self.facts.items()
        }

    @functools.cached_property
    def targets(self) -> dict[str, Target]:
        """Each page as others show it."""
        return with_times(self.alone, self.relations)

    @functools.cached_property
    def old_anchors(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """By site path: the anchors that moved, by the one at which they still answer."""
        return kept_anchors(self.selection.pages, self._promises)

    @functools.cached_property
    def outputs(self) -> dict[str, str]:
        """The docname of each page, by its path below the output folder."""
        return {output_path(page.url): docname for docname, page in self.facts.items()}

    # ---- what a page shows of the others

    @functools.cached_property
    def woven(self) -> Woven:
        """The targets and relations."""
        return Woven(self.targets, self.relations)

    @functools.cached_property
    def order(self) -> Order:
        """The order in which lists show pages."""
        return Order(self.targets)

    @functools.cached_property
    def series(self) -> dict[str, Series]:
        """The tutorial of each overview and part."""
        return series_of(self.selection.pages, self.targets)

    @functools.cached_property
    def books(self) -> dict[str, tuple[Stop, ...]]:
        """The chapters of each book: of the tutorials and paths that have any, where the site has books at all."""
        books = books_of(self.woven, self.series) if self._settings.config.books else {}
        return {docname: chapters for docname, chapters in books.items() if chapters}

    def authors_of(self, docname: str) -> tuple[Target, ...]:
        """Return who wrote a page or answers in it, each once."""
        relations = self.relations[docname]
        names = dict.fromkeys((*relations.authors, relations.answered_by))
        return tuple(self.targets[author] for author in names if author)

    @functools.cached_property
    def works(self) -> dict[str, tuple[Target, ...]]:
        """What each author wrote or answered."""
        return works_of(self.woven)

    @functools.cached_property
    def required_by(self) -> dict[str, tuple[Target, ...]]:
        """The pages that require each page."""
        return required_by(self.woven)

    @functools.cached_property
    def paths(self) -> dict[str, tuple[PathPlace, ...]]:
        """The place of each page on the paths that lead over it."""
        return path_places(self.woven)

    @functools.cached_property
    def doors(self) -> tuple[Door, ...]:
        """The doors of the home page."""
        return home_doors(self.facts, self.woven)

    def doors_of(self, docname: str) -> tuple[Door, ...]:
        """Return the doors that a page shows where nothing goes with it: none where it has another way on."""
        in_order = docname in self.series or docname in self.paths
        return () if in_order else doors_of(self.facts[docname], self.facts, self.woven, self.doors)

    @functools.cached_property
    def topics(self) -> dict[str, TopicLinks]:
        """What each topic shows."""
        return topic_links(self.selection.pages, self.woven)

    # ---- the site as a whole

    @functools.cached_property
    def navigation(self) -> tuple[tuple[str, str], ...]:
        """Title and site path of each link at the top of every page."""
        entries, untitled = navigation_links(self._settings, self.lookup)
        self._told += untitled
        return entries

    @functools.cached_property
    def policies(self) -> dict[str, tuple[str, str]]:
        """Title and site path of the page of each policy, by its key in the settings."""
        entries, unknown = policy_links(self._settings, self.lookup)
        self._told += unknown
        return entries

    @functools.cached_property
    def redirects(self) -> tuple[Redirect, ...]:
        """Every old address, and the page to which it leads."""
        config = self._settings.config
        redirects, claimed = claim_addresses(
            self.selection.pages,
            self.targets,
            self._static,
            self._promises.moved,
            self._words,
            config,
            list_addresses(self),
        )
        self._told += claimed
        return redirects

    @functools.cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Whatever is wrong with the site as a whole, or with front matter that names pages."""
        shown, hidden = self.selection.pages, self.selection.hidden
        found = (
            *_structure(shown, {page.docname for page in self._pages}, hidden),
            *check_promises(self._promises, self._pages, self.selection, self.redirects, self._static),
            *check_topics(shown, self.relations, self.lookup.names),
            *check_paths(self.facts, self.relations, hidden),
            *check_editions(shown, self._settings),
        )
        _ = self.navigation, self.policies
        return (*self._told, *found)

    @property
    def _static(self) -> tuple[Asset, ...]:
        return tuple(asset for asset in self._assets if asset.path.startswith(STATIC_FOLDER))


def lay_out(
    pages: tuple[Facts, ...], assets: tuple[Asset, ...], settings: Settings, wanted: Wanted, promises: Promises
) -> Layout:
    """Lay a site out. What does not resolve is told in a diagnostic and left out."""
    return Layout(pages, assets, settings, select_pages(pages, wanted), promises)


def _structure(shown: tuple[Facts, ...], docnames: set[str], hidden: dict[str, str]) -> list[Diagnostic]:
    """A site has a home, a tutorial has an overview."""
    found = []
    if "index" not in docnames or "index" in hidden:
        found.append(messages.no_home(Place("content/index.md"), hidden.get("index", "")))
    parts = [(page, page.docname.rpartition("/")[0]) for page in shown if page.kind is Kind.PART]
    lacking = [(page, folder) for page, folder in parts if folder not in docnames]
    almost = {name.rpartition("/")[0]: name for name in docnames if name.lower().endswith("/index")} if lacking else {}
    for page, folder in lacking:
        path = f"content/{almost[folder]}.md" if folder in almost else page.path
        found.append(messages.no_overview(Place(path), f"content/{folder}", almost=folder in almost))
    return found
