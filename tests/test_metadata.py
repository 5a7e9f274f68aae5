"""What the pages of the real site say of themselves to programs, held against what they show to readers.

Each page is read as a program would read it: its `head`, its JSON-LD, and the text that a reader sees.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import build_site
from fingerpost.render import theme_folder
from fingerpost.typography import iso_duration
from fingerpost.views.structured import plain_text
from tests.conftest import TODAY, build, memory, project_root

BASE = "https://example.org"
FORBIDDEN = {"FAQPage", "HowTo", "QAPage"}
UNSEEN = {
    *("@context", "@type", "@id", "url", "item", "inDefinedTermSet", "inLanguage"),
    *("learningResourceType", "educationalLevel"),
}
"""What a page need not show: addresses, types, and words of a fixed vocabulary."""
FURTHER = {
    *("timeRequired", "datePublished", "dateModified", "itemListOrder", "image"),
    *("correctionsPolicy", "publishingPrinciples"),
}
"""What it shows in another form; each has its test."""
VOID = {"meta", "link", "img", "br", "hr", "input", "wbr", "source", "col", "path", "line", "circle", "rect", "use"}


class Document(HTMLParser):
    """A page: what its head says, the text of its body, and the text within a few elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str]] = []
        self.dates: set[str] = set()
        self.structured: list[str] = []
        self.words = ""
        self.h1 = ""
        self.strip = ""
        self.crumbs: list[str] = []
        self.foot: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "meta" and "content" in found:
            self.meta[found.get("property", found.get("name", ""))] = found["content"]
        if tag == "link":
            self.links.append(found)
        if tag == "time":
            self.dates.add(found["datetime"])
        if tag not in VOID:
            self._open.append((tag, found))
        if self._within("nav", "crumbs") and tag == "a":
            self.crumbs.append("")
        if self._within("footer", "site") and tag == "a":
            self.foot[found["href"]] = ""
        self.words += " " if tag not in ("a", "em", "strong", "span", "b", "i", "code", "sup") else ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in {name for name, _ in self._open}:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        tag, attributes = self._open[-1] if self._open else ("", {})
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self.structured.append(data)
        beside = self._within("sup") or self._within("span", "sidenote")
        if self._within("body") and tag not in ("script", "style") and not beside:
            self.words += data
        if self._within("h1"):
            self.h1 += data
        if self._within("p", "strip"):
            self.strip += data
        if self._within("nav", "crumbs") and self._within("a"):
            self.crumbs[-1] += data
        if self._within("footer", "site") and self._within("a"):
            self.foot[[*self.foot][-1]] += data

    def _within(self, tag: str, kind: str = "") -> bool:
        return any(name == tag and (not kind or kind in found.get("class", "")) for name, found in self._open)


def squeezed(text: str) -> str:
    return "".join(text.split())


@cache
def documents() -> dict[str, Document]:
    """Every page of the real site but old addresses and those to print, by its path below `site/`."""
    root = project_root()
    built = build_site(Disk(root), Disk(theme_folder()), Wanted(TODAY.replace(year=2030)))
    assert not built.failed
    pages = {path: built.load(path).decode() for path in built.files if path.endswith("index.html")}
    return {path: Document(text) for path, text in pages.items() if is_read(path, text)}


def is_read(path: str, text: str) -> bool:
    """Tell a page that is read from one to print, an old address and the search, which say nothing of themselves."""
    return not path.endswith("/print/index.html") and not any(
        mark in text for mark in ('http-equiv="refresh"', '<meta name="robots" content="noindex">')
    )


def graph_of(document: Document) -> list[dict[str, Any]]:
    (text,) = document.structured
    whole = json.loads(text)
    assert whole["@context"] == "https://schema.org"
    return list(whole["@graph"])


def main_of(document: Document) -> dict[str, Any]:
    return graph_of(document)[0]


