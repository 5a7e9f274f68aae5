"""Small tables for small modules: selection, names, addresses, feeds, filters, files, parallel."""

import errno
import fcntl
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from fingerpost.compile import page_compiler
from fingerpost.config import Config
from fingerpost.files import Disk, FileSystem, MemoryFiles
from fingerpost.kinds import Kind, kind_of
from fingerpost.link.addresses import RESERVED, claim_addresses
from fingerpost.link.names import Names
from fingerpost.link.selection import Wanted, select_pages
from fingerpost.link.targets import target_of
from fingerpost.naming import normal_name
from fingerpost.page import Asset, Page, Source, Target
from fingerpost.parallel import FEWEST, available_jobs, batches_on_cores, map_on_cores
from fingerpost.render.feeds import LONGEST, Feed, atom_feed, sitemap
from fingerpost.render.speech import Speech
from fingerpost.typography import iso_duration
from fingerpost.urls import docname_of
from fingerpost.words import ENGLISH
from tests.conftest import TODAY

COMPILE = page_compiler()


def page(path: str, front: str = "") -> Page:
    """A page at a path below `content/`; its title is its docname where none is given."""
    docname = docname_of(f"content/{path}")
    kind = kind_of(docname)
    assert kind is not None
    title = "" if "title:" in front else f"title: {docname}\n"
    needed = {Kind.COLUMN: "standing: composed\n", Kind.GUIDE: "form: how-to\n", Kind.PATH: "stops: []\n"}.get(kind, "")
    return COMPILE(Source(docname, f"content/{path}", kind, f"---\n{title}{needed}{front}\n---\n"))


# ---- selection


@pytest.mark.parametrize(
    ("front", "wanted", "why"),
    [
        ("", Wanted(TODAY), ""),
        ("published: 2026-11-22", Wanted(TODAY), ""),
        ("published: 2026-11-25", Wanted(TODAY), ""),
        ("published: 2026-11-26", Wanted(TODAY), "will be published on 2026-11-26"),
        ("published: 2026-11-26", Wanted(TODAY, future=True), ""),
        ("published: 2026-11-26", Wanted(TODAY, drafts=True, expired=True), "will be published on 2026-11-26"),
        ("expires: 2026-11-26", Wanted(TODAY), ""),
        ("expires: 2026-11-25", Wanted(TODAY), "expired on 2026-11-25"),
        ("expires: 2026-11-25", Wanted(TODAY, expired=True), ""),
        ("expires: 2026-11-25", Wanted(TODAY, drafts=True, future=True), "expired on 2026-11-25"),
        ("draft: true", Wanted(TODAY), "is a draft"),
        ("draft: true", Wanted(TODAY, drafts=True), ""),
        ("draft: true", Wanted(TODAY, future=True, expired=True), "is a draft"),
        ("draft: false", Wanted(TODAY), ""),
        ("draft: true\npublished: 2026-11-26", Wanted(TODAY), "is a draft"),
        ("draft: true\npublished: 2026-11-26", Wanted(TODAY, drafts=True), "will be published on 2026-11-26"),
        ("draft: true\npublished: 2026-11-26", Wanted(TODAY, drafts=True, future=True), ""),
        ("published: 2026-11-26\nexpires: 2026-11-20", Wanted(TODAY, future=True), "expired on 2026-11-20"),
    ],
)
def test_a_page_is_out_or_stays_in(front: str, wanted: Wanted, why: str) -> None:
    one = page("about.md", front)
    chosen = select_pages((one,), wanted)
    assert chosen.hidden == ({"about": why} if why else {})
    assert chosen.pages == (() if why else (one,))


@pytest.mark.parametrize(
    ("fronts", "hidden"),
    [
        (("", "", ""), {}),
        (("", "draft: true", ""), {"tutorials/a/01-b": "is a draft"}),
        (
            ("draft: true", "", "expires: 2026-01-01"),
            {
                "tutorials/a": "is a draft",
                "tutorials/a/01-b": "belongs to a tutorial that is a draft",
                "tutorials/a/02-c": "expired on 2026-01-01",
            },
        ),
    ],
)
def test_the_parts_of_a_hidden_tutorial_stay_in_with_it(fronts: tuple[str, ...], hidden: dict[str, str]) -> None:
    paths = ("tutorials/a/index.md", "tutorials/a/01-b.md", "tutorials/a/02-c.md")
    pages = tuple(page(path, front) for path, front in zip(paths, fronts, strict=True))
    chosen = select_pages((*pages, page("tutorials/other/index.md")), Wanted(TODAY))
    assert chosen.hidden == hidden
    assert chosen.pages[-1].docname == "tutorials/other"


