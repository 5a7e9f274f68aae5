"""Moving a page: what is rewritten and what is not, in `tests/moves/`; a kill at any moment; any small site.

A case is a text file in the format of `tests/errors/`: the files of a project, then `=== command` with OLD and NEW as
they stand on the command line, and `=== expected`: the difference that `--dry-run` shows, or the messages. `pytest
--rewrite` writes what comes out today.
"""

import errno
import itertools
import posixpath
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fingerpost.diagnostics import Diagnostic, Severity, describe
from fingerpost.files import Disk, MemoryFiles
from fingerpost.move import Finished, finish_move
from fingerpost.move.edits import MovePlan
from fingerpost.move.journal import JOURNAL, apply_move
from fingerpost.move.moving import move_page, show_move
from fingerpost.output import Output
from fingerpost.urls import docname_of, page_path
from tests.conftest import HOME, SITE_YML, build, memory
from tests.test_cli import run
from tests.test_errors import project_of, read_case
from tests.test_publish import ANY, CountingDisk, Failing, empty_folders, killed_at

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")

CASES = sorted((Path(__file__).parent / "moves").glob("*.txt"))

Files = MemoryFiles | Disk


def told(diagnostics: tuple[Diagnostic, ...]) -> str:
    return "".join(describe(diagnostic) + "\n" for diagnostic in diagnostics)


def contents(files: Files) -> dict[str, bytes]:
    """All that lies in the content and beside it, locks left out."""
    paths = (path for folder in ("content", ".fingerpost/move") for path in files.tree(folder))
    return {path: files.read(path) for path in paths if not path.endswith("/")}


def errors_of(files: Files) -> Counter[str]:
    return Counter(one.code for one in build(files).diagnostics if one.severity is Severity.ERROR)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_move_is_what_the_case_says(path: Path, tmp_path: Path, rewrite: bool) -> None:
    text = path.read_bytes().decode()
    case = read_case(text)
    old, new = shlex.split(case.files["command"].decode())
    case = msgspec.structs.replace(case, files={name: data for name, data in case.files.items() if name != "command"})
    files = project_of(case, tmp_path)
    before = contents(files)
    unfinished = finish_move(files)
    shown = unfinished if isinstance(unfinished, tuple) else show_move(files, old, new)
    got = shown if isinstance(shown, str) else told(shown)
    if rewrite and got != case.expected:
        path.write_bytes((text.removesuffix(case.expected) + got).encode())
    else:
        assert got == case.expected
    assert contents(files) == before, "a dry run changes nothing"
    if isinstance(unfinished, tuple):
        return
    errors = errors_of(files)
    done = move_page(files, old, new)
    if isinstance(shown, tuple):
        assert done == shown
        assert contents(files) == before, "a move that is refused changes nothing"
        return
    assert isinstance(done, MovePlan)
    gone = {path: data for path, data in before.items() if path not in done.renames}
    moved = {new: before[old] for old, new in done.renames.items()}
    assert contents(files) == {**gone, **moved, **done.writes}
    assert not errors_of(files) - errors, "a build finds no error that it did not find before"


# ---- a kill at any moment

PROMISED = '{"format": 1, "addresses": {"/tutorials/t/": [], "/tutorials/t/one/": ["x"]}, "moved": {}}\n'
SITE = {
    "content/site.yml": SITE_YML + "navigation:\n  - page: tutorials/t\n",
    "content/index.md": HOME + "[[tutorials/t/01-one]] [b](tutorials/t/)\n",
    "content/about.md": "---\ntitle: About\n---\n\n[[t]] ![A dot](tutorials/t/dot.svg)\n",
    "content/tutorials/t/index.md": "---\ntitle: The tutorial\n---\n\n[a](01-one.md) [b](../../about.md)\n",
    "content/tutorials/t/01-one.md": "---\ntitle: One\nrequires: [tutorials/t]\n---\n\n## X\n\nText.\n",
    "content/tutorials/t/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n',
    "content/tutorials/t/deep/notes.txt": "Notes.\n",
    "content/.published.json": PROMISED,
}
"""A site in which a move writes anew, renames, and does both."""
OLD, NEW = "tutorials/t", "tutorials/u"


def laid(folder: Path) -> Disk:
    """The site on the disk."""
    for name, text in SITE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return Disk(folder)


def before_and_after() -> tuple[dict[str, bytes], dict[str, bytes], MovePlan]:
    files = memory(SITE)
    before = contents(files)
    plan = move_page(files, OLD, NEW)
    assert isinstance(plan, MovePlan)
    return before, contents(files), plan


