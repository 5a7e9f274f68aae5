"""One page and its text in, what a search knows of it out: a small HTML document that says what weighs how much.

Pagefind reads weights, filters and the anchors of headings from HTML; this document is never published. It depends on
what the page says, not on the theme that shows it.
"""

import html
import re
from collections.abc import Iterable

import msgspec

from fingerpost.kinds import TopicFrontMatter
from fingerpost.page import Facts, Target
from fingerpost.site import LinkedText

__all__ = ["Record", "record_of"]

NAMES = 7
"""The weight of other names of a topic: that of a title (Pagefind's own for a first heading)."""
QUESTION = 3
"""The weight of a question: what a reader asks in the same words."""
SUMMARY = 2
"""The weight of a summary and of a short answer."""
NOTES = 0.5
"""The weight of sources and notes. That of all other text is 1, and of headings 2 to 6 (Pagefind's own)."""
SHORTEST = 4
"""Letters of a word that may stand for a misspelt one."""
LONGEST = 24
"""Letters of such a word, at most."""
_TAG = re.compile(r"<[^>]*>")
_MARK = re.compile(r'<sup id="[^"]*"><a class="footnote-ref"[^>]*>[^<]*</a></sup>')
"""The mark of a note: no word of the sentence that it stands in."""
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What a search knows of one page."""

    url: str
    """The site path."""
    document: str
    """HTML."""
    words: tuple[str, ...]
    """Each word of it in small letters, once, sorted: for whoever misspells one."""


def record_of(facts: Facts, target: Target, text: LinkedText, topics: Iterable[str], language: str) -> Record:
    """Return the record of a page. `topics` are the titles of those that it carries; a topic carries itself too.

    How weights, filters and metadata are written: pagefind.app, "Weighting" and "Setting up filters".
    """
    front, letter = facts.front, text.letter
    own = (target.title,) if isinstance(front, TopicFrontMatter) else ()
    filters = (("kind", facts.kind.value), *(("topic", title) for title in (*own, *topics)))
    names = ", ".join((*front.synonyms, *front.hidden)) if isinstance(front, TopicFrontMatter) else ""
    updates = letter.updates if letter else ()
    parts = (
        f'<h1 data-pagefind-meta="title">{html.escape(target.title)}</h1>',
        *(f'<p data-pagefind-filter="{name}[data-is]" data-is="{html.escape(value)}"></p>' for name, value in filters),
        _weighing(SUMMARY, html.escape(target.summary if front.summary else "")),
        _weighing(NAMES, html.escape(names)),
        *(
            (_weighing(QUESTION, letter.question), _weighing(SUMMARY, letter.short_answer), letter.answer)
            if letter
            else (text.body,)
        ),
        *(f'<h2 id="{html.escape(one.anchor)}">{html.escape(one.title)}</h2>\n{one.body}' for one in updates),
        _weighing(NOTES, text.notes),
    )
    body = _MARK.sub("", "\n".join(filter(None, parts)))
    document = f'<html lang="{html.escape(language)}"><body data-pagefind-body>\n{body}\n</body></html>\n'
    return Record(target.url, document, _words(body))


def _weighing(weight: float, text: str) -> str:
    return f'<div data-pagefind-weight="{weight}">{text}</div>' if text else ""


def _words(body: str) -> tuple[str, ...]:
    text = html.unescape(_TAG.sub(" ", body)).lower()
    return tuple(sorted({word for word in _WORD.findall(text) if len(word) <= LONGEST}))