# ---- names

NAMED = (
    page("index.md", "title: Home"),
    page("about.md", "title: 'Don''t panic: about us'"),
    page("columns/weak-ties.md", "title: Are weak ties worth it?"),
    page("topics/weak-ties.md", "title: Weak ties\nsynonyms: [acquaintances, Loose “ties”]"),
    page("topics/follow-up.md", "title: Follow-up\nsynonyms: [weak ties]"),
    page("tutorials/asking/index.md", "title: Asking"),
    page("tutorials/asking/01-first.md", "title: First"),
    page("tutorials/other/01-first.md", "title: Weak ties"),
    page("guides/2026.md", "title: The year: 2026"),
)


@pytest.mark.parametrize(
    ("name", "docnames"),
    [
        ("about", ["about"]),
        ("index", ["index"]),
        ("Home", ["index"]),
        ("topics/weak-ties", ["topics/weak-ties"]),
        ("Topics/Weak-Ties", ["topics/weak-ties"]),
        ("/topics/weak-ties/", ["topics/weak-ties"]),
        ("weak-ties", ["columns/weak-ties", "topics/weak-ties"]),
        ("Weak ties", ["topics/follow-up", "topics/weak-ties", "tutorials/other/01-first"]),
        ("  wEAK   tIES ", ["topics/follow-up", "topics/weak-ties", "tutorials/other/01-first"]),
        ("topic:weak-ties", ["topics/weak-ties"]),
        ("column:weak-ties", ["columns/weak-ties"]),
        ("COLUMN : weak-ties", ["columns/weak-ties"]),
        ("topic: Weak ties", ["topics/follow-up", "topics/weak-ties"]),
        ("part:weak ties", ["tutorials/other/01-first"]),
        ("guide:weak-ties", []),
        ("topic:topics/weak-ties", ["topics/weak-ties"]),
        ("column:topics/weak-ties", []),
        ("acquaintances", ["topics/weak-ties"]),
        ('loose "ties"', ["topics/weak-ties"]),
        ("don’t panic: about us", ["about"]),
        ("Don't panic: about us", ["about"]),
        ("asking", ["tutorials/asking"]),
        ("01-first", ["tutorials/asking/01-first", "tutorials/other/01-first"]),
        ("first", ["tutorials/asking/01-first", "tutorials/other/01-first"]),
        ("asking/01-first", []),
        ("tutorials/asking/first", []),
        ("2026", ["guides/2026"]),
        ("The year: 2026", ["guides/2026"]),
        ("", []),
        ("nothing", []),
        ("nosuchkind:weak-ties", []),
    ],
)
def test_a_name_is_found(name: str, docnames: list[str]) -> None:
    assert [one.docname for one in Names(NAMED).find(name)] == docnames


@pytest.mark.parametrize(
    ("kind", "docnames"), [(Kind.TOPIC, ["topics/weak-ties"]), (Kind.COLUMN, ["columns/weak-ties"]), (Kind.PART, [])]
)
def test_a_name_is_found_by_kind(kind: Kind, docnames: list[str]) -> None:
    assert [one.docname for one in Names(NAMED).find("weak-ties", kind)] == docnames


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A  b", "a b", True),
        ("a\u00a0b", "a b", True),
        ("a\nb", "a b", True),
        ("it’s", "it's", True),
        ("“a”", '"a"', True),
        ("Straße", "STRASSE", True),
        ("a-b", "a b", False),
        ("é", "e", False),
    ],
)
def test_names_are_compared_without_what_does_not_matter(one: str, other: str, same: bool) -> None:
    assert (normal_name(one) == normal_name(other)) is same


def test_the_names_that_are_suggested() -> None:
    names = Names(NAMED)
    assert names.known(Kind.TOPIC) == (
        *("Weak ties", "acquaintances", "Loose “ties”", "topics/weak-ties"),
        *("Follow-up", "weak ties", "topics/follow-up"),
    )
    assert len(names.known()) == 2 * len(NAMED) + 3


# ---- addresses

Claimed = tuple[list[tuple[str, str]], list[str]]