def rubbish(project: Path) -> list[str]:
    """What a move should not leave: its own folder, files beside those that it wrote, empty folders."""
    beside = [
        path.name for path in (project / ".fingerpost").glob("*") if path.name not in ("cache", "lock", "published")
    ]
    return [*beside, *(str(path) for path in project.rglob("*.moving")), *empty_folders(project / "content")]


def assert_nothing_lost(files: Disk, before: dict[str, bytes], after: dict[str, bytes], plan: MovePlan) -> None:
    """Every file is as before, or as after in its place."""
    for path, data in before.items():
        new = plan.renames.get(path, path)
        places = {place: files.read(place) for place in (path, new) if files.standing(place)}
        assert places.get(path) == data or places.get(new) == after[new], path


Cut = Callable[[int, Path, Callable[[CountingDisk], object]], bool]
"""Does something on a disk, cut at the given moment; False where it was done before that."""


def killed(moment: int, project: Path, deed: Callable[[CountingDisk], object]) -> bool:
    """Cut by the end of the process, at any call of the system that changes the disk."""
    return killed_at(moment, lambda tick: deed(CountingDisk(project, tick)))


def failed(moment: int, project: Path, deed: Callable[[CountingDisk], object]) -> bool:
    """Cut by a disk that from then on fails: much quicker to try."""
    try:
        deed(CountingDisk(project, Failing(moment, errno.EIO, ANY, lasting=True)))
    except OSError as error:
        assert error.errno == errno.EIO  # noqa: PT017 -- what comes next depends on whether anything is raised
        return True
    return False


def cut(tmp_path: Path, way: Cut) -> Iterator[Path]:
    """The site in folders, its move cut at the first, second, ... moment after it was planned."""
    plan = before_and_after()[2]
    number = 0
    while True:
        project = tmp_path / str(number)
        laid(project)
        if not way(number, project, lambda disk: apply_move(disk, plan)):
            break
        yield project
        shutil.rmtree(project)
        number += 1
    assert number > 50


def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    before, after, plan = before_and_after()
    ends = set()
    for project in cut(tmp_path, killed):
        files = Disk(project)
        assert_nothing_lost(files, before, after, plan)
        unfinished = files.standing(JOURNAL) != ""
        content = {path: data for path, data in contents(files).items() if path.startswith("content/")}
        assert unfinished or content in (before, after)
        done = finish_move(files)
        assert (done is not None) == unfinished
        assert contents(files) in (before, after)
        assert rubbish(project) == []
        ends.add(contents(files) == after)
        assert finish_move(files) is None
    assert ends == {True, False}


def test_a_second_cut_loses_nothing(tmp_path: Path) -> None:
    """Every operation of what finishes a move may be its last as well."""
    before, after, plan = before_and_after()
    cuts = 0
    for project in cut(tmp_path, failed):
        if not (project / JOURNAL).exists() or (cuts := cuts + 1) % 6:
            continue
        moments = itertools.count()
        going = True
        while going:
            again = project.with_name("again")
            shutil.copytree(project, again)
            going = failed(next(moments), again, finish_move)
            assert_nothing_lost(Disk(again), before, after, plan)
            finish_move(Disk(again))
            assert contents(Disk(again)) == after
            assert rubbish(again) == []
            shutil.rmtree(again)
    assert cuts > 10


def test_a_disk_that_fails_loses_nothing(tmp_path: Path) -> None:
    """At any operation, those of reading and planning too."""
    before, after, plan = before_and_after()
    moments = itertools.count()
    going = True
    while going:
        project = tmp_path / str(moment := next(moments))
        laid(project)
        going = failed(moment, project, lambda disk: move_page(disk, OLD, NEW))
        assert_nothing_lost(Disk(project), before, after, plan)
        finish_move(Disk(project))
        assert contents(Disk(project)) in (before, after)
        assert rubbish(project) == []
        shutil.rmtree(project)
    assert moment > 80


