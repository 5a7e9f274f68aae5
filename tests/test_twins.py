"""Pages as Markdown: their references, front matter, and that their links lead somewhere; `llms.txt` beside them."""

import re
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown
import pytest
import yaml

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import Built, build_site
from fingerpost.pipeline.full_text import LARGEST
from fingerpost.render import theme_folder
from tests.conftest import TODAY, build, memory, project_root
from tests.test_metadata import column, is_read

BASE = "https://example.org/x/"
SITE = {
    "content/site.yml": f"title: Site\nsummary: What it is.\nbase_url: {BASE}\n",
    "content/index.md": "---\ntitle: Home\n---\n\nHello.\n",
    "content/topics/ties.md": "---\ntitle: Weak *ties*\nsynonyms: [friends]\n---\n\n## More of it\n\nTies.\n",
    "content/columns/one.md": column("One"),
    "content/columns/hidden.md": column("Hidden", "draft: true\n"),
}
HEAD = "---\ntitle: About\n---\n\n"


def twin_of(body: str, *, dialect: str = "markdown", front: str = "") -> str:
    """The text of the twin of a page `about`, without front matter and title."""
    files = {
        **SITE,
        "content/site.yml": f"{SITE['content/site.yml']}dialect: {dialect}\n",
        "content/about.md": f"---\ntitle: About\n{front}---\n\n{body}\n",
        "content/form.pdf": "A form.",
        "content/p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
    }
    text = build(memory(files)).load("about/index.md").decode()
    return text.partition("\n# About\n\n")[2].rstrip("\n")


CASES = {
    "See [[topics/ties]].": rf"See [Weak \*ties\*]({BASE}topics/ties/).",
    "See [[ties|these *ties*]].": f"See [these *ties*]({BASE}topics/ties/).",
    "See [[ties#More of it]].": rf"See [Weak \*ties\*]({BASE}topics/ties/#more-of-it).",
    "See [it](topics/ties.md).": f"See [it]({BASE}topics/ties/).",
    "See [it](topics/ties.md#more-of-it 'T').": f"See [it]({BASE}topics/ties/#more-of-it 'T').",
    "See [](topics/ties.md).": rf"See [Weak \*ties\*]({BASE}topics/ties/).",
    "See [it](<topics/ties.md>).": f"See [it]({BASE}topics/ties/).",
    "See [it][a].\n\n[a]: topics/ties.md": f"See [it][a].\n\n[a]: {BASE}topics/ties/",
    "See [all](/columns/).": f"See [all]({BASE}columns/).",
    "## Here\n\n[Up](#here).": f"## Here\n\n[Up]({BASE}about/#here).",
    "See [[hidden]], [[hidden|it]], [so](columns/hidden.md).": f"See Hidden, it, [so]({BASE}about/).",
    "See [out](https://example.com/).": "See [out](https://example.com/).",
    "> See [[ties|these\n> *ties*]] and\n> [[topics/ties|it]].": (
        f"> See [these *ties*]({BASE}topics/ties/) and\n> [it]({BASE}topics/ties/)."
    ),
    "Write `[[ties\n  two]]`.": "Write `[[ties\n  two]]`.",
    "Write `[[ties]]`.\n\n```\n[[ties]] [a](b.md)\n```": "Write `[[ties]]`.\n\n```\n[[ties]] [a](b.md)\n```",
}


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_sources_stand_in_the_order_of_the_text_for_programs_too(dialect: str) -> None:
    """In front matter they may stand in any; the marks of the page count upward, and its citations follow them."""
    sources = "sources:\n" + "".join(f"  - id: {name}\n    cite: Source {name}\n" for name in "ABCD")
    body = "1. One.[^C]\n\n    - Deep.[^A]\n\nBelow.[^D] Again.[^C]\n\n> Last.[^B]"
    site = {**SITE, "content/guides/g.md": f"---\ntitle: G\nform: how-to\n{sources}---\n\n{body}\n"}
    site["content/site.yml"] += f"dialect: {dialect}\n"
    built = build(memory(site))
    page, twin = (built.load(f"guides/g/index.{suffix}").decode() for suffix in ("html", "md"))
    assert re.findall(r'"footnote-ref" href="[^"]*">(\d)<', page) == ["1", "2", "3", "1", "4"]
    assert re.findall(r'<li id="fn-(.)">', page) == ["C", "A", "D", "B"]
    assert re.findall(r"(?m)^\[\^(.)\]:", twin) == ["C", "A", "D", "B"]
    citations = re.search(r'"citation":\s*\[(.*?)\]', page)
    assert citations
    assert re.findall(r'"Source (.)"', citations[1]) == ["C", "A", "D", "B"]


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize("body", CASES)
def test_references_have_words_and_full_addresses(body: str, dialect: str) -> None:
    assert twin_of(body, dialect=dialect) == CASES[body]


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_files_have_the_addresses_at_which_they_are_published(dialect: str) -> None:
    text = twin_of("![A point](p.svg) and [the form](form.pdf)", dialect=dialect)
    assert re.fullmatch(
        rf"!\[A point\]\({BASE}assets/p\.\w{{10}}\.svg\) and \[the form\]\({BASE}assets/form\.\w{{10}}\.pdf\)", text
    )


