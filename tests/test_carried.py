"""A cache may be carried, cut, mixed or written over: the site comes out as ever, with one word about it at most.

And two builds of the same files are the same, whatever the folder, the machine, the time zone or the number of jobs.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fingerpost import edition
from fingerpost.cache import Cache, Ref
from fingerpost.files import Disk, MemoryFiles
from fingerpost.ledger import refs_of
from fingerpost.link import Wanted
from fingerpost.output import Copy, Output
from fingerpost.pipeline import Built, build_site, last_of, publish_site
from fingerpost.pipeline.building import build_from
from fingerpost.pipeline.pieces import load_ledger
from tests.changing import FILES, files_of, start
from tests.conftest import TODAY, project_root

THEME = Disk(project_root() / "tests" / "sites" / "_theme")
HOUR = 3600 * 10**9
"""Nanoseconds, after which no file is young."""
FOLDER = ".fingerpost/cache/"


def site() -> dict[str, bytes]:
    return files_of(start(), {path: choices[0] for path, choices in FILES.items()})


SITE = site()
EDITED = {**SITE, "content/about.md": SITE["content/about.md"] + b"\nA word more.\n"}


def built(files: MemoryFiles | Disk, *, cached: bool = True, jobs: int = 1, named: str = "") -> Built:
    cache = Cache(files) if cached else None
    return build_site(files, THEME, Wanted(TODAY), cache=cache, jobs=jobs, edition=named)


def made(one: Built) -> tuple[tuple[Output | Copy, ...], object]:
    """All that a build makes, and all that it says of the site."""
    return one.outputs, (dict(one.files), one.diagnostics, one.pages, one.base_url)


def published(files: MemoryFiles | Disk, *, jobs: int = 1, cache: Cache | None = None) -> Built:
    one = build_site(files, THEME, Wanted(TODAY), cache=cache or Cache(files), jobs=jobs)
    done = publish_site(files, one, cache=Cache(files), jobs=jobs)
    assert done.changes is not None
    return done.built


class Needed(Cache):
    """A cache that tells whether anything was needed of it that it has lost."""

    lost = False

    def load(self, ref: Ref) -> bytes | None:
        blob = super().load(ref)
        self.lost = self.lost or blob is None
        return blob


def assert_whole(files: MemoryFiles | Disk) -> None:
    """The cache has every blob that its record leads to."""
    cache = Cache(files)
    head = last_of(cache, "").head
    assert head.ledger
    for ref in refs_of(load_ledger(cache, head.ledger)):
        assert cache.load(ref) is not None


# ---- damage


def cached_site() -> dict[str, bytes]:
    """A project built three times, so that its cache has packs of several builds and more than one of most things."""
    files = MemoryFiles(SITE)
    published(files)
    files.files |= EDITED
    published(files)
    files.files |= SITE
    published(files)
    return files.files


KEPT = cached_site()
PARTS = tuple(sorted(path for path in KEPT if path.startswith(FOLDER)))
CLEAN = made(built(MemoryFiles(SITE), cached=False))
CLEAN_EDITED = made(built(MemoryFiles(EDITED), cached=False))

DAMAGE: dict[str, Callable[[bytes, int, bytes], bytes | None]] = {
    "flipped": lambda data, at, _: data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :] if data else None,
    "cut": lambda data, at, _: data[:at],
    "begun later": lambda data, at, _: data[at:],
    "removed": lambda *_: None,
    "emptied": lambda *_: b"",
    "made longer": lambda data, _, other: data + other,
    "replaced": lambda _, __, other: other,
    "mixed": lambda data, at, other: data[:at] + other[at:],
    "another format": lambda data, _, __: data.replace(b"fingerpost cache 1", b"fingerpost cache 7"),
    "of zeros": lambda data, *_: bytes(len(data)),
}


def test_the_cache_that_is_damaged_here_has_something_to_damage() -> None:
    assert len(PARTS) > 3
    assert f"{FOLDER}record" in PARTS


@settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=(Phase.generate,))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PARTS), st.sampled_from(sorted(DAMAGE)), st.integers(0, 10**6), st.sampled_from(PARTS)
        ),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
    st.booleans(),
)
def test_a_damaged_cache_costs_a_clean_build_at_most(
    damage: list[tuple[str, str, int, str]], edited: bool, deleted: bool
) -> None:
    files = MemoryFiles(KEPT)
    for path, how, place, other in damage:
        data = files.files.pop(path, b"")
        spoilt = DAMAGE[how](data, place % (len(data) or 1), KEPT[other])
        if spoilt is not None:
            files.files[path] = spoilt
    if deleted:
        files.remove_tree("site")
    if edited:
        files.files |= EDITED
    warm = built(MemoryFiles(files.files))
    assert made(warm) == (CLEAN_EDITED if edited else CLEAN)
    assert warm.notice in ("", "damaged", "foreign")
    cache = Needed(files)
    _, why = cache.record()
    done = published(files, cache=cache)
    assert done.notice == (why or ("damaged" if cache.lost else ""))
    assert made(done) == made(warm)
    for one in warm.outputs:
        assert isinstance(one, Copy) or files.files[f"site/{one.path}"] == one.data
    if done.notice:
        assert_whole(files)
    again = built(files)
    assert made(again) == made(warm)
    assert again.notice == ""


@pytest.mark.parametrize("place", PARTS)
@pytest.mark.parametrize("in_the_way", ["file", "folder"])
def test_what_stands_in_the_place_of_the_cache_is_no_traceback(place: str, in_the_way: str) -> None:
    files = MemoryFiles(KEPT)
    if in_the_way == "file":
        files.remove_tree(FOLDER.rstrip("/"))
        files.files[FOLDER.rstrip("/")] = b"a file in the place of the folder"
    else:
        files.files[f"{place}/inside"] = files.files.pop(place)
    warm = built(files)
    assert made(warm) == CLEAN
    assert publish_site(files, warm, cache=Cache(files)).changes is not None
    assert made(built(files)) == CLEAN


@pytest.mark.parametrize(
    ("spoil", "notice"),
    [
        (lambda files: files.remove_tree(".fingerpost"), ""),
        (lambda files: files.remove(f"{FOLDER}record"), ""),
        (lambda files: files.write(f"{FOLDER}record", b"?"), "damaged"),
        (lambda files: files.write(f"{FOLDER}record", b"fingerpost cache 99\nfrom the future"), "foreign"),
        (lambda files: [files.remove(path) for path in PARTS if path.endswith(".pack")], "damaged"),
    ],
    ids=["no cache", "no record", "another record", "another format", "no packs"],
)
def test_a_build_says_why_nothing_was_taken(spoil: Callable[[MemoryFiles], object], notice: str) -> None:
    files = MemoryFiles(KEPT)
    spoil(files)
    files.files |= EDITED
    warm = built(files)
    assert warm.notice == notice
    assert made(warm) == CLEAN_EDITED


def test_another_edition_takes_nothing_and_says_nothing() -> None:
    files = MemoryFiles(KEPT)
    warm = built(files, named="another")
    assert made(warm) == CLEAN
    assert (warm.notice, len(warm.made)) == ("", len([one for one in warm.outputs if one.path in warm.made]))
    assert "about/index.html" in warm.made


def test_a_build_with_nothing_new_looks_into_the_packs_for_nothing() -> None:
    files = MemoryFiles({path: data for path, data in KEPT.items() if not path.endswith(".pack")})
    warm = built(files)
    assert publish_site(files, warm, cache=Cache(files)).changes is not None
    assert warm.notice == ""


def test_what_publication_lacks_costs_one_build_and_is_healed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of its processes finds out, and also where nothing but the cache is carried on, as in CI."""
    settings = SITE["content/site.yml"] + b"twins: false\n"  # no build then reads what the one before it made
    disk = laid_out(tmp_path / "site", {**many(), "content/site.yml": settings})
    published(disk, jobs=2)
    for pack in (disk.root / FOLDER).glob("*.pack"):
        data = pack.read_bytes()
        if b"<!doctype html>" in data:
            pack.write_bytes(data[: len(data) // 2])
    builds = tmp_path / "builds"

    def counted(*arguments: Any, **named: Any) -> Built:
        with builds.open("a") as file:
            file.write("one\n")
        return build_from(*arguments, **named)

    monkeypatch.setattr("fingerpost.pipeline.build_from", counted)
    for edit, notice, most in (("One.", "damaged", 2), ("Two.", "", 1)):
        builds.write_text("")
        for path in ("site", ".fingerpost/twin", ".fingerpost/published"):
            disk.remove_tree(path) if disk.standing(path) == "folder" else disk.remove(path)
        disk.write("content/guides/g0.md", b"---\ntitle: Retitled\nform: how-to\n---\n\n" + edit.encode())
        done = published(disk, jobs=2)
        assert (done.notice, len(builds.read_text().split())) == (notice, most)
        assert_whole(disk)
        clean = build_site(disk, THEME, Wanted(TODAY))
        assert {path: disk.read(f"site/{path}") for path in done.files} == {
            path: clean.load(path) for path in clean.files
        }


@pytest.mark.parametrize("edited", [False, True])
def test_what_is_lost_between_build_and_publication_is_made_anew(edited: bool) -> None:
    files = MemoryFiles(KEPT | (EDITED if edited else {}))
    files.remove_tree("site")
    one = built(files)
    for path in PARTS:
        files.remove(path)
    done = publish_site(files, one, cache=Cache(files))
    assert (one.notice, done.built.notice) == ("", "damaged")
    assert made(done.built) == made(one) == (CLEAN_EDITED if edited else CLEAN)
    assert_whole(files)


# ---- carried


def laid_out(folder: Path, files: dict[str, bytes]) -> Disk:
    """A project on the disk, none of its files young."""
    disk = Disk(folder, lambda: time.time_ns() + HOUR)
    for path, data in files.items():
        disk.write(path, data)
    return disk


def many() -> dict[str, bytes]:
    """So many pages that compiling, resolving and making them are all done on several cores."""
    pages = {
        f"content/guides/g{number}.md": (
            f"---\ntitle: Guide {number}\nform: how-to\ntopics: [ties]\n---\n\n"
            f"See [[guides/g{(number * 7) % 130}]], and know your weak ties.\n"
        ).encode()
        for number in range(130)
    }
    return {**SITE, **pages}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("lock", "published")
    }


def test_jobs_change_nothing(tmp_path: Path) -> None:
    one, four = laid_out(tmp_path / "one", many()), laid_out(tmp_path / "other name" / "four", many())
    alone, together = published(one, jobs=1), published(four, jobs=4)
    assert made(alone) == made(together)
    assert contents(tmp_path / "one" / "site") == contents(tmp_path / "other name" / "four" / "site")
    edit = b"---\ntitle: Retitled\nform: how-to\n---\n\nSee [[guides/g2]] and ties.\n"
    for disk in (one, four):
        disk.write("content/guides/g0.md", edit)
    alone, together = published(one, jobs=4), published(four, jobs=1)
    assert made(alone) == made(together)
    clean = laid_out(tmp_path / "clean", {**many(), "content/guides/g0.md": edit})
    assert made(built(clean, cached=False, jobs=3))[1] == made(alone)[1]


def test_two_clean_builds_leave_the_same_bytes(tmp_path: Path) -> None:
    """In memory, where a stamp is the digest of a file, that is true of all that a build leaves, its cache too."""
    one, other = MemoryFiles(SITE), MemoryFiles(dict(reversed(SITE.items())))
    published(one)
    published(other)
    assert one.files == other.files


def test_no_byte_of_the_cache_tells_of_the_folder(tmp_path: Path) -> None:
    disk = laid_out(tmp_path / "a-telling-name", SITE)
    published(disk)
    for path, data in contents(tmp_path / "a-telling-name" / ".fingerpost").items():
        assert b"a-telling-name" not in data, path


def test_a_cache_carried_to_another_machine_serves_there(tmp_path: Path) -> None:
    """All stamps are others there: everything is read once, nothing is made again, and no page is wrong."""
    here = laid_out(tmp_path / "here", SITE)
    first = published(here)
    there = laid_out(tmp_path / "there", SITE)
    shutil.copytree(tmp_path / "here" / ".fingerpost" / "cache", tmp_path / "there" / ".fingerpost" / "cache")
    carried = published(there)
    assert (carried.notice, dict(carried.made)) == ("", {})
    assert made(carried) == made(first)
    there.write("content/about.md", EDITED["content/about.md"])
    edited = published(there)
    assert made(edited) == CLEAN_EDITED
    assert set(edited.made) < set(edited.files)


def test_a_cache_of_another_state_of_the_site_serves_too(tmp_path: Path) -> None:
    """As when a cache kept by a server for one branch is unpacked for another."""
    here, there = laid_out(tmp_path / "here", SITE), laid_out(tmp_path / "there", EDITED)
    published(here)
    shutil.copytree(tmp_path / "here" / ".fingerpost" / "cache", tmp_path / "there" / ".fingerpost" / "cache")
    assert made(published(there)) == CLEAN_EDITED


def test_young_files_are_read_again(tmp_path: Path) -> None:
    """A file written within the time that a disk cannot tell apart may change once more without a sign."""
    disk = laid_out(tmp_path, SITE)
    young = Disk(tmp_path)
    published(young)
    path = tmp_path / "content" / "about.md"
    facts = path.stat()
    swapped = SITE["content/about.md"].replace(b"The page", b"The PAGE")
    path.write_bytes(swapped)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    again = built(young)
    assert b"The PAGE" in again.load("about/index.html")
    assert made(again) == made(built(disk, cached=False))


@pytest.mark.parametrize("linked", ["page.html", "partials", "assets/style.css"])
def test_a_template_behind_a_link_is_looked_at_each_time(linked: str, tmp_path: Path) -> None:
    """A theme that several sites share may lie elsewhere; no stamp in the project tells when it changes."""
    disk = laid_out(tmp_path / "site", {path: data for path, data in SITE.items() if path != f"templates/{linked}"})
    theme = {"page.html": b"{{ title }}", "partials/footer.html": b"One", "style.css": b"a"}
    shared = laid_out(tmp_path / "shared", theme)
    target = shared.root / linked.removeprefix("assets/")
    disk.remove_tree(f"templates/{linked}")
    (disk.root / "templates" / linked).parent.mkdir(parents=True, exist_ok=True)
    (disk.root / "templates" / linked).symlink_to(target)
    published(disk)
    for path, data in theme.items():
        shared.write(path, data + b"!")
    again = built(disk)
    assert again.made
    assert made(again) == made(built(disk, cached=False))


def test_a_link_that_leads_nowhere_is_no_file_of_the_theme(tmp_path: Path) -> None:
    """As Emacs makes one beside each file that is being edited."""
    disk = laid_out(tmp_path, SITE)
    expected = made(built(disk, cached=False))
    (tmp_path / "templates" / "assets").mkdir(parents=True, exist_ok=True)
    (tmp_path / "templates" / "assets" / ".#style.css").symlink_to("somebody@somewhere.1234:5678")
    (tmp_path / "templates" / "assets" / "gone.css").symlink_to("/nowhere/gone.css")
    assert made(published(disk)) == expected
    assert made(built(disk)) == expected


# ---- the program


BEHIND_NO_PAGE = ("check", "cli", "serve", "move", "report")
"""Parts of the program that make nothing that is published."""


def libraries() -> set[str]:
    """Every library that a module behind a page imports."""
    package = Path(edition.__file__).parent
    paths = [path for path in package.rglob("*.py") if path.relative_to(package).parts[0] not in BEHIND_NO_PAGE]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"fingerpost"}


