"""Publication is all or nothing, whatever happens: errors, foreign files, a kill at any moment, a full disk.

The small sites OLD and NEW below differ in every way in which two builds can: a page changed, came, went, stayed. What
lies on the disk afterwards must be one of them, whole.
"""

import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import pytest

from fingerpost.diagnostics import Diagnostic
from fingerpost.files import Disk, Entry, MemoryFiles
from fingerpost.output import MANIFEST, Changes, Copy, Output, digest_of
from fingerpost.pipeline import Published, publish_site
from fingerpost.promises import PROMISES_FILE
from fingerpost.publish import publish_outputs
from fingerpost.publish.places import RECORD
from tests.conftest import HOME, SITE_YML, build, memory

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")

OLD = (
    Output("about/index.html", b"about"),
    Output("assets/style.1.css", b"a {}"),
    Output("columns/gone/index.html", b"gone"),
    Output("columns/stays/index.html", b"stays"),
    Copy("form.txt", "content/form.txt"),
    Output("index.html", b"old home"),
    Output("tutorials/t/deep/index.html", b"deep"),
)
NEW = (
    Output("about/index.html", b"about"),
    Output("assets/style.2.css", b"b {}"),
    Output("columns/came/index.html", b"came"),
    Output("columns/stays/index.html", b"stays"),
    Copy("form.txt", "content/form.txt"),
    Output("index.html", b"new home"),
)
NEWER = (
    Output("about/index.html", b"about us"),
    Output("assets/style.2.css", b"b {}"),
    Output("columns/gone/index.html", b"back again"),
    Output("index.html", b"newer home"),
    Output("tutorials/t", b"a file where a folder was"),
)
FORM = b"a form"
FOREIGN = {"CNAME": b"example.org", "columns/gone/notes.txt": b"mine", ".well-known/x": b"y"}
"""Files that somebody else puts into the output folder; one of them beside a page that will go."""

Outputs = tuple[Output | Copy, ...]
Files = Disk | MemoryFiles
KILLED = 9


# ---- what lies where


