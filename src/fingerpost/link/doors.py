"""The relations of all pages in; by which pages a reader may go into the site, out."""

from collections.abc import Mapping

from fingerpost.kinds import Kind, PathFrontMatter
from fingerpost.link.relations import Woven
from fingerpost.page import Facts
from fingerpost.site import HOME, Door, in_list_order
from fingerpost.typography import smarten

__all__ = ["doors_of", "home_doors"]

MOST = 7
"""How many doors the home page has, where its author names none."""
LENT = 3
"""How many of them another plain page shows that names none of its own."""


def home_doors(facts: Mapping[str, Facts], woven: Woven) -> tuple[Door, ...]:
    """Return the doors of the home page: those that its author names, or else all paths."""
    named = woven.relations[HOME].doors if HOME in woven.relations else ()
    if not named:
        paths = (target for target in woven.targets.values() if target.kind is Kind.PATH)
        named = tuple(target.docname for target in in_list_order(paths)[:MOST])
    return tuple(_door(docname, facts, woven) for docname in named)


def doors_of(page: Facts, facts: Mapping[str, Facts], woven: Woven, home: tuple[Door, ...]) -> tuple[Door, ...]:
    """Return the doors that a page shows: its own, or the first of `home`, the home page's, where it has no topic that
    leads on. Topics and authors lead on by what they list.
    """
    if page.docname == HOME:
        return home
    own = woven.relations[page.docname].doors
    if own:
        return tuple(_door(one, facts, woven) for one in own)
    alone = page.kind not in (Kind.TOPIC, Kind.AUTHOR) and not woven.relations[page.docname].topics
    return home[:LENT] if alone else ()


def _door(docname: str, facts: Mapping[str, Facts], woven: Woven) -> Door:
    front = facts[docname].front
    return Door(woven.targets[docname], smarten(front.for_) if isinstance(front, PathFrontMatter) else "")
