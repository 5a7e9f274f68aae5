"""The pieces of a page in, its words without markup out, and where in pieces and source each run of prose stands.

A run of prose is text in which a topic may be mentioned: no code, heading, link or markup. Blocks are parted by line
breaks, so no sentence and no mention crosses from one to the next.
"""

import functools
import html
import re

from fingerpost.compile.body_text import BodyText
from fingerpost.page import Body, Piece, Prose, Reference

__all__ = ["read_prose"]

_TOKEN = re.compile(r"<(?:(/?[A-Za-z][A-Za-z0-9]*)[^>]*>|!--(.*?)-->)", re.DOTALL)
_NAME = re.compile("/?[A-Za-z][A-Za-z0-9]*")
_ENTITY = re.compile(r"(&(?:\#\w+|\w+);)")
_MARKS = re.compile("([“”‘’–—…\n]+)")
"""What parts runs too: it is written otherwise in the source, and each run should be found there."""
_TAG = re.compile(r"<[^>]*+>(?:<[^>]*+>)?+")
"""Two tags at a time where two stand together, as they do in code."""
_RUN = re.compile(r"(<[^<>]*+>(?:\n?<[^<>]*+>)*+)")
"""Tags with nothing but line breaks between them."""
_NUMBER = re.compile(r"^\d+-(?=.)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_PROSE = _HEADINGS | {"a", "button", "code", "kbd", "label", "samp", "summary", "th"}
"""Elements in which nothing is a mention."""
_WHOLE = frozenset({"pre", "script", "style", "sup", "textarea"})
"""Elements that are passed by as a whole; of these, only code has words. So is the link back from a note."""
_WHOLE_TAG = re.compile(f"<({'|'.join(sorted(_WHOLE))})(?![A-Za-z0-9])[^>]*>")
_BACK = "footnote-backref"
_BLOCKS = _HEADINGS | frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "header", "hr", "label", "li", "main", "nav", "ol", "p"),
        *("section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
_TAGS = {
    slash + name: (name in _BLOCKS, (-1 if slash else 1) * (name in _NO_PROSE), name in _HEADINGS and not slash)
    for name in _BLOCKS | _NO_PROSE | {"b", "em", "i", "s", "span", "strong"}
    for slash in ("", "/")
}
"""What a tag does: whether it parts blocks, how many more elements without prose are open then, whether it begins a
section."""
_NO_EFFECT = (False, 0, False)
_KEPT = 2000
"""How many runs of tags are remembered."""
SHORT = 12
"""A run shorter than this is looked for only close by in the source, since it may stand in many places."""
CLOSE = 240
"""Characters of the source that are close by."""
LONG = 64
"""Of a run longer than this, the beginning is looked for: `str.find` weighs a longer one up first, at some cost."""


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

    def piece(self, piece: Piece) -> None:
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
        if "<" not in markup and markup:
            self._text(markup, 0)
            return
        position = 0
        while position < len(markup):
            whole = _WHOLE_TAG.search(markup, position)
            stop = whole.start() if whole else len(markup)
            reached = self._plain(markup[position:stop], position)
            if reached < stop:
                self._by_token(markup, reached)
                return
            position = self._whole(whole[1], markup, whole.end()) if whole else stop

    def _plain(self, markup: str, position: int) -> int:
        """Read markup in which every `<` begins a tag that ends before the next one; return where it is otherwise."""
        words = self.words
        *parts, last = _RUN.split(markup)
        for text, tags in zip(parts[::2], parts[1::2], strict=True):
            effect = _effect_of(tags)
            if effect is None or "<" in text:
                return position
            if text:
                self._text(text, position)
            position += len(text) + len(tags)
            added, opened, least, sections = effect
            if added and words and words[-1] != "\n":
                words += added
                self.length += len(added)
            if opened or least:
                self.closed_off = max(self.closed_off + opened, least)
            if sections:
                self.sections += (self.length,) * sections
        if "<" in last:
            return position
        if last:
            self._text(last, position)
        return position + len(last)

    def _by_token(self, markup: str, end: int) -> None:
        """Read any markup from a place on."""
        while token := _TOKEN.search(markup, end):
            if token.start() > end:
                self._text(markup[end : token.start()], end)
            end = token.end()
            name = token[1]
            if name is None:
                switch = token[2].strip()
                self.mentions = switch == "mentions" or (self.mentions and switch != "no-mentions")
            elif name in _WHOLE or (name == "a" and _BACK in token[0]):
                end = self._whole(name, markup, end)
            elif effect := _TAGS.get(name) or _TAGS.get(name.lower()):
                self._tag(*effect)
            elif name == "br":
                self._add(" ")
        if end < len(markup):
            self._text(markup[end:], end)

    def _tag(self, breaks: bool, opened: int, begins_section: bool) -> None:
        if breaks:
            self.break_line()
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

    def _text(self, text: str, offset: int) -> None:
        source = self.source
        if source is None or self.closed_off or not (self.mentions and text.isascii()) or "&" in text or "\n" in text:
            return self._entities(text, offset)
        if text.isspace():
            return self._words(text, offset)
        return self._run(text, offset, source.text)

    def _entities(self, text: str, offset: int) -> None:
        if "&" not in text:
            return self._words(text, offset)
        for number, part in enumerate(_ENTITY.split(text)):
            if number % 2:
                self._add(html.unescape(part))
            elif part:
                self._words(part, offset)
            offset += len(part)
        return None

    def _words(self, text: str, offset: int) -> None:
        if text.isspace():
            if self.words and self.words[-1] != "\n":
                self._add(" ")
        elif self.source is None or self.closed_off or not self.mentions:
            self._add(text.replace("\n", " "))
        elif text.isascii() and "\n" not in text:
            self._run(text, offset, self.source.text)
        else:
            for number, run in enumerate(_MARKS.split(text)):
                if number % 2:
                    self._add(run.replace("\n", " "))
                elif run:
                    self._run(run, offset, self.source.text)
                offset += len(run)

    def _run(self, run: str, offset: int, source: str) -> None:
        """Note a run of prose; it has its place where it stands in the source next, or -1 if it does not."""
        length = len(run)
        if length < SHORT:
            place = source.find(run, self.found, self.found + CLOSE)
        else:
            place = source.find(run[:LONG], self.found)
            if length > LONG and place >= 0 and not source.startswith(run, place):
                place = source.find(run, place + 1)
        if place >= 0:
            self.found = place + length
        self.runs.append((self.length, self.number, offset, place))
        self.words.append(run)
        self.length += length


@functools.lru_cache(_KEPT)
def _effect_of(tags: str) -> tuple[tuple[str, ...], int, int, int] | None:
    """Return what a run of tags does, None where one of them has to be read by itself.

    The spaces and the line break that it adds where there are words before it, and no line break; how many more
    elements without prose are open behind it, and how many at least, since none is closed that is not open; how many
    sections begin.
    """
    parts: list[str] = []
    opened = least = sections = 0
    for part in tags[1:].split("<"):
        tag, _, behind = part.partition(">")
        name = _NAME.match(tag)
        if name is None or name[0] == "br" or _BACK in tag:
            return None
        breaks, opens, begins_section = _TAGS.get(name[0]) or _TAGS.get(name[0].lower(), _NO_EFFECT)
        parts += ["\n"] * breaks
        opened, least = opened + opens, max(0, least + opens)
        sections += begins_section
        parts += " " * len(behind)
    end = parts.index("\n") + 1 if "\n" in parts else len(parts)
    return tuple(parts[:end]), opened, least, sections


def _written(piece: Piece) -> str:
    """Return the words of a reference; for one without, its target as it was written."""
    if isinstance(piece, str):
        words = _TAG.sub("", piece) if "<" in piece else piece
        return html.unescape(words).replace("\n", " ")
    if isinstance(piece, Reference):
        words = "".join(map(_written, piece.words))
        return words or _NUMBER.sub("", piece.target.rpartition("/")[2]).replace("-", " ")
    return ""
