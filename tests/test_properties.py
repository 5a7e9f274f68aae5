"""What must hold for every input: Hypothesis looks for one where it does not.

The examples are the same in every run. To look further: `EXPLORE=1 pytest tests/test_properties.py`.
"""

import datetime
import gc
import html
import itertools
import os
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from fingerpost import fields
from fingerpost.compile import marks as references
from fingerpost.compile import page_compiler, prose
from fingerpost.compile.body_text import read_body
from fingerpost.compile.dialect import Document, Use
from fingerpost.compile.marks import WIKI, Mark, mark_references, may_hold_signs
from fingerpost.compile.pieces import joined, split_sections
from fingerpost.compile.prose import read_prose
from fingerpost.config import DialectName
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.fields import read_fields
from fingerpost.kinds import FRONT_MATTER, Kind
from fingerpost.meanings import meaning_of
from fingerpost.output import Output
from fingerpost.page import Body, Page, Picture, Reference, Source
from fingerpost.plainyaml import plain_value, read_plain
from fingerpost.read import read_site
from fingerpost.typography import smarten
from fingerpost.urls import absolute_url, base_path, check_slug, href, output_path, page_path, site_path_of, slugify
from fingerpost.yamlevents import read_events
from fingerpost.yamltext import YamlText, parse_yaml
from tests.conftest import build, memory, project_root

EXPLORE = bool(os.environ.get("EXPLORE"))
settings.register_profile(
    "ci", derandomize=not EXPLORE, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")


def examples(count: int) -> settings:
    return settings(max_examples=count * (100 if EXPLORE else 1))


@pytest.fixture(autouse=True, scope="module")
def _no_garbage_collection() -> Iterator[None]:
    """Hypothesis measures each collection in a callback, which fails at the bottom of a deep recursion."""
    if not EXPLORE:
        gc.disable()
    yield
    gc.enable()


# ---- Markdown, nasty and nice

WORDS = (
    *("one", "Two", "don't", '"three"', "café", "日本", "a_b_c", "2026", "...", "--", "\\", "&", "<", ">", "|", "x.y"),
)
INLINE = (
    *("*", "**", "***", "_", "__", "`", "``", "[", "]", "[[", "]]", "](", ")", "(", "!", "![", "{", "}", "{:", "^"),
    *("~~", "\\*", "\\[", "\\\\", "\\`", "\\_", '\\"', "\\|", "\\]", "\\#", "\\\n", "  \n", "\n", "\t", "\xa0"),
    *("\u2028", "*a*", "**b**", "***c***", "_d_", "__e__", "`f`", "`` g`h ``", "**i *j* k**", "*l **m** n*", "*o_p*q_"),
    *("**r*s**t*", "[a](b.md)", "[a](<b c.md>)", "[a](b.md 'c')", '[a](b.md "c \\" d")', "[a](https://x.org/a_b_c)"),
    *("[a][id]", "[id]", "[](b.md)", "[a]()", "[a [b] c](d.md)", "[*a*](b.md)", "[a](b(c)d.md)", "[[a]]", "[[a|b]]"),
    *("[[a#b]]", "[[a\\|b]]", "![a](b.png)", "![a][id]", "[![a](b.png)](c.md)", "![[[a]]](b.png)", "[^1]", "[^a]"),
    *("[^2]", "[a]{.b}", "*a*{: #b }", "<https://x.org>", "<a@b.org>", "<b>", "</b>", "<br>", "<br/>", "<!-- a -->"),
    *("<!--", "-->", "<a href='b'>c</a>", '<i title="*a*">', "<?php a ?>", "<![CDATA[a]]>", "<!DOCTYPE a>", "&amp;"),
    *("&copy;", "&#65;", "&#x41;", "&x;", "&#", "HTML", "ABC", "klzzwxh:0000", "wzxhzdk:0", "\x02", "\x03"),
    *("\x020\x03", "\x02klzzwxh:0000\x03", "\ufdd0", "\ufdd1", "\ufdd00\ufdd1", "\ufdd5", "{: .a }", "{#a}"),
    *("{.a b='c'}", "###", ":", "==", "==a==", "^^", "~"),
)
BLOCKS = (
    *("# a", "## b", "## b #", "### *c* {#d}", "#e", "####### f", "a\n===", "b\n---", "---", "***", "* * *", "_ _ _"),
    *("- a\n- b", "* a\n\n* b", "1. a\n2. b", "3) a", "- a\n    - b\n        - c", "- [ ] a\n- [x] b", "-", "1.", "-a"),
    *("+ a", "> a\n> b", "> a\nb", ">", "> > a", "> - a\n>\n>     b", "    a", "    a\n\n    b", "\ta", "        a"),
    *("```\na\n```", "```python\na = 1\n```", "~~~\na\n~~~", "````\n```\n````", "```python hl_lines='1'\na\nb\n```"),
    *("```", "``` {.python linenums='1'}\na\n```", "```nosuch\n<a>\n```", "> ```\n> a\n> ```"),
    *("- a\n\n    ```\n    b\n    ```", "| a | b |\n| - | - |\n| c | d |", "a | b\n--|--\n`c|d` | e"),
    *("| a |\n|---|\n| [[b\\|c]] |", "|a|\n|:-:|", "!!! note\n    a", '!!! warning "b *c*"\n    d', "??? note\n    a"),
    *('???+ tip "b"\n    c', "!!!", "!!! note\n\n    a", '=== "a"\n    b\n\n=== "c"\n    d', '===! "a"\n    b'),
    *("a\n: b", "a\n\n:   b\n\n    c", ": a", "a\nb\n:   c\n:   d", "[id]: b.md", '[id]: <b c.md> "t"'),
    *("[id]:\n    b.md", "[^1]: a", "[^1]: a\n\n    b", "[^a]: [[b]]", "[^2]:\n    c", "*[HTML]: a", "*[ABC]: [[b]]"),
    *("<div>\na\n</div>", "<div markdown='1'>\n*a*\n</div>", "<p markdown='span'>*a*</p>", "<div>", "</div>"),
    *("<!-- a\n\nb -->", "<pre>\na\n\nb\n</pre>", "<script>a && b</script>", "<details>\na\n\nb", "<table>"),
    *("<section markdown='block'>\n\n- a\n\n</section>", "<span markdown='1'>*a*</span>", "<hr>", "<?php\n\na ?>"),
    *("a\n{: .b }", "## a {: .b }", "- a\n{: #b }", "{: .a }", "///Footnotes Go Here///", "[TOC]", "..."),
    *("---\na: b\n---",),
)
words = st.sampled_from(WORDS)
scraps = st.text(st.sampled_from("*_`[]()!<>&\\|#{}:^~=-+ \n\t'\".a1"), max_size=8)
inline = st.lists(words | st.sampled_from(INLINE) | scraps, min_size=1, max_size=8).flatmap(
    lambda parts: st.sampled_from(["".join(parts), " ".join(parts)])
)


def indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(rest + line if line else line for line in lines[1:])])


