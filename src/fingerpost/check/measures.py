"""A compiled page in, the measures of its text out: words, sentences, reading grade."""

from collections.abc import Callable

import msgspec

from fingerpost.check.running import Sentence, blocks_of, sentences_of, words_in
from fingerpost.page import Page

__all__ = ["Measures", "Syllables", "measure_page", "reading_grade"]

Syllables = Callable[[str], int]
"""Counts the syllables of a word; the language of a site decides how."""


class Measures(msgspec.Struct, frozen=True):
    """How long the text of a page is, and how it reads."""

    words: int
    """Of the running text: headings, code, names of pages and notes left out."""
    sentences: int
    """Words that make no sentence, such as a label, are not counted."""
    average_sentence: float
    """Words."""
    grade: float
    """The school year, in the United States, that a reader needs."""


def measure_page(page: Page, text: str, syllables: Syllables) -> Measures:
    """Measure a page. `text` is the file it was compiled from."""
    sentences = tuple(one for one in sentences_of(page, text) if one.whole)
    words = sum(len(words_in(one.text)) for one in sentences)
    return Measures(
        words=sum(len(words_in(block.text)) for block in blocks_of(page, text)),
        sentences=len(sentences),
        average_sentence=words / len(sentences) if sentences else 0.0,
        grade=reading_grade(sentences, syllables),
    )


def reading_grade(sentences: tuple[Sentence, ...], syllables: Syllables) -> float:
    """Return the Flesch–Kincaid grade of sentences, 0 for none (Kincaid and others, CNTECHTRA Report 8-75, 1975)."""
    words = [word for one in sentences for word in words_in(one.text)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
