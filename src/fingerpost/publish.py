"""Outputs in, the output folder brought up to date out: all of it in one step, or nothing.

1. lock, and finish an exchange that was cut short;  2. compare with what lies there;  3. bring the twin up to date;
4. exchange the two.

The twin is a second copy of the site under `.fingerpost/`, which shares its unchanged files with the first (hard
links). A kill at any moment leaves a whole site: what is half-way is the twin alone. The manifest lies in the output
folder itself, so the two cannot part; only files that it names are ever removed.
"""

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.output import Changes, Copy, Output

__all__ = ["MANIFEST", "SITE_FOLDER", "publish_outputs"]

SITE_FOLDER = "site"
MANIFEST = ".fingerpost.json"
"""Relative to the output folder: the paths of all files that Fingerpost wrote there."""
TWIN = ".fingerpost/twin"
ASIDE = ".fingerpost/aside"
JOURNAL = ".fingerpost/exchange"
LOCK = ".fingerpost/lock"


class _Manifest(msgspec.Struct, frozen=True):
    format: int
    files: tuple[str, ...]


def publish_outputs(files: FileSystem, outputs: tuple[Output | Copy, ...]) -> Changes | Diagnostic:
    """Make the output folder hold these outputs. Files whose bytes are the same are not touched.

    Returns what changed, or a diagnostic where the folder is not Fingerpost's to write.
    """
    with files.lock(LOCK):
        _finish_exchange(files)
        if (standing := files.standing(SITE_FOLDER)) not in ("folder", ""):
            return messages.site_not_a_folder(Place(SITE_FOLDER + "/"), standing)
        lying = {entry.path.removeprefix(SITE_FOLDER + "/") for entry in files.walk(SITE_FOLDER)}
        mine = _read_manifest(files, lying)
        if mine is None and lying:
            return messages.foreign_site(Place(SITE_FOLDER + "/"), f"{SITE_FOLDER}/{min(lying)}")
        wanted = {output.path: output for output in outputs}
        manifest = Output(MANIFEST, msgspec.json.encode(_Manifest(1, tuple(sorted(wanted)))))
        written = {path for path, output in wanted.items() if path not in lying or _differs(files, output)}
        removed = (mine or set()) & lying - wanted.keys()
        if not written and not removed and mine == wanted.keys():
            return Changes((), ())
        foreign = lying - (mine or set()) - {MANIFEST}
        _prepare_twin(files, {**wanted, MANIFEST: manifest}, written | {MANIFEST}, foreign)
        _exchange(files)
        return Changes(tuple(sorted(written)), tuple(sorted(removed)))


def _read_manifest(files: FileSystem, lying: set[str]) -> set[str] | None:
    """Return the paths that Fingerpost wrote, or None where no manifest says so."""
    if MANIFEST not in lying:
        return None
    try:
        return set(msgspec.json.decode(files.read(f"{SITE_FOLDER}/{MANIFEST}"), type=_Manifest).files)
    except msgspec.DecodeError:
        return None


def _differs(files: FileSystem, output: Output | Copy) -> bool:
    return files.read(f"{SITE_FOLDER}/{output.path}") != _bytes(files, output)


def _bytes(files: FileSystem, output: Output | Copy) -> bytes:
    return output.data if isinstance(output, Output) else files.read(output.source)


def _prepare_twin(files: FileSystem, wanted: dict[str, Output | Copy], written: set[str], foreign: set[str]) -> None:
    """Bring the twin, in whatever state it is, to what the site shall be; files of others are carried along."""
    for entry in files.walk(TWIN):
        path = entry.path.removeprefix(TWIN + "/")
        if path not in wanted and path not in foreign:
            files.remove(entry.path)
    for path in sorted(wanted.keys() | foreign):
        if path in written and path not in foreign - wanted.keys():
            files.write(f"{TWIN}/{path}", _bytes(files, wanted[path]))
        elif not files.same(f"{SITE_FOLDER}/{path}", f"{TWIN}/{path}"):
            files.copy(f"{SITE_FOLDER}/{path}", f"{TWIN}/{path}")


def _exchange(files: FileSystem) -> None:
    """Let site and twin change places: in one step where the system can, else by a rename that a journal protects."""
    if files.standing(SITE_FOLDER) == "":
        files.move(TWIN, SITE_FOLDER)
        return
    if files.exchange(SITE_FOLDER, TWIN):
        return
    files.remove_tree(ASIDE)
    files.write(JOURNAL, b"")
    files.move(SITE_FOLDER, ASIDE)
    files.move(TWIN, SITE_FOLDER)
    files.move(ASIDE, TWIN)
    files.remove(JOURNAL)


def _finish_exchange(files: FileSystem) -> None:
    """Finish an exchange by renames that was cut short."""
    if files.standing(JOURNAL) == "":
        return
    if files.standing(SITE_FOLDER) == "" and files.standing(TWIN):
        files.move(TWIN, SITE_FOLDER)
    if files.standing(ASIDE) and not files.standing(TWIN):
        files.move(ASIDE, TWIN)
    files.remove(JOURNAL)