NESTING: tuple[Callable[[str], str], ...] = (
    lambda text: indented(text, "> ", "> "),
    lambda text: indented(text, "- ", "    "),
    lambda text: indented(text, "1. ", "    "),
    lambda text: indented(text, "- [ ] ", "    "),
    lambda text: indented(text, "    ", "    "),
    lambda text: indented(text, "!!! note\n    ", "    "),
    lambda text: indented(text, '=== "a"\n    ', "    "),
    lambda text: indented(text, "a\n\n:   ", "    "),
    lambda text: indented(text, "[^1]: ", "    "),
    lambda text: f"<div markdown='1'>\n{text}\n</div>",
    lambda text: f"```\n{text}\n```",
)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda wrap, text: wrap(text), st.sampled_from(NESTING), inner) | documents_of(inner)


def documents_of(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda gap, parts: gap.join(parts), st.sampled_from(["\n\n", "\n"]), st.lists(blocks, max_size=4))


markdown_text = st.recursive(st.sampled_from(BLOCKS) | inline, nested, max_leaves=10)


# ---- compiling


def source(body: str, *, kind: Kind = Kind.PAGE, front: str = "title: T") -> Source:
    return Source("about", "content/about.md", kind, f"---\n{front}\n---\n{body}")


@cache
def compiler(name: DialectName) -> Callable[[Source], Page]:
    return page_compiler(name)


def encoded(page: Page) -> bytes:
    return msgspec.json.encode(page)


MIXED = (
    "- a\n\n- b\n\n    c\n\n1. d\n2. e\n\nf[^1] [[g]]\n\n!!! note\n    h\n\n"
    '=== "i"\n    j\n\n[^1]: k\n\n*[HTML]: l\n\nHTML'
)
TOO_DEEP = "- " * 2000 + "a"


@examples(60)
@given(markdown_text, st.lists(markdown_text, min_size=1, max_size=3))
@example(MIXED, [TOO_DEEP])
@example(MIXED, ["1. " * 2000 + "a"])
@example(MIXED, ["\n\n".join("    " * level + "- a" for level in range(500))])
@example(MIXED, ["x[^1]\n\n[^1]: a", "*[HTML]: b", "[g]: h.md", '=== "a"\n    b', "```python hl_lines='1'\na\n```"])
def test_a_page_is_the_same_before_and_after_others(text: str, others: list[str]) -> None:
    for name in DialectName:
        compile_one = page_compiler(name)
        before = encoded(compile_one(source(text)))
        for other in others:
            compile_one(source(other))
        assert encoded(compile_one(source(text))) == before


# ---- whatever the text


def lines_of(text: str) -> list[str]:
    return text.split("\n")


def assert_inside(place: Place, made: Source) -> None:
    """A place is a run of characters of one line, or the file as a whole."""
    assert place.file == made.path
    lines = lines_of(made.text)
    if place.line == 0:
        assert (place.column, place.length, place.text) == (1, 1, "")
        return
    assert 1 <= place.line <= len(lines)
    assert place.text in (lines[place.line - 1], "")
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert place.length >= 1
    assert place.column - 1 + place.length <= max(len(lines[place.line - 1]), place.column)


def places_in(body: Body) -> list[Place]:
    inner = [place for piece in body if isinstance(piece, Reference) for place in places_in(piece.words)]
    return [piece.place for piece in body if isinstance(piece, Reference | Picture)] + inner


def assert_prose(page: Page) -> None:
    """Each run stands in its piece as in the words of the page, and each reference has its spot there."""
    pieces = [piece for part in page.parts for piece in part]
    prose = page.prose
    for number, start in enumerate(prose.starts):
        piece = pieces[prose.pieces[number]]
        assert isinstance(piece, str)
        assert piece[prose.offsets[number]] == prose.text[start]
    assert list(prose.starts) == sorted(prose.starts)
    assert len(prose.spots) == sum(isinstance(piece, Reference) for piece in pieces)
    assert len(page.notes_prose.spots) == sum(isinstance(piece, Reference) for piece in page.notes)
    assert all(0 <= start <= end <= len(prose.text) for start, end in prose.spots)


FAILURES = {"markdown-failed", "nested-too-deep"}
"""What only Python-Markdown may say of a text."""


def assert_compiles(made: Source) -> None:
    for name in DialectName:
        page = compiler(name)(made)
        assert_page(page, made)
        assert name is DialectName.MARKDOWN or not FAILURES & {diagnostic.code for diagnostic in page.diagnostics}


def assert_page(page: Page, made: Source) -> None:
    for diagnostic in page.diagnostics:
        assert_inside(diagnostic.place, made)
    for place in (*page.places.values(), *places_in(page.body), *places_in(page.notes)):
        assert_inside(place, made)
    if made.kind is not Kind.COLUMN:
        assert page.letter is None
    text = "".join(piece for piece in (*page.body, *page.notes) if isinstance(piece, str)) + page.prose.text
    assert_prose(page)
    assert not re.search("[\ufdd0-\ufdef]", text), "signs of the compiler stay within it"


any_text = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("*_`[]()!<>&\\|#{}:^~=-+> \n\t'\".a1\x02\x03\x85\u2028\ufdd0\ufdd1"),
    max_size=60,
)
front_matter = st.lists(
    st.sampled_from(
        (
            *("title: T", "title:", "title: [a", 'title: "\\uFDD00\\uFDD1 \\x020\\x03"', "draft: maybe"),
            *("published: 2026-02-30", "nosuch: 1", 'sources:\n  - id: a\n    cite: "b \\uFDD09\\uFDD1"'),
            *("sources:\n  - id: a\n    cite: b\n    url: c d", "sources: x", "slug: ../x"),
            *("redirects: [/a/, ../b, 1]", "topics: a", "# c", "&a b: *a", "? x", "!!str a: b", "a\u2028: b", "\ta: b"),
            *("title: a\x85b: c",),
        )
    )
    | any_text,
    max_size=4,
).map("\n".join)
kinds = st.sampled_from(Kind)


