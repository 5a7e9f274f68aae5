"""Outputs in, the output folder brought up to date out: all of it in one step, or nothing.

1. lock, and finish an exchange that was cut short;  2. compare with what lies there;  3. bring the twin up to date;
4. exchange the two.

The twin is a second copy of the site under `.fingerpost/`, which shares its unchanged files with the first (hard
links). A kill at any moment leaves a whole site: what is half-way is the twin alone. The manifest lies in the output
folder itself, so the two cannot part; only files that it names are ever removed.
"""

from collections.abc import Iterable

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.output import MANIFEST, Changes, Copy, Output
from fingerpost.promises import PROMISES_FILE, Promises, encode_promises

__all__ = ["SITE_FOLDER", "finish_publication", "keep_promises", "publish_outputs"]

SITE_FOLDER = "site"
TWIN = ".fingerpost/twin"
ASIDE = ".fingerpost/aside"
JOURNAL = ".fingerpost/exchange"
LOCK = ".fingerpost/lock"
NEW_PROMISES = PROMISES_FILE + ".new"
"""Beside the record, since a rename across two disks is not one step."""


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
        lying = {path.removeprefix(SITE_FOLDER + "/") for path in files.tree(SITE_FOLDER)} - {""}
        mine = _read_manifest(files, lying)
        if mine is None and lying:
            return messages.foreign_site(Place(SITE_FOLDER + "/"), f"{SITE_FOLDER}/{min(lying)}")
        mine = mine or set()
        wanted = {output.path: output for output in outputs}
        foreign = lying - mine - {MANIFEST}
        needed = wanted.keys() | _folders(wanted)
        if in_the_way := foreign & (needed | {f"{path}/" for path in wanted}) or wanted.keys() & _folders(foreign):
            return messages.foreign_in_the_way(Place(f"{SITE_FOLDER}/{min(in_the_way)}"))
        written = {path for path, output in wanted.items() if path not in lying or _differs(files, output)}
        removed = mine & lying - wanted.keys()
        if not written and not removed and MANIFEST in lying and mine == wanted.keys():
            return Changes((), ())
        manifest = Output(MANIFEST, msgspec.json.encode(_Manifest(1, tuple(sorted(wanted)))))
        _prepare_twin(files, {**wanted, MANIFEST: manifest}, written | {MANIFEST}, foreign)
        _exchange(files)
        return Changes(tuple(sorted(written)), tuple(sorted(removed)))


def finish_publication(files: FileSystem) -> None:
    """Finish an exchange that was cut short, so that the last good site stands in its place whatever comes next."""
    if files.standing(JOURNAL):
        with files.lock(LOCK):
            _finish_exchange(files)


def keep_promises(files: FileSystem, promises: Promises) -> None:
    """Write the record of what was published, in one step, unless it says so already."""
    written = encode_promises(promises)
    if written == promises.text.encode():
        return
    with files.lock(LOCK):
        files.write(NEW_PROMISES, written)
        files.move(NEW_PROMISES, PROMISES_FILE)


def _folders(paths: Iterable[str]) -> set[str]:
    """Return every folder in which one of these paths lies."""
    return {path[:place] for path in paths for place, character in enumerate(path) if character == "/"}


def _read_manifest(files: FileSystem, lying: set[str]) -> set[str] | None:
    """Return the paths that Fingerpost wrote, or None where no manifest says so."""
    if MANIFEST not in lying:
        return None
    try:
        text = files.read(f"{SITE_FOLDER}/{MANIFEST}").decode("utf-8")
        return set(msgspec.json.decode(text, type=_Manifest).files)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return None


def _differs(files: FileSystem, output: Output | Copy) -> bool:
    return files.read(f"{SITE_FOLDER}/{output.path}") != _bytes(files, output)


def _bytes(files: FileSystem, output: Output | Copy) -> bytes:
    return output.data if isinstance(output, Output) else files.read(output.source)


def _prepare_twin(files: FileSystem, wanted: dict[str, Output | Copy], written: set[str], foreign: set[str]) -> None:
    """Bring the twin to what the site shall be, in whatever state it is; what others put there is carried along."""
    if files.standing(TWIN) not in ("folder", ""):
        files.remove_tree(TWIN)
    for lying in files.tree(TWIN):
        path = lying.removeprefix(TWIN + "/")
        if path not in wanted and path not in foreign:
            files.remove(lying)
    for path in sorted(wanted.keys() | foreign):
        if path in written:
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
    try:
        files.move(SITE_FOLDER, ASIDE)
        files.move(TWIN, SITE_FOLDER)
        files.move(ASIDE, TWIN)
        files.remove(JOURNAL)
    except OSError:
        _finish_exchange(files)
        raise


def _finish_exchange(files: FileSystem) -> None:
    """Finish an exchange by renames that was cut short."""
    if files.standing(JOURNAL) == "":
        return
    if files.standing(SITE_FOLDER) == "" and files.standing(TWIN):
        files.move(TWIN, SITE_FOLDER)
    if files.standing(ASIDE) and not files.standing(TWIN):
        files.move(ASIDE, TWIN)
    files.remove(JOURNAL)
