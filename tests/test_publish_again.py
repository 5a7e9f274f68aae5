"""Publishing again costs what changed, and comes out right whatever was done to site, twin and record in between."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fingerpost.diagnostics import Diagnostic
from fingerpost.files import Disk, MemoryFiles
from fingerpost.output import MANIFEST, Changes, digest_of
from fingerpost.publish import publish_outputs
from fingerpost.publish.places import JOURNAL, RECORD, TWIN
from tests.test_publish import CountingDisk, site_of, stamps

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")

Site = dict[str, bytes]


def publish(files: Disk | MemoryFiles, site: Site, *, jobs: int = 1) -> Changes:
    made = publish_outputs(files, {path: digest_of(site[path]) for path in site}, site.__getitem__, jobs=jobs)
    assert isinstance(made, Changes), made
    return made


def many(count: int, changed: int = -1) -> Site:
    """A site of so many pages, one of them changed."""
    return {
        f"columns/{number}/index.html": b"page %d%s" % (number, b"!" * (number == changed)) for number in range(count)
    }


SMALL = {"index.html": b"home", "a/index.html": b"page a", "a/b/index.html": b"page b", "style.css": b"a {}"}
CHANGED = SMALL | {"a/index.html": b"another page a"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose site and twin are both known."""
    for site in (CHANGED, SMALL, CHANGED, SMALL):
        publish(Disk(tmp_path), site)
    return tmp_path


# ---- the cost


class Counting:
    """The operations of a disk and their number; the names of files that were loaded."""

    def __init__(self) -> None:
        self.operations: list[str] = []

    def __call__(self, operation: str) -> None:
        self.operations.append(operation)

    def count(self, *names: str) -> int:
        return sum(self.operations.count(name) for name in names)


def test_one_change_among_many_costs_a_handful() -> None:
    files = MemoryFiles({})
    for changed in (1, 2, 3):
        publish(files, many(300, changed))
    files.reads.clear()
    files.writes.clear()
    assert publish(files, many(300, 4)).written == ("columns/3/index.html", "columns/4/index.html")
    assert set(files.reads) == {f"site/{MANIFEST}", RECORD}
    assert set(files.writes) == {f"{TWIN}/columns/{number}/index.html" for number in (3, 4)} | {
        f"{TWIN}/{MANIFEST}",
        RECORD,
    }


def test_one_change_among_many_touches_a_handful_on_a_disk(tmp_path: Path) -> None:
    for changed in (1, 2, 3):
        publish(Disk(tmp_path), many(300, changed))
    seen = Counting()
    publish(CountingDisk(tmp_path, seen), many(300, 4))
    assert seen.count("copy", "write", "remove") < 16
    assert seen.count("read") == 2
    assert seen.count("tree", "same", "remove_tree") == 0
    assert seen.count("stamps") <= 3


def test_no_change_costs_a_look(project: Path) -> None:
    before = stamps(project)
    seen = Counting()
    disk = CountingDisk(project, seen)
    assert publish(disk, SMALL) == Changes((), ())
    assert seen.count("stamps") == 1
    assert seen.count("read") == 2
    assert set(seen.operations) == {"lock", "standing", "read", "stamps"}
    assert stamps(project) == before


def test_only_what_is_written_is_loaded(project: Path) -> None:
    loaded: list[str] = []

    def load(path: str) -> bytes:
        loaded.append(path)
        return CHANGED[path]

    publish_outputs(Disk(project), {path: digest_of(CHANGED[path]) for path in CHANGED}, load)
    assert loaded == ["a/index.html"]


@pytest.mark.parametrize("name", ["index.html", "a/index.html", "a/b/index.html", "CNAME"])
def test_what_was_looked_at_once_is_known_then(project: Path, name: str) -> None:
    """A file that was touched, or came, costs a look at it by the next publication, and by that one alone."""
    (project / "site" / name).write_bytes(SMALL.get(name, b"example.org"))
    seen = Counting()
    assert publish(CountingDisk(project, seen), SMALL) == Changes((), ())
    assert seen.count("read") == 2 + (name in SMALL)
    seen = Counting()
    assert publish(CountingDisk(project, seen), SMALL) == Changes((), ())
    assert set(seen.operations) == {"lock", "standing", "read", "stamps"}


# ---- what stays is the same file


