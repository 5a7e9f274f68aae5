"""The HTML of a text in; the same, with the words that its Markdown did not have in the language of the site, out.

A note without a title of its own (`!!! tip`) has that of its kind, and the link back from a numbered note tells where
it leads: these are the theme's words, not the author's.
"""

import html
import re

from fingerpost.words import NOTES, Words, marked

__all__ = ["in_words", "notes_in_words"]

_TITLE = re.compile(
    r'(<(?:div class="admonition |details class=")(\w+)[^>]*>\s*<(?:p class="admonition-title"|summary)>)(\w+)(?=</)'
)
"""A block with a title of one word, its first class before it."""
_BACK = re.compile(r'(<a class="footnote-backref"[^>]* title=")[^"]*?(\d+)(?=")')


def in_words(text: str, words: Words) -> str:
    """Return the HTML of a text in the words of a site."""
    if not words.texts:
        return text
    return _TITLE.sub(lambda found: found[1] + _title(found[2], found[3], words), text)


def notes_in_words(notes: str, words: Words) -> str:
    """Return the list of numbered notes, as HTML, in the words of a site."""
    if not words.texts:
        return notes
    return _BACK.sub(lambda found: found[1] + html.escape(_back(found[2], words)), in_words(notes, words))


def _back(number: str, words: Words) -> str:
    return words.say(marked("Back to the text, note %(number)s"), number=number)


def _title(kind: str, title: str, words: Words) -> str:
    return html.escape(words.say(title)) if title == kind.capitalize() and title in NOTES else title
