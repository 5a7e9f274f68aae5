"""A dictionary in, a `FileSystem` for tests out, which also counts what is done to it."""

import errno
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from fingerpost.files.entry import Entry

__all__ = ["MemoryFiles"]


class MemoryFiles:
    """A `FileSystem` in a dictionary, for tests. `reads` and `writes` count what was done to each path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)
        self.reads: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()

    def walk(self, folder: str) -> tuple[Entry, ...]:
        """Return every file below a folder, sorted by path."""
        paths = sorted(self.files) if folder == "." else self.tree(folder)
        return tuple(Entry(path, len(self.files[path]), stamp=self._stamp(path)) for path in paths)

    def entry(self, path: str) -> Entry | None:
        """Return what `walk` would list for one path."""
        return Entry(path, len(self.files[path])) if path in self.files else None

    def tree(self, folder: str) -> tuple[str, ...]:
        """Return the path of all that lies below a folder, sorted; there are no links and no empty folders here."""
        return tuple(sorted(path for path in self.files if path.startswith(folder + "/")))

    def stamps(self, paths: Sequence[str]) -> list[str]:
        """Return a stamp for each path; the names below a folder make up its stamp, which moves along with it."""
        return [self._stamp(path) for path in paths]

    def _stamp(self, path: str) -> str:
        if path in self.files:
            return hashlib.sha256(self.files[path]).hexdigest()
        names = [name.removeprefix(path) for name in self.tree(path)]
        return hashlib.sha256("\n".join(names).encode()).hexdigest() if names else ""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        self.reads[path] += 1
        if path not in self.files:
            raise FileNotFoundError(errno.ENOENT, "No such file", path)
        return self.files[path]

    def read_part(self, path: str, start: int, length: int) -> bytes:
        """Return a part of a file."""
        return self.read(path)[start : start + length]

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