def test_what_stays_is_the_same_file_through_many_builds(project: Path) -> None:
    def facts() -> dict[str, tuple[int, int]]:
        paths = [project / "site" / name for name in SMALL if name != "a/index.html"]
        return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    before = facts()
    for number in range(6):
        publish(Disk(project), SMALL | {"a/index.html": b"%d" % number, f"new/{number}": b"new"})
        assert facts() == before


# ---- the record is worth nothing when it is wrong


def _flip(place: int) -> Callable[[Path], object]:
    def deed(path: Path) -> None:
        text = bytearray(path.read_bytes())
        text[place % len(text)] ^= 0x41
        path.write_bytes(text)

    return deed


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def _replace_by_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _rename_inside(path: Path) -> None:
    """Damage that is a whole record all the same, but for its checksum: where the twin differs is told wrongly."""
    before, name, after = path.read_bytes().rpartition(b"a/index.html")
    path.write_bytes(before + name.replace(b"x", b"y") + after)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "a folder": _replace_by_folder,
    "a link to nothing": _replace_by_link,
    "unreadable": lambda path: path.chmod(0),
    "a name is another": _rename_inside,
    "something else": lambda path: path.write_bytes(b'{"format": 1}'),
    **{f"flipped at {place}": _flip(place) for place in (0, 20, 25, 40, 45, 100, 200, -1)},
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("foreign", [{}, {"CNAME": b"example.org", "a/notes": b"mine"}])
def test_a_damaged_record_costs_a_slow_publication(project: Path, damage: str, foreign: Site) -> None:
    for name, data in foreign.items():
        (project / "site" / name).write_bytes(data)
    publish(Disk(project), CHANGED)
    DAMAGE[damage](project / RECORD)
    for site in (CHANGED | {"style.css": b"b {}"}, SMALL):
        publish(Disk(project), site)
        assert site_of(Disk(project)) == site | foreign
    publish(Disk(project), CHANGED)
    assert site_of(Disk(project)) == CHANGED | foreign
    seen = Counting()
    assert publish(CountingDisk(project, seen), CHANGED) == Changes((), ())
    assert set(seen.operations) == {"lock", "standing", "read", "stamps"}, "the record did not come back"


