"""The disk behind a small interface: paths relative to one root in, bytes and entries out.

Every path is a POSIX string relative to the root of its `FileSystem` ("content/index.md"), so nothing that passes
through here can name a file outside, and no record of a build holds a path of one machine. `Disk` is the real one,
`MemoryFiles` a dictionary for tests that also counts what it does.
"""

import ctypes
import errno
import fcntl
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

import msgspec

__all__ = ["Disk", "Entry", "FileSystem", "MemoryFiles"]

AT_FDCWD = -100
RENAME_EXCHANGE = 2


class Entry(msgspec.Struct, frozen=True):
    """One file found below a folder."""

    path: str
    """The path relative to the root of the file system."""
    size: int
    """Bytes."""
    link: str = ""
    """"outside" for a symbolic link that leads out of the folder walked, "broken" for one that leads nowhere or back to
    itself. Such a link is listed, never followed; "" for a file, also one that a link within the folder leads to."""


class FileSystem(Protocol):
    """What the stages may ask of a disk. A missing file is a `FileNotFoundError`, as with `open`."""

    def walk(self, folder: str) -> tuple[Entry, ...]:
        """Return every file below a folder, sorted by path; an absent folder has none. Links inside are followed."""

    def tree(self, folder: str) -> tuple[str, ...]:
        """Return the path of all that lies below a folder, sorted: files, links of any kind, and empty folders, whose
        paths end in a slash. Nothing is followed."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""

    def write(self, path: str, data: bytes) -> None:
        """Put a new file at a path, never writing into a file that another name shares."""

    def copy(self, old: str, new: str) -> None:
        """Put a copy of a file (a hard link, if it can be), link or empty folder (with a slash behind) elsewhere."""

    def remove(self, path: str) -> None:
        """Remove a file, link or empty folder, and each folder above it that is empty then; nothing there is fine."""

    def remove_tree(self, folder: str) -> None:
        """Remove a folder with all that is in it, or the link or file in its place; an absent one is no error."""

    def move(self, old: str, new: str) -> None:
        """Rename a folder or file in one step. The new name must be free, but a file may take the place of a file."""

    def exchange(self, one: str, other: str) -> bool:
        """Let two folders change names in one step. False, with nothing done, where the system cannot."""

    def standing(self, path: str) -> str:
        """Tell what stands at a path: "folder", "file", "link" (a symbolic link to anything), or "" for nothing."""

    def same(self, one: str, other: str) -> bool:
        """Tell whether two paths are names of the same file; an absent one is the same as no other."""

    def lock(self, path: str) -> AbstractContextManager[object]:
        """Hold a lock file; a second holder waits. The lock goes with the process, however it ends."""


class Disk:
    """A `FileSystem` on the real disk, below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def walk(self, folder: str) -> tuple[Entry, ...]:
        """Return every file below a folder, sorted by path."""
        top = self.root / folder
        found = self._walk(top, top.resolve(), frozenset()) if top.is_dir() else ()
        return tuple(sorted(found, key=lambda entry: entry.path))

    def _walk(self, folder: Path, inside: Path, above: frozenset[Path]) -> Iterator[Entry]:
        above |= {folder.resolve()}
        with os.scandir(folder) as found:
            for item in found:
                path = Path(item.path)
                name = path.relative_to(self.root).as_posix()
                if item.is_symlink():
                    real = Path(os.path.realpath(path))  # unlike Path.resolve, it ends on a circle of links
                    outside = not real.is_relative_to(inside)
                    if outside or real in above or not real.exists():
                        yield Entry(name, 0, link="outside" if outside else "broken")
                        continue
                if item.is_dir():
                    yield from self._walk(path, inside, above)
                elif item.is_file():
                    yield Entry(name, item.stat().st_size)

    def tree(self, folder: str) -> tuple[str, ...]:
        """Return the path of all that lies below a folder, sorted."""
        top = self.root / folder
        return tuple(sorted(self._tree(folder))) if top.is_dir() and not top.is_symlink() else ()

    def _tree(self, folder: str) -> Iterator[str]:
        with os.scandir(self.root / folder) as found:
            items = list(found)
        for item in items:
            name = f"{folder}/{item.name}"
            if item.is_dir(follow_symlinks=False):
                yield from self._tree(name)
            else:
                yield name
        if not items:
            yield f"{folder}/"

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return (self.root / path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        """Put a new file at a path. Most paths are free and most folders are there, so that is tried first."""
        target = self.root / path
        try:
            file = target.open("xb")
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            file = target.open("xb")
        except FileExistsError:
            target.unlink()
            file = target.open("xb")
        with file:
            file.write(data)

    def copy(self, old: str, new: str) -> None:
        """Put a copy at a new path, as a hard link where the disk can."""
        source, target = self.root / old, self.root / new
        if new.endswith("/"):
            target.mkdir(parents=True, exist_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP):
                raise
            shutil.copy2(source, target, follow_symlinks=False)

    def remove(self, path: str) -> None:
        """Remove a file, link or empty folder, and each folder above it that is empty then."""
        target = self.root / path
        if not path.endswith("/"):
            target.unlink(missing_ok=True)
        elif target.is_dir():
            target.rmdir()
        for folder in target.parents:
            if folder == self.root:
                return
            try:
                folder.rmdir()
            except OSError:
                return

    def remove_tree(self, folder: str) -> None:
        """Remove a folder with all that is in it."""
        target = self.root / folder
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.is_dir():
            shutil.rmtree(target)

    def move(self, old: str, new: str) -> None:
        """Rename a folder or file in one step."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    def exchange(self, one: str, other: str) -> bool:
        """Let two folders change names in one step, by Linux's `renameat2` (man 2 rename, RENAME_EXCHANGE)."""
        try:
            renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
        except (OSError, AttributeError):
            return False
        first, second = os.fsencode(self.root / one), os.fsencode(self.root / other)
        if renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0:
            return True
        if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL):
            return False
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(self.root / one))

    def standing(self, path: str) -> str:
        """Tell what stands at a path."""
        target = self.root / path
        if target.is_symlink():
            return "link"
        return "folder" if target.is_dir() else "file" if target.exists() else ""

    def same(self, one: str, other: str) -> bool:
        """Tell whether two paths are names of the same file; links are not followed."""
        try:
            return os.path.samestat((self.root / one).lstat(), (self.root / other).lstat())
        except OSError:
            return False

    @contextmanager
    def lock(self, path: str) -> Iterator[None]:
        """Hold a lock file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class MemoryFiles:
    """A `FileSystem` in a dictionary, for tests. `reads` and `writes` count what was done to each path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.reads: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()

    def walk(self, folder: str) -> tuple[Entry, ...]:
        """Return every file below a folder, sorted by path."""
        return tuple(Entry(path, len(self.files[path])) for path in self.tree(folder))

    def tree(self, folder: str) -> tuple[str, ...]:
        """Return the path of all that lies below a folder, sorted; there are no links and no empty folders here."""
        return tuple(sorted(path for path in self.files if path.startswith(folder + "/")))

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        self.reads[path] += 1
        if path not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file", path)
        return self.files[path]

    def _must_stand(self, path: str) -> None:
        if not self.standing(path):
            raise FileNotFoundError(errno.ENOENT, "No such file or folder", path)

    def write(self, path: str, data: bytes) -> None:
        """Put a new file at a path."""
        self.writes[path] += 1
        self.files[path] = data

    def copy(self, old: str, new: str) -> None:
        """Put a copy of a file at a new path."""
        self._must_stand(old)
        self.files[new] = self.files[old]

    def remove(self, path: str) -> None:
        """Remove a file."""
        self.files.pop(path, None)

    def remove_tree(self, folder: str) -> None:
        """Remove a folder with all that is in it."""
        self.files = {path: data for path, data in self.files.items() if not (path + "/").startswith(folder + "/")}

    def move(self, old: str, new: str) -> None:
        """Rename a folder or file."""
        self._must_stand(old)
        self.files = {self._renamed(path, old, new): data for path, data in self.files.items() if path != new}

    def exchange(self, one: str, other: str) -> bool:
        """Let two folders change names."""
        self._must_stand(one)
        self._must_stand(other)
        aside = "\0aside"
        for old, new in ((one, aside), (other, one), (aside, other)):
            self.move(old, new)
        return True

    @staticmethod
    def _renamed(path: str, old: str, new: str) -> str:
        return new + path[len(old) :] if path == old or path.startswith(old + "/") else path

    def standing(self, path: str) -> str:
        """Tell what stands at a path."""
        if path in self.files:
            return "file"
        return "folder" if any(name.startswith(path + "/") for name in self.files) else ""

    def same(self, one: str, other: str) -> bool:
        """Tell whether two paths hold the same bytes."""
        return one in self.files and other in self.files and self.files[one] == self.files[other]

    def lock(self, path: str) -> AbstractContextManager[object]:
        """Hold a lock: one process alone sees this dictionary."""
        return nullcontext(path)
