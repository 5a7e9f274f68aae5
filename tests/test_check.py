"""How a page reads: whole sites in, what breaks their style sheet out; then what must hold for any text.

A case in `tests/style/` has the format of those in `tests/errors/`. Syllables are counted simply here: runs of vowels.
"""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.check import Syllables, check_pages, check_style, limits_of, measure_page, syllable_counter
from fingerpost.check.running import blocks_of, sentences_of, words_in
from fingerpost.compile import page_compiler
from fingerpost.config import CONFIG_FILE, Limits, Span, Style, read_config
from fingerpost.diagnostics import Diagnostic, describe, in_order
from fingerpost.kinds import Kind
from fingerpost.link import Wanted
from fingerpost.page import Page, Source
from fingerpost.pipeline import join_site
from fingerpost.read import read_site
from tests.conftest import SITE_YML, TODAY, memory
from tests.test_errors import STYLE, project_of, read_case

COMPILE = page_compiler()


def syllables(word: str) -> int:
    return max(1, len(re.findall("[aeiouy]+", word, re.IGNORECASE)))


def compiled(text: str, kind: Kind = Kind.PAGE, name: str = "about") -> tuple[Page, str]:
    source = Source(name, f"content/{name}.md", kind, text)
    return COMPILE(source), text


@pytest.mark.parametrize("path", STYLE, ids=lambda path: path.stem)
def test_breaches_are_what_the_case_says(path: Path, tmp_path: Path, rewrite: bool) -> None:
    text = path.read_bytes().decode()
    case = read_case(text)
    project = project_of(case, tmp_path)
    settings, wrong = read_config(project.read(CONFIG_FILE).decode())
    assert wrong == ()
    found: list[Diagnostic] = []
    for source in read_site(project)[0].sources:
        page = COMPILE(source)
        assert page.diagnostics == ()
        found += check_style(page, source.text, settings.config.style, syllables)
    got = "".join(describe(one) + "\n" for one in in_order(found))
    if rewrite and got != case.expected:
        path.write_bytes((text.removesuffix(case.expected) + got).encode())
    else:
        assert got == case.expected
    codes = {one.code for one in found}
    assert path.stem.startswith(next(iter(codes)) if codes else "none-")
    assert len(codes) <= 1


TEXT = """---
title: About
---

## A heading of no account

Mr. Ray wrote 1,200 notes. *Nobody* answered "me"! See [[other]] or [[other|the other page]].

| Head | Second head |
| --- | --- |
| A cell | A sentence in a cell. |

![A picture](a.png)

```
code
```

- a point
- [A link alone](https://example.org/)
"""


def test_running_text_is_what_is_read_on_from_word_to_word() -> None:
    page, text = compiled(TEXT)
    assert [(block.text, block.place.line) for block in blocks_of(page, text)] == [
        ("Mr. Ray wrote 1,200 notes. Nobody answered “me”! See  or the other page.", 7),
        ("A cell", 11),
        ("A sentence in a cell.", 11),
        ("a point", 19),
    ]
    assert [(one.text, one.place.column, one.whole) for one in sentences_of(page, text)] == [
        ("Mr. Ray wrote 1,200 notes.", 1, True),
        ("Nobody answered “me”!", 29, True),
        ("See  or the other page.", 52, True),
        ("A cell", 3, False),
        ("A sentence in a cell.", 12, True),
        ("a point", 3, False),
    ]
    measures = measure_page(page, text, syllables)
    assert (measures.words, measures.sentences, measures.average_sentence) == (22, 4, 18 / 4)


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    page, text = compiled("---\ntitle: About\n---\n\nThe cat sat on the mat. It was a banana.\n")
    measures = measure_page(page, text, syllables)
    assert measures.grade == pytest.approx(0.39 * 10 / 2 + 11.8 * 12 / 10 - 15.59)


def test_a_page_without_sentences_has_no_grade() -> None:
    page, text = compiled("---\ntitle: About\n---\n\n- a point\n")
    measures = measure_page(page, text, syllables)
    assert (measures.sentences, measures.average_sentence, measures.grade) == (0, 0.0, 0.0)
    style = Style(every=Limits(grade=Span(8, 2), average_sentence=Span(8, 2)))
    assert check_style(page, text, style, syllables) == ()


