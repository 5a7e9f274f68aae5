"""Lists: how long ones are cut up, what they show less of, and topics from A to Z."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.collation import initial, sort_key
from fingerpost.output import Output
from fingerpost.pipeline import Built
from fingerpost.site import cut_up, near_and_far
from tests.conftest import build, memory
from tests.test_sites import link_complaints, map_complaints, page_complaints

# ---- cutting up


@given(st.integers(0, 1200), st.booleans())
def test_a_list_is_cut_up_whole(count: int, dated: bool) -> None:
    spans = cut_up("/columns/", count, dated=dated)
    assert [number for span in spans for number in range(span.start, span.stop)] == list(range(count))
    assert spans[0].url == "/columns/"
    assert len({span.url for span in spans}) == len(spans)
    assert all(span.stop - span.start <= 100 for span in spans)
    assert count == 0 or all(span.stop > span.start for span in spans)
    assert (len(spans) == 1) is (count <= 100)


@given(st.integers(101, 1200))
def test_a_new_column_changes_the_newest_page_and_hardly_another(count: int) -> None:
    """Pages of older entries hold the same ones, whatever comes, counted from the oldest."""

    def older(total: int) -> dict[str, tuple[int, int]]:
        return {span.url: (total - span.start, total - span.stop) for span in cut_up("/c/", total, dated=True)[1:]}

    assert older(count).items() <= older(count + 1).items()


@given(st.integers(1, 3000), st.data())
def test_each_page_of_a_list_is_few_steps_from_any_other(count: int, data: st.DataObject) -> None:
    """For a reader who goes each time to the nearest page that is shown."""
    here, there = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    for _ in range(count.bit_length()):
        shown = near_and_far(here, count)
        assert here in shown
        assert len(shown) <= max(20, 2 * count.bit_length() + 3)
        here = min(shown, key=lambda one: abs(one - there))
    assert here == there


def test_a_very_long_list_leads_to_its_pages_near_and_far() -> None:
    """The index of topics has 30 pages of labels, so none leads to all others."""
    synonyms = ", ".join(f"w{number:04}" for number in range(2999))
    topic = f"---\ntitle: All of it\nsynonyms: [{synonyms}]\n---\n\nText.\n"
    other = "---\ntitle: Another\n---\n\nText.\n"
    built = build(memory({"content/topics/all.md": topic, "content/topics/b.md": other}))
    site = {one.path: one.data for one in built.outputs if isinstance(one, Output)}
    sheets = site["topics/a-z/page/11/index.html"].decode().partition('class="sheets"')[2].partition("</nav>")[0]
    links = re.findall(r'<li>(… )?<a href="/topics/a-z/(?:page/(\d+)/)?"( aria-current="page")?>', sheets)
    assert [(gap.strip() + (page or "1"), bool(current)) for gap, page, current in links] == [
        *((page, False) for page in ("1", "…5", "…8", "9", "10")),
        ("11", True),
        *((page, False) for page in ("12", "13", "14", "…17", "…23", "…31")),
    ]
    assert link_complaints(site, "https://example.org/") == []


# ---- a site with long lists

LETTER = "\n## Question\n\nQ\n\n## Answer\n\nA\n"


def large(columns: int) -> Built:
    files: dict[str, str | bytes] = {
        "content/topics/all.md": "---\ntitle: All of it\nsummary: All.\nsynonyms: [everything]\n---\n\nOf all.\n",
        "content/topics/part.md": "---\ntitle: A part\nsummary: Part.\nbroader: [all]\n---\n\nOf a part.\n",
        "content/authors/ann.md": "---\ntitle: Ann\nsummary: Ann.\n---\n\nAnn.\n",
        "content/index.md": "---\ntitle: Home\nsummary: Home.\n---\n\nHome.\n",
    }
    for number in range(columns):
        day = f"20{20 + number // 300:02}-{1 + number // 28 % 10:02}-{1 + number % 28:02}"
        front = f"title: C{number:03}\nsummary: C.\nstanding: composed\npublished: {day}\n"
        topic = "part" if number % 3 else "all"
        files[f"content/columns/c{number:03}.md"] = f"---\n{front}topics: [{topic}]\nauthors: [ann]\n---\n{LETTER}"
    for number in range(130):
        form = ("how-to", "explanation", "reference")[number % 3]
        front = f"title: G{number:03}\nsummary: G.\nform: {form}\n"
        files[f"content/guides/g{number:03}.md"] = f"---\n{front}topics: [part]\n---\n\nText.\n"
    return build(memory(files))


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    built = large(230)
    assert built.diagnostics == ()
    return {one.path: one.data for one in built.outputs if isinstance(one, Output)}


def entries(site: Mapping[str, bytes], path: str) -> list[str]:
    """The titles of the entries of a list."""
    main = site[f"{path}index.html"].decode().partition("<main")[2]
    return re.findall(r'<li>\n<a href="[^"]*">(.*?)</a>\n', main)


def test_everything_is_reached_and_nothing_leads_nowhere(site: Mapping[str, bytes]) -> None:
    assert link_complaints(dict(site), "https://example.org/") == []
    assert map_complaints(dict(site), "https://example.org/") == []
    assert page_complaints(dict(site)) == []


def test_columns_stand_newest_first_on_several_pages(site: Mapping[str, bytes]) -> None:
    pages = ["columns/", "columns/page/3/", "columns/page/2/", "columns/page/1/"]
    assert [len(entries(site, page)) for page in pages] == [80, 50, 50, 50]
    titles = [title for page in pages for title in entries(site, page)]
    assert sorted(titles) == [f"C{number:03}" for number in range(230)]
    first = site["columns/index.html"].decode()
    assert all(f'href="/{page}"' in first for page in pages)
    assert 'aria-current="page"' in first.partition('class="sheets"')[2]


def test_guides_stand_by_form(site: Mapping[str, bytes]) -> None:
    first, second = (site[f"guides/{page}index.html"].decode() for page in ("", "page/2/"))
    assert re.findall(r'<h2 id="(_[a-z-]+)">', first) == ["_how-to", "_explanation", "_reference"]
    assert re.findall(r'<h2 id="(_[a-z-]+)">', second) == ["_reference"]
    assert re.findall(
        r'<li><a href="([^"]*)">(?:How to|Explanation|Reference)</a> <span class="count">(\d+)', first
    ) == [
        ("#_how-to", "44"),
        ("#_explanation", "43"),
        ("#_reference", "43"),
    ]


def test_a_filter_leads_to_what_it_counts(site: Mapping[str, bytes]) -> None:
    found = re.findall(
        r'<li><a href="/topics/(\w+)/#_asked">[^<]*</a> <span class="count">(\d+)', site["columns/index.html"].decode()
    )
    assert found == [("part", "153"), ("all", "230")]
    assert (
        len(entries(site, "topics/part/asked/"))
        + len(entries(site, "topics/part/asked/page/1/"))
        + len(entries(site, "topics/part/asked/page/2/"))
        == 153
    )


def test_the_page_of_a_topic_and_of_an_author_has_no_more_than_fifty_of_each(site: Mapping[str, bytes]) -> None:
    for path in ("topics/all/", "authors/ann/"):
        page = site[f"{path}index.html"].decode()
        for group in page.split('<section class="group">')[1:]:
            assert group.partition("</section>")[0].count("<li>") <= 50
    assert ">180 more</a>" in site["topics/all/index.html"].decode()
    assert len(entries(site, "authors/ann/column/")) == 80


def test_a_page_does_not_grow_with_the_site(site: Mapping[str, bytes]) -> None:
    """No page of a site with many more columns is longer, but for one more link to each page of its list."""
    small = {one.path: one.data for one in large(130).outputs if isinstance(one, Output)}
    for path in ("columns/c000/index.html", "topics/all/index.html", "authors/ann/index.html", "guides/index.html"):
        assert abs(len(site[path]) - len(small[path])) < 600, path


def test_a_page_cannot_stand_where_a_list_does() -> None:
    built = build(
        memory(
            {
                "content/topics/a-z.md": "---\ntitle: A to Z\n---\n\nText.\n",
                "content/topics/b.md": "---\ntitle: B\n---\n\nText.\n",
            }
        )
    )
    assert ["the topics from A to Z" in one.message for one in built.diagnostics] == [True]


# ---- the order of letters


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "3D, à la carte, A part, All of it, Ångström, résumé, resume writing, Zulu"),
        ("de", "Apfel, Äpfel, Ötzi, strasse, straße, Ubahn, Übung, Zug"),
        ("sv", "A, Z, Å, Ä, Ö"),
        ("da", "A, Z, Æ, Ø, Å"),
        ("es", "nube, nuca, ñandú, oso"),
        ("pl", "lb, lza, łza, mama"),
        ("tr", "hız, ılık, iyi, jet"),
        ("ru", "ёлка, ель, игра, йод, кот"),
        ("pt-BR", "acao, ação, azul"),
    ],
)
def test_words_in_the_order_of_their_language(language: str, words: str) -> None:
    expected = words.split(", ")
    mixed = list(reversed(expected))
    assert sorted(mixed, key=lambda one: sort_key(one, language)) == expected


@pytest.mark.parametrize(
    ("language", "text", "letter"),
    [
        ("en", "weak ties", "W"),
        ("en", "élan", "E"),
        ("en", "“quoted”", "Q"),
        ("en", "3 ways", "0–9"),
        ("en", "…", "#"),
        ("en", "", "#"),
        ("sv", "ånger", "Å"),
        ("nb-NO", "Øy", "Ø"),
        ("en", "Øy", "O"),
        ("tr", "iyi", "İ"),
        ("tr", "ılık", "I"),
        ("ru", "йод", "Й"),
        ("ar", "شبكة", "ش"),
        ("he", "קשר", "ק"),
        ("zh", "人脉", "人"),
    ],
)
def test_the_letter_of_a_word(language: str, text: str, letter: str) -> None:
    assert initial(text, language) == letter


@given(st.lists(st.text(max_size=8), max_size=12), st.sampled_from(["en", "sv", "tr", "ru"]))
def test_a_letter_stands_in_one_place(words: list[str], language: str) -> None:
    """Words in order bring each letter once."""
    letters = [initial(one, language) for one in sorted(words, key=lambda one: sort_key(one, language))]
    runs = [letter for number, letter in enumerate(letters) if not number or letters[number - 1] != letter]
    assert len(runs) == len(set(runs))


def test_synonyms_lead_to_their_topic() -> None:
    files = {
        "content/topics/ties.md": "---\ntitle: Weak ties\nsynonyms: [acquaintances]\nhidden: [contacts]\n---\n\nT.\n",
        "content/topics/work.md": "---\ntitle: Work\n---\n\nText.\n",
    }
    built = build(memory(files))
    page = built.load("topics/a-z/index.html").decode()
    assert '<li>acquaintances: see <a href="/topics/ties/">Weak ties</a></li>' in page
    assert re.findall(r'<h2 id="(\w+)">(\w)</h2>', page) == [("_a", "A"), ("_w", "W")]
    assert "contacts" not in page
    for path in ("index.html", "topics/index.html", "404.html"):
        assert 'href="/topics/a-z/"' in built.load(path).decode(), path
