"""What was published stays: the record of addresses and anchors, as a file, as values, and through builds.

What an author reads when a promise is about to break stands in `tests/errors/`; the command that settles it is tested
in `tests/test_accept.py`; a whole site with old addresses is `tests/sites/promises`.
"""

import errno
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.diagnostics import Place
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import Output
from fingerpost.pipeline import Published, publish_site
from fingerpost.promises import (
    PROMISES_FILE,
    Promises,
    accepted,
    decode_promises,
    encode_promises,
    flattened,
    place_of,
    remembered,
    with_moved,
)
from fingerpost.read import read_promises
from tests.conftest import HOME, TODAY, build, memory
from tests.test_sites import HtmlPage

PROMISES = Promises(
    addresses={"/b/": ("z", "ä “x”"), "/a/": ()}, moved={"/old/": "/b/", "/b/#y": "/b/#z", "/a/#1": '/a/#"2"\\'}
)
WRITTEN = """{
  "format": 1,
  "addresses": {
    "/a/": [],
    "/b/": ["z", "ä “x”"]
  },
  "moved": {
    "/a/#1": "/a/#\\"2\\"\\\\",
    "/b/#y": "/b/#z",
    "/old/": "/b/"
  }
}
"""


# ---- the file


def test_each_address_is_a_line() -> None:
    assert encode_promises(PROMISES).decode() == WRITTEN
    assert encode_promises(Promises()).decode() == '{\n  "format": 1,\n  "addresses": {},\n  "moved": {}\n}\n'
    assert json.loads(WRITTEN) == {
        "format": 1,
        "addresses": PROMISES.addresses | {"/b/": ["z", "ä “x”"], "/a/": []},
    } | {"moved": PROMISES.moved}


@pytest.mark.parametrize(
    "anchor", ["a, b", "a:[]{}", "\t\n\r\b\f\x00\x1f", "\x7f\x85\u2028", "/<&>'", "日本 🦊", 'a\\"']
)
def test_anchors_are_written_as_python_writes_json(anchor: str) -> None:
    written = encode_promises(Promises(addresses={"/": ("", anchor)})).decode()
    assert f'    "/": {json.dumps(["", anchor], ensure_ascii=False)}\n' in written


def test_what_is_written_is_read_again() -> None:
    promises, found = decode_promises(WRITTEN)
    assert found == ()
    assert (promises.addresses, promises.moved, promises.text) == (PROMISES.addresses, PROMISES.moved, WRITTEN)
    assert encode_promises(promises).decode() == WRITTEN


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "null", "[]", "{", "[" * 100_000, '{"format": 1} {}', '{"format": 1, "x": 1}'),
        *('{"addresses": {}}', '{"format": "1"}', '{"format": 1, "addresses": []}'),
        *('{"format": 1, "addresses": {"/a/": [1]}}', '{"format": 1, "moved": {"/a/": null}}'),
        *('{"format": 1, "moved": {"a": "/b/"}}', '{"format": 1, "moved": {"/a/": "https://example.org/"}}'),
        *('{"format": 1, "addresses": {"/a/": [], "/b/\\n/c/": []}}', '{"format": 1, "addresses": {"/a/./": []}}'),
        *('{"format": 1, "moved": {"/../": "/b/"}}', '{"format": 1, "addresses": {"/a": []}}'),
        *('{"format": 1, "moved": {"/a/ b/": "/b/"}}', '{"format": 1, "moved": {"/%2e/": "/b/"}}'),
    ],
    ids=lambda text: text[:50],
)
def test_a_damaged_record_is_told(text: str) -> None:
    promises, found = decode_promises(text)
    assert promises == Promises()
    assert [one.code for one in found] == ["damaged-promises"]


def test_a_record_of_another_format_is_told() -> None:
    assert [one.code for one in decode_promises('{"format": 3, "x": [1]}')[1]] == ["promises-format"]


@pytest.mark.parametrize(
    ("address", "anchor", "line", "marked"),
    [
        ("/a/", "", 4, "/a/"),
        ("/b/", "", 5, "/b/"),
        ("/b/", "z", 5, "z"),
        ("/b/", "ä “x”", 5, "ä “x”"),
        ("/old/", "", 10, "/old/"),
        ("/b/#y", "", 9, "/b/#y"),
    ],
)
def test_an_entry_has_its_place(address: str, anchor: str, line: int, marked: str) -> None:
    place = place_of(decode_promises(WRITTEN)[0], address, anchor)
    assert (place.file, place.line) == (PROMISES_FILE, line)
    assert place.text == WRITTEN.splitlines()[line - 1]
    assert place.text[place.column - 1 :][: place.length] == marked


def test_what_is_not_in_the_file_has_no_line() -> None:
    assert place_of(decode_promises(WRITTEN)[0], "/c/") == place_of(PROMISES, "/a/") == Place(PROMISES_FILE)


