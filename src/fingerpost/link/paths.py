"""Learning paths and prerequisites in; the place of each stop, who requires whom, and what cannot be walked, out."""

from collections import defaultdict, deque

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.link.relations import Relations, Woven
from fingerpost.page import Facts, Target
from fingerpost.site import PathPlace

__all__ = ["check_paths", "circles_of", "path_places", "required_by"]


def path_places(woven: Woven) -> dict[str, tuple[PathPlace, ...]]:
    """Return the place of each page on every path of which it is a stop, by docname; paths are sorted by docname."""
    places: dict[str, list[PathPlace]] = defaultdict(list)
    for docname in sorted(woven.relations):
        stops = tuple(dict.fromkeys(stop for stop, *_ in woven.relations[docname].stops))
        for number, stop in enumerate(stops):
            places[stop].append(
                PathPlace(
                    path=woven.targets[docname],
                    position=number + 1,
                    count=len(stops),
                    previous=woven.targets[stops[number - 1]] if number else None,
                    next=woven.targets[stops[number + 1]] if number + 1 < len(stops) else None,
                )
            )
    return {docname: tuple(found) for docname, found in places.items()}


def required_by(woven: Woven) -> dict[str, tuple[Target, ...]]:
    """Return the pages that name each page as a prerequisite, by docname, in the order of docnames."""
    found: dict[str, list[Target]] = defaultdict(list)
    for docname in sorted(woven.relations):
        for needed in woven.relations[docname].requires:
            found[needed].append(woven.targets[docname])
    return {docname: tuple(targets) for docname, targets in found.items()}


def check_paths(pages: dict[str, Facts], relations: dict[str, Relations], hidden: dict[str, str]) -> list[Diagnostic]:
    """Tell of prerequisites that go round in a circle, and of stops that stand twice, too early, or not in the site."""
    requires = {docname: one.requires for docname, one in relations.items() if one.requires}
    found = [_circle_told(circle, pages, relations) for circle in circles_of(requires)]
    for docname, one in relations.items():
        if one.stops:
            found += _check_stops(pages[docname], one, pages, requires)
        for key, target in one.named if hidden else ():
            if target in hidden and key.startswith(("requires.", "stops.", "doors.")):
                found.append(messages.hidden_stop(_place(pages[docname], key), target, hidden[target], key))
    return found


def _check_stops(
    path: Facts, relations: Relations, pages: dict[str, Facts], requires: dict[str, tuple[str, ...]]
) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    places: dict[str, Place] = {}
    stops = [(_place(path, key), stop) for key, stop in relations.named if key.startswith("stops.") and stop in pages]
    for place, stop in stops:
        if stop in places:
            first = list(places).index(stop) + 1
            found.append(messages.stop_twice(place, _title(pages, stop), first))
        places.setdefault(stop, place)
    order = list(places)
    for number, stop in enumerate(order):
        chains = (_chain(stop, later, requires) for later in order[number + 1 :])
        for chain in filter(None, chains):
            titles = tuple(_title(pages, docname) for docname in chain)
            found.append(messages.stop_too_early(places[stop], titles))
    return found


def _chain(start: str, goal: str, requires: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the shortest way from a page to one that it requires, both included; () where it does not require it."""
    before: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        page = waiting.popleft()
        for needed in requires.get(page, ()):
            if needed == goal:
                way = [needed, page]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if needed not in before:
                before[needed] = page
                waiting.append(needed)
    return ()


def circles_of(requires: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return each circle of prerequisites once, from its first page in order, to that page again."""
    going = _without_ends(requires)
    circles: list[tuple[str, ...]] = []
    told: set[str] = set()
    for docname in sorted(going):
        if docname not in told and (way := _chain(docname, docname, going)):
            circles.append(way)
            told.update(way)
    return circles


def _without_ends(requires: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the pages whose prerequisites go on for ever: take those with none away until each has one."""
    going = dict(requires)
    users: dict[str, list[str]] = defaultdict(list)
    for docname, needed in requires.items():
        for one in needed:
            users[one].append(docname)
    ends = [one for one in users if one not in requires]
    left = {docname: len(needed) for docname, needed in requires.items()}
    while ends:
        for docname in users[ends.pop()]:
            left[docname] -= 1
            if not left[docname]:
                del going[docname]
                ends.append(docname)
    return going


def _circle_told(circle: tuple[str, ...], pages: dict[str, Facts], relations: dict[str, Relations]) -> Diagnostic:
    page, following = pages[circle[0]], circle[1]
    named = relations[circle[0]].named
    key = next((key for key, docname in named if key.startswith("requires.") and docname == following), "title")
    return messages.requirement_circle(_place(page, key), tuple(_title(pages, docname) for docname in circle))


def _title(pages: dict[str, Facts], docname: str) -> str:
    return pages[docname].front.title


def _place(page: Facts, key: str) -> Place:
    return page.place(key)
