"""The settings in, the links that every page shows out: those at its top, and those to the policies at its foot."""

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.link.resolve import Lookup
from fingerpost.site import LISTED
from fingerpost.typography import smarten

__all__ = ["navigation_links", "policy_links"]

_FOLDERS = frozenset(kind.folder for kind in LISTED)


def navigation_links(settings: Settings, lookup: Lookup) -> tuple[tuple[tuple[str, str], ...], list[Diagnostic]]:
    """Return title and site path of each link at the top; without settings, the lists that the site has."""
    if not settings.config.navigation:
        return tuple((title, path) for path, title in lookup.lists.items()), []
    entries: list[tuple[str, str]] = []
    diagnostics: list[Diagnostic] = []
    for number, entry in enumerate(settings.config.navigation):
        found = _link(entry.page, f"navigation.{number}.page", settings, lookup)
        if isinstance(found, Diagnostic):
            diagnostics.append(found)
        elif found:
            entries.append((entry.title or found[0], found[1]))
    return tuple(entries), diagnostics


def policy_links(settings: Settings, lookup: Lookup) -> tuple[dict[str, tuple[str, str]], list[Diagnostic]]:
    """Return title and site path of the page of each policy, by its key in the settings."""
    entries: dict[str, tuple[str, str]] = {}
    diagnostics: list[Diagnostic] = []
    for key, name in msgspec.structs.asdict(settings.config.policies).items():
        found = _link(name, f"policies.{key}", settings, lookup) if name else None
        if isinstance(found, Diagnostic):
            diagnostics.append(found)
        elif found:
            entries[key] = found
    return entries, diagnostics


def _link(name: str, key: str, settings: Settings, lookup: Lookup) -> tuple[str, str] | Diagnostic | None:
    """Return title and site path of what a setting names; None for what stays out of the site today."""
    path = f"/{name.strip('/')}/"
    if path in lookup.lists:
        return lookup.lists[path], path
    if path.strip("/") in _FOLDERS:
        return None  # a list without pages today: it comes back with its first page
    found = lookup.names.find(name)
    place = settings.places.get(key, Place(CONFIG_FILE))
    if len(found) > 1:
        return messages.ambiguous_reference(place, name, tuple(page.docname for page in found))
    if not found:
        near = messages.nearest(name, (*lookup.names.known(), *(path.strip("/") for path in lookup.lists)))
        return messages.unknown_reference(place, name, near)
    hidden = found[0].docname in lookup.hidden
    return None if hidden else (smarten(found[0].front.title), found[0].url)
