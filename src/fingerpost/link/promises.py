"""What was promised and what is there in; a diagnostic for each promise about to break, and old anchors kept, out."""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic
from fingerpost.link.selection import Selection
from fingerpost.page import Asset, Facts
from fingerpost.promises import Promises, flattened, place_of
from fingerpost.site import LISTED, LinkedLetter, LinkedText, Redirect

__all__ = ["check_promises", "kept_anchors", "with_old_anchors"]


class _Standing(msgspec.Struct, frozen=True):
    """What is at each address today."""

    pages: dict[str, Facts]
    """The pages of the site, by address."""
    answering: frozenset[str]
    """Every address at which there is something: pages, lists, static files, redirects."""
    away: dict[str, str]
    """Why the page of an address stays out of the site."""
    expired: frozenset[str]
    """Addresses whose pages have expired: they are meant to go."""


def check_promises(
    promises: Promises,
    pages: tuple[Facts, ...],
    selection: Selection,
    redirects: tuple[Redirect, ...],
    static: tuple[Asset, ...],
) -> tuple[Diagnostic, ...]:
    """Tell each published address and anchor that is gone, and each old one that leads nowhere or in a circle."""
    if not promises.addresses and not promises.moved:
        return ()
    standing = _Standing(
        pages={page.url: page for page in selection.pages},
        answering=frozenset(
            (
                *(page.url for page in selection.pages),
                *(f"/{kind.folder}/" for kind in {page.kind for page in selection.pages}.intersection(LISTED)),
                *(redirect.path for redirect in redirects),
                *("/" + asset.output.removesuffix("index.html") for asset in static),
            )
        ),
        away={page.url: selection.hidden[page.docname] for page in pages if page.docname in selection.hidden},
        expired=frozenset(page.url for page in pages if page.docname in selection.expired),
    )
    return (*_broken(promises, standing), *_broken_anchors(promises, standing), *_lost(promises, standing))


def _broken(promises: Promises, standing: _Standing) -> Iterator[Diagnostic]:
    gone = promises.addresses.keys() - standing.answering - promises.moved.keys() - standing.expired
    if not gone:
        return
    likely = _Likely(promises, standing.pages)
    for address in sorted(gone):
        near = likely.for_address(address)
        yield messages.broken_promise(place_of(promises, address), address, near, standing.away.get(address, ""))


def _broken_anchors(promises: Promises, standing: _Standing) -> Iterator[Diagnostic]:
    for url, page in standing.pages.items():
        promised = promises.addresses.get(url, ())
        for anchor in sorted({*promised}.difference(page.anchors)) if page.whole else ():
            if f"{url}#{anchor}" not in promises.moved:
                near = messages.nearest(anchor, (heading.anchor for heading in page.outline), 2)
                yield messages.broken_anchor_promise(place_of(promises, url, anchor), url, anchor, near)


def _lost(promises: Promises, standing: _Standing) -> Iterator[Diagnostic]:
    """Tell what has moved in a circle, or to where nothing is; an address that was promised itself is told already."""
    changed = {old.partition("#")[0] for old in promises.moved if "#" in old}
    headings = {
        f"{url}#{anchor}" for url in changed & standing.pages.keys() for anchor in _anchors(standing.pages[url])
    }
    flat, circles = flattened(promises.moved, standing.answering | headings)
    for circle in circles:
        yield messages.redirect_circle(place_of(promises, circle[0]), circle)
    for old, new in flat.items():
        url, mark, anchor = old.partition("#")
        page = standing.pages.get(url)
        if mark and page and page.whole and anchor not in page.anchors and new not in headings:
            near = messages.nearest(new, (f"{url}#{heading}" for heading in _anchors(page)), 1)
            yield messages.lost_redirect(place_of(promises, old), old, new, near)
    fine = standing.answering | standing.expired | promises.addresses.keys()
    lost = {
        old: new for old, new in flat.items() if "#" not in old and old not in standing.answering and new not in fine
    }
    likely = _Likely(promises, standing.pages) if lost else None
    for old, new in lost.items():
        near = likely.for_address(new) if likely else ()
        yield messages.lost_redirect(place_of(promises, old), old, new, near, standing.away.get(new, ""))


def _anchors(page: Facts) -> tuple[str, ...]:
    return tuple(heading.anchor for heading in page.outline)


