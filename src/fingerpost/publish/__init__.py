"""Outputs in, the output folder brought up to date out: all of it in one step, or nothing.

1. lock, and finish an exchange that was cut short;  2. look at what lies there, unless that was done ahead;  3. bring
the twin up to date;  4. exchange the two;  5. record how they were left.

The twin is a second copy of the site under `.fingerpost/`, which shares its unchanged files with the first (hard
links). A kill at any moment leaves a whole site: what is half-way is the twin alone. The manifest lies in the output
folder itself, so the two cannot part; only files that it names are ever removed. The record says by which stamps site
and twin can be known again, so that the next publication looks only at what somebody else has touched.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Set

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.output import MANIFEST, Changes, digest_of
from fingerpost.parallel import Aside, map_on_cores
from fingerpost.promises import PROMISES_FILE, Promises, encode_promises
from fingerpost.publish.exchange import exchange, finish_exchange
from fingerpost.publish.looking import NOTHING_SEEN, Ahead, Lying, look, look_ahead, still_so
from fingerpost.publish.manifest import Manifest, build_of, read_manifest
from fingerpost.publish.places import JOURNAL, LOCK, NEW_PROMISES, SITE_FOLDER, folders_of
from fingerpost.publish.record import NOTHING_KNOWN, Record, read_record, write_record
from fingerpost.publish.twin import Plan, as_seen, prepare_twin

__all__ = [
    "LOCK",
    "SITE_FOLDER",
    "Seen",
    "finish_publication",
    "keep_promises",
    "looking_ahead",
    "publish_outputs",
    "unseen",
]

Seen = Callable[[], Ahead]
"""Waits for what was seen ahead of a publication."""


def unseen() -> Ahead:
    """Nobody has looked ahead."""
    return NOTHING_SEEN


@contextlib.contextmanager
def looking_ahead(files: FileSystem, aside: Aside) -> Iterator[Seen]:
    """Look at what lies in the output folder in another process, while this one builds what shall lie there."""
    with aside(lambda: msgspec.msgpack.encode(look_ahead(files))) as seen:

        def ahead() -> Ahead:
            return msgspec.msgpack.decode(told, type=Ahead) if (told := seen()) else NOTHING_SEEN

        yield ahead


def publish_outputs(
    files: FileSystem,
    wanted: Mapping[str, str],
    load: Callable[[str], bytes],
    *,
    jobs: int = 1,
    seen: Seen = unseen,
) -> Changes | Diagnostic:
    """Make the output folder hold these files: each path with the digest of its bytes (`digest_of`).

    Files whose bytes are the same are not touched. `load` gives the bytes of a path, and is asked only for what must be
    written, perhaps in other processes. `seen` tells what somebody saw ahead. Returns what changed, or a diagnostic
    where the folder is not Fingerpost's to write. Raises what `load` raises: then the site is as it was.
    """
    with files.lock(LOCK):
        finish_exchange(files)
        if (standing := files.standing(SITE_FOLDER)) not in ("folder", ""):
            return messages.site_not_a_folder(Place(SITE_FOLDER + "/"), standing)
        manifest = read_manifest(files)
        mine = manifest or Manifest("", {})
        record, ahead = _known(files, mine, seen)
        lying = look(files, record, ahead) if standing else Lying({}, {}, frozenset(), as_recorded=True)
        if manifest is None and lying.files:
            return messages.foreign_site(Place(SITE_FOLDER + "/"), f"{SITE_FOLDER}/{min(lying.files)}")
        foreign = lying.files.keys() - mine.files.keys() - {MANIFEST}
        if in_the_way := _in_the_way(foreign, wanted):
            return messages.foreign_in_the_way(Place(f"{SITE_FOLDER}/{min(in_the_way)}"))
        written = _written(files, wanted, mine, lying, jobs)
        removed = mine.files.keys() & lying.files.keys() - wanted.keys()
        if not written and not removed and mine.files == wanted and _whole(mine, lying):
            if not lying.as_recorded:
                write_record(files, as_seen(lying, record, mine.build))
            return Changes((), ())
        kept = foreign - {f"{folder}/" for folder in folders_of(wanted)} if foreign else foreign
        plan = Plan(wanted, frozenset(written), frozenset(kept), ahead.twin)
        record = prepare_twin(files, plan, lying, record, load, jobs)
        exchange(files)
        write_record(files, record)
        return Changes(tuple(sorted(written)), tuple(sorted(removed)))


def _known(files: FileSystem, mine: Manifest, seen: Seen) -> tuple[Record, Ahead]:
    """Return the record, if it is of the site that lies there, and what was seen ahead, if it still counts."""
    record, digest = read_record(files)
    if not mine.build or record.build != mine.build:
        return NOTHING_KNOWN, NOTHING_SEEN
    return record, still_so(files, record, digest, seen())


def finish_publication(files: FileSystem) -> None:
    """Finish an exchange that was cut short, so that the last good site stands in its place whatever comes next."""
    if files.standing(JOURNAL):
        with files.lock(LOCK):
            finish_exchange(files)


def keep_promises(files: FileSystem, promises: Promises) -> None:
    """Write the record of what was published, in one step, unless it says so already."""
    written = encode_promises(promises)
    if written == promises.text.encode():
        return
    with files.lock(LOCK):
        files.write(NEW_PROMISES, written)
        files.move(NEW_PROMISES, PROMISES_FILE)


def _in_the_way(foreign: Set[str], wanted: Mapping[str, str]) -> Set[str]:
    """Return what lies where one of our files or folders must be; else which of our files others have a folder for."""
    if not foreign:
        return frozenset()
    needed = wanted.keys() | folders_of(wanted) | {f"{path}/" for path in wanted}
    return foreign & needed or wanted.keys() & folders_of(foreign)


def _written(files: FileSystem, wanted: Mapping[str, str], mine: Manifest, lying: Lying, jobs: int) -> set[str]:
    """Return which files must be written: the digest of one is known where nobody touched it or the manifest since."""
    there = wanted.keys() & mine.files.keys() & lying.files.keys()
    unknown = sorted(there if MANIFEST in lying.other else there & lying.other)
    found = dict(zip(unknown, map_on_cores(lambda path: _digest(files, path), unknown, jobs), strict=True))
    told = mine.files
    return {path for path in wanted if path not in there or (found.get(path) or told[path]) != wanted[path]}


def _digest(files: FileSystem, path: str) -> str:
    """Return the digest of a file of the site; of what is no file any more, one that no file has."""
    place = f"{SITE_FOLDER}/{path}"
    return digest_of(files.read(place)) if files.standing(place) == "file" else "none"


def _whole(manifest: Manifest, lying: Lying) -> bool:
    """Tell whether a manifest names its build rightly, as it does where nobody touched it."""
    return MANIFEST in lying.files and (MANIFEST not in lying.other or manifest.build == build_of(manifest.files))