def test_sources_stand_at_the_end_as_notes() -> None:
    front = "sources:\n  - id: A1\n    cite: Somebody, *Book*, 2020\n    note: On [[ties]].\n    url: https://example.com/b\n"
    text = twin_of("So it is.[^A1]", front=front)
    note = rf"[^A1]: Somebody, *Book*, 2020. On [Weak \*ties\*]({BASE}topics/ties/). <https://example.com/b>"
    assert text == f"So it is.[^A1]\n\n\n{note}"


def essentials(text: str) -> dict[str, Any]:
    head = text.split("---\n")[1]
    return dict(yaml.safe_load(head))


def test_front_matter_has_the_essentials() -> None:
    front = "summary: 'A: b'\npublished: 2026-01-02\ntopics: [ties]\n"
    body = {"content/columns/c.md": column("'“C”: one'", front)}
    text = build(memory({**SITE, **body})).load("columns/c/index.md").decode()
    assert essentials(text) == {
        "title": "“C”: one",
        "url": f"{BASE}columns/c/",
        "kind": "column",
        "summary": "A: b",
        "language": "en",
        "published": "2026-01-02",
        "topics": ["Weak *ties*"],
    }


def test_a_site_may_do_without() -> None:
    built = build(memory({**SITE, "content/site.yml": f"{SITE['content/site.yml']}twins: false\n"}))
    assert not [path for path in built.files if path.endswith(".md") or path == "llms-full.txt"]
    assert b"text/markdown" not in built.load("index.html")
    assert f"[Weak \\*ties\\*]({BASE}topics/ties/)".encode() in built.load("llms.txt")


def test_a_huge_site_has_a_bounded_digest() -> None:
    columns = {
        f"content/columns/c{number:03}.md": column(f"C{number:03}", "summary: Short.\n", "word " * 2000)
        for number in range(130)
    }
    built = build(memory({**SITE, **columns}))
    digest, whole = built.load("llms.txt").decode(), built.load("llms-full.txt")
    assert digest.count("/columns/c") == 100
    assert f"[Columns]({BASE}columns/index.md)" in digest
    assert LARGEST - 20_000 < len(whole) <= LARGEST
    assert whole.decode().endswith(f"<{BASE}llms.txt>\n")
    assert built.load("columns/index.md").decode().count(f"]({BASE}columns/c") == 130


MAPS = ("topics/map/index.html", "topics/a-z/index.html")


@cache
def real() -> Built:
    return build_site(Disk(project_root()), Disk(theme_folder()), Wanted(TODAY.replace(year=2030)))


def pages() -> list[str]:
    """Every page of the real site but old addresses, those to print, the map and the index of topics."""
    found = [path for path in real().files if path.endswith("index.html") and path not in MAPS]
    return [path for path in found if is_read(path, real().load(path).decode())]


def test_every_page_has_a_twin_and_names_it() -> None:
    for path in pages():
        twin = path.replace("index.html", "index.md")
        assert twin in real().files
        assert f'<link rel="alternate" type="text/markdown" href="/{twin}">' in real().load(path).decode()


def test_the_links_of_the_twins_lead_to_files() -> None:
    links = 0
    for path in pages():
        text = real().load(path.replace("index.html", "index.md")).decode()
        html = markdown.markdown(text.split("---\n", 2)[2], extensions=["footnotes", "tables", "fenced_code"])
        for address in re.findall(r'(?:href|src)="([^"#]*)(?:#[^"]*)?"', html):
            if address.startswith("https://example.org/"):
                links += 1
                name = unquote(urlsplit(address).path).lstrip("/")
                assert (f"{name}index.html" if name.endswith("/") or not name else name) in real().files, (
                    path,
                    address,
                )
            else:
                assert not address or address.startswith(("https://", "http://", "mailto:")), (path, address)
        assert "[[" not in re.sub(r"`[^`]*`", "", text), path
    assert links > 300


def test_the_digest_of_the_real_site_names_every_page() -> None:
    digest, whole = real().load("llms.txt").decode(), real().load("llms-full.txt").decode()
    assert digest.startswith("# The Fingerpost\n\n> ")
    for path in pages():
        if path.count("/") > 1 or path == "index.html":
            assert f"https://example.org/{path.replace('index.html', 'index.md')}" in digest
            assert f'url: "https://example.org/{path.removesuffix("index.html")}"' in whole
