"""The cache gives the bytes that were kept or nothing: after damage, a kill, a full disk, beside another build.

A build here is what the pipeline does, without the pipeline: read the record, keep the blobs that are new, tidy, save a
record that holds all refs. Blobs are told by their names, so that each test can say which bytes must come back.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost import cache as module
from fingerpost.cache import DAMAGED, FOREIGN, FORMAT_LINE, MOST_PACKS, Cache, Ref
from fingerpost.files import Disk, Entry, FileSystem, MemoryFiles
from fingerpost.publish import LOCK

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")

FOLDER = ".fingerpost/cache"
RECORD = f"{FOLDER}/record"
Blobs = dict[str, bytes]
OLD: Blobs = {"stays": b"stays" * 9, "goes": b"goes" * 30, "empty": b"", "twin": b"goes" * 30, "changes": b"before"}
NEW: Blobs = {"stays": b"stays" * 9, "empty": b"", "changes": b"after", "came": bytes(range(256))}


class Killed(BaseException):
    """The process is gone: nobody may catch it."""


class Watched:
    """A file system that tells of each operation before it happens, and again when half of a file is written."""

    def __init__(self, files: FileSystem, tick: Callable[[str], None] = lambda operation: None) -> None:
        self.files = files
        self.tick = tick
        self.log: list[tuple[str, str]] = []

    def _note(self, operation: str, path: str) -> None:
        self.log.append((operation, path))
        self.tick(operation)

    def walk(self, folder: str) -> tuple[Entry, ...]:
        self._note("walk", folder)
        return self.files.walk(folder)

    def entry(self, path: str) -> Entry | None:
        self._note("entry", path)
        return self.files.entry(path)

    def tree(self, folder: str) -> tuple[str, ...]:
        self._note("tree", folder)
        return self.files.tree(folder)

    def stamps(self, paths: Sequence[str]) -> list[str]:
        self._note("stamps", " ".join(paths))
        return self.files.stamps(paths)

    def read(self, path: str) -> bytes:
        self._note("read", path)
        return self.files.read(path)

    def read_part(self, path: str, start: int, length: int) -> bytes:
        self._note("read_part", f"{path} {start} {length}")
        return self.files.read_part(path, start, length)

    def write(self, path: str, data: bytes) -> None:
        self._note("write", path)
        self.files.write(path, data[: len(data) // 2])
        self.tick("write")
        self.files.write(path, data)

    def copy(self, old: str, new: str) -> None:
        self._note("copy", new)
        self.files.copy(old, new)

    def remove(self, path: str) -> None:
        self._note("remove", path)
        self.files.remove(path)

    def remove_tree(self, folder: str) -> None:
        self._note("remove_tree", folder)
        self.files.remove_tree(folder)

    def move(self, old: str, new: str) -> None:
        self._note("move", new)
        self.files.move(old, new)

    def exchange(self, one: str, other: str) -> bool:
        self._note("exchange", one)
        return self.files.exchange(one, other)

    def standing(self, path: str) -> str:
        self._note("standing", path)
        return self.files.standing(path)

    def same(self, one: str, other: str) -> bool:
        self._note("same", one)
        return self.files.same(one, other)

    def lock(self, path: str) -> AbstractContextManager[object]:
        self._note("lock", path)
        return self.files.lock(path)


@pytest.fixture(params=["memory", "disk"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> FileSystem:
    return Disk(tmp_path) if request.param == "disk" else MemoryFiles({})


def counted(moment: int, end: Callable[[str], None]) -> Callable[[str], None]:
    """A tick that comes to its end at a moment."""

    def tick(operation: str) -> None:
        nonlocal moment
        moment -= 1
        if moment < 0:
            end(operation)

    return tick


def known(cache: Cache) -> dict[str, Ref]:
    """What the record says, nothing where there is none."""
    record, _ = cache.record()
    return {} if record is None else msgspec.json.decode(record, type=dict[str, Ref])


def build(files: FileSystem, blobs: Mapping[str, bytes], *, packs: int = 1) -> dict[str, Ref]:
    """Build: keep what is not there as it shall be, in so many packs; return the refs that were saved."""
    cache = Cache(files)
    with cache.lock():
        refs = {name: ref for name, ref in known(cache).items() if name in blobs and cache.load(ref) == blobs[name]}
        new = sorted(blobs.keys() - refs.keys())
        for number in range(packs):
            names = new[number::packs]
            refs.update(zip(names, cache.keep([blobs[name] for name in names]), strict=True))
        moved = cache.tidied(list(refs.values()))
        refs = {name: moved.get(refs[name], refs[name]) for name in sorted(refs)}
        cache.save(msgspec.json.encode(refs), refs.values())
    return refs


def held(files: FileSystem) -> dict[str, bytes | None]:
    """The blobs to which the record leads."""
    cache = Cache(files)
    return {name: cache.load(ref) for name, ref in known(cache).items()}


def lying(files: FileSystem) -> dict[str, bytes]:
    """Every file of the cache but the lock."""
    found = {entry.path.removeprefix(f"{FOLDER}/"): files.read(entry.path) for entry in files.walk(FOLDER)}
    return {path: data for path, data in found.items() if path != "lock"}


def assert_tidy(files: FileSystem, blobs: Mapping[str, bytes]) -> None:
    """The record leads to these blobs, and nothing else lies there."""
    assert held(files) == blobs
    assert set(lying(files)) == {"record", *(f"{ref.pack}.pack" for ref in known(Cache(files)).values())}


# ---- what goes well


def test_what_is_kept_is_there_in_the_next_build(files: FileSystem) -> None:
    for blobs in (OLD, NEW, NEW, OLD, {}, OLD):
        build(files, blobs)
        assert_tidy(files, blobs)


def test_blobs_lie_one_behind_the_other(files: FileSystem) -> None:
    refs = Cache(files).keep([b"a", b"", b"123456789"])
    pack = refs[0].pack
    assert refs == (Ref(pack, 0, 1, 0xE8B7BE43), Ref(pack, 1, 0, 0), Ref(pack, 1, 9, 0xCBF43926))
    assert lying(files) == {f"{pack}.pack": b"a123456789"}


def test_no_blobs_are_no_file(files: FileSystem) -> None:
    assert Cache(files).keep([]) == ()
    assert lying(files) == {}


def test_where_nothing_was_saved_there_is_no_record(files: FileSystem) -> None:
    assert Cache(files).record() == (None, "")
    Cache(files).keep([b"x"])
    assert Cache(files).record() == (None, "")


@pytest.mark.parametrize("record", [b"", b"x", FORMAT_LINE, bytes(range(256))])
def test_a_record_comes_back_as_it_was(files: FileSystem, record: bytes) -> None:
    Cache(files).save(record, ())
    assert Cache(files).record() == (record, "")


def test_the_lock_is_not_that_of_publication(files: FileSystem) -> None:
    watched = Watched(files)
    with Cache(watched).lock():
        assert [path for operation, path in watched.log if operation == "lock"] == [f"{FOLDER}/lock"]
    assert f"{FOLDER}/lock" != LOCK


# ---- carried elsewhere


def test_two_machines_make_the_same_bytes(tmp_path: Path) -> None:
    places = (Disk(tmp_path / "a"), Disk(tmp_path / "deep" / "er" / "b"), MemoryFiles({}))
    made = []
    for files in places:
        build(files, OLD)
        build(files, NEW)
        made.append(lying(files))
    assert made[0] == made[1] == made[2]
    assert not any(str(tmp_path).encode() in data for data in made[0].values())


def test_a_cache_may_be_carried(tmp_path: Path) -> None:
    build(Disk(tmp_path / "a"), OLD)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    shutil.rmtree(tmp_path / "a")
    watched = Watched(Disk(tmp_path / "b"))
    build(watched, OLD)
    assert held(watched) == OLD
    assert not {operation for operation, _ in watched.log} & {"write", "move", "remove"}


def test_another_folder_may_be_named(files: FileSystem) -> None:
    (ref,) = Cache(files, "else/where").keep([b"x"])
    Cache(files, "else/where").save(b"r", (ref,))
    assert {entry.path for entry in files.walk("else")} == {"else/where/record", f"else/where/{ref.pack}.pack"}
    assert Cache(files, "else/where").load(ref) == b"x"


# ---- what is read and written


def test_a_load_reads_its_own_part_alone() -> None:
    watched = Watched(MemoryFiles({}))
    refs = build(watched, OLD)
    watched.log.clear()
    assert Cache(watched).load(refs["goes"]) == OLD["goes"]
    place = refs["goes"]
    assert watched.log == [("read_part", f"{FOLDER}/{place.pack}.pack {place.start} {place.length}")]


def test_reading_the_record_reads_one_file() -> None:
    files = MemoryFiles({})
    build(files, OLD)
    files.reads.clear()
    Cache(files).record()
    assert files.reads == {RECORD: 1}


def test_an_unchanged_build_writes_nothing() -> None:
    files = MemoryFiles({})
    refs = build(files, OLD)
    files.writes.clear()
    assert build(files, OLD) == refs
    Cache(files).keep([OLD[name] for name in sorted(OLD)])
    assert not files.writes


def test_a_changed_blob_is_written_alone() -> None:
    files = MemoryFiles({})
    old = build(files, OLD)
    before = set(lying(files))
    files.writes.clear()
    new = build(files, OLD | {"changes": b"after"})
    assert [name for name in OLD if old[name] != new[name]] == ["changes"]
    assert sum(files.writes.values()) == 2
    assert len(set(lying(files)) - before) == 1


# ---- damage


def built(blobs: Mapping[str, bytes], packs: int) -> dict[str, bytes]:
    files = MemoryFiles({})
    build(files, blobs, packs=packs)
    return files.files


ELSEWHERE: Blobs = {"changes": b"elsewhere", "goes": b"other" * 20}
GOOD = built(OLD, 3)
OTHER = built(ELSEWHERE, 1)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a good cache after some accidents."""
    files = dict(GOOD)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(sorted(GOOD)))
        data = files.get(path, b"")
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        kind = draw(st.sampled_from(["flip", "cut", "cut out", "append", "insert", "remove", "folder", "mix", "carry"]))
        if kind == "flip" and data:
            flipped = data[place] ^ draw(st.integers(1, 255))
            files[path] = data[:place] + bytes([flipped]) + data[place + 1 :]
        elif kind == "cut":
            files[path] = data[:place]
        elif kind == "cut out":
            files[path] = data[:place] + data[place + draw(st.integers(1, 9)) :]
        elif kind == "append":
            files[path] = data + draw(st.binary(min_size=1, max_size=99))
        elif kind == "insert":
            files[path] = data[:place] + draw(st.binary(min_size=1, max_size=9)) + data[place:]
        elif kind == "mix":
            files[path] = files.get(draw(st.sampled_from(sorted(GOOD))), b"")
        elif kind == "carry":
            files |= OTHER
        else:
            files.pop(path, None)
            files |= {f"{path}/inside": b"x"} if kind == "folder" else {}
    return files


