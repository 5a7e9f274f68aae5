"""`graph.json` says what the HTML says: every link of a text is in it, none beside, each at its place in the source."""

import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.config import Config
from fingerpost.files import Disk, MemoryFiles
from fingerpost.output import GRAPH, Output
from fingerpost.pipeline import Built
from fingerpost.render import GraphPart, graph_json, graph_parts
from fingerpost.typography import smarten
from tests.conftest import build, memory, project_root
from tests.test_links import sites

SITES = sorted(path.parent for path in (Path(__file__).parent / "sites").glob("[!_]*/content"))
BARE = "{{ body|safe }}{{ notes|safe }}"
LETTER = (
    "{{ question|safe }}{{ short_answer|safe }}{{ answer|safe }}"
    "{% for update in updates %}{{ update.body|safe }}{% endfor %}{{ notes|safe }}"
)
THEME: dict[str, str | bytes] = {
    **{
        f"templates/{name}.html": BARE
        for name in ("home", "page", "tutorial", "part", "guide", "topic", "path", "author")
    },
    "templates/column.html": LETTER,
    **{f"templates/{name}.html": "" for name in ("list", "404", "redirect", "topic-map")},
}
"""A theme that shows the texts of pages and nothing else."""
SHAPES = {
    "": {"format": int, "site": dict, "pages": list, "topics": list, "references": list, "mentions": list},
    "site": {"title": str, "url": str, "language": str},
    "pages": {
        **dict.fromkeys(("id", "file", "url", "title", "kind", "published", "updated"), str),
        **dict.fromkeys(("topics", "authors"), list),
        **dict.fromkeys(("minutes", "doing"), int),
    },
    "topics": {**dict.fromkeys(("id", "url", "title"), str), "synonyms": list, "broader": list, "related": list},
    "references": {
        **dict.fromkeys(("source", "target", "anchor", "kind", "file"), str),
        **dict.fromkeys(("line", "column", "length"), int),
    },
    "mentions": {
        **dict.fromkeys(("source", "target", "file"), str),
        **dict.fromkeys(("line", "column", "length"), int),
    },
}
"""The keys of each part, as `docs/graph.md` has them."""


class Links(HTMLParser):
    """The links of a text: address, and whether the site found them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        if tag == "a" and given_.get("href"):
            self.found.append((given_["href"] or "", "mention" in (given_.get("class") or "").split()))


def bare(files: Mapping[str, str | bytes]) -> MemoryFiles:
    """A project with nothing but its texts in its pages."""
    kept = {path: data for path, data in files.items() if not path.startswith("templates/")}
    return memory({**kept, **THEME})


def graph_of(built: Built) -> dict[str, Any]:
    data = next(one.data for one in built.outputs if isinstance(one, Output) and one.path == GRAPH)
    found: dict[str, Any] = json.loads(data)
    return found


def links_in_html(built: Built, graph: dict[str, Any]) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Return the references and the mentions that the pages show, as source, target and anchor."""
    ids = {unquote(page["url"]): page["id"] for page in graph["pages"]}
    texts = {
        one.path: one.data.decode() for one in built.outputs if isinstance(one, Output) and one.path.endswith(".html")
    }
    references: Counter[tuple[str, ...]] = Counter()
    mentions: Counter[tuple[str, ...]] = Counter()
    for url, docname in ids.items():
        path = url.removeprefix(unquote(graph["site"]["url"])) + "index.html"
        for href, mention in Links(texts[path]).found:
            address, anchor = urldefrag(urljoin(url, unquote(html.unescape(href))))
            target = ids.get(address.removesuffix("index.html"), docname)
            if target != docname:
                (mentions if mention else references)[(docname, target, *([] if mention else [anchor]))] += 1
    return references, mentions


def compare(files: Mapping[str, str | bytes]) -> None:
    project = bare(files)
    built = build(project)
    graph = graph_of(built)
    references, mentions = links_in_html(built, graph)
    told = Counter((e["source"], e["target"], e["anchor"]) for e in graph["references"] if e["kind"] == "reference")
    assert told == references
    assert Counter((e["source"], e["target"]) for e in graph["mentions"]) == mentions
    check_places(graph, {path: data.decode() for path, data in project.files.items() if path.endswith(".md")})


def stems(label: str) -> set[str]:
    """A label without the endings that singular and plural may have."""
    return {label.removesuffix(ending) for ending in ("", "s", "es", "y", "ies")}


def check_places(graph: dict[str, Any], texts: Mapping[str, str]) -> None:
    """Each place holds what makes the link: a name of the target, or a path to it."""
    labels = {topic["id"]: [topic["title"], *topic["synonyms"]] for topic in graph["topics"]}
    for edge in graph["mentions"]:
        words = smarten(said(edge, texts)).casefold()
        assert any(stems(words) & stems(label.casefold()) for label in labels[edge["target"]]), edge
    pages = {page["id"]: page for page in graph["pages"]}
    for edge in graph["references"]:
        target = pages[edge["target"]]
        last = re.sub(r"^\d+-(?=.)", "", target["id"].rpartition("/")[2])
        names = [last, target["title"], target["url"].split("/")[-2], *labels.get(target["id"], ())]
        words = smarten(said(edge, texts)).casefold()
        assert any(name.casefold() in words for name in names), (edge, words)
    for edge in (*graph["references"], *graph["mentions"]):
        assert edge["file"] == pages[edge["source"]]["file"]
        assert edge["target"] in pages


