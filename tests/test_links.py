"""`fingerpost links`: whole sites in, the text of the report out; then what must hold for any site.

A case in `tests/links/` is one text file: notes for whoever reads it, then sections. `=== PATH` starts a file of the
project, laid over the minimal site of `conftest`; `=== $ WORDS` a command line without `fingerpost`, and all that it
prints. A last line `exit 1` stands there where the command fails. `pytest --rewrite` writes what comes out today.
"""

import re
import shlex
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.cli import fingerpost
from fingerpost.kinds import Kind
from fingerpost.link import Wanted
from fingerpost.pipeline import Joined, join_site
from fingerpost.promises import Promises
from fingerpost.report import LinkReport, link_report, page_links, report_sections
from fingerpost.report.phrases import STOP_WORDS
from fingerpost.site import EdgeKind
from tests.conftest import HOME, SITE_YML, TODAY, memory

CASES = sorted((Path(__file__).parent / "links").glob("*.txt"))
EPOCH = "1795564800"
"""The first second of the day of all tests, UTC."""
_SECTION = re.compile(r"^=== (.+)\n", re.MULTILINE)


def sections_of(text: str) -> list[tuple[str, str]]:
    """Return the title and the text of each section."""
    _, *parts = _SECTION.split(text)
    return list(zip(parts[::2], parts[1::2], strict=True))


def lay(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    for path, text in {"content/site.yml": SITE_YML, "content/index.md": HOME, **dict(files)}.items():
        if f"{path} (absent)" not in dict(files) and not path.endswith(" (absent)"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


def said_by(words: str) -> str:
    """Run the command in the current folder; return all that it prints."""
    done = CliRunner().invoke(fingerpost, shlex.split(words), env={"SOURCE_DATE_EPOCH": EPOCH}, catch_exceptions=False)
    return done.output + (f"exit {done.exit_code}\n" if done.exit_code else "")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rewrite: bool) -> None:
    text = path.read_text("utf-8")
    sections = sections_of(text)
    lay(tmp_path, [(title, body) for title, body in sections if not title.startswith("$ ")])
    monkeypatch.chdir(tmp_path)
    said = [(title, said_by(title[2:])) for title, _ in sections if title.startswith("$ ")]
    if rewrite:
        head = text[: text.index("=== $ ")]
        path.write_text(head + "".join(f"=== {title}\n{words}" for title, words in said), encoding="utf-8")
        return
    assert said == [(title, body) for title, body in sections if title.startswith("$ ")]


# ---- any site


WORDS = ("bowline", "short", "note", "stranger", "asked", "the", "to", "of", "river", "lantern")
PAGES = (
    *("columns/a", "columns/b", "columns/c", "guides/d", "guides/e", "topics/f", "topics/g", "authors/h", "paths/i"),
    *("tutorials/j", "tutorials/j/01-k", "tutorials/j/02-l", "m"),
)
NAMES = ("index", *PAGES)

bodies = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(NAMES).map(lambda name: f"[[{name}]]"),
        st.sampled_from(NAMES).map(lambda name: f"[[{name}|some words]]"),
        st.sampled_from(("Topic f", "topic g", "Alias of f", ".", ",", "\n\n")),
    ),
    max_size=12,
).map(" ".join)
chosen = st.lists(st.sampled_from(("topics/f", "topics/g")), max_size=2, unique=True)


@st.composite
def sites(draw: st.DrawFn) -> dict[str, str | bytes]:
    """A small site of every kind, with links wherever they may be."""
    files: dict[str, str | bytes] = {"content/index.md": f"---\ntitle: Home\n---\n\nText. {draw(bodies)}\n"}
    for name in PAGES:
        lines = [f"title: Page {name.rpartition('/')[2]}", f"topics: [{', '.join(draw(chosen))}]"]
        body = f"Text. {draw(bodies)}\n"
        if name.startswith("columns/"):
            lines += ["standing: composed", *(["answered_by: authors/h"] if draw(st.booleans()) else [])]
            body = f"## Question\n\nWhy? {draw(bodies)}\n\n## Answer\n\n{body}"
        elif name.startswith("guides/"):
            lines.append("form: how-to")
        elif name.startswith("topics/"):
            letter = name[-1]
            lines = [f"title: Topic {letter}", f"synonyms: [Alias of {letter}]"]
            lines += ["broader: [topics/g]"] if letter == "f" and draw(st.booleans()) else []
        elif name.startswith("paths/"):
            stops = draw(st.lists(st.sampled_from(PAGES), min_size=1, max_size=3, unique=True))
            lines += ["stops:", *(f"  - page: {stop}\n    why: Because." for stop in stops)]
        elif name == "tutorials/j/02-l" and draw(st.booleans()):
            lines.append("requires: [columns/a]")
        path = f"content/{name}/index.md" if name == "tutorials/j" else f"content/{name}.md"
        files[path] = "---\n" + "\n".join(lines) + f"\n---\n\n{body}"
    return files


