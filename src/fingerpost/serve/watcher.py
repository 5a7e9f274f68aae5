"""File events in, one rebuild and one reload for each burst of them out: watchfiles behind livereload's watcher."""

import threading
from collections.abc import Callable
from pathlib import Path

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import watch

__all__ = ["FileEvents"]

DEBOUNCE = 50
"""Milliseconds in which events of one save are gathered."""


class FileEvents(Watcher):  # type: ignore[misc]  # livereload has no types
    """What livereload asks for changes. Its own watcher polls the tree and drops reloads within three seconds."""

    def __init__(self, folders: tuple[Path, ...], rebuild: Callable[[], None]) -> None:
        super().__init__()
        self._folders = folders
        self._rebuild = rebuild
        self._started = threading.Event()
        for folder in folders:
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
        self._rebuild()
        return "__livereload__", None

    def _follow(self, loop: IOLoop, callback: Callable[[], None]) -> None:
        for _ in watch(*self._folders, debounce=DEBOUNCE * 4, step=DEBOUNCE, raise_interrupt=False):
            loop.add_callback(callback)
