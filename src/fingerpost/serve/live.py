"""A project and the paths that change in it in; the newest build of its site, made from the one before, out."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

import msgspec

from fingerpost.cache import Cache, Ref
from fingerpost.files import Entry, FileSystem, MemoryFiles
from fingerpost.ledger import refs_of
from fingerpost.link import Wanted
from fingerpost.output import ChangedError
from fingerpost.pipeline import NOBODY, Built, Last, Project, Stage, Step, Watch, build_in_two, last_of, remember
from fingerpost.read import CONTENT_FOLDER
from fingerpost.render import KeptCode
from fingerpost.search import Index

__all__ = ["LiveSite"]

OFTEN = 50
"""After so many builds, what the newest one no longer needs is let go."""


class _Draft(Cache):
    """A cache that is read from memory, then from the disk, and written to memory alone."""

    def __init__(self, files: FileSystem) -> None:
        super().__init__(files)
        self._kept = Cache(MemoryFiles({}))

    def keep(self, blobs: Sequence[bytes], digests: Sequence[str] = ()) -> tuple[Ref, ...]:
        """Keep blobs for this process."""
        return self._kept.keep(blobs, digests)

    def load(self, ref: Ref) -> bytes | None:
        """Return the bytes of a blob."""
        kept = self._kept.load(ref)
        return super().load(ref) if kept is None else kept

    def let_go(self, refs: Iterable[Ref]) -> None:
        """Forget all that no ref names."""
        self._kept.save(b"", refs)


class _SupersededError(Exception):
    """Something changed again: what is being made will be made anew."""


class _Impatient:
    """A `Watch` that ends a build, while it makes its files, once that is no longer wanted."""

    def __init__(self, superseded: threading.Event) -> None:
        self._superseded = superseded

    def stage(self, stage: Stage, total: int = 0) -> Step:
        """A stage begins."""
        return self._look if stage in (Stage.MAKE, Stage.DRAW, Stage.BIND) else _look_away

    def _look(self, done: int) -> None:
        if self._superseded.is_set():
            raise _SupersededError


def _look_away(done: int) -> None:
    pass


class LiveSite:
    """The site of a project while its author writes: each build goes on from the last one that was whole.

    The first build is that of the command line, cache and all; the later ones are kept in memory. `wanted` is asked at
    each build, since the day may change. One build at a time goes on, in whatever thread; all that it gives may be
    looked at from another.
    """

    def __init__(
        self,
        files: FileSystem,
        default_theme: FileSystem,
        wanted: Callable[[], Wanted],
        *,
        strict: bool = False,
        jobs: int = 1,
        edition: str = "",
        index: Index | None = None,
        code: KeptCode | None = None,
    ) -> None:
        self._files = files
        self._theme = default_theme
        self._wanted = wanted
        self._strict = strict
        self._jobs = jobs
        self._edition = edition
        self._index = index
        self._code = code
        self._draft = _Draft(files)
        self._building = threading.Lock()
        self._superseded = threading.Event()
        self._cut_short = False
        """Whether the newest build was ended before it was whole."""
        self._last: Last | None = None
        self._needed: tuple[Ref, ...] = ()
        self._entries: dict[str, Entry] = {}
        self._noted = 0
        """How many events there were: each gives the file that it tells of another stamp."""
        self._builds = 0
        self._drawn: Built | None = None

    def start(self, watch: Watch = NOBODY) -> Iterator[Built]:
        """Give the site as soon as any page of it can be shown, and then the whole of it, held in memory.

        All that is made is left to later builds of any process, too.
        """
        cache = Cache(self._files)
        with self._building, cache.lock(), suppress(ChangedError):  # the next build looks at everything again
            for built in build_in_two(self._project(cache, self._jobs, watch)):
                yield built
                remember(cache, built)
        *_, built = self.update(())
        yield built

    def update(self, paths: Iterable[str]) -> Iterator[Built]:
        """Build again, where these paths may have changed, each relative to the project's folder.

        Gives the site as soon as any page of it can be shown, and then the whole of it, unless `supersede` ends that;
        of two builds, one is made whole, or each would have to do again what the one before it left.

        The first time everything is looked at, so that from then on a change has to be looked at alone.
        """
        with self._building:
            self._superseded.clear()
            self._drawn = None
            last = self._last or last_of(self._draft, self._edition)
            below = [path for path in paths if f"{path}/".startswith(f"{CONTENT_FOLDER}/")]
            if self._last is None or not all(map(self._note, below)):
                self._entries = {entry.path: entry for entry in self._files.walk(CONTENT_FOLDER)}
            now = msgspec.structs.replace(last, entries=tuple(self._entries.values()))
            watch = NOBODY if self._cut_short else _Impatient(self._superseded)
            project = self._project(self._draft, 1, watch, draw=False)
            self._cut_short = True
            with suppress(_SupersededError, ChangedError):  # the change is on its way, and will be told
                for built in build_in_two(project, now):
                    self._take(built)
                    yield built
                self._cut_short = False

    def supersede(self) -> None:
        """Let a build that has shown its pages end where it is; the next one will make what it leaves undone."""
        self._superseded.set()

    def drawn(self, name: str) -> bytes:
        """Return a file that is made only when somebody asks for it: of `DRAWN`, or of the index for searches.

        Raises `FileNotFoundError` where the site has none.
        """
        with self._building:
            if self._drawn is None:
                *_, self._drawn = build_in_two(self._project(self._draft, 1, NOBODY))
            if name not in self._drawn.files:
                raise FileNotFoundError(name)
            return self._drawn.load(name)

    def _project(self, cache: Cache, jobs: int, watch: Watch, *, draw: bool = True) -> Project:
        edition, strict = self._edition, self._strict
        return Project(
            self._files,
            self._theme,
            self._wanted(),
            cache,
            edition,
            strict,
            jobs,
            watch,
            draw,
            bind=False,
            index=self._index,
            code=self._code,
        )

    def _note(self, path: str) -> bool:
        """Take note of a file that came, changed or went; False for anything that is no plain file."""
        entry = self._files.entry(path)
        self._noted += 1
        known = self._entries.get(path)
        if entry is None:
            self._entries.pop(path, None)
            return not self._files.standing(path) and not any(one.startswith(f"{path}/") for one in self._entries)
        entry = msgspec.structs.replace(entry, stamp=f"event {self._noted}")
        if known is None:
            self._entries = dict(sorted({**self._entries, path: entry}.items()))
        else:
            self._entries[path] = entry
        return True

    def _take(self, built: Built) -> None:
        """Go on from a build that is whole. What the one before it needs is kept: somebody may still look at that."""
        if built.failed or built.last is None or built.last.ledger is None:
            return
        self._last = built.last
        self._builds += 1
        if self._builds % OFTEN < 2:  # the first of two only says what it needs
            needed = tuple(refs_of(built.last.ledger))
            if self._builds % OFTEN == 1:
                self._draft.let_go((*self._needed, *needed))
            self._needed = needed
