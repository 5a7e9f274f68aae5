"""File events in, one rebuild and one reload for each burst of them out: watchfiles behind livereload's watcher."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import watch

__all__ = ["FileEvents"]

STEP = 5
"""Milliseconds without an event after which the events of one save are taken to be over."""
LONGEST = 100
"""Milliseconds after which they are taken as they are."""

Site = TypeVar("Site")


class FileEvents(Watcher, Generic[Site]):  # type: ignore[misc]  # livereload has no types
    """What livereload asks for changes. Its own watcher polls the tree and drops reloads within three seconds.

    `first` and then `rebuild` run in a thread of their own, one at a time, while requests are answered; `show` gets
    what they return in the server's loop. Then every browser reloads: after the first only where `show` says so.
    """

    def __init__(
        self,
        root: Path,
        names: tuple[str, ...],
        first: Callable[[], Site],
        rebuild: Callable[[tuple[str, ...]], Site],
        show: Callable[[Site], bool],
    ) -> None:
        super().__init__()
        self._root = root.resolve()
        self._folders = tuple(self._root / name for name in names)
        self._first = first
        self._rebuild = rebuild
        self._show = show
        self._builder = ThreadPoolExecutor(1, "build")
        self._building = False
        self._pending: set[str] = set()
        self._reload: Callable[[], None] | None = None
        self._shown = False
        for folder in self._folders:
            self.watch(str(folder))

    def start(self, callback: Callable[[], None]) -> bool:
        """Watch in a thread; `callback` asks `examine` whether to reload."""
        if self._reload is None:
            self._reload = callback
            loop = IOLoop.current()
            threading.Thread(target=self._follow, args=(loop,), daemon=True).start()
            self._build(loop, self._first, reload=False)
        return True

    def examine(self) -> tuple[str | None, float | None]:
        """Tell livereload to reload every browser, once for each build that is shown."""
        self._changes.clear()
        shown, self._shown = self._shown, False
        return ("__livereload__" if shown else None), None

    def _follow(self, loop: IOLoop) -> None:
        for changes in watch(*self._folders, debounce=LONGEST, step=STEP, raise_interrupt=False):
            paths = {os.path.relpath(path, self._root) for _, path in changes}
            loop.add_callback(self._changed, loop, paths)

    def _changed(self, loop: IOLoop, paths: set[str]) -> None:
        self._pending |= paths
        if not self._building:
            paths, self._pending = self._pending, set()
            self._build(loop, lambda: self._rebuild(tuple(sorted(paths))), reload=True)

    def _build(self, loop: IOLoop, build: Callable[[], Site], *, reload: bool) -> None:
        self._building = True
        self._builder.submit(build).add_done_callback(lambda done: loop.add_callback(self._built, loop, done, reload))

    def _built(self, loop: IOLoop, done: Future[Site], reload: bool) -> None:
        self._building = False
        if self._pending:
            self._changed(loop, set())
        self._shown = self._show(done.result()) or reload
        if self._reload:
            self._reload()
