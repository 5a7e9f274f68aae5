"""`fingerpost accept`, and the whole way of a promise: published, broken, told, settled."""

import itertools
import re
import shlex
from pathlib import Path

import pytest

from fingerpost.promises import PROMISES_FILE, Promises, encode_promises
from tests.test_cli import COLUMN, lay, page, run
from tests.test_sites import HtmlPage, lying_in

ABOUT = page("About us", body="## Who\n\n## How\n\nText.")
SITE: dict[str, str | bytes] = {
    "content/about.md": ABOUT,
    "content/columns/c.md": COLUMN,
    "content/topics/t.md": page("T", "synonyms: [Other]\n"),
    "content/here.md": page("Here", "redirects: [/was/]\n"),
}
PROMISES = Promises(
    addresses={"/about/": ("how", "people", "who"), "/größe/": (), "/lost/": ("x",), "/columns/c/": ("answer",)},
    moved={
        "/1/": "/lost/",
        "/2/": "/3/",
        "/3/": "/nowhere/",
        "/x/": "/y/",
        "/y/": "/x/",
        "/about/#0": "/about/#people",
    },
)


def promised(folder: Path) -> Path:
    return lay(folder, {**SITE, PROMISES_FILE: encode_promises(PROMISES)})


def told(folder: Path) -> str:
    return (folder / PROMISES_FILE).read_text(encoding="utf-8")


SETTLED = {
    "/lost/ /about/": ("/lost/ leads to /about/", ['"/lost/": "/about/"', '"/1/": "/about/"'], ['"/lost/": [']),
    "lost about": ("/lost/ leads to /about/", ['"/lost/": "/about/"'], []),
    "/lost 'About us'": ("/lost/ leads to /about/", ['"/lost/": "/about/"'], []),
    "/lost/ columns/c": ("/lost/ leads to /columns/c/", ['"/lost/": "/columns/c/"'], []),
    "/lost/ content/columns/c.md": ("/lost/ leads to /columns/c/", ['"/lost/": "/columns/c/"'], []),
    "https://example.org/lost/ https://example.org/about/": ("/lost/ leads to /about/", ['"/lost/": "/about/"'], []),
    "/gr%C3%B6%C3%9Fe/ /about/": ("/größe/ leads to /about/", ['"/größe/": "/about/"'], []),
    "/lost/ /columns/%63/": ("/lost/ leads to /columns/c/", ['"/lost/": "/columns/c/"'], []),
    "/about/#people #wh%6F": ("/about/#people leads to /about/#who", ['"/about/#people": "/about/#who"'], []),
    "/lost/ /was/": ("/lost/ leads to /here/", ['"/lost/": "/here/"'], []),
    "/lost/ /topics/other/": ("/lost/ leads to /topics/t/", ['"/lost/": "/topics/t/"'], []),
    "/lost/ /topics/": ("/lost/ leads to /topics/", ['"/lost/": "/topics/"'], []),
    "/lost/ /": ("/lost/ leads to /", ['"/lost/": "/"'], []),
    "/lost/ --gone": ("/lost/ is let go.", [], ["/lost/", '"/1/"']),
    "/3/ /about/": ("/3/ leads to /about/", ['"/2/": "/about/"', '"/3/": "/about/"'], []),
    "/x/ /about/": ("/x/ leads to /about/", ['"/x/": "/about/"', '"/y/": "/about/"'], []),
    "/y/ --gone": ("/y/ is let go.", [], ['"/x/"', '"/y/"']),
    "/about/#people /about/#who": (
        "/about/#people leads to /about/#who",
        ['"/about/": ["how", "who"]', '"/about/#people": "/about/#who"', '"/about/#0": "/about/#who"'],
        [],
    ),
    "about#people #who": ("/about/#people leads to /about/#who", ['"/about/#people": "/about/#who"'], []),
    "/about/#people about#who": ("/about/#people leads to /about/#who", ['"/about/#people": "/about/#who"'], []),
    "/about/#people --gone": ("/about/#people is let go.", ['"/about/": ["how", "who"]'], ["people"]),
}


@pytest.mark.parametrize("words", SETTLED)
def test_a_promise_is_settled(tmp_path: Path, words: str) -> None:
    says, holds, lacks = SETTLED[words]
    done = run(promised(tmp_path), "accept", *shlex.split(words))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(says)
    assert done.stdout.count("\n") == 1
    for part in holds:
        assert part in told(tmp_path)
    for part in lacks:
        assert part not in told(tmp_path)