GRADED = f"""{SITE_YML}style:
  every: {{grade: {{to: 1}}, words: {{from: 9, to: 12}}}}
"""


def told(counter: Syllables | None) -> str:
    site = memory({"content/site.yml": GRADED, "content/about.md": "---\ntitle: About\n---\n\nA banana is eaten.\n"})
    joined, wrong = join_site(site, Wanted(TODAY))
    assert joined is not None
    assert wrong == ()
    pages = {"about": joined.pages["about"]}
    return "".join(f"{describe(one)}\n" for one in check_pages(pages, joined.sources, joined.settings, counter))


TOO_SHORT = """content/about.md:2:8: warning: The text has 4 words; there should be 9 to 12. [text-length]
  2 | title: About
    |        ^^^^^
  hint: Add 5 words or more.
"""


def test_a_site_is_measured_by_its_own_style_sheet() -> None:
    assert [line.rpartition(" ")[2] for line in told(syllables).splitlines() if line.endswith("]")] == [
        "[reading-grade]",
        "[text-length]",
    ]


def test_without_what_counts_syllables_all_but_the_grade_is_measured() -> None:
    """And that is told, once."""
    assert told(None) == TOO_SHORT + (
        "content/site.yml:4:18: error: A reading grade is measured with textstat, which is not installed. "
        "[grade-unmeasured]\n"
        "  4 |   every: {grade: {to: 1}, words: {from: 9, to: 12}}\n"
        "    |                  ^\n"
        "  hint: Install it with pip install 'fingerpost[style]', or take `grade` out of `style:`.\n"
    )


def test_syllables_are_counted_where_the_library_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = syllable_counter()
    assert counter is not None
    assert [counter(word) for word in ("cat", "banana", "interviewing")] == [1, 3, 4]
    monkeypatch.setitem(sys.modules, "textstat", None)
    assert syllable_counter() is None


def test_a_page_that_cannot_be_read_is_not_judged() -> None:
    page, text = compiled(f"---\ntitle: A\n---\n\n{'[' * 3000}\n")
    assert [one.code for one in page.diagnostics] == ["too-many-brackets"]
    assert check_style(page, text, Style(every=Limits(words=Span(9, 5))), syllables) == ()


@pytest.mark.parametrize(("form", "words"), [("how-to", 1), ("explanation", 2), ("reference", 3)])
def test_a_guide_has_the_limits_of_its_form(form: str, words: int) -> None:
    page, _ = compiled(f"---\ntitle: A\nform: {form}\n---\n\nText.\n", Kind.GUIDE, "guides/a")
    every = Limits(words=Span(9), title=Span(60))
    how_to, explanation, reference = (Limits(words=Span(to)) for to in (1, 2, 3))
    limits = limits_of(page, Style(every=every, how_to=how_to, explanation=explanation, reference=reference))
    assert (limits.words, limits.title) == (Span(words), Span(60))


words = st.sampled_from(
    ["ask", "e-mail", "don't", "Ms. Pham", "10", "it", "&amp;", "“so”", "…", "[[other]]", "*much*", "`x`"]
)
sentences = (
    st.lists(words, min_size=1, max_size=8)
    .map(" ".join)
    .flatmap(lambda text: st.sampled_from([f"{text}.", f"{text}?", text, f"> {text}!", f"- {text}", f"## {text}"]))
)


@given(st.lists(sentences, max_size=8))
def test_every_word_belongs_to_a_sentence_and_every_sentence_to_a_line(parts: list[str]) -> None:
    page, text = compiled("---\ntitle: About\n---\n\n" + "\n\n".join(parts) + "\n")
    blocks, found = blocks_of(page, text), sentences_of(page, text)
    assert sum(len(words_in(one.text)) for one in blocks) == sum(len(words_in(one.text)) for one in found)
    lines = text.split("\n")
    for place in (*(one.place for one in blocks), *(one.place for one in found)):
        assert place.text == lines[place.line - 1]
        assert 1 <= place.column <= len(place.text)
