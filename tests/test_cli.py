"""The command as its user has it: real processes, what they print and where, and what they leave on the disk.

Each test starts the interpreter anew, so the environment of one build never reaches another.
"""

import json
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from fingerpost.output import MANIFEST
from fingerpost.promises import PROMISES_FILE
from tests.conftest import HOME, SITE_YML, project_root
from tests.test_sites import SITES, html_pages, link_complaints, lying_in, map_complaints, page_complaints

EPOCH = "1795564800"
"""The first second of November 23, 2026, UTC."""
COLUMN = "---\ntitle: C\nstanding: composed\n---\n\n## Question\n\nQ\n\n## Answer\n\nA\n"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

Done = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: this one's, on the day of all tests, without what changes messages."""
    left_out = ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONWARNINGS")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **more}


def run(folder: Path, *words: str, script: str = "", **more: str) -> Done:
    """Run the command, or a script, in a folder. Whatever it is asked, it never shows a traceback."""
    program = (script,) if script else ("-m", "fingerpost")
    done = subprocess.run(
        [sys.executable, *program, *words],
        cwd=folder,
        env=environment(**{"SOURCE_DATE_EPOCH": EPOCH, **more}),
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr.splitlines()[-1]
    return done


PLAIN = f"{SITE_YML}search: false\ntwins: false\n"
"""The settings of a site of which no change reaches an index, or a page as Markdown."""


def lay(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Make a minimal site with the given files over it."""
    given = files or {}
    minimal = {"content/site.yml": SITE_YML, "content/index.md": HOME}
    base = {name: text for name, text in minimal.items() if not any(other.startswith(f"{name}/") for other in given)}
    for name, data in {**base, **given}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def page(title: str = "P", front: str = "", body: str = "Words.") -> str:
    return f"---\ntitle: {title}\n{front}---\n\n{body}\n"


# ---- what is no file, and what is no folder


@pytest.mark.parametrize(
    "path", ["content/site.yml", "content/.published.json", "templates/page.html", "templates/partials/foot.html"]
)
def test_a_named_pipe_in_the_place_of_a_file_is_told(tmp_path: Path, path: str) -> None:
    """Whoever reads one waits until somebody writes."""
    lay(tmp_path)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).unlink(missing_ok=True)
    os.mkfifo(tmp_path / path)
    done = run(tmp_path, "build")
    assert done.returncode == 1
    assert f"{path}: No file that holds anything stands there. The site was not changed.\n" in done.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("path", ["cache/record", "cache/lock", "lock"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_in_the_state_of_builds_goes(tmp_path: Path, path: str, make: Callable[[Path], None]) -> None:
    lay(tmp_path)
    assert run(tmp_path, "build").returncode == 0
    place = tmp_path / ".fingerpost" / path
    place.unlink()
    make(place)
    if place.is_dir():
        (place / "x").touch()
    (tmp_path / "content/about.md").write_text(page("About"))
    done = run(tmp_path, "build")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site/about/index.html").is_file()
    assert place.is_file()


def test_a_named_pipe_in_the_site_is_written_over(tmp_path: Path) -> None:
    lay(tmp_path)
    assert run(tmp_path, "build").returncode == 0
    home = tmp_path / "site/index.html"
    home.unlink()
    os.mkfifo(home)
    done = run(tmp_path, "build")
    assert done.returncode == 0, done.stderr
    assert home.is_file()


@pytest.mark.parametrize("target", [".", "../outside"])
def test_a_link_in_the_place_of_the_state_is_refused(tmp_path: Path, target: str) -> None:
    """What is written through it would land elsewhere."""
    (tmp_path / "outside").mkdir()
    folder = lay(tmp_path / "site-of-mine")
    (folder / ".fingerpost").symlink_to(target)
    done = run(folder, "build")
    assert done.returncode == 1
    assert done.stderr == (
        ".fingerpost/: error: Builds keep their cache in this folder, beside the site, and a symbolic link stands in "
        "its place. [state-not-a-folder]\n  hint: Move it away, then build again.\n\nThe site was not changed.\n"
    )
    assert not list((tmp_path / "outside").iterdir())
    assert sorted(lying_in(folder)) == ["content/index.md", "content/site.yml"]


# ---- how pages read


LONG = f"{SITE_YML}style:\n  every: {{longest_sentence: 2}}\n"


@pytest.mark.parametrize(("option", "code"), [("", 0), ("--strict", 1)])
def test_check_measures_pages_and_builds_nothing(tmp_path: Path, option: str, code: int) -> None:
    lay(tmp_path, {"content/site.yml": LONG, "content/about.md": page("About", body="Here are four words.")})
    done = run(tmp_path, "check", *option.split())
    assert (done.returncode, done.stdout) == (code, "Checked 2 pages: 1 warning.\n")
    assert "content/about.md:5:1: warning: This sentence has 4 words" in done.stderr
    assert set(lying_in(tmp_path)) == {"content/about.md", "content/index.md", "content/site.yml"}


def test_check_tells_what_a_build_would(tmp_path: Path) -> None:
    lay(tmp_path, {"content/about.md": page("About", body="[[nowhere]]")})
    done = run(tmp_path, "check")
    assert (done.returncode, done.stdout) == (1, "Checked 2 pages: 1 error.\n")
    assert "There is no page called “nowhere”" in done.stderr


def test_check_finds_nothing_to_mend(tmp_path: Path) -> None:
    done = run(lay(tmp_path), "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Checked 1 page: nothing to mend.\n", "")


def test_check_wants_a_site(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert "content/site.yml" in done.stderr


# ---- help, and wrong use


@pytest.mark.parametrize("words", ["", "accept", "build", "check", "links", "mv", "serve", "new", "new site"])
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(tmp_path: Path, words: str, option: str) -> None:
    done = run(tmp_path, *words.split(), option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: fingerpost {words}".rstrip())
    assert option in done.stdout
    assert not [line for line in done.stdout.splitlines() if len(line) > 80]
    if not words:
        for command in ("accept", "build", "check", "links", "mv", "serve", "new"):
            assert re.search(rf"^  {command} +\w", done.stdout, re.MULTILINE), command


def test_tells_its_version(tmp_path: Path) -> None:
    done = run(tmp_path, "--version")
    assert done.returncode == 0
    assert re.fullmatch(r"fingerpost, version \d+\.\d+\.\d+\n", done.stdout)


WRONG = {
    "": ("Usage: fingerpost",),
    "biuld": ("There is no command “biuld”", "Did you mean “build”?"),
    "xyzzy": ("There is no command “xyzzy”",),
    "build --stric": ("No such option", "--strict"),
    "build here": ("unexpected extra argument",),
    "build --drafts=yes": ("does not take a value",),
    "--strict": ("No such option",),
    "mv about": ("Missing argument", "NEW"),
    "mv about who now": ("unexpected extra argument",),
    "new": ("Usage: fingerpost new",),
    "new siet advice": ("siet",),
    "new site": ("Missing argument",),
    "new site one two": ("unexpected extra argument",),
    "serve --port 99999": ("99999",),
    "serve --port soon": ("soon",),
    "build --jobs 0": ("--jobs", "0 is not in the range x>=1"),
    "build --jobs many": ("--jobs", "many"),
    "links --jobs -1": ("--jobs", "-1 is not in the range x>=1"),
    "mv about who --jobs": ("--jobs", "requires an argument"),
    "build --explain=yes": ("does not take a value",),
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_use_is_told_on_standard_error(tmp_path: Path, words: str) -> None:
    done = run(lay(tmp_path), *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    for part in WRONG[words]:
        assert part in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"content"}


# ---- build


def test_builds(tmp_path: Path) -> None:
    done = run(lay(tmp_path), "build")
    assert (done.returncode, done.stderr) == (0, "")
    remembered = r"1 new address remembered in content/\.published\.json \(keep it in version control\)\."
    assert re.fullmatch(
        rf"Built 1 page into site/ in \d+\.\d s, \d\.\d s of them for the search: \d+ files written\. {remembered}\n",
        done.stdout,
    )
    assert "Welcome." in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    again = run(tmp_path, "build")
    assert (again.returncode, again.stderr) == (0, "")
    assert re.fullmatch(r"Built 1 page into site/ in \d+\.\d s: nothing changed\.\n", again.stdout)


def test_writes_the_site_the_cache_and_what_it_promised(tmp_path: Path) -> None:
    before = lying_in(lay(tmp_path, {"content/about.md": page()}))
    assert run(tmp_path, "build").returncode == 0
    after = lying_in(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {name for name in after.keys() - before.keys() if not name.startswith(("site/", ".fingerpost/"))} == {
        PROMISES_FILE
    }


def test_tells_which_addresses_changed(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yml": PLAIN, "content/about.md": page(), "content/more.md": page("M")})
    assert len(run(tmp_path, "build").stdout.splitlines()) == 1
    lay(tmp_path, {"content/site.yml": PLAIN, "content/about.md": page(body="Other words.")})
    (tmp_path / "content" / "more.md").unlink()
    run(tmp_path, "accept", "/more/", "--gone")
    told = run(tmp_path, "build").stdout.splitlines()[1:]
    assert told == [
        "Changed since the last build:",
        *("  /404.json", "  /_headers", "  /about/", "  /graph.json", "  /llms.txt", "  /sitemap.xml"),
        "Gone since the last build:",
        "  /more/",
    ]
    listed = json.loads((tmp_path / ".fingerpost" / "changed.json").read_bytes())
    urls = ("404.json", "_headers", "about/", "graph.json", "llms.txt", "more/", "sitemap.xml")
    assert listed == {
        "base_url": "https://example.org/",
        "urls": [f"https://example.org/{path}" for path in urls],
        "written": ["404.json", "_headers", "about/index.html", "graph.json", "llms.txt", "sitemap.xml"],
        "removed": ["more/index.html"],
    }
    lay(tmp_path, {"content/site.yml": PLAIN, "content/about.md": page(body="[[nowhere]]")})
    assert run(tmp_path, "build").returncode == 1
    assert json.loads((tmp_path / ".fingerpost" / "changed.json").read_bytes()) == listed, "nothing was published"
    lay(tmp_path, {"content/site.yml": PLAIN, "content/about.md": page(body="Other words.")})
    assert run(tmp_path, "build").returncode == 0
    assert json.loads((tmp_path / ".fingerpost" / "changed.json").read_bytes())["urls"] == []


def test_explains_what_was_made_again(tmp_path: Path) -> None:
    pages = {"content/about.md": page("A", body="See [[B]]."), "content/b.md": page("B", "summary: S\n")}
    lay(tmp_path, {"content/site.yml": PLAIN, **pages})
    assert run(tmp_path, "build").returncode == 0
    lay(tmp_path, {"content/site.yml": PLAIN, "content/b.md": page("B", "summary: T\n")})
    done = run(tmp_path, "build", "--explain")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == [
        "/b/        its text changed",
        "/llms.txt  shows b, whose summary changed",
    ]
    assert run(tmp_path, "build", "--explain").stdout.splitlines()[1:] == ["No page was made again."]


def test_shows_where_the_time_went(tmp_path: Path) -> None:
    done = run(lay(tmp_path), "build", "--profile")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"\n\nstage +seconds +share\nread +\d+\.\d\d +\d+%\ncompile +", done.stdout)
    size = sum(len(data) for path, data in lying_in(tmp_path / "site").items() if path != MANIFEST)
    assert done.stdout.endswith(" written into site/.\n")
    assert f"{size:,} bytes" in done.stdout


@pytest.mark.parametrize("jobs", ["1", "2", "1000000"])
def test_jobs_change_nothing(tmp_path: Path, jobs: str) -> None:
    built = []
    for name, words in (("one", ("build",)), ("other", ("build", "--jobs", jobs))):
        lay(tmp_path / name, many_pages())
        done = run(tmp_path / name, *words)
        assert (done.returncode, done.stderr) == (0, "")
        built.append(lying_in(tmp_path / name / "site"))
    assert built[0] == built[1]


@pytest.mark.parametrize(
    ("record", "why"),
    [(b"no record", "something in it is damaged"), (b"fingerpost cache 0\n", "another version of Fingerpost made it")],
)
def test_a_cache_of_no_use_is_told_in_one_line(tmp_path: Path, record: bytes, why: str) -> None:
    run(lay(tmp_path), "build")
    before = lying_in(tmp_path / "site")
    (tmp_path / ".fingerpost" / "cache" / "record").write_bytes(record)
    done = run(tmp_path, "build")
    assert done.returncode == 0
    assert done.stderr == (
        f"The cache in .fingerpost/cache could not be used, because {why}. The whole site was built anew.\n"
    )
    assert lying_in(tmp_path / "site") == before
    assert run(tmp_path, "build").stderr == ""


def test_tells_what_it_removed(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yml": PLAIN, "content/about.md": page()})
    run(tmp_path, "build")
    (tmp_path / "content" / "about.md").unlink()
    run(tmp_path, "accept", "/about/", "--gone")
    done = run(tmp_path, "build")
    assert done.returncode == 0
    assert "1 removed" in done.stdout
    assert not (tmp_path / "site" / "about").exists()


def test_a_warning_is_told_and_does_not_stop(tmp_path: Path) -> None:
    done = run(lay(tmp_path, {"content/about.md": page(body="# First")}), "build")
    assert done.returncode == 0
    assert "content/about.md:5:1: warning: “First” is a heading of the first level." in done.stderr
    assert "[first-level-heading]" in done.stderr
    assert "1 warning." in done.stdout
    assert "warning:" not in done.stdout


def test_strict_makes_it_an_error(tmp_path: Path) -> None:
    lay(tmp_path)
    run(tmp_path, "build")
    before = lying_in(tmp_path / "site")
    lay(tmp_path, {"content/about.md": page(body="# First")})
    done = run(tmp_path, "build", "--strict")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("1 warning. The site was not changed.\n")
    assert lying_in(tmp_path / "site") == before


def test_all_errors_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/b.md": page(front="titel: x\ndraft: perhaps\n", body="[[nowhere]]\n\n[x](gone.md)"),
        "content/a.md": "",
        "content/columns/c.md": COLUMN.replace("## Answer", "## Reply"),
        "templates/404.html": "{{ nothing }}",
    }
    done = run(lay(tmp_path, files), "build")
    assert (done.returncode, done.stdout) == (1, "")
    heads = [line for line in done.stderr.splitlines() if ": error: " in line]
    assert [head.split(":")[0] for head in heads] == [
        "content/a.md",
        *["content/b.md"] * 4,
        *["content/columns/c.md"] * 2,
        "templates/404.html",
    ]
    assert done.stderr.endswith("\n\n8 errors. The site was not changed.\n")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("switches", "shown"),
    [
        ((), set()),
        (("--drafts",), {"draft"}),
        (("--future",), {"future"}),
        (("--expired",), {"expired"}),
        (("--drafts", "--future", "--expired"), {"draft", "future", "expired"}),
    ],
)
def test_pages_that_are_not_out_stay_out(tmp_path: Path, switches: tuple[str, ...], shown: set[str]) -> None:
    lay(
        tmp_path,
        {
            "content/draft.md": page(front="draft: true\n"),
            "content/future.md": page(front="published: 2026-11-26\n"),
            "content/expired.md": page(front="expires: 2026-11-25\n"),
        },
    )
    done = run(tmp_path, "build", "--strict", *switches)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.parent.name for path in (tmp_path / "site").glob("*/index.html")} - {"search"} == shown


def test_no_site_here(tmp_path: Path) -> None:
    done = run(tmp_path, "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert "content/site.yml: error: " in done.stderr
    assert "fingerpost new site NAME" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("foreign", ["a folder", "a file", "a link"])
def test_an_output_folder_of_somebody_else_is_refused(tmp_path: Path, foreign: str) -> None:
    lay(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    site = tmp_path / "site"
    if foreign == "a folder":
        (tmp_path / "mine").rename(site)
    elif foreign == "a file":
        site.write_text("years of work", encoding="utf-8")
    else:
        site.symlink_to("mine")
    before = lying_in(tmp_path)
    done = run(tmp_path, "build")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("site/: error: ")
    assert "hint: Move" in done.stderr
    assert {name: data for name, data in lying_in(tmp_path).items() if not name.startswith(".fingerpost/")} == before


def test_no_escape_codes_where_nothing_is_drawn(tmp_path: Path) -> None:
    done = run(lay(tmp_path, {"content/about.md": page(body="[[nowhere]]")}), "build", TERM="xterm-256color")
    assert "\x1b" not in done.stderr + done.stdout


def test_a_terminal_gets_the_same_words_in_colour(tmp_path: Path) -> None:
    lay(tmp_path, {"content/about.md": page(body="[[nowhere]] " + "and many words " * 20)})
    plain = run(tmp_path, "build").stderr
    drawn = in_a_terminal(tmp_path, "build")
    assert "\x1b[" in drawn
    assert ESCAPE.sub("", drawn) == plain


SOON = "import fingerpost.cli.progress as p; p.PATIENCE = p.FRAME = {}; from fingerpost.cli import main; main()"
"""Runs the command with another patience, in seconds, so that no test waits for a clock."""


def in_a_terminal(folder: Path, *words: str, patience: float = 1e9, **more: str) -> str:
    """Run the command with its standard error on a terminal, and return what it wrote there."""
    ours, theirs = os.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", SOON.format(patience), *words],
            cwd=folder,
            env=environment(**{"SOURCE_DATE_EPOCH": EPOCH, "TERM": "xterm-256color", "COLUMNS": "100", **more}),
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        )
        os.close(theirs)
        written = b"".join(_chunks(ours))
        process.wait(timeout=60)
    finally:
        os.close(ours)
    return written.decode().replace("\r\n", "\n")


def on_screen(written: str) -> str:
    """What a terminal shows in the end: a line that is erased is not there any more. One line of bar, no more."""
    shown: list[str] = [""]
    for part in re.split(r"(\n|\r|\x1b\[1A|\x1b\[2K)", ESCAPE.sub("", written.replace("\x1b[?25l", ""))):
        if part == "\n":
            shown.append("")
        elif part == "\x1b[1A":
            shown.pop()
        elif part == "\x1b[2K":
            shown[-1] = ""
        elif part != "\r":
            shown[-1] += part.replace("\x1b[?25h", "")
    return "\n".join(shown)


def plain_pages(count: int) -> dict[str, str | bytes]:
    return {f"content/page-{number}.md": page(f"Page {number}") for number in range(count)}


@pytest.mark.parametrize("mistake", ["", "[[nowhere]]"])
def test_a_long_build_draws_a_bar_that_is_gone_in_the_end(tmp_path: Path, mistake: str) -> None:
    lay(tmp_path, {**plain_pages(120), "content/about.md": page(body=f"Words. {mistake}")})
    drawn = in_a_terminal(tmp_path, "build", patience=0)
    shown = ESCAPE.sub("", drawn)
    assert re.search(r"Compiling +[━╸]{24}  \d+ of 122 pages, [\d,]+/s, \d+ s left", shown)
    assert all(word in shown for word in ("Reading", "Resolving links", "Rendering", "Publishing", "Keeping"))
    assert drawn.count("\x1b[?25l") == drawn.count("\x1b[?25h") == 1, "the cursor comes back"
    assert drawn.find("\x1b[?25h") < (drawn.find("nowhere") if mistake else len(drawn))
    assert on_screen(drawn) == (run(tmp_path, "build").stderr if mistake else "")


@pytest.mark.parametrize("terminal", ["dumb", "no terminal", "a quick build"])
def test_no_bar_where_none_helps(tmp_path: Path, terminal: str) -> None:
    lay(tmp_path, plain_pages(120))
    if terminal == "a quick build":
        assert in_a_terminal(tmp_path, "build") == ""
    elif terminal == "dumb":
        assert in_a_terminal(tmp_path, "build", patience=0, TERM="dumb").strip() == ""
    else:
        done = subprocess.run(
            [sys.executable, "-c", SOON.format(0), "build"],
            cwd=tmp_path,
            env=environment(SOURCE_DATE_EPOCH=EPOCH, TERM="xterm-256color", FORCE_COLOR="1"),
            capture_output=True,
            check=True,
        )
        assert done.stderr == b""
        assert b"\x1b" not in done.stdout


AT_WORK = """
import multiprocessing, signal, sys
from fingerpost.cli import main
from fingerpost.cli.progress import Followed

def step(followed, done):
    if multiprocessing.active_children():
        print("at work", flush=True)
        sys.stdin.read()

signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal, wherever the tests run
Followed._step = step
main()
"""
"""Runs the command until others work for it; then it says so and waits, and they go on."""


def test_ctrl_c_ends_a_build_with_one_line_and_leaves_the_site(tmp_path: Path) -> None:
    """A terminal sends it to every process of a build; none of them is left, and each but the first is silent."""
    assert run(lay(tmp_path), "build").returncode == 0
    before = lying_in(tmp_path / "site")
    lay(tmp_path, plain_pages(1000))
    with subprocess.Popen(
        [sys.executable, "-c", AT_WORK, "build", "--jobs", "3"],
        cwd=tmp_path,
        env=environment(SOURCE_DATE_EPOCH=EPOCH),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        os.killpg(process.pid, signal.SIGINT)
        written = process.communicate(timeout=60)  # until nobody is left who could write
    assert (process.returncode, *written) == (130, "", "Stopped. Nothing is left half-done in site/.\n")
    assert lying_in(tmp_path / "site") == before


IN_PASSING = """
import signal
from fingerpost import cli

class Doomed:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def go_on(*_, **__):
    Doomed()
    print("gone on")

signal.signal(signal.SIGINT, signal.default_int_handler)
cli.fingerpost.main = go_on
cli.main()
"""
"""Has Ctrl-C come while an object is taken apart."""


def test_ctrl_c_is_not_lost_while_an_object_is_taken_apart() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_PASSING], env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped. Nothing is left half-done in site/.\n")


def _chunks(terminal: int) -> Iterator[bytes]:
    while select.select([terminal], [], [], 60)[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            return
        if not chunk:
            return
        yield chunk


def test_two_builds_at_once(tmp_path: Path) -> None:
    shutil.copytree(SITES / "every-kind" / "content", tmp_path / "content")
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "fingerpost", "build"],
            cwd=tmp_path,
            env=environment(SOURCE_DATE_EPOCH=EPOCH),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(4)
    ]
    assert [build.wait(timeout=60) for build in builds] == [0, 0, 0, 0]
    whole = lying_in(tmp_path / "site")
    assert link_complaints(whole, "https://example.org/") == []
    assert "nothing changed" in run(tmp_path, "build").stdout


# ---- new site


@pytest.mark.parametrize("name", ["advice", "deep/er/advice", "with a space", "it's", "ünï", "./advice/", "empty"])
def test_a_new_site_builds_without_a_word(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    made = run(tmp_path, "new", "site", name)
    assert (made.returncode, made.stderr) == (0, "")
    site = tmp_path / name
    told = made.stdout.splitlines()[-1].removeprefix("Next: ")
    assert shlex.split(told) == ["cd", str(site.relative_to(tmp_path)), "&&", "fingerpost", "serve"]
    assert made.stdout.startswith(f"Made {name.removeprefix('./').rstrip('/')} with {len(lying_in(site))} files.")
    done = run(site, "build", "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    files = lying_in(site / "site")
    assert link_complaints(files, "https://example.org/") + page_complaints(files) == []
    assert (
        map_complaints({name: data for name, data in files.items() if name != MANIFEST}, "https://example.org/") == []
    )


def test_a_new_site_has_every_folder_in_its_gitignore(tmp_path: Path) -> None:
    run(tmp_path, "new", "site", "advice")
    before = set(lying_in(tmp_path / "advice"))
    run(tmp_path / "advice", "build")
    new = {name.split("/")[0] + "/" for name in set(lying_in(tmp_path / "advice")) - before - {PROMISES_FILE}}
    assert new == set((tmp_path / "advice" / ".gitignore").read_text(encoding="utf-8").split())


def test_a_new_site_is_out_today(tmp_path: Path) -> None:
    run(tmp_path, "new", "site", "advice", SOURCE_DATE_EPOCH="1000000000")
    texts = [data.decode() for data in lying_in(tmp_path / "advice").values()]
    assert not [text for text in texts if "TODAY" in text]
    assert sum("published: 2001-09-09" in text for text in texts) == 3


@pytest.mark.parametrize("there", ["a full folder", "a file", "a link to nothing", "a site"])
def test_a_new_site_never_lies_over_something(tmp_path: Path, there: str) -> None:
    name = tmp_path / "advice"
    if there == "a full folder":
        lay(name / "content", {"mine.txt": "x"})
    elif there == "a file":
        name.write_text("x", encoding="utf-8")
    elif there == "a link to nothing":
        name.symlink_to(tmp_path / "nothing")
    else:
        run(tmp_path, "new", "site", "advice")
        (name / "content" / "index.md").write_text("changed", encoding="utf-8")
    before = lying_in(tmp_path)
    done = run(tmp_path, "new", "site", "advice")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert lying_in(tmp_path) == before
    assert not (tmp_path / "nothing").exists()


# ---- build.py


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A site with the build script of this checkout."""
    shutil.copy(project_root() / "build.py", lay(tmp_path / "checkout", {"content/about.md": page(body="# First")}))
    return tmp_path / "checkout"


def test_the_build_script_builds(checkout: Path, tmp_path: Path) -> None:
    other = shutil.copytree(checkout, tmp_path / "other")
    by_script, by_command = run(checkout, script="build.py"), run(other, "build")
    assert by_script.returncode == by_command.returncode == 0
    assert by_script.stderr == by_command.stderr
    without_time = [re.sub(r"\d+\.\d s", "", done.stdout) for done in (by_script, by_command)]
    assert without_time[0] == without_time[1]
    assert lying_in(checkout / "site") == lying_in(other / "site")


@pytest.mark.parametrize(
    "words", ["build --strict", "--help", "serve --help", "new site", "biuld", "--version", "build --no"]
)
def test_the_build_script_passes_every_command_through(checkout: Path, words: str) -> None:
    by_script = run(checkout, *words.split(), script="build.py")
    by_command = run(checkout, *words.split())
    assert by_script.returncode == by_command.returncode
    assert by_script.stdout == by_command.stdout
    assert by_script.stderr == by_command.stderr


# ---- the day of a build, and the same bytes everywhere


@pytest.mark.parametrize(("epoch", "out"), [("1795478399", False), ("1795478400", True), ("0", False)])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_the_day_comes_from_the_environment(tmp_path: Path, epoch: str, out: bool, zone: str) -> None:
    """The second before and the first of November 24, 2026, in UTC, wherever the clock on the wall stands."""
    lay(tmp_path, {"content/tomorrow.md": page(front="published: 2026-11-24\n")})
    done = run(tmp_path, "build", SOURCE_DATE_EPOCH=epoch, TZ=zone)
    assert done.returncode == 0
    assert (tmp_path / "site" / "tomorrow").exists() is out


def test_without_it_the_day_is_today(tmp_path: Path) -> None:
    soon = time.strftime("%Y-%m-%d", time.localtime(time.time() + 3 * 86400))
    past = time.strftime("%Y-%m-%d", time.localtime(time.time() - 3 * 86400))
    lay(tmp_path, {f"content/{name}.md": page(front=f"published: {day}\n") for name, day in [("s", soon), ("p", past)]})
    done = subprocess.run(
        [sys.executable, "-m", "fingerpost", "build"], cwd=tmp_path, env=environment(), check=True, capture_output=True
    )
    assert done.stderr == b""
    assert {path.parent.name for path in (tmp_path / "site").glob("*/index.html")} == {"p", "search"}


@pytest.mark.parametrize("epoch", ["", "soon", "1.5", "1e9", "0x10", "²", "9" * 15, "9" * 25, "9" * 5000])
@pytest.mark.parametrize("words", ["build", "new site advice"])
def test_a_bad_day_is_wrong_use(tmp_path: Path, epoch: str, words: str) -> None:
    done = run(lay(tmp_path), *words.split(), SOURCE_DATE_EPOCH=epoch)
    assert (done.returncode, done.stdout) == (2, "")
    assert "SOURCE_DATE_EPOCH" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"content"}


PLACES = (
    {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0", "LANG": "tr_TR.UTF-8"},
    {"TZ": "UTC", "LC_ALL": "POSIX", "PYTHONHASHSEED": "random", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
)


def many_pages() -> dict[str, str]:
    """More pages than one process compiles alone, each with a reference to another."""
    front = "form: how-to\ntopics: [t]\n"
    pages = {f"content/guides/g{n}.md": page(f"Guide {n}", front, f"[[g{n * 7 % 120}]] ‘quotes’") for n in range(120)}
    return {**pages, "content/topics/t.md": page("T")}


@pytest.mark.parametrize("content", ["every kind", "this checkout", "many pages"])
def test_the_same_bytes_everywhere(tmp_path: Path, content: str) -> None:
    """Clean builds in other folders, time zones, locales, with other hash seeds and on one processor or all."""
    built = []
    for number, place in enumerate(PLACES):
        folder = tmp_path / f"{number}ü" / ("a" * number)
        if content == "many pages":
            files = many_pages()
            lay(folder, dict(reversed(files.items())) if number else files)
        else:
            source = SITES / "every-kind" if content == "every kind" else project_root()
            shutil.copytree(source / "content", folder / "content")
        done = run(folder, "build", **place)
        assert (done.returncode, done.stderr) == (0, "")
        built.append(lying_in(folder / "site"))
    assert built[0] == built[1] == built[2]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux to choose processors")
def test_the_same_bytes_on_one_processor_and_on_all(tmp_path: Path) -> None:
    built = []
    for name, processors in (("one", {min(os.sched_getaffinity(0))}), ("all", os.sched_getaffinity(0))):
        lay(tmp_path / name, many_pages())
        ours = os.sched_getaffinity(0)
        os.sched_setaffinity(0, processors)
        try:
            assert run(tmp_path / name, "build").returncode == 0
        finally:
            os.sched_setaffinity(0, ours)
        built.append(lying_in(tmp_path / name / "site"))
    assert built[0] == built[1]


# ---- never a traceback

BROKEN: dict[str, dict[str, str | bytes]] = {
    # settings
    "settings: empty": {"content/site.yml": ""},
    "settings: binary": {"content/site.yml": bytes(range(256))},
    "settings: a list": {"content/site.yml": "- title\n- base_url\n"},
    "settings: a folder": {"content/site.yml/x": ""},
    "settings: base_url of half an IPv6 address": {"content/site.yml": 'title: T\nbase_url: "https://[::1/"\n'},
    "settings: base_url without a host": {"content/site.yml": "title: T\nbase_url: https://\n"},
    "settings: base_url with a line break": {"content/site.yml": 'title: T\nbase_url: "https://a.org/\\nb"\n'},
    "settings: base_url with a port that is none": {"content/site.yml": "title: T\nbase_url: https://a.org:x/\n"},
    "settings: navigation to nowhere": {"content/site.yml": SITE_YML + "navigation:\n  - page: nowhere\n"},
    # names of files
    "names: a static file that is not UTF-8": {"content/static/\udcff.txt": "x"},
    "names: a picture that is not UTF-8": {"content/\udcff.png": "x", "content/p.md": page(body="![x](%FF.png)")},
    "names: a slug too long for the disk": {"content/p.md": page(front=f"slug: {'a' * 300}\n")},
    "names: a redirect too long for the disk": {"content/p.md": page(front=f"redirects: [/{'a' * 300}/]\n")},
    "names: a file and a folder": {"content/static/p": "x", "content/p.md": page()},
    "names: a redirect below a file": {"content/p.md": page(front="redirects: [/old.html, /old.html/more/]\n")},
    "names: a redirect in the place of the feed": {"content/p.md": page(front="redirects: [/feed.xml]\n")},
    "names: a redirect in the place of robots.txt": {"content/p.md": page(front="redirects: [/robots.txt]\n")},
    "names: a redirect in the place of the manifest": {"content/p.md": page(front=f"redirects: [/{MANIFEST}]\n")},
    "names: a static file in the place of the manifest": {f"content/static/{MANIFEST}": "{}"},
    "names: a static file in the place of a topic's feed": {
        "content/static/topics/t/feed.xml": "x",
        "content/topics/t.md": page("T"),
        "content/p.md": page(front="topics: [t]\npublished: 2026-01-01\n"),
    },
    # front matter
    "front matter: a number of 5000 digits": {"content/tutorials/t/index.md": page(front=f"doing: {'1' * 5000}\n")},
    "front matter: not a number": {"content/tutorials/t/index.md": page(front="doing: .nan\n")},
    "front matter: a day in an odd zone": {"content/p.md": page(front="published: 2026-11-23T10:00:00+99:99\n")},
    "front matter: half a surrogate pair": {"content/p.md": '---\ntitle: "\\ud800"\n---\n\nx\n'},
    "front matter: a key that is a list": {"content/p.md": "---\n? [a, b]\n: c\n---\n\nx\n"},
    "front matter: a million laughs": {
        "content/p.md": "---\ntitle: T\na: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcde", "bcdef", strict=True))
        + "---\n\nx\n"
    },
    "front matter: ten thousand brackets": {"content/p.md": f"---\ntitle: {'[' * 10000}\n---\n\nx\n"},
    "front matter: control characters": {"content/p.md": "---\ntitle: a\x00b\x07\n---\n\nx\n"},
    "front matter: an odd end of line": {"content/p.md": "---\ntitle: [a\u2028b\x85c\n---\n\nx\n"},
    # text
    "text: placeholders of the parser": {"content/p.md": page(body="\x02wzxhzdk:0\x03 \x02klzzwxh:0001\x03 [[no]]")},
    "text: five thousand brackets": {"content/p.md": page(body="[" * 5000)},
    "text: three thousand stars": {"content/p.md": page(body="*" * 3000 + "a" + "*" * 3000)},
    "text: raw HTML that never closes": {
        "content/p.md": page(body="[[no]]\n\n<div markdown='1'><p><!-- <![CDATA[ <?x")
    },
    "text: raw HTML within a line": {
        "content/p.md": page(body="Press <kbd>Esc</kbd> or <a href='[[no]]'>x</a>. [[no]]")
    },
    "text: a picture without a name": {"content/p.md": page(body="![x](%00.png) ![y]() ![z](..)")},
    "text: a picture outside": {"content/p.md": page(body="![x](../../../../etc/passwd) ![y](/etc/passwd)")},
    "text: headings of a column in a list": {
        "content/columns/c.md": COLUMN + "\n- ## Question\n\n> ## Answer\n\n## Odd\n"
    },
    "text: headings of a column in raw HTML": {
        "content/columns/c.md": COLUMN + '\n<div markdown="1">\n\n## Answer\n\n</div>\n\n<h2>Question</h2>\n\n## Odd\n'
    },
    "text: headings of a column without words": {"content/columns/c.md": COLUMN + "\n## \n\n##\n\n## {#x}\n"},
    # templates
    "templates: half a surrogate pair": {"templates/page.html": '{{ "\\ud800" }}', "content/p.md": page()},
    "templates: not UTF-8": {"templates/page.html": b"\xff\xfe", "content/p.md": page()},
    "templates: a folder": {"templates/page.html/x": "", "content/p.md": page()},
    "templates: an exception": {"templates/page.html": "{{ 1 / 0 }}", "content/p.md": page()},
    "templates: two that include each other": {
        "templates/page.html": "{% include 'two.html' %}",
        "templates/two.html": "{% include 'page.html' %}",
        "content/p.md": page(),
    },
    "templates: an asset that is not there": {"templates/base.html": "{{ site.assets['no.css'] }}"},
    "templates: a file outside": {"templates/page.html": "{% include '/etc/hostname' %}", "content/p.md": page()},
    "templates: a file above": {
        "templates/page.html": "{% include 'default/../pyproject.toml' %}{% include '../content/site.yml' %}",
        "content/p.md": page(),
    },
    # what was promised
    "promises: not JSON": {"content/.published.json": "{"},
    "promises: a folder": {"content/.published.json/x": ""},
    "promises: a hundred thousand brackets": {"content/.published.json": "[" * 100_000},
    "promises: an address outside": {"content/.published.json": '{"format": 1, "moved": {"/../../x/": "/"}}'},
    # what lies in the way of publication
    "output: a manifest that is not UTF-8": {f"site/{MANIFEST}": b'{"format":1,"files":["\xff"]}'},
    "output: a manifest that is a folder": {f"site/{MANIFEST}/x": "x"},
    "output: a manifest of another make": {f"site/{MANIFEST}": '{"pages": 3}'},
    "output: the cache is a file": {".fingerpost": "x"},
}
LINKS = {
    "links: a page that is itself": ("content/loop.md", "loop.md"),
    "links: two folders that are each other": ("content/one", "two"),
    "links: a page outside": ("content/p.md", "/etc/hostname"),
    "links: a folder above": ("content/up", ".."),
    "links: an asset of the theme that is not there": ("templates/assets/style.css", "/nowhere.css"),
    "links: a template that is itself": ("templates/page.html", "page.html"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_project_is_told_calmly(tmp_path: Path, name: str) -> None:
    assert_told(lay(tmp_path, BROKEN[name]))


@pytest.mark.parametrize("name", LINKS)
def test_a_broken_link_is_told_calmly(tmp_path: Path, name: str) -> None:
    path, target = LINKS[name]
    link = lay(tmp_path, {"content/q.md": page(body="[[nowhere]]")}) / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    if target == "two":
        (tmp_path / "content" / "two").symlink_to("one")
    assert_told(tmp_path)


def assert_told(folder: Path) -> None:
    """The build fails with an error that names a place, and leaves nothing behind."""
    before = {path for path in folder.iterdir() if path.name != ".fingerpost"}
    done = run(folder, "build")
    assert (done.returncode, done.stdout) == (1, "")
    first = done.stderr.splitlines()[0]
    assert re.match(r"(content|templates|default|site|\.fingerpost|error)[^ ]*: ", first), first
    assert done.stderr.endswith("The site was not changed.\n")
    assert {path for path in folder.iterdir() if path.name != ".fingerpost"} == before


def test_a_mistake_in_a_name_has_a_line(tmp_path: Path) -> None:
    """A redirect in the way of another file is a mistake in a source, so the message names its line, not the disk's."""
    for redirect in ("/feed.xml", "/robots.txt", "/sitemap.xml", f"/{MANIFEST}", f"/{'a' * 300}/"):
        lay(tmp_path, {"content/p.md": page(front=f"redirects: [{redirect}]\n")})
        assert run(tmp_path, "build").stderr.startswith("content/p.md:3:13: error: "), redirect


# ---- the content of this checkout


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A copy of this checkout's content and templates, built."""
    folder = tmp_path_factory.mktemp("real")
    for name in ("content", "templates"):
        shutil.copytree(project_root() / name, folder / name)
    return folder, run(folder, "build", "--strict")


def test_the_real_content_builds_without_a_word(real: tuple[Path, Done]) -> None:
    folder, done = real
    assert (done.returncode, done.stderr) == (0, "")
    assert len(html_pages(lying_in(folder / "site"))) > 25


@pytest.mark.parametrize("links", ["root", "relative"])
def test_every_link_of_the_real_content_leads_somewhere(real: tuple[Path, Done], tmp_path: Path, links: str) -> None:
    folder = real[0]
    if links == "relative":
        settings = (folder / "content" / "site.yml").read_text(encoding="utf-8")
        folder = shutil.copytree(folder, tmp_path / "relative", ignore=shutil.ignore_patterns("site", ".fingerpost"))
        (folder / "content" / "site.yml").write_text(f"{settings}\nlinks: relative\n", encoding="utf-8")
        assert run(folder, "build", "--strict").returncode == 0
    files = lying_in(folder / "site")
    assert link_complaints(files, "https://example.org/", relative=links == "relative") == []


def test_every_page_of_the_real_content_is_whole(real: tuple[Path, Done]) -> None:
    files = lying_in(real[0] / "site")
    assert page_complaints(files) == []
    assert map_complaints(files, "https://example.org/") == []


def test_no_two_pages_of_the_real_content_share_a_title(real: tuple[Path, Done]) -> None:
    pages = html_pages(lying_in(real[0] / "site"))
    titles = [page.title for page in pages.values() if not page.moved and "noindex" not in page.robots]
    assert len(titles) == len(set(titles))


def test_the_theme_of_the_checkout_is_the_default_theme(real: tuple[Path, Done], tmp_path: Path) -> None:
    """A site that brings no templates looks the same as the checkout, which has them as its own."""
    shutil.copytree(project_root() / "content", tmp_path / "content")
    assert run(tmp_path, "build").returncode == 0
    assert lying_in(tmp_path / "site") == lying_in(real[0] / "site")
