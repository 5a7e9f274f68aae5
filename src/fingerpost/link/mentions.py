"""The topics of a site in, a finder out: the text of a page in, the mentions that become links out.

All labels are looked for in one pass over the text (Aho and Corasick, "Efficient string matching", 1975), however many
there are.
"""

import bisect
import html
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from ahocorasick_rs import AhoCorasick

from fingerpost.kinds import Kind, Mentions
from fingerpost.naming import synonyms_of
from fingerpost.output import digest_of
from fingerpost.page import Facts, Page
from fingerpost.typography import smarten

__all__ = ["Mention", "MentionFinder", "labels_of", "part_of"]

FEWEST_LETTERS = 2
"""A label shorter than this is never a mention."""


class Mention(msgspec.Struct, frozen=True):
    """Words of a page that become a link to a topic."""

    topic: str
    """The docname of the topic."""
    start: int
    """Where the words begin in the prose of the page."""
    end: int
    piece: int
    """The piece of the page in which they stand, counted through all its parts."""
    offset: int
    """Where in that piece they begin."""
    length: int
    """Characters of that piece that the words take; more than `end - start` where it has entities."""
    place: int
    """Where in the source they begin, in characters below the front matter; -1 where that cannot be told."""


def labels_of(pages: Iterable[Facts]) -> str:
    """Return the digest of all labels of topics among these pages: another one whenever a text may mention another."""
    labels = sorted(
        (page.docname, page.front.title, *synonyms_of(page.front)) for page in pages if page.kind is Kind.TOPIC
    )
    return digest_of(repr(labels).encode("utf-8", "surrogatepass"))


class MentionFinder:
    """Finds mentions. Letter case does not matter, but for a label in capitals alone (CV), which only means itself."""

    def __init__(self, topics: Iterable[Facts], *, often: Mentions, in_questions: bool) -> None:
        self._often = often
        self._in_questions = in_questions
        owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for page in topics:
            for label in map(smarten, (page.front.title, *synonyms_of(page.front))):
                exact = label if label.isupper() and len(label) >= FEWEST_LETTERS else ""
                for form in _forms(label):
                    owners[_lower(form)].add((page.docname, exact))
        known = {form: next(iter(found)) for form, found in owners.items() if len(found) == 1}
        self._forms = sorted(known)
        self._owners = [known[form] for form in self._forms]
        self._automaton = AhoCorasick(self._forms) if self._forms else None

    def find(self, page: Page, referred: frozenset[str]) -> tuple[Mention, ...]:
        """Return the mentions of a page that become links, in order; never of itself, nor of what it refers to.

        `referred` holds the docnames to which the page has references of its own.
        """
        often = page.front.mentions or self._often
        if self._automaton is None or often is Mentions.OFF or not page.prose.starts:
            return ()
        first = 0 if self._in_questions or page.letter is None else len(page.letter.question)
        taken = referred | {page.docname}
        done: set[tuple[str, int]] = set()
        mentions: list[Mention] = []
        for start, end, topic in self._matches(page.prose.text):
            section = bisect.bisect_right(page.prose.sections, start) if often is Mentions.SECTION else 0
            if topic in taken or (topic, section) in done:
                continue
            mention = _in_prose(page, topic, start, end)
            if mention is not None and mention.piece >= first:
                done.add((topic, section))
                mentions.append(mention)
        return tuple(mentions)

    def _matches(self, text: str) -> list[tuple[int, int, str]]:
        """Return start, end and topic of each label in a text, from left to right, the longest where some overlap."""
        lower = _lower(text)
        assert self._automaton is not None  # noqa: S101 -- asked only where there are labels
        found = self._automaton.find_matches_as_indexes(lower, overlapping=True)
        whole = [
            (start, -end, *self._owners[form])
            for form, start, end in found
            if _ends_word(lower, start - 1, start) and _ends_word(lower, end, end - 1)
        ]
        matches: list[tuple[int, int, str]] = []
        for start, minus_end, topic, exact in sorted(whole):
            free = not matches or start >= matches[-1][1]
            if free and text.startswith(exact, start):
                matches.append((start, -minus_end, topic))
        return matches


def _in_prose(page: Page, topic: str, start: int, end: int) -> Mention | None:
    """Return the mention at a place of the text, or None where that is no prose or has markup in it."""
    prose = page.prose
    first, last = bisect.bisect_right(prose.starts, start) - 1, bisect.bisect_right(prose.starts, end - 1) - 1
    if first < 0 or prose.pieces[first] != prose.pieces[last]:
        return None
    piece = prose.pieces[first]
    part, number = part_of(page.parts, piece)
    markup = page.parts[part][number]
    offset = prose.offsets[first] + start - prose.starts[first]
    stop = prose.offsets[last] + end - prose.starts[last]
    assert isinstance(markup, str)  # noqa: S101 -- prose stands in no other piece
    written = markup[offset:stop]
    words = prose.text[start:end]
    if written != words and ("<" in written or html.unescape(written).replace("\n", " ") != words):
        return None
    within = start - prose.starts[first]
    place = prose.places[first] + within if prose.places[first] >= 0 else -1
    return Mention(topic, start, end, piece, offset, stop - offset, place)


def part_of(parts: Sequence[Sequence[object]], number: int) -> tuple[int, int]:
    """Return the part in which a piece stands that is counted through all parts, and its number there."""
    for part, pieces in enumerate(parts):
        if number < len(pieces):
            return part, number
        number -= len(pieces)
    raise IndexError(number)


def _ends_word(text: str, beyond: int, within: int) -> bool:
    """Tell whether a word ends between two neighbours; a hyphen between letters belongs to the word."""
    if not 0 <= beyond < len(text):
        return True
    mark = text[beyond]
    if mark != "-":
        return not (mark.isalnum() or mark == "_")
    further = beyond + (beyond - within)
    return not (0 <= further < len(text) and text[further].isalnum())


def _forms(label: str) -> tuple[str, ...]:
    """Return a label with its last word in singular and plural, as far as English makes them simply."""
    if len(label) < FEWEST_LETTERS or not label[-1].isalpha():
        return (label,) if len(label) >= FEWEST_LETTERS else ()
    lower = label.lower()
    if lower.endswith("ies") and len(label) > 4:
        return (label, label[:-3] + "y", label[:-1])
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return (label, label[:-1])
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return (label, label + "es")
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return (label, label[:-1] + "ies")
    return (label, label + "s")


def _lower(text: str) -> str:
    """Return a text in lower case, of the same length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := one.lower()) == 1 else one for one in text)