def claimed(files: dict[str, str], static: tuple[str, ...] = (), moved: dict[str, str] | None = None) -> Claimed:
    """The redirects, and the code and file of each diagnostic."""
    pages = tuple(page(path, front) for path, front in files.items())
    assets = tuple(Asset(f"content/static/{name}", name) for name in static)
    targets = {one.docname: target_of(one, Names(pages)) for one in pages}
    redirects, found = claim_addresses(
        pages, targets, assets, moved or {}, ENGLISH, Config("Test", "https://example.org/")
    )
    return [(one.path, one.target.docname) for one in redirects], [f"{one.code} {one.place.file}" for one in found]


@pytest.mark.parametrize(
    ("files", "static", "expected"),
    [
        ({"index.md": "", "about.md": ""}, (), ([], [])),
        ({"a.md": "", "b.md": "slug: a"}, (), ([], ["same-address content/b.md"])),
        ({"A.md": "", "a.md": ""}, (), ([], ["same-address content/a.md"])),
        (
            {"tutorials/x/01-a.md": "", "tutorials/x/02-a.md": ""},
            (),
            ([], ["same-address content/tutorials/x/02-a.md"]),
        ),
        (
            {"a.md": "redirects: [/old/, older, /x/old.html]"},
            (),
            ([("/old/", "a"), ("/older/", "a"), ("/x/old.html", "a")], []),
        ),
        ({"a.md": "redirects: [/a/]"}, (), ([], ["same-address content/a.md"])),
        ({"a.md": "redirects: [/b/]", "b.md": ""}, (), ([], ["same-address content/a.md"])),
        ({"a.md": "redirects: [/B/]", "b.md": ""}, (), ([], ["same-address content/a.md"])),
        ({"a.md": "redirects: [/o/]", "b.md": "redirects: [/o/]"}, (), ([("/o/", "a")], ["same-address content/b.md"])),
        ({"a.md": "redirects: [/o/, /o]"}, (), ([("/o/", "a")], ["same-address content/a.md"])),
        ({"a.md": "redirects: [../o, /p/]"}, (), ([("/p/", "a")], [])),
        ({"a.md": "redirects: [/404.html]"}, (), ([], ["same-address content/a.md"])),
        ({"a.md": "slug: columns", "columns/a.md": ""}, (), ([], ["same-address content/a.md"])),
        ({"a.md": "slug: columns"}, (), ([], [])),
        ({"guides/a.md": "redirects: [/guides/]"}, (), ([], ["same-address content/guides/a.md"])),
        ({"a.md": ""}, ("a/index.html",), ([], ["same-address content/static/a/index.html"])),
        ({"a.md": ""}, ("A/INDEX.html",), ([], ["same-address content/static/A/INDEX.html"])),
        ({"a.md": ""}, ("a",), ([], ["same-address content/static/a"])),
        ({"a.md": "redirects: [/x/]"}, ("x/index.html",), ([], ["same-address content/a.md"])),
        ({"a.md": "redirects: [/x.html/y/]"}, ("x.html",), ([], ["same-address content/a.md"])),
        ({"a.md": ""}, ("robots.txt", "_redirects", "CNAME"), ([], [])),
        ({"a.md": "redirects: [/_redirects/]"}, (), ([], ["same-address content/a.md"])),
        *(({"a.md": ""}, (name,), ([], [f"same-address content/static/{name}"])) for name in RESERVED),
    ],
    ids=str,
)
def test_each_address_is_given_once(files: dict[str, str], static: tuple[str, ...], expected: Claimed) -> None:
    assert claimed(files, static) == expected


TOPICS = {"topics/a.md": "synonyms: [One, 'one!', b, '?!']", "topics/b.md": "synonyms: [One, Two]"}


