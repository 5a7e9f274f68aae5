"""Books: each tutorial and path whole, as a page to print; of this repository's own content, and of small sites."""

import functools
import itertools
import re
from html.parser import HTMLParser

import pytest

from fingerpost.cache import Cache
from fingerpost.config import Config, LinkStyle, Settings
from fingerpost.files import Disk, MemoryFiles
from fingerpost.kinds import Kind
from fingerpost.link import Wanted, lay_out
from fingerpost.pipeline import Built, build_site, publish_site
from fingerpost.promises import NO_PROMISES
from fingerpost.render import theme_folder
from fingerpost.site import BOUND
from fingerpost.views import frame_of
from fingerpost.views.nesting import Binding, nested
from fingerpost.words import ENGLISH
from tests.conftest import TODAY, build, memory, project_root

TUTORIAL = {
    "content/tutorials/t/index.md": "---\ntitle: The way\n---\n\nBegin with [[tutorials/t/01-a]].\n\n"
    "## Who it is for\n\nYou.\n",
    "content/tutorials/t/01-a.md": "---\ntitle: First\n---\n\n## Steps\n\nGo [on](02-b.md#steps), or see [[about]].\n",
    "content/tutorials/t/02-b.md": "---\ntitle: Second\n---\n\n## Steps\n\nBack to [[#steps]] and [[tutorials/t]].\n",
    "content/about.md": "---\ntitle: About\n---\n\nUs.\n",
}
PATH = {
    "content/paths/p.md": '---\ntitle: Walk\nstops:\n  - {page: columns/q, why: You "see".}\n'
    "  - {page: tutorials/t/02-b, why: You do.}\n  - {page: tutorials/t, why: You start.}\n---\n\nOff.\n",
    "content/columns/q.md": "---\ntitle: May I?\nstanding: composed\nasked_by: Me\n---\n\n## Question\n\nI ask.\n\n"
    "## Short answer\n\nYes.\n\n## Answer\n\n### Words\n\nSee [[#short-answer]].\n\n## Update 2026-11-20\n\nIt went.\n",
}
PRINTED = "title: Test\nbase_url: https://example.org/\nbooks: [print]\n"