def wanted(outputs: Outputs, foreign: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files that an output folder with these outputs holds, its manifest left out."""
    data = {one.path: one.data if isinstance(one, Output) else FORM for one in outputs}
    return data | (foreign or {})


def site_of(files: Files) -> dict[str, bytes]:
    """The files in the output folder, its manifest left out."""
    found = {entry.path.removeprefix("site/"): files.read(entry.path) for entry in files.walk("site")}
    return {path: data for path, data in found.items() if path != MANIFEST}


def snapshot(folder: Path, leave_out: tuple[Path, ...] = ()) -> dict[str, object]:
    """All below a folder, links and empty folders too: each with what it holds."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if any(path == out or out in path.parents for out in leave_out):
            continue
        holds = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"
        found[path.relative_to(folder).as_posix()] = holds
    return found


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """The same, with times, modes and numbers of files: equal only where nothing at all was touched."""
    found = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        facts = path.lstat()
        found[str(path)] = facts.st_mtime_ns, facts.st_mode, facts.st_ino
    return found


def empty_folders(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


# ---- projects


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a project that holds one download and has never been built."""
    folder = tmp_path / "project"
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "form.txt").write_bytes(FORM)
    return folder


@pytest.fixture(params=["memory", "disk"])
def files(request: pytest.FixtureRequest, project: Path) -> Files:
    """The same project, once in memory and once on the disk."""
    return Disk(project) if request.param == "disk" else MemoryFiles({"content/form.txt": FORM})


def try_to_publish(files: Files, outputs: Outputs) -> Changes | Diagnostic:
    data = wanted(outputs)
    return publish_outputs(files, {path: digest_of(data[path]) for path in data}, data.__getitem__)


def publish(files: Files, outputs: Outputs) -> Changes:
    made = try_to_publish(files, outputs)
    assert isinstance(made, Changes), made
    return made


def put(folder: Path, texts: dict[str, bytes]) -> None:
    for name, data in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def build_and_publish(files: Files) -> Published:
    return publish_site(files, build(files))


# ---- builds that go well


def test_publishes_what_it_is_given(files: Files) -> None:
    changes = publish(files, OLD)
    assert site_of(files) == wanted(OLD)
    assert changes == Changes(tuple(sorted(wanted(OLD))), ())


def test_tells_what_changed(files: Files) -> None:
    publish(files, OLD)
    changes = publish(files, NEW)
    assert site_of(files) == wanted(NEW)
    assert changes.written == ("assets/style.2.css", "columns/came/index.html", "index.html")
    assert changes.removed == ("assets/style.1.css", "columns/gone/index.html", "tutorials/t/deep/index.html")


def test_goes_back_and_forth(files: Files) -> None:
    for outputs in (OLD, NEW, OLD, OLD, NEW, NEW, (), OLD):
        publish(files, outputs)
        assert site_of(files) == wanted(outputs)


def test_removed_pages_vanish_with_their_folders(project: Path) -> None:
    for outputs in (OLD, NEW, OLD, NEW):
        publish(Disk(project), outputs)
        assert empty_folders(project) == []
    assert not (project / "site" / "tutorials").exists()


def test_an_unchanged_site_is_not_written(files: Files) -> None:
    publish(files, OLD)
    publish(files, NEW)
    if isinstance(files, MemoryFiles):
        files.writes.clear()
    assert publish(files, NEW) == Changes((), ())
    if isinstance(files, MemoryFiles):
        assert not files.writes


@pytest.mark.parametrize("deleted", [(), (".fingerpost",)])
def test_an_unchanged_site_is_not_touched(project: Path, deleted: tuple[str, ...]) -> None:
    publish(Disk(project), OLD)
    publish(Disk(project), NEW)
    for name in deleted:
        shutil.rmtree(project / name)
    before = stamps(project / "site")
    assert publish(Disk(project), NEW) == Changes((), ())
    assert stamps(project / "site") == before


def test_only_what_changed_is_written() -> None:
    files = MemoryFiles({"content/form.txt": FORM})
    publish(files, OLD)
    files.writes.clear()
    publish(files, NEW)
    written = {path.removeprefix(".fingerpost/twin/") for path in files.writes}
    assert written == {"assets/style.2.css", "columns/came/index.html", "index.html", MANIFEST, RECORD}


def test_what_stays_keeps_its_file(project: Path) -> None:
    publish(Disk(project), OLD)
    stays = [project / "site" / name for name in ("about/index.html", "columns/stays/index.html", "form.txt")]
    before = [(path.stat().st_mtime_ns, path.stat().st_ino) for path in stays]
    for outputs in (NEW, OLD, NEW):
        publish(Disk(project), outputs)
    assert [(path.stat().st_mtime_ns, path.stat().st_ino) for path in stays] == before


def test_the_twin_shares_its_files(project: Path) -> None:
    """Twice the site costs the disk little more than once."""
    for outputs in (OLD, NEW, NEW, OLD, NEW):
        publish(Disk(project), outputs)
    shared = [path for path in (project / "site").rglob("index.html") if path.stat().st_nlink == 2]
    assert {path.relative_to(project).as_posix() for path in shared} >= {
        "site/about/index.html",
        "site/columns/stays/index.html",
    }


@pytest.mark.parametrize("name", ["about/index.html", "form.txt", "assets/style.2.css"])
@pytest.mark.parametrize("deed", ["deleted", "edited in place", "replaced"])
def test_what_was_changed_by_hand_is_put_right(project: Path, name: str, deed: str) -> None:
    publish(Disk(project), OLD)
    publish(Disk(project), NEW)
    path = project / "site" / name
    if deed != "edited in place":
        path.unlink()
    if deed != "deleted":
        path.write_bytes(b"by hand")
    for outputs in (NEW, OLD, NEW):
        publish(Disk(project), outputs)
        assert site_of(Disk(project)) == wanted(outputs)


@pytest.mark.parametrize("deleted", ["site", ".fingerpost", "both", "site/.fingerpost.json and all"])
def test_the_output_may_be_deleted_at_any_time(project: Path, deleted: str) -> None:
    publish(Disk(project), OLD)
    publish(Disk(project), NEW)
    for outputs in (OLD, NEW, NEW):
        names = {"both": ("site", ".fingerpost"), "site/.fingerpost.json and all": ("site",)}.get(deleted, (deleted,))
        for name in names:
            shutil.rmtree(project / name)
        if deleted.endswith("all"):
            (project / "site").mkdir()
        publish(Disk(project), outputs)
        assert site_of(Disk(project)) == wanted(outputs)
        assert {path.name for path in (project / ".fingerpost").iterdir()} <= {"lock", "twin", "published"}


def test_a_file_may_become_a_folder_and_a_folder_a_file(files: Files) -> None:
    for outputs in ((Output("a", b"1"),), (Output("a/b/c", b"2"),), (Output("a/b", b"3"),), (Output("a", b"4"),)):
        publish(files, outputs)
        assert site_of(files) == wanted(outputs)


# ---- errors of a build


@pytest.mark.parametrize(
    "broken",
    [
        {"content/about.md": "---\ntitle: About\n---\n\n[[nowhere]]\n"},
        {"content/site.yml": "title: Test\n"},
        {"content/site.yml": b"\xff"},
        {"templates/page.html": "{{ nothing }}"},
        {"templates/page.html": "{% if %}"},
        {"content/static/index.html": "mine too"},
    ],
)
def test_errors_leave_the_site_untouched(project: Path, broken: dict[str, str | bytes]) -> None:
    put(project / "content", {"site.yml": SITE_YML.encode(), "index.md": HOME.encode(), "about.md": HOME.encode()})
    assert build_and_publish(Disk(project)).changes is not None
    put(project, {name: data if isinstance(data, bytes) else data.encode() for name, data in broken.items()})
    before = snapshot(project), stamps(project)
    published = build_and_publish(Disk(project))
    assert published.changes is None
    assert published.built.failed
    assert (snapshot(project), stamps(project)) == before


def test_strict_makes_warnings_forbid_publication() -> None:
    files = memory({"content/about.md": "---\ntitle: About\n---\n\n# First\n"})
    strict = publish_site(files, build(files, strict=True))
    assert strict.changes is None
    assert not files.walk("site")
    assert publish_site(files, build(files)).changes is not None


def test_a_folder_without_a_site_stays_as_it_is(tmp_path: Path) -> None:
    published = build_and_publish(Disk(tmp_path))
    assert published.changes is None
    assert snapshot(tmp_path) == {}


def test_the_same_content_is_published_once() -> None:
    files = memory({"content/about.md": "---\ntitle: About\n---\n\nWho we are.\n", "content/static/CNAME": "x"})
    assert build_and_publish(files).changes != Changes((), ())
    files.writes.clear()
    assert build_and_publish(files).changes == Changes((), ())
    assert not files.writes


def test_an_edit_changes_what_it_reaches_and_no_more() -> None:
    pages = {"content/about.md": "---\ntitle: About\nsummary: Us.\n---\n\nWho we are.\n", "content/more.md": HOME}
    files = memory({"content/site.yml": f"{SITE_YML}twins: false\n", **pages})
    build_and_publish(files)
    files.files["content/about.md"] = b"---\ntitle: About\nsummary: Us.\n---\n\nWho we were.\n"
    assert build_and_publish(files).changes == Changes(("about/index.html",), ())
    del files.files["content/more.md"]
    del files.files[PROMISES_FILE]
    changed = ("404.json", "_headers", "graph.json", "llms.txt", "sitemap.xml")
    assert build_and_publish(files).changes == Changes(changed, ("more/index.html",))


# ---- what somebody else put there


def test_foreign_files_survive(files: Files) -> None:
    publish(files, OLD)
    for name, data in FOREIGN.items():
        files.write(f"site/{name}", data)
    for outputs in (NEW, NEW, OLD, NEW, (), OLD):
        publish(files, outputs)
        assert site_of(files) == wanted(outputs, FOREIGN)


def test_foreign_files_stay_the_same_files(project: Path) -> None:
    publish(Disk(project), OLD)
    put(project / "site", FOREIGN)
    (project / "site" / "CNAME").chmod(0o755)
    before = {name: (project / "site" / name).lstat() for name in FOREIGN}
    for outputs in (NEW, OLD, NEW):
        publish(Disk(project), outputs)
        for name, facts in before.items():
            now = (project / "site" / name).lstat()
            assert (now.st_ino, now.st_mtime_ns, now.st_mode) == (facts.st_ino, facts.st_mtime_ns, facts.st_mode)


def test_a_foreign_file_that_goes_is_not_brought_back(project: Path) -> None:
    publish(Disk(project), OLD)
    put(project / "site", FOREIGN)
    publish(Disk(project), NEW)
    publish(Disk(project), OLD)
    (project / "site" / "CNAME").unlink()
    left = {name: data for name, data in FOREIGN.items() if name != "CNAME"}
    for outputs in (NEW, OLD):
        publish(Disk(project), outputs)
        assert site_of(Disk(project)) == wanted(outputs, left)


@pytest.mark.parametrize("target", ["about", "about/index.html", "nowhere", "../content", "../content/form.txt", "."])
def test_a_foreign_link_stays_a_link(project: Path, target: str) -> None:
    publish(Disk(project), OLD)
    (project / "site" / "link").symlink_to(target)
    for outputs in (NEW, OLD, NEW):
        publish(Disk(project), outputs)
        assert (project / "site" / "link").is_symlink()
        assert str((project / "site" / "link").readlink()) == target


def test_foreign_folders_survive_empty(project: Path) -> None:
    """A checkout of the published branch in the output folder has empty folders, and is no checkout without them."""
    publish(Disk(project), OLD)
    (project / "site" / ".git" / "refs" / "heads").mkdir(parents=True)
    for outputs in (NEW, OLD, NEW):
        publish(Disk(project), outputs)
        assert (project / "site" / ".git" / "refs" / "heads").is_dir()


def test_a_foreign_file_is_not_overwritten(project: Path) -> None:
    """A page comes to an address where somebody else's file lies: refused, or kept beside, but never lost."""
    publish(Disk(project), OLD)
    put(project / "site", {"columns/came/index.html": b"mine"})
    try_to_publish(Disk(project), NEW)
    assert b"mine" in site_of(Disk(project)).values()


def test_a_foreign_file_in_the_way_of_a_folder_is_told(project: Path) -> None:
    """`site/columns/came` is a file, and a page wants to be `site/columns/came/index.html`."""
    publish(Disk(project), OLD)
    put(project / "site", {"columns/came": b"mine"})
    made = try_to_publish(Disk(project), NEW)
    assert isinstance(made, Diagnostic)
    assert site_of(Disk(project)) == wanted(OLD, {"columns/came": b"mine"})


def test_a_foreign_folder_is_refused(files: Files) -> None:
    files.write("site/thesis.txt", b"years of work")
    made = try_to_publish(files, OLD)
    assert isinstance(made, Diagnostic)
    assert made.code == "foreign-site"
    assert "site/thesis.txt" in made.message
    assert site_of(files) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b"{}", b'{"format": 1}', b'{"format": 1, "files": [1]}', b'{"format":1,"files":["\xff"]}'],
)
def test_a_manifest_that_cannot_be_read_is_no_leave(files: Files, manifest: bytes) -> None:
    """Without it nobody knows which files may be removed."""
    publish(files, OLD)
    files.write(f"site/{MANIFEST}", manifest)
    made = try_to_publish(files, NEW)
    assert isinstance(made, Diagnostic)
    assert made.code == "foreign-site"
    assert site_of(files) == wanted(OLD)


