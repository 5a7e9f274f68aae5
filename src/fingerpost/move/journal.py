"""A planned move in, the content moved out: all of it or, after a cut, all of it at the next start.

1. stage the new bytes beside the content;  2. write the journal;  3. put the new files in place;  4. take the old ones
away;  5. remove the journal.

The journal comes into being in one step, by a rename. Cut short before it, nothing has changed; after it, whoever
comes next goes on from where it stopped. Each step of 3 and 4 can be seen to be done, and no file is taken away before
its bytes stand elsewhere.
"""

import hashlib
import posixpath

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.move.edits import MovePlan
from fingerpost.publish import LOCK

__all__ = ["Finished", "apply_move", "finish_move", "finish_under_lock"]

FOLDER = ".fingerpost/move"
JOURNAL = f"{FOLDER}/journal.json"
FORMAT = 1
ABSENT = ""
"""The digest of a file that is not there."""


class _Rename(msgspec.Struct, frozen=True):
    """A file that moves as it is."""

    old: str
    new: str
    digest: str


class _Write(msgspec.Struct, frozen=True):
    """A file that is written anew."""

    path: str
    staged: str
    """Where its new bytes lie."""
    before: str
    """The digest of what stands at the path before, or ABSENT."""
    after: str


class _Removal(msgspec.Struct, frozen=True):
    """A file that is written anew in another place."""

    path: str
    before: str
    new: str


class _Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    old: str
    new: str
    renames: tuple[_Rename, ...]
    writes: tuple[_Write, ...]
    removals: tuple[_Removal, ...]


class Finished(msgspec.Struct, frozen=True):
    """A move that was cut short, and is done now."""

    old: str
    new: str


def apply_move(files: FileSystem, plan: MovePlan) -> tuple[Diagnostic, ...]:
    """Carry out a plan; nothing comes back where all went well. The caller holds the lock, and found no journal."""
    journal = _stage(files, plan)
    files.write(f"{JOURNAL}.new", msgspec.json.format(msgspec.json.encode(journal)))
    files.move(f"{JOURNAL}.new", JOURNAL)
    return _carry_out(files, journal)


def finish_move(files: FileSystem) -> Finished | tuple[Diagnostic, ...] | None:
    """Finish a move that was cut short, or throw away what is left of one that had not begun. None for no move.

    A move that is under way is waited for. Nothing is touched where a file was changed by hand meanwhile.
    """
    if not files.standing(FOLDER):
        return None
    with files.lock(LOCK):
        return finish_under_lock(files)


def finish_under_lock(files: FileSystem) -> Finished | tuple[Diagnostic, ...] | None:
    """Do the same for a caller that holds the lock."""
    if not files.standing(JOURNAL):
        files.remove_tree(FOLDER)
        return None
    try:
        journal = msgspec.json.decode(files.read(JOURNAL), type=_Journal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        journal = None
    if journal is None or journal.format != FORMAT:
        return (messages.move_in_the_way(Place(JOURNAL), FOLDER),)
    return _carry_out(files, journal) or Finished(journal.old, journal.new)


def _stage(files: FileSystem, plan: MovePlan) -> _Journal:
    """Lay the new bytes beside the content, and say what is to be done."""
    back = {new: old for old, new in plan.renames.items()}
    writes = []
    for number, (path, data) in enumerate(plan.writes.items()):
        staged = f"{FOLDER}/{number}"
        files.write(staged, data)
        writes.append(_Write(path, staged, _digest(files, path), hashlib.sha256(data).hexdigest()))
    renames = tuple(
        _Rename(old, new, _digest(files, old)) for old, new in plan.renames.items() if new not in plan.writes
    )
    removals = tuple(_Removal(back[one], _digest(files, back[one]), one) for one in plan.writes if one in back)
    return _Journal(FORMAT, plan.old, plan.new, renames, tuple(writes), removals)


def _carry_out(files: FileSystem, journal: _Journal) -> tuple[Diagnostic, ...]:
    """Do all that the journal says and is not yet done."""
    changed = _changed(files, journal)
    if changed:
        return tuple(messages.changed_since_move(Place(path), FOLDER) for path in changed)
    for write in journal.writes:
        if _digest(files, write.path) != write.after:
            folder, name = posixpath.split(write.path)
            beside = f"{folder}/.{name}.moving"
            files.copy(write.staged, beside)
            files.move(beside, write.path)
    for rename in journal.renames:
        if not files.standing(rename.new) or files.same(rename.old, rename.new):
            files.move(rename.old, rename.new)
    for old, new in (*((one.old, one.new) for one in journal.renames), *((o.path, o.new) for o in journal.removals)):
        _take_away(files, old, new)
    files.remove(JOURNAL)
    files.remove_tree(FOLDER)
    return ()


def _take_away(files: FileSystem, old: str, new: str) -> None:
    """Remove a file whose bytes stand elsewhere, and the folders that are empty then.

    On a disk that does not tell letter case apart, both names may be those of one file: then it changes its name.
    """
    if old.casefold() == new.casefold() and files.same(old, new):
        files.move(old, new)
    else:
        files.remove(old)


def _changed(files: FileSystem, journal: _Journal) -> tuple[str, ...]:
    """Return the files that are neither as they were before the move nor as they are after it, sorted."""
    odd = set()
    new_digests = {write.path: write.after for write in journal.writes}
    for write in journal.writes:
        now = _digest(files, write.path)
        if now not in (write.before, write.after):
            odd.add(write.path)
        elif now != write.after and _digest(files, write.staged) != write.after:
            odd.add(write.staged)
    for rename in journal.renames:
        ends = (_digest(files, rename.old), _digest(files, rename.new))
        if ends not in ((rename.digest, ABSENT), (ABSENT, rename.digest), (rename.digest, rename.digest)):
            odd.add(rename.old if ends[0] not in (rename.digest, ABSENT) else rename.new)
    for removal in journal.removals:
        if _digest(files, removal.path) not in (removal.before, ABSENT, new_digests[removal.new]):
            odd.add(removal.path)
    return tuple(sorted(odd))


def _digest(files: FileSystem, path: str) -> str:
    """Return the digest of a file, ABSENT where none stands."""
    try:
        return hashlib.sha256(files.read(path)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