class Printed(HTMLParser):
    """What the checks want to know of one printable page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inner: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.addresses: list[str] = []
        self.referred: list[str] = []
        self._heading = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.referred += [one for key in ("for", "aria-labelledby") for one in (found.get(key) or "").split()]
        if tag == "a" and (found.get("href") or "").startswith("#"):
            self.inner.append((found["href"] or "")[1:])
        if "data-address" in found:
            self.addresses.append(found["data-address"] or "")
        if re.fullmatch("h[1-6]", tag):
            self._heading = int(tag[1])
            self.headings.append((self._heading, ""))

    def handle_endtag(self, tag: str) -> None:
        self._heading = 0 if re.fullmatch("h[1-6]", tag) else self._heading

    def handle_data(self, data: str) -> None:
        if self._heading:
            level, text = self.headings[-1]
            self.headings[-1] = level, text + data


@functools.cache
def real() -> Built:
    return build_site(Disk(project_root()), Disk(theme_folder()), Wanted(TODAY))


def printed(built: Built, path: str) -> Printed:
    return Printed(built.load(path).decode())


REAL_BOOKS = sorted(
    path.relative_to(project_root() / "content").as_posix()
    for kind in BOUND
    for path in (project_root() / "content" / kind.folder).glob("*/index.md" if kind is Kind.TUTORIAL else "*.md")
)


# ---- the printable pages of this repository's content


@pytest.mark.parametrize("source", REAL_BOOKS)
def test_each_tutorial_and_path_is_one_page(source: str) -> None:
    url = source.removesuffix(".md").removesuffix("/index")
    page = printed(real(), f"{url}/print/index.html")
    assert len(page.ids) == len(set(page.ids))
    assert set(page.inner) | set(page.referred) <= set(page.ids)
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in itertools.pairwise(levels))


@pytest.mark.parametrize("source", [source for source in REAL_BOOKS if source.startswith("tutorials/")])
def test_the_parts_stand_in_order(source: str) -> None:
    folder = (project_root() / "content" / source).parent
    titles = [
        re.search(r"^title: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in sorted(folder.glob("0*"))
    ]
    page = printed(real(), f"tutorials/{folder.name}/print/index.html")
    chapters = [text for level, text in page.headings if level == 2]
    assert chapters[:2] == ["Contents", "About this tutorial"]
    assert [re.sub("[’']", "", text) for text in chapters[2:]] == [
        re.sub("[’']", "", title[1].strip('"')) for title in titles if title
    ]


def test_its_pages_link_to_it() -> None:
    text = real().load("tutorials/dealing-with-rejection/index.html").decode()
    assert '<a href="/tutorials/dealing-with-rejection/print/">One page to print</a>' in text
    assert "print/" not in real().load("sitemap.xml").decode()


# ---- small sites


def test_a_tutorial_is_its_overview_and_its_parts() -> None:
    text = build(memory({**TUTORIAL, "content/site.yml": PRINTED})).load("tutorials/t/print/index.html").decode()
    page = Printed(text)
    assert page.headings == [
        *((1, "The way"), (2, "Contents"), (2, "About this tutorial"), (3, "Who it is for")),
        *((2, "First"), (3, "Steps"), (2, "Second"), (3, "Steps")),
    ]
    assert page.ids == ["_contents", "t", "t--who-it-is-for", "a", "a--steps", "b", "b--steps"]
    assert page.inner == ["a", "b", "a", "b--steps", "b--steps", "t"]
    assert page.addresses == ["example.org/about"]
    assert '<a href="/about/" data-address="example.org/about">About</a>' in text


def test_a_path_is_its_stops_and_a_tutorial_among_them_brings_its_parts() -> None:
    site = memory({**TUTORIAL, **PATH, "content/site.yml": PRINTED})
    text = build(site).load("paths/p/print/index.html").decode()
    page = Printed(text)
    assert page.headings == [
        *((1, "Walk"), (2, "Contents"), (2, "About this path"), (2, "May I?"), (3, "The question")),
        *((3, "Short answer"), (3, "The answer"), (4, "Words"), (3, "Update, November 20, 2026")),
        *((2, "Second"), (3, "Steps"), (2, "The way"), (3, "Who it is for"), (2, "First"), (3, "Steps")),
    ]
    assert "q--short-answer" in page.inner
    assert set(page.inner) <= set(page.ids)
    assert "<p>You “see”.</p>" in text
    assert "Stop 2 of 4" in text


def test_chapters_that_end_in_the_same_step_have_ids_of_their_own() -> None:
    stops = "\n  - {page: columns/q, why: A.}\n  - {page: guides/q, why: B.}"
    site = {
        **PATH,
        "content/site.yml": PRINTED,
        "content/paths/p.md": f"---\ntitle: Walk\nstops:{stops}\n---\n\nSee [[guides/q#answer]].\n",
        "content/guides/q.md": "---\ntitle: Guide\nform: how-to\n---\n\n## Answer\n\nSee [[columns/q#answer]].\n",
    }
    page = printed(build(memory(site)), "paths/p/print/index.html")
    assert {"q", "q-2", "q--answer", "q-2--answer"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.inner == ["q", "q-2", "q-2--answer", "q--short-answer", "q--answer"]


@pytest.mark.parametrize("links", ["root", "relative"])
def test_books_stand_below_a_path_and_link_either_way(links: str) -> None:
    settings = f"title: Test\nbase_url: https://example.org/advice/\nlinks: {links}\nbooks: [print]\n"
    text = build(memory({**TUTORIAL, "content/site.yml": settings})).load("tutorials/t/print/index.html").decode()
    page = Printed(text)
    assert page.inner == ["a", "b", "a", "b--steps", "b--steps", "t"]
    assert page.addresses == ["example.org/advice/about"]
    assert f'href="{"/advice/about/" if links == "root" else "../../../about/index.html"}"' in text


def test_without_the_setting_there_are_none() -> None:
    built = build(memory(TUTORIAL))
    assert not [path for path in built.files if "print/" in path]
    assert "books" not in built.load("tutorials/t/index.html").decode()


def test_a_tutorial_without_parts_has_none() -> None:
    built = build(memory({"content/tutorials/t.md": "---\ntitle: T\n---\n\nX.\n", "content/site.yml": PRINTED}))
    assert "tutorials/t/index.html" in built.files
    assert "tutorials/t/print/index.html" not in built.files


# ---- one chapter


def chapter(text: str, *, links: LinkStyle = LinkStyle.ROOT) -> str:
    """The text of `/t/a/` in a book that has `/t/b/` too."""
    config = Config("Test", "https://example.org/advice/", links=links)
    frame = frame_of(lay_out((), (), Settings(config, {}), Wanted(TODAY), NO_PROMISES), config, {}, ENGLISH)
    return nested(text, "/t/a/", Binding("/t/print/", {"/t/a/": "a", "/t/b/": "b"}, frame))


@pytest.mark.parametrize(
    ("text", "made_over"),
    [
        ("<p>No tags.</p>", "<p>No tags.</p>"),
        ('<h2 id="x">One</h2>', '<h3 id="a--x">One</h3>'),
        ("<h5>Five</h5><h6>Six</h6>", "<h6>Five</h6><h6>Six</h6>"),
        ('<h2 id="x">One<a aria-labelledby="x" class="anchor" href="#x"></a></h2>', '<h3 id="a--x">One</h3>'),
        ("<a href='#x' id=y>z</a>", '<a href="#a--x" id="a--y">z</a>'),
        ('<a href="/advice/t/b/">b</a>', '<a href="#b">b</a>'),
        ('<a href="/advice/t/b/#x%20y">b</a>', '<a href="#b--x y">b</a>'),
        ('<a href="#">top</a>', '<a href="#a">top</a>'),
        ('<a href="/advice/c/#d">c</a>', '<a href="/advice/c/#d" data-address="example.org/advice/c/#d">c</a>'),
        ('<a class="mention" href="/advice/c/">c</a>', '<a class="mention" href="/advice/c/">c</a>'),
        ('<a href="https://w.org/x/">w</a>', '<a href="https://w.org/x/" data-address="w.org/x">w</a>'),
        ('<a href="https://w.org/x/">https://w.org/x/</a>', '<a href="https://w.org/x/">https://w.org/x/</a>'),
        ('<a href="https://www.w.org/x">w.org/x</a>', '<a href="https://www.w.org/x">w.org/x</a>'),
        ('<a href="mailto:me@w.org">write</a>', '<a href="mailto:me@w.org" data-address="me@w.org">write</a>'),
        (
            '<a href="http://w.org/?a=1&amp;b">w</a>',
            '<a href="http://w.org/?a=1&amp;b" data-address="w.org/?a=1&amp;b">w</a>',
        ),
        ('<a href="/elsewhere/">e</a>', '<a href="/elsewhere/" data-address="/elsewhere">e</a>'),
        ('<img alt="A > B" src="/advice/t/p.svg" loading="lazy">', '<img alt="A &gt; B" src="/advice/t/p.svg">'),
        ('<img alt="" src="data:,x">', '<img alt src="data:,x">'),
        ("<details><summary>S</summary></details>", "<details open><summary>S</summary></details>"),
        ('<label for="x y">', '<label for="a--x a--y">'),
        ('<input type="radio" name="n" checked>', '<input type="radio" name="a--n" checked>'),
        ('<!-- <h2 id="x"> --><code>&lt;h2 id="x"&gt;</code>',) * 2,
        ('<script>"<h2>"</script><style>/* <h2> */</style>',) * 2,
        ("1 < 2 and <3", "1 < 2 and <3"),
        ('<svg viewBox="0 0 1 1">', '<svg viewBox="0 0 1 1">'),
        ('<linearGradient id="g"/>', '<linearGradient id="a--g" />'),
        ('<path fill="url(#g)">', '<path fill="url(#a--g)">'),
        ('<br/><img src="x.png" alt="y"/>', '<br /><img src="/advice/t/a/x.png" alt="y" />'),
    ],
)
def test_a_page_becomes_a_chapter(text: str, made_over: str) -> None:
    assert chapter(text) == made_over


def test_relative_links_are_written_from_the_book() -> None:
    text = '<a href="../b/index.html#x">b</a><img src="../p.svg" alt=""><a href="../../c/index.html">c</a>'
    assert chapter(text, links=LinkStyle.RELATIVE) == (
        '<a href="#b--x">b</a><img src="../p.svg" alt>'
        '<a href="../../c/index.html" data-address="example.org/advice/c">c</a>'
    )


# ---- building again


def test_a_book_is_made_again_when_a_page_of_it_changes_and_not_otherwise() -> None:
    site = memory({**TUTORIAL, **PATH, "content/site.yml": PRINTED})
    cache = Cache(MemoryFiles({}))

    def made() -> list[str]:
        built = build_site(site, Disk(theme_folder()), Wanted(TODAY), cache=cache)
        publish_site(site, built, cache=cache)
        cold = build(site)
        assert all(built.load(path) == cold.load(path) for path in cold.files)
        return [path for path in built.made if "print" in path]

    assert made() == ["paths/p/print/index.html", "tutorials/t/print/index.html"]
    assert made() == []
    site.write("content/about.md", TUTORIAL["content/about.md"].replace("Us.", "We.").encode())
    assert made() == []
    site.write("content/tutorials/t/02-b.md", TUTORIAL["content/tutorials/t/02-b.md"].replace("Back", "Up").encode())
    assert made() == ["paths/p/print/index.html", "tutorials/t/print/index.html"]
    site.write("content/columns/q.md", PATH["content/columns/q.md"].replace("Yes.", "No.").encode())
    assert made() == ["paths/p/print/index.html"]
    site.write("templates/book.html", b"{{ title }}")
    assert made() == ["paths/p/print/index.html", "tutorials/t/print/index.html"]