REFUSED = {
    "/lots/ /about/": (
        "/lots/ is not among the published addresses. [unknown-promise]\n  hint: Did you mean “/lost/”?\n"
    ),
    "/qqqqqqqqqq/ --gone": (
        "/qqqqqqqqqq/ is not among the published addresses. [unknown-promise]\n"
        "  hint: The build names the addresses that wait to be accepted.\n"
    ),
    "/about/#whom --gone": "/about/#whom is not among the published addresses. [unknown-promise]\n",
    "/about/ /columns/c/": "/about/ is still there, in content/about.md. Nothing was changed. [promise-kept]\n",
    "/about/ --gone": "/about/ is still there, in content/about.md. Nothing was changed. [promise-kept]\n",
    "/about/#who --gone": "/about/#who is still there, in content/about.md. Nothing was changed. [promise-kept]\n",
    "/lost/ /abuot/": "No page has /abuot/. [no-such-destination]\n  hint: Did you mean “/about/”",
    "/lost/ Nobody": "No page has /Nobody/. [no-such-destination]\n",
    "/lost/ /about/#who": "No page has /about/#who. [no-such-destination]\n  hint: Did you mean “/about/”",
    "/lost/ /2/": "No page has /2/. [no-such-destination]\n",
    "/about/#people /about/#whom": "No page has /about/#whom. [no-such-destination]\n",
    "/about/#people /columns/c/#answer": (
        "/about/#people cannot lead to /columns/c/#answer: an old anchor is kept by its own page. [anchor-elsewhere]\n"
        '  hint: Name a heading of that page, such as "/about/#heading", or let the anchor go with --gone.\n'
    ),
    "/about/#people /about/": "/about/#people cannot lead to /about/: an old anchor is kept by its own page.",
    "/lost/ /lost/": "These addresses lead in a circle: /lost/ → /lost/. [redirect-circle]\n",
    "/lost/ /1/": "These addresses lead in a circle: /1/ → /lost/ → /1/. [redirect-circle]\n",
    "/lost/ /x/": "These addresses lead in a circle: /x/ → /y/ → /x/. [redirect-circle]\n",
    "/about/#people /about/#0": "These addresses lead in a circle: /about/#0 → /about/#people → /about/#0.",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: str) -> None:
    before = lying_in(promised(tmp_path))
    done = run(tmp_path, "accept", *shlex.split(words))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{PROMISES_FILE}: error: {REFUSED[words]}")
    assert lying_in(tmp_path) == before


def test_a_title_of_two_pages_is_refused(tmp_path: Path) -> None:
    lay(promised(tmp_path), {"content/again.md": page("About us")})
    done = run(tmp_path, "accept", "/lost/", "About us")
    assert (done.returncode, done.stdout) == (1, "")
    assert "“About us” could be 2 pages: about, again." in done.stderr


