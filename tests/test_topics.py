"""Topics: what their pages gather, what keeps their vocabulary whole, and the SKOS that says so to programs."""

import itertools
import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from fingerpost.diagnostics import Severity
from fingerpost.naming import normal_name
from fingerpost.output import Output
from fingerpost.pipeline import Built
from fingerpost.typography import smarten
from tests.conftest import build, memory
from tests.test_properties import examples

Files = dict[str, str | bytes]

BASE = "https://example.org/"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
"""rdflib's JSON-LD parser uses it."""


def page(**front: object) -> str:
    """A source with this front matter. Values are JSON, and so YAML, with every character escaped that YAML refuses."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    escaped = re.sub(r"[\x7f-\U0010ffff]", lambda found: f"\\U{ord(found[0]):08X}", lines)
    return f"---\n{escaped}---\n\nText.\n"


def topics(**broader: str) -> Files:
    """A topic for each name, below those that its value names."""
    return {f"content/topics/{name}.md": page(title=name, broader=above.split()) for name, above in broader.items()}


def made(built: Built) -> dict[str, str]:
    return {one.path: one.data.decode() for one in built.outputs if isinstance(one, Output)}


def shown(files: Files, topic: str) -> dict[str, list[str]]:
    """The groups of a topic's page: the titles that stand below each heading."""
    html = made(build(memory(files)))[f"topics/{topic}/index.html"]
    groups = re.findall(r'<section class="group">\n<h2[^>]*>(.*?)</h2>\n(.*?)</section>', html, re.DOTALL)
    return {title: re.findall(r"<a href[^>]*>(.*?)</a>", links) for title, links in groups}


# ---- gathering


def test_a_topic_gathers_what_carries_a_topic_below_it() -> None:
    files = topics(top="", left="top", right="top", low="left right", beside="")
    for name, carried in {"one": "low", "two": "left right", "three": "beside", "four": "top", "five": ""}.items():
        files[f"content/{name}.md"] = page(title=name, topics=carried.split())
    assert shown(files, "low") == {"More": ["one"]}
    assert shown(files, "left") == shown(files, "right") == {"More": ["one", "two"]}
    assert shown(files, "top") == {"More": ["four", "one", "two"]}
    assert shown(files, "beside") == {"More": ["three"]}


def test_a_topic_groups_pages_by_what_the_reader_wants() -> None:
    letter = "\n## Question\n\nQ\n\n## Answer\n\nA\n"
    files: Files = {
        **topics(top="", low="top"),
        "content/tutorials/t/index.md": page(title="overview", topics=["low"]),
        "content/tutorials/t/01-part.md": page(title="part", topics=["low"]),
        "content/paths/p.md": page(title="path", topics=["low"], stops=[]),
        "content/guides/h.md": page(title="how", topics=["low"], form="how-to"),
        "content/guides/e.md": page(title="why", topics=["low"], form="explanation"),
        "content/guides/r.md": page(title="words", topics=["low"], form="reference"),
        "content/authors/a.md": page(title="author", topics=["low"]),
        "content/topics/other.md": page(title="topic", topics=["low"]),
    }
    for name, day in {"old": "2026-01-01", "new": "2026-02-01"}.items():
        front = f"---\ntitle: {name}\nstanding: composed\npublished: {day}\ntopics: [low]\n---\n"
        files[f"content/columns/{name}.md"] = front + letter
    groups = {
        "Learn it": ["overview", "part", "path"],
        "Do it today": ["how"],
        "Someone asked": ["new", "old"],
        "Why": ["why"],
        "Look it up": ["words"],
        "More": ["topic", "author"],
    }
    assert shown(files, "low") == shown(files, "top") == groups
    assert list(shown(files, "top")) == list(groups)


def test_a_feed_holds_what_its_topic_gathers() -> None:
    files = topics(top="", low="top")
    files["content/a.md"] = "---\ntitle: A\ntopics: [low]\npublished: 2026-01-01\n---\n\nText.\n"
    assert "<title>A</title>" in made(build(memory(files)))["topics/top/feed.xml"]