@pytest.mark.parametrize(
    ("files", "static", "moved", "expected"),
    [
        ({"a.md": ""}, (), {"/x/": "/y/", "/y/": "/a/"}, {"/x/": "a", "/y/": "a"}),
        ({"a.md": "", "b.md": ""}, (), {"/x/": "/b/", "/b/": "/a/"}, {"/x/": "b"}),
        ({"a.md": ""}, (), {"/x/": "/y/", "/y/": "/x/", "/z/": "/x/"}, {}),
        ({"a.md": ""}, (), {"/x/": "/nowhere/"}, {}),
        ({"a.md": ""}, (), {"/a/#x": "/a/#y"}, {}),
        ({"a.md": "redirects: [/o/]"}, (), {"/o/": "/a/", "/x/": "/o/"}, {"/o/": "a", "/x/": "a"}),
        ({"a.md": ""}, ("x/index.html",), {"/x/": "/a/"}, {}),
        ({"guides/a.md": ""}, (), {"/x/": "/guides/", "/guides/": "/guides/a/"}, {"/x/": "guides"}),
        (TOPICS, (), {}, {"/topics/one/": "topics/a", "/topics/two/": "topics/b"}),
        (TOPICS, ("topics/two/index.html",), {}, {"/topics/one/": "topics/a"}),
        (
            {**TOPICS, "a.md": "redirects: [/topics/one/]"},
            (),
            {"/x/": "/topics/two/", "/topics/two/": "/a/"},
            {"/topics/one/": "a", "/topics/two/": "a", "/x/": "a"},
        ),
    ],
    ids=str,
)
def test_old_addresses_and_synonyms_lead_on(
    files: dict[str, str], static: tuple[str, ...], moved: dict[str, str], expected: dict[str, str]
) -> None:
    redirects, diagnostics = claimed(files, static, moved)
    assert (dict(redirects), diagnostics) == (expected, [])
    assert len(redirects) == len(expected)


# ---- feeds

ATOM = "{http://www.w3.org/2005/Atom}"


def target(
    name: str, *, title: str = "T", summary: str = "S", published: str = "2026-01-01", updated: str = ""
) -> Target:
    return Target(name, Kind.COLUMN, f"/columns/{name}/", title, summary, 1, 0, published, updated or published, 1, 0)


def feed(*targets: Target, title: str = "Site", subtitle: str = "About") -> Feed:
    return Feed(title, subtitle, "/", "Author", "en", "https://example.org/base/", targets)


def parsed(one: Feed) -> ElementTree.Element:
    return ElementTree.fromstring(atom_feed(one))  # noqa: S314 -- made here


def texts(root: ElementTree.Element, tag: str) -> list[str]:
    return [element.text or "" for element in root.findall(f"{ATOM}{tag}")]


def test_a_feed_has_what_rfc_4287_asks_for() -> None:
    root = parsed(feed(target("a", updated="2026-02-03"), target("b")))
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert texts(root, "id") == ["https://example.org/base/feed.xml"]
    assert texts(root, "title") == ["Site"]
    assert texts(root, "subtitle") == ["About"]
    assert texts(root, "updated") == ["2026-02-03T00:00:00Z"]
    assert [element.findtext(f"{ATOM}name") for element in root.findall(f"{ATOM}author")] == ["Author"]
    links = {element.get("rel"): element.get("href") for element in root.findall(f"{ATOM}link")}
    assert links == {"self": "https://example.org/base/feed.xml", "alternate": "https://example.org/base/"}
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert texts(entry, "id") == ["https://example.org/base/columns/a/"]
    assert texts(entry, "title") == ["T"]
    assert texts(entry, "updated") == ["2026-02-03T00:00:00Z"]
    assert texts(entry, "published") == ["2026-01-01T00:00:00Z"]
    assert texts(entry, "summary") == ["S"]
    assert [(one.get("rel"), one.get("href")) for one in entry.findall(f"{ATOM}link")] == [
        ("alternate", "https://example.org/base/columns/a/")
    ]


def test_a_feed_of_nothing_is_a_feed() -> None:
    root = parsed(feed(target("undated", published=""), subtitle=""))
    assert root.findall(f"{ATOM}entry") == []
    assert texts(root, "updated") == ["1970-01-01T00:00:00Z"]
    assert texts(root, "subtitle") == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a & b",
            "a < b > c",
            "\"a\" 'b'",
            "]]>",
            "<b>a</b>",
            "&amp;",
            "<!-- a -->",
            "é 日本 🦊 \u00a0",
            "a\nb",
            "a\tb",
        ),
        *("a\u2028b", "a\x7fb", "a\x85b"),
    ],
)
def test_a_feed_escapes(text: str) -> None:
    root = parsed(feed(target("a", title=text, summary=text), title=text, subtitle=text))
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert texts(root, "title") == texts(root, "subtitle") == texts(entry, "title") == texts(entry, "summary") == [text]