@examples(200)
@given(any_text, kinds)
def test_any_text_compiles(text: str, kind: Kind) -> None:
    assert_compiles(Source("about", "content/about.md", kind, text))


@examples(200)
@given(front_matter, any_text, kinds)
@example('title: T\nsources:\n  - id: a\n    cite: "b \\uFDD09\\uFDD1 c"', "d[^a]", Kind.PAGE)
@example('title: T\nsources:\n  - id: a\n    cite: "b \\uFDD5 c \\uFDD3"', "d[^a]", Kind.PAGE)
@example('title: T\nsources:\n  - id: a\n    cite: b\n    url: "https://x.org/\\uFDD09\\uFDD1"', "d[^a]", Kind.PAGE)
@example("title: T\u2028x\nnosuch: 1", "", Kind.PAGE)
@example("title: T\x85nosuch: 1", "", Kind.PAGE)
def test_any_front_matter_compiles(front: str, body: str, kind: Kind) -> None:
    assert_compiles(source(body, kind=kind, front=front))


@examples(300)
@given(markdown_text, kinds)
@example("\\* [[x|\x0299999999999\x03]]", Kind.PAGE)
@example("<div class='footnote' markdown='1'></div>", Kind.PAGE)
@example("a[^1]\n\n[^1]: [^1]: b", Kind.PAGE)
@example("[a](b.md 'c \\* d')", Kind.PAGE)
@example("![a \\* [[b]]](c.png)", Kind.PAGE)
def test_any_markdown_compiles(text: str, kind: Kind) -> None:
    assert_compiles(source(text, kind=kind))


@examples(150)
@given(markdown_text, st.sampled_from(("", " {#a}", " {#a&b}", ' {id="a b"}', " {.c}")))
@example("", " {#a&b}")
def test_any_column_compiles(text: str, attributes: str) -> None:
    body = f"## Question{attributes}\n\n{text}\n\n## Answer\n\n{text}\n\n## Update 2026-01-01\n\n{text}"
    assert_compiles(source(body, kind=Kind.COLUMN, front="title: T\nstanding: composed"))


@examples(100)
@given(st.binary(max_size=80) | any_text.map(str.encode))
@example(b"\xef\xbb\xbf---\r\ntitle: a\r\n---\rb\n\xff")
def test_any_bytes_are_read_and_compile(data: bytes) -> None:
    content, diagnostics = read_site(memory({"content/about.md": data, "content/a.png": data, "content/b.svg": data}))
    for made in content.sources:
        assert_compiles(made)
    assert "content/index.md" in {made.path for made in content.sources}
    assert all(diagnostic.place.file == "content/about.md" for diagnostic in diagnostics)


PATHOLOGICAL = {
    "open brackets": "[" * 20_000,
    "open brackets below the limit": "[" * 1_000,
    "closed brackets": "]" * 20_000,
    "unclosed links": "[a](" * 900,
    "unclosed pictures": "![" * 1_000,
    "open references": "[[a\n\n" * 5_000,
    "nested references": "[[" * 400 + "a" + "]]" * 400,
    "a long reference": f"[[{'a' * 100_000}]]",
    "many references": "[[a]] [b](c.md)\n\n" * 2_000,
    "definitions in a line": "]:a " * 50_000,
    "parentheses": "[a](" + "(" * 5_000 + ")" * 5_000 + ")",
    "escaped parentheses": "](" + "\\(" * 50_000,
    "angle brackets": "<" * 20_000,
    "unclosed tags": "<a " * 900,
    "unclosed raw HTML": "<div>\n\n" * 900,
    "a tag that never ends": "<div class='" + "a\n\n" * 10_000,
    "a comment that never ends": "<!-- " + "a\n\n" * 10_000,
    "nested HTML that holds Markdown": "<div markdown='1'>\n" * 300 + "a\n" + "</div>\n" * 300,
    "nested quotes": "> " * 5_000 + "a",
    "nested quotes without spaces": ">" * 5_000 + "a",
    "nested lists in a line": "- " * 5_000 + "a",
    "nested numbers in a line": "1. " * 5_000 + "a",
    "nested lists": "\n".join("    " * level + "- a" for level in range(150)),
    "nested lists with blank lines": "\n\n".join("    " * level + "- a" for level in range(1_000)),
    "nested admonitions": "\n".join("    " * level + "!!! note" for level in range(500)),
    "nested definitions": "\n\n".join("    " * level + "a\n" + "    " * level + ":   b" for level in range(300)),
    "nested notes": "\n\n".join("    " * level + f"[^{level}]: a[^{level + 1}]" for level in range(300)),
    "nested emphasis": "*a **b " * 3_000,
    "nested fences": "".join("    " * level + "```\n" for level in range(300)),
    "a long list": "- a\n" * 20_000,
    "a list with long items": "- a\n" + "    b\n" * 20_000,
    "definitions of one term": "a\n" + ": b\n" * 1_000,
    "stars": "*" * 100_000,
    "stars with words": "*a " * 20_000,
    "underscores": "_" * 100_000,
    "stars and underscores": "*_" * 10_000,
    "backticks": "`" * 100_000,
    "backticks of many lengths": "".join("`" * (number % 50 + 1) + "a" for number in range(3_000)),
    "backslashes": "\\" * 20_000,
    "entities": "&#" * 50_000,
    "braces": "{:" * 20_000,
    "quotation marks": "\"'" * 50_000,
    "hyphens": "a" + "-" * 100_000,
    "dots": "." * 100_000,
    "pipes": "|" * 100_000,
    "a wide table": "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|b" * 3_000,
    "the same heading": "## a\n\n" * 1_000,
    "headings of the first level": "# a\n" * 500,
    "rules": "---\n\n" * 5_000,
    "abbreviations": "\n".join(f"*[A{number}]: b" for number in range(400)) + "\n\n" + "A1 " * 2_000,
    "notes": "\n\n".join(f"a[^{number}]\n\n[^{number}]: b" for number in range(500)),
    "fences": "```\na\n```\n" * 2_000,
    "open fences": "```\n" * 2_001,
    "admonitions": "!!! note\n" * 5_000,
    "admonitions shown as code": "```\n!!! note\n    a\n```\n" * 2_000,
    "admonitions in code, in turn": "    a\n\n    !!! note\n        b\n\nc\n" * 1_000,
    "tabs one after the other": '=== "a"\n    b\n' * 2_000,
    "nested tabs": "\n".join("    " * level + '=== "a"' for level in range(500)),
    "underlines": "===" * 30_000,
    "alerts": "> [!NOTE]\n> a\n\n" * 3_000,
    "nested alerts": "".join("> " * level + "[!NOTE]\n" for level in range(1, 500)),
    "spaces": "a" + " " * 100_000 + "b",
    "tabs": "\t" * 20_000 + "a",
    "blank lines": "\n" * 500_000,
    "a long word": "a" * 900_000,
    "combining marks": "a" + "\u0301" * 100_000,
    "signs of the compiler": "\ufdd00\ufdd1" * 20_000,
    "signs of Python-Markdown": "\x02klzzwxh:0000\x03" * 3_000,
}


