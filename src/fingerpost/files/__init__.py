"""The disk behind a small interface: paths relative to one root in, bytes and entries out.

Every path is a POSIX string relative to the root of its `FileSystem` ("content/index.md"), so nothing that passes
through here can name a file outside, and no record of a build holds a path of one machine. `Disk` is the real one,
`MemoryFiles` a dictionary for tests that also counts what it does.
"""

from fingerpost.files.disk import Disk
from fingerpost.files.entry import Entry, FileSystem
from fingerpost.files.memory import MemoryFiles

__all__ = ["Disk", "Entry", "FileSystem", "MemoryFiles"]