class _Likely:
    """The pages to which an address most likely moved.

    A page that is new is more likely than one that was there already. What tells are the last step of the address, the
    steps below it, the headings that no other page has, the folder if one page alone is new in it, and the address as a
    whole. What only sounds like the last step comes behind what is of the same kind.
    """

    def __init__(self, promises: Promises, pages: Mapping[str, Facts]) -> None:
        self.promises = promises
        self.pages = pages
        self.by_name: dict[str, list[str]] = defaultdict(list)
        self.fresh_by_name: dict[str, list[str]] = defaultdict(list)
        self.fresh_in: dict[str, list[str]] = defaultdict(list)
        self.by_anchor: dict[str, list[str]] = defaultdict(list)
        self.below: dict[str, list[str]] = defaultdict(list)
        for url in promises.addresses:
            self.below[_folder(url)].append(_last(url))
        for url, page in pages.items():
            self.by_name[_last(url)].append(url)
            for anchor in _anchors(page):
                self.by_anchor[anchor].append(url)
            if url not in promises.addresses and url != "/":
                self.fresh_by_name[_last(url)].append(url)
                self.fresh_in[_folder(url)].append(url)

    def for_address(self, address: str) -> tuple[str, ...]:
        """Return at most two, the best first."""
        promised = self.promises.addresses.get(address, ())
        places = (self.by_anchor.get(anchor, ()) for anchor in promised)
        votes = Counter(urls[0] for urls in places if len(urls) == 1)
        beside = self.fresh_in.get(_folder(address), [])
        followed, voted = self._followed(address), [url for url, _ in votes.most_common(1)]
        sure = {*followed, *(url for url in voted if {*promised}.issubset(self.pages[url].anchors))}
        likely = (
            *followed,
            *_same_name(address, self.fresh_by_name),
            *voted,
            *(beside if len(beside) == 1 else ()),
        ) or (*_same_name(address, self.by_name), *messages.nearest(address, self.pages, 1))

        def behind(url: str) -> bool:
            return url not in sure and _last(url) != _last(address) and _shape(url) != _shape(address)

        return tuple(sorted(dict.fromkeys(likely), key=behind))[:2]

    def _followed(self, address: str) -> tuple[str, ...]:
        """Return the new address below which most new addresses have a step that was below this one; at most one."""
        steps = self.below.get(address.rstrip("/"), ())
        folders = Counter(f"{_folder(url)}/" for step in steps for url in self.fresh_by_name.get(step, ()))
        most = (url for url, _ in folders.most_common(1))
        return tuple(url for url in most if url in self.pages and url not in self.promises.addresses)


def _same_name(address: str, by_name: Mapping[str, list[str]]) -> list[str]:
    """Return the addresses whose last step is most like that of another."""
    return [url for name in messages.nearest(_last(address), by_name, 1) for url in by_name[name]]


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _folder(address: str) -> str:
    return address.rstrip("/").rpartition("/")[0]


def _shape(address: str) -> tuple[str, int]:
    """Return what pages of one kind have in common: the first step of the address, and how many there are."""
    steps = address.strip("/").split("/")
    return (steps[0] if len(steps) > 1 else ""), len(steps)


# ---- old anchors


def kept_anchors(pages: tuple[Facts, ...], promises: Promises) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the anchors that moved within each page, by site path and the anchor at which they answer now."""
    moved = {old: new for old, new in promises.moved.items() if "#" in old}
    if not moved:
        return {}
    ends = {f"{page.url}#{heading.anchor}" for page in pages for heading in page.outline}
    olds: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    flat, _ = flattened(moved, ends)
    for old, new in flat.items():
        (url, _, before), (there, _, after) = old.partition("#"), new.partition("#")
        if url == there and new in ends:
            olds[url][after] = (*olds[url].get(after, ()), before)
    return dict(olds)


def with_old_anchors(text: LinkedText, page: Facts, olds: Mapping[str, tuple[str, ...]]) -> LinkedText:
    """Let a page answer to anchors that moved: each old one stands as an empty `span` at its new one."""
    taken = {*page.anchors}
    spans = {
        anchor: "".join(f'<span id="{html.escape(old)}"></span>' for old in before if old not in taken)
        for anchor, before in olds.items()
    }
    letter = _letter_with(text.letter, spans) if text.letter else None
    return msgspec.structs.replace(text, body=_within_headings(text.body, spans), letter=letter)


def _letter_with(letter: LinkedLetter, spans: Mapping[str, str]) -> LinkedLetter:
    """The template draws the headings of the parts, so the spans of these begin what stands below."""
    parts = (letter.question, letter.short_answer, letter.answer)
    question, short_answer, answer = (
        spans.get(anchor, "") + _within_headings(part, spans)
        for anchor, part in zip(letter.anchors, parts, strict=True)
    )
    updates = tuple(
        msgspec.structs.replace(one, body=spans.get(one.anchor, "") + _within_headings(one.body, spans))
        for one in letter.updates
    )
    return msgspec.structs.replace(letter, question=question, short_answer=short_answer, answer=answer, updates=updates)


def _within_headings(text: str, spans: Mapping[str, str]) -> str:
    """Put each span at the beginning of the heading that has its anchor."""
    for anchor, span in spans.items():
        if heading := re.search(rf'<h[1-6]\b[^>]*? id="{re.escape(html.escape(anchor))}"[^>]*>', text):
            text = text[: heading.end()] + span + text[heading.end() :]
    return text
