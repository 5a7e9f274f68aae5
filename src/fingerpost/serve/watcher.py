"""File events in, one rebuild and one reload for each burst of them out: watchfiles behind livereload's watcher."""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Generic, TypeVar

from livereload.watcher import Watcher
from tornado.ioloop import IOLoop
from watchfiles import Change, watch

__all__ = ["FileEvents"]

STEP = 5
"""Milliseconds without an event after which the events of one save are taken to be over."""
LONGEST = 100
"""Milliseconds after which they are taken as they are."""
SELDOM = 20
"""Steps between two looks at whether the folders that are watched are still those that stand there."""
FIRST = 0.1
"""Seconds that a build which has shown its pages waits for somebody to ask for one, which then need not share."""

Site = TypeVar("Site")


class _Standing:
    """The folders that stand there now, and what watchfiles asks at each step: whether to watch no longer.

    That is so once one of them came or went. `begun` is called when it asks first, and so has begun to watch.
    """

    def __init__(self, folders: tuple[Path, ...], begun: Callable[[], None]) -> None:
        self._all = folders
        self._begun = begun
        self._known = _look(folders)
        self._steps = 0
        self.folders = tuple(self._known)

    def is_set(self) -> bool:
        """Whether other folders stand there now."""
        self._steps += 1
        if self._steps == 1:
            self._begun()
        return self._steps % SELDOM == 1 and _look(self._all) != self._known


def _look(folders: tuple[Path, ...]) -> dict[Path, tuple[int, int]]:
    """Return those that stand there, each with what tells it from another of its name."""
    found = {}
    for folder in folders:
        with suppress(OSError):
            status = folder.lstat()
            if stat.S_ISDIR(status.st_mode):
                found[folder] = (status.st_dev, status.st_ino)
    return found


class FileEvents(Watcher, Generic[Site]):  # type: ignore[misc]  # livereload has no types
    """What livereload asks for changes. Its own watcher polls the tree and drops reloads within three seconds.

    The folders `names` of `root` are watched, also where one of them comes, goes or is made again later.

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
            standing = _Standing(self._folders, lambda: None)
            threading.Thread(target=self._follow, args=(loop, standing), daemon=True).start()
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

    def _follow(self, loop: IOLoop, standing: _Standing) -> None:
        names = {folder.name for folder in self._folders}
        while True:
            with suppress(FileNotFoundError):  # a folder that went again before it could be watched
                self._watch(loop, standing)
            # What changes while nothing is watched is not known: look at all of it as soon as that is over.
            standing = _Standing(self._folders, lambda: loop.add_callback(self._changed, loop, names))

    def _watch(self, loop: IOLoop, standing: _Standing) -> None:
        """Tell of each change below the folders that stand there, until one of them comes or goes."""
        bursts = watch(*standing.folders, debounce=LONGEST, step=STEP, stop_event=standing, raise_interrupt=False)
        gone = {(Change.deleted, str(folder)) for folder in standing.folders}
        with closing(bursts):
            for changes in bursts:
                paths = {os.path.relpath(path, self._root) for _, path in changes}
                loop.add_callback(self._changed, loop, paths)
                if changes & gone:  # it may be there again already, and look the same
                    return

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
