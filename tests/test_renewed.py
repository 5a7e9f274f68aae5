"""What `serve` carries over from one layout to the next, held against the site laid out anew, part by part."""

import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.cache import Cache
from fingerpost.files import Disk, MemoryFiles
from fingerpost.kinds import kind_of
from fingerpost.link import Layout, Wanted, lay_out
from fingerpost.pipeline import NOBODY, Last, Project, build_in_two, last_of
from fingerpost.read import CONTENT_FOLDER, read_promises, read_settings
from tests.changing import BODIES, FIELDS, FILES, SETTINGS, Day, Draft, files_of, start
from tests.conftest import TODAY, project_root

THEME = Disk(project_root() / "tests" / "sites" / "_theme")
PARTS = tuple(
    name
    for name, part in vars(Layout).items()
    if isinstance(part, functools.cached_property) and name not in ("lookup", "finder")
)
"""Each part of a layout but two, which can be compared only by what they find."""
OTHERS: dict[str, str | bytes | None] = {
    **{path: choices[0] for path, choices in FILES.items()},
    "content/site.yml": f"{SETTINGS}books: [print]\n",
}
LONGER = "It is so. " * 250
"""More than a minute to read."""


class Writing:
    """A site, and its newest build, from which the next one goes on."""

    def __init__(self) -> None:
        self.pages = start()
        self.files = MemoryFiles(files_of(self.pages, OTHERS))
        self.last = last_of(Cache(self.files), "")
        self.build()

    def build(self) -> bool:
        """Build as `serve` does; tell whether the site is well, so that the next build goes on from this one."""
        self.files.files.update(files_of(self.pages, OTHERS))
        project = Project(self.files, THEME, Wanted(TODAY), Cache(self.files), "", False, 1, NOBODY, draw=False)
        entries = self.files.walk(CONTENT_FOLDER)
        now = Last(**{name: getattr(self.last, name) for name in Last.__struct_fields__} | {"entries": entries})
        *_, built = build_in_two(project, now)
        if built.failed or built.last is None:
            return False
        self.last = built.last
        return True

    def change(self, docname: str, fields: dict[str, object], body: tuple[str, ...]) -> Layout | None:
        """Change a page, new text first, and build; return its layout, or None where something is wrong."""
        before = self.pages[docname]
        self.pages[docname] = Draft({**before.fields, **fields}, (*body, *before.body)[:6])
        if self.build():
            return self.last.layout
        self.pages[docname] = before
        return None

    def anew(self) -> Layout:
        """Lay the site out from nothing."""
        read, _ = read_settings(self.files)
        ledger = self.last.ledger
        assert read is not None
        assert ledger is not None
        facts = tuple(row.facts for row in ledger.rows.values())
        return lay_out(facts, self.last.head.assets, read, Wanted(TODAY), read_promises(self.files)[0])


def compare(layout: Layout, anew: Layout) -> None:
    """Hold every part of a layout against that of another."""
    for name in PARTS:
        made, wanted = getattr(layout, name), getattr(anew, name)
        assert made == wanted, name
        if isinstance(wanted, dict):
            assert list(made) == list(wanted), name


CHANGES: dict[str, tuple[str, dict[str, object], tuple[str, ...]]] = {
    "minutes of a column": ("columns/c1", {}, (LONGER,)),
    "the beginning of a stop": ("columns/c1", {}, ("Plain words.",)),
    "minutes of a part": ("tutorials/t/01-a", {}, (LONGER,)),
    "minutes of an overview": ("tutorials/t", {}, (LONGER,)),
    "minutes of a topic": ("topics/ties", {}, (LONGER,)),
    "minutes of a path": ("paths/p", {}, (LONGER,)),
    "minutes of an author": ("authors/ann", {}, (LONGER,)),
    "minutes of the home page": ("index", {}, (LONGER,)),
    "a title": ("columns/c1", {"title": "Gamma"}, ()),
    "a topic": ("columns/c1", {"topics": ("other",)}, ()),
    "a day of review": ("columns/c1", {"updated": Day("2026-11-22")}, ()),
    "a summary": ("columns/c1", {"summary": "Another summary."}, ()),
    "a heading": ("columns/c2", {}, ("### Another part",)),
    "no doors": ("index", {"doors": ("paths/p", "columns/c1")}, ()),
}


@pytest.mark.parametrize("second", CHANGES)
@pytest.mark.parametrize("first", ["minutes of a column", "minutes of a part", "a title"])
def test_a_layout_carried_over_is_the_one_laid_out_anew(first: str, second: str) -> None:
    site = Writing()
    for name in (first, second):
        layout = site.change(*CHANGES[name])
        assert layout is not None
        compare(layout, site.anew())


def test_many_pages_that_change_at_once() -> None:
    site = Writing()
    before = site.last.layout
    assert before is not None
    compare(before, site.anew())
    site.pages = {docname: Draft(one.fields, (LONGER, *one.body)) for docname, one in site.pages.items()}
    assert site.build()
    layout = site.last.layout
    assert layout is not None
    assert layout.relations is before.relations
    assert all(one.minutes > before.targets[docname].minutes for docname, one in layout.targets.items())
    compare(layout, site.anew())


def test_what_an_edit_cannot_have_touched_is_carried_over() -> None:
    site = Writing()
    before = site.last.layout
    assert before is not None
    compare(before, site.anew())
    layout = site.change(*CHANGES["minutes of a column"])
    assert layout is not None
    assert layout is not before
    assert {name for name, part in vars(before).items() if name in PARTS and vars(layout)[name] is part} >= {
        *("relations", "outputs", "order", "navigation", "policies", "old_anchors", "diagnostics"),
    }
    kept = [topic for topic, links in layout.topics.items() if links is before.topics[topic]]
    assert kept == ["topics/other"]
    assert [docname for docname, one in layout.targets.items() if one is not before.targets[docname]] == [
        *("columns/c1", "paths/p"),
    ]


edits = st.tuples(
    st.integers(0, 10**6),
    st.sampled_from((None, None, None, "title", "topics", "updated", "summary", "doing", "stops", "broader")),
    st.integers(0, 10**6),
    st.one_of(st.just((LONGER,)), st.lists(st.sampled_from(BODIES), max_size=2).map(tuple)),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(edits, min_size=1, max_size=6), st.booleans())
def test_whatever_is_carried_over(changes: list[tuple[int, str | None, int, tuple[str, ...]]], looked: bool) -> None:
    """`looked` is whether all parts were made before: a part that was not is made when it is asked for."""
    site = Writing()
    for number, key, value, body in changes:
        docname = sorted(site.pages)[number % len(site.pages)]
        kind = kind_of(docname)
        assert kind is not None
        choices = FIELDS[kind].get(key, ()) if key else ()
        fields = {key: choices[value % len(choices)]} if key and choices else {}
        if looked and site.last.layout:
            compare(site.last.layout, site.anew())
        if layout := site.change(docname, fields, body):
            compare(layout, site.anew())