@settings(max_examples=300, deadline=None)
@given(damaged())
def test_damage_gives_the_right_bytes_or_none(state: dict[str, bytes]) -> None:
    """Right is what the cache held, or, where a whole other cache was put over it, what that one held."""
    files = MemoryFiles(state)
    record, reason = Cache(files).record()
    right = [Cache(MemoryFiles(cache)).record() for cache in (GOOD, OTHER)]
    assert (record, reason) in (*right, (None, ""), (None, DAMAGED), (None, FOREIGN))
    for cache, blobs in ((GOOD, OLD), (OTHER, ELSEWHERE)):
        for name, ref in known(Cache(MemoryFiles(cache))).items():
            assert Cache(files).load(ref) in (blobs[name], None)
    build(files, NEW)
    assert held(files) == NEW


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (b"", DAMAGED),
        (b"\0", DAMAGED),
        (FORMAT_LINE[:-1], DAMAGED),
        (FORMAT_LINE, DAMAGED),
        (GOOD[RECORD][:-1], DAMAGED),
        (GOOD[RECORD] + b"\n", DAMAGED),
        (GOOD[RECORD][: len(FORMAT_LINE) + 32], DAMAGED),
        (GOOD[RECORD].replace(b"stays", b"steys"), DAMAGED),
        (GOOD[RECORD].replace(b"cache", b"cachE"), DAMAGED),
        (b"\n" + GOOD[RECORD], DAMAGED),
        (GOOD[RECORD].replace(b"cache 1", b"cache 0"), FOREIGN),
        (GOOD[RECORD].replace(b"cache 1", b"cache 01"), FOREIGN),
        (b"fingerpost cache 12\nanything", FOREIGN),
    ],
)
def test_why_there_is_no_record(files: FileSystem, state: bytes, reason: str) -> None:
    files.write(RECORD, state)
    assert Cache(files).record() == (None, reason)
    build(files, OLD)
    assert_tidy(files, OLD)


