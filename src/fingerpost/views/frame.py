"""What all views of a site share: links as seen from one page, the site's own facts, the way from home."""

import functools
import re
from collections import Counter

import msgspec

from fingerpost.config import BookForm, Config, LinkStyle
from fingerpost.kinds import Kind
from fingerpost.output import CARD, CARD_SIZE
from fingerpost.page import Target
from fingerpost.shown import Alternate, BookLink, Group, Link, SharedPicture, SiteView
from fingerpost.site import (
    LISTED,
    SHOWN,
    WORKER,
    LinkedPage,
    Skeleton,
    book_path,
    index_target,
    list_target,
    search_target,
    shelf,
)
from fingerpost.urls import absolute_url, base_path, href
from fingerpost.words import TITLES, Words

__all__ = ["Frame", "frame_of"]

ROOTED = ("/404.html", WORKER)
"""What is shown in the place of any other page, so that its links start at the root."""

_PATTERN_SIGNS = re.compile(r"[*+?:{}()\\]")
"""What says more than itself in a pattern of addresses (URL Pattern Standard, section 2)."""


class Frame(msgspec.Struct, frozen=True):
    """The site and its settings, from which every view is made."""

    skeleton: Skeleton
    config: Config
    assets: dict[str, str]
    """Output path of each file of the theme's assets, by name."""
    lists: dict[Kind, Target]
    """The list page of each kind that has pages."""
    topics: int
    """How many topics the site has."""
    words: Words
    critical: str = ""
    """The styles that stand in the head of every page; "" for none."""
    first: str = ""
    """The script that stands there; "" for none."""
    rooted: SiteView | None = None
    """The site as seen from each page that stands in no navigation, where links start at the root."""

    @property
    def prefetch(self) -> str:
        """Which pages a browser may load when the reader is about to follow a link (Speculation Rules, as JSON)."""
        if self.config.links is LinkStyle.RELATIVE:
            return ""  # the site is opened from a folder
        return _prefetch(base_path(self.config.base_url))

    def href(self, path: str, source: str) -> str:
        """Return what the page at `source` writes to link to a site path."""
        relative = self.config.links is LinkStyle.RELATIVE and source not in ROOTED
        return href(path, source=source, base=base_path(self.config.base_url), relative=relative)

    def absolute(self, path: str) -> str:
        """Return the full address of a site path."""
        return absolute_url(self.config.base_url, path)

    def link(self, target: Target, source: str) -> Link:
        """Return a link to a target, as the page at `source` shows it."""
        return Link(
            title=target.title,
            href=self.href(target.url, source),
            summary=target.summary,
            kind=target.kind.value,
            minutes=target.whole_minutes,
            doing=target.whole_doing,
            published=target.published,
            current=target.url == source,
            produces=target.produces,
        )

    def links(self, targets: tuple[Target, ...], source: str) -> tuple[Link, ...]:
        """Return links to targets, in their order."""
        return tuple(self.link(target, source) for target in targets)

    def picture(self, linked: LinkedPage) -> SharedPicture | None:
        """Return the picture that stands for a page: the one that its author chose, or its card; None for neither."""
        if linked.image is None:
            return self.card(linked.target.url, linked.target.title)
        address = self.absolute("/" + linked.image.output)
        return SharedPicture(address, linked.image.width, linked.image.height, linked.target.title)

    def card(self, url: str, alt: str) -> SharedPicture | None:
        """Return the card of the page at a site path; None where the settings want none."""
        return SharedPicture(self.absolute(url + CARD), *CARD_SIZE, alt) if self.config.cards else None

    def home_card(self) -> SharedPicture | None:
        """Return the card of the home page, which stands for lists too; None where that has a picture of its own."""
        home = self.skeleton.facts.get("index")
        return self.card("/", self.config.title) if home and not home.front.image else None

    def twin(self, url: str) -> tuple[Alternate, ...]:
        """Return the page at a site path as Markdown; nothing where the settings want none."""
        return (Alternate("", "text/markdown", self.href(f"{url}index.md", url)),) if self.config.twins else ()

    def feeds(self, url: str, title: str) -> tuple[Alternate, ...]:
        """Return the feeds that belong to the page at a site path."""
        title = f"{title} – {self.config.title}"
        return (
            Alternate(title, "application/atom+xml", self.href(f"{url}feed.xml", url)),
            Alternate(title, "application/feed+json", self.href(f"{url}feed.json", url)),
        )

    def groups(self, owner: Target, targets: tuple[Target, ...]) -> tuple[Group, ...]:
        """Return links by kind, for the page of their author; parts stand among tutorials, plain pages come last."""
        shelves = [(kind, listed.title, listed.url) for kind, listed in self.lists.items()]
        return tuple(
            self.group(owner, kind.value, title, members, path)
            for kind, title, path in (*shelves, (Kind.PAGE, self.words.say(TITLES[Kind.PAGE]), ""))
            if (members := tuple(target for target in targets if target.kind.folder == kind.folder))
        )

    def group(self, owner: Target, name: str, title: str, targets: tuple[Target, ...], path: str = "") -> Group:
        """Return a group of the page of a topic or an author: what does not fit there stands in a list of its own.

        `path` is that of another list that has them all.
        """
        more = max(0, len(targets) - SHOWN)
        path = shelf(owner, name, targets).url if more else path
        href = self.href(path, owner.url) if path else ""
        return Group(name, title, href, self.links(targets[:SHOWN], owner.url), f"_{name}", more)

    def books(self, url: str, source: str = "") -> tuple[BookLink, ...]:
        """Return links to all forms of the book of the page at `url`, as seen from `source`, or from that page."""
        forms = (form for form in BookForm if form in self.config.books)
        return tuple(BookLink(form.value, self.href(book_path(url, form), source or url)) for form in forms)

    def site_view(self, source: str) -> SiteView:
        """Return the site as seen from one page."""
        if self.rooted and all(path != source for _, path in self.skeleton.navigation):
            return self.rooted
        index = index_target(self.topics, self.words)
        return SiteView(
            title=self.config.title,
            summary=self.config.summary,
            language=self.config.language,
            direction=self.words.direction,
            home=self.href("/", source),
            feed=self.href("/feed.xml", source),
            json_feed=self.href("/feed.json", source),
            search=self.href(search_target(self.words).url, source) if self.config.search else "",
            navigation=tuple(
                Link(title, self.href(path, source), current=path == source) for title, path in self.skeleton.navigation
            ),
            worker=self.href(WORKER, source) if self.config.offline else "",
            assets={name: self.href("/" + output, source) for name, output in self.assets.items()},
            critical=self.critical,
            first=self.first,
            prefetch=self.prefetch,
            index=self.href(index.url, source) if index else "",
            policies=tuple(
                Link(title, self.href(path, source))
                for title, path in self.skeleton.policies.values()
                if all(path != other for _, other in self.skeleton.navigation)
            ),
        )

    def way(self, linked: LinkedPage) -> tuple[tuple[str, str], ...]:
        """Return title and site path of each step from the home page to a page, without the page itself."""
        if linked.target.url == "/":
            return ()
        way = [(self.config.title, "/")]
        listed = next((target for kind, target in self.lists.items() if kind.folder == linked.target.kind.folder), None)
        if listed and linked.target.kind.folder:
            way.append((listed.title, listed.url))
        if linked.target.kind is Kind.PART and linked.series:
            way.append((linked.series.overview.title, linked.series.overview.url))
        return tuple(way)

    def steps(self, way: tuple[tuple[str, str], ...], source: str) -> tuple[Link, ...]:
        """Return the steps of a way as links, as the page at `source` shows them."""
        return tuple(Link(title, self.href(path, source)) for title, path in way)


@functools.cache
def _prefetch(base: str) -> str:
    pattern = _PATTERN_SIGNS.sub(r"\\\g<0>", base)
    rule = {"where": {"href_matches": [pattern, f"{pattern}*/"]}, "eagerness": "moderate"}
    return msgspec.json.encode({"prefetch": [rule]}).decode().replace("<", "\\u003c")


def frame_of(
    skeleton: Skeleton, config: Config, assets: dict[str, str], words: Words, critical: str = "", first: str = ""
) -> Frame:
    """Return the frame of a site.

    `assets` has the output path of each theme file; `critical` are the styles that stand in every page, `first` is the
    script that does.
    """
    kinds = Counter(target.kind for target in skeleton.targets.values())
    lists = {kind: list_target(kind, words) for kind in LISTED if kind in kinds}
    frame = Frame(skeleton, config, assets, lists, kinds[Kind.TOPIC], words, critical, first)
    if config.links is LinkStyle.RELATIVE:
        return frame
    return msgspec.structs.replace(frame, rooted=frame.site_view(ROOTED[0]))