def test_no_record_promises_nothing() -> None:
    assert read_promises(MemoryFiles({})) == (Promises(), ())


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_line_ends_and_a_byte_order_mark_do_not_matter(mark: bytes) -> None:
    files = MemoryFiles({PROMISES_FILE: mark + WRITTEN.replace("\n", "\r\n").encode()})
    assert read_promises(files)[0].text == WRITTEN


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / PROMISES_FILE).mkdir(parents=True)
    assert [one.code for one in read_promises(Disk(tmp_path))[1]] == ["damaged-promises"]


# ---- what is promised

Facts = tuple[dict[str, tuple[str, ...]], dict[str, str]]
"""The addresses, and what has moved."""


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        (({}, {}), {"/a/": ("y", "x")}, ({"/a/": ("x", "y")}, {})),
        (({"/a/": ("x",), "/b/": ()}, {}), {"/a/": ("y",)}, ({"/a/": ("x", "y"), "/b/": ()}, {})),
        (({}, {"/a/": "/b/", "/c/": "/b/"}), {"/a/": ()}, ({"/a/": ()}, {"/c/": "/b/"})),
        (({}, {"/a/#x": "/a/#y", "/a/#z": "/a/#y"}), {"/a/": ("x", "y")}, ({"/a/": ("x", "y")}, {"/a/#z": "/a/#y"})),
    ],
)
def test_what_pages_have_is_remembered(before: Facts, now: dict[str, tuple[str, ...]], after: Facts) -> None:
    assert facts(remembered(made(before), now)) == after


@pytest.mark.parametrize(
    ("before", "moved", "after"),
    [
        (({"/a/": ("x",)}, {}), {"/a/": "/b/"}, ({"/b/": ("x",)}, {"/a/": "/b/"})),
        (({"/a/": ()}, {"/o/": "/a/"}), {"/a/": "/b/"}, ({"/b/": ()}, {"/a/": "/b/", "/o/": "/b/"})),
        (({"/b/": ()}, {"/a/": "/b/"}), {"/b/": "/a/"}, ({"/a/": ()}, {"/b/": "/a/"})),
        (({"/a/": ("x",), "/b/": ("y",)}, {}), {"/a/": "/b/", "/b/": "/a/"}, ({"/a/": ("y",), "/b/": ("x",)}, {})),
        (({"/a/": (), "/b/": ()}, {}), {"/a/": "/b/", "/b/": "/c/"}, ({"/b/": (), "/c/": ()}, {"/a/": "/b/"})),
        (({"/a/": ("y",)}, {"/a/#x": "/a/#y"}), {"/a/": "/b/"}, ({"/b/": ("y",)}, {"/a/": "/b/", "/b/#x": "/b/#y"})),
        (({}, {}), {"/a/": "/a/"}, ({}, {})),
    ],
)
def test_a_page_that_moves_takes_all_along(before: Facts, moved: dict[str, str], after: Facts) -> None:
    assert facts(with_moved(made(before), moved)) == after


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        (({"/a/": ("x",), "/b/": ()}, {}), "/a/", "/b/", ({"/b/": ()}, {"/a/": "/b/"})),
        (({"/a/": ("x",)}, {"/o/": "/a/", "/a/#y": "/a/#x"}), "/a/", "", ({}, {})),
        (({"/a/": ()}, {"/o/": "/a/"}), "/a/", "/b/", ({}, {"/a/": "/b/", "/o/": "/b/"})),
        (({"/a/": ("x", "y")}, {}), "/a/#x", "/a/#y", ({"/a/": ("y",)}, {"/a/#x": "/a/#y"})),
        (({"/a/": ("x",)}, {"/a/#o": "/a/#x"}), "/a/#x", "", ({"/a/": ()}, {})),
        (({"/a/": ("x",)}, {"/a/#o": "/a/#x"}), "/a/#x", "/a/#y", ({"/a/": ()}, {"/a/#o": "/a/#y", "/a/#x": "/a/#y"})),
        (({"/a/": ()}, {"/1/": "/2/", "/2/": "/3/"}), "/a/", "/b/", ({}, {"/1/": "/3/", "/2/": "/3/", "/a/": "/b/"})),
        (({}, {"/o/": "/lost/"}), "/o/", "/b/", ({}, {"/o/": "/b/"})),
        (({}, {"/o/": "/lost/"}), "/o/", "", ({}, {})),
    ],
)
def test_a_promise_is_settled(before: Facts, old: str, new: str, after: Facts) -> None:
    assert facts(accepted(made(before), old, new)) == after