@pytest.mark.parametrize(
    "ref",
    [
        Ref("../../secret", 0, 6, 0x5CA2E8E5),
        Ref("x" + "e" * 32, 0, 6, 0x5CA2E8E5),
        Ref("e" * 32 + "x", 0, 6, 0x5CA2E8E5),
        Ref("", 0, 0, 0),
        Ref("0" * 32, 0, 0, 0),
        Ref("0" * 32 + "\n", 0, 0, 0),
        *(
            Ref("f" * 32, start, length, 0)
            for start in (-1, 0, 1 << 40, 1 << 70)
            for length in (-1, 1, 1 << 46, 1 << 62, 1 << 70)
        ),
    ],
    ids=str,
)
def test_a_ref_that_nobody_made_is_none(files: FileSystem, ref: Ref) -> None:
    for path in ("secret", f"{FOLDER}/x{'e' * 32}", f"{FOLDER}/{'e' * 32}x", f"{FOLDER}/{'f' * 32}"):
        files.write(f"{path}.pack", b"secret")
    assert Cache(files).load(ref) is None
    assert Cache(files).tidied([ref]) == {}


STANDING = ("file", "folder", "link to a file", "link to a folder", "link to nothing", "link to itself")


@pytest.mark.parametrize("standing", STANDING)
@pytest.mark.parametrize("place", ["", "record", "record.new", "lock", "pack", "aside"])
def test_what_stands_in_the_way_makes_room(tmp_path: Path, place: str, standing: str) -> None:
    """A link is taken away; what it leads to is not touched."""
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    blobs = {name: data for name, data in OLD.items() if data}
    refs = build(Disk(project), blobs)
    (elsewhere / "folder").mkdir(parents=True)
    for name in ("file", "folder/record", "folder/lock", f"folder/{'a' * 32}.pack"):
        (elsewhere / name).write_bytes(b"theirs")
    pack = f"{refs['stays'].pack}.pack"
    path = project / FOLDER / {"pack": pack, "aside": f"{pack}.{os.getpid()}"}.get(place, place)
    remove(path)
    if standing == "file":
        path.write_bytes(b"a file")
    elif standing == "folder":
        path.mkdir()
        (path / "inside").write_bytes(b"x")
    else:
        target = {"nothing": "nothing", "file": "file", "folder": "folder", "itself": str(path)}
        path.symlink_to(elsewhere / target[standing.rpartition(" ")[2]])
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}

    record, reason = Cache(Disk(project)).record()
    if place in ("", "record") and not (place == "" and standing == "folder"):
        assert (record, reason) == (None, DAMAGED)
    build(Disk(project), NEW)
    build(Disk(project), blobs)
    assert held(Disk(project)) == blobs
    assert not path.is_symlink()
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_a_record_elsewhere_is_not_ours(tmp_path: Path) -> None:
    """Also a good one: whatever the link leads to may change at any time."""
    build(Disk(tmp_path / "a"), OLD)
    (tmp_path / "b" / FOLDER).mkdir(parents=True)
    (tmp_path / "b" / RECORD).symlink_to(tmp_path / "a" / RECORD)
    assert Cache(Disk(tmp_path / "b")).record() == (None, DAMAGED)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("kind", [errno.EIO, errno.EACCES, errno.ESTALE])
