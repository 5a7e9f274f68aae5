"""The names of all that publication writes, and the folders of paths: strings in, strings out.

Within this package a path is relative to the output folder, and "" is that folder itself.
"""

from collections.abc import Iterable

from fingerpost.promises import PROMISES_FILE

__all__ = ["folders_of", "inside"]

SITE_FOLDER = "site"
TWIN = ".fingerpost/twin"
ASIDE = ".fingerpost/aside"
JOURNAL = ".fingerpost/exchange"
LOCK = ".fingerpost/lock"
RECORD = ".fingerpost/published"
NEW_PROMISES = PROMISES_FILE + ".new"
"""Beside the record, since a rename across two disks is not one step."""


def inside(folder: str, paths: Iterable[str]) -> list[str]:
    """Return paths as they are called in a folder, which is itself called ""."""
    return [f"{folder}/{path}" if path else folder for path in paths]


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder in which one of these paths lies, "" among them; "a/" lies in "a"."""
    found = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found