def joined(files: dict[str, str | bytes]) -> Joined:
    found, _ = join_site(memory(files), Wanted(TODAY))
    assert found is not None
    return found


def report_of(made: Joined) -> LinkReport:
    return link_report(made.site, made.pages, Promises(), ())


@settings(max_examples=40, deadline=None)
@given(sites())
def test_the_report_says_what_a_slow_look_finds(files: dict[str, str | bytes]) -> None:
    made = joined(files)
    site = made.site
    report = report_of(made)
    docnames = {linked.page.docname for linked in site.pages}
    kinds = {linked.page.docname: linked.page.kind for linked in site.pages}

    within = {docname for docname in docnames if docname.startswith("tutorials/j")}
    pointed = {
        target
        for target in docnames
        for edge in site.edges
        if edge.target == target and edge.source != target and not {edge.source, target} <= within
    }
    single = {docname for docname in docnames - within - pointed if docname != "index"}
    assert {one.page for one in report.orphans} == single | (set() if within & pointed else {"tutorials/j"})

    for hub in report.hubs:
        sources = {edge.source for edge in site.edges if edge.target == hub.page.page != edge.source}
        assert hub.pages == len(sources) >= 5

    refers = {(e.source, e.target) for e in site.edges if e.kind is EdgeKind.REFERENCE}
    columns = {docname for docname, kind in kinds.items() if kind is Kind.COLUMN}
    parts = {docname for docname, kind in kinds.items() if kind is Kind.PART}
    reached = {part: {column for column in columns if (column, part) in refers} for part in parts}
    assert {one.page for one in report.columns_without_part} == columns - set().union(*reached.values())
    few = {one.page.page: {column.page for column in one.columns} for one in report.parts_with_few_columns}
    assert few == {part: found for part, found in reached.items() if len(found) < 2}

    on = (EdgeKind.REFERENCE, EdgeKind.MENTION, EdgeKind.TOPIC, EdgeKind.STOP, EdgeKind.BROADER)
    back = (EdgeKind.TOPIC, EdgeKind.BROADER, EdgeKind.AUTHOR, EdgeKind.ANSWERED_BY)
    leading = {"index", "tutorials/j", "tutorials/j/01-k"}
    leading |= {edge.source for edge in site.edges if edge.kind in on and edge.source != edge.target}
    leading |= {edge.target for edge in site.edges if edge.kind in back}
    assert {one.page for one in report.dead_ends} == docnames - leading


@settings(max_examples=40, deadline=None)
@given(sites())
def test_a_page_stands_one_click_behind_the_nearest_that_leads_to_it(files: dict[str, str | bytes]) -> None:
    made = joined(files)
    site = made.site
    distance = report_of(made).distance
    assert distance is not None
    assert sum(step.pages for step in distance.steps) + len(distance.unreached) == len(site.pages)
    assert [step.clicks for step in distance.steps] == list(range(len(distance.steps))), "no step is left out"
    unreached = {one.page for one in distance.unreached}
    assert not [edge for edge in site.edges if edge.target in unreached and edge.source not in unreached]
    assert unreached.isdisjoint(one.page for one in distance.farthest)


@settings(max_examples=40, deadline=None)
@given(sites())
def test_every_link_is_seen_from_both_ends(files: dict[str, str | bytes]) -> None:
    site = joined(files).site
    every = {linked.page.docname: page_links(site, linked.page.docname) for linked in site.pages}
    out = sorted(
        (source, one.page.page, one.kind, one.line, one.column)
        for source, links in every.items()
        for one in links.outgoing
    )
    into = sorted(
        (one.page.page, target, one.kind, one.line, one.column)
        for target, links in every.items()
        for one in links.incoming
    )
    assert out == into
    assert len(out) == sum(edge.source != edge.target for edge in site.edges)


# ---- phrases


def pages_saying(*texts: str, topics: tuple[str, ...] = ()) -> dict[str, str | bytes]:
    """Guides with these texts, and topics of these names."""
    files: dict[str, str | bytes] = {
        f"content/guides/g{n}.md": f"---\ntitle: G{n}\nform: how-to\n---\n\n{text}\n" for n, text in enumerate(texts)
    }
    for n, title in enumerate(topics):
        files[f"content/topics/t{n}.md"] = f"---\ntitle: {title}\n---\n\nText.\n"
    return files