def test_a_disk_that_cannot_be_read_is_no_exception(kind: int) -> None:
    refs = known(Cache(MemoryFiles(GOOD)))

    def fail(operation: str) -> None:
        raise OSError(kind, "failed")

    cache = Cache(Watched(MemoryFiles(GOOD), fail))
    assert cache.record() == (None, DAMAGED)
    assert {cache.load(ref) for ref in refs.values()} == {None}


# ---- pruning


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        (f"{'a' * 32}.pack", False),
        (f"{'a' * 32}.pack.123", False),
        ("record.new", False),
        ("README", True),
        ("record.old", True),
        (f"{'A' * 32}.pack", True),
        (f"{'a' * 31}.pack", True),
        (f"{'a' * 32}.pack.old", True),
        (f"{'a' * 32}.pack.new.1", True),
        (f"x{'a' * 32}.pack", True),
        (f"deeper/{'a' * 32}.pack", True),
        (f"../{'a' * 32}.pack", True),
        ("../lock", True),
    ],
)
def test_only_packs_that_no_ref_names_go(tmp_path: Path, name: str, stays: bool) -> None:
    path = Path(os.path.normpath(tmp_path / FOLDER / name))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine")
    build(Disk(tmp_path), OLD)
    assert path.exists() == stays
    assert held(Disk(tmp_path)) == OLD


