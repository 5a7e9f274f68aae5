"""File events in, one rebuild and one reload for each burst of them out: watchfiles behind livereload's watcher."""

import os
import threading
from collections.abc import Callable, Iterator
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
FIRST = 0.1
"""Seconds that a build which has shown its pages waits for somebody to ask for one, which then need not share."""

Site = TypeVar("Site")


class FileEvents(Watcher, Generic[Site]):  # type: ignore[misc]  # livereload has no types
    """What livereload asks for changes. Its own watcher polls the tree and drops reloads within three seconds.

    `first` and then `rebuild` run in a thread of their own, one at a time, while requests are answered; `hurry` is
    called when one of them keeps a change waiting. `show` gets each site that they give in the server's loop, and
    says whether anybody has seen another. Then every browser reloads: after a change once in any case. `answered` is
    to be called in the loop when somebody got a page: what is asked for goes before what nobody waits for.
    """

    def __init__(
        self,
        root: Path,
        names: tuple[str, ...],
        first: Callable[[], Iterator[Site]],
        rebuild: Callable[[tuple[str, ...]], Iterator[Site]],
        hurry: Callable[[], None],
        show: Callable[[Site], bool],
    ) -> None:
        super().__init__()
        self._root = root.resolve()
        self._folders = tuple(self._root / name for name in names)
        self._first = first
        self._rebuild = rebuild
        self._hurry = hurry
        self._show = show
        self._builder = ThreadPoolExecutor(1, "build")
        self._building = False
        self._pending: set[str] = set()
        self._reload: Callable[[], None] | None = None
        self._shown = False
        self._waiting: threading.Event | None = None
        for folder in self._folders:
            self.watch(str(folder))

    def start(self, callback: Callable[[], None]) -> bool:
        """Watch in a thread; `callback` asks `examine` whether to reload."""
        if self._reload is None:
            self._reload = callback
            loop = IOLoop.current()
            threading.Thread(target=self._follow, args=(loop,), daemon=True).start()
            self._build(loop, self._first, sure=False)
        return True

    def examine(self) -> tuple[str | None, float | None]:
        """Tell livereload to reload every browser, where another site is shown."""
        self._changes.clear()
        shown, self._shown = self._shown, False
        return ("__livereload__" if shown else None), None

    def answered(self) -> None:
        """Take note that somebody got a page: a build that waits for that goes on once the answer is on its way."""
        if self._waiting:
            IOLoop.current().add_callback(self._waiting.set)

    def _follow(self, loop: IOLoop) -> None:
        for changes in watch(*self._folders, debounce=LONGEST, step=STEP, raise_interrupt=False):
            paths = {os.path.relpath(path, self._root) for _, path in changes}
            loop.add_callback(self._changed, loop, paths)

    def _changed(self, loop: IOLoop, paths: set[str]) -> None:
        self._pending |= paths
        if self._building:
            self._hurry()
            if self._waiting:
                self._waiting.set()
        else:
            self._build_pending(loop)

    def _build_pending(self, loop: IOLoop) -> None:
        paths, self._pending = tuple(sorted(self._pending)), set()
        self._build(loop, lambda: self._rebuild(paths), sure=True)

    def _build(self, loop: IOLoop, build: Callable[[], Iterator[Site]], *, sure: bool) -> None:
        """Build in the other thread; `sure` where something changed, so that browsers reload in any case."""

        def show_all() -> None:
            for number, site in enumerate(build()):
                asked = threading.Event()
                loop.add_callback(self._take, site, asked, sure and number == 0)
                if sure and number == 0:
                    asked.wait(FIRST)

        self._building = True
        self._builder.submit(show_all).add_done_callback(lambda done: loop.add_callback(self._ended, loop, done))

    def _take(self, site: Site, asked: threading.Event, sure: bool) -> None:
        self._waiting = asked
        if self._pending:
            asked.set()
        self._shown = self._show(site) or sure
        if self._reload:
            self._reload()

    def _ended(self, loop: IOLoop, done: Future[None]) -> None:
        self._building = False
        if self._pending:
            self._build_pending(loop)
        done.result()  # a bug is told, and the next change is built all the same
