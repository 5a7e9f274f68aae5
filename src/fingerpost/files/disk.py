"""A folder in, a `FileSystem` on the real disk out."""

import ctypes
import errno
import fcntl
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from fingerpost.files.entry import Entry

__all__ = ["Disk"]

AT_FDCWD = -100
RENAME_EXCHANGE = 2
YOUNG = 2_000_000_000
"""Nanoseconds: the coarsest time stamps of a disk (FAT). A file changed more recently could change again within one."""


class Disk:
    """A `FileSystem` on the real disk, below one folder."""

    def __init__(self, root: Path, clock: Callable[[], int] = time.time_ns) -> None:
        self.root = root
        self._clock = clock
        """Tells nanoseconds, as the disk's own time stamps do."""

    def walk(self, folder: str) -> tuple[Entry, ...]:
        """Return every file below a folder, sorted by path."""
        top = self.root / folder
        if not top.is_dir():
            return ()
        name = "" if folder == "." else f"{folder}/"
        found = self._walk(str(top), name, os.path.realpath(top), frozenset(), self._clock() - YOUNG)
        return tuple(sorted(found, key=lambda entry: entry.path))

    def _walk(self, folder: str, name: str, inside: str, above: frozenset[str], old: int) -> Iterator[Entry]:
        above |= {os.path.realpath(folder)}
        with os.scandir(folder) as found:
            for item in found:
                path = name + item.name
                if item.is_file(follow_symlinks=False):
                    yield _entry(path, item.stat(follow_symlinks=False), old)
                    continue
                if item.is_symlink():
                    real = os.path.realpath(item.path)  # unlike Path.resolve, it ends on a circle of links
                    outside = real != inside and not real.startswith(inside.rstrip("/") + "/")
                    if outside or real in above or not Path(real).exists():
                        yield Entry(path, 0, link="outside" if outside else "broken")
                        continue
                if item.is_dir():
                    yield from self._walk(item.path, f"{path}/", inside, above, old)
                elif item.is_file():
                    yield _entry(path, item.stat(), old)

    def entry(self, path: str) -> Entry | None:
        """Return what `walk` would list for one path of a file that is no link."""
        try:
            facts = os.lstat(f"{self.root}/{path}")
        except OSError:
            return None
        return Entry(path, facts.st_size) if stat.S_ISREG(facts.st_mode) else None

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

    def stamps(self, paths: Sequence[str]) -> list[str]:
        """Return a stamp for each path."""
        root = f"{self.root}/"
        return [_stamp_of(root + path) for path in paths]

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        with FileIO(_opened(f"{self.root}/{path}")) as file:
            return file.readall()

    def read_part(self, path: str, start: int, length: int) -> bytes:
        """Return a part of a file."""
        file = _opened(f"{self.root}/{path}")
        try:
            return os.pread(file, length, start)
        finally:
            os.close(file)

    def write(self, path: str, data: bytes) -> None:
        """Put a new file at a path. Most paths are free and most folders are there, so that is tried first."""
        target = f"{self.root}/{path}"
        try:
            file = FileIO(target, "x")
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            file = FileIO(target, "x")
        except FileExistsError:
            Path(target).unlink()
            file = FileIO(target, "x")
        left = memoryview(data)
        with file:
            while left:
                left = left[file.write(left) :]

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
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)

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
        if target.is_dir():
            return "folder"
        return "file" if target.is_file() else "other" if target.exists() else ""

    def same(self, one: str, other: str) -> bool:
        """Tell whether two paths are names of the same file; links are not followed."""
        try:
            return os.path.samestat((self.root / one).lstat(), (self.root / other).lstat())
        except OSError:
            return False

    @contextmanager
    def lock(self, path: str) -> Iterator[None]:
        """Hold a lock file. Whatever else stands in its place goes."""
        target = self.root / path
        if self.standing(path) not in ("file", ""):
            self.remove_tree(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _opened(path: str) -> int:
    """Open a file to read. What is none, as a named pipe, for which one would wait for ever, is an `OSError`."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    mode = os.fstat(file).st_mode
    if stat.S_ISREG(mode):
        return file
    os.close(file)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    raise OSError(errno.EINVAL, "No file that holds anything stands there", path)


def _entry(path: str, facts: os.stat_result, old: int) -> Entry:
    """Return a file as `walk` lists it; one that changed since `old` has no stamp."""
    changed = facts.st_ctime_ns
    young = changed >= old or facts.st_mtime_ns >= old
    return Entry(path, facts.st_size, stamp="" if young else f"{_stamp(facts)}.{changed:x}.{facts.st_dev:x}")


def _stamp_of(path: str) -> str:
    try:
        return _stamp(os.lstat(path))
    except OSError:
        return ""


def _stamp(facts: os.stat_result) -> str:
    return f"{facts.st_mtime_ns:x}.{facts.st_size:x}.{facts.st_ino:x}"
