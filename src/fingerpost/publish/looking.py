"""The output folder and what is known of it in, what lies there out: only what has another stamp is looked at again."""

import msgspec

from fingerpost.files import FileSystem
from fingerpost.publish.places import SITE_FOLDER, folders_of, inside
from fingerpost.publish.record import Record

__all__ = ["Lying", "look"]


class Lying(msgspec.Struct, frozen=True):
    """What lies in the output folder, whoever put it there."""

    files: dict[str, str]
    """Each file, link and empty folder (a slash behind), and its stamp."""
    folders: dict[str, str]
    """Each folder and its stamp."""
    other: frozenset[str]
    """Files of which the record tells otherwise: they came, went, or have another stamp."""
    as_recorded: bool
    """Whether the record tells all of this already."""


def look(files: FileSystem, record: Record) -> Lying:
    """Tell what lies in the output folder.

    Each stamp is older than what is told of its file or folder, so that a later change shows next time.
    """
    was = record.files | record.folders
    stamps = dict(zip(was, files.stamps(inside(SITE_FOLDER, was)), strict=True))
    if stamps == was and "" not in stamps.values():
        return Lying(record.files, record.folders, frozenset(), as_recorded=True)
    found = {path for path in was if not stamps[path] or stamps[path] != was[path]}
    tops = _tops(found & record.folders.keys())
    paths = [path for path in record.files if not _below(path, tops)]
    for top in sorted(tops):
        paths += _list(files, top, stamps)
    new = [path for path in paths if path not in record.files]
    stamps |= zip(new, files.stamps(inside(SITE_FOLDER, new)), strict=True)
    return Lying(
        files={path: stamps[path] for path in paths},
        folders={folder: stamps.get(folder, "") for folder in folders_of(paths)},
        other=frozenset(found & record.files.keys() | set(new) | record.files.keys() - set(paths)),
        as_recorded=False,
    )


def _list(files: FileSystem, folder: str, stamps: dict[str, str]) -> list[str]:
    """List all below a folder, and add the stamps of folders that were not known, which must be older than the list."""
    listed = _tree(files, folder)
    new = [path for path in folders_of(listed) if path not in stamps]
    if new:
        stamps |= zip(new, files.stamps(inside(SITE_FOLDER, new)), strict=True)
        listed = _tree(files, folder)
    return listed


def _tree(files: FileSystem, folder: str) -> list[str]:
    (start,) = inside(SITE_FOLDER, (folder,))
    return [path for name in files.tree(start) if (path := name.removeprefix(SITE_FOLDER + "/"))]


def _tops(folders: set[str]) -> frozenset[str]:
    """Return those folders that lie in none of the others."""
    return frozenset(folder for folder in folders if folder == "" or not _below(folder, folders))


def _below(path: str, folders: frozenset[str] | set[str]) -> bool:
    """Tell whether a path lies in one of these folders, at any depth."""
    return any(folder in folders for folder in folders_of((path,)))