@pytest.mark.parametrize(
    ("moved", "ends", "flat", "circles"),
    [
        ({"a": "b", "b": "c"}, "", {"a": "c", "b": "c"}, ()),
        ({"a": "b", "b": "c"}, "b", {"a": "b", "b": "c"}, ()),
        ({"a": "b", "b": "a"}, "", {}, (("a", "b", "a"),)),
        ({"a": "b", "b": "a"}, "a", {"b": "a"}, ()),
        ({"a": "a"}, "", {}, (("a", "a"),)),
        ({"x": "a", "a": "b", "b": "a", "y": "z"}, "", {"y": "z"}, (("a", "b", "a"),)),
    ],
)
def test_ways_are_followed_to_their_ends(
    moved: dict[str, str], ends: str, flat: dict[str, str], circles: tuple[tuple[str, ...], ...]
) -> None:
    assert flattened(moved, ends) == (flat, circles)


def made(facts: Facts) -> Promises:
    return Promises(addresses=facts[0], moved=facts[1])


def facts(promises: Promises) -> Facts:
    return promises.addresses, promises.moved


ADDRESSES = tuple(f"/{letter}/" for letter in "abcde")


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(
    st.lists(st.tuples(st.permutations(ADDRESSES), st.integers(1, 5))), st.sets(st.sampled_from(ADDRESSES), min_size=1)
)
def test_every_old_address_leads_to_its_page(moves: list[tuple[list[str], int]], there: set[str]) -> None:
    """However often pages move, and change places: no chain, no circle, and each old address leads to where the page is
    that had it last."""
    promises = remembered(Promises(), {address: (f"of-{address[1]}",) for address in there})
    pages = {address: address for address in there}
    """The first address of each page, by the one it has now."""
    last_at = dict(pages)
    for targets, count in moves:
        moved = {}
        for old, new in zip(sorted(pages), targets, strict=False):
            moved[old] = new
        moved = dict(list(moved.items())[:count]) if count < len(pages) else moved
        if len({moved.get(address, address) for address in pages}) < len(pages):
            continue  # two pages cannot have one address
        pages = {moved.get(address, address): page for address, page in pages.items()}
        last_at |= pages
        promises = with_moved(promises, moved)
        assert set(promises.addresses) == set(pages)
        assert all(f"of-{page[1]}" in promises.addresses[address] for address, page in pages.items())
        assert not promises.moved.keys() & set(promises.moved.values())
        assert promises.moved.keys() == last_at.keys() - pages.keys()
        assert {old: pages[new] for old, new in promises.moved.items()} == {old: last_at[old] for old in promises.moved}
        assert decode_promises(encode_promises(promises).decode())[0].moved == promises.moved


@settings(derandomize=True, deadline=None, database=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES)),
    st.frozensets(st.sampled_from(ADDRESSES)),
    st.sampled_from(ADDRESSES),
)
def test_settling_leaves_no_chain_and_makes_no_circle(moved: dict[str, str], ends: frozenset[str], new: str) -> None:
    flat, circles = flattened(moved, ends)
    assert all(to in ends or to not in moved for to in flat.values())
    assert all(not set(circle) & ends and circle[0] == circle[-1] for circle in circles)
    if not circles and new in ends and "/old/" not in ends:
        settled = accepted(Promises(addresses={"/old/": ()}, moved=moved), "/old/", new, ends).moved
        assert settled.keys() == {*moved, "/old/"}
        assert settled["/old/"] == new
        assert all(to in ends or to not in settled for old, to in settled.items() if old not in ends)
        assert flattened(settled, ends)[1] == ()


# ---- through builds


def record(files: MemoryFiles | Disk) -> Promises:
    promises, found = read_promises(files)
    assert found == ()
    return promises


def publish(files: MemoryFiles | Disk, wanted: Wanted | None = None) -> Published:
    return publish_site(files, build(files, wanted=wanted))


COLUMN = "---\ntitle: C\nstanding: composed\n---\n\n## Question\n\nQ\n\n## Answer {#so}\n\n### Why\n\nA\n"


def test_a_build_remembers_addresses_and_anchors() -> None:
    files = memory(
        {"content/columns/c.md": COLUMN, "content/draft.md": HOME.replace("---\n\n", "draft: true\n---\n\n")}
    )
    published = publish(files)
    assert published.built.new_addresses == 2
    assert record(files).addresses == {"/": (), "/columns/c/": ("question", "so", "why")}
    files.writes.clear()
    assert publish(files).built.new_addresses == 0
    assert not files.writes


@pytest.mark.parametrize("switch", ["drafts", "future", "expired"])
def test_a_look_ahead_remembers_nothing(switch: str) -> None:
    files = memory({})
    assert publish(files, Wanted(TODAY, **{switch: True})).changes is not None
    assert record(files) == Promises()


