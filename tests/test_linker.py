"""What the linker finds beyond references: mentions, backlinks with their sentences, related pages, paths."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.config import DialectName
from fingerpost.link import Wanted
from fingerpost.link.backlinks import LISTED_MOST, SHOWN
from fingerpost.link.paths import circles_of
from fingerpost.link.related import MOST
from fingerpost.link.sentences import sentence_around
from fingerpost.page import Page
from fingerpost.pipeline import Joined, join_site
from fingerpost.site import Backlink, Edge, EdgeKind, LinkedPage, LinkedText, Related, Site
from tests.conftest import SITE_YML, TODAY, build, memory

WEAK = "---\ntitle: Weak ties\nsynonyms: [acquaintances, loose contacts]\n---\n\nText.\n"
STRONG = "---\ntitle: Ties\n---\n\nText.\n"
CV = "---\ntitle: CV\nsynonyms: [boss’s reference, Q&A]\n---\n\nText.\n"
TOPICS = {"content/topics/weak-ties.md": WEAK, "content/topics/ties.md": STRONG, "content/topics/cv.md": CV}


def joined(files: Mapping[str, str]) -> Joined:
    """The joined pages of a project in memory."""
    made, _ = join_site(memory(files), Wanted(TODAY))
    assert made is not None
    return made


def linked(files: Mapping[str, str]) -> Site:
    return joined(files).site


def compiled(files: Mapping[str, str]) -> Iterable[Page]:
    return joined(files).pages.values()


def page_of(site: Site, docname: str) -> LinkedPage:
    return next(one for one in site.pages if one.page.docname == docname)


def sentence(back: Backlink) -> tuple[str, str, str]:
    """The sentence of a backlink, as its page shows it."""
    return back.sentence.before, back.sentence.words, back.sentence.after


def mentioned(body: str, *, front: str = "", settings: str = "") -> list[str]:
    """Words and topic of each mention that becomes a link on a page with this text."""
    files = {**TOPICS, "content/about.md": f"---\ntitle: About\n{front}---\n\n{body}\n"}
    if settings:
        files["content/site.yml"] = f"title: Test\nbase_url: https://example.org/\n{settings}\n"
    html = linked(files).texts["about"].body
    found = re.findall(r'<a class="mention" href="/topics/([^"]*)/">([^<]*)</a>', html)
    return [f"{words} > {topic}" for topic, words in found]


MENTIONS = {
    "by title": ("Use weak ties.", ["weak ties > weak-ties"]),
    "by synonym": ("Ask acquaintances.", ["acquaintances > weak-ties"]),
    "singular of a plural": ("One weak tie, one acquaintance.", ["weak tie > weak-ties"]),
    "plural of a capital label": ("Two CVs.", ["CVs > cv"]),
    "letter case": ("WEAK TIES and Ties.", ["WEAK TIES > weak-ties", "Ties > ties"]),
    "capitals mean themselves": ("A cv, then a CV.", ["CV > cv"]),
    "the longest label first": ("weak ties, ties", ["weak ties > weak-ties", "ties > ties"]),
    "no label within one that is linked already": ("weak ties, weak ties", ["weak ties > weak-ties"]),
    "once a page": ("weak ties\n\n## More\n\nacquaintances", ["weak ties > weak-ties"]),
    "whole words": ("parties and tiesto", []),
    "no part of a hyphenated word": ("neck-ties, ties-only", []),
    "a dash is no hyphen": ("know--ties--well", ["ties > ties"]),
    "possessive": ("an acquaintance's friend", ["acquaintance > weak-ties"]),
    "over a line break": ("the weak\nties", ["weak\nties > weak-ties"]),
    "typographic apostrophe": ("my boss's reference", ["boss’s reference > cv"]),
    "entity": ("our Q&A", ["Q&amp;A > cv"]),
    "in emphasis": ("*weak ties*", ["weak ties > weak-ties"]),
    "never across markup": ("weak *ties*", []),
    "never in code": ("`weak ties`", []),
    "never in fenced code": ("```\nweak ties\n```", []),
    "never in a heading": ("## Weak ties", []),
    "never in a link": ("[weak ties](https://example.org/)", []),
    "never in a reference's words": ("[[index|weak ties]]", []),
    "never in a table's head": ("| weak ties |\n| --- |\n| x |", []),
    "in a table's cell": ("| x |\n| --- |\n| weak ties |", ["weak ties > weak-ties"]),
    "in a list": ("- a\n    - weak ties", ["weak ties > weak-ties"]),
    "in an admonition": ("!!! note\n    weak ties", ["weak ties > weak-ties"]),
    "never in a note": ("Text.[^1]\n\n[^1]: weak ties", []),
    "not where the author refers to it": ("weak ties, [[weak-ties]]", []),
    "nor where a note does": ("weak ties[^1]\n\n[^1]: See [[weak-ties]].", []),
    "a comment switches off": ("<!-- no-mentions -->\n\nweak ties", []),
    "and on again": ("<!-- no-mentions -->\n\nweak ties\n\n<!-- mentions -->\n\nties", ["ties > ties"]),
    "a comment within a paragraph": ("weak ties <!-- no-mentions --> ties", ["weak ties > weak-ties"]),
    "beside a reference": ("[[index]] weak ties [[index]]", ["weak ties > weak-ties"]),
    "in folded blocks and tabs": (
        '??? note "ties"\n    weak ties\n\n=== "CV"\n    a CV',
        ["weak ties > weak-ties", "CV > cv"],
    ),
    "in a definition": ("Ties\n:   weak ties", ["Ties > ties", "weak ties > weak-ties"]),
    "after an entity and an escape": ("a&nbsp;b \\*c\\* weak ties", ["weak ties > weak-ties"]),
    "after a blank in code": ("`a` `b` ties", ["ties > ties"]),
}


@pytest.mark.parametrize("dialect", DialectName)
@pytest.mark.parametrize("name", MENTIONS)
def test_mentions(name: str, dialect: DialectName) -> None:
    body, expected = MENTIONS[name]
    assert mentioned(body, settings=f"dialect: {dialect.value}") == expected


SWITCHES = [
    ("", "mentions: off", []),
    ("", 'mentions: "off"', []),
    ("mentions: off\n", "", []),
    ("mentions: section\n", "", ["ties > ties", "ties > ties", "ties > ties"]),
    ("", "mentions: section", ["ties > ties", "ties > ties", "ties > ties"]),
    ("mentions: page\n", "mentions: section", ["ties > ties"]),
    ("mentions: page\n", "mentions: off", ["ties > ties"]),
]


@pytest.mark.parametrize(("front", "settings_", "expected"), SWITCHES)
def test_how_often_a_mention_is_linked(front: str, settings_: str, expected: list[str]) -> None:
    body = "ties, ties\n\n## One\n\nties, ties\n\n### Two\n\nties"
    assert mentioned(body, front=front, settings=settings_) == expected


@pytest.mark.parametrize("asked", [False, True])
def test_a_question_is_left_alone_unless_asked(asked: bool) -> None:
    parts = "## Question\n\nties\n\n## Short answer\n\nTies.\n\n## Answer\n\nties\n"
    column = f"---\ntitle: May I?\nstanding: composed\n---\n\n{parts}"
    site = f"title: Test\nbase_url: https://example.org/\nmentions_in_questions: {str(asked).lower()}\n"
    letter = linked({**TOPICS, "content/columns/a.md": column, "content/site.yml": site}).texts["columns/a"].letter
    assert letter is not None
    assert ["mention" in part for part in (letter.question, letter.short_answer, letter.answer)] == [
        asked,
        not asked,
        False,
    ]


def test_a_topic_does_not_mention_itself() -> None:
    files = {**TOPICS, "content/topics/weak-ties.md": WEAK.replace("Text.", "Weak ties are acquaintances, not ties.")}
    assert re.findall('"mention" href="(.*?)"', linked(files).texts["topics/weak-ties"].body) == ["/topics/ties/"]


def test_a_label_of_two_topics_is_no_mention() -> None:
    files = {**TOPICS, "content/topics/knots.md": "---\ntitle: Knots\nsynonyms: [ties]\n---\n\nText.\n"}
    files["content/about.md"] = "---\ntitle: About\n---\n\nties and knots\n"
    assert re.findall('"mention" href="(.*?)"', linked(files).texts["about"].body) == ["/topics/knots/"]


def test_a_hidden_label_is_a_reference_and_no_mention() -> None:
    files = {**TOPICS, "content/topics/knots.md": "---\ntitle: Knots\nhidden: [bends]\n---\n\nText.\n"}
    files["content/about.md"] = "---\ntitle: About\n---\n\nMany bends, and [[bends]].\n"
    assert linked(files).texts["about"].body == '<p>Many bends, and <a href="/topics/knots/">Knots</a>.</p>'


PLACED = """---
title: About
summary: >
  Two
  lines.
