"""A compiled page in, its running text out: block by block, sentence by sentence, each with its place in the source.

What a reader reads on from word to word is running text: paragraphs, points of lists, cells. Headings, code, the names
of pages that a reference fills in, and the marks of notes are none.
"""

import bisect
import itertools
import re
from collections.abc import Iterator

import msgspec

from fingerpost.diagnostics import Place
from fingerpost.link.sentences import sentence_ends
from fingerpost.page import Page, Reference

__all__ = ["Block", "Sentence", "blocks_of", "sentences_of", "words_in"]

_WORD = re.compile(r"[^\W_]+(?:['’.,/-][^\W_]+)*")
"""Letters and digits, with what joins them: "don't", "e-mail", "1,200"."""
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
_LEAD = " ,;:.–—"
"""What is left standing in front where a name is taken out."""


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a point of a list, a cell."""

    text: str
    """Without the names of pages."""
    part: int
    """In which part of a column it stands: 0 for the question, 1 for the short answer, 2 for the answer; else 0."""
    place: Place
    """Of its first words."""
    quoted: bool
    """Whether it stands in a quotation."""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence, or the words of a block that make none: a label, a heading of a list."""

    text: str
    place: Place
    whole: bool
    """Whether a mark ends it."""


class _Source(msgspec.Struct, frozen=True):
    """A page, and the text that it came from."""

    page: Page
    body: str
    """Below the front matter."""

    def place(self, start: int, end: int) -> Place:
        """Return the place of the first prose within a stretch of the text that can be found in the file."""
        page, prose = self.page, self.page.prose
        first = max(0, bisect.bisect_right(prose.starts, start) - 1)
        for number in range(first, bisect.bisect_left(prose.starts, end)):
            run, at = prose.starts[number], prose.places[number]
            reaches = run >= start or self.body.startswith(prose.text[run : start + 1], max(at, 0))
            if at >= 0 and reaches:
                at += max(0, start - run)
                row = bisect.bisect_right(page.line_starts, at) - 1
                begin = page.line_starts[row]
                line = self.body[begin : self.body.find("\n", begin) % (len(self.body) + 1)]
                return Place(page.path, page.body_line + row, at - begin + 1, 1, line)
        return page.place("title")


def _source(page: Page, text: str) -> _Source:
    return _Source(page, "\n".join(text.split("\n")[page.body_line - 1 :]))


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text; "don't" and "e-mail" are one each."""
    return tuple(_WORD.findall(text))


def blocks_of(page: Page, text: str) -> tuple[Block, ...]:
    """Return the running text of a page, block by block. `text` is the file it was compiled from."""
    source = _source(page, text)
    ends = _part_ends(page)
    blocks = []
    for start, end in _stretches(page):
        words = _without_names(page, start, end)
        if words_in(words):
            place = source.place(start, end)
            quoted = place.text.lstrip().startswith(">")
            blocks.append(Block(words, _part(page, ends, start, end), place, quoted))
    return tuple(blocks)


def sentences_of(page: Page, text: str) -> tuple[Sentence, ...]:
    """Return the running text of a page, sentence by sentence. `text` is the file it was compiled from."""
    source = _source(page, text)
    sentences = []
    for start, end in _stretches(page):
        cuts = sorted({start, *sentence_ends(page.prose.text, start, end), *_names_that_begin(page, start, end), end})
        for first, last in itertools.pairwise(cuts):
            words = _without_names(page, first, last).strip()
            if words_in(words):
                sentences.append(Sentence(words, source.place(first, last), bool(_ENDED.search(words))))
    return tuple(sentences)


def _stretches(page: Page) -> Iterator[tuple[int, int]]:
    """Yield start and end of each block that holds prose; one in code, in a heading or in a link alone has none."""
    prose = page.prose
    headings = frozenset(prose.sections)
    start = 0
    for line in prose.text.split("\n"):
        end = start + len(line)
        first = bisect.bisect_left(prose.starts, start)
        if start not in headings and first < len(prose.starts) and prose.starts[first] < end:
            yield start, end
        start = end + 1


def _without_names(page: Page, start: int, end: int) -> str:
    """Return a stretch of the text without the names of pages that its references without words show."""
    words, at = [], start
    for spot, end_of_spot in _names(page):
        if at <= spot and end_of_spot <= end:
            words.append(page.prose.text[at:spot])
            at = end_of_spot
    words.append(page.prose.text[at:end])
    joined = "".join(words)
    return joined.lstrip(_LEAD) if len(words) > 1 else joined


def _names_that_begin(page: Page, start: int, end: int) -> Iterator[int]:
    """Yield where a sentence begins with the name of a page: a title, which stands here in small letters."""
    for spot, _ in _names(page):
        if start < spot < end and _ENDED.search(page.prose.text[start:spot].rstrip()):
            yield spot


def _names(page: Page) -> Iterator[tuple[int, int]]:
    references = (piece for part in page.parts for piece in part if isinstance(piece, Reference))
    return (spot for spot, one in zip(page.prose.spots, references, strict=True) if not one.words)


def _part_ends(page: Page) -> tuple[int, ...]:
    """Return how many pieces a page has up to the end of each of its parts."""
    ends: list[int] = []
    for part in page.parts:
        ends.append((ends[-1] if ends else 0) + len(part))
    return tuple(ends)


def _part(page: Page, ends: tuple[int, ...], start: int, end: int) -> int:
    """Return the part of a page in which a block stands; its first run of prose tells."""
    first = bisect.bisect_left(page.prose.starts, start)
    return bisect.bisect_right(ends, page.prose.pieces[first])