def recorded_as(library: str) -> str:
    """Under what name an installer records a library that is imported so."""
    (name,) = set(packages_distributions()[library])
    return re.sub("[-_.]+", "_", name).lower()


def test_an_edition_tells_each_library_behind_a_page() -> None:
    assert {"jinja2", "markdown", "pyromark"} <= libraries()
    assert {recorded_as(one) for one in libraries()} <= edition.LIBRARIES


@pytest.mark.parametrize("library", sorted(edition.LIBRARIES))
def test_another_version_of_a_library_makes_another_edition(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = edition.installed_edition()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path), str(tmp_path / "gone"), ""])
    (tmp_path / "other-1.0.dist-info").mkdir()
    assert edition.installed_edition() == first
    (tmp_path / f"{library}-0.0.0.dist-info").mkdir()
    assert edition.installed_edition() != first


# ---- another process


ELSEWHERE = """
import datetime, json, sys
from pathlib import Path
from fingerpost.cache import Cache, Ref
from fingerpost.files import Disk
from fingerpost.ledger import refs_of
from fingerpost.link import Wanted
from fingerpost.pipeline import build_site, publish_site
files, theme = Disk(Path(sys.argv[1])), Disk(Path(sys.argv[2]))
built = build_site(files, theme, Wanted(datetime.date.fromisoformat(sys.argv[3])), cache=Cache(files), jobs=2)
publish_site(files, built, cache=Cache(files))
print(json.dumps([sorted(built.files.items()), len(built.diagnostics), sorted(built.made), built.notice]))
"""


