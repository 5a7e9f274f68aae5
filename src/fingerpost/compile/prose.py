"""The pieces of a page in, its words without markup out, and where in pieces and source each run of prose stands.

A run of prose is text in which a topic may be mentioned: no code, heading, link or markup. Blocks are parted by line
breaks, so no sentence and no mention crosses from one to the next.
"""

import html
import re

from fingerpost.compile.body_text import BodyText
from fingerpost.page import Body, Picture, Prose, Reference

__all__ = ["read_prose"]

_TOKEN = re.compile(
    r"<(?:(?P<tag>/?[A-Za-z][A-Za-z0-9]*)[^>]*>|!--(?P<comment>.*?)-->)|&(?P<entity>\#\w+|\w+);", re.DOTALL
)
"""Each begins with one of two characters, so that `re` skips quickly to where one stands."""
_MARKS = re.compile("([“”‘’–—…\n]+)")
"""What parts runs too: it is written otherwise in the source, and each run should be found there."""
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"^\d+-(?=.)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_PROSE = _HEADINGS | {"a", "button", "code", "kbd", "label", "samp", "summary", "th"}
"""Elements in which nothing is a mention."""
_WHOLE = frozenset({"pre", "script", "style", "sup", "textarea"})
"""Elements that are passed by as a whole; of these, only code has words."""
_BLOCKS = _HEADINGS | frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "header", "hr", "label", "li", "main", "nav", "ol", "p"),
        *("section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
_TAGS = {
    slash + name: (name in _BLOCKS, (-1 if slash else 1) * (name in _NO_PROSE), name in _HEADINGS and not slash)
    for name in _BLOCKS | _NO_PROSE
    for slash in ("", "/")
}
"""What a tag does: whether it parts blocks, how many more elements without prose are open then, whether it begins a
section."""
SHORT = 12
"""A run shorter than this is looked for only close by in the source, since it may stand in many places."""
CLOSE = 240
"""Characters of the source that are close by."""


def read_prose(parts: tuple[Body, ...], source: BodyText | None) -> Prose:
    """Read the parts of a page, one after the other; with `source`, the text they came from, also what is prose.

    Without it only the words and the places of references in them are told.
    """
    reading = _Reading(source)
    for body in parts:
        for piece in body:
            reading.piece(piece)
        reading.break_line()
    return reading.prose()


class _Reading:
    """One pass over the pieces of a page."""

    def __init__(self, source: BodyText | None) -> None:
        self.source = source
        self.words: list[str] = []
        self.length = 0
        self.number = -1
        self.closed_off = 0
        """How many elements without prose are open."""
        self.mentions = True
        self.sections: list[int] = []
        self.spots: list[tuple[int, int]] = []
        self.runs: list[tuple[int, int, int, int]] = []
        self.found = 0
        """Where in the source the last run ended."""

    def prose(self) -> Prose:
        starts, pieces, offsets, places = zip(*self.runs, strict=True) if self.runs else ((), (), (), ())
        text = "".join(self.words)
        return Prose(text, starts, pieces, offsets, places, tuple(self.spots), tuple(self.sections))

    def piece(self, piece: str | Reference | Picture) -> None:
        self.number += 1
        if isinstance(piece, str):
            self._markup(piece)
        elif isinstance(piece, Reference):
            start = self.length
            self._add(_written(piece))
            self.spots.append((start, self.length))

    def break_line(self) -> None:
        if self.words and self.words[-1] != "\n":
            self._add("\n")

    def _add(self, text: str) -> None:
        self.words.append(text)
        self.length += len(text)

    def _markup(self, markup: str) -> None:
        end = 0
        while token := _TOKEN.search(markup, end):
            if token.start() > end:
                self._text(markup[end : token.start()], end)
            end = token.end()
            name = token["tag"]
            if name is None:
                self._aside(token)
            elif name in _WHOLE or (name == "a" and "footnote-backref" in token[0]):
                end = self._whole(name, markup, end)
            elif effect := _TAGS.get(name) or _TAGS.get(name.lower()):
                self._tag(*effect)
            elif name == "br":
                self._add(" ")
        if end < len(markup):
            self._text(markup[end:], end)

    def _tag(self, breaks: bool, opened: int, begins_section: bool) -> None:
        if breaks and self.words and self.words[-1] != "\n":
            self._add("\n")
        if opened:
            self.closed_off = max(0, self.closed_off + opened)
        if begins_section:
            self.sections.append(self.length)

    def _whole(self, name: str, markup: str, start: int) -> int:
        """Pass by an element as a whole, its words kept if it is code; return where it ends."""
        end = markup.find(f"</{name}>", start)
        end = end if end >= 0 else len(markup)
        if name == "pre":
            self.break_line()
            self._add(html.unescape(_TAG.sub("", markup[start:end])).rstrip())
            self.break_line()
        return end

    def _aside(self, token: re.Match[str]) -> None:
        if token["entity"]:
            self._add(html.unescape(token[0]))
            return
        switch = token["comment"].strip()
        self.mentions = switch == "mentions" or (self.mentions and switch != "no-mentions")

    def _text(self, text: str, offset: int) -> None:
        if text.isspace():
            if self.words and self.words[-1] != "\n":
                self._add(" ")
            return
        if self.source is None or self.closed_off or not self.mentions:
            self._add(text.replace("\n", " "))
            return
        for number, run in enumerate(_MARKS.split(text) if "\n" in text or not text.isascii() else (text,)):
            if number % 2:
                self._add(run.replace("\n", " "))
            elif run:
                self.runs.append((self.length, self.number, offset, self._find(run, self.source.text)))
                self._add(run)
            offset += len(run)

    def _find(self, line: str, source: str) -> int:
        """Return where in the source a run begins, or -1 for one that is written otherwise there."""
        within = len(source) if len(line) >= SHORT else self.found + CLOSE
        place = source.find(line, self.found, within)
        if place >= 0:
            self.found = place + len(line)
        return place


def _written(piece: str | Reference | Picture) -> str:
    """Return the words of a reference; for one without, its target as it was written."""
    if isinstance(piece, str):
        return html.unescape(_TAG.sub("", piece)).replace("\n", " ")
    if isinstance(piece, Reference):
        last = _NUMBER.sub("", piece.target.rpartition("/")[2]).replace("-", " ")
        return "".join(map(_written, piece.words)) or last
    return ""