def test_what_was_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Whichever file the author changes after the cut, the move waits until it is as it was."""
    before, after, _ = before_and_after()
    cuts = 0
    for project in cut(tmp_path, failed):
        files = Disk(project)
        if not files.standing(JOURNAL) or (cuts := cuts + 1) % 5:
            continue
        known = {*before, *after}
        for path in sorted(known & contents(files).keys()):
            data = files.read(path)
            files.write(path, data + b"By hand.\n")
            lying = contents(files)
            told = finish_move(files)
            assert isinstance(told, tuple)
            assert [(one.code, one.place.file) for one in told] == [("changed-since-move", path)]
            assert contents(files) == lying
            files.write(path, data)
        assert isinstance(finish_move(files), Finished)
        assert contents(files) == after
    assert cuts > 10


def test_another_move_finishes_one_that_was_cut_short(tmp_path: Path) -> None:
    """`finish_move` comes first in every command; a move that finds a journal all the same does not throw it away."""
    for project in cut(tmp_path, failed):
        files = Disk(project)
        if files.standing(JOURNAL):
            assert isinstance(move_page(files, "about", "who"), MovePlan)
            assert contents(files).keys() >= {"content/who.md", "content/tutorials/u/01-one.md"}
            break


# ---- any small site

NAMES = ("ask", "bond", "chat", "deal", "end", "fog", "goal")
"""Each begins with a letter of its own, so a page that is renamed keeps its place in every list."""
FOLDERS = {"": "", "columns/": "standing: composed\n", "guides/": "form: how-to\n", "topics/": "", "authors/": ""}


@st.composite
def small_sites(draw: st.DrawFn) -> tuple[dict[str, str], str, str]:
    """A site whose pages refer to each other in every way, one of its pages, and a new name for that."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    docnames = [draw(st.sampled_from([*FOLDERS])) + name for name in names]
    if draw(st.booleans()):
        docnames += ["tutorials/tour", "tutorials/tour/01-up"]
    paths = {one: f"content/{one}/index.md" if one == "tutorials/tour" else f"content/{one}.md" for one in docnames}
    files = {}
    for docname, path in paths.items():
        front = FOLDERS.get(docname[: docname.rfind("/") + 1], "")
        topics = [one for one in docnames if one.startswith("topics/") and draw(st.booleans())]
        if topics:
            front += f"topics: [{', '.join(draw(st.sampled_from(names_for(one))) for one in topics)}]\n"
        told = [draw(references(docname, paths)) for _ in range(draw(st.integers(0, 4)))]
        blocks = st.sampled_from(("{}.", "- {}", "> {}", "### A heading {{#h{number}}}\n\n{}"))
        both = [" and ".join(told[:2])] if told[1:] else []
        written = [draw(blocks).format(one, number=number) for number, one in enumerate(told)]
        text = "\n\n".join(["Text.", *both, *written]) + "\n"
        body = f"## Question\n\nQ\n\n## Answer\n\n{text}" if docname.startswith("columns/") else text
        files[path] = f"---\ntitle: The {docname.rpartition('/')[2]} page\n{front}---\n\n{body}"
    entries = [f"  - page: {draw(st.sampled_from(names_for(one)))}\n" for one in docnames if draw(st.booleans())]
    files["content/site.yml"] = SITE_YML + ("navigation:\n" + "".join(entries) if entries else "")
    files["content/site.yml"] += f"policies: {{evidence: {draw(st.sampled_from(names_for(docnames[0])))}}}\n"
    old = draw(st.sampled_from(docnames))
    return files, old, old + draw(st.sampled_from(("x", "-2", "é")))


def names_for(docname: str) -> tuple[str, ...]:
    last = docname.rpartition("/")[2]
    return (docname, last, f"The {last} page", f"'the  {last} PAGE'")


@st.composite
def references(draw: st.DrawFn, docname: str, paths: dict[str, str]) -> str:
    """A reference on one page to one page."""
    target = draw(st.sampled_from([*paths]))
    name = draw(st.sampled_from(names_for(target))).strip("'")
    path = posixpath.relpath(paths[target], posixpath.dirname(paths[docname]))
    address = page_path(target)
    forms = (f"[[{name}]]", f"[[{name}|words]]", f"[words]({path})", f"[]({path})", f"[words](<{path}>)")
    more = (f"[words]({path.removesuffix('.md').removesuffix('/index')})", f"[words]({address})", f"`[[{name}]]`")
    return draw(st.sampled_from((*forms, *more)))


def outputs_of(files: Files) -> dict[str, bytes]:
    built = build(files)
    assert not built.failed, told(built.diagnostics)
    return {one.path: one.data if isinstance(one, Output) else files.read(one.source) for one in built.outputs}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_sites())
def test_the_same_site_is_built_but_for_the_address(made: tuple[dict[str, str], str, str]) -> None:
    texts, old, new = made
    files = memory(texts)
    before = outputs_of(files)
    done = move_page(files, old, new)
    assert isinstance(done, MovePlan), told(done)
    after = outputs_of(files)
    for path, data in before.items():
        moved, text = path, data.decode("utf-8", "replace")
        for gone, come in done.addresses:
            text = text.replace(quote(gone), quote(come)).replace(gone, come)
            moved = moved.replace(gone.lstrip("/"), come.lstrip("/"))
        got = after[moved].decode("utf-8", "replace")
        if path == "graph.json":  # it names pages by docname and file, and the places of references
            for gone, come in done.renames.items():
                text = text.replace(f'"{gone}"', f'"{come}"')
                text = text.replace(f'"{docname_of(gone)}"', f'"{docname_of(come)}"')
            text, got = (re.sub(r'"(column|length)":\d+', "", unquote(one)) for one in (text, got))
        if path == "_headers":  # it names folders, in their order
            text, got = ("\n".join(sorted(unquote(one).splitlines())) for one in (text, got))
        assert got == text, path
    assert len(after) == len(before)