def said(edge: dict[str, Any], texts: Mapping[str, str]) -> str:
    """Return the words at the place of a link."""
    line = texts[edge["file"]].split("\n")[edge["line"] - 1]
    start = edge["column"] - 1
    words: str = line[start : start + edge["length"]]
    assert len(words) == edge["length"], edge
    return words


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_the_graph_of_a_site_has_what_its_pages_show(site: Path) -> None:
    compare({p.relative_to(site).as_posix(): p.read_bytes() for p in (site / "content").rglob("*") if p.is_file()})


def test_the_graph_of_our_own_site_has_what_its_pages_show() -> None:
    root = project_root()
    compare({p.relative_to(root).as_posix(): p.read_bytes() for p in (root / "content").rglob("*") if p.is_file()})


@settings(max_examples=40, deadline=None)
@given(sites())
def test_the_graph_of_any_site_has_what_its_pages_show(files: dict[str, str | bytes]) -> None:
    compare(files)


def test_places_of_references_hold_what_is_written() -> None:
    project = memory(
        {
            "content/a.md": "---\ntitle: A\ntopics: [knots, Boats]\n---\n\nOne [[B#two|word]], [more](b.md#two).\n\n"
            "A “slip knot” and [[b]].\n",
            "content/b.md": "---\ntitle: B\n---\n\n## Two\n\nText.\n",
            "content/topics/knots.md": "---\ntitle: Knots\nsynonyms: [slip knots]\nrelated: [boats]\n---\n\nText.\n",
            "content/topics/boats.md": "---\ntitle: Boats\n---\n\nOf knots.\n",
        }
    )
    graph = graph_of(build(project))
    texts = {path: data.decode() for path, data in project.files.items()}
    told = [(e["kind"], e["source"], e["target"], e["anchor"], said(e, texts)) for e in graph["references"]]
    assert told == [
        ("reference", "a", "b", "two", "B#two|word"),
        ("reference", "a", "b", "two", "b.md#two"),
        ("reference", "a", "b", "", "b"),
        ("topic", "a", "topics/knots", "", "knots"),
        ("topic", "a", "topics/boats", "", "Boats"),
        ("related", "topics/knots", "topics/boats", "", "boats"),
    ]
    mentioned = [(e["source"], e["target"], said(e, texts)) for e in graph["mentions"]]
    assert mentioned == [("a", "topics/knots", "slip knot"), ("topics/boats", "topics/knots", "knots")]
    related = {topic["id"]: topic["related"] for topic in graph["topics"]}
    assert related == {"topics/boats": ["topics/knots"], "topics/knots": ["topics/boats"]}


def test_the_keys_are_those_of_the_papers() -> None:
    graph = graph_of(build(Disk(project_root())))
    paper = (project_root() / "docs" / "graph.md").read_text("utf-8")
    for part, shape in SHAPES.items():
        entries = [graph] if not part else [graph[part]] if part == "site" else graph[part]
        assert entries
        for entry in entries:
            assert {key: type(value) for key, value in entry.items()} == shape, part
        documented = paper.split(f"## `{part}`" if part else "# The graph", 1)[1].split("\n## ", 1)[0]
        assert re.findall(r"^\| `(\w+)` \|", documented, re.MULTILINE) == list(entries[0]), part


def test_the_graph_is_sorted_and_the_same_again() -> None:
    first, second = (build(Disk(project_root())) for _ in range(2))
    graph = graph_of(first)
    assert graph == graph_of(second)
    for part, key in (("pages", "id"), ("topics", "id"), ("references", "source"), ("mentions", "source")):
        names = [entry[key] for entry in graph[part]]
        assert names == sorted(names)


def test_no_page_may_take_the_place_of_the_graph() -> None:
    built = build(memory({"content/static/graph.json": "{}"}))
    assert [diagnostic.code for diagnostic in built.diagnostics] == ["same-address"]


entries = st.sampled_from((b"", b'{"id":"a"}', b'{"id":"]}"},{"id":"b"}'))
every = st.dictionaries(st.sampled_from("abcdef"), st.builds(GraphPart, entries, entries, entries, entries))


@given(every, st.frozensets(st.sampled_from("abcdefg")))
def test_the_file_falls_into_the_parts_that_it_was_made_of(parts: dict[str, GraphPart], apart: frozenset[str]) -> None:
    config = Config(title="T", base_url="https://example.org/")
    data = graph_json(parts, config)
    sizes = {docname: part.sizes for docname, part in parts.items()}
    assert graph_parts(data, sizes, parts) == parts
    found = graph_parts(data, sizes, apart)
    assert found is not None
    assert graph_json(found, config) == data
    assert all(found[docname] == parts[docname] for docname in apart & parts.keys())
    others = {docname: part for docname, part in found.items() if docname not in apart}
    assert graph_json(others, config) == graph_json({name: parts[name] for name in parts.keys() - apart}, config)
    assert graph_parts(data, {**sizes, "g": (1, 0, 0, 0)}, apart) is None
    assert graph_parts(data[:-1], sizes, apart) is None
