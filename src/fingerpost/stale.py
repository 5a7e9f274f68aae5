"""What was known of a site before and what is known now in; what has to be done again, and why, out. Pure functions.

Everything is decided by value: where a value comes out as it was, nothing that follows from it is done again.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from fingerpost.kinds import Kind
from fingerpost.ledger import Ledger, Links, Made, Row
from fingerpost.link import keys_of

__all__ = [
    "Reason",
    "Seen",
    "as_a_whole",
    "changed_facts",
    "key_number",
    "pages_to_join",
    "pages_to_point",
    "reason_for",
]

SITE_KEYS = ("settings", "labels")
"""What the links of every page depend on."""
SHOWN_KEYS = ("site", "frame")
"""What all that is shown depends on."""


class Reason(msgspec.Struct, frozen=True):
    """Why a file was made again."""

    code: str
    """`new`, or the part that changed: `text`, `links`, `anchors`, `template`, `frame`, `site`, `settings`."""
    pages: tuple[str, ...] = ()
    """The docnames of the other pages that changed and that this one shows."""


class Seen(msgspec.Struct, frozen=True):
    """What a build sees before it looks at any text."""

    rows: dict[str, Row]
    """By docname."""
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
    old = before.by_docname()
    touched = {docname for docname, row in seen.rows.items() if old.get(docname) is not row} | (
        old.keys() - seen.rows.keys()
    )
    switched = {
        docname
        for docname in before.hidden.keys() | seen.hidden.keys()
        if before.hidden.get(docname) != seen.hidden.get(docname)
    }
    pairs = {docname: (old.get(docname), seen.rows.get(docname)) for docname in touched | switched}
    return {
        docname: (was, now)
        for docname, (was, now) in pairs.items()
        if docname in switched or _facts_of(was) != _facts_of(now)
    }


def _facts_of(row: Row | None) -> str:
    return row.facts_digest if row else ""


def pages_to_point(before: Ledger, seen: Seen, changed: Mapping[str, tuple[Row | None, Row | None]]) -> set[str]:
    """Return the pages of the site whose links have to be resolved again."""
    shown = seen.rows.keys() - seen.hidden.keys()
    if any(before.keys.get(key) != seen.keys[key] for key in SITE_KEYS):
        return set(shown)
    edited = _edited(before, seen) | (shown - before.links.keys())
    if not changed and not seen.assets:
        return edited & shown
    numbers = frozenset(map(key_number, _changed_keys(before, seen, changed)))
    touched = {
        docname
        for docname, links in before.links.items()
        if links.noticed or docname in changed or _touches(links, changed, numbers)
    }
    return (edited | touched) & shown


def _edited(before: Ledger, seen: Seen) -> set[str]:
    """Return the pages whose sources are not as they were."""
    old = before.by_docname()
    return {
        docname
        for docname, row in seen.rows.items()
        if (was := old.get(docname)) is not row and (was is None or was.digest != row.digest)
    }


def _changed_keys(before: Ledger, seen: Seen, changed: Mapping[str, tuple[Row | None, Row | None]]) -> Iterator[str]:
    """Give the keys under which something else may be found now: a page, an asset, the list of a kind."""
    for pair in changed.values():
        for row in pair:
            yield from keys_of(row.facts) if row else ()
    yield from seen.assets
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
        or not numbers.isdisjoint(links.asked)
    )


def as_a_whole(before: Ledger, seen: Seen) -> bool:
    """Tell whether the site around the pages has changed, so that each file has to be looked at."""
    return any(before.keys.get(key) != seen.keys[key] for key in SHOWN_KEYS)


def pages_to_join(before: Ledger, seen: Seen, links: Mapping[str, Links]) -> set[str]:
    """Return the pages of which something that they show may have changed.

    With the same site around them, these are the pages that changed, and those to which such a page points or did.
    """
    if as_a_whole(before, seen):
        return set(links)
    reached = _edited(before, seen) & links.keys()
    for docname, one in links.items():
        last = before.links.get(docname)
        if last is not one and (last is None or last.digest != one.digest):
            reached.add(docname)
    for docname in tuple(reached):
        for pointing in filter(None, (before.links.get(docname), links[docname])):
            reached.update(pointing.pointed.referred, pointing.pointed.mentioned)
    return reached & links.keys()


def reason_for(made: Made | None, parts: Mapping[str, str], others: Iterable[str]) -> Reason | None:
    """Return why a file has to be made again, or None where all that goes into it is as it was.

    `others` are pages that it shows and that changed.
    """
    if made is None:
        return Reason("new")
    changed = [name for name in parts if made.parts.get(name) != parts[name]]
    if not changed and made.parts.keys() == parts.keys():
        return None
    code = changed[0] if changed else next(iter(made.parts.keys() - parts.keys()))
    return Reason(code, tuple(sorted(others)) if code == "links" else ())