# ---- the command


def project(tmp_path: Path) -> Path:
    laid(tmp_path)
    return tmp_path


def test_the_command_tells_what_it_did(tmp_path: Path) -> None:
    done = run(project(tmp_path), "mv", OLD, NEW)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Moved content/tutorials/t/ to content/tutorials/u/ (4 files).\n"
        "Rewrote 6 references in 4 files:\n"
        "  content/about.md\n"
        "  content/index.md\n"
        "  content/site.yml\n"
        "  content/tutorials/u/01-one.md\n"
        "/tutorials/t/ leads to /tutorials/u/ now.\n"
        "/tutorials/t/one/ leads to /tutorials/u/one/ now.\n"
    )
    assert run(tmp_path, "build").returncode == 0
    assert "/tutorials/u/one/" in (tmp_path / "site/tutorials/t/one/index.html").read_text(encoding="utf-8")


def test_an_address_never_published_needs_no_redirect(tmp_path: Path) -> None:
    done = run(project(tmp_path), "mv", "About", "info/who")
    assert done.stdout == (
        "Moved content/about.md to content/info/who.md.\n"
        "Rewrote 2 references in 2 files:\n"
        "  content/info/who.md\n"
        "  content/tutorials/t/index.md\n"
        "/about/ is /info/who/ now; it was never published.\n"
    )


def test_the_command_refuses_and_changes_nothing(tmp_path: Path) -> None:
    before = contents(Disk(project(tmp_path)))
    done = run(tmp_path, "mv", "abuot", "who")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("fingerpost mv: error: There is no page called “abuot”. [unknown-reference]\n")
    assert done.stderr.endswith("Nothing was moved.\n")
    assert contents(Disk(tmp_path)) == before


def test_no_site_no_folder(tmp_path: Path) -> None:
    assert run(tmp_path, "mv", "a", "b").returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here")
def test_git_takes_the_difference(tmp_path: Path) -> None:
    """What `--dry-run` shows is what the move does: `git apply` comes to the same files."""
    for name in ("shown", "done"):
        laid(tmp_path / name)
        (tmp_path / name / "content" / "crlf.md").write_bytes(
            b"\xef\xbb\xbf---\r\ntitle: C\r\n---\r\n\r\n[[t]]\rx\r\n[[t]]"
        )
    shown = run_bytes(tmp_path / "shown", "mv", "--dry-run", OLD, NEW)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path / "shown", input=shown, check=True)  # noqa: S607
    assert run(tmp_path / "done", "mv", OLD, NEW).returncode == 0
    assert contents(Disk(tmp_path / "shown")) == contents(Disk(tmp_path / "done"))
    assert not (tmp_path / "shown" / ".fingerpost").exists()


def run_bytes(folder: Path, *words: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "fingerpost", *words], cwd=folder, capture_output=True, check=True
    ).stdout


@pytest.mark.parametrize("words", ["build", "mv about who", "mv --dry-run about who"])
def test_every_command_finishes_a_move_first(tmp_path: Path, words: str) -> None:
    plan = before_and_after()[2]
    files = laid(tmp_path)
    with suppress(OSError):
        apply_move(CountingDisk(tmp_path, Failing(60, errno.EIO, ANY, lasting=True)), plan)
    assert files.standing(JOURNAL)
    done = run(tmp_path, *words.split())
    assert done.returncode == 0
    assert done.stderr.startswith(
        "Finished a move that was cut short: content/tutorials/t/ is content/tutorials/u/ now.\n"
    )
    assert files.standing("content/tutorials/u/01-one.md")
    assert {*rubbish(tmp_path)} <= {"twin", "published", "changed.json"}


def test_a_move_that_waits_keeps_other_commands_waiting(tmp_path: Path) -> None:
    plan = before_and_after()[2]
    files = laid(tmp_path)
    with suppress(OSError):
        apply_move(CountingDisk(tmp_path, Failing(60, errno.EIO, ANY, lasting=True)), plan)
    files.write("content/about.md", b"By hand.\n")
    done = run(tmp_path, "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("content/about.md: error: A move was cut short")