@pytest.mark.parametrize("dialect", DialectName)
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_any_pathology_compiles(name: str, dialect: DialectName) -> None:
    page = compiler(dialect)(source(PATHOLOGICAL[name]))
    assert page.body or page.diagnostics or not PATHOLOGICAL[name].strip()


# ---- a whole site

paths = st.sampled_from(
    (
        *(
            "index.md",
            "about.md",
            "a/b/c.md",
            "columns/a.md",
            "columns/b.md",
            "guides/a.md",
            "guides/ü b.md",
            "topics/a.md",
        ),
        *(
            "topics/b.md",
            "paths/a.md",
            "authors/a.md",
            "tutorials/a/index.md",
            "tutorials/a/01-b.md",
            "tutorials/a/02-b.md",
        ),
        *(
            "tutorials/b/01-c.md",
            "columns/deep/er.md",
            "site.yml",
            "static/a.txt",
            "guides/a.png",
            "static/a/index.html",
        ),
    )
)
heads = st.lists(
    st.sampled_from(
        (
            *(
                "title: A",
                "title: 'B \"c\" & <d>'",
                "standing: composed",
                "form: how-to",
                "stops: []",
                "draft: true",
                "slug: b",
            ),
            *(
                "stops:\n  - page: a\n    why: b\n  - page: topics/b\n    why: c",
                "topics: [a, topics/b, nosuch]",
                "authors: [a]",
            ),
            *(
                "answered_by: a",
                "broader: [topics/a]",
                "related: [topics/b]",
                "synonyms: [a, B]",
                "requires: [a, columns/a]",
            ),
            *("published: 2026-11-23", "published: 2027-01-01", "expires: 2026-01-01", "redirects: [/a/, /old/, ../b]"),
            *("image: a.png", "doing: 5", "sources:\n  - id: a\n    cite: B, [[columns/a]]\n    url: https://x.org"),
        )
    ),
    unique=True,
    max_size=6,
).map(
    lambda lines: "\n".join(["title: T", *lines]) if not any("title:" in line for line in lines) else "\n".join(lines)
)
bodies = markdown_text | st.builds("## Question\n\n{}\n\n## Answer\n\n{}".format, markdown_text, markdown_text)
sites = st.dictionaries(paths, st.builds("---\n{}\n---\n{}".format, heads, bodies), min_size=1, max_size=6)


@examples(40)
@given(sites)
def test_any_site_is_built(files: dict[str, str]) -> None:
    made = build(memory({f"content/{path}": text for path, text in files.items()}))
    codes = {diagnostic.code for diagnostic in made.diagnostics}
    assert not {code for code in codes if code.startswith("template")}
    for output in made.outputs:
        if isinstance(output, Output) and output.path.endswith(".xml"):
            ElementTree.fromstring(output.data)  # noqa: S314 -- made here
    names = [output.path for output in made.outputs]
    assert names == sorted(names)
    assert "same-address" in codes or len(set(names)) == len(names)


# ---- references

names = st.text(st.sampled_from("abcé日 -/"), min_size=1, max_size=8).filter(str.strip)
plain_words = st.text(st.sampled_from("abc é日.,"), max_size=10)
frames = st.sampled_from(
    (
        *("{}", "*{}*", "**{}**", "- {}", "> {}", "> > {}", "## {}", "1. {}", "- [ ] {}", "| {} | a |"),
        *("!!! note\n    {}", '=== "a"\n    {}', "a\n:   {}", "b[^1]\n\n[^1]: c {}", "b[^1]\n\n[^1]: {}", "`code` {}"),
        *("b [a]: {}", "<div markdown='1'>\n\n{}\n\n</div>", "- a\n\n    {}", "c  \n{}", "(see {})", "[{}]", "\\\\{}"),
        *("“{}”", "{}: d"),
    )
)
own_frames = {
    DialectName.MARKDOWN: st.sampled_from(
        ("<div markdown='1'>\n{}\n</div>", "<p markdown='span'>{}</p>", "- {}\n{{: .a }}")
    ),
    DialectName.COMMONMARK: st.sampled_from(("> [!TIP]\n> {}", "~~{}~~", "a\n- {}", "1) {}", "- a\n  - {}", "a\\\n{}")),
}
in_code = st.sampled_from(
    ("```\n{}\n```", "~~~ python\n{}\n~~~", "`{}`", "``{}``", "    {}", "<!-- {} -->", "<pre>{}</pre>", "\\{}")
)


@st.composite
def text_with_references(draw: st.DrawFn, dialect: DialectName) -> tuple[str, list[tuple[str, int, int]]]:
    """Text, and the name, line and column of each reference in it."""
    lines: list[str] = []
    expected: list[tuple[str, int, int]] = []
    for note in range(draw(st.integers(1, 4))):
        shown = draw(st.booleans())
        name, words = draw(names), draw(st.sampled_from(("", "|w", "|w *x*", "#a", "#a|w")))
        before, after = draw(plain_words).strip(), draw(plain_words).strip()
        reference = f"{before} [[{name}{words}]] {after}".strip()
        block = draw(frames | own_frames[dialect] if shown else in_code).format(
            reference if shown else f"[[{name}{words}]]"
        )
        block = block.replace("[^1]", f"[^{note}]")
        for number, line in enumerate(lines_of(block)):
            if shown and f"[[{name}" in line:
                expected.append((name.strip(), len(lines) + number + 1, line.index(f"[[{name}") + 3))
        lines += [*lines_of(block), "", "z", ""]
    return "\n".join(lines), expected