PHRASES = {
    "two-words": (("A short note helps.",) * 4, ["short note"]),
    "not-on-enough-pages": (("A short note helps.",) * 3, []),
    "often-on-one-page": (("A short note. A short note. A short note. A short note.",), []),
    "letter-case": (("A short note is a note.", "SHORT NOTE", "Short note", "Short *note*"), ["short note"]),
    "small-words-at-the-ends": (("It is of the lantern.",) * 4, []),
    "joining-words-within": (("Use the art of the letter.",) * 4, ["art of the letter"]),
    "other-small-words-within": (("Letters which lanterns.",) * 4, []),
    "longest-wins": (("Send a kind short note.",) * 4 + ("Short things, kind notes.",) * 3, ["short note"]),
    "part-that-is-more-frequent": (
        ("A brief thank-you note.",) * 4 + ("One thank-you note.",) * 4,
        ["thank-you note", "brief thank-you note"],
    ),
    "part-that-is-about-as-frequent": (
        ("A brief thank-you note.",) * 4 + ("One thank-you note.",),
        ["brief thank-you note"],
    ),
    "not-across-sentences": (("It is short. Note that.",) * 4, []),
    "not-across-commas": (("It is short, notes are long.",) * 4, []),
    "not-across-blocks": (("- It is short\n- Notes are long\n",) * 4, []),
    "across-lines": (("It is short\nnotes matter.",) * 4, ["short notes matter"]),
    "not-in-headings": (("## A short note\n\nText.",) * 4, []),
    "not-in-code": (("    short note\n\n`short note`",) * 4, []),
    "not-in-links": (("[[index|short note]] and [short note](../index.md).",) * 4, []),
    "not-with-digits": (("About 2026 letters, letters 2026.",) * 4, []),
    "contractions": (("They don't matter. It's raining.",) * 4, []),
    "typographic-marks": (("The reader's letter.", "The reader’s letter.") * 2, ["reader's letter"]),
    "five-words": (
        ("Brave lanterns shine without oil lamps.",) * 4,
        ["lanterns shine without oil", "shine without oil lamps", "brave lanterns shine"],
    ),
}


@pytest.mark.parametrize(("texts", "expected"), PHRASES.values(), ids=PHRASES)
def test_phrases(texts: tuple[str, ...], expected: list[str]) -> None:
    assert [one.phrase for one in report_of(joined(pages_saying(*texts))).phrases] == expected


LABELS = {
    "the-label": (("Short note",), []),
    "its-plural": (("Short notes",), []),
    "a-part-of-it": (("Kind short note",), []),
    "a-part-of-the-phrase": (("Note",), ["short note"]),
    "another": (("Long note",), ["short note"]),
}


@pytest.mark.parametrize(("topics", "expected"), LABELS.values(), ids=LABELS)
def test_a_topic_is_no_phrase_to_be_told(topics: tuple[str, ...], expected: list[str]) -> None:
    made = joined(pages_saying(*(("<!-- x --> A short note helps.",) * 4), topics=topics))
    assert [one.phrase for one in report_of(made).phrases] == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from((*WORDS, ".")), max_size=14).map(" ".join), min_size=4, max_size=7))
def test_phrases_are_counted_as_a_slow_look_counts_them(texts: list[str]) -> None:
    said = [f"Go. {text}" for text in texts]
    for one in report_of(joined(pages_saying(*said))).phrases:
        found = [text for text in said if f" {one.phrase} " in f" {text.replace('.', ' . ')} ".replace("  ", " ")]
        assert one.pages == len(found) >= 4
        assert 2 <= len(one.phrase.split()) <= 4
        assert not {one.phrase.split()[0], one.phrase.split()[-1]} & STOP_WORDS


# ---- width


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = next(path for path in CASES if path.stem == "every-section").read_text("utf-8")
    made = joined({title: body for title, body in sections_of(text) if not title.startswith("$ ")})
    lines = [line for section in report_sections(report_of(made), width) for line in section.lines]
    wide = [line for line in lines if len(line) > width]
    assert not wide


def test_of_a_long_list_the_beginning_is_shown() -> None:
    made = joined({f"content/p{n:02}.md": f"---\ntitle: P{n}\n---\n\n[[index]]\n" for n in range(40)})
    orphaned = next(one for one in report_sections(report_of(made), 80) if one.title.startswith("Pages that nothing"))
    assert orphaned.title.endswith(": 40")
    rows = orphaned.lines[orphaned.lines.index("") + 1 :]
    assert rows[0] == "  p00  P0"
    assert rows[24:] == ("  p24  P24", "  … and 15 more (--format json has them all)")