def test_the_record_of_another_checkout_says_nothing(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its site has the same build, its files are others."""
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(project / "site", other / "site")
    shutil.copytree(project / ".fingerpost", other / ".fingerpost")
    (other / "site" / "index.html").write_bytes(b"HOME")
    (other / TWIN / "style.css").write_bytes(b"b {}")
    assert publish(Disk(other), SMALL).written == ("index.html",)
    assert site_of(Disk(other)) == SMALL
    publish(Disk(other), CHANGED)
    assert site_of(Disk(other)) == CHANGED


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"caf\xe9/x", b"\xff/"])
def test_a_foreign_name_may_be_no_utf8(project: Path, name: bytes) -> None:
    place = os.fsencode(project / "site") + b"/" + name
    Path(os.fsdecode(os.path.dirname(place))).mkdir(exist_ok=True)  # noqa: PTH120 -- bytes
    if not name.endswith(b"/"):
        Path(os.fsdecode(place)).write_bytes(b"mine")
    for site in (CHANGED, CHANGED, SMALL):
        publish(Disk(project), site)
        assert Path(os.fsdecode(place)).exists()


def test_a_disk_that_will_not_have_the_record_publishes(project: Path) -> None:
    def refuse(operation: str) -> None:
        if operation == "write" and (project / TWIN / MANIFEST).exists() and site_of(Disk(project)) == CHANGED:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert publish(CountingDisk(project, refuse), CHANGED).written == ("a/index.html",)
    assert site_of(Disk(project)) == CHANGED
    publish(Disk(project), SMALL)
    assert site_of(Disk(project)) == SMALL


@pytest.mark.parametrize("name", ["late", "a/late", "late/x", "a/b/late/x"])
@pytest.mark.parametrize("record", ["kept", "deleted", "stale"])
def test_what_comes_during_a_look_is_seen_by_the_next(tmp_path: Path, name: str, record: str) -> None:
    """A folder's stamp is older than the list of it, so that no moment is between them."""
    moment, came = 0, True
    while came:
        project = tmp_path / str(moment)
        for site in (CHANGED, SMALL, CHANGED):
            publish(Disk(project), site)
        if record == "deleted":
            (project / RECORD).unlink()
        elif record == "stale":
            (project / "site" / "a" / "new").mkdir()
        came, left = False, moment

        def tick(operation: str, path: Path = project / "site" / name) -> None:
            nonlocal came, left
            left -= 1
            if left == -1:
                came = True
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(b"mine")

        assert publish(CountingDisk(project, tick), CHANGED) == Changes((), ())
        for site in (SMALL, CHANGED):
            publish(Disk(project), site)
            assert site_of(Disk(project)) == (site | {name: b"mine"} if came else site)
        moment += 1
    assert moment > 4


# ---- the manifest


def test_the_manifest_names_the_build(project: Path) -> None:
    manifest = msgspec.json.decode((project / "site" / MANIFEST).read_bytes())
    assert manifest["format"] == 2
    assert manifest["files"] == {path: digest_of(data) for path, data in SMALL.items()}
    publish(Disk(project), CHANGED)
    changed = msgspec.json.decode((project / "site" / MANIFEST).read_bytes())
    assert changed["build"] != manifest["build"]
    publish(Disk(project), dict(reversed(SMALL.items())))
    assert msgspec.json.decode((project / "site" / MANIFEST).read_bytes()) == manifest


@pytest.mark.parametrize("site", [SMALL, CHANGED, {}])
@pytest.mark.parametrize("cache", ["kept", "deleted"])
def test_a_manifest_of_the_first_format_is_understood(project: Path, site: Site, cache: str) -> None:
    """Its files are ours: those that go may be removed, and those that stay are the same files."""
    first = msgspec.json.encode({"format": 1, "files": sorted(SMALL)})
    (project / "site" / MANIFEST).write_bytes(first)
    (project / "site" / "CNAME").write_bytes(b"example.org")
    stays = (project / "site" / "style.css").stat()
    if cache == "deleted":
        shutil.rmtree(project / ".fingerpost")
    changes = publish(Disk(project), site)
    assert changes.written == tuple(path for path in sorted(site) if site[path] != SMALL[path])
    assert changes.removed == tuple(sorted(SMALL.keys() - site.keys()))
    assert site_of(Disk(project)) == site | {"CNAME": b"example.org"}
    assert not site or (project / "site" / "style.css").stat().st_ino == stays.st_ino
    assert msgspec.json.decode((project / "site" / MANIFEST).read_bytes())["format"] == 2


@pytest.mark.parametrize("build", ["", "0" * 32])
def test_a_manifest_that_names_another_build_is_put_right(project: Path, build: str) -> None:
    manifest = (project / "site" / MANIFEST).read_bytes()
    edited = msgspec.json.encode(msgspec.json.decode(manifest) | {"build": build})
    (project / "site" / MANIFEST).write_bytes(edited)
    assert publish(Disk(project), SMALL) == Changes((), ())
    assert (project / "site" / MANIFEST).read_bytes() == manifest


@pytest.mark.parametrize("build", ["kept", "another"])
def test_a_manifest_that_somebody_put_there_vouches_for_no_file(project: Path, build: str) -> None:
    """As from version control: it tells of the files of another build than those that lie there."""
    path = project / "site" / MANIFEST
    mine = msgspec.json.decode(path.read_bytes())
    publish(Disk(project), CHANGED)
    others = msgspec.json.decode(path.read_bytes())
    publish(Disk(project), SMALL)
    path.write_bytes(msgspec.json.encode(others | ({"build": mine["build"]} if build == "kept" else {})))
    assert publish(Disk(project), CHANGED).written == ("a/index.html",)
    assert site_of(Disk(project)) == CHANGED


# ---- what others do to folders


@pytest.mark.parametrize("target", ["../elsewhere", "nowhere"])
def test_a_folder_of_ours_that_became_a_link_is_theirs(project: Path, target: str) -> None:
    """Its files have the same stamps behind the link, and are in the site no more."""
    (project / "site" / "a").rename(project / "elsewhere")
    (project / "site" / "a").symlink_to(target)
    without = {name: data for name, data in SMALL.items() if not name.startswith("a/")}
    for site in (without, without | {"index.html": b"another home"}, without):
        publish(Disk(project), site)
        assert (project / "site" / "a").is_symlink()
        assert (project / "elsewhere" / "b" / "index.html").read_bytes() == b"page b"


def test_a_folder_that_was_emptied_by_hand_is_ours_again_with_its_page(project: Path) -> None:
    (project / "site" / "a/b/index.html").unlink()
    assert publish(Disk(project), SMALL).written == ("a/b/index.html",)
    publish(Disk(project), CHANGED)
    without = {name: data for name, data in SMALL.items() if name != "a/b/index.html"}
    for site in (without, without | {"index.html": b"another home"}):
        publish(Disk(project), site)
        assert site_of(Disk(project)) == site
        assert not (project / "site" / "a/b").exists()


# ---- the twin is not believed blindly


def _replace(path: Path, by: bytes | None) -> None:
    """Put a file, or a folder, in the place of a file or folder."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.mkdir() if by is None else path.write_bytes(by)


def _move_behind_a_link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


TWIN_DAMAGE: dict[str, Callable[[Path], object]] = {
    "a file is gone": lambda twin: (twin / "style.css").unlink(),
    "a deep file is gone": lambda twin: (twin / "a/b/index.html").unlink(),
    "a file is another": lambda twin: _replace(twin / "style.css", b"b {}"),
    "a file is a folder": lambda twin: _replace(twin / "style.css", None),
    "a folder is a file": lambda twin: _replace(twin / "a", b""),
    "a file came": lambda twin: (twin / "a" / "stray").write_bytes(b"stray"),
    "a folder came": lambda twin: (twin / "stray").mkdir(),
    "the manifest is gone": lambda twin: (twin / MANIFEST).unlink(),
    "the manifest is another": lambda twin: (twin / MANIFEST).write_bytes(b"{}"),
    "the manifest is a folder": lambda twin: _replace(twin / MANIFEST, None),
    "it is gone": shutil.rmtree,
    "it is empty": lambda twin: _replace(twin, None),
    "it is a file": lambda twin: _replace(twin, b""),
    "it is a link": _move_behind_a_link,
    "a folder is a link": lambda twin: _move_behind_a_link(twin / "a"),
}


@pytest.mark.parametrize("damage", TWIN_DAMAGE)
@pytest.mark.parametrize("site", [SMALL, CHANGED, {"a": b"a file"}, {}])
def test_a_damaged_twin_is_not_published(project: Path, damage: str, site: Site) -> None:
    TWIN_DAMAGE[damage](project / TWIN)
    for wanted in (site, CHANGED, site):
        publish(Disk(project), wanted)
        assert site_of(Disk(project)) == wanted
        assert not (project / "site" / "stray").exists()


class Naming(Disk):
    """A disk that tells what was changed in the twin, in order."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.changes: list[tuple[str, str]] = []

    def _note(self, operation: str, path: str) -> None:
        if path.startswith(f"{TWIN}/"):
            self.changes.append((operation, path.removeprefix(f"{TWIN}/")))

    def write(self, path: str, data: bytes) -> None:
        self._note("write", path)
        super().write(path, data)

    def copy(self, old: str, new: str) -> None:
        self._note("copy", new)
        super().copy(old, new)

    def remove(self, path: str) -> None:
        self._note("remove", path)
        super().remove(path)


@pytest.mark.parametrize("record", ["kept", "deleted"])
def test_the_twins_manifest_goes_first_and_comes_last(project: Path, record: str) -> None:
    if record == "deleted":
        (project / RECORD).unlink()
    disk = Naming(project)
    publish(disk, {"a": b"a file", "index.html": b"another home", "style.css": SMALL["style.css"]})
    assert disk.changes[0] == ("remove", MANIFEST)
    assert disk.changes[-1] == ("write", MANIFEST)
    assert len(disk.changes) > 4
    assert [path for _, path in disk.changes].count(MANIFEST) == 2


def test_a_file_of_ours_that_became_a_link_is_written_anew(project: Path) -> None:
    for name, target in (("style.css", "nowhere"), ("index.html", "style.css"), ("a/index.html", "b/index.html")):
        (project / "site" / name).unlink()
        (project / "site" / name).symlink_to(target)
    assert publish(Disk(project), SMALL).written == ("a/index.html", "index.html", "style.css")
    assert not any(path.is_symlink() for path in (project / "site").rglob("*"))
    publish(Disk(project), CHANGED)
    assert site_of(Disk(project)) == CHANGED


def test_a_disk_that_cannot_link_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **keywords: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    disk = Disk(tmp_path)
    publish(disk, SMALL)
    (tmp_path / "site" / "CNAME").write_bytes(b"example.org")
    for site in (CHANGED, SMALL, CHANGED, {}, SMALL):
        publish(disk, site)
        assert site_of(disk) == site | {"CNAME": b"example.org"}
        (tmp_path / TWIN / "style.css").unlink(missing_ok=True)
        seen = Counting()
        assert publish(CountingDisk(tmp_path, seen), site) == Changes((), ())
        assert set(seen.operations) == {"lock", "standing", "read", "stamps"}


# ---- on several cores


@pytest.mark.parametrize("count", [3, 300])
def test_several_processes_write_the_same_site(tmp_path: Path, count: int) -> None:
    disk = Disk(tmp_path)
    for site in (many(count), many(count, 1), {path: data * 2 for path, data in many(count).items()}, {}):
        publish(disk, site, jobs=3)
        assert site_of(disk) == site
        assert publish(disk, site, jobs=3) == Changes((), ())
        (tmp_path / RECORD).unlink()
        assert publish(disk, site, jobs=3) == Changes((), ())


def test_a_disk_that_is_full_is_told_by_whoever_meets_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    publish(Disk(tmp_path), many(300))
    before = stamps(tmp_path / "site")

    def full(operation: str) -> None:
        if operation == "write":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "columns")

    with pytest.raises(OSError, match="columns") as raised:
        publish(CountingDisk(tmp_path, full), {path: data * 2 for path, data in many(300).items()}, jobs=3)
    assert raised.value.errno == errno.ENOSPC
    assert capfd.readouterr() == ("", "")
    assert stamps(tmp_path / "site") == before
    assert publish(Disk(tmp_path), many(300), jobs=3) == Changes((), ())


