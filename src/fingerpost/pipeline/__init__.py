"""The one driver: it knows the order of the stages. File systems and a day in, a built site and its diagnostics out.

read → compile → lay out → resolve links → weave → join, view, render        (then `publish`, or serving from memory)

Each step takes from the last build whatever comes out as it did then; a build without a cache is the same build with
nothing to take. `stale` decides, `ledger` says what is remembered, `cache` keeps it.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from itertools import chain

import msgspec

from fingerpost import messages
from fingerpost.cache import Cache
from fingerpost.compile import page_compiler
from fingerpost.config import Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem, MemoryFiles
from fingerpost.ledger import NO_LEDGER, Head, decode, encode, refs_of, with_refs
from fingerpost.link import Wanted, link_pages
from fingerpost.output import MANIFEST, ChangedError, LostError
from fingerpost.page import Page, Source
from fingerpost.parallel import map_on_cores
from fingerpost.pipeline.building import Begun, begin, build_from, finish
from fingerpost.pipeline.built import Built, Last, Published
from fingerpost.pipeline.changed import CHANGED_FILE, changed_for_readers, list_changed
from fingerpost.pipeline.early import built_early
from fingerpost.pipeline.pieces import keep_ledger, load_ledger
from fingerpost.pipeline.seeing import Project
from fingerpost.pipeline.watch import Stage, Step, Unwatched, Watch
from fingerpost.promises import Promises
from fingerpost.publish import SITE_FOLDER, Seen, finish_publication, keep_promises, publish_outputs, unseen
from fingerpost.read import read_promises, read_settings, read_site
from fingerpost.render import KeptCode
from fingerpost.search import Index
from fingerpost.site import Site

__all__ = [
    "CHANGED_FILE",
    "NOBODY",
    "Built",
    "Joined",
    "Last",
    "Project",
    "Published",
    "Stage",
    "Step",
    "Unwatched",
    "Watch",
    "build_in_two",
    "build_site",
    "join_site",
    "last_of",
    "list_changed",
    "publish_site",
    "remember",
]


NOBODY = Unwatched()


class Joined(msgspec.Struct, frozen=True):
    """All pages joined, nothing rendered yet."""

    site: Site
    settings: Settings
    pages: dict[str, Page]
    """The pages of the site as they were compiled, by docname."""
    sources: dict[str, Source]
    """What they were compiled from, by docname."""
    promises: Promises
    """What was promised before."""


def join_site(files: FileSystem, wanted: Wanted, *, jobs: int = 1) -> tuple[Joined | None, tuple[Diagnostic, ...]]:
    """Read and compile all sources and join the pages; None where there is no site."""
    settings, diagnostics = read_settings(files)
    if settings is None:
        return None, diagnostics
    promises, found = read_promises(files)
    diagnostics += found
    content, found = read_site(files)
    diagnostics += found
    pages = tuple(map_on_cores(page_compiler(settings.config.dialect), content.sources, jobs))
    diagnostics += tuple(diagnostic for page in pages for diagnostic in page.diagnostics)
    site, found = link_pages(pages, content.assets, settings, wanted, promises)
    shown = {page.docname: page for page in pages if page.docname in site.skeleton.facts}
    sources = {source.docname: source for source in content.sources if source.docname in shown}
    return Joined(site, settings, shown, sources, promises), diagnostics + found


def build_site(
    files: FileSystem,
    default_theme: FileSystem,
    wanted: Wanted,
    *,
    strict: bool = False,
    jobs: int = 1,
    cache: Cache | None = None,
    edition: str = "",
    watch: Watch = NOBODY,
    index: Index | None = None,
    code: KeptCode | None = None,
) -> Built:
    """Build the site, nothing of it published. All that is wrong is told at once; what could be made is made.

    `cache` holds what builds before have left, and takes what this one makes; its lock is the caller's to hold.
    `edition` tells the program and the libraries it builds on from any others. `watch` is told how far it is.
    `index` makes the index for searches; without it the site is made without one.
    `code` has the code of templates from one process to the next.
    """
    if cache is None:
        cache, jobs = Cache(MemoryFiles({})), 1  # what a fork keeps in memory no other process sees
    project = Project(files, default_theme, wanted, cache, edition, strict, jobs, watch, index=index, code=code)
    head, why = _last(cache, edition)
    last = Last(head)
    try:
        built = build_from(project, last, notice=why)
    except LostError:
        built = _build_anyway(project, last)

    def anew() -> Built:
        return _sure(_build_from_nothing(project), project)

    return msgspec.structs.replace(_sure(built, project), kept=built.load, anew=anew)


def build_in_two(project: Project, last: Last | None = None) -> Iterator[Built]:
    """Give the site as soon as any page of it can be made, each when it is asked for, and then the whole of it.

    Only the latter where nothing is left to do once all pages are joined.
    """
    why = ""
    if last is None:
        head, why = _last(project.cache, project.edition)
        last = Last(head)
    try:
        built = begin(project, last, why)
        if isinstance(built, Begun):
            yield _sure(built_early(built), project)
            built = finish(built)
    except LostError:
        built = _build_anyway(project, last)
    yield _sure(built, project)


def _build_anyway(project: Project, last: Last) -> Built:
    """Build where the cache lacks something: from what another process has saved since, or else from nothing."""
    head, _ = _last(project.cache, project.edition)
    if last.ledger and head.ledger:
        with contextlib.suppress(LostError):
            return build_from(project, Last(head, entries=last.entries), notice="")
    return _build_from_nothing(project)


def _build_from_nothing(project: Project) -> Built:
    """Build where the cache lacks something, and let it hold all of that again."""
    return build_from(project, Last(Head(project.edition)), notice="damaged")


def _sure(built: Built, project: Project) -> Built:
    """Let a build load each file in any case: where the cache no longer has it, the site is built apart, once.

    Publication asks for the files that are `kept`, since each of its processes would build by itself.
    """

    @functools.cache
    def clean() -> Built:
        apart = msgspec.structs.replace(project, cache=Cache(MemoryFiles({})), jobs=1)
        return build_from(apart, Last(Head(project.edition)), notice="")

    def surely(path: str) -> bytes:
        try:
            return built.load(path)
        except LostError:
            return clean().load(path)

    return msgspec.structs.replace(built, load=surely)


def last_of(cache: Cache, edition: str) -> Last:
    """Return what the last build of any process has left; nothing, where that is of another edition, or damaged."""
    return Last(_last(cache, edition)[0])


def _last(cache: Cache, edition: str) -> tuple[Head, str]:
    """Return what the last build left, and why that is nothing; "" where there is none, or another program's."""
    record, why = cache.record()
    head = decode(record, Head) if record is not None else None
    if head is None:
        return Head(edition), why or ("damaged" if record is not None else "")
    return (head, "") if head.edition == edition else (Head(edition), "")


