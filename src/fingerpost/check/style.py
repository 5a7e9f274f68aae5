"""A compiled page and the style sheet of its site in, a diagnostic for each breach out."""

import re
from collections.abc import Iterator

import msgspec

from fingerpost import messages
from fingerpost.check.measures import Syllables, measure_page
from fingerpost.check.running import blocks_of, sentences_of, words_in
from fingerpost.config import Limits, Span, Style
from fingerpost.diagnostics import Diagnostic, Place, in_order
from fingerpost.kinds import GuideFrontMatter
from fingerpost.page import Facts, Page

__all__ = ["check_style", "limits_of"]

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
"""Words in quotation marks are spoken of, or said by somebody else."""
_PARTS = ("The question", "The short answer")


def check_style(page: Page, text: str, style: Style, syllables: Syllables) -> tuple[Diagnostic, ...]:
    """Tell where a page breaks the style sheet. `text` is the file it was compiled from.

    A page that could not be read as a whole is not judged.
    """
    if not page.whole:
        return ()
    limits = limits_of(page, style)
    return in_order(
        (
            *_fields(page, limits),
            *_whole(page, text, limits, syllables),
            *_parts(page, text, limits),
            *_sentences(page, text, limits),
            *_avoided(page, text, style.avoid),
        )
    )


def limits_of(page: Facts, style: Style) -> Limits:
    """Return the limits of a page: those of its kind, or of its form for a guide, before those of every page."""
    front = page.front
    kind = front.form.value if isinstance(front, GuideFrontMatter) else page.kind.value
    own = getattr(style, kind.replace("-", "_"))
    return Limits(*(getattr(own, name) or getattr(style.every, name) for name in Limits.__struct_fields__))


def _fields(page: Page, limits: Limits) -> Iterator[Diagnostic]:
    for key, limit in (("title", limits.title), ("summary", limits.summary)):
        written: str = getattr(page.front, key)
        if limit and written and not _within(len(written), limit):
            yield messages.field_length(page.place(key), key, len(written), limit.from_, limit.to)


def _whole(page: Page, text: str, limits: Limits, syllables: Syllables) -> Iterator[Diagnostic]:
    measures = measure_page(page, text, syllables)
    place = page.place("title")
    if limits.words and not _within(measures.words, limits.words):
        yield messages.text_length(place, "The text", measures.words, limits.words.from_, limits.words.to)
    if not measures.sentences:
        return
    grade, average = round(measures.grade, 1), round(measures.average_sentence, 1)
    if limits.grade and not _within(grade, limits.grade):
        yield messages.reading_grade(place, grade, limits.grade.from_, limits.grade.to)
    if limits.average_sentence and not _within(average, limits.average_sentence):
        yield messages.average_sentence(place, average, limits.average_sentence.from_, limits.average_sentence.to)


def _parts(page: Page, text: str, limits: Limits) -> Iterator[Diagnostic]:
    """Tell which parts of a column, or words to say in its answer, are too long or too short."""
    if page.letter is None:
        return
    counts, places = [0, 0], [page.place("title")] * 2
    sayings: list[tuple[Place, int]] = []
    going_on = False
    for block in blocks_of(page, text):
        count = len(words_in(block.text))
        if block.part < len(counts):
            places[block.part] = places[block.part] if counts[block.part] else block.place
            counts[block.part] += count
        elif block.quoted:
            place, before = sayings.pop() if going_on else (block.place, 0)
            sayings.append((place, before + count))
        going_on = block.quoted
    found = [*zip(_PARTS, places, counts, (limits.question, limits.short_answer), strict=True)]
    found += [("These words to say", place, count, limits.saying) for place, count in sayings]
    for name, place, count, limit in found:
        if limit and count and not _within(count, limit):
            yield messages.text_length(place, name, count, limit.from_, limit.to)


def _sentences(page: Page, text: str, limits: Limits) -> Iterator[Diagnostic]:
    if limits.longest_sentence is None:
        return
    for sentence in sentences_of(page, text):
        count = len(words_in(sentence.text))
        if count > limits.longest_sentence:
            yield messages.long_sentence(sentence.place, count, limits.longest_sentence)


def _avoided(page: Page, text: str, words: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Tell each word to avoid, in any letter case; one in quotation marks is allowed, and so is a longer word."""
    if not words:
        return
    longest_first = sorted(words, key=len, reverse=True)
    avoided = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    for key in ("title", "summary"):
        for found in avoided.finditer(_QUOTED.sub("", getattr(page.front, key))):
            yield messages.word_to_avoid(page.place(key), found[0])
    for sentence in sentences_of(page, text):
        for found in avoided.finditer(_QUOTED.sub("", sentence.text)):
            yield messages.word_to_avoid(_at(sentence.place, found[0]), found[0])


def _at(place: Place, word: str) -> Place:
    """Return the place of a word in the line of its sentence; that of the sentence if it stands in a later line."""
    column = place.text.casefold().find(word.casefold(), place.column - 1)
    if column < 0:
        return place
    return msgspec.structs.replace(place, column=column + 1, length=len(word))


def _within(value: float, limit: Span) -> bool:
    return limit.from_ <= value <= limit.to