@pytest.mark.parametrize("character", ["\0", "\x08", "\x0b", "\x0c", "\x1b", "\ufffe", "\uffff"], ids=ascii)
def test_a_feed_leaves_out_what_xml_forbids(character: str) -> None:
    text = f"a{character}b"
    root = parsed(feed(target("a", title=text, summary=text), title=text, subtitle=text))
    assert character not in "".join(root.itertext())


@pytest.mark.parametrize(
    "character", ["\t", " ", "\x7f", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff"], ids=ascii
)
def test_a_feed_keeps_what_xml_allows(character: str) -> None:
    text = f"a{character}b"
    assert texts(parsed(feed(target("a"), subtitle=text)), "subtitle") == [text]


def test_addresses_in_a_feed_are_encoded() -> None:
    root = parsed(feed(target('größe und "mehr" & <b>')))
    assert root.findtext(f"{ATOM}entry/{ATOM}id") == (
        "https://example.org/base/columns/gr%C3%B6%C3%9Fe%20und%20%22mehr%22%20&%20%3Cb%3E/"
    )


def test_the_newest_entries_come_first_and_the_oldest_not_at_all() -> None:
    targets = [target(f"n{number:02}", published=f"2026-01-{number % 28 + 1:02}") for number in range(LONGEST + 5)]
    changed = target("changed", published="2020-01-01", updated="2026-03-01")
    root = parsed(feed(*targets, changed, target("undated", published="")))
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in root.findall(f"{ATOM}entry")]
    assert len(days) == LONGEST
    assert days == sorted(days, reverse=True)
    assert days[0] == "2026-03-01T00:00:00Z"
    assert texts(root, "updated") == [days[0]]
    assert atom_feed(feed(*targets)) == atom_feed(feed(*reversed(targets))), (
        "the order does not hang on that of the pages"
    )


def test_a_sitemap_names_every_page_and_its_day() -> None:
    made = sitemap("https://example.org/base/", [("/columns/a & b/", "2026-01-01"), ("/columns/c/", "")])
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = ElementTree.fromstring(made)  # noqa: S314 -- made here
    found = [(url.findtext(f"{space}loc"), url.findtext(f"{space}lastmod")) for url in root]
    assert found == [
        ("https://example.org/base/columns/a%20&%20b/", "2026-01-01"),
        ("https://example.org/base/columns/c/", None),
    ]


# ---- filters


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-11-23", "November 23, 2026"),
        ("2026-01-02", "January 2, 2026"),
        ("1999-12-31", "December 31, 1999"),
        ("2024-02-29", "February 29, 2024"),
    ],
)
def test_day(iso: str, shown: str) -> None:
    assert Speech(ENGLISH).day(iso) == shown


@pytest.mark.parametrize(
    ("minutes", "shown", "iso"),
    [
        (0, "0 min", "PT0M"),
        (1, "1 min", "PT1M"),
        (59, "59 min", "PT59M"),
        (60, "1 h", "PT1H"),
        (61, "1 h 1 min", "PT1H1M"),
        (75, "1 h 15 min", "PT1H15M"),
        (600, "10 h", "PT10H"),
        (1505, "25 h 5 min", "PT25H5M"),
    ],
)
def test_durations(minutes: int, shown: str, iso: str) -> None:
    assert Speech(ENGLISH).duration(minutes) == shown
    assert iso_duration(minutes) == iso


# ---- files

START = {"a.txt": b"a", "b/c.txt": b"c", "b/d/e.txt": b"e", "b/d/f.txt": b"e", "g/h.txt": b"h"}
Step = tuple[str, *tuple[Any, ...]]


def done(files: FileSystem, step: Step) -> object:
    """What one operation returns, or the kind of error that it raises."""
    name, *arguments = step
    try:
        made = getattr(files, name)(*arguments)
        return tuple(msgspec.structs.replace(entry, stamp="") for entry in made) if name == "walk" else made
    except OSError as error:
        return type(error).__name__


def contents(files: FileSystem) -> dict[str, bytes]:
    return {entry.path: files.read(entry.path) for top in ("b", "g", "n", "x") for entry in files.walk(top)}