# ---- whatever happens, in whatever order


class Cut(BaseException):
    """A kill, as far as one process can play it."""


PATHS = ("a", "a/b", "a/b/c", "a/d", "e/f", "e/g/h", "i", "j")
"""Few, so that files and folders often take each other's place."""
FOREIGN = ("x", "e/x", "a/x", "y/x", "e/g/y/x", "i.gz")


def _fits(paths: set[str]) -> bool:
    return not any(other.startswith(path + "/") for path in paths for other in paths)


class Publications(RuleBasedStateMachine):
    """Publications with anything between them. Each that is completed leaves what it was given, and foreign files."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.site = self.root / "site"
        self.length = 0
        self.published: Site = {}
        self.foreign: Site = {}

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def bytes_of_another_length(self) -> bytes:
        """Bytes of a length that no file had: on a disk with coarse clocks, length alone shows a quick change."""
        self.length += 1
        return b"." * self.length

    def lying(self) -> Site:
        """The files in the output folder, links and the manifest left out."""
        found = [path for path in self.site.rglob("*") if path.is_file() and not path.is_symlink()]
        names = {path.relative_to(self.site).as_posix(): path.read_bytes() for path in found}
        return {name: data for name, data in names.items() if name != MANIFEST}

    def has_no_place(self, path: Path) -> bool:
        """Whether a file or a link stands where one of its folders would be."""
        return path.is_symlink() or any(one.is_file() or one.is_symlink() for one in path.parents)

    def unfinished(self) -> bool:
        return (self.root / JOURNAL).exists()

    @initialize()
    def start(self) -> None:
        self.publish_all({"a/b", "e/f", "i"}, set(), exchanges=True)

    @rule(
        paths=st.sets(st.sampled_from(PATHS)).filter(_fits),
        new=st.sets(st.sampled_from(PATHS)),
        exchanges=st.booleans(),
    )
    def publish_all(self, paths: set[str], new: set[str], exchanges: bool) -> None:
        site = self.wanted(paths, new)
        made = self.attempt(site, str, exchanges=exchanges)
        if isinstance(made, Diagnostic):
            assert made.code == "foreign-file"
        else:
            self.published = site
            assert self.lying() == site | self.foreign

    @rule(
        paths=st.sets(st.sampled_from(PATHS)).filter(_fits),
        new=st.sets(st.sampled_from(PATHS)),
        moment=st.integers(0, 60),
        exchanges=st.booleans(),
    )
    def publish_until_killed(self, paths: set[str], new: set[str], moment: int, exchanges: bool) -> None:
        site = self.wanted(paths, new)

        def tick(operation: str) -> None:
            nonlocal moment
            moment -= 1
            if moment < 0:
                raise Cut

        before = self.lying()
        try:
            made = self.attempt(site, tick, exchanges=exchanges)
        except Cut:
            made = None
        now = self.lying()
        if isinstance(made, Changes) or (made is None and now == site | self.foreign):
            self.published = site
        assert now in (before, site | self.foreign) or self.unfinished()
        if self.unfinished() and not self.site.exists():
            assert isinstance(self.attempt(site, str, exchanges=exchanges), Changes | Diagnostic)
            self.published = self.published if self.lying() == before else site
            assert self.lying() in (before, site | self.foreign)

    def wanted(self, paths: set[str], new: set[str]) -> Site:
        return {
            path: self.published[path] if path in self.published and path not in new else self.bytes_of_another_length()
            for path in paths
        }

    def attempt(self, site: Site, tick: Callable[[str], object], *, exchanges: bool) -> Changes | Diagnostic:
        disk = CountingDisk(self.root, tick, exchanges=exchanges)
        return publish_outputs(disk, {path: digest_of(site[path]) for path in site}, site.__getitem__)

    @precondition(lambda self: self.site.exists())
    @rule(name=st.sampled_from(FOREIGN), replace=st.booleans())
    def put_a_foreign_file(self, name: str, replace: bool) -> None:
        path = self.site / name
        if self.has_no_place(path) or path.is_dir():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if replace:
            path.unlink(missing_ok=True)
        self.foreign[name] = self.bytes_of_another_length()
        path.write_bytes(self.foreign[name])

    @rule(name=st.sampled_from(FOREIGN))
    def take_a_foreign_file(self, name: str) -> None:
        if self.foreign.pop(name, None) is not None:
            (self.site / name).unlink()

    @precondition(lambda self: self.site.exists())
    @rule(name=st.sampled_from(("k", "e/k", "a/k/l", "y")))
    def put_an_empty_folder(self, name: str) -> None:
        path = self.site / name
        if not self.has_no_place(path):
            path.mkdir(parents=True, exist_ok=True)

    @rule(name=st.sampled_from(PATHS), deed=st.sampled_from(("edit", "replace", "delete", "touch", "link")))
    def change_ours_by_hand(self, name: str, deed: str) -> None:
        path = self.site / name
        if name not in self.published or not path.is_file() or path.is_symlink():
            return
        if deed in ("replace", "delete", "link"):
            path.unlink()
        if deed == "link":
            path.symlink_to("nowhere")
        elif deed == "touch":
            path.touch()
        elif deed != "delete":
            path.write_bytes(self.bytes_of_another_length())

    @precondition(lambda self: self.published and self.site.exists())
    @rule(data=st.data())
    def damage_the_twin(self, data: st.DataObject) -> None:
        twin = self.root / TWIN
        if not twin.is_dir() or self.unfinished():
            return
        below = sorted(path for path in twin.rglob("*"))
        deed = data.draw(st.sampled_from(("remove", "add", "replace", "all")))
        path = data.draw(st.sampled_from(below)) if below else twin
        if deed == "all" or path == twin:
            shutil.rmtree(twin)
        elif deed == "remove":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        elif deed == "add":
            (path.parent / "stray").write_bytes(b"stray")
        elif not path.is_dir():
            path.unlink()
            path.write_bytes(self.bytes_of_another_length())

    @rule(damage=st.sampled_from(sorted(DAMAGE)))
    def damage_the_record(self, damage: str) -> None:
        if (self.root / RECORD).is_file() and (self.root / RECORD).stat().st_size:
            DAMAGE[damage](self.root / RECORD)

    @rule(name=st.sampled_from(("site", ".fingerpost", "site and twin")))
    def delete(self, name: str) -> None:
        if self.unfinished():
            return
        for one in {"site and twin": ("site", TWIN)}.get(name, (name,)):
            shutil.rmtree(self.root / one, ignore_errors=True)
        if name != ".fingerpost":
            self.published, self.foreign = {}, {}

    @invariant()
    def no_foreign_file_is_lost(self) -> None:
        lying = self.lying()
        assert {path: lying.get(path) for path in self.foreign} == self.foreign


TestPublications = Publications.TestCase
TestPublications.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