def references_in(body: Body) -> list[Reference]:
    return [piece for piece in body if isinstance(piece, Reference)]


@pytest.mark.parametrize("dialect", DialectName)
@examples(300)
@given(st.data())
def test_every_reference_comes_out_at_its_place(dialect: DialectName, data: st.DataObject) -> None:
    text, expected = data.draw(text_with_references(dialect))
    page = compiler(dialect)(source(text))
    found = [(one.target, one.place.line - 3, one.place.column) for one in references_in((*page.body, *page.notes))]
    assert sorted(found) == sorted(expected)


# ---- prose

HTML = (
    *(
        "<p>",
        "</p>",
        "<em>",
        "</em>",
        "<br>",
        "<br />",
        "<BR>",
        "<DIV>",
        "</Div>",
        '<p class="a">',
        "<h2 id='a'>",
        "</h2>",
    ),
    *(
        "<code>",
        "</code>",
        "<pre>",
        "<pre class='a'>",
        "</pre>",
        "<pre-x>",
        "<prefix>",
        "<sup>",
        "</sup>",
        "<sup id='a'>",
    ),
    *("<script>", "</script>", "<a href='b'>", "</a>", '<a class="footnote-backref">', "<a title='<b>'>", "<p <sup>>"),
    *(
        "<!-- no-mentions -->",
        "<!-- mentions -->",
        "<!-- <p> -->",
        "<!--",
        "-->",
        "<",
        ">",
        "< b>",
        "<3>",
        "<!a>",
        "<?b ?>",
    ),
    *(
        "&amp;",
        "&#10;",
        "&lt;",
        "&x;",
        "&",
        ";",
        "\n",
        " ",
        "  ",
        "one two three four",
        "é",
        "“a”",
        "a\nb",
        "…",
        "",
        "it",
    ),
)
html_text = st.lists(st.sampled_from(HTML), max_size=12).map("".join)


def assert_plain_markup_is_read_as_any(body: Body, text: str) -> None:
    made, _ = read_body(text, "content/about.md", 1)
    for origin in (made, None):
        quick = read_prose((body, body), origin)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prose._Reading, "_plain", lambda reading, markup, position: position)
            assert read_prose((body, body), origin) == quick


@examples(400)
@given(st.lists(html_text, min_size=1, max_size=3), html_text)
@example(["<!-- <sup> --> one two three four</sup><p>"], "")
@example(["<a title='<pre>'>one two three four</pre>"], "")
@example(["a < <sup>b</sup> c"], "")
def test_plain_markup_is_read_as_any_other(pieces: list[str], text: str) -> None:
    assert_plain_markup_is_read_as_any(tuple(pieces), text + "".join(pieces))


@examples(100)
@given(markdown_text)
def test_the_prose_of_a_page_is_read_as_any_other(text: str) -> None:
    page = compiler(DialectName.MARKDOWN)(source(text))
    assert_plain_markup_is_read_as_any(page.body, text)


@examples(200)
@given(st.lists(st.text("ab", max_size=90), max_size=3), st.text("ab", max_size=300))
def test_a_run_stands_where_the_source_has_it_first(runs: list[str], text: str) -> None:
    made, _ = read_body(text, "content/about.md", 1)
    found, expected = 0, []
    for run in filter(None, runs):
        place = text.find(run, found, len(text) if len(run) >= prose.SHORT else found + prose.CLOSE)
        expected.append(place)
        found = place + len(run) if place >= 0 else found
    assert read_prose((tuple(f"<p>{run}</p>" for run in runs),), made).places == tuple(expected)


# ---- signs

SIGNS = ("\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd6", "\ufdef")
WRITTEN = st.sampled_from(
    (*SIGNS, "\ufdd00\ufdd1", "\ufdd21\ufdd1", "\ufdd42\ufdd1", "7", "a<b", "é", "\ufdd3", "<p>x</p>\n")
)
SIGN = re.compile("([\ufdd0\ufdd2\ufdd3\ufdd4])(?:([0-9]+)\ufdd1)?")


def pieces_by_the_book(text: str, document: Document, marks: tuple[Mark, ...]) -> tuple[Any, ...]:
    """Cut HTML at its signs, one after the other: what `split_sections` does faster."""
    if not re.search("[\ufdd0\ufdd2\ufdd4]", text):
        return (text,) if text else ()
    outer: list[tuple[Use, list[Any]]] = []
    done: list[Any] = []
    end = 0
    for sign in (*SIGN.finditer(text), None):
        done.append(re.sub("[\ufdd0-\ufdef]", "", text[end : sign.start() if sign else len(text)]))
        end = sign.end() if sign else end
        use = document.uses[int(sign[2])] if sign and sign[2] and sign[1] in "\ufdd2\ufdd4" else None
        if sign and sign[1] == "\ufdd3" and outer:
            taken, before = outer.pop()
            mark = marks[taken.mark]
            words = tuple(merged(done))
            done = [
                *before,
                Reference(mark.target, mark.anchor, mark.form == WIKI, mark.place, words, taken.attributes),
            ]
        elif sign and use and sign[1] == "\ufdd2":
            outer.append((use, done))
            done = []
        elif sign and use:
            done.append(Picture(marks[use.mark].target, marks[use.mark].place, use.attributes))
        elif sign and sign[2] and sign[1] == "\ufdd0":
            done.append(html.escape(marks[int(sign[2])].raw))
    return tuple(merged(done))


def merged(pieces: list[Any]) -> Iterator[Any]:
    for is_text, group in itertools.groupby(filter(None, pieces), lambda piece: isinstance(piece, str)):
        found = tuple(group)
        yield from ("".join(found),) if is_text else found