@pytest.mark.parametrize(
    "environment",
    [{"TZ": "Pacific/Kiritimati"}, {"TZ": "America/Adak", "LC_ALL": "C"}, {"PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}],
    ids=["far east", "far west, another locale", "another order of hashes"],
)
def test_another_process_makes_and_takes_the_same(environment: dict[str, str], tmp_path: Path) -> None:
    laid_out(tmp_path / "a", SITE)
    laid_out(tmp_path / "b", SITE)
    first = published(Disk(tmp_path / "a"))
    shutil.copytree(tmp_path / "a" / ".fingerpost" / "cache", tmp_path / "b" / ".fingerpost" / "cache")
    laid_out(tmp_path / "c", SITE)
    for folder in ("b", "c"):
        arguments = [sys.executable, "-c", ELSEWHERE, str(tmp_path / folder), str(THEME.root), TODAY.isoformat()]
        done = subprocess.run(arguments, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
        files, _, again, notice = msgspec.json.decode(done.stdout)
        assert files == [list(pair) for pair in sorted(first.files.items())]
        assert (again == [], notice) == (folder == "b", "")
        assert contents(tmp_path / folder / "site") == contents(tmp_path / "b" / "site")


@pytest.mark.parametrize("again", [False, True])
def test_a_cache_that_cannot_be_kept_takes_nothing_back(*, again: bool) -> None:
    """The site is published by then, and said to be so; an error while it could still be stopped stops it."""

    class Shut(MemoryFiles):
        def write(self, path: str, data: bytes) -> None:
            if path == f"{FOLDER}record.new":
                raise OSError(28, "No space left on device")
            super().write(path, data)

    files = MemoryFiles(dict(SITE))
    if again:
        published(files)
    shut = Shut({**files.files, "content/about.md": EDITED["content/about.md"]})
    one = build_site(shut, THEME, Wanted(TODAY), cache=Cache(shut))
    done = publish_site(shut, one, cache=Cache(shut))
    assert done.changes is not None
    assert done.not_cached == "No space left on device"
    assert b"A word more." in shut.files["site/about/index.html"]