def test_a_manifest_names_nothing_outside(project: Path) -> None:
    """Whoever writes a manifest by hand can lose no more than what lies in the output folder."""
    publish(Disk(project), OLD)
    names = ["../content/form.txt", "/etc/hostname", "..", "", str(project / "content" / "form.txt"), "index.html"]
    manifest = '{"format":1,"files":[' + ",".join(f'"{name}"' for name in names) + "]}"
    (project / "site" / MANIFEST).write_text(manifest)
    try_to_publish(Disk(project), NEW)
    assert (project / "content" / "form.txt").read_bytes() == FORM
    assert Path("/etc/hostname").exists()


@pytest.mark.parametrize("standing", ["file", "link", "link to nothing", "link to itself"])
def test_a_site_that_is_no_folder_is_refused(project: Path, tmp_path: Path, standing: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    site = project / "site"
    targets = {"link": tmp_path / "elsewhere", "link to nothing": tmp_path / "nothing", "link to itself": site}
    site.write_bytes(b"a file") if standing == "file" else site.symlink_to(targets[standing])
    before = snapshot(tmp_path, (project / ".fingerpost",))
    made = try_to_publish(Disk(project), OLD)
    assert isinstance(made, Diagnostic)
    assert made.code == "site-not-a-folder"
    assert snapshot(tmp_path, (project / ".fingerpost",)) == before


# ---- nothing outside


def test_nothing_outside_is_touched(project: Path, tmp_path: Path) -> None:
    put(tmp_path, {"beside/x.txt": b"x", "project/templates/y": b"y", "project/.git/z": b"z", "project/README": b"r"})
    (project / "content" / "empty").mkdir()
    outside = (project / "site", project / ".fingerpost")

    def all_else() -> tuple[dict[str, object], dict[str, tuple[int, int, int]]]:
        facts = {
            path: stamp for path, stamp in stamps(tmp_path).items() if not path.startswith(tuple(map(str, outside)))
        }
        return snapshot(tmp_path, outside), {path: facts[path] for path in facts if path != str(project)}

    before = all_else()
    for outputs in (OLD, NEW, NEW, OLD, ()):
        publish(Disk(project), outputs)
        assert all_else() == before
    shutil.rmtree(project / "site")
    shutil.rmtree(project / ".fingerpost")
    assert all_else() == before


@pytest.mark.parametrize("twin", ["with twin", "without"])
@pytest.mark.parametrize("link", ["site/columns", "site/columns/came", "site/about", ".fingerpost/twin", "site/assets"])
def test_nothing_is_written_or_removed_through_a_link(project: Path, tmp_path: Path, link: str, twin: str) -> None:
    """A link in the place of one of our folders leads elsewhere, where nothing may be touched."""
    for outputs in (OLD, NEW, OLD):
        publish(Disk(project), outputs)
    put(tmp_path, {"elsewhere/index.html": b"theirs", "elsewhere/gone/index.html": b"theirs"})
    if twin == "without":
        shutil.rmtree(project / ".fingerpost" / "twin")
    if (project / link).exists():
        shutil.rmtree(project / link)
    (project / link).symlink_to(tmp_path / "elsewhere")
    before = snapshot(tmp_path / "elsewhere")
    for outputs in (NEW, OLD, NEW):
        with suppress(OSError):  # it may be refused
            try_to_publish(Disk(project), outputs)
        assert snapshot(tmp_path / "elsewhere") == before


# ---- a kill at any moment


class CountingDisk(Disk):
    """A disk that calls `tick` with the name of each operation before it, and again when half of a file is written."""

    def __init__(self, root: Path, tick: Callable[[str], object] = str, *, exchanges: bool = True) -> None:
        super().__init__(root)
        self.tick = tick
        self.exchanges = exchanges

    def walk(self, folder: str) -> tuple[Entry, ...]:
        self.tick("walk")
        return super().walk(folder)

    def tree(self, folder: str) -> tuple[str, ...]:
        self.tick("tree")
        return super().tree(folder)

    def stamps(self, paths: Sequence[str]) -> list[str]:
        self.tick("stamps")
        return super().stamps(paths)

    def read(self, path: str) -> bytes:
        self.tick("read")
        return super().read(path)

    def write(self, path: str, data: bytes) -> None:
        self.tick("write")
        super().write(path, data[: len(data) // 2])
        self.tick("write")
        super().write(path, data)

    def copy(self, old: str, new: str) -> None:
        self.tick("copy")
        super().copy(old, new)

    def remove(self, path: str) -> None:
        self.tick("remove")
        super().remove(path)

    def remove_tree(self, folder: str) -> None:
        self.tick("remove_tree")
        super().remove_tree(folder)

    def move(self, old: str, new: str) -> None:
        self.tick("move")
        super().move(old, new)

    def exchange(self, one: str, other: str) -> bool:
        self.tick("exchange")
        return super().exchange(one, other) if self.exchanges else False

    def standing(self, path: str) -> str:
        self.tick("standing")
        return super().standing(path)

    def same(self, one: str, other: str) -> bool:
        self.tick("same")
        return super().same(one, other)

    @contextmanager
    def lock(self, path: str) -> Iterator[None]:
        self.tick("lock")
        with super().lock(path):
            yield


def in_other_processes(*deeds: Callable[[], object]) -> list[int]:
    """Do things in forks of this process, all at once, and return their exit codes: 0 done, 1 failed."""
    children = []
    for deed in deeds:
        child = os.fork()
        if child == 0:
            _do_and_end(deed)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _do_and_end(deed: Callable[[], object]) -> NoReturn:
    code = 1
    try:
        deed()
        code = 0
    finally:
        os._exit(code)


def killed_at(moment: int, deed: Callable[[Callable[[str], None]], object]) -> bool:
    """Do something in a process that ends itself at the given moment; False where it was done before that.

    Moments are the ticks of the disk, and each single call of the system that changes it, seen by an audit hook.
    """

    def tick(operation: str) -> None:
        nonlocal moment
        moment -= 1
        if moment < 0:
            os._exit(KILLED)

    def listen(event: str, args: tuple[object, ...]) -> None:
        if event in ("os.mkdir", "os.rmdir", "os.remove", "os.rename", "os.link", "os.truncate"):
            tick(event)

    def run() -> None:
        sys.addaudithook(listen)
        deed(tick)

    (code,) = in_other_processes(run)
    assert code in (0, KILLED)
    return code == KILLED


STARTS = ("never built", "built twice", "cache deleted", "record deleted", "site deleted", "foreign files")
"""The states in which a build may find a project."""


def started(tmp_path: Path, number: int, start: str) -> Path:
    """A project in one of these states; but for the first one, its last build made OLD."""
    project = tmp_path / str(number)
    put(project, {"content/form.txt": FORM})
    if start == "never built":
        return project
    for outputs in (NEW, OLD):
        publish(Disk(project), outputs)
    if start == "foreign files":
        put(project / "site", FOREIGN)
    elif start == "record deleted":
        (project / RECORD).unlink()
    else:
        folder = {"cache deleted": ".fingerpost", "site deleted": "site"}.get(start)
        shutil.rmtree(project / folder) if folder else None
    return project


def each_moment(tmp_path: Path, start: str, *, exchanges: bool) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """Projects whose publication of NEW was killed at the first, second, ... moment, and the site before it."""
    number = 0
    while True:
        project = started(tmp_path, number, start)
        before = site_of(Disk(project))

        def deed(tick: Callable[[str], None], project: Path = project) -> Changes:
            return publish(CountingDisk(project, tick, exchanges=exchanges), NEW)

        if not killed_at(number, deed):
            break
        yield project, before
        shutil.rmtree(project)
        number += 1
    assert number > 20


def copied(project: Path) -> Path:
    """A copy of a project that stands as the project does: files with two names have two names in it."""
    again = project.with_name(f"{project.name} again")
    shutil.rmtree(again, ignore_errors=True)
    return shutil.copytree(project, again, symlinks=True, copy_function=os.link)


def assert_healed(project: Path, outputs: Outputs, foreign: dict[str, bytes], *, exchanges: bool) -> None:
    """The next build gives the whole site, the one after it has nothing to do, and no rubbish is left."""
    disk = CountingDisk(project, exchanges=exchanges)
    publish(disk, outputs)
    assert site_of(disk) == wanted(outputs, foreign)
    assert publish(disk, outputs) == Changes((), ())
    assert {path.name for path in (project / ".fingerpost").iterdir()} <= {"lock", "twin", "published"}
    assert {path.name for path in project.iterdir()} == {"content", "site", ".fingerpost"}


@pytest.mark.parametrize("start", STARTS)
def test_a_kill_leaves_a_whole_site(tmp_path: Path, start: str) -> None:
    foreign = FOREIGN if start == "foreign files" else {}
    for project, before in each_moment(tmp_path, start, exchanges=True):
        assert site_of(Disk(project)) in (before, wanted(NEW, foreign))
        assert_healed(copied(project), OLD, foreign, exchanges=True)
        assert_healed(project, NEW, foreign, exchanges=True)


@pytest.mark.parametrize("start", STARTS)
def test_a_kill_between_two_renames_is_healed(tmp_path: Path, start: str) -> None:
    """Where the system cannot exchange, a kill may leave no site for a while, but never half a one."""
    foreign = FOREIGN if start == "foreign files" else {}
    for project, before in each_moment(tmp_path, start, exchanges=False):
        assert site_of(Disk(project)) in (before, wanted(NEW, foreign), {})
        assert_healed(copied(project), OLD, foreign, exchanges=False)
        assert_healed(project, NEW, foreign, exchanges=False)


@pytest.mark.parametrize("exchanges", [True, False])
@pytest.mark.parametrize("start", ["built twice", "foreign files", "record deleted"])
def test_two_builds_killed_one_after_the_other_are_healed(tmp_path: Path, start: str, exchanges: bool) -> None:
    """The twin that one leaves half-way is not taken by the next for the one that the record tells of."""
    foreign = FOREIGN if start == "foreign files" else {}

    def killed(project: Path, moment: int, outputs: Outputs) -> bool:
        return killed_at(moment, lambda tick: publish(CountingDisk(project, tick, exchanges=exchanges), outputs))

    for number in range(200):
        project = started(tmp_path, number, start)
        before = site_of(Disk(project))
        going = killed(project, number, NEW)
        killed(project, (number * 17) % 61, NEWER)
        assert site_of(Disk(project)) in (before, wanted(NEW, foreign), wanted(NEWER, foreign), {})
        assert_healed(project, (OLD, NEW, NEWER)[number % 3], foreign, exchanges=exchanges)
        shutil.rmtree(project)
        if not going:
            break
    assert number > 20


def test_a_kill_leaves_no_empty_folder_for_good(tmp_path: Path) -> None:
    """A folder that was made for a page which the next build no longer has is not published."""
    for project, _ in each_moment(tmp_path, "never built", exchanges=True):
        publish(Disk(project), OLD)
        assert empty_folders(project / "site") == []


def test_a_second_kill_is_healed_too(tmp_path: Path) -> None:
    """Every moment of the build that finishes a cut exchange may be its last as well."""
    cuts = 0
    for project, _ in each_moment(tmp_path, "foreign files", exchanges=False):
        if (project / "site").exists():
            continue
        cuts += 1
        killed, number = True, 0
        while killed:
            again = copied(project)

            def deed(tick: Callable[[str], None], again: Path = again) -> Changes:
                return publish(CountingDisk(again, tick, exchanges=False), NEW)

            killed = killed_at(number, deed)
            assert site_of(Disk(again)) in (wanted(OLD, FOREIGN), wanted(NEW, FOREIGN), {})
            assert_healed(again, NEW, FOREIGN, exchanges=False)
            number += 2
    assert cuts


def test_a_build_with_errors_finishes_a_cut_exchange(tmp_path: Path) -> None:
    """The last good site comes back even when the next build is not good."""
    broken = {"content/site.yml": SITE_YML.encode(), "content/index.md": b"---\ntitle: Home\n---\n\n[[nowhere]]\n"}
    for project, before in each_moment(tmp_path, "built twice", exchanges=False):
        if not (project / "site").exists():
            put(project, broken)
            assert build_and_publish(Disk(project)).changes is None
            assert site_of(Disk(project)) in (before, wanted(NEW))


# ---- two builds at once, a full disk


@pytest.mark.parametrize("exchanges", [True, False])
def test_two_builds_at_once_end_in_a_whole_site(project: Path, exchanges: bool) -> None:
    publish(Disk(project), OLD)

    def often(first: Outputs, second: Outputs) -> None:
        for number in range(30):
            publish(CountingDisk(project, exchanges=exchanges), (first, second)[number % 2])

    assert in_other_processes(lambda: often(OLD, NEW), lambda: often(NEW, ())) == [0, 0]
    assert site_of(Disk(project)) in (wanted(NEW), wanted(()))
    assert_healed(project, OLD, {}, exchanges=exchanges)


ROOM = frozenset({"lock", "write", "copy"})
"""Operations that need room on the disk."""
ANY = ROOM | {"walk", "tree", "stamps", "read", "remove", "remove_tree", "move", "exchange", "standing", "same"}


def failing(moment: int, error: int, operations: frozenset[str], *, lasting: bool) -> "Failing":
    """What a disk does that fails at the n-th of these operations, and, if that lasts, at each one after it."""
    return Failing(moment, error, operations, lasting=lasting)


class Failing:
    """The same, which tells afterwards whether it failed."""

    def __init__(self, moment: int, error: int, operations: frozenset[str], *, lasting: bool) -> None:
        self.moment, self.error, self.operations, self.lasting = moment, error, operations, lasting

    def __call__(self, operation: str) -> None:
        if operation in self.operations:
            self.moment -= 1
            if self.moment == -1 or (self.lasting and self.failed):
                raise OSError(self.error, os.strerror(self.error))

    @property
    def failed(self) -> bool:
        return self.moment < 0


def failures(
    tmp_path: Path, start: str, error: int, operations: frozenset[str], *, exchanges: bool, lasting: bool = True
) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """Projects whose publication of NEW failed at the first, second, ... operation, and the site before it.

    Where that operation was on the record, which is worth no failure, the site is the new one.
    """
    number = 0
    while True:
        project = started(tmp_path, number, start)
        before = site_of(Disk(project))
        tick = failing(number, error, operations, lasting=lasting)
        try:
            publish(CountingDisk(project, tick, exchanges=exchanges), NEW)
            before = site_of(Disk(project))
        except OSError as raised:
            assert raised.errno == error  # noqa: PT017 -- a failed record raises nothing
        if not tick.failed:
            break
        yield project, before
        shutil.rmtree(project)
        number += 1
    assert number > 4


@pytest.mark.parametrize("exchanges", [True, False])
@pytest.mark.parametrize("start", STARTS)
def test_a_full_disk_leaves_the_old_site(tmp_path: Path, start: str, exchanges: bool) -> None:
    foreign = FOREIGN if start == "foreign files" else {}
    for project, before in failures(tmp_path, start, errno.ENOSPC, ROOM, exchanges=exchanges):
        assert site_of(Disk(project)) == before
        assert_healed(project, NEW, foreign, exchanges=exchanges)


@pytest.mark.parametrize(("exchanges", "lasting"), [(True, True), (True, False), (False, False)])
def test_a_disk_that_fails_leaves_a_whole_site(tmp_path: Path, exchanges: bool, lasting: bool) -> None:
    """Where a rename fails between two others, the process is still there to take back the one before it."""
    failed = failures(tmp_path, "foreign files", errno.EIO, ANY, exchanges=exchanges, lasting=lasting)
    for project, before in failed:
        assert site_of(Disk(project)) in (before, wanted(NEW, FOREIGN))
        assert_healed(project, NEW, FOREIGN, exchanges=exchanges)


def test_a_disk_that_cannot_link_copies(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    publish(Disk(project), OLD)
    put(project / "site", FOREIGN)
    for outputs in (NEW, OLD, NEW):
        publish(Disk(project), outputs)
        assert site_of(Disk(project)) == wanted(outputs, FOREIGN)


def test_published_files_can_be_read_by_a_server(project: Path) -> None:
    """Their modes follow the umask, like those of any new file."""
    before = os.umask(0o022)
    try:
        publish(Disk(project), OLD)
        publish(Disk(project), NEW)
    finally:
        os.umask(before)
    for path in ((project / "site"), *(project / "site").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)