@pytest.mark.parametrize(
    "steps",
    [
        [("walk", "b")],
        [("walk", "b/d")],
        [("walk", "nothing")],
        [("walk", "a.txt")],
        [("entry", "a.txt"), ("entry", "b"), ("entry", "nothing"), ("entry", "b/d/e.txt")],
        [("tree", "b")],
        [("tree", "nothing")],
        [("read", "a.txt")],
        [("read", "nothing")],
        [("read", "b/nothing")],
        [("write", "n/new.txt", b"n"), ("read", "n/new.txt")],
        [("write", "b/c.txt", b"other"), ("read", "b/c.txt")],
        [("write", "b/c.txt", b""), ("walk", "b")],
        [("copy", "a.txt", "n/a.txt"), ("read", "n/a.txt"), ("read", "a.txt")],
        [("copy", "a.txt", "b/c.txt"), ("read", "b/c.txt")],
        [("copy", "a.txt", "n/a.txt"), ("write", "n/a.txt", b"other"), ("read", "a.txt")],
        [("copy", "a.txt", "n/a.txt"), ("remove", "a.txt"), ("read", "n/a.txt")],
        [("copy", "a.txt", "n/a.txt"), ("same", "a.txt", "n/a.txt")],
        [("copy", "nothing", "n/a.txt"), ("standing", "n/a.txt")],
        [("remove", "b/c.txt"), ("standing", "b/c.txt"), ("standing", "b")],
        [("remove", "g/h.txt"), ("standing", "g")],
        [("remove", "b/d/e.txt"), ("remove", "b/d/f.txt"), ("standing", "b/d"), ("standing", "b")],
        [("remove", "nothing")],
        [("remove", "b/nothing")],
        [("remove_tree", "b"), ("standing", "b"), ("standing", "a.txt")],
        [("remove_tree", "b/d"), ("standing", "b/c.txt")],
        [("remove_tree", "nothing")],
        [("remove_tree", "a.txt"), ("standing", "a.txt")],
        [("move", "b", "n"), ("standing", "b"), ("read", "n/d/e.txt")],
        [("move", "b", "x/y/n"), ("read", "x/y/n/c.txt")],
        [("move", "b/c.txt", "b/n.txt"), ("standing", "b/c.txt"), ("read", "b/n.txt")],
        [("move", "b/c.txt", "b/d/e.txt"), ("standing", "b/c.txt"), ("read", "b/d/e.txt")],
        [("move", "b/d/e.txt", "b/c.txt"), ("read", "b/c.txt"), ("walk", "b")],
        [("move", "nothing", "n")],
        [("exchange", "b", "g"), ("read", "g/d/e.txt"), ("read", "b/h.txt")],
        [("exchange", "b", "g"), ("exchange", "b", "g")],
        [("exchange", "b", "nothing"), ("standing", "b")],
        [
            ("standing", "a.txt"),
            ("standing", "b"),
            ("standing", "b/d"),
            ("standing", "nothing"),
            ("standing", "a.txt/x"),
        ],
        [("read_part", "b/c.txt", 0, 1), ("read_part", "b/c.txt", 0, 99), ("read_part", "b/c.txt", 99, 1)],
        [("read_part", "nothing", 0, 1)],
        [("same", "a.txt", "a.txt"), ("same", "a.txt", "b/c.txt"), ("same", "a.txt", "nothing"), ("same", "x", "x")],
    ],
    ids=lambda steps: " ".join(str(part) for part in steps[0]),
)
def test_the_disk_and_the_dictionary_do_the_same(steps: list[Step], tmp_path: Path) -> None:
    disk, memory = Disk(tmp_path), MemoryFiles(START)
    for path, data in START.items():
        disk.write(path, data)
    for step in steps:
        assert done(disk, step) == done(memory, step), step
    assert contents(disk) == contents(memory)


OLD = 1_000_000_000 * 3600
"""Nanoseconds: an hour, after which a file is no longer young."""


def both(folder: Path) -> tuple[FileSystem, FileSystem]:
    """Return a disk on which every file is old, and a dictionary, with the same files."""
    disk, memory = Disk(folder, lambda: time.time_ns() + OLD), MemoryFiles(START)
    for path, data in START.items():
        disk.write(path, data)
    return disk, memory