def publish_site(
    files: FileSystem,
    built: Built,
    *,
    cache: Cache | None = None,
    jobs: int = 1,
    watch: Watch = NOBODY,
    seen: Seen = unseen,
) -> Published:
    """Publish a build, unless something in it forbids that; then the last good site stays as it is.

    Once it is published, its addresses are promised. What it knew goes into the cache in any case. Where the cache has
    lost what must be written, the site is built anew, once, and that is published and kept. `seen` tells what was seen
    of the output folder while the site was built (`looking_ahead`).
    """
    watch.stage(Stage.PUBLISH)
    finish_publication(files)
    was_empty = not files.standing(f"{SITE_FOLDER}/{MANIFEST}")
    try:
        published = _publish(files, built, built.kept or built.load, jobs, seen)
    except LostError:
        if built.anew is None:
            raise
        built = built.anew()
        watch.stage(Stage.PUBLISH)
        published = _publish(files, built, built.load, jobs, unseen)  # which makes apart what is lost once more
    if published.changes is not None:
        changed = changed_for_readers(built, published.changes, was_empty=was_empty)
        published = msgspec.structs.replace(published, changed=changed)
    watch.stage(Stage.KEEP)
    try:
        if cache:
            remember(cache, built)
    except OSError as error:
        if published.changes is None:
            raise
        return msgspec.structs.replace(published, not_cached=error.strerror or str(error))
    return published


def _publish(files: FileSystem, built: Built, load: Callable[[str], bytes], jobs: int, seen: Seen) -> Published:
    """Publish a build with the bytes that `load` gives. Raises `LostError`; then the site is as it was."""
    if built.failed:
        return Published(built, None, built.diagnostics)
    try:
        changes = publish_outputs(files, built.files, load, jobs=jobs, seen=seen)
    except ChangedError as error:
        changes = messages.changed_meanwhile(Place(str(error)))
    if isinstance(changes, Diagnostic):
        return Published(built, None, (*built.diagnostics, changes))
    try:
        if built.promises is not None:
            keep_promises(files, built.promises)
    except OSError as error:
        return Published(built, changes, built.diagnostics, not_kept=error.strerror or str(error))
    return Published(built, changes, built.diagnostics)


def remember(cache: Cache, built: Built) -> None:
    """Save what a build knew: of a failed one, only what it compiled, beside all that was known before."""
    if built.last is None:
        return
    head, ledger = built.last.head, built.last.ledger
    if ledger is None:
        ledger = load_ledger(cache, head.ledger) if head.ledger else NO_LEDGER
    if built.failed:
        spare = {path: row for path, row in built.spare.items() if ledger.rows.get(path) != row}
        ledger = msgspec.structs.replace(ledger, spare=spare)
    refs = tuple(refs_of(ledger))
    if moved := cache.tidied(refs):
        ledger = with_refs(ledger, moved)
        refs = tuple(refs_of(ledger))
    ref, pieces = keep_ledger(cache, ledger)
    cache.save(encode(msgspec.structs.replace(head, ledger=ref)), chain((ref, *pieces), refs))
