"""A page's facts and the table of names in; its links as HTML, the assets it uses, and what does not resolve out.

Parses nothing: it joins strings and looks names up.
"""

import functools
import html
import posixpath

import msgspec

from fingerpost import messages
from fingerpost.config import Config, LinkStyle
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind
from fingerpost.link.missing import Missing
from fingerpost.link.names import Names, key_of, kind_in, readings
from fingerpost.link.suggesting import Suggestions
from fingerpost.page import Asset, Body, Facts, Picture, Reference
from fingerpost.rasters import size_path
from fingerpost.site import Lead
from fingerpost.typography import smarten
from fingerpost.urls import base_path, composed, docname_of, href, slugify

__all__ = ["Lookup", "Referred", "Resolver"]


class Lookup(msgspec.Struct, frozen=True):
    """All that references can lead to."""

    names: Names
    """Every page, those that stay out of the site too."""
    hidden: dict[str, str]
    """Why a page stays out, by docname."""
    assets: dict[str, Asset]
    """By path relative to the project's folder, composed (`urls.composed`)."""
    lists: dict[str, str]
    """Site path of each list page, to its title."""
    config: Config


class Referred(msgspec.Struct, frozen=True):
    """Where a reference leads."""

    reference: Reference
    docname: str
    """"" where it leads to no page of the site."""
    anchor: str
    title: str
    """What it shows without words; "" where it has some, or there is none."""


SHOWN = 680
"""CSS pixels: the width of the text in the theme, and of a picture in it."""
FIRST_SCREEN = 400
"""Characters of HTML, some five lines on a phone: a picture with more before it stands below text."""
NOWHERE = ("", "")
"""Where a reference leads that leads to no page of the site."""