---

<!-- ties -->

`ties` and “ties” -- and then

- a
    - an acquaintance

> quoted CV
"""


@pytest.mark.parametrize("dialect", DialectName)
def test_the_place_of_a_mention_is_where_the_words_stand_in_the_source(dialect: DialectName) -> None:
    site = linked({**TOPICS, "content/about.md": PLACED, "content/site.yml": f"{SITE_YML}dialect: {dialect.value}\n"})
    lines = PLACED.split("\n")
    places = [edge.place for edge in site.edges if edge.kind is EdgeKind.MENTION]
    words = [lines[place.line - 1][place.column - 1 :][: place.length] for place in places]
    assert words == ["ties", "acquaintance", "CV"]
    assert [place.line for place in places] == [10, 13, 15]


SENTENCES = [
    ("One. Two [x] three. Four.", ("Two ", "x", " three.")),
    ("[x]", ("", "x", "")),
    ("Ask Dr. Who [x], e.g. now. Then.", ("Ask Dr. Who ", "x", ", e.g. now.")),
    ("Was it 3.5 [x]? Yes.", ("Was it 3.5 ", "x", "?")),
    ("He said: “No.” And [x] left.", ("And ", "x", " left.")),
    ("one\nA [x] b\ntwo", ("A ", "x", " b")),
    ("Wait… [x] came! Good.", ("Wait… ", "x", " came!")),
    ("J. Smith [x].", ("J. Smith ", "x", ".")),
    ("I have none. [Ask them.] Then go.", ("", "Ask them.", "")),
    ("See [Do I ask?] first. Go.", ("See ", "Do I ask?", " first.")),
    ("See [Why? How?]: two. Go.", ("See ", "Why? How?", ": two.")),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence_around(text: str, expected: tuple[str, str, str]) -> None:
    start = text.index("[")
    end = text.index("]") - 1
    assert sentence_around(text.replace("[", "").replace("]", ""), start, end) == expected


@given(st.text(st.sampled_from("ab .!?…“”\nA1"), max_size=300), st.data())
def test_a_sentence_is_cut_from_its_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, words, after = sentence_around(text, start, end)
    assert words == text[start:end]
    flat = " ".join(text.split())
    for side in (before, after):
        assert " ".join(side.replace("… ", "").replace(" …", "").split()) in flat or "…" in text
        assert len(side) < 200
        assert "\n" not in side


def test_backlinks_are_shown_by_kind_the_rest_on_demand() -> None:
    files = {
        f"content/columns/c{number:02}.md": (
            f"---\ntitle: Column {number:02}\nstanding: composed\npublished: 2026-01-{number % 28 + 1:02}\n---\n\n"
            "## Question\n\nWhy?\n\n## Answer\n\nFirst. See [[about|this page]] now. Last. [[about]]\n"
        )
        for number in range(LISTED_MOST + 3)
    }
    files["content/about.md"] = "---\ntitle: About\n---\n\nText.\n"
    files["content/index.md"] = "---\ntitle: Home\n---\n\n[[about]]\n"
    site = linked(files)
    backlinks = page_of(site, "about").backlinks
    assert (len(backlinks.shown), len(backlinks.more), backlinks.rest) == (SHOWN, LISTED_MOST - SHOWN, 4)
    first = backlinks.shown[0]
    assert (first.source.title, *sentence(first)) == ("Column 27", "See ", "this page", " now.")


def test_a_page_without_words_of_its_own_shows_the_title_of_its_target() -> None:
    files = {
        "content/about.md": "---\ntitle: About us\n---\n\nText.\n",
        "content/who.md": "---\ntitle: Who\n---\n\nAsk [[about]].\n",
    }
    site = linked(files)
    assert sentence(page_of(site, "about").backlinks.shown[0]) == ("Ask ", "About us", ".")


def test_other_references_of_a_sentence_show_their_titles_too() -> None:
    files = {f"content/{name}.md": f"---\ntitle: The {name}\n---\n\nText.\n" for name in ("one", "two", "three")}
    files["content/who.md"] = (
        "---\ntitle: Who\n---\n\nAsk [[one]], [[two]] and [[three]], [[one|again]].[^1]\n\n[^1]: [[two]]\n"
    )
    site = linked(files)
    shown = [page_of(site, name).backlinks.shown[0] for name in ("one", "two", "three")]
    assert [sentence(one) for one in shown] == [
        ("Ask ", "The one", ", The two and The three, again."),
        ("Ask The one, ", "The two", " and The three, again."),
        ("Ask The one, The two and ", "The three", ", again."),
    ]


def test_the_beginning_of_a_text_shows_titles_too() -> None:
    files = {f"content/{name}.md": f"---\ntitle: The {name}\n---\n\nText.\n" for name in ("one", "two")}
    files["content/who.md"] = "---\ntitle: Who\n---\n\nAsk [[one]], [](two.md), [[two|them]] or [[nobody]].\n"
    assert page_of(linked(files), "who").target.summary == "Ask The one, The two, them or nobody."


def test_the_sentence_of_a_note_is_its_words_alone() -> None:
    files = {
        "content/one.md": "---\ntitle: One\n---\n\nText.\n",
        "content/who.md": "---\ntitle: Who\n---\n\nHm.[^1]\n\n[^1]: See [[one]].\n",
    }
    site = linked(files)
    assert sentence(page_of(site, "one").backlinks.shown[0]) == ("See ", "One", ".")


def test_who_refers_is_not_told_again_as_one_who_mentions() -> None:
    files = {**TOPICS, "content/about.md": "---\ntitle: About\nmentions: section\n---\n\nties\n\n## A\n\n[[ties]]\n"}
    files["content/who.md"] = "---\ntitle: Who\n---\n\nSome ties.\n"
    site = linked(files)
    topic = page_of(site, "topics/ties")
    assert [one.source.title for one in topic.backlinks.shown] == ["About"]
    assert [(one.source.title, *sentence(one)) for one in topic.mentioned.shown] == [("Who", "Some ", "ties", ".")]


# ---- related pages


def guide(title: str, topics: str, *, day: int = 1, text: str = "Text.") -> str:
    return f"---\ntitle: {title}\nform: how-to\ntopics: [{topics}]\npublished: 2026-01-{day:02}\n---\n\n{text}\n"


def related(files: Mapping[str, str], docname: str = "guides/a") -> tuple[Related, ...]:
    topics = {
        "content/topics/one.md": "---\ntitle: One\n---\n\nText.\n",
        "content/topics/two.md": "---\ntitle: Two\n---\n\nText.\n",
        "content/topics/three.md": "---\ntitle: Three\nbroader: [one]\n---\n\nText.\n",
    }
    return page_of(linked({**topics, **files}), docname).related


def reasons(one: Related) -> tuple[str, str, list[str], list[str], bool, bool]:
    near = [topic.title for topic in one.near] if one.near else []
    primary = one.primary.title if one.primary else ""
    return one.target.title, primary, [topic.title for topic in one.shared], near, one.points, one.pointed


def test_related_pages_with_their_reasons() -> None:
    found = related(
        {
            "content/guides/a.md": guide("A", "one, two", text="See [[guides/e]]."),
            "content/guides/b.md": guide("B", "one, two"),
            "content/guides/c.md": guide("C", "two, one"),
            "content/guides/d.md": guide("D", "three"),
            "content/guides/e.md": guide("E", "", text="See [[guides/a]]."),
        }
    )
    assert [reasons(one) for one in found] == [
        ("E", "", [], [], True, True),
        ("B", "One", ["Two"], [], False, False),
        ("C", "", ["One", "Two"], [], False, False),
        ("D", "", [], ["One", "Three"], False, False),
    ]


def test_a_rare_topic_says_more_than_a_common_one() -> None:
    files = {f"content/guides/x{number}.md": guide(f"X{number}", "one", day=number + 1) for number in range(9)}
    files |= {"content/guides/a.md": guide("A", "three, one, two"), "content/guides/b.md": guide("B", "one, two")}
    assert related(files)[0].target.title == "B"


def test_a_tie_goes_to_the_newer_page() -> None:
    files = {f"content/guides/x{number}.md": guide(f"X{number}", "one", day=number + 1) for number in range(9)}
    files["content/guides/a.md"] = guide("A", "one", day=20)
    assert [one.target.title for one in related(files)] == ["X8", "X7", "X6", "X5"]


def test_never_two_of_one_tutorial_nor_of_the_own_one() -> None:
    part = "---\ntitle: {}\ntopics: [one]\n---\n\nText.\n"
    files = {
        f"content/tutorials/{name}/0{number}-p.md": part.format(f"{name} {number}")
        for name in "tu"
        for number in (1, 2)
    }
    files |= {f"content/tutorials/{name}/index.md": part.format(name) for name in "tu"}
    files["content/guides/a.md"] = guide("A", "one")
    assert len({one.target.docname.split("/")[1] for one in related(files)}) == len(related(files)) == 2
    assert {one.target.docname.split("/")[0] for one in related(files, "tutorials/t/01-p")} == {"guides", "tutorials"}
    assert all("tutorials/t" not in one.target.docname for one in related(files, "tutorials/t/01-p"))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["one", "two", "three"]), max_size=3, unique=True), min_size=1, max_size=12),
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=12),
)
def test_every_related_page_has_a_reason(topics: list[list[str]], edges: set[tuple[int, int]]) -> None:
    files = {}
    for number, carried in enumerate(topics):
        links = " ".join(f"[[guides/g{to}]]" for of, to in sorted(edges) if of == number and to < len(topics))
        files[f"content/guides/g{number}.md"] = guide(f"G{number}", ", ".join(carried), text=f"Text. {links}")
    for number in range(len(topics)):
        found = related(files, f"guides/g{number}")
        assert len(found) <= MOST
        assert len({one.target.docname for one in found} | {f"guides/g{number}"}) == len(found) + 1
        for one in found:
            assert one.primary or one.shared or one.near or one.points or one.pointed


# ---- paths and prerequisites


def part(title: str, requires: str = "") -> str:
    return f"---\ntitle: {title}\nrequires: [{requires}]\n---\n\nText.\n"


def test_the_place_on_a_path() -> None:
    stops = "".join(f"  - page: guides/{name}\n    why: Because {name}.\n" for name in "abc")
    files = {f"content/guides/{name}.md": guide(name.upper(), "") for name in "abcd"}
    files["content/paths/walk.md"] = f"---\ntitle: Walk\nstops:\n{stops}---\n\nText.\n"
    files["content/paths/other.md"] = "---\ntitle: Other\nstops:\n  - page: guides/b\n    why: Because.\n---\n\nText.\n"
    site = linked(files)
    told = [
        (
            place.path.title,
            place.position,
            place.count,
            place.previous and place.previous.title,
            place.next and place.next.title,
        )
        for place in page_of(site, "guides/b").paths
    ]
    assert told == [("Other", 1, 1, None, None), ("Walk", 2, 3, "A", "C")]
    assert page_of(site, "guides/d").paths == ()


def test_before_and_after() -> None:
    files = {"content/tutorials/t/index.md": part("T"), "content/tutorials/t/01-a.md": part("A")}
    files["content/tutorials/t/02-b.md"] = part("B", "tutorials/t/01-a")
    files["content/tutorials/t/03-c.md"] = part("C", "A, B")
    site = linked(files)
    assert [target.title for target in page_of(site, "tutorials/t/03-c").requires] == ["A", "B"]
    assert [target.title for target in page_of(site, "tutorials/t/01-a").required_by] == ["B", "C"]


@given(st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3, unique=True), max_size=8))
def test_each_circle_of_prerequisites_is_found_and_nothing_else(graph: dict[int, list[int]]) -> None:
    requires = {str(page): tuple(map(str, needed)) for page, needed in graph.items() if needed}
    found = circles_of(requires)
    for circle in found:
        assert circle[0] == circle[-1]
        assert all(after in requires[before] for before, after in pairwise(circle))
    within = {page for circle in found for page in circle}
    for page, first in requires.items():
        reached: set[str] = set()
        ahead = [*first]
        while ahead:
            one = ahead.pop()
            ahead += [] if one in reached else requires.get(one, ())
            reached.add(one)
        if page in reached:
            assert reached & within, "a page that needs itself in the end meets a circle that is told"


# ---- what must hold for every site


NAMES = ("Ask", "Weak ties", "Silence", "Thanks")
WRITTEN = (
    *("[[guides/{n}]]", "[[{t}]]", "[[{t}|words]]", "[words]({n}.md)", "[](../guides/{n}.md)", "[[#h]]", "[[nowhere]]"),
    *("`[[{t}]]`", "{t}", "[[guides/{n}#h]]", "[^1]\n\n[^1]: See [[{t}]]"),
)
BLOCKS = ("{}", "- a\n    - {}", "> {}", "## H\n\n{}", "| a |\n| --- |\n| {} |", "!!! note\n    {}", "**{}**")


@st.composite
def small_sites(draw: st.DrawFn) -> dict[str, str]:
    """Guides and topics of four names that refer to each other in every form and kind of block."""
    files = {}
    for folder, front in (("guides", "form: how-to\n"), ("topics", "")):
        for number, name in enumerate(NAMES):
            blocks = []
            for _ in range(draw(st.integers(0, 3))):
                other = draw(st.integers(0, len(NAMES) - 1))
                form = draw(st.sampled_from(WRITTEN)).format(
                    n=f"n{other}", t=NAMES[other] + draw(st.sampled_from(["", " guide"]))
                )
                block = draw(st.sampled_from(BLOCKS[:1] if "[^1]" in form else BLOCKS))
                blocks.append(block.replace("{}", form))
            title = f"{name} guide" if folder == "guides" else name
            files[f"content/{folder}/n{number}.md"] = (
                f"---\ntitle: {title}\n{front}---\n\n" + "\n\n".join(["Text.", *blocks]) + "\n"
            )
    return files


def resolved(site: Site) -> dict[str, set[str]]:
    """The pages to which the text of each page leads, as its HTML says."""
    urls = {one.target.url: one.page.docname for one in site.pages}
    found = {}
    for one in site.pages:
        text = site.texts[one.page.docname]
        html = text.body + text.notes
        hrefs = {href.partition("#")[0] for href in re.findall(r'<a (?:class="mention" )?href="(/[^"]*)"', html)}
        found[one.page.docname] = {urls[href] for href in hrefs} - {one.page.docname}
    return found


@settings(max_examples=60, deadline=None)
@given(small_sites())
def test_every_reference_resolves_or_is_told_and_backlinks_are_the_inverse_of_links(files: dict[str, str]) -> None:
    site = linked(files)
    told = build(memory(files)).diagnostics
    references = sum(len(one.prose.spots) + len(one.notes_prose.spots) for one in compiled(files))
    leading = [edge for edge in site.edges if edge.kind is EdgeKind.REFERENCE]
    wrong = [one for one in told if one.code in ("unknown-reference", "unknown-address", "missing-file")]
    own = references - len(leading) - len(wrong)
    assert own == sum(len(_to_itself(one, site.texts[one.page.docname])) for one in site.pages)
    outward: dict[str, set[str]] = defaultdict(set)
    for edge in site.edges:
        outward[edge.source].add(edge.target)
    assert {name: goals for name, goals in outward.items() if goals} == {n: g for n, g in resolved(site).items() if g}
    inward = {
        (back.source.docname, one.page.docname)
        for one in site.pages
        for back in (*one.backlinks.shown, *one.backlinks.more, *one.mentioned.shown, *one.mentioned.more)
    }
    assert inward == {(source, goal) for source, goals in outward.items() for goal in goals}


def _to_itself(one: LinkedPage, text: LinkedText) -> list[str]:
    """References of a page that name the page itself: they lead nowhere else, and are no edges."""
    url = re.escape(one.target.url)
    return re.findall(
        rf'<a href="(?:{url}|#h?|{url}#h)"', re.sub(r'<a class="anchor"[^>]*>', "", text.body + text.notes)
    )


@settings(max_examples=40, deadline=None)
@given(small_sites())
def test_every_edge_has_its_place_in_the_source(files: dict[str, str]) -> None:
    settings = [f"{SITE_YML}dialect: {name.value}\n" for name in DialectName]
    edges, in_the_other = (tuple(linked({**files, "content/site.yml": one}).edges) for one in settings)
    assert edges == in_the_other
    for edge in edges:
        if edge.kind in (EdgeKind.REFERENCE, EdgeKind.MENTION):
            assert_place(edge, files[edge.place.file])


def assert_place(edge: Edge, text: str) -> None:
    line = text.split("\n")[edge.place.line - 1]
    assert edge.place.line
    words = line[edge.place.column - 1 :][: edge.place.length]
    if edge.kind is EdgeKind.MENTION:
        assert words.casefold().rstrip("s") in [name.casefold().rstrip("s") for name in NAMES]
    else:
        assert (
            "n" in words
            or "words" in words
            or words.removesuffix("|words") in [f"{n}{g}" for n in NAMES for g in ("", " guide")]
        )