def packs_of(refs: Mapping[str, Ref]) -> set[str]:
    return {ref.pack for ref in refs.values()}


@pytest.mark.parametrize(
    ("live", "small", "large"),
    [
        ((100, 100, 100), 3, 3),
        ((51, 51, 51), 3, 3),
        ((50, 50, 50), 3, 3),
        ((100, 0, 100), 2, 2),
        ((49, 50, 50), 1, 3),
        ((100, 10, 10), 1, 2),
        ((0, 0, 49), 1, 1),
        ((100, 100, 1), 3, 3),
    ],
    ids=str,
)
@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("times", [1, 2])
def test_packs_that_are_more_dead_than_alive_are_packed_anew(
    live: tuple[int, ...], small: int, large: int, size: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many of the hundred blobs of each pack live on, each named so many times.

    A pack without any goes, and does not count. Of large packs only those move of which less than a half lives.
    """
    monkeypatch.setattr(module, "SMALL", 1 << 20 if size == "small" else 1)
    files = MemoryFiles({})
    cache = Cache(files)
    kept = [cache.keep([bytes([pack, number]) * 40 for number in range(100)]) for pack in range(len(live))]
    refs = [ref for pack, count in zip(kept, live, strict=True) for ref in pack[:count]] * times
    moved = cache.tidied(refs)
    after = [moved.get(ref, ref) for ref in refs]
    assert [cache.load(ref) for ref in after] == [cache.load(ref) for ref in refs]
    cache.save(b"", after)
    assert len(lying(files)) - 1 == {"small": small, "large": large}[size]
    assert cache.tidied(after) == {}


def test_a_pack_that_grew_is_cut_again() -> None:
    """Nothing moves, since its blobs make the same pack."""
    files = MemoryFiles({})
    refs = build(files, OLD)
    good = lying(files)
    (pack,) = packs_of(refs)
    files.files[f"{FOLDER}/{pack}.pack"] += b"x" * 999
    assert Cache(files).tidied([refs[name] for name in sorted(refs)]) == {}
    assert lying(files) == good


def test_a_tidy_cache_is_not_read_to_be_tidied() -> None:
    watched = Watched(MemoryFiles(GOOD))
    assert Cache(watched).tidied(list(known(Cache(MemoryFiles(GOOD))).values())) == {}
    assert watched.log == [("walk", FOLDER)]


@pytest.mark.parametrize(("packs", "after"), [(MOST_PACKS, MOST_PACKS), (MOST_PACKS + 1, 1)])
def test_many_small_packs_become_one(packs: int, after: int) -> None:
    assert len(packs_of(build(MemoryFiles({}), {f"{n:03}": b"%d" % n for n in range(packs)}, packs=packs))) == after


def test_large_packs_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SMALL", 100)
    blobs = {f"{n:03}": b"%03d." % n * 25 for n in range(MOST_PACKS + 9)}
    assert len(packs_of(build(MemoryFiles({}), blobs, packs=len(blobs)))) == len(blobs)


def test_what_is_packed_anew_fills_packs_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACK_SIZE", 100)
    blobs = {f"{n:03}": b"%03d.." % n * 5 for n in range(MOST_PACKS + 1)}
    files = MemoryFiles({})
    refs = build(files, blobs, packs=len(blobs))
    assert held(files) == blobs
    assert [refs[f"{n:03}"].start for n in range(9)] == [0, 25, 50, 75, 0, 25, 50, 75, 0]
    assert len(packs_of(refs)) == (MOST_PACKS + 4) // 4


def test_a_damaged_blob_keeps_its_ref() -> None:
    files = MemoryFiles({})
    cache = Cache(files)
    refs = cache.keep([bytes([n]) * 10 for n in range(10)])
    path = f"{FOLDER}/{refs[0].pack}.pack"
    files.files[path] = b"X" + files.files[path][1:]
    moved = cache.tidied(refs[:3])
    assert list(moved) == list(refs[1:3])
    after = [moved.get(ref, ref) for ref in refs[:3]]
    cache.save(b"", after)
    assert [cache.load(ref) for ref in after] == [None, b"\1" * 10, b"\2" * 10]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.binary(max_size=9), max_size=8), max_size=30))
def test_however_often_it_is_built_it_stays_small(builds: list[Blobs]) -> None:
    files = MemoryFiles({})
    for blobs in builds:
        build(files, blobs, packs=2)
        assert_tidy(files, blobs)
        packed = sum(len(data) for name, data in lying(files).items() if name != "record")
        assert packed <= 2 * sum(len(data) for data in blobs.values())


# ---- a kill at any moment, a disk that fails


def never_built(files: FileSystem) -> None:
    """Leave it as it is."""


def built_once(files: FileSystem) -> None:
    build(files, OLD)


def built_in_parts(files: FileSystem) -> None:
    build(files, OLD, packs=3)


def mostly_dead(files: FileSystem) -> None:
    build(files, OLD | {"bulk": b"bulk" * 99})


def record_damaged(files: FileSystem) -> None:
    build(files, OLD)
    files.write(RECORD, b"x")


def packs_damaged(files: FileSystem) -> None:
    for pack in packs_of(build(files, OLD, packs=3)):
        files.write(f"{FOLDER}/{pack}.pack", b"x")


Start = Callable[[FileSystem], None]
STARTS: tuple[Start, ...] = (*(never_built, built_once, built_in_parts, mostly_dead, record_damaged, packs_damaged),)
"""The states in which a build may find its cache."""
from_each_start = pytest.mark.parametrize("start", STARTS, ids=lambda start: start.__name__)


def each_moment(
    start: Start, folder: Path | None, end: Callable[[str], NoReturn]
) -> Iterator[tuple[FileSystem, dict[str, bytes | None]]]:
    """Caches whose build of NEW ended at the first, second, ... operation, and what they held before it."""
    first = MemoryFiles({})
    start(first)
    before = held(first)
    for moment in range(1000):
        files: FileSystem = MemoryFiles(first.files)
        if folder:
            files = Disk(folder / str(moment))
            for path, data in first.files.items():
                files.write(path, data)
        try:
            build(Watched(files, counted(moment, end)), NEW, packs=2)
        except (Killed, OSError):
            yield files, before
        else:
            assert moment > 10
            return


def kill(operation: str) -> NoReturn:
    raise Killed


def fill_the_disk(operation: str) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("end", [kill, fill_the_disk])
@pytest.mark.parametrize("where", ["memory", "disk"])
@from_each_start
def test_whatever_ends_a_build_leaves_the_old_record_or_the_new_one(
    start: Start, where: str, end: Callable[[str], NoReturn], tmp_path: Path
) -> None:
    for files, before in each_moment(start, tmp_path if where == "disk" else None, end):
        assert held(files) in (before, NEW)
        build(files, NEW)
        assert_tidy(files, NEW)


@pytest.mark.parametrize("deed", ["keep", "save"])
def test_a_full_disk_is_told_and_not_filled_with_rubbish(files: FileSystem, deed: str) -> None:
    build(files, OLD)
    before = lying(files)
    full = Cache(Watched(files, lambda operation: fill_the_disk(operation) if operation == "move" else None))
    with pytest.raises(OSError, match="No space"):
        full.keep([b"new"]) if deed == "keep" else full.save(b"new", ())
    assert lying(files) == before


# ---- two processes


def forked(deed: Callable[[], object]) -> int:
    """Start a process that does something, and return its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    with suppress(BaseException):
        deed()
        code = 0
    os._exit(code)


def assert_done(*children: int) -> None:
    assert {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children} == {0}


def test_many_processes_keep_at_once(tmp_path: Path) -> None:
    """Half of their packs are the same."""
    packs = [[b"%d %d" % (number, part) * 500 for part in range(9)] for number in range(20)]
    own = [[b"%d" % process, *packs[0]] for process in range(4)]

    def keep(process: int) -> None:
        for blobs in packs:
            Cache(Disk(tmp_path)).keep(blobs)
            Cache(Disk(tmp_path)).keep([*own[process], *blobs])

    assert_done(*(forked(partial(keep, process)) for process in range(4)))
    made = lying(Disk(tmp_path))
    assert len(made) == 20 + 4 * 20
    refs = [(ref, blob) for blobs in packs for ref, blob in zip(Cache(Disk(tmp_path)).keep(blobs), blobs, strict=True)]
    assert [Cache(Disk(tmp_path)).load(ref) for ref, _ in refs] == [blob for _, blob in refs]
    assert lying(Disk(tmp_path)) == made


def test_the_same_blobs_may_be_kept_between_any_two_steps(tmp_path: Path) -> None:
    """At each operation, another process keeps the same blobs from beginning to end."""
    blobs = list(OLD.values())
    for moment in range(1000):
        disk = Disk(tmp_path / str(moment))
        came = False

        def other(operation: str, disk: Disk = disk) -> None:
            nonlocal came
            if not came:
                came = True
                assert_done(forked(lambda: Cache(disk).keep(blobs)))

        refs = Cache(Watched(disk, counted(moment, other))).keep(blobs)
        assert [Cache(disk).load(ref) for ref in refs] == blobs
        assert len(lying(disk)) == 1
        if not came:
            assert moment > 5
            return


@from_each_start
def test_who_reads_without_the_lock_gets_the_right_bytes_or_none(start: Start) -> None:
    """At each operation of a build, another one reads on from the record that it had."""
    files = MemoryFiles({})
    start(files)
    refs = known(Cache(files))
    right = held(files)

    def read(operation: str) -> None:
        now = held(files)
        assert now in (right, NEW)
        for name, ref in refs.items():
            assert Cache(files).load(ref) in (right[name], None)

    build(Watched(files, read), NEW)
    assert_tidy(files, NEW)


def test_builds_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """None undoes what another one added."""

    def add(process: int) -> None:
        cache = Cache(Disk(tmp_path))
        for step in range(5):
            with cache.lock():
                refs = known(cache)
                refs[f"{process} {step}"] = cache.keep([b"%d %d" % (process, step)])[0]
                cache.save(msgspec.json.encode(refs), refs.values())

    assert_done(*(forked(partial(add, process)) for process in range(4)))
    assert_tidy(Disk(tmp_path), {f"{p} {step}": b"%d %d" % (p, step) for p in range(4) for step in range(5)})
