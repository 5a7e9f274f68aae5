"""The content of this checkout: it keeps its own style sheet, builds clean, hangs together, and says what it can show.

`plan.yml` has what the editorial plan says of topics and paths, `claims.txt` every claim that a page may rest on, with
its mark. What breaks a rule is told as a build tells it: file, line, what to write instead.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest
import textstat
import yaml

from fingerpost.check import check_style
from fingerpost.config import CONFIG_FILE, Style, read_config
from fingerpost.diagnostics import describe, in_order
from fingerpost.files import MemoryFiles
from fingerpost.kinds import Kind, PathFrontMatter, SourceEntry
from fingerpost.link import Wanted
from fingerpost.page import Page, Source
from fingerpost.pipeline import Joined, join_site
from fingerpost.read import read_site
from fingerpost.report import LinkReport, link_report
from tests.conftest import TODAY, build, project_root

SOURCES = "guides/sources"
"""The page that lists all sources."""
MARKS = {"seen": "V", "reported": "S"}
"""What the list of sources calls the two marks with which a claim may be used."""
PART = (
    *("Why this step", "A worked case", "Steps", "A poor case mended", "Your turn", "If it goes wrong"),
    *("Check yourself", "Checklist", "Go on"),
)
ANSWER = (
    *("Why it stings", "What to do", "Words to say", "If it still ends in no", "What would change this answer"),
    "Go on",
)
"""The sections of a part and of an answer, in their order."""

_ENTRY = re.compile(r"^- \*\*([A-Z]\d+)\*\* \*\((seen|reported); trust (\w+)\)\* (.*)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_CLAIM = re.compile(r"^([A-Z]\d+) ([VSMX]) \S.*$")


class Content(msgspec.Struct, frozen=True):
    """All that the tests look at, read and compiled once."""

    files: MemoryFiles
    style: Style
    sources: dict[str, Source]
    joined: Joined

    @property
    def pages(self) -> dict[str, Page]:
        return dict(self.joined.pages)

    def text(self, docname: str) -> str:
        return self.sources[docname].text


@pytest.fixture(scope="module")
def content() -> Content:
    root = project_root()
    files = MemoryFiles(
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in (root / "content").rglob("*")
            if path.is_file()
        }
    )
    settings, wrong = read_config(files.read(CONFIG_FILE).decode())
    joined, told = join_site(files, Wanted(TODAY))
    found, _ = read_site(files)
    assert joined is not None
    assert not (*wrong, *told)
    return Content(files, settings.config.style, {source.docname: source for source in found.sources}, joined)


@functools.cache
def syllables(word: str) -> int:
    count: int = textstat.syllable_count(word)
    return count


# ---- how it reads


def test_every_page_keeps_the_style_sheet(content: Content) -> None:
    told = (
        breach
        for docname, page in content.pages.items()
        for breach in check_style(page, content.text(docname), content.style, syllables)
    )
    breaches = "\n".join(map(describe, in_order(told)))
    assert not breaches, f"\n{breaches}"


def test_parts_and_columns_have_the_sections_that_readers_know(content: Content) -> None:
    wrong = [
        f"{page.path}: {', '.join(titles)}"
        for page in content.pages.values()
        if (wanted := {Kind.PART: PART, Kind.COLUMN: ANSWER}.get(page.kind))
        and (titles := section_titles(page)) != wanted
    ]
    assert not wrong, "\n".join(wrong)


def section_titles(page: Page) -> tuple[str, ...]:
    """The headings of a part, or those of the answer of a column."""
    level = 3 if page.kind is Kind.COLUMN else 2
    return tuple(heading.title for heading in page.outline if heading.level == level)


# ---- how it hangs together


def test_a_strict_build_is_clean(content: Content) -> None:
    built = build(content.files, strict=True)
    assert "\n".join(map(describe, built.diagnostics)) == ""
    assert content.pages.keys() == content.sources.keys(), "a page stays out today"


@pytest.fixture(scope="module")
def report(content: Content) -> LinkReport:
    joined = content.joined
    return link_report(joined.site, joined.pages, joined.promises, ())


@pytest.mark.parametrize(
    "rule",
    ["orphans", "dead_ends", "unused_topics", "columns_without_part", "parts_with_few_columns", "distance.unreached"],
)
def test_the_pages_hang_together(report: LinkReport, rule: str) -> None:
    breaches: object = functools.reduce(getattr, rule.split("."), report)
    assert breaches == ()


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    text = (project_root() / "tests" / "plan.yml").read_text(encoding="utf-8")
    made: dict[str, Any] = yaml.safe_load(text)
    return made


def test_the_topics_make_the_vocabulary_of_the_plan(content: Content, plan: dict[str, Any]) -> None:
    made = {
        linked.page.docname.removeprefix("topics/"): {
            "broader": sorted(last_names(one.docname for one in linked.topic.broader)),
            "related": sorted(last_names(one.docname for one in linked.topic.related)),
        }
        for linked in content.joined.site.pages
        if linked.topic
    }
    planned = {name: {**one, "broader": sorted(one["broader"])} for name, one in plan["vocabulary"].items()}
    assert made == planned


def test_pages_carry_the_topics_of_the_plan(content: Content, plan: dict[str, Any]) -> None:
    carried = {
        linked.page.docname: last_names(one.docname for one in linked.topics) for linked in content.joined.site.pages
    }
    assert {docname: carried[docname] for docname in plan["topics"]} == plan["topics"]
    taught = {Kind.TUTORIAL, Kind.PART, Kind.COLUMN, Kind.GUIDE, Kind.PATH}
    assert [
        docname
        for docname, page in content.pages.items()
        if page.kind in taught and not 1 <= len(carried[docname]) <= 4
    ] == []


def test_paths_have_the_stops_of_the_plan(content: Content, plan: dict[str, Any]) -> None:
    stops = {
        docname.removeprefix("paths/"): [stop.page for stop in page.front.stops]
        for docname, page in content.pages.items()
        if isinstance(page.front, PathFrontMatter)
    }
    assert stops == plan["paths"]


def last_names(docnames: Iterable[str]) -> list[str]:
    return [docname.rpartition("/")[2] for docname in docnames]


# ---- what it rests on


@pytest.fixture(scope="module")
def claims() -> dict[str, str]:
    """The mark of each claim, by its id."""
    lines = (project_root() / "tests" / "claims.txt").read_text(encoding="utf-8").splitlines()
    found = [_CLAIM.match(line) for line in lines if line and not line.startswith("#")]
    assert all(found), "a line of claims.txt is none"
    return {one[1]: one[2] for one in found if one}


class Listed(msgspec.Struct, frozen=True):
    """A source as the page of all sources lists it."""

    mark: str
    told: str
    """Its citation, and what is said of it."""
    url: str


@pytest.fixture(scope="module")
def listed(content: Content) -> dict[str, Listed]:
    found = [*_ENTRY.finditer(content.text(SOURCES))]
    assert len({one[1] for one in found}) == len(found)
    assert len(found) == content.text(SOURCES).count("\n- **"), "an entry of the list is written otherwise"
    return {
        one[1]: Listed(MARKS[one[2]], _LINK.sub(r"\1", one[4]), link[2] if (link := _LINK.match(one[4])) else "")
        for one in found
    }


def used(content: Content) -> Iterator[tuple[str, SourceEntry]]:
    """Each source of each page, with its file and line."""
    for page in content.pages.values():
        for number, one in enumerate(page.front.sources):
            place = page.place(f"sources.{number}.id")
            yield f"{place.file}:{place.line}", one


def test_the_list_of_sources_has_the_marks_of_the_claims(listed: dict[str, Listed], claims: dict[str, str]) -> None:
    assert {name: one.mark for name, one in listed.items()} == {
        name: mark for name, mark in claims.items() if mark in MARKS.values()
    }


def test_every_source_of_a_page_is_on_the_list(content: Content, listed: dict[str, Listed]) -> None:
    wrong = [
        f"{place}: {one.id} is not on the list of sources, or is one that no page may use"
        for place, one in used(content)
        if one.id not in listed
    ]
    known = [(place, one, listed[one.id]) for place, one in used(content) if one.id in listed]
    wrong += [
        f"{place}: {one.id} is cited as “{one.cite}”; the list has “{other.told}”"
        for place, one, other in known
        if not other.told.startswith(f"{one.cite.rstrip('.')}.")
    ]
    wrong += [
        f"{place}: {one.id} has the address {one.url}; the list has “{other.url}”"
        for place, one, other in known
        if one.url and one.url != other.url
    ]
    assert not wrong, "\n".join(wrong)


def test_what_was_reported_is_told_as_reported(content: Content, listed: dict[str, Listed]) -> None:
    """A claim that we have at second hand stands in a paragraph that says so."""
    wrong = []
    for docname, source in content.sources.items():
        for paragraph in source.text.split("\n\n"):
            second_hand = [name for name in re.findall(r"\[\^(\w+)\]", paragraph) if name in listed]
            if any(listed[name].mark == "S" for name in second_hand) and "report" not in paragraph.casefold():
                wrong.append(f"{docname}: {paragraph.strip()[:120]}")
    assert not wrong, "\n".join(wrong)
