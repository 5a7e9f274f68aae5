"""A site before a move and after it, both compiled, in; what the move would break out.

The plan knows how each reference will be written. Here the result is read again as a build would read it, so that a
move that is not right is refused before a byte is changed.
"""

import datetime
from collections import Counter

import msgspec

from fingerpost import messages
from fingerpost.config import Settings
from fingerpost.diagnostics import Diagnostic, Place, Severity, in_order
from fingerpost.link import Wanted, link_pages
from fingerpost.move.edits import FileEdits
from fingerpost.move.meaning import known, meaning
from fingerpost.move.references import Written
from fingerpost.page import Asset, Page
from fingerpost.promises import Promises

__all__ = ["Side", "broken_by"]

EVERY_PAGE = Wanted(datetime.date.min, drafts=True, future=True, expired=True)


class Side(msgspec.Struct, frozen=True):
    """A compiled site, on one side of a move."""

    pages: tuple[Page, ...]
    """In the order of the sources before the move."""
    assets: tuple[Asset, ...]
    settings: Settings
    promises: Promises
    references: dict[str, tuple[Written, ...]]
    """Of each file, by path."""


def broken_by(files: dict[str, str], edits: tuple[FileEdits, ...], before: Side, after: Side) -> tuple[Diagnostic, ...]:
    """Return what the move would break: references that lead elsewhere, anchors that go, errors that a build tells."""
    changed = {one.path: one for one in edits}
    anchors = tuple(
        messages.anchor_would_change(_heading_in(changed[old.path], before.references[old.path]), gone[0])
        for old, new in zip(before.pages, after.pages, strict=True)
        if old.path in changed and (gone := sorted({*old.anchors} - {*new.anchors}))
    )
    return anchors or _led_astray(files, before, after) or _new_errors(files, before, after)


def _heading_in(changed: FileEdits, references: tuple[Written, ...]) -> Place:
    """Return the place of the reference that stands in a heading: its words are the anchor."""
    rewritten = {edit.line for edit in changed.edits}
    places = [one.place for one in references if one.place.line in rewritten]
    return next((place for place in places if place.text.lstrip(" \t>-*+").startswith("#")), places[0])


def _led_astray(files: dict[str, str], before: Side, after: Side) -> tuple[Diagnostic, ...]:
    """Tell of each reference that meant something and would mean something else."""
    was = known(before.pages, before.assets, before.settings.config)
    will = known(after.pages, after.assets, after.settings.config)
    told = []
    for path, references in before.references.items():
        now = after.references[files.get(path, path)]
        page, moved = was.pages.get(path), will.pages.get(files.get(path, path))
        if len(references) != len(now):
            told.append(messages.cannot_rewrite(Place(path), "", path))
            continue
        for old, new in zip(references, now, strict=True):
            meant = meaning(old, page, was)
            if meant and meaning(new, moved, will) != files.get(meant, meant):
                told.append(messages.cannot_rewrite(old.place, old.raw, files.get(meant, meant)))
    return in_order(told)


def _new_errors(files: dict[str, str], before: Side, after: Side) -> tuple[Diagnostic, ...]:
    """Return the errors of a build after the move that are not those of a build before it."""
    errors = _errors(after)
    if not errors:
        return ()
    old = Counter((one.code, files.get(one.place.file, one.place.file), one.place.line) for one in _errors(before))
    told = []
    for one in errors:
        key = one.code, one.place.file, one.place.line
        if old[key]:
            old[key] -= 1
        else:
            told.append(one)
    return in_order(told)


def _errors(side: Side) -> list[Diagnostic]:
    linked = link_pages(side.pages, side.assets, side.settings, EVERY_PAGE, side.promises)[1]
    found = [diagnostic for page in side.pages for diagnostic in page.diagnostics] + list(linked)
    return [one for one in found if one.severity is Severity.ERROR]
