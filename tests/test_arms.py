"""Arms: what must hold of the fingerpost at the foot of every page, whatever the site. `tests/sites/arms`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from fingerpost.files import Disk, FileSystem
from fingerpost.kinds import Kind
from fingerpost.link import Wanted
from fingerpost.pipeline import join_site
from fingerpost.shown import ArmView
from fingerpost.site import HOME, LinkedPage
from fingerpost.views import Frame, frame_of
from fingerpost.views.arms import MOST, MOST_BACK, arms_of
from fingerpost.views.around import around_page
from fingerpost.words import ENGLISH
from tests.conftest import TODAY, memory, project_root
from tests.test_reach import PROJECTS, sites

BACK = {"previous-part", "overview", "needed", "previous-stop", "topic", "broader"}


def pages_of(files: FileSystem) -> tuple[dict[str, LinkedPage], Frame]:
    joined, _ = join_site(files, Wanted(TODAY, future=True))
    assert joined is not None
    frame = frame_of(joined.site.skeleton, joined.settings.config, {}, ENGLISH)
    return {one.page.docname: one for one in joined.site.pages}, frame


def arms(linked: LinkedPage, frame: Frame) -> tuple[ArmView, ...]:
    return arms_of(linked, around_page(linked, frame)["goes_with"], frame)


def complaints(files: FileSystem) -> Iterator[str]:
    pages, frame = pages_of(files)
    for docname, linked in pages.items():
        if linked.target.kind is Kind.PART and not linked.series:
            continue  # a part without overview is told, and not made
        shown = arms(linked, frame)
        addresses = [arm.link.href for arm in shown]
        ways = [arm.direction for arm in shown]
        yield from (
            f"{docname}: {what}"
            for what, wrong in {
                "more than five": len(shown) > MOST,
                "the page itself": any(arm.link.current for arm in shown),
                "a page twice": len(addresses) != len(set(addresses)),
                "too many lead back": ways.count("back") > MOST_BACK,
                "one that leads back before one that leads on": ways != sorted(ways, reverse=True),
                "a way that its reason does not tell": any(
                    (arm.direction == "back") is not (arm.role in BACK) for arm in shown
                ),
                "no path to a stop": any(
                    (arm.path is None) is arm.role.endswith("-stop") for arm in shown if arm.role != "first-stop"
                ),
                "no reason for a related page": any((arm.related is None) is (arm.role == "related") for arm in shown),
                "another's reason": any(arm.related and arm.related.link != arm.link for arm in shown),
            }.items()
            if wrong
        )


def roles(docname: str, files: FileSystem) -> list[str]:
    pages, frame = pages_of(files)
    return [arm.role for arm in arms(pages[docname], frame)]


def test_every_page_of_ours_has_three_to_five() -> None:
    files = Disk(project_root())
    assert list(complaints(files)) == []
    pages, frame = pages_of(files)
    few = {docname: len(arms(linked, frame)) for docname, linked in pages.items() if docname != HOME}
    assert {docname: count for docname, count in few.items() if not 3 <= count <= MOST} == {}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_a_small_site(project: Path) -> None:
    assert list(complaints(Disk(project))) == []


@settings(deadline=None)
@given(sites())
def test_any_site(pages: dict[str, str]) -> None:
    assert list(complaints(memory(pages))) == []


def tutorial(parts: int) -> dict[str, str]:
    names = {
        f"content/tutorials/t/{number:02}-p{number}.md": f"---\ntitle: P{number}\n---\n\nText.\n"
        for number in range(1, parts + 1)
    }
    return {"content/tutorials/t/index.md": "---\ntitle: T\n---\n\nText.\n", **names}


@pytest.mark.parametrize(
    ("docname", "expected"),
    [
        ("tutorials/t", ["first-part"]),
        ("tutorials/t/01-p1", ["next-part", "overview"]),
        ("tutorials/t/02-p2", ["next-part", "previous-part", "overview"]),
        ("tutorials/t/03-p3", ["previous-part", "overview"]),
    ],
)
def test_a_tutorial_leads_through_its_parts(docname: str, expected: list[str]) -> None:
    assert roles(docname, memory(tutorial(3))) == expected


def test_a_stop_that_is_the_next_part_is_named_once() -> None:
    path = "---\ntitle: Way\nstops:\n" + "".join(
        f"  - {{page: tutorials/t/0{number}-p{number}, why: So.}}\n" for number in (1, 2)
    )
    files = memory({**tutorial(2), "content/paths/way.md": path + "---\n\nText.\n"})
    assert roles("tutorials/t/01-p1", files) == ["next-part", "overview"]


def test_the_next_stops_of_two_paths_have_arms_and_a_third_has_none() -> None:
    guide = "---\ntitle: {name}\nform: how-to\n---\n\nText.\n"
    files: dict[str, str | bytes] = {f"content/guides/{name}.md": guide.format(name=name) for name in "abcd"}
    for name in "bcd":
        stops = f"stops:\n  - {{page: guides/a, why: So.}}\n  - {{page: guides/{name}, why: So.}}\n"
        files[f"content/paths/to-{name}.md"] = f"---\ntitle: To {name}\n{stops}---\n\nText.\n"
    assert roles("guides/a", memory(files)) == ["next-stop", "next-stop"]


def test_what_is_required_within_a_tutorial_is_not_told_twice() -> None:
    """The second part builds on the first, which leads to it anyway; a guide that builds on it has an arm."""
    files = memory(
        {
            **tutorial(3),
            "content/tutorials/t/03-p3.md": "---\ntitle: P3\nrequires: [tutorials/t/01-p1]\n---\n\nText.\n",
            "content/tutorials/u/index.md": "---\ntitle: U\nrequires: [tutorials/t/01-p1]\n---\n\nText.\n",
        }
    )
    assert roles("tutorials/t/01-p1", files) == ["next-part", "builds-on", "overview"]


PATH = "---\ntitle: {name}\nfor: I am {name}\nstops: [{{page: about, why: So.}}]\n---\n\nText.\n"
ABOUT = "---\ntitle: About\n---\n\nText.\n"


def doors(index: str, *names: str) -> list[tuple[str, str]]:
    files: dict[str, str | bytes] = {f"content/paths/{name}.md": PATH.format(name=name) for name in names}
    pages, _ = pages_of(memory({**files, "content/about.md": ABOUT, "content/index.md": index}))
    return [(door.target.docname, door.words) for door in pages[HOME].doors]


def test_a_home_page_without_doors_has_all_paths() -> None:
    index = "---\ntitle: Home\n---\n\nText.\n"
    assert doors(index, "b", "a") == [("paths/a", "I am a"), ("paths/b", "I am b")]
    assert len(doors(index, *"abcdefghij")) == 7


def test_the_doors_of_a_home_page_are_those_that_it_names() -> None:
    index = "---\ntitle: Home\ndoors: [paths/b, about]\n---\n\nText.\n"
    assert doors(index, "a", "b") == [("paths/b", "I am b"), ("about", "")]