@pytest.mark.parametrize("words", ["", "/lost/", "/lost/ /about/ --gone", "/lost/ /about/ /more/", "--gone"])
def test_wrong_use_is_told(tmp_path: Path, words: str) -> None:
    before = lying_in(promised(tmp_path))
    done = run(tmp_path, "accept", *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: fingerpost accept [OPTIONS] OLD [NEW]\n")
    assert lying_in(tmp_path) == before


def test_it_has_help(tmp_path: Path) -> None:
    done = run(tmp_path, "accept", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--gone" in done.stdout
    assert not [line for line in done.stdout.splitlines() if len(line) > 80]


@pytest.mark.parametrize(
    ("files", "code"),
    [({PROMISES_FILE: "{"}, "damaged-promises"), ({PROMISES_FILE: '{"format": 2}'}, "promises-format")],
)
def test_a_record_that_cannot_be_read_is_told(tmp_path: Path, files: dict[str, str | bytes], code: str) -> None:
    before = lying_in(lay(tmp_path, files))
    done = run(tmp_path, "accept", "/a/", "--gone")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"[{code}]" in done.stderr
    assert lying_in(tmp_path) == before


def test_no_site_here(tmp_path: Path) -> None:
    done = run(tmp_path, "accept", "/a/", "--gone")
    assert (done.returncode, done.stdout) == (1, "")
    assert "[no-site]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_other_mistakes_in_the_content_do_not_matter(tmp_path: Path) -> None:
    lay(promised(tmp_path), {"content/bad.md": page(body="[[nowhere]]"), "content/worse.md": b"\xff"})
    assert run(tmp_path, "accept", "/lost/", "/about/").returncode == 0


# ---- the whole way

HINT = re.compile(r"hint: .*?: (fingerpost accept .+?) or, to let it go: (fingerpost accept .+)")


def commands(told: str) -> tuple[str, str]:
    found = HINT.search(told)
    assert found, told
    return found[1], found[2]


def test_a_page_is_renamed(tmp_path: Path) -> None:
    lay(tmp_path, {"content/columns/silence.md": COLUMN, "content/about.md": page()})
    first = run(tmp_path, "build")
    assert first.stdout.endswith(f" 3 new addresses remembered in {PROMISES_FILE} (keep it in version control).\n")
    names = ("silence", "nobody-answers", "no-answer-yet")
    for old, new in itertools.pairwise(names):
        before = lying_in(tmp_path / "site")
        (tmp_path / f"content/columns/{old}.md").rename(tmp_path / f"content/columns/{new}.md")
        broken = run(tmp_path, "build")
        assert (broken.returncode, broken.stdout) == (1, "")
        assert f"The address /columns/{old}/ was published, and no page has it now." in broken.stderr
        assert lying_in(tmp_path / "site") == before
        command, _ = commands(broken.stderr)
        assert command == f"fingerpost accept /columns/{old}/ /columns/{new}/"
        done = run(tmp_path, *shlex.split(command)[1:])
        assert done.stdout == f"/columns/{old}/ leads to /columns/{new}/ from the next build on.\n"
        built = run(tmp_path, "build")
        assert (built.returncode, built.stderr) == (0, "")
        assert "1 new address remembered" in built.stdout
    for old in names[:-1]:
        moved = HtmlPage((tmp_path / f"site/columns/{old}/index.html").read_text(encoding="utf-8"))
        assert moved.robots == "noindex"
        assert ("refresh", "/columns/no-answer-yet/") in moved.links
        assert ("href", "https://example.org/columns/no-answer-yet/") in moved.links
    assert (tmp_path / "site/_redirects").read_text(encoding="utf-8") == (
        "/columns/nobody-answers/ /columns/no-answer-yet/ 301\n/columns/silence/ /columns/no-answer-yet/ 301\n"
    )


def test_a_heading_is_reworded(tmp_path: Path) -> None:
    lay(tmp_path, {"content/about.md": page(body="## Who we are\n\nUs.")})
    run(tmp_path, "build")
    lay(tmp_path, {"content/about.md": page(body="## Who we are now\n\nUs.")})
    command, _ = commands(run(tmp_path, "build").stderr)
    assert command == 'fingerpost accept "/about/#who-we-are" "/about/#who-we-are-now"'
    assert run(tmp_path, *shlex.split(command)[1:]).returncode == 0
    built = run(tmp_path, "build")
    assert (built.returncode, built.stderr) == (0, "")
    assert "remembered" not in built.stdout, "an anchor is no address"
    assert {"who-we-are", "who-we-are-now"} <= {*HtmlPage((tmp_path / "site/about/index.html").read_text()).ids}


def test_a_page_is_let_go(tmp_path: Path) -> None:
    lay(tmp_path, {"content/about.md": page()})
    run(tmp_path, "build")
    (tmp_path / "content/about.md").unlink()
    _, command = commands(run(tmp_path, "build").stderr)
    assert run(tmp_path, *shlex.split(command)[1:]).stdout == "/about/ is let go.\n"
    assert run(tmp_path, "build").returncode == 0
    assert not (tmp_path / "site/about").exists()
    assert not (tmp_path / "site/_redirects").exists()


def test_content_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    """The site is published all the same. A folder stands where the new record would be written first."""
    lay(tmp_path)
    (tmp_path / f"{PROMISES_FILE}.new").mkdir()
    done = run(tmp_path, "build")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{PROMISES_FILE} could not be written, so no new address is remembered: " in done.stdout
    assert (tmp_path / "site/index.html").exists()
