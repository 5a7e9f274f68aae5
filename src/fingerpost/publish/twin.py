"""What lies in the output folder and what shall lie there in, the twin brought to the latter out.

A twin that is known costs what changed in the last build and in this one. Any other is compared file by file.
"""

from collections.abc import Callable, Mapping, Set

import msgspec

from fingerpost.files import FileSystem
from fingerpost.output import MANIFEST, LostError
from fingerpost.parallel import map_on_cores
from fingerpost.publish.looking import Lying
from fingerpost.publish.manifest import build_of, encode_manifest
from fingerpost.publish.places import SITE_FOLDER, TWIN, folders_of, inside
from fingerpost.publish.record import Record, Twin, twin_stands

__all__ = ["Plan", "as_seen", "prepare_twin"]


class Plan(msgspec.Struct, frozen=True):
    """What the output folder shall hold."""

    wanted: Mapping[str, str]
    """Fingerpost's own files and their digests."""
    written: frozenset[str]
    """Those of them whose bytes the output folder does not have."""
    foreign: frozenset[str]
    """What others put there, which is carried along."""
    stands: bool = False
    """Whether the twin has been seen to be as it was left."""

    @property
    def paths(self) -> Set[str]:
        """All files that shall lie there, the manifest left out."""
        return self.wanted.keys() | self.foreign


class _Work(msgspec.Struct, frozen=True):
    """What there is to do in the twin."""

    gone: Set[str]
    """What lies there and shall not."""
    put: Set[str]
    """What shall lie there and may not, or not rightly."""
    complete: bool
    """Whether a manifest lies there."""
    folders: Mapping[str, str]
    """The folders of a twin that is known, and their stamps."""


def prepare_twin(
    files: FileSystem, plan: Plan, lying: Lying, record: Record, load: Callable[[str], bytes], jobs: int
) -> Record:
    """Bring the twin to what the site shall be; return the record that holds once the two are exchanged.

    Its manifest goes first and comes last, so that a twin which was left half-way is known by the lack of it.
    """
    stands = record.twin and (plan.stands or twin_stands(files, record.twin))
    work = _known(plan, lying, record, record.twin) if record.twin and stands else _compared(files, plan)
    if work.complete:
        files.remove(f"{TWIN}/{MANIFEST}")
    for path in sorted(work.gone):
        files.remove(f"{TWIN}/{path}")
    _put(files, plan.written, sorted(work.put), load, jobs)
    build = build_of(plan.wanted)
    files.write(f"{TWIN}/{MANIFEST}", encode_manifest(build, plan.wanted))
    return _to_come(files, plan, lying, work, build)


def as_seen(lying: Lying, record: Record, build: str) -> Record:
    """Return the record of an output folder that needs no publication, though it is not as recorded."""
    twin = record.twin
    if twin is not None:
        differs = {path: _in_twin(path, record, twin) for path in lying.other} | twin.differs
        twin = Twin(twin.manifest, differs, twin.folders)
    return Record(build, lying.files, lying.folders, twin)


def _in_twin(path: str, record: Record, twin: Twin) -> bool:
    return twin.differs.get(path, path in record.files)


def _known(plan: Plan, lying: Lying, record: Record, twin: Twin) -> _Work:
    """Tell what there is to do in a twin whose differences are known: from the site as recorded, from that to this."""
    shall = plan.paths
    paths = twin.differs.keys() | lying.other | plan.written | (lying.files.keys() - shall)
    gone = {path for path in paths - shall if _in_twin(path, record, twin)}
    return _Work(gone - {MANIFEST}, (paths & shall) - {MANIFEST}, True, twin.folders)


def _compared(files: FileSystem, plan: Plan) -> _Work:
    """Tell what there is to do in a twin of which nothing is known."""
    if files.standing(TWIN) not in ("folder", ""):
        files.remove_tree(TWIN)
    there = {name.removeprefix(TWIN + "/") for name in files.tree(TWIN)} - {""}
    shall = plan.paths
    right = {path for path in (there & shall) - plan.written if files.same(f"{SITE_FOLDER}/{path}", f"{TWIN}/{path}")}
    return _Work(there - shall - {MANIFEST}, shall - right, MANIFEST in there, {})


def _put(files: FileSystem, written: Set[str], paths: list[str], load: Callable[[str], bytes], jobs: int) -> None:
    """Write or link each path in the twin. A disk that fails does so here, whichever process it failed in.

    So it is where the bytes of a path are lost: no process is at work in the twin any more when that is known.
    """

    def put(path: str) -> OSError | LostError | None:
        try:
            if path in written:
                files.write(f"{TWIN}/{path}", load(path))
            else:
                files.copy(f"{SITE_FOLDER}/{path}", f"{TWIN}/{path}")
        except (OSError, LostError) as error:
            return error
        return None

    for error in map_on_cores(put, paths, jobs):
        if error is not None:
            raise error


def _to_come(files: FileSystem, plan: Plan, lying: Lying, work: _Work, build: str) -> Record:
    """Return the record of the site that the twin will be, and of the twin that the site will be.

    Stamps that are known from before the work are kept: what others changed meanwhile shows next time.
    """
    changed = work.put | {MANIFEST}
    folders = folders_of(plan.paths | {MANIFEST})
    touched = folders_of(changed | work.gone)
    names = [*changed, *(folder for folder in folders if folder in touched or folder not in work.folders)]
    new = dict(zip(names, files.stamps(inside(TWIN, names)), strict=True))
    stamps = {path: new[path] if path in new else lying.files[path] for path in (*plan.paths, MANIFEST)}
    apart = changed | plan.written | (lying.files.keys() - stamps.keys())
    differs = {path: path in lying.files for path in apart if not new.get(path) or new[path] != lying.files.get(path)}
    return Record(
        build=build,
        files=stamps,
        folders={folder: new[folder] if folder in new else work.folders[folder] for folder in folders},
        twin=Twin(lying.files.get(MANIFEST, ""), differs, lying.folders),
    )
