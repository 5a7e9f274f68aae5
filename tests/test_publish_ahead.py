"""What another process saw of the output folder saves a look at it, and counts for nothing where it may not hold."""

import os
import shutil
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fingerpost.cli.aside import beside
from fingerpost.files import Disk
from fingerpost.output import MANIFEST, Changes, digest_of
from fingerpost.publish import looking_ahead, publish_outputs
from fingerpost.publish.looking import NOTHING_SEEN, look_ahead
from fingerpost.publish.places import RECORD, TWIN
from tests.test_publish import site_of
from tests.test_publish_again import CHANGED, SMALL, Site, publish

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")

OTHER = SMALL | {"style.css": b"b {}"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose site and twin are both known."""
    for site in (CHANGED, SMALL, CHANGED, SMALL):
        publish(Disk(tmp_path), site)
    return tmp_path


class Asked(Disk):
    """A disk that knows of which paths it told the stamps."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.stamped: set[str] = set()

    def stamps(self, paths: Sequence[str]) -> list[str]:
        self.stamped.update(paths)
        return super().stamps(paths)


def nothing() -> None:
    """Nothing happens."""


def publish_after(
    project: Path, site: Site, meanwhile: Callable[[], object] = nothing, *, jobs: int = 2
) -> tuple[Changes, set[str]]:
    """Look ahead, let something happen, and publish; return what changed, and of what the stamps were asked for."""
    disk = Asked(project)
    with looking_ahead(Disk(project), beside(jobs)) as ahead:
        told = ahead()
        meanwhile()
        digests = {path: digest_of(data) for path, data in site.items()}
        made = publish_outputs(disk, digests, site.__getitem__, seen=lambda: told)
    assert isinstance(made, Changes), made
    return made, disk.stamped


def test_what_was_seen_is_not_looked_at_again(project: Path) -> None:
    made, stamped = publish_after(project, CHANGED)
    assert made.written == ("a/index.html",)
    assert site_of(Disk(project)) == CHANGED
    assert not stamped & {"site/index.html", "site/a/b", f"{TWIN}/a/b"}
    made, stamped = publish_after(project, CHANGED)
    assert made == Changes((), ())
    assert stamped == {"site", TWIN, f"site/{MANIFEST}", f"{TWIN}/{MANIFEST}"}


def test_without_another_process_it_is_looked_at(project: Path) -> None:
    _, stamped = publish_after(project, CHANGED, jobs=1)
    assert {"site/index.html", "site/a/b", f"{TWIN}/a/b"} <= stamped
    assert site_of(Disk(project)) == CHANGED


SPOILT: dict[str, Callable[[Path], object]] = {
    "a file has other bytes": lambda project: (project / "site" / "index.html").write_bytes(b"HOME"),
    "a file is gone": lambda project: (project / "site" / "a" / "b" / "index.html").unlink(),
    "a file came": lambda project: (project / "site" / "a" / "b" / "mine").write_bytes(b"mine"),
    "the site is gone": lambda project: shutil.rmtree(project / "site"),
    "the twin lacks a file": lambda project: (project / TWIN / "a" / "b" / "index.html").unlink(),
    "the twin is gone": lambda project: shutil.rmtree(project / TWIN),
    "the record is gone": lambda project: (project / RECORD).unlink(),
    "the record is damaged": lambda project: (project / RECORD).write_bytes(b"fingerpost"),
    "the manifest is gone": lambda project: (project / "site" / MANIFEST).rename(project / "elsewhere"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_otherwise_is_seen_ahead_too(project: Path, spoilt: str) -> None:
    """All comes out as it does where nobody looks ahead."""
    other = project.parent / f"{project.name}-other"
    shutil.copytree(project, other)
    for site in (CHANGED, SMALL):
        publish(Disk(other), site)
    for one in (project, other):
        SPOILT[spoilt](one)
    foreign = "manifest" in spoilt
    for site in () if foreign else (CHANGED, CHANGED, SMALL):
        assert publish_after(project, site)[0] == publish_after(other, site, jobs=1)[0]
        assert site_of(Disk(project)) == site_of(Disk(other))
        assert site.items() <= site_of(Disk(project)).items()
    if foreign:
        for jobs in (1, 2):
            with pytest.raises(AssertionError, match="foreign"):
                publish_after(project, CHANGED, jobs=jobs)


@pytest.mark.parametrize("spoilt", ["the site is gone", "the twin is gone", "the record is gone", "published"])
def test_what_happens_after_the_look_is_seen(project: Path, spoilt: str) -> None:
    def deed() -> object:
        return SPOILT[spoilt](project) if spoilt in SPOILT else publish(Disk(project), OTHER)

    publish_after(project, CHANGED, deed)
    assert site_of(Disk(project)) == CHANGED
    publish_after(project, SMALL)
    assert site_of(Disk(project)) == SMALL


@pytest.mark.parametrize("healed", [False, True])
def test_a_publication_that_was_killed_before_its_record_is_seen(project: Path, healed: bool) -> None:
    """Site and twin are exchanged then, and the record is the one that was looked at."""

    def killed() -> None:
        record = (project / RECORD).read_bytes()
        if healed:
            (project / "site" / "index.html").unlink()
        publish(Disk(project), SMALL if healed else OTHER)
        (project / RECORD).write_bytes(record)

    for site in (CHANGED, SMALL):
        publish_after(project, SMALL)
        publish_after(project, site, killed)
        assert site_of(Disk(project)) == site


def test_what_was_compared_with_an_older_record_counts_for_nothing(project: Path) -> None:
    mine = project / "site" / "a" / "b" / "mine"

    def come_and_go() -> None:
        mine.write_bytes(b"mine")
        publish(Disk(project), SMALL)
        mine.unlink()

    publish_after(project, CHANGED, come_and_go)
    assert site_of(Disk(project)) == CHANGED


def test_a_file_that_came_to_the_top_after_the_look_stays(project: Path) -> None:
    publish_after(project, CHANGED, lambda: (project / "site" / "CNAME").write_bytes(b"example.org"))
    assert site_of(Disk(project)) == CHANGED | {"CNAME": b"example.org"}


@pytest.mark.parametrize("name", ["index.html", "a/b/index.html"])
def test_a_file_that_changed_after_the_look_is_seen_by_the_next(project: Path, name: str) -> None:
    publish_after(project, CHANGED, lambda: (project / "site" / name).write_bytes(b"other"))
    publish_after(project, CHANGED)
    assert site_of(Disk(project)) == CHANGED


def test_a_look_of_its_own_says_the_same(project: Path) -> None:
    seen = look_ahead(Disk(project))
    assert (seen.site, seen.twin) == (True, True)
    assert look_ahead(Disk(project / "nowhere")) == NOTHING_SEEN


# ---- another process


def test_a_process_aside_says_what_its_function_returns() -> None:
    with beside(2)(lambda: str(os.getpid()).encode()) as wait:
        told = wait()
    assert told.decode().isdecimal()
    assert int(told) != os.getpid()
    with pytest.raises(ChildProcessError):
        os.waitpid(int(told), 0)


def fail() -> bytes:
    raise OSError


def die() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b"alive"


@pytest.mark.parametrize("function", [fail, die])
def test_a_process_aside_that_fails_says_nothing(function: Callable[[], bytes]) -> None:
    with beside(2)(function) as wait:
        assert wait() == b""


def test_nobody_has_to_wait_for_it(tmp_path: Path) -> None:
    def unheard() -> bytes:
        (tmp_path / "number").write_text(str(os.getpid()), encoding="ascii")
        return b"said" * 100_000

    with pytest.raises(KeyError), beside(2)(unheard):
        raise KeyError
    with pytest.raises(ChildProcessError):
        os.waitpid(int((tmp_path / "number").read_text(encoding="ascii")), 0)


def test_beside_other_threads_there_is_no_other_process() -> None:
    """A fork would copy their locks."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    with beside(2)(lambda: b"said") as wait:
        assert wait() == b""
    ended.set()
    thread.join()
