"""A text and its notes in, the text with a copy of each note beside its mark out."""

import re

import pytest

from fingerpost.output import Output
from fingerpost.pipeline import Built
from fingerpost.render.margin_notes import margin_notes
from tests.conftest import build, memory

PAGE = "---\ntitle: Marks\nsources:\n  - id: S\n    cite: A source\n    url: https://example.com/s\n---\n\n"


def shown(text: str) -> str:
    """The page of a text with a source S, as it is published."""
    built: Built = build(memory({"content/marks.md": PAGE + text}))
    assert not built.diagnostics
    page = next(output for output in built.outputs if output.path == "marks/index.html")
    assert isinstance(page, Output)
    return page.data.decode()


def test_a_note_stands_beside_its_first_mark() -> None:
    page = shown("One.[^S] Two.[^n] Again.[^S]\n\n[^n]: A *note*.\n")
    assert re.findall(r'<span class="sidenote" role="note" id="_fn-(.)"><b>(\d)</b> (.*?)</span>', page) == [
        ("S", "1", 'A source. <a class="address" href="https://example.com/s">https://example.com/s</a>'),
        ("n", "2", "A <em>note</em>."),
    ]
    assert '<sup id="fnref-S"><a class="footnote-ref" href="#_fn-S">1</a></sup><span class="sidenote"' in page
    assert page.count("footnote-backref") == 3  # in the notes at the end, which stay as they are


@pytest.mark.parametrize(
    "text",
    [
        "| A |\n| --- |\n| b[^S] |\n",
        "## Head[^S]\n",
        '??? question "Why?[^S]"\n    So.\n',
        "One.[^n]\n\n[^n]: First.\n\n    Second.\n",
        "One.[^n]\n\n[^n]: With another.[^S]\n",
    ],
    ids=["in a table", "in a heading", "in a summary", "two paragraphs", "a mark in a note"],
)
def test_where_there_is_no_room_for_a_note(text: str) -> None:
    if "[^S]" not in text:
        text += "\n| A |\n| --- |\n| b[^S] |\n"
    page = shown(text)
    assert 'class="sidenote"' not in page
    for mark in re.findall(r'class="footnote-ref" href="#(.*?)"', page):
        assert f'id="{mark}"' in page


def test_nothing_is_done_without_notes() -> None:
    assert margin_notes("<p>One.</p>", "") == "<p>One.</p>"
    assert margin_notes("", "<ol></ol>") == ""
