"""A Markdown tree in, the same tree made ready for pieces out: one walk over it.

Typographic marks in running text; signs for references, pictures and sections; a link on each heading; a box that
scrolls around each table; a line break after each block.
"""

import html
import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from fingerpost.compile.dialect import Use
from fingerpost.compile.marks import (
    LINK_END,
    LINK_START,
    MARK_PATTERN,
    NOTES_CLASS,
    PICTURE,
    SECTION,
    STOP,
    WIKI,
    Mark,
)
from fingerpost.typography import smarten

__all__ = ["Finish"]

_ESCAPED = UnescapeTreeprocessor.RE
"""An escaped character, as Python-Markdown carries it along."""
_ASIDE = re.compile(f"({STX}[^{ETX}]*{ETX})")
_RAW_CODE = re.compile(r"<(/?)(?:code|kbd|samp)\b[^>]*>", re.IGNORECASE)
_LITERAL = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})
"""Elements whose text is shown as it was typed."""
_INLINE = frozenset(
    {"a", "abbr", "cite", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
"""Elements through which a sentence runs on."""
_WITHIN_LINE = _INLINE | {"code", "kbd", "samp", "img", "input", "label", "br", "b"}
_LINKED_HEADINGS = frozenset({"h2", "h3", "h4"})
_CELLS = frozenset({"td", "th"})
_ALIGNED = re.compile(r"text-align: (left|center|right);")
"""How Python-Markdown aligns a cell."""


class Finish:
    """The walk over one tree; `uses` and `anchors` grow while it runs and are read at its end."""

    def __init__(self, marks: tuple[Mark, ...], raw: Sequence[str | Element]) -> None:
        self.marks = marks
        self.raw = raw
        self.uses: list[Use] = []
        """Each link and picture that a mark became."""
        self.anchors: list[str] = []
        self.within_code = False
        """Whether the walk is between raw tags of code."""

    def run(self, root: Element) -> None:
        """Finish a whole tree."""
        self._mark_sections(root)
        self._walk(root, "")

    def _mark_sections(self, root: Element) -> None:
        """Put a sign before each second-level heading and before the notes."""
        before: Element | None = None
        for element in root:
            if element.tag == "h2" or element.get("class") == NOTES_CLASS:
                if before is None:
                    root.text = (root.text or "") + SECTION
                else:
                    before.tail = (before.tail or "\n") + SECTION
            before = element

    def _walk(self, element: Element, before: str) -> str:
        """Finish one element, with the character that stands before it; return the last character of its text."""
        literal = element.tag in _LITERAL
        text = element.text
        if text and not literal:
            element.text, before = self._typeset(text, before)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                before = self._walk(child, before) or before
            else:
                if self.within_code and tag not in _WITHIN_LINE:
                    self.within_code = False
                self._walk(child, "")
                before = "x" if tag in _LITERAL or tag == "img" else ""
            tail = child.tail
            if tail and not literal:
                child.tail, before = self._typeset(tail, before)
            elif not tail and tag not in _WITHIN_LINE:
                child.tail = "\n"
        if element.attrib:
            self._finish_attributes(element)
        elif element.tag == "table":
            _box_table(element)
        elif element.tag == "th":
            _free_corner(element)
        return before

    def _typeset(self, text: str, before: str) -> tuple[str, str]:
        """Return text with typographic marks, and its last character; what was put aside in it stays."""
        if isinstance(text, AtomicString):
            return text, text[-1]
        if STX not in text and not self.within_code:
            return smarten(text, before), text[-1]
        done = []
        for part in _ASIDE.split(text):
            if part.startswith(STX):
                before = self._character(part, before)
            elif part and not self.within_code:
                part = smarten(part, before)  # noqa: PLW2901
                before = part[-1]
            done.append(part)
        return "".join(done), before

    def _character(self, aside: str, before: str) -> str:
        """Return the character for which something put aside stands: an escape, an entity, a raw tag."""
        if escaped := _ESCAPED.fullmatch(aside):
            return chr(int(escaped[1]))
        found = HTML_PLACEHOLDER_RE.fullmatch(aside)
        raw = self.raw[int(found[1])] if found and int(found[1]) < len(self.raw) else ""
        if not isinstance(raw, str) or not raw:
            return before
        if code := _RAW_CODE.fullmatch(raw):
            self.within_code = not code[1]
            return "x"
        if raw.startswith("&"):
            return html.unescape(raw)[-1]
        return "\n" if raw.startswith("<br") else before

    def _finish_attributes(self, element: Element) -> None:
        if identifier := element.get("id"):
            self.anchors.append(identifier)
        if element.tag == "a":
            self._finish_link(element)
        elif element.tag == "img":
            self._finish_picture(element)
        elif element.tag in _LINKED_HEADINGS:
            _link_heading(element)
        elif element.tag == "table":
            _box_table(element)
        elif element.tag in _CELLS:
            _align_cell(element)
            _free_corner(element)

    def _finish_link(self, element: Element) -> None:
        if mark := MARK_PATTERN.fullmatch(element.get("href", "")):
            number = int(mark[1])
            filled = self.marks[number].form == WIKI and not self.marks[number].words
            del element.attrib["href"]
            sign = self._use(number, element.attrib)
            element.text = f"{LINK_START}{sign}{STOP}" + ("" if filled else element.text or "")
            element.tail = LINK_END + (element.tail or "")
            _unwrap(element)

    def _finish_picture(self, element: Element) -> None:
        if mark := MARK_PATTERN.fullmatch(element.get("src", "")):
            attributes = {"alt": "", **element.attrib}
            attributes["alt"] = smarten(attributes["alt"])
            del attributes["src"]
            element.text = f"{PICTURE}{self._use(int(mark[1]), attributes)}{STOP}"
            _unwrap(element)

    def _use(self, mark: int, attributes: dict[str, str]) -> int:
        """Note what a mark became, its escapes and marks resolved; return its number."""
        resolved = tuple(
            sorted((name, self._resolved(value)) for name, value in attributes.items()) if attributes else ()
        )
        self.uses.append(Use(mark, resolved))
        return len(self.uses) - 1

    def _resolved(self, value: str) -> str:
        value = _ESCAPED.sub(lambda found: chr(int(found[1])), value)
        return MARK_PATTERN.sub(lambda found: self.marks[int(found[1])].raw, value)


def _unwrap(element: Element) -> None:
    """Let the serializer write the inside of an element alone, which Python-Markdown's does for one without tag."""
    element.tag = None  # type: ignore[assignment]


def _link_heading(element: Element) -> None:
    """Let a heading be linked to. The link is named by its heading, so it needs no words of its own."""
    anchor = element.get("id", "")
    SubElement(element, "a", {"class": "anchor", "href": f"#{anchor}", "aria-labelledby": anchor})


def _align_cell(element: Element) -> None:
    """Let a class align a cell: a style of its own is what a strict Content-Security-Policy forbids."""
    if aligned := _ALIGNED.fullmatch(element.get("style", "")):
        del element.attrib["style"]
        element.set("class", " ".join(filter(None, (element.get("class"), aligned[1]))))


def _free_corner(element: Element) -> None:
    """Make a head without words a plain cell: it heads nothing, and would be read out as if it did (HTML, 4.9.10)."""
    if element.tag == "th" and not element.text and not len(element):
        element.tag = "td"


def _box_table(element: Element) -> None:
    """Put a table into a box that scrolls by itself, so that a wide one never makes the page scroll."""
    table = Element("table", element.attrib)
    table.text, table[:] = element.text, element[:]
    table.tail, tail = "\n", element.tail
    element.clear()
    element.tag, element.text, element.tail = "div", "\n", tail
    element.attrib.update({"class": "table", "tabindex": "0"})
    element.append(table)