def strings_of(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a JSON value, with the key under which it stands."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from strings_of(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from strings_of(one, key)
    elif isinstance(value, str):
        yield key, value


def types_of(value: object) -> set[str]:
    return {text for key, text in strings_of(value) if key == "@type"}


def of_kind(folder: str) -> dict[str, Document]:
    return {
        path: one
        for path, one in documents().items()
        if path.startswith(f"{folder}/") and path != f"{folder}/index.html"
    }


def test_every_page_says_what_it_is() -> None:
    for path, document in documents().items():
        address = f"{BASE}/{path.removesuffix('index.html')}"
        assert [one["href"] for one in document.links if one["rel"] == "canonical"] == [address], path
        assert document.meta["og:url"] == address
        assert document.meta["description"] == document.meta["og:description"] != "", path
        assert document.meta["og:title"], path
        assert document.meta["og:type"] in ("article", "profile", "website")
        assert graph_of(document)[0]["@id"] == f"{address}#page"


def test_titles_and_addresses_are_unique() -> None:
    titles = [document.meta["og:title"] for document in documents().values()]
    assert len(set(titles)) == len(titles)


def test_structured_data_says_only_what_the_page_shows() -> None:
    for path, document in documents().items():
        shown = squeezed(document.words)
        for key, text in strings_of(graph_of(document)):
            if key not in UNSEEN | FURTHER:
                assert all(squeezed(line) in shown for line in text.split("\n")), (path, key, text)


def test_no_page_claims_a_form_that_is_not_its_own() -> None:
    assert all(not types_of(graph_of(document)) & FORBIDDEN for document in documents().values())


def test_headlines_are_the_first_headings() -> None:
    for path, document in documents().items():
        main = main_of(document)
        if path != "index.html":
            assert main.get("headline") or main.get("name") or main["mainEntity"]["name"] == document.h1, path


def test_days_are_those_that_the_page_shows() -> None:
    for path, document in documents().items():
        main = main_of(document)
        days = {main[key] for key in ("datePublished", "dateModified") if key in main}
        assert days <= document.dates or not document.dates, path
        if "article:published_time" in document.meta:
            assert document.meta["article:published_time"] == main["datePublished"]
            assert document.meta["article:modified_time"] == main["dateModified"]


def test_breadcrumbs_are_those_that_the_page_shows() -> None:
    for path, document in documents().items():
        crumbs = [node for node in graph_of(document) if node["@type"] == "BreadcrumbList"]
        names = [step["name"] for node in crumbs for step in node["itemListElement"]]
        positions = [step["position"] for node in crumbs for step in node["itemListElement"]]
        assert positions == list(range(1, len(names) + 1))
        assert names == ([*document.crumbs, document.h1] if path != "index.html" else [])


def test_every_page_leads_to_the_policies_of_its_publisher() -> None:
    for path, document in documents().items():
        publisher = main_of(document)["publisher"]
        assert (publisher["@type"], publisher["name"]) == ("Organization", "The Fingerpost")
        assert publisher["correctionsPolicy"] == f"{BASE}/corrections/"
        assert publisher["publishingPrinciples"] == f"{BASE}/evidence/", path
        assert document.foot["/corrections/"] == "Corrections"
        assert document.foot["/evidence/"] == "How we choose and word facts"


def test_columns_are_articles_about_a_question() -> None:
    columns = of_kind("columns")
    assert columns
    for path, document in columns.items():
        main = main_of(document)
        assert main["@type"] == "Article"
        assert main["articleSection"] == "Advice column"
        assert document.strip.startswith("Advice column ")
        question = main["mainEntity"]
        assert (question["@type"], question["name"]) == ("Question", document.h1)
        assert question["answerCount"] == 1
        assert question["acceptedAnswer"]["@type"] == "Answer", path
        assert len(question["text"].split()) > 50
        assert len(question["acceptedAnswer"]["text"].split()) > 300


def test_the_glossary_is_a_set_of_terms() -> None:
    document = documents()["guides/glossary/index.html"]
    main = main_of(document)
    assert (main["@type"], main["name"]) == ("DefinedTermSet", "Glossary")
    assert (main["datePublished"], main["author"][0]["name"]) == ("2026-11-25", "The editors")
    terms = main["hasDefinedTerm"]
    assert document.meta["description"].startswith(f"{len(terms)} words ")
    assert terms[0] == {
        "@type": "DefinedTerm",
        "name": "Informational interview",
        "description": "A short talk that you ask for in order to learn about somebody's work. "
        "Also called a career conversation.".replace("'", "’"),
        "url": f"{BASE}/guides/glossary/#informational-interview",
    }
    assert all(term["description"] for term in terms)


def test_tutorials_and_their_parts_agree() -> None:
    overviews = {path: one for path, one in of_kind("tutorials").items() if "hasPart" in main_of(one)}
    assert overviews
    parts = {path: one for path, one in of_kind("tutorials").items() if path not in overviews}
    for path, document in overviews.items():
        whole = main_of(document)
        assert whole["@type"] == ["Article", "LearningResource"]
        own = [main_of(one) for name, one in parts.items() if name.startswith(path.removesuffix("index.html"))]
        own.sort(key=lambda part: part["position"])
        assert [part["position"] for part in own] == list(range(1, len(own) + 1))
        assert [part["@id"] for part in own] == [part["@id"] for part in whole["hasPart"]]
        assert [part["headline"] for part in own] == [part["name"] for part in whole["hasPart"]]
        assert {part["isPartOf"]["@id"] for part in own} == {whole["@id"]}


def minutes_of(strip: str) -> int:
    """The minutes that a strip names: "1 h 5 min to read 30 min to do" has 95."""
    hours, minutes = re.findall(r"(\d+) h", strip), re.findall(r"(\d+) min", strip)
    return 60 * sum(map(int, hours)) + sum(map(int, minutes))


def test_time_required_is_that_of_the_strip() -> None:
    for path, document in of_kind("tutorials").items():
        assert main_of(document)["timeRequired"] == iso_duration(minutes_of(document.strip)), path


def test_topics_are_terms_of_one_set() -> None:
    (terms,) = {main_of(documents()["topics/index.html"])["about"]["@id"]}
    topics = {
        path: one
        for path, one in of_kind("topics").items()
        if path not in ("topics/map/index.html", "topics/a-z/index.html")
    }
    ids = set()
    for path, document in topics.items():
        main = main_of(document)
        assert (main["@type"], main["about"]["@type"]) == ("CollectionPage", "DefinedTerm")
        assert main["about"]["inDefinedTermSet"] == terms, path
        assert main["mainEntity"]["@type"] == "ItemList"
        ids.add(main["about"]["@id"])
    carried = {one["@id"] for document in of_kind("columns").values() for one in main_of(document)["about"]}
    assert len(ids) == len(topics)
    assert carried <= ids


def test_a_list_names_its_pages_and_no_more_than_fifty() -> None:
    columns = {f"content/columns/c{number:02}.md": column(f"Column {number}") for number in range(60)}
    listed = main_of(page_of(columns, "columns/index.html"))["mainEntity"]
    assert (listed["numberOfItems"], len(listed["itemListElement"])) == (60, 50)


SMALL = {
    "content/site.yml": "title: A & B\nbase_url: https://example.org/\nlanguage: pt-BR\n",
    "content/index.md": "---\ntitle: Home\n---\n\nHello.\n",
}


def column(title: str, front: str = "", answer: str = "Because.") -> str:
    return f"---\ntitle: {title}\nstanding: composed\n{front}---\n\n## Question\n\nWhy?\n\n## Answer\n\n{answer}\n"


def page_of(files: Mapping[str, str | bytes], path: str) -> Document:
    built = build(memory({**SMALL, **files}))
    assert not built.failed, built.diagnostics
    return Document(built.load(path).decode())


POLICIES: dict[str, str] = {
    "content/rules.md": "---\ntitle: '\"Our\" rules'\n---\n\nThey are few.\n",
    "content/facts.md": "---\ntitle: Facts\ndraft: true\n---\n\nNot yet.\n",
}


GLOSSARY = """---
title: Words
form: reference
glossary: true
---

Of roads.

## Ways

Several.

### A *road* {#über}

> A quotation is no definition.

It is wide.

### Lane[^n] & path

A narrow way,
for `<one>`.[^n]

And more of it.

[^n]: A note.
"""


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_a_term_is_a_heading_with_the_paragraph_below(dialect: str) -> None:
    settings = f"{SMALL['content/site.yml']}dialect: {dialect}\n"
    files = {"content/guides/w.md": GLOSSARY, "content/site.yml": settings}
    address = f"{BASE}/guides/w/"
    assert main_of(page_of(files, "guides/w/index.html"))["hasDefinedTerm"] == [
        {"@type": "DefinedTerm", "name": "A road", "url": f"{address}#%C3%BCber"},
        {
            "@type": "DefinedTerm",
            "name": "Lane & path",
            "description": "A narrow way, for <one>.",
            "url": f"{address}#lane-path",
        },
    ]


def test_a_glossary_without_a_heading_is_an_article() -> None:
    text = "---\ntitle: Words\nform: reference\nglossary: true\n---\n\nNone yet.\n"
    main = main_of(page_of({"content/guides/w.md": text}, "guides/w/index.html"))
    assert (main["@type"], main["headline"]) == ("Article", "Words")


def test_a_policy_is_named_where_it_can_be_read() -> None:
    """A page that is not out is left out, and so is what the navigation has already."""
    files = {
        **POLICIES,
        "content/site.yml": f"{SMALL['content/site.yml']}policies: {{corrections: rules, evidence: facts}}",
    }
    document = page_of(files, "index.html")
    publisher = main_of(document)["publisher"]
    assert publisher == {
        "@type": "Organization",
        "name": "A & B",
        "url": f"{BASE}/",
        "correctionsPolicy": f"{BASE}/rules/",
    }
    assert document.foot == {"/rules/": "“Our” rules", "/feed.xml": "Feed"}
    files["content/site.yml"] += "\nnavigation: [{page: rules, title: Rules}]\n"
    document = page_of(files, "index.html")
    assert main_of(document)["publisher"] == publisher
    assert document.foot == {"/": "Home", "/rules/": "Rules", "/feed.xml": "Feed"}


def test_a_site_without_policies_names_none() -> None:
    document = page_of(POLICIES, "rules/index.html")
    assert main_of(document)["publisher"] == {"@type": "Organization", "name": "A & B", "url": f"{BASE}/"}
    assert [*document.foot] == ["/feed.xml"]


def test_what_a_column_is_called_is_said_in_the_language_of_the_site() -> None:
    settings = SMALL["content/site.yml"].replace("pt-BR", "de")
    document = page_of({"content/columns/c.md": column("C"), "content/site.yml": settings}, "columns/c/index.html")
    assert main_of(document)["articleSection"] == "Ratgeberkolumne"
    assert document.strip.startswith("Ratgeberkolumne ")


def test_structured_data_cannot_end_its_element() -> None:
    answer = "`</script><script>alert(1)</script>` &amp; <!-- no -->"
    files = {"content/columns/c.md": column("'So </script><b>'", answer=answer)}
    document = page_of(files, "columns/c/index.html")
    assert main_of(document)["headline"].startswith("So </script><b>")
    assert "</script><script>alert(1)</script>" in main_of(document)["mainEntity"]["acceptedAnswer"]["text"]


def test_an_author_is_a_person_or_a_group() -> None:
    files = {
        "content/authors/ann.md": "---\ntitle: Ann\n---\n\nAnn writes.\n",
        "content/authors/we.md": "---\ntitle: We\ngroup: true\n---\n\nWe write.\n",
        "content/columns/c.md": column("C", "authors: [ann, we]\n"),
    }
    authors = main_of(page_of(files, "columns/c/index.html"))["author"]
    assert [(one["@type"], one["name"]) for one in authors] == [("Person", "Ann"), ("Organization", "We")]
    profile = main_of(page_of(files, "authors/ann/index.html"))
    assert (profile["@type"], profile["mainEntity"]["@id"]) == ("ProfilePage", authors[0]["@id"])


def test_a_picture_comes_with_its_size_and_words() -> None:
    picture = (project_root() / "docs" / "picture.png").read_bytes()
    files: dict[str, str | bytes] = {
        "content/columns/c.md": column("C", "image: p.png\n"),
        "content/columns/p.png": picture,
    }
    meta = page_of(files, "columns/c/index.html").meta
    assert meta["og:image"].startswith(f"{BASE}/assets/columns/p.")
    assert int(meta["og:image:width"]) > 0 < int(meta["og:image:height"])
    assert (meta["og:image:alt"], meta["twitter:card"]) == ("C", "summary_large_image")
    assert meta["og:locale"] == "pt_BR"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One\ntwo</p>\n<p>three</p>", "One two\nthree"),
        ('<p>So it is<sup id="fnref-a"><a href="#fn-a">1</a></sup>.</p>', "So it is."),
        ("<ul>\n<li>a</li>\n<li>b &amp; c</li>\n</ul>", "a\nb & c"),
        ("<p>a<br>b<br/>c<br />d</p>", "a\nb\nc\nd"),
        ('<pre><code><span class="n">a</span> <b>\n</b>&lt;</code></pre>b<p x>c</pre>d', "a <\nbc\nd"),
        ('a<a title="</p>b</a></ p>c</pp><', "abc<"),
        ("", ""),
    ],
)
def test_plain_text(html: str, words: str) -> None:
    assert plain_text(html) == words