@pytest.mark.parametrize(
    ("change", "path", "changed"),
    [
        (("read", "b/c.txt"), "b/c.txt", False),
        (("write", "b/c.txt", b"other"), "b/c.txt", True),
        (("write", "b/c.txt", b"other"), "a.txt", False),
        (("write", "b/c.txt", b"other"), "b/d", False),
        (("write", "b/d/new.txt", b"new"), "b/d", True),
        (("remove", "b/d/e.txt"), "b/d", True),
        (("copy", "b/c.txt", "n/c.txt"), "b/c.txt", False),
    ],
    ids=lambda one: " ".join(map(str, one)) if isinstance(one, tuple) else None,
)
def test_a_stamp_changes_with_what_it_stands_for(change: Step, path: str, changed: bool, tmp_path: Path) -> None:
    for files in both(tmp_path):
        before = files.stamps([path])
        done(files, change)
        assert (files.stamps([path]) != before) == changed
        assert before != [""]


def test_nothing_has_no_stamp(tmp_path: Path) -> None:
    for files in both(tmp_path):
        assert files.stamps(["nothing", "b/nothing"]) == ["", ""]


def test_an_old_file_has_a_stamp_and_a_young_one_has_none(tmp_path: Path) -> None:
    for files in both(tmp_path):
        before = files.walk("b")
        assert all(entry.stamp for entry in before)
        files.write("b/c.txt", b"C")
        after = files.walk("b")
        assert [one.path for one, other in zip(before, after, strict=True) if one.stamp != other.stamp] == ["b/c.txt"]
    assert not any(entry.stamp for entry in Disk(tmp_path).walk("b"))


@pytest.mark.parametrize("make", [Disk, lambda _: MemoryFiles({})], ids=["disk", "memory"])
def test_a_lock_can_be_held_again(make: Callable[[Path], FileSystem], tmp_path: Path) -> None:
    files = make(tmp_path)
    for _ in range(2):
        with files.lock(".fingerpost/lock"):
            files.write("a.txt", b"a")


def test_the_dictionary_counts() -> None:
    files = MemoryFiles(START)
    files.read("a.txt")
    files.read("a.txt")
    files.write("b/c.txt", b"x")
    assert (files.reads["a.txt"], files.reads["b/c.txt"], files.writes["b/c.txt"]) == (2, 0, 1)
    assert START["b/c.txt"] == b"c", "the mapping that it is made of stays as it is"


