"""The output folder and what is known of it in, what lies there out: only what has another stamp is looked at again."""

import msgspec

from fingerpost.files import FileSystem
from fingerpost.output import MANIFEST
from fingerpost.publish.places import SITE_FOLDER, TWIN, folders_of, inside
from fingerpost.publish.record import Record, read_record, twin_stands

__all__ = ["NOTHING_SEEN", "Ahead", "Lying", "look", "look_ahead", "still_so"]


class Ahead(msgspec.Struct, frozen=True, array_like=True):
    """What was seen of site and twin before their lock was held."""

    record: bytes = b""
    """The digest of the record with which they were compared; b"" where there was none."""
    site: bool = False
    """Whether all lay in the output folder as recorded."""
    twin: bool = False
    """Whether the twin stood as recorded."""


NOTHING_SEEN = Ahead()


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


def look_ahead(files: FileSystem) -> Ahead:
    """Look at site and twin while nobody has to wait for it. Whether it counts, `still_so` tells."""
    record, digest = read_record(files)
    if not digest:
        return NOTHING_SEEN
    was = record.files | record.folders
    site = "" not in was.values() and files.stamps(inside(SITE_FOLDER, was)) == list(was.values())
    return Ahead(digest, site, record.twin is not None and twin_stands(files, record.twin))


def still_so(files: FileSystem, record: Record, digest: bytes, ahead: Ahead) -> Ahead:
    """Return what was seen, or nothing where somebody has published since, as far as that.

    Each publication leaves another record, and other manifests in the place of these, at the last in one step.
    """
    if not digest or digest != ahead.record or record.twin is None:
        return NOTHING_SEEN
    known = [record.files.get(MANIFEST), record.folders.get(""), record.twin.manifest, record.twin.folders.get("")]
    places = [*inside(SITE_FOLDER, (MANIFEST, "")), *inside(TWIN, (MANIFEST, ""))]
    return ahead if files.stamps(places) == known else NOTHING_SEEN


def look(files: FileSystem, record: Record, ahead: Ahead = NOTHING_SEEN) -> Lying:
    """Tell what lies in the output folder; `ahead` has seen it already, or has not.

    Each stamp is older than what is told of its file or folder, so that a later change shows next time.
    """
    if ahead.site:
        return Lying(record.files, record.folders, frozenset(), as_recorded=True)
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