class Resolver:
    """Resolves what one page refers to; what it notices and meets grows while it works and is read at the end."""

    def __init__(self, page: Facts, lookup: Lookup) -> None:
        self.page = page
        self.lookup = lookup
        self.diagnostics: list[Diagnostic] = []
        self.used: dict[str, Asset] = {}
        self.pictured: set[str] = set()
        """The path of each asset that the page shows as a picture."""
        self.passed = 0
        """Characters of HTML of the text so far, its links and pictures left out."""
        self.asked: set[str] = set()
        """The key of each name, path or address that was looked up (`names.key_of`), and each path of an asset."""
        self.referred: list[Referred] = []
        """Each reference of the text, in order."""
        self.links: list[str] = []
        """Each reference and picture of the text, in order, as HTML."""
        self.leads: list[Lead] = []
        """To what each of them leads that names something of the site."""
        self.named_pages: list[tuple[str, str]] = []
        """Each value of front matter that names a page, by its key, with the docname."""
        self._suggestions = Suggestions()
        self._missing = Missing(page.path, lookup.names, lookup.assets, lookup.lists, self._suggestions)
        self._anchors: dict[str, frozenset[str]] = {}
        """Of each page to whose anchors the text refers, by docname."""

    def resolve(self, body: Body) -> None:
        """Resolve the references and pictures of a body; of several bodies, in their order on the page."""
        for piece in body:
            if isinstance(piece, str):
                self.passed += len(piece)
            else:
                self.links.append(self._piece(piece))

    def _html(self, body: Body) -> str:
        return "".join(piece if isinstance(piece, str) else self._piece(piece) for piece in body)

    def _piece(self, piece: Reference | Picture) -> str:
        return self._link(piece) if isinstance(piece, Reference) else self._picture(piece)

    def named(self, key: str, name: str, kind: Kind | None, wanted: str) -> Facts | None:
        """Return the page that a front-matter value names, or None with a diagnostic at the value.

        `wanted` names the kind in a message ("a topic"). None without any for a page that stays out of the site and
        is named as topic or author: the link just is not there yet.
        """
        found = self._find(name, kind)
        if len(found) == 1:
            self.named_pages.append((key, found[0].docname))
            return found[0]
        place = self.page.place(key)
        if not found and kind is not None and (others := self.lookup.names.find(name)):
            kind_name = others[0].kind.value
            what = f"{'an' if kind_name[0] in 'aeiou' else 'a'} {kind_name}"
            self.diagnostics.append(messages.wrong_kind(place, key.partition(".")[0], others[0].docname, what, wanted))
            return None
        return self._one(found, name, place, kind)

    def picture_file(self, target: str, place: Place) -> Asset | None:
        """Return the asset at a path relative to the page."""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(self.page.path), target))
        paths = ("content" + target, "content/static" + target) if target.startswith("/") else (beside,)
        if asset := self._asset(paths):
            if asset.cut or asset.foreign:
                self.diagnostics.append(messages.unshown_picture(place, target, cut=asset.cut))
            return asset
        self.diagnostics.append(self._missing.picture(target, place))
        return None

    def _read(self, reference: Reference) -> Reference:
        """Return a reference by name as the names of pages have it; one that no page has, as it is."""
        for reading in readings(reference):
            if reading is not reference and self._find(reading.target, None):
                return reading
        return reference

    def _link(self, reference: Reference) -> str:
        reference = self._read(reference) if reference.whole else reference
        words = self._html(reference.words)
        address, title, leads = self._address(reference)
        self.referred.append(Referred(reference, *leads, "" if words else title))
        if address is None:
            return words or html.escape(title or reference.target)
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in reference.attributes)
        return f'<a href="{html.escape(address)}"{attributes}>{words or html.escape(title)}</a>'

    def _address(self, reference: Reference) -> tuple[str | None, str, tuple[str, str]]:
        """Return the href of a reference, the title of its target, and its docname and anchor; None for no link."""
        if not reference.target and not reference.anchor:
            self.diagnostics.append(messages.empty_link(reference.place, wiki=reference.wiki))
            return None, "", NOWHERE
        if not reference.target:
            anchor = self._anchor(reference, self.page)
            title = self._headings.get(anchor) or smarten(self.page.front.title)
            self._lead(reference, self.page.url, anchor, title)
            return f"#{anchor}", title, (self.page.docname, anchor)
        found: Facts | str | None
        if reference.wiki:
            found = self._one(self._find(reference.target, None), reference.target, reference.place, None)
        else:
            found = self.at_path(reference)
        if found is None:
            return None, "", NOWHERE
        if isinstance(found, str):
            title = self.lookup.lists.get(found, posixpath.basename(reference.target))
            self._lead(reference, found, "", title)
            return self.href(found), title, NOWHERE
        title = smarten(found.front.title)
        if why := self.lookup.hidden.get(found.docname):
            self.diagnostics.append(messages.hidden_target(reference.place, found.docname, why))
            self._lead(reference, "", "", title)
            return None, title, NOWHERE
        anchor = self._anchor(reference, found)
        self._lead(reference, found.url, anchor, title)
        here = found.docname == self.page.docname and anchor
        address = ("" if here else self.href(found.url)) + (f"#{anchor}" if anchor else "")
        return address, title, (found.docname, anchor)

    @functools.cached_property
    def _headings(self) -> dict[str, str]:
        """The words of each heading of the page, by its anchor."""
        return {heading.anchor: html.unescape(heading.title) for heading in reversed(self.page.outline)}

    def _lead(self, reference: Reference, path: str, anchor: str, title: str) -> None:
        place = reference.place
        self.leads.append(Lead(place.line, place.column, path, anchor, "" if reference.words else title))

    def href(self, path: str) -> str:
        """Return what this page writes to link to a site path."""
        config = self.lookup.config
        relative = config.links is LinkStyle.RELATIVE
        return href(path, source=self.page.url, base=base_path(config.base_url), relative=relative)

    def _find(self, name: str, kind: Kind | None) -> tuple[Facts, ...]:
        self.asked.add(key_of(name))
        return self.lookup.names.find(name, kind)

    def _one(self, found: tuple[Facts, ...], name: str, place: Place, kind: Kind | None) -> Facts | None:
        if len(found) == 1:
            return found[0]
        if found:
            candidates = tuple(page.docname for page in found)
            self.diagnostics.append(messages.ambiguous_reference(place, name, candidates))
        else:
            carried, name = kind_in(name)
            kind = kind or carried
            others = tuple(page.docname for page in self.lookup.names.find(name))
            near = others or self._suggestions.like(name, lambda: self.lookup.names.known(kind))
            wanted = kind.value if kind else "page"
            self.diagnostics.append(messages.unknown_reference(place, name, near, wanted=wanted))
        return None

    def at_path(self, reference: Reference) -> Facts | str | None:
        """Return the page, or the site path of a list or asset, that a Markdown link leads to."""
        names, target = self.lookup.names, composed(reference.target)
        if target.startswith("/"):
            path = posixpath.normpath(target) + ("/" if target.endswith("/") and target != "/" else "")
            self.asked.add(key_of(path))
            for url in (path, path + "/"):
                if url in names.by_url or url in self.lookup.lists:
                    return names.by_url.get(url) or url
            full = "content" + path.rstrip("/")
        else:
            full = posixpath.normpath(posixpath.join(posixpath.dirname(composed(self.page.path)), target))
        for candidate in (full, f"{full}.md", f"{full}/index.md"):
            self.asked.add(key_of(docname_of(candidate)))
            if candidate in names.by_path:
                return names.by_path[candidate]
        if asset := self._asset((full, "content/static" + target)):
            return "/" + asset.output
        self.diagnostics.append(self._missing.link(reference.target, reference.place))
        return None

    def _asset(self, paths: tuple[str, ...]) -> Asset | None:
        """Return the asset at the first of these paths that has one."""
        for path in map(composed, paths):
            self.asked.add(path)
            if asset := self.lookup.assets.get(path):
                self.used[asset.path] = asset
                return asset
        return None

    def _anchor(self, reference: Reference, target: Facts) -> str:
        """Return the anchor of a reference as the target spells it; "" for none, or one that is not there."""
        wanted = reference.anchor
        if not wanted:
            return ""
        anchors = self._anchors.get(target.docname)
        if anchors is None:
            anchors = self._anchors[target.docname] = frozenset(target.anchors)
        for spelling in (wanted, slugify(wanted)):
            if spelling in anchors:
                return spelling
        if not target.whole:
            return ""
        near = self._suggestions.like(
            slugify(wanted), lambda: [one for one in target.anchors if not one.startswith(("fn-", "fnref"))]
        )
        self.diagnostics.append(messages.unknown_anchor(reference.place, wanted, target.docname, near))
        return ""

    def _picture(self, picture: Picture) -> str:
        asset = self.picture_file(picture.target, picture.place)
        if asset is None:
            return ""
        self.leads.append(Lead(picture.place.line, picture.place.column, "/" + asset.output, "", ""))
        attributes = dict(picture.attributes)
        if asset.width and asset.height:
            attributes = {"width": str(asset.width), "height": str(asset.height), **attributes}
        elif not (asset.cut or asset.foreign):
            self.diagnostics.append(messages.picture_without_size(picture.place, picture.target))
        eager = not self.pictured and self.passed <= FIRST_SCREEN  # what stands below text waits until text is there
        lazy = {} if eager else {"loading": "lazy"}
        self.pictured.add(asset.path)
        attributes = {"src": self.href("/" + asset.output), **lazy, **attributes}
        image = "<img" + "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items()) + ">"
        return f"<picture>{self._smaller(asset)}{image}</picture>" if asset.sizes else image

    def _smaller(self, asset: Asset) -> str:
        """Return where a picture lies at each width, for a browser to choose from (HTML, section 4.8.2)."""
        offered = ", ".join(f"{self.href('/' + size_path(asset, width))} {width}w" for width in asset.sizes)
        wide, narrow = min(asset.width, SHOWN), f"min({asset.width}px, 100vw)"
        sizes = f"(min-width: {SHOWN}px) {wide}px, {narrow if asset.width < SHOWN else '100vw'}"
        return f'<source type="image/webp" srcset="{html.escape(offered)}" sizes="{sizes}">'