def test_a_written_file_leaves_its_other_names_alone(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.write("a.txt", b"old")
    disk.copy("a.txt", "b.txt")
    assert disk.same("a.txt", "b.txt"), "a copy is a hard link"
    disk.write("a.txt", b"new")
    assert (disk.read("a.txt"), disk.read("b.txt")) == (b"new", b"old")


def test_a_copy_is_made_where_the_disk_knows_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    disk = Disk(tmp_path)
    disk.write("a.txt", b"a")
    monkeypatch.setattr(os, "link", refuse)
    disk.copy("a.txt", "n/b.txt")
    assert disk.read("n/b.txt") == b"a"
    assert not disk.same("a.txt", "n/b.txt")


def test_links_on_the_disk(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    for path, data in START.items():
        disk.write(path, data)
    (tmp_path / "b/inside.txt").symlink_to("c.txt")
    (tmp_path / "b/folder").symlink_to("d")
    (tmp_path / "b/outside.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "b/gone.txt").symlink_to("nothing")
    (tmp_path / "b/d/circle").symlink_to("..")
    (tmp_path / "b/self").symlink_to("self")
    assert [(entry.path, entry.size, entry.link) for entry in disk.walk("b")] == [
        ("b/c.txt", 1, ""),
        ("b/d/circle", 0, "broken"),
        ("b/d/e.txt", 1, ""),
        ("b/d/f.txt", 1, ""),
        ("b/folder/circle", 0, "broken"),
        ("b/folder/e.txt", 1, ""),
        ("b/folder/f.txt", 1, ""),
        ("b/gone.txt", 0, "broken"),
        ("b/inside.txt", 1, ""),
        ("b/outside.txt", 0, "outside"),
        ("b/self", 0, "broken"),
    ]
    assert [disk.standing(f"b/{name}") for name in ("inside.txt", "folder", "gone.txt")] == ["link"] * 3
    disk.remove_tree("b/folder")
    assert (disk.standing("b/folder"), disk.standing("b/d")) == ("", "folder"), "the link goes, not what it leads to"


# ---- parallel


def in_order(count: int, jobs: int) -> bool:
    return map_on_cores(lambda number: number * 2, range(count), jobs) == [number * 2 for number in range(count)]


@pytest.mark.parametrize("jobs", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("count", [0, 1, FEWEST - 1, FEWEST, FEWEST + 1, FEWEST * 3 + 1])
def test_results_come_in_the_order_of_the_items(count: int, jobs: int) -> None:
    assert in_order(count, jobs)


@pytest.mark.parametrize("jobs", [1, 3, 500])
@pytest.mark.parametrize("count", [0, 1, FEWEST - 1, FEWEST, FEWEST * 5 + 1])
@pytest.mark.parametrize("dying", [False, True])
def test_each_item_is_told_once_when_it_is_done(
    jobs: int, count: int, dying: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    here, told = os.getpid(), list[int]()

    def work(batch: Sequence[int]) -> list[int]:
        if dying and os.getpid() != here:
            os._exit(1)
        return list(batch)

    assert batches_on_cores(work, range(count), jobs, told.append) == list(range(count))
    assert sum(told) == count
    assert len(told) > 5 or count < FEWEST, "a bar moves"


def test_an_item_of_two_results_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page and its twin are one item, whichever process makes them."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    meeting, met, told = multiprocessing.get_context("fork").Barrier(2), set[int](), list[int]()

    def work(batch: Sequence[int]) -> list[int]:
        if os.getpid() not in met:
            met.add(os.getpid())
            meeting.wait(60)
        return [number for number in batch for _ in range(2)]

    items = range(FEWEST * 3)
    assert batches_on_cores(work, items, 2, told.append) == [number for number in items for _ in range(2)]
    assert sum(told) == len(items)


def test_there_is_a_core() -> None:
    assert available_jobs() >= 1


def processes(jobs: int, count: int = FEWEST, *, meeting: int = 1) -> set[int]:
    """Who did the work, when each began only once so many had come for some."""
    barrier = multiprocessing.get_context("fork").Barrier(meeting)
    met: set[int] = set()

    def work(_: int) -> int:
        if os.getpid() not in met:
            met.add(os.getpid())
            barrier.wait(60)
        return os.getpid()

    return set(map_on_cores(work, range(count), jobs))


def test_work_is_shared_where_that_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    shared = processes(3, meeting=3)
    assert len(shared) == 3
    assert os.getpid() in shared
    assert processes(1) == processes(3, FEWEST - 1) == {os.getpid()}


@pytest.mark.parametrize(("jobs", "calls"), [(1, 0), (3, 1)])
def test_what_is_done_meanwhile_is_done_once_and_only_beside_others(
    jobs: int, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    done: list[int] = []
    items = range(FEWEST)
    assert batches_on_cores(list, items, jobs, meanwhile=lambda: done.append(os.getpid())) == list(items)
    assert done == [os.getpid()] * calls


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes are as large as the system makes them")
def test_a_worker_goes_on_while_the_first_process_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it sends of a whole batch waits in the pipe, and the worker does not."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    here, begun = os.getpid(), multiprocessing.get_context("fork").Semaphore(0)
    waited: list[bool] = []

    def work(batch: Sequence[int]) -> list[bytes]:
        if os.getpid() != here:
            begun.release()
        elif not waited:
            waited.extend(begun.acquire(timeout=60) for _ in range(2))
        return [number.to_bytes(4, "big") * 1000 for number in batch]

    items = range(20_000)
    assert batches_on_cores(work, items, 2) == [number.to_bytes(4, "big") * 1000 for number in items]
    assert waited == [True, True]


def test_a_process_with_threads_does_not_fork() -> None:
    finish = threading.Event()
    thread = threading.Thread(target=finish.wait)
    thread.start()
    try:
        assert processes(3) == {os.getpid()}
    finally:
        finish.set()
        thread.join()


def test_the_work_of_a_worker_that_dies_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    here = os.getpid()

    def fatal(number: int) -> int:
        if os.getpid() != here and number % 3 == 1:
            os._exit(1)
        return number

    assert map_on_cores(fatal, range(FEWEST), 3) == list(range(FEWEST))


def test_an_error_comes_out_as_it_would_without_workers(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)

    def wrong(number: int) -> int:
        return 1 // (number - 50)

    for jobs in (1, 2, 3):
        with pytest.raises(ZeroDivisionError):
            map_on_cores(wrong, range(FEWEST), jobs)
    capfd.readouterr()


def test_results_that_cannot_travel_are_made_here(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)

    def counter(number: int) -> Callable[[], int]:
        return lambda: number

    made = map_on_cores(counter, range(FEWEST), 2)
    assert [one() for one in made] == list(range(FEWEST))
    capfd.readouterr()
