"""A publication in, what it changed for a reader out; and the same for a deploy, as `.fingerpost/changed.json`."""

from contextlib import suppress

import msgspec

from fingerpost.files import FileSystem
from fingerpost.output import Changes, without_twins
from fingerpost.pipeline.built import Built
from fingerpost.urls import absolute_url, address_of

__all__ = ["CHANGED_FILE", "Changed", "changed_for_readers", "list_changed"]

CHANGED_FILE = ".fingerpost/changed.json"


class Changed(msgspec.Struct, frozen=True):
    """What `changed.json` holds. Every list is sorted."""

    base_url: str
    urls: tuple[str, ...]
    """The full address of each file that is not as it was, those that are gone too; compressed twins have none."""
    written: tuple[str, ...]
    """The paths below `site/` of files that are new or have other bytes."""
    removed: tuple[str, ...]
    """The paths below `site/` of files that are gone."""


def changed_for_readers(built: Built, changes: Changes, *, was_empty: bool) -> Changes:
    """Return what is not as it was after the last build.

    That is what publication changed in `site/`. Where nothing lay there before, as on a machine that keeps the cache
    alone from one build to the next, it is what the cache tells.
    """
    if not was_empty or not built.before:
        return changes
    written = (path for path, digest in built.files.items() if built.before.get(path) != digest)
    return Changes(tuple(sorted(written)), tuple(sorted(built.before.keys() - built.files.keys())))


def list_changed(files: FileSystem, base_url: str, changes: Changes) -> str:
    """Write `changed.json` in one step. Returns "", or why the disk did not let that be: no older list is left then."""
    paths = sorted((*changes.written, *changes.removed), key=address_of)
    urls = tuple(absolute_url(base_url, address_of(path)) for path in without_twins(paths))
    changed = Changed(base_url, urls, changes.written, changes.removed)
    text = msgspec.json.format(msgspec.json.encode(changed), indent=2) + b"\n"
    try:
        files.write(CHANGED_FILE + ".new", text)
        files.move(CHANGED_FILE + ".new", CHANGED_FILE)
    except OSError as error:
        with suppress(OSError):
            files.remove(CHANGED_FILE)
        return error.strerror or str(error)
    return ""