@examples(400)
@given(st.lists(WRITTEN, max_size=12).map("".join))
@example("\ufdd20\ufdd1a\ufdd312\ufdd1b")
def test_html_is_cut_at_its_signs(text: str) -> None:
    marks = tuple(Mark(WIKI, f"[[{number}&]]", str(number), "", "", Place("a.md", number)) for number in range(10))
    uses = tuple(Use(mark, (("alt", str(mark)),)) for mark in range(10))
    numbered = re.sub("[0-9]+", lambda number: number[0][-1], text)
    document = Document(numbered, (), (), uses, (), ())
    made = joined(split_sections(document, marks))
    assert made == pieces_by_the_book(numbered, document, marks)


@examples(300)
@given(
    st.text(st.sampled_from("\ufdbf\ufdd0\ufdef\ufe00é“\ud800\udfff\x02\x03a\U0001f98a") | st.characters(), max_size=6)
)
def test_a_text_with_signs_may_hold_signs(text: str) -> None:
    assert may_hold_signs(text) or not re.search("[\ufdd0-\ufdef]", text)


@examples(300)
@given(markdown_text | inline | any_text)
@example("[a]:\\]:b [c](d)")
@example("\\[[a]] \\\\[[b]]")
def test_a_reference_is_looked_for_wherever_one_may_begin(text: str) -> None:
    body, _ = read_body(text, "content/about.md", 1)
    made = mark_references(body, frozenset())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "_starts", lambda text: range(len(text)))
        assert mark_references(body, frozenset()) == made


@examples(300)
@given(
    st.lists(
        st.sampled_from(("[^a]:", "[^b]", "]:", " ", "   ", "    ", "\n", "x", "[^", "é", "\t", "```")), max_size=12
    )
)
@example([" ", "[^a]:", "[^a]:", "\n", "[^b]", ":"])
def test_notes_are_defined_at_the_beginning_of_a_line(parts: list[str]) -> None:
    body, _ = read_body("".join(parts), "content/about.md", 3)
    expected: dict[str, Place] = {}
    for found in re.finditer(r"^[ ]{0,3}\[\^([^\]\s]+)\]:", body.text, re.MULTILINE):
        row = body.text.count("\n", 0, found.start())
        if row not in body.fenced:
            expected[found[1]] = Place("content/about.md", 3 + row, 1, len(found[0]), body.lines[row])
    assert mark_references(body, frozenset()).notes == expected
    assert body.starts == tuple(found.start() for found in re.finditer("^", body.text, re.MULTILINE))


# ---- typography

quoted = st.text(st.sampled_from("ab \"'.-–—…“”‘’(1\n\u00a0") | st.characters(exclude_categories=["Cs"]), max_size=20)
STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "--", "—": "---"})


@examples(100)
@given(quoted, st.sampled_from(("", " ", "a", "(", "“", "-", ".")))
def test_smarten_changes_nothing_but_quotes_dots_and_hyphens(text: str, before: str) -> None:
    smart = smarten(text, before)
    assert smart.translate(STRAIGHT) == text.translate(STRAIGHT)
    assert smarten(smart, before) == smart
    assert '"' not in smart
    assert "'" not in smart


# ---- addresses

segments = st.text(
    st.sampled_from("abÉß日 -_.:@%?#&+~'1") | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6
)
steps = segments.filter(lambda one: not set("/\\;") & set(one) and one not in (".", ".."))  # `urljoin` takes off ";"
site_paths = st.builds(
    lambda parts, end: "/" + "/".join(parts) + (end if parts else ""),
    st.lists(steps, max_size=3),
    st.sampled_from(("/", "")),
)
bases = st.sampled_from(
    ("https://example.org", "https://example.org/", "https://example.org/a/b/", "https://example.org/é")
)


@examples(300)
@given(site_paths, site_paths, bases, st.booleans())
@example("/guides/a:b.png", "/guides/c/", "https://example.org", True)
@example("/a:b.png", "/", "https://example.org", True)
@example("/a:b/", "/a:b/", "https://example.org", True)
def test_an_href_leads_from_its_source_to_its_target(path: str, from_path: str, base_url: str, relative: bool) -> None:
    assume(not f"{from_path}/".startswith(f"{path}/") or path.endswith("/"))  # a file and a folder of one name
    link = href(path, source=from_path, base=base_path(base_url), relative=relative)
    file_of = (lambda one: "/" + output_path(one)) if relative else (lambda one: one)
    root = base_url.rstrip("/")
    here, there = absolute_url(root, file_of(from_path)), absolute_url(root, file_of(path))
    reached = urlsplit(urljoin(here, link))
    assert unquote(reached.path) == unquote(urlsplit(there).path)
    assert (reached.scheme, reached.netloc, reached.query, reached.fragment) == ("https", "example.org", "", "")


