"""What was known of a site before and what is known now in; what has to be done again, and why, out. Pure functions.

Everything is decided by value: where a value comes out as it was, nothing that follows from it is done again.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

import msgspec

from fingerpost.kinds import Kind
from fingerpost.ledger import Ledger, Links, Made, Row
from fingerpost.link import keys_of, same_to_layout
from fingerpost.urls import composed

__all__ = [
    "Causes",
    "Reason",
    "Seen",
    "as_a_whole",
    "causes_of",
    "changed_facts",
    "key_number",
    "pages_said_anew",
    "pages_to_join",
    "pages_to_point",
    "reason_for",
]

SITE_KEYS = ("settings", "labels", "words")
"""What the links of every page depend on."""
SHOWN_KEYS = ("site", "frame")
"""What all that is shown depends on."""
OTHERS = ("pointers", "links")
"""The parts of a file that come from other pages."""


class Reason(msgspec.Struct, frozen=True):
    """Why a file was made again."""

    code: str
    """`new`, or the part that changed: `text`, `pointers` (where its own links lead), `links` (what it shows of other
    pages), `anchors` (old ones), `template`, `words` (of the theme), `frame`, `site`, `settings`, `files` (pictures, of
    a book), `card` (what one says), `font` (of cards), `picture` (its source), `recipe` (of pictures), `packed` (the
    file beside it)."""
    pages: tuple[str, ...] = ()
    """The docnames of the other pages that changed and that this one shows or links to."""
    template: str = ""
    """The name of the template, where that is the part."""


class Causes(msgspec.Struct, frozen=True):
    """What changed since the last build, so far as other pages or the site as a whole may show it."""

    anew: bool = False
    """Whether nothing could be taken from a build before."""
    pages: Mapping[str, str] = {}
    """By docname, what of a page is not as it was: `new`, `gone`, `shown` (let in), `hidden`, `title`, `summary`,
    `address`, `headings`, `front` (anything else in its front matter) or `text` (as its length)."""
    keys: frozenset[str] = frozenset()
    """The names of those things that concern the site as a whole and are not as they were."""


class Seen(msgspec.Struct, frozen=True):
    """What a build sees before it looks at any text."""

    rows: Mapping[str, Row]
    """By docname."""
    old: Mapping[str, Row]
    """Those of the last build."""
    touched: frozenset[str]
    """The docnames of sources that were compiled otherwise, came or went; a few more may be among them."""
    hidden: Mapping[str, str]
    assets: frozenset[str]
    """The paths of assets that came, went or changed."""
    keys: Mapping[str, str]
    """The digest of each thing that concerns the site as a whole, by name."""


def key_number(key: str) -> int:
    """Return the number that stands for a key in a ledger. Two keys may have one: then something is looked at twice."""
    return zlib.crc32(key.encode("utf-8", "surrogatepass"))


def changed_facts(before: Ledger, seen: Seen) -> dict[str, tuple[Row | None, Row | None]]:
    """Return the pages of which others may have to know, by docname: as they were before, and as they are.

    A page that comes, goes, is let in or kept out counts too.
    """
    old = seen.old
    switched = _switched(before, seen)
    pairs = {docname: (old.get(docname), seen.rows.get(docname)) for docname in seen.touched | switched}
    return {
        docname: (was, now)
        for docname, (was, now) in pairs.items()
        if docname in switched or _facts_of(was) != _facts_of(now)
    }


def _switched(before: Ledger, seen: Seen) -> set[str]:
    """Return the pages that are let in or kept out now, and were not so before."""
    was, now = before.hidden, seen.hidden
    return {docname for docname in was.keys() | now.keys() if was.get(docname) != now.get(docname)}


def causes_of(before: Ledger, seen: Seen, changed: Mapping[str, tuple[Row | None, Row | None]]) -> Causes:
    """Return what changed, for whoever wants to know why a file was made again."""
    if not before.keys:
        return Causes(anew=True)
    pages = {
        docname: _what_changed(was, now, docname in before.hidden, docname in seen.hidden)
        for docname, (was, now) in changed.items()
    }
    keys = frozenset(key for key, digest in seen.keys.items() if before.keys.get(key) != digest)
    return Causes(pages=dict(sorted(pages.items())), keys=keys)


def _what_changed(before: Row | None, seen: Row | None, was_hidden: bool, is_hidden: bool) -> str:
    if before is None or seen is None:
        return "gone" if seen is None else "new"
    if was_hidden != is_hidden:
        return "hidden" if is_hidden else "shown"
    was, now = before.facts, seen.facts
    parts = (
        ("title", was.front.title, now.front.title),
        ("address", was.url, now.url),
        ("summary", (was.front.summary, was.opening), (now.front.summary, now.opening)),
        ("front", was.front, now.front),
        ("headings", was.outlined, now.outlined),
    )
    return next((name for name, one, other in parts if one != other), "text")


def _facts_of(row: Row | None) -> str:
    return row.facts_digest if row else ""


def pages_to_point(before: Ledger, seen: Seen, changed: Mapping[str, tuple[Row | None, Row | None]]) -> set[str]:
    """Return the pages of the site whose links have to be resolved again."""
    if any(before.keys.get(key) != seen.keys[key] for key in SITE_KEYS):
        return set(seen.rows.keys() - seen.hidden.keys())
    fresh = _edited(seen).union(docname for docname in (*seen.touched, *changed) if docname not in before.links)
    others = _found_otherwise(before, seen, changed)
    if not others and not seen.assets:
        return _shown(fresh, seen)
    numbers = frozenset(map(key_number, _changed_keys(before, seen, others)))
    touched = {
        docname
        for docname, links in before.links.items()
        if links.noticed or docname in others or _touches(links, others, numbers)
    }
    return _shown(fresh | touched, seen)


def _shown(docnames: Iterable[str], seen: Seen) -> set[str]:
    """Return those of some pages that are in the site."""
    return {docname for docname in docnames if docname in seen.rows and docname not in seen.hidden}


def _found_otherwise(
    before: Ledger, seen: Seen, changed: Mapping[str, tuple[Row | None, Row | None]]
) -> dict[str, tuple[Row | None, Row | None]]:
    """Return those of the pages that changed to which a link may lead otherwise: it never tells how long a text is."""
    switched = _switched(before, seen)
    return {
        docname: (was, now)
        for docname, (was, now) in changed.items()
        if docname in switched or not was or not now or not same_to_layout(was.facts, now.facts)
    }


def _edited(seen: Seen) -> set[str]:
    """Return the pages whose sources are not as they were."""
    old, rows = seen.old, seen.rows
    return {
        docname
        for docname in seen.touched & rows.keys()
        if (was := old.get(docname)) is None or was.digest != rows[docname].digest
    }


def _changed_keys(before: Ledger, seen: Seen, changed: Mapping[str, tuple[Row | None, Row | None]]) -> Iterator[str]:
    """Give the keys under which something else may be found now: a page, an asset, the list of a kind."""
    for pair in changed.values():
        for row in pair:
            yield from keys_of(row.facts) if row else ()
    yield from map(composed, seen.assets)
    for kind in _kinds(before.rows, before.hidden) ^ _kinds(seen.rows, seen.hidden):
        yield kind.folder


def _kinds(rows: Mapping[str, Row], hidden: Mapping[str, str]) -> set[Kind]:
    """Return the kinds that have pages in the site, and so a list."""
    return {row.facts.kind for row in rows.values() if row.facts.docname not in hidden}


def _touches(links: Links, changed: Mapping[str, object], numbers: frozenset[int]) -> bool:
    """Tell whether where a page points may have changed, with what it points to."""
    return (
        not changed.keys().isdisjoint(links.pointed.referred)
        or not changed.keys().isdisjoint(links.pointed.mentioned)
        or not numbers.isdisjoint(links.numbers)
    )


def as_a_whole(before: Ledger, seen: Seen) -> bool:
    """Tell whether the site around the pages has changed, so that each file has to be looked at."""
    return any(before.keys.get(key) != seen.keys[key] for key in SHOWN_KEYS)


def pages_to_join(
    before: Ledger,
    seen: Seen,
    links: Mapping[str, Links],
    said_anew: Set[str],
    said_otherwise: Callable[[Links, Links], Iterable[str]],
    *,
    alike: bool = False,
) -> set[str]:
    """Return the pages of which something that they show may have changed, beside those that show a changed page.

    With the same site around them, or one that is `alike`, these are the pages said anew, and those to which such a
    page points or did. Of these, one that points where it did reaches only the pages that show another sentence of it:
    `said_otherwise` gives them.
    """
    if as_a_whole(before, seen) and not alike:
        return set(links)
    reached = set(said_anew)
    for docname in said_anew:
        was, now = before.links.get(docname), links[docname]
        if was and was.pointed == now.pointed:
            reached.update(said_otherwise(was, now))
            continue
        for pointing in filter(None, (was, now)):
            reached.update(pointing.pointed.referred, pointing.pointed.mentioned)
    return reached & links.keys()


def pages_said_anew(before: Ledger, seen: Seen, links: Mapping[str, Links], stale: Iterable[str]) -> set[str]:
    """Return the pages whose text is not as it was, or leads elsewhere; `stale` are those that were resolved again."""
    found = _edited(seen) & links.keys()
    for docname in stale:
        last = before.links.get(docname)
        if last is None or last.digest != links[docname].digest:
            found.add(docname)
    return found


def reason_for(
    made: Made | None, parts: Mapping[str, str], others: Iterable[str] = (), template: str = ""
) -> Reason | None:
    """Return why a file has to be made again, or None where all that goes into it is as it was.

    `others` are pages that it shows or links to and that changed; `template` is the name of its template.
    """
    if made is None or ("text" in made.parts) is not ("text" in parts):
        return Reason("new")  # a redirect in the place of a page, or a page in that of a redirect, is another file
    changed = [name for name in parts if made.parts.get(name) != parts[name]]
    if not changed and made.parts.keys() == parts.keys():
        return None
    code = changed[0] if changed else next(iter(made.parts.keys() - parts.keys()))
    return Reason(
        code,
        pages=tuple(sorted(others)) if code in OTHERS else (),
        template=template if code == "template" else "",
    )
