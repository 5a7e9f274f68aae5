"""What `pages_that_show` finds, held against joining all pages: nobody who shows a page may be missing."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.compile import page_compiler
from fingerpost.files import Disk, FileSystem
from fingerpost.kinds import Kind
from fingerpost.link import (
    Layout,
    Wanted,
    Web,
    join_page,
    lay_out,
    pages_that_show,
    point_page,
    pointed_by,
    shown_sentences,
    weave,
)
from fingerpost.link.order import Order
from fingerpost.link.related import goes_with, related_pages
from fingerpost.link.turned import FEW, Turned
from fingerpost.page import Target
from fingerpost.read import read_promises, read_settings, read_site
from fingerpost.site import Pointers, in_list_order, shown_docnames
from tests.conftest import TODAY, memory, project_root


def laid(files: FileSystem) -> tuple[Layout, Web, dict[str, Pointers]]:
    """Lay a project out, and resolve all of its links."""
    settings, _ = read_settings(files)
    assert settings is not None
    content, _ = read_site(files)
    compiler = page_compiler(settings.config.dialect)
    pages = tuple(compiler(source) for source in content.sources)
    layout = lay_out(pages, content.assets, settings, Wanted(TODAY, future=True), read_promises(files)[0])
    pointers = {page.docname: point_page(page, layout) for page in pages if page.docname in layout.facts}
    return layout, weave(layout, {docname: pointed_by(one) for docname, one in pointers.items()}), pointers


def check(files: FileSystem) -> None:
    """Hold what shows each page against what is found."""
    layout, web, pointers = laid(files)
    sentences = {docname: shown_sentences(one) for docname, one in pointers.items()}
    pointed = {docname: pointed_by(one) for docname, one in pointers.items()}
    shows = {
        docname: shown_docnames(join_page(docname, one.image, layout, web, sentences))
        for docname, one in pointers.items()
        if layout.facts[docname].kind is not Kind.PART or docname in layout.series
    }
    for changed in layout.facts:
        found = pages_that_show((changed,), layout, web, pointed)
        assert not [docname for docname in shows if changed in shows[docname] and docname not in found], changed


PROJECTS = sorted(path.parent.parent for path in (project_root() / "tests" / "sites").glob("*/content/site.yml"))


def test_our_own_content() -> None:
    check(Disk(project_root()))


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_a_small_site(project: Path) -> None:
    check(Disk(project))


TOPICS = ("a", "b", "c", "d")


@st.composite
def sites(draw: st.DrawFn) -> dict[str, str]:
    """A home page, topics next to each other, and columns that carry some of them and point to each other."""
    count = draw(st.integers(2, 60))
    pages = {"content/index.md": "---\ntitle: Home\n---\n\nHello.\n"}
    for number, topic in enumerate(TOPICS):
        near = draw(st.sets(st.sampled_from(TOPICS[number + 1 :]))) if number + 1 < len(TOPICS) else set()
        pages[f"content/topics/{topic}.md"] = (
            f"---\ntitle: T{topic}\nrelated: [{', '.join(sorted(near))}]\n---\n\nIt.\n"
        )
    for number in range(count):
        carried = draw(st.lists(st.sampled_from(TOPICS), max_size=2, unique=True))
        others = draw(st.lists(st.integers(0, count - 1), max_size=2, unique=True))
        links = " ".join(f"[[guides/g{other:02}]]" for other in others if other != number)
        front = (
            f"title: G{number}\nform: how-to\npublished: 2026-01-{1 + number % 28:02}\ntopics: [{', '.join(carried)}]"
        )
        pages[f"content/guides/g{number:02}.md"] = f"---\n{front}\n---\n\nSee {links}.\n"
    return pages


@settings(deadline=None)
@given(sites())
def test_any_site(pages: dict[str, str]) -> None:
    check(memory(pages))


@settings(deadline=None)
@given(sites())
def test_who_goes_with_a_page_turned_round(pages: dict[str, str]) -> None:
    layout, web, _ = laid(memory(pages))
    around = web.around
    related = {
        docname: {one.target.docname for one in related_pages(docname, layout.woven, around)}
        for docname in layout.facts
    }
    for docname in layout.facts:
        assert goes_with(docname, around) == {other for other, shown in related.items() if docname in shown}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdef"))),
    st.integers(0, 30),
    st.sampled_from((0, FEW, FEW + 1)),
)
def test_who_points_to_a_page(pointing: dict[str, frozenset[str]], before: int, expected: int) -> None:
    turned = Turned(pointing)
    for number in range(before):
        assert not turned[f"no page {number}"]
    turned.expect(expected)
    for docname in "abcdef" * 2:
        assert list(turned[docname]) == [source for source in pointing if docname in pointing[source]]


class Read(dict[str, tuple[str, ...]]):
    """Where pages point, and how often all of it was looked at."""

    times = 0

    def items(self) -> Any:
        self.times += 1
        return super().items()


@pytest.mark.parametrize(("expected", "at_first", "in_all"), [(0, 0, FEW + 1), (FEW, 0, FEW + 1), (FEW + 1, 1, 1)])
def test_where_many_are_expected_all_are_turned_round_at_once(expected: int, at_first: int, in_all: int) -> None:
    pointing = Read({str(number): (str(number + 1),) for number in range(2 * FEW)})
    turned = Turned(pointing)
    turned.expect(expected)
    turned.expect(expected)
    assert pointing.times == at_first
    assert [list(turned[str(number + 1)]) for number in range(2 * FEW)] == [[str(number)] for number in range(2 * FEW)]
    assert pointing.times == in_all


TARGETS = st.builds(
    lambda docname, kind, title, day: Target(docname, kind, f"/{docname}/", title, "", 1, 0, day, "", 1, 0),
    st.sampled_from("abcdefgh"),
    st.sampled_from(Kind),
    st.sampled_from(("B", "b", "a", "")),
    st.sampled_from(("", "2026-01-02", "2026-01-01")),
)


@given(st.dictionaries(st.sampled_from("abcdefgh"), TARGETS), st.integers(0, 30), st.data())
def test_some_pages_stand_in_the_order_of_all(targets: dict[str, Target], before: int, data: st.DataObject) -> None:
    """However often pages were sorted before."""
    targets = {docname: msgspec.structs.replace(one, docname=docname) for docname, one in targets.items()}
    some = data.draw(st.permutations(sorted(targets)))[: len(targets) // 2 + 1]
    order = Order(targets)
    for _ in range(before):
        order.sorted(())
    assert order.sorted(some) == [one.docname for one in in_list_order(targets.values()) if one.docname in some]