@examples(100)
@given(st.text(max_size=20))
def test_a_slug_is_its_own_slug(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert not slug or check_slug(slug)


@examples(200)
@given(st.text(st.characters(codec="ascii"), max_size=12))
def test_a_slug_of_ascii_is_made_as_any_other(text: str) -> None:
    assert slugify(text) == slugify(f"{text}é").removesuffix("é").removesuffix("-")


@examples(100)
@given(st.lists(steps, min_size=1, max_size=3).map("/".join), st.text(max_size=5).map(slugify))
def test_the_path_of_a_page_is_safe(docname: str, slug: str) -> None:
    path = page_path(docname, slug)
    assert path.startswith("/")
    assert path.endswith("/")
    assert posixpath.normpath(path) in (path.rstrip("/"), "/")
    assert all(check_slug(step) or step == "page" for step in path.strip("/").split("/") if step)


@examples(300)
@given(st.text(st.sampled_from("ab./\\:%?#\t ~\u2028é") | st.characters(), max_size=12))
@example("/a/../../b")
@example("//evil.org/")
@example("/a//b")
@example("\\evil.org")
@example("/a\x7f/")
def test_a_redirect_never_leaves_the_site(text: str) -> None:
    path = site_path_of(text)
    if path is None:
        return
    assert path.startswith("/")
    assert not path.startswith("//")
    assert posixpath.normpath(path) == path.rstrip("/")
    assert urljoin("https://example.org/x/y", path) == f"https://example.org{path}"
    assert not any(character in path for character in "\\?#%\n\t\0")
    assert not output_path(path).startswith("/")


# ---- YAML

yaml_keys = st.text(st.sampled_from("abcdefghijk_"), min_size=1, max_size=5)
yaml_words = st.sampled_from(
    (
        *(
            *("a", "a b", "it's", "a: b", "# a", "a #b", "yes", "No", "on", "OFF", "true", "False", "y", "n", "~"),
            *("null", "Null", ""),
        ),
        *(
            *("1", "-1", "+1", "0", "01", "0x1F", "0o7", "0b1", "1_000", "1.5", ".5", "1.", "-.5", "1e3", "1.5e+3"),
            *(".inf", "-.INF"),
        ),
        *(
            *("12:30", "1:2:3", "1.5:30", "2026-11-23", "2026-1-2", "2026-11-23 10:00:00", "2026-11-23T10:00:00Z", "="),
            *("<<", "-", "?"),
        ),
        *(
            *("- a", "[a", "{a", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", '"', "'", "é", "日本", "🦊", "\xa0"),
            *("a\nb", "\ta"),
        ),
        *(
            "0x",
            "0b",
            "_",
            "1_",
            "0o8",
            "1:60",
            "--- a",
            "...",
            "nul",
            "2026-13-45",
            "9" * 30,
            "+",
            "-0",
            ".",
            "._",
            "1__0",
            "08",
            "0_",
        ),
    )
)
yaml_scalars = (
    yaml_words | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none() | st.dates() | any_text
)
yaml_values = st.recursive(
    yaml_scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(yaml_keys, inner, max_size=3),
    max_leaves=6,
)


def as_days(value: Any) -> Any:
    """Front matter has days: an instant is its day."""
    if isinstance(value, dict):
        return {key: as_days(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_days(one) for one in value]
    return value.date() if isinstance(value, datetime.datetime) else value


@examples(300)
@given(
    any_text
    | st.lists(
        st.sampled_from(
            (
                *("a: b", "- a", "[", "]", "{", "}", "&a", "*a", "!!x", "? a", ": b", "|", " a", "---", "..."),
                *("%YAML 1.1", "\t", "'", '"', "#", ",", "<<: *a", "\ufeff", "a:\n- b"),
            )
        ),
        max_size=6,
    ).map("\n".join)
)
@example("&a [*a]")
@example("a: &b\n  c: *b")
@example("a: 2026-01-01T00:00:00+99:99")
@example("a: " + "9" * 5000)
@example("a: !!binary x")
def test_any_yaml_is_read_or_refused(text: str) -> None:
    made = parse_yaml(text, "content/site.yml")
    assert isinstance(made, YamlText | Diagnostic)
    if isinstance(made, Diagnostic):
        assert made.place.line <= text.count("\n") + 1 + sum(map(text.count, "\r\x85\u2028\u2029"))


@examples(300)
@given(st.dictionaries(yaml_keys, yaml_values, max_size=4), st.booleans(), st.sampled_from((None, '"', "'")))
def test_yaml_is_read_as_safe_load_reads_it(data: dict[str, Any], flow: bool, style: str | None) -> None:
    text = yaml.safe_dump(
        data, default_flow_style=flow, allow_unicode=True, default_style=None if style is None else style
    )
    if "!!" in text:
        return
    made = parse_yaml(text, "content/site.yml")
    assert isinstance(made, YamlText), made
    assert made.data == as_days(yaml.safe_load(text))


@examples(300)
@given(
    st.dictionaries(
        yaml_keys,
        yaml_words | st.integers() | st.floats() | st.text(st.sampled_from("0123456789_.:-+xXoObBeEaAfF"), max_size=6),
        min_size=1,
        max_size=3,
    )
)
def test_plain_words_are_read_as_safe_load_reads_them(data: dict[str, Any]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in data.items())
    try:
        loaded = as_days(yaml.safe_load(text))
    except (yaml.YAMLError, ValueError):
        return
    made = parse_yaml(text, "content/site.yml")
    assert isinstance(made, YamlText), made
    assert repr(made.data) == repr({str(key): value for key, value in loaded.items()})


plain_keys = st.sampled_from(
    (
        "a",
        "title",
        "b_c",
        "D-1",
        "yes",
        "null",
        "~",
        "1",
        "é",
        "a b",
        '"a"',
        "a" * 1100,
        "-",
        "?",
        "<<",
        "=",
        "a:",
        "a: b",
        "",
    )
)
yaml_spellings = (
    yaml_words
    | st.sampled_from(
        (
            *(
                '"a"',
                "'a'",
                '""',
                "''",
                '"a: b #c"',
                "'a''b'",
                '"a\\n"',
                '"a" b',
                '"',
                "'",
                '"a"b"',
                "'\"'",
                '"\'"',
                '"a" # b',
            ),
            *(
                "[]",
                "[a]",
                "[a, b]",
                "[ a , 1,2026-11-23,yes ]",
                "[a,]",
                "[,]",
                "[[a]]",
                "[a: b]",
                "[a:b]",
                '["a"]',
                "[a b]",
            ),
            *(
                "[a #b]",
                "[a#b]",
                "[-1, - a]",
                "[é, 日本]",
                "[a] ",
                "[a] b",
                "[a",
                "a]",
                "[?a]",
                "[a?]",
                "[/a/, ../b, .5, _]",
            ),
            *(
                "{}",
                "{a: b}",
                "a: ",
                "a:",
                "a:b",
                "https://x.org/a#b",
                "a #",
                "a  b",
                "(a)",
                "“a”",
                "a, b",
                "a [b]",
                "a\u2028b",
            ),
            *(
                "a\x85b",
                "\u2029",
                "\x00",
                "\x7f",
                "a\r",
                "\ufeffa",
                "\ufffe",
                "\x80",
                "\xad",
                "🦊 a",
                "a\t# b",
                "a\t",
                "a\n b",
            ),
            *(
                "a\n\n  b",
                "2026-02-30",
                "0000-01-01",
                "1:30",
                "0b1_0",
                "0o17",
                "1e5",
                "\\",
                "a\\b",
                "%a",
                "a%",
                "|\n  b",
                ">\n b",
            ),
        )
    )
    | any_text
)
gaps = st.sampled_from((" ", " ", " ", " ", "  ", "", "\t", "\n", "\n  ", " # c\n"))
plain_lines = st.builds(
    "{}{}:{}{}".format,
    st.sampled_from(("", "", "", "  ", "    ", "- ", "  - ", "  -   ")),
    plain_keys,
    gaps,
    yaml_spellings,
)
list_lines = st.builds("{}-{}{}".format, st.sampled_from(("", "  ", "  ", "    ")), gaps, yaml_spellings)
other_lines = st.sampled_from(
    ("", "", "# a", "  # a", "---", "...", "%YAML 1.1", "a:", "b:", "title: ", "- ", "-", "  -", " ", "  ")
)
plain_texts = st.lists(plain_lines | list_lines | other_lines, max_size=6).map("\n".join)
value_places = st.sampled_from(
    (
        *("{}: {}", "{}:\n  - {}", "{}:\n- {}", "{}: [{}]", "{}: [f, {}, g ]", "{}: '{}'", '{}: "{}"', "{}:   {}  "),
        *(
            "{}:\n    - f\n    - {}",
            "{}:\n  - f: {}\n    g: h",
            "{}:\n  - f: g\n    h: {}\n  - f: i",
            "{}:\n  -  {}\n  - f: g",
        ),
    )
)
spelt_words = st.text(st.sampled_from("abyYnN0123456789_.:-+/ ,#'\"éTZ~"), min_size=1, max_size=12)
simple_texts = st.lists(
    st.tuples(value_places, yaml_words | yaml_spellings | spelt_words | st.sampled_from(("a", "b c"))), max_size=4
).map(lambda parts: "\n".join(form.format(key, word) for key, (form, word) in zip("abcd", parts, strict=False)))


def assert_plain_yaml_is_read_as_any(text: str) -> bool:
    """Tell whether the text is plain."""
    made = read_plain(text, "content/about.md", 2)
    if made is None:
        return False
    expected = read_events(text, "content/about.md", 2)
    assert isinstance(expected, tuple), expected
    *expected_parts, cut = expected
    assert not cut
    for one, other in zip(made, expected_parts, strict=True):
        assert repr(one) == repr(other), "values, their types and order, and their places are the same"
    return True


@examples(1500)
@given(plain_texts, st.sampled_from(("", "\n", "\n\n")))
@example("a:", "\n")
@example("a:\n- b", "")
@example("a:\n  - b: c\n    d: e\n  - b: f\ng: h", "\n")
@example("a:\n  - b\n    c: d", "\n")
@example("a:\n  - b: c\n     d: e", "\n")
@example("a:\n  - b\n - c", "\n")
@example("a: b\n  - c", "\n")
@example("a" * 100 + ": b", "\n")
def test_plain_yaml_is_read_as_any(text: str, end: str) -> None:
    assert_plain_yaml_is_read_as_any(text + end)


@examples(1500)
@given(simple_texts)
def test_simple_yaml_is_read_as_any(text: str) -> None:
    assert_plain_yaml_is_read_as_any(text)


@examples(500)
@given(st.dictionaries(yaml_keys, yaml_scalars | st.lists(yaml_scalars, max_size=3), max_size=4), st.booleans())
def test_dumped_yaml_is_read_as_any(data: dict[str, Any], flow: bool) -> None:
    assert_plain_yaml_is_read_as_any(
        yaml.safe_dump(data, default_flow_style=None if flow else False, allow_unicode=True)
    )


@examples(1500)
@given(yaml_words | yaml_spellings | spelt_words | st.integers().map(str) | st.dates().map(str))
@example("")
@example("0")
@example("010")
@example("9" * 5000)
@example("2026-02-30")
@example("2026-02-03 04:05:06")
@example("TRUE")
@example("~")
@example("<<")
@example("=")
@example("!")
def test_a_plain_value_means_what_pyyaml_says(text: str) -> None:
    assert repr(plain_value(text)) == repr(meaning_of(text))


def test_plain_yaml_is_read_without_pyyaml() -> None:
    text = "title: A 3rd try, trying\npublished: 2026-02-03\nminutes: 20\nsearch: false\ntopics: [one, two]\n"
    read = f"from fingerpost.yamltext import parse_yaml; parse_yaml({text!r}, '')"
    program = f"import sys; {read}; print('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


HEADS = [
    (path, head[1])
    for folder in ("content", "tests", "docs")
    for path in sorted((project_root() / folder).rglob("*"))
    if path.suffix in (".md", ".txt", ".yml")
    for head in re.finditer(r"(?ms)^---\n(.*?)^---$", path.read_text("utf-8", "replace"))
]


def test_the_front_matter_of_this_project_is_read_as_any() -> None:
    plain = [(path, assert_plain_yaml_is_read_as_any(head)) for path, head in HEADS]
    assert len(plain) > 100
    assert all(is_plain for path, is_plain in plain if (project_root() / "content") in path.parents)


@examples(300)
@given(heads, kinds)
def test_front_matter_that_fits_is_converted_as_key_by_key(head: str, kind: Kind) -> None:
    mapping = parse_yaml(head, "content/about.md", 2)
    if not isinstance(mapping, YamlText):
        return
    record = FRONT_MATTER[kind]
    fallbacks = {field.name: None for field in msgspec.structs.fields(record)}
    whole = Place("content/about.md", 1)
    front, _, diagnostics = read_fields(mapping, record, what="a page", whole=whole, fallbacks=fallbacks)
    values, _, found = fields._read(mapping, (), record, "a page", whole)
    assert diagnostics == found
    assert front == record(**{name: fallbacks[name] for name in fallbacks if getattr(front, name) is None} | values)


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[" * 100_000,
            "{" * 100_000,
            "a: " + "[" * 100_000,
            "a: " + "{b: " * 100_000,
            "- " * 100_000,
            "? " * 100_000,
        ),
        *(
            "\n".join(" " * depth + "a:" for depth in range(2_000)),
            LAUGHS,
            "a: [" + "x," * 100_000 + "]",
            "a: &b " * 10_000,
        ),
        *(
            "a: " + "'" * 99_999,
            "a: " + "x" * 500_000,
            "&" * 100_000,
            "*" * 100_000,
            "!" * 100_000,
            "a: |\n" + " x\n" * 100_000,
        ),
        *(
            "".join(f"k{number}: v\n" for number in range(30_000)),
            "#" * 500_000,
            "\n" * 500_000,
            "%" * 100_000,
            ":" * 100_000,
        ),
    ],
    ids=lambda text: f"{text[:12]!r}×{len(text)}",
)
def test_large_yaml_is_read_or_refused(text: str) -> None:
    assert isinstance(parse_yaml(text, "content/site.yml"), YamlText | Diagnostic)