def test_a_circle_of_topics_ends() -> None:
    """The build fails, and yet each page of the circle gathers each page once."""
    files = topics(a="b", b="c", c="a a", own="own") | {"content/p.md": page(title="P", topics=["a", "own"])}
    built = build(memory(files))
    assert [one.code for one in built.diagnostics] == ["topic-circle", "topic-circle"]
    assert [shown(files, name) for name in ("a", "b", "c", "own")] == [{"More": ["P"]}] * 4


# ---- circles

graphs = st.integers(1, 6).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, size - 1), max_size=3), min_size=size, max_size=size)
)


def circles_of(files: Files) -> list[tuple[str, ...]]:
    """Every circle that is told, by title."""
    told = [one.message for one in build(memory(files)).diagnostics if one.code == "topic-circle"]
    return [tuple(message.partition(": ")[2].partition(" (")[0].split(" → ")) for message in told]


@examples(150)
@given(graphs)
@example([[1], [2, 3], [0], [0]])
def test_each_circle_is_told(graph: list[list[int]]) -> None:
    """What is told is a circle, told once, from its first file; every link that lies on a circle lies on one told."""
    files = topics(**{f"t{number}": " ".join(f"t{one}" for one in above) for number, above in enumerate(graph)})
    links = {(f"t{number}", f"t{one}") for number, above in enumerate(graph) for one in above}
    circles = circles_of(files)
    assert len({frozenset(itertools.pairwise(circle)) for circle in circles}) == len(circles)
    for circle in circles:
        assert circle[0] == circle[-1] == min(circle)
        assert len(set(circle)) == len(circle) - 1
        assert set(itertools.pairwise(circle)) <= links
    told = {link for circle in circles for link in itertools.pairwise(circle)}
    assert told == {(low, high) for low, high in links if leads(links, high, low)}


def leads(links: set[tuple[str, str]], start: str, end: str) -> bool:
    """Whether links lead from one name to another, in any number of steps, none too."""
    reached = {start}
    for _ in links:
        reached |= {high for low, high in links if low in reached}
    return end in reached


# ---- the vocabulary, published

labels = st.text(
    st.sampled_from(" abcABCß\"'’.-\\`<>@^:;,#{}[]&%é日\u0301\u200b👋\t\n\r\x00\x07\x7f\x85\xa0\u2028\ufeff\ufffd")
    | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=6,
)


@st.composite
def vocabularies(draw: st.DrawFn) -> list[dict[str, object]]:
    """The front matter of some topics, t0, t1 and so on; most of the vocabularies are whole."""
    count = draw(st.integers(1, 5))
    wild = draw(st.integers(0, 3)) == 0
    return [
        {
            "title": draw(labels),
            "summary": draw(st.just("") | labels),
            "synonyms": draw(st.lists(labels, max_size=3)),
            "hidden": draw(st.lists(labels, max_size=2)),
            "broader": [f"topics/t{one}" for one in draw(st.sets(st.integers(0, count - 1 if wild else number - 1)))]
            if number or wild
            else [],
            "related": [f"topics/t{one}" for one in draw(st.sets(st.integers(0, count - 1), max_size=1))],
        }
        for number in range(count)
    ]


def scheme_of(built: Built) -> Graph:
    """The vocabulary of a site; its two forms say the same."""
    files = made(built)
    turtle = Graph().parse(data=files["topics/scheme.ttl"], format="turtle")
    assert isomorphic(turtle, Graph().parse(data=files["topics/scheme.jsonld"], format="json-ld"))
    return turtle


