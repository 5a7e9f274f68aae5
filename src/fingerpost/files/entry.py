"""What the stages may ask of a disk, and what they get: paths relative to one root in, bytes and entries out."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

__all__ = ["Entry", "FileSystem"]


class Entry(msgspec.Struct, frozen=True):
    """One file found below a folder."""

    path: str
    """The path relative to the root of the file system."""
    size: int
    """Bytes."""
    link: str = ""
    """"outside" for a symbolic link that leads out of the folder walked, "broken" for one that leads nowhere or back to
    itself. Such a link is listed, never followed; "" for a file, also one that a link within the folder leads to."""
    stamp: str = ""
    """Changes whenever the file does; the same twice means that nobody wrote to it. "" where that cannot be known, as
    of a file so young that it could change again without a sign."""


class FileSystem(Protocol):
    """What the stages may ask of a disk. A missing file is a `FileNotFoundError`, as with `open`."""

    def walk(self, folder: str) -> tuple[Entry, ...]:
        """Return every file below a folder, sorted by path; an absent folder has none. Links inside are followed."""

    def entry(self, path: str) -> Entry | None:
        """Return what `walk` would list for one path of a file that is no link; None for anything else."""

    def tree(self, folder: str) -> tuple[str, ...]:
        """Return the path of all that lies below a folder, sorted: files, links of any kind, and empty folders, whose
        paths end in a slash. Nothing is followed."""

    def stamps(self, paths: Sequence[str]) -> list[str]:
        """Return a stamp for each path, "" where nothing is: of a file, another one after each change of its bytes; of
        a folder, after each name that comes or goes in it. One name more for the same file changes nothing, nor does
        the move of a file or folder."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""

    def read_part(self, path: str, start: int, length: int) -> bytes:
        """Return so many bytes of a file from a place on, fewer where it ends before."""

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
        """Tell what stands at a path: "folder", "file", "link" (a symbolic link to anything), "other" (a
        named pipe, say), or "" for nothing."""

    def same(self, one: str, other: str) -> bool:
        """Tell whether two paths are names of the same file; an absent one is the same as no other."""

    def lock(self, path: str) -> AbstractContextManager[object]:
        """Hold a lock file; a second holder waits. The lock goes with the process, however it ends. What is no file in
        its place goes too."""