def test_a_build_with_errors_remembers_nothing() -> None:
    files = memory({})
    publish(files)
    before = files.files[PROMISES_FILE]
    files.files["content/about.md"] = b"---\ntitle: About\n---\n\n[[nowhere]]\n"
    assert publish(files).changes is None
    assert files.files[PROMISES_FILE] == before


def test_a_damaged_record_is_never_written_over() -> None:
    files = memory({PROMISES_FILE: "{"})
    assert publish(files).changes is None
    assert files.files[PROMISES_FILE] == b"{"


def test_building_alone_writes_nothing() -> None:
    """`serve` builds and does not publish."""
    files = memory({})
    build(files)
    assert not files.writes


def test_what_is_gone_is_remembered_until_it_is_accepted() -> None:
    files = memory({"content/about.md": HOME})
    publish(files)
    del files.files["content/about.md"]
    for _ in range(2):
        published = publish(files)
        assert [one.code for one in published.diagnostics] == ["broken-promise"]
        assert "/about/" in record(files).addresses
    files.files["content/about.md"] = HOME.encode()
    assert publish(files).diagnostics == ()


def test_a_page_that_comes_back_is_no_redirect() -> None:
    files = memory({"content/about.md": HOME, PROMISES_FILE: '{"format": 1, "moved": {"/about/": "/", "/old/": "/"}}'})
    published = publish(files)
    assert published.diagnostics == ()
    assert record(files).moved == {"/old/": "/"}
    assert "Welcome." in files.files["site/about/index.html"].decode()


@pytest.mark.parametrize("error", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_record_that_cannot_be_written_stops_nothing(tmp_path: Path, error: int) -> None:
    class Shut(Disk):
        def write(self, path: str, data: bytes) -> None:
            if path.startswith("content/"):
                raise OSError(error, "It is shut")
            super().write(path, data)

    files = Shut(tmp_path)
    for path, data in memory({}).files.items():
        Disk(tmp_path).write(path, data)
    published = publish(files)
    assert published.changes is not None
    assert published.not_kept == "It is shut"
    assert not files.standing(PROMISES_FILE)


def test_the_record_is_written_in_one_step(tmp_path: Path) -> None:
    """Whoever reads it while it is written sees the old one or the new one, whole."""
    seen: list[object] = []

    class Watched(Disk):
        def move(self, old: str, new: str) -> None:
            record = tmp_path / PROMISES_FILE
            seen.append(record.read_bytes() if record.exists() else None)
            super().move(old, new)
            seen.append(record.read_bytes() if record.exists() else None)

    files = Watched(tmp_path)
    for path, data in memory({}).files.items():
        files.write(path, data)
    publish(files)
    first = (tmp_path / PROMISES_FILE).read_bytes()
    seen.clear()
    files.write("content/about.md", HOME.encode())
    publish(files)
    assert seen == [first, (tmp_path / PROMISES_FILE).read_bytes()]
    assert sorted(path.name for path in (tmp_path / "content").iterdir()) == [
        ".published.json",
        "about.md",
        "index.md",
        "site.yml",
    ]


# ---- old anchors


def shown(files: dict[str, str | bytes], path: str, moved: dict[str, str]) -> str:
    built = build(memory({**files, PROMISES_FILE: encode_promises(Promises(moved=moved))}))
    assert built.diagnostics == ()
    return next(one.data.decode() for one in built.outputs if one.path == path and isinstance(one, Output))


def test_a_page_answers_to_old_anchors() -> None:
    text = "---\ntitle: P\n---\n\n## One [[index]] {#one}\n\n### Two\n\nX.\n"
    page = shown(
        {"content/p.md": text},
        "p/index.html",
        {"/p/#a": "/p/#one", "/p/#b": "/p/#a", '/p/#"<': "/p/#two", "/p/#two": "/p/#one", "/q/#x": "/p/#one"},
    )
    assert '<h2 id="one"><span id="a"></span><span id="b"></span>One <a' in page
    assert '<h3 id="two"><span id="&quot;&lt;"></span>Two' in page
    assert sorted(HtmlPage(page).ids) == sorted({*HtmlPage(page).ids})
    assert "x" not in HtmlPage(page).ids


def test_a_column_answers_to_old_anchors_of_its_parts() -> None:
    text = COLUMN + "\n## Update 2026-01-02\n\nU\n"
    ways = {"q": "question", "a": "so", "w": "why", "u": "update-2026-01-02"}
    page = shown(
        {"content/columns/c.md": text},
        "columns/c/index.html",
        {f"/columns/c/#{old}": f"/columns/c/#{new}" for old, new in ways.items()},
    )
    ids = HtmlPage(page).ids
    assert len(ids) == len(set(ids))
    for old, new in ways.items():
        assert ids.index(old) == ids.index(new) + 1, "what is shown at the old anchor is what is shown at the new one"