def breaches(graph: Graph) -> list[str]:
    """What a vocabulary breaks of the SKOS Reference's integrity conditions, and what we promise beyond them."""
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    preferred = {one: list(graph.objects(one, SKOS.prefLabel)) for one in concepts}
    others = {one: [*graph.objects(one, SKOS.altLabel), *graph.objects(one, SKOS.hiddenLabel)] for one in concepts}
    above = {
        one: {high for next_ in graph.objects(one, SKOS.broader) for high in over(graph, next_)} for one in concepts
    }
    names = [normal_name(str(label)) for label in itertools.chain(*preferred.values(), *others.values())]
    top = {one for one in concepts if not above[one]}
    broken = {
        "S9: a concept is a scheme": bool(concepts & set(graph.subjects(RDF.type, SKOS.ConceptScheme))),
        "S13: a label is of two sorts": any(
            len({*preferred[one], *others[one]}) <= len(others[one]) for one in concepts
        ),
        "S14: not one preferred label": any(len(labels) != 1 for labels in preferred.values()),
        "S27: related and broader": any(above[one] & set(graph.objects(one, SKOS.related)) for one in concepts),
        "a circle": any(one in above[one] for one in concepts),
        "a label that two topics have": len(set(names)) != len(names),
        "broader and narrower do not match": pairs(graph, SKOS.broader) != flipped(pairs(graph, SKOS.narrower)),
        "related is not symmetric": pairs(graph, SKOS.related) != flipped(pairs(graph, SKOS.related)),
        "wrong topConceptOf": top != set(graph.subjects(SKOS.topConceptOf)),
        "wrong hasTopConcept": top != set(graph.objects(None, SKOS.hasTopConcept)),
    }
    return [what for what, there in broken.items() if there]


def over(graph: Graph, concept: Node) -> set[Node]:
    """A concept and all above it."""
    return {one for one in graph.transitive_objects(concept, SKOS.broader) if one is not None}


def pairs(graph: Graph, name: URIRef) -> set[tuple[Node, Node]]:
    return set(graph.subject_objects(name))


