"""File events in, one rebuild and one reload for each burst of them out: watchfiles behind livereload's watcher."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import watch

__all__ = ["FileEvents"]

STEP = 5
"""Milliseconds without an event after which the events of one save are taken to be over."""
LONGEST = 100
"""Milliseconds after which they are taken as they are."""


class FileEvents(Watcher):  # type: ignore[misc]  # livereload has no types
    """What livereload asks for changes. Its own watcher polls the tree and drops reloads within three seconds."""

    def __init__(self, root: Path, names: tuple[str, ...], rebuild: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__()
        self._root = root.resolve()
        self._folders = tuple(self._root / name for name in names)
        self._rebuild = rebuild
        self._started = threading.Event()
        self._pending: set[str] = set()
        for folder in self._folders:
            self.watch(str(folder))

    def start(self, callback: Callable[[], None]) -> bool:
        """Watch in a thread; `callback` runs in the server's loop, so that a rebuild never meets a request."""
        if not self._started.is_set():
            self._started.set()
            callback()
            loop = IOLoop.current()
            threading.Thread(target=self._follow, args=(loop, callback), daemon=True).start()
        return True

    def examine(self) -> tuple[str | None, float | None]:
        """Rebuild, and tell livereload to reload every browser at once."""
        if self._changes:
            self._changes.clear()
            return None, None
        paths, self._pending = tuple(sorted(self._pending)), set()
        if not paths:
            return None, None
        self._rebuild(paths)
        return "__livereload__", None

    def _follow(self, loop: IOLoop, callback: Callable[[], None]) -> None:
        for changes in watch(*self._folders, debounce=LONGEST, step=STEP, raise_interrupt=False):
            paths = {os.path.relpath(path, self._root) for _, path in changes}
            loop.add_callback(self._changed, paths, callback)

    def _changed(self, paths: set[str], callback: Callable[[], None]) -> None:
        self._pending |= paths
        callback()
