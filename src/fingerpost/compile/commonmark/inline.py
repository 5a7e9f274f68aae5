"""What stands within a line in, pieces of HTML out: text, code, links, pictures, citations, raw tags."""

import html
import re
from typing import Any

from fingerpost.compile.commonmark.events import Events, attribute, attributes_of, until, words_of
from fingerpost.compile.commonmark.typed import BLOCK, ENTITY, SIGN, Typed
from fingerpost.compile.dialect import Use
from fingerpost.compile.marks import LINK_END, LINK_START, MARK, MARK_PATTERN, PATH, PICTURE, REST, STOP, WIKI, Mark
from fingerpost.typography import smarten

__all__ = ["Inline", "shown_words"]

_CODE_TAG = re.compile(r"<(/?)(?:code|kbd|samp)\b[^>]*>", re.IGNORECASE)


class Inline:
    """Writes what stands within lines. A writer of HTML keeps one for a whole text; what it collects grows.

    Each method takes the character that stands before what it writes, "" at a beginning, and returns the one that
    stands before what follows: it decides to which side a quotation mark turns.
    """

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.out: list[str] = []
        self.uses: list[Use] = []
        self.amiss: list[int] = []
        self.raw: list[str] = []
        """Raw HTML, as its author wrote it."""
        self.lost_blocks: list[int] = []
        """The blocks that came back where none can be."""
        self.notes: list[str] = []
        """The notes that are cited, in the order in which the text comes to them."""
        self.citations: dict[str, tuple[int, list[str]]] = {}
        """The number of each of these, and the ids of its citations."""
        self.literal = False
        """Whether the text stands between raw tags of code."""
        self._link_end = ""
        """What ends the link around the text; "" outside of links."""
        self._broken = (0, 0, 0)
        """The reference over several lines that is read: its number, where its text begins, and where it goes on."""

    def text(self, text: str, before: str) -> str:
        """Write text without signs."""
        if not self.literal and ("'" in text or '"' in text or "--" in text or "..." in text):
            text = smarten(text, before)
        if "&" in text or "<" in text or ">" in text:
            self.out.append(html.escape(text, quote=False))
        else:
            self.out.append(text)
        return text[-1:] or before

    def signed(self, text: str, before: str) -> str:
        """Write text that may hold signs."""
        end = 0
        for sign in SIGN.finditer(text):
            if sign.start() > end:
                before = self.text(text[end : sign.start()], before)
            before, end = self._sign(sign, before), sign.end()
        return self.text(text[end:], before) if end < len(text) else before

    def _sign(self, sign: re.Match[str], before: str) -> str:
        if sign[3]:
            self.out.append(html.escape(sign[3], quote=False))
            return sign[3]
        number = int(sign[2])
        if sign[1] == ENTITY:
            entity = self.typed.entities[number]
            self.out.append(entity)
            return html.unescape(entity)[-1]
        if sign[1] == BLOCK:
            self.lost_blocks.append(number)
            return before
        return self._mark(number, self.typed.marks[number], before)

    def _mark(self, number: int, mark: Mark, before: str) -> str:
        """Write what the author wrote where a mark stands: a reference as a link, what is none as it is."""
        if self._link_end or mark.form == PATH:
            self.out.append(f"{MARK}{number}{STOP}")  # the compiler puts its text back
            return STOP
        if mark.form == REST:
            return self._rest(number, mark, before)
        if mark.form == WIKI and not mark.rest:
            return self._reference(number, mark)
        self.amiss.append(number)
        self._broken = number, len(self.out), len(self.out) + 2
        return self.text(mark.raw, before)

    def _rest(self, number: int, mark: Mark, before: str) -> str:
        """Write what a reference has on its next line; where that follows, and is the last, the whole reference."""
        first, start, end = self._broken
        whole = self.typed.marks[first]
        if len(self.out) != end or self.out[-1] != "\n" or not first < number <= first + whole.rest:
            return self.text(mark.raw, before)
        if number < first + whole.rest:
            self._broken = first, start, end + 2
            return self.text(mark.raw, before)
        del self.out[start:]
        self.amiss.pop()
        return self._reference(first, whole)

    def _reference(self, number: int, mark: Mark) -> str:
        """Write `[[target]]`; words are filled in later where it has none."""
        words = shown_words(mark)
        self.out += self._use(LINK_START, number, {}), html.escape(words, quote=False) if mark.words else "", LINK_END
        return words[-1:]

    def _use(self, sign: str, mark: int, attributes: dict[str, str]) -> str:
        self.uses.append(Use(mark, tuple(sorted(attributes.items())) if attributes else ()))
        return f"{sign}{len(self.uses) - 1}{STOP}"

    def code(self, code: str, _before: str, _events: Events) -> str:
        """Write code as it was typed."""
        code = self.as_typed(code)
        self.out.append(f"<code>{html.escape(code, quote=False)}</code>")
        return "x"

    def raw_tag(self, tag: str, before: str, _events: Events) -> str:
        """Write a raw tag, or a comment."""
        tag = self.as_typed(tag)
        self.raw.append(tag)
        self.out.append(tag)
        if code := _CODE_TAG.fullmatch(tag):
            self.literal = not code[1]
            return "x"
        return "\n" if tag.startswith("<br") else before

    def as_typed(self, text: str) -> str:
        """Return code or raw HTML as it was typed."""
        if BLOCK in text:
            self.lost_blocks += (int(sign[2]) for sign in SIGN.finditer(text) if sign[1] == BLOCK)
        return self.typed.written(text)

    def citation(self, name: str, _before: str, _events: Events) -> str:
        """Write the number of a note; its first citation decides which one it has."""
        if name not in self.citations:
            self.notes.append(name)
            self.citations[name] = len(self.notes), []
        number, anchors = self.citations[name]
        anchors.append(f"fnref{len(anchors) + 1 if anchors else ''}-{name}")
        anchor, note = attribute(anchors[-1]), attribute(f"#fn-{name}")
        self.out.append(f'<sup id="{anchor}"><a class="footnote-ref" href="{note}">{number}</a></sup>')
        return str(number)[-1]

    def link(self, link: dict[str, Any], before: str, events: Events) -> str:
        """Begin a link; one that shows its own address is written to its end."""
        address, title = link["dest_url"], self.typed.read(link["title"])
        if link["link_type"] in {"Autolink", "Email"}:
            return self._shown_address(events, email=link["link_type"] == "Email")
        attributes = {"title": title} if title else {}
        if mark := MARK_PATTERN.fullmatch(address):
            self.out.append(self._use(LINK_START, int(mark[1]), attributes))
            self._link_end = LINK_END
        else:
            self.out.append(f"<a{attributes_of({'href': self.typed.read(address), **attributes})}>")
            self._link_end = "</a>"
        return before

    def end_link(self, _link: None, before: str, _events: Events) -> str:
        """End the link that is open."""
        self.out.append(self._link_end)
        self._link_end = ""
        return before

    @property
    def within_link(self) -> bool:
        """Whether a link is open."""
        return bool(self._link_end)

    def shown(self, text: str) -> str:
        """Return text as it is shown, its marks as words, its entities still as signs; for the words of a heading."""
        return text if text.isascii() else SIGN.sub(self._shown, text)

    def _shown(self, sign: re.Match[str]) -> str:
        mark = self.typed.marks[int(sign[2])] if sign[1] == MARK else None
        if mark and mark.form in {WIKI, REST}:
            return shown_words(mark)
        return sign[3] or (sign[0] if sign[1] == ENTITY else self.typed.read(sign[0]))

    def _shown_address(self, events: Events, *, email: bool) -> str:
        address = self.typed.written(words_of(until("Link", events)))
        if email or address.startswith("mailto:"):
            shown = _as_entities(address.removeprefix("mailto:"))
            self.out.append(f'<a href="{_as_entities("mailto:")}{shown}">{shown}</a>')
        else:
            self.out.append(f'<a href="{attribute(address)}">{html.escape(address, quote=False)}</a>')
        return address[-1]

    def picture(self, picture: dict[str, Any], _before: str, events: Events) -> str:
        """Write a picture, described by the words of its description without markup."""
        words = self.typed.read(words_of(until("Image", events)))
        title = self.typed.read(picture["title"])
        attributes = {"alt": words, **({"title": title} if title else {})}
        if mark := MARK_PATTERN.fullmatch(picture["dest_url"]):
            attributes["alt"] = smarten(words)
            self.out.append(self._use(PICTURE, int(mark[1]), attributes))
        else:
            self.out.append(f"<img{attributes_of({**attributes, 'src': self.typed.read(picture['dest_url'])})}>")
        return "x"


def _as_entities(text: str) -> str:
    """Return text in entities, as the other dialect writes the address of a mailbox, to be missed by simple robots."""
    return "".join(f"&#{ord(character)};" for character in text)


def shown_words(mark: Mark) -> str:
    """Return the words of a reference; for one without, its target as it is written."""
    return smarten(mark.words or mark.target or mark.anchor)