def flipped(found: set[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    return {(high, low) for low, high in found}


def whole(vocabulary: list[dict[str, object]]) -> bool:
    """Whether a vocabulary is one, by definition."""
    names = [
        normal_name(smarten(str(one)))
        for topic in vocabulary
        for one in [topic["title"], *as_list(topic, "synonyms"), *as_list(topic, "hidden")]
    ]
    links = {
        (f"topics/t{number}", high) for number, topic in enumerate(vocabulary) for high in as_list(topic, "broader")
    }
    related = {
        (f"topics/t{number}", one) for number, topic in enumerate(vocabulary) for one in as_list(topic, "related")
    }
    return (
        len(names) == len(set(names))
        and not any(leads(links, high, low) for low, high in links)
        and not any(leads(links, one, other) or leads(links, other, one) for one, other in related)
    )


def as_list(topic: dict[str, object], key: str) -> list[str]:
    found = topic[key]
    assert isinstance(found, list)
    return found


@examples(150)
@given(vocabularies())
def test_a_vocabulary_that_builds_is_whole(vocabulary: list[dict[str, object]]) -> None:
    built = build(memory({f"content/topics/t{number}.md": page(**one) for number, one in enumerate(vocabulary)}))
    told = {one.code for one in built.diagnostics if one.severity is Severity.ERROR}
    assert told <= {"topic-circle", "label-twice", "related-to-itself", "related-in-line"}
    assert (told == set()) == whole(vocabulary)
    graph = scheme_of(built)
    if not told:
        assert breaches(graph) == []
        for number, one in enumerate(vocabulary):
            subject = URIRef(f"{BASE}topics/t{number}/")
            assert set(graph.objects(subject, SKOS.prefLabel)) == {Literal(smarten(str(one["title"])), lang="en")}
            synonyms = {Literal(smarten(synonym), lang="en") for synonym in as_list(one, "synonyms")}
            assert set(graph.objects(subject, SKOS.altLabel)) == synonyms
            hidden = {Literal(smarten(label), lang="en") for label in as_list(one, "hidden")}
            assert set(graph.objects(subject, SKOS.hiddenLabel)) == hidden
            assert set(graph.objects(subject, SKOS.inScheme)) == {URIRef(f"{BASE}topics/")}


def test_the_scheme_says_what_the_topics_say() -> None:
    files: Files = {
        "content/site.yml": "title: T\nbase_url: https://example.org/a/\nlanguage: pt-BR\nsummary: All of it.\n",
        "content/topics/top.md": page(title="Top", summary="The top."),
        "content/topics/low.md": page(
            title="Low", synonyms=["small"], hidden=["lwo"], broader=["top"], related=["beside"]
        ),
        "content/topics/beside.md": page(title="Beside"),
    }
    base, en = "https://example.org/a/topics/", "pt-BR"
    scheme, top, low, beside = (URIRef(base + name) for name in ("", "top/", "low/", "beside/"))
    concepts = {
        top: {(SKOS.prefLabel, Literal("Top", en)), (SKOS.definition, Literal("The top.", en)), (SKOS.narrower, low)},
        low: {
            *((SKOS.prefLabel, Literal("Low", en)), (SKOS.altLabel, Literal("small", en))),
            (SKOS.hiddenLabel, Literal("lwo", en)),
            *((SKOS.note, Literal("Text.", en)), (SKOS.broader, top), (SKOS.related, beside)),
        },
        beside: {(SKOS.prefLabel, Literal("Beside", en)), (SKOS.note, Literal("Text.", en)), (SKOS.related, low)},
    }
    expected = {
        (scheme, RDF.type, SKOS.ConceptScheme),
        (scheme, SKOS.prefLabel, Literal("Topics: T", en)),
        (scheme, SKOS.definition, Literal("All of it.", en)),
        *((scheme, SKOS.hasTopConcept, one) for one in (top, beside)),
        *((one, SKOS.topConceptOf, scheme) for one in (top, beside)),
        *((one, SKOS.inScheme, scheme) for one in concepts),
        *((one, RDF.type, SKOS.Concept) for one in concepts),
        *((one, *fact) for one, facts in concepts.items() for fact in facts),
    }
    assert set(scheme_of(build(memory(files)))) == expected


@pytest.mark.parametrize(
    "base", ["https://example.org/é/", "https://münchen.example/", 'https://example.org/"<{|^`%20}>/x']
)
def test_addresses_in_the_scheme_are_iris(base: str) -> None:
    files: Files = {
        "content/site.yml": f"title: T\nbase_url: '{base}'\n",
        "content/topics/größe-日本.md": page(title="Size"),
    }
    subjects = {str(one) for one in scheme_of(build(memory(files))).subjects()}
    assert {unquote(one) for one in subjects} == {
        f"{unquote(base).rstrip('/')}/topics/",
        f"{unquote(base).rstrip('/')}/topics/größe-日本/",
    }
    assert not [one for one in subjects if set(one) & set('<>"{}|^`\\ ')]


@pytest.mark.parametrize(
    ("character", "written"),
    [
        *((one, one) for one in ("~", "\xa0", "\uf900", "\uffef", "🦊", "\U0001fffd", "\U000e1000", "\U000efffd")),
        *(("\ue000", "%EE%80%80"), ("\ufffd", "%EF%BF%BD"), ("\U0001fffe", "%F0%9F%BF%BE"), ("^", "%5E")),
        *(("\U000e0001", "%F3%A0%80%81"), ("\U000f0000", "%F3%B0%80%80"), ("\U0010ffff", "%F4%8F%BF%BF")),
    ],
    ids=ascii,
)
def test_what_no_iri_has_is_encoded_in_one(character: str, written: str) -> None:
    site = f'title: T\nbase_url: "https://example.org/\\U{ord(character):08X}/"\n'
    scheme = made(build(memory({"content/site.yml": site, **topics(top="")})))["topics/scheme.ttl"]
    assert f"<https://example.org/{written}/topics/>" in scheme


def test_a_site_without_topics_has_no_vocabulary() -> None:
    assert not [path for path in made(build(memory({}))) if "topics" in path]


def test_the_list_of_topics_names_the_vocabulary() -> None:
    files = made(build(memory(topics(top=""))))
    head, _, body = files["topics/index.html"].partition("</head>")
    for form, path in {"text/turtle": "/topics/scheme.ttl", "application/ld+json": "/topics/scheme.jsonld"}.items():
        assert re.search(rf'<link rel="alternate" type="{re.escape(form)}" [^>]*href="{path}">', head)
        assert f'<a href="{path}"' in body
        assert path[1:] in files
    others = [text for path, text in files.items() if path.endswith(".html") and path != "topics/index.html"]
    assert not [text for text in others if "scheme." in text]
