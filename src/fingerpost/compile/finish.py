"""A Markdown tree in, the same tree made ready for pieces out: one walk over it.

Typographic marks in running text; signs for references, pictures and sections; a link on each heading; a box that
scrolls around each table; a line break after each block.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from fingerpost.compile.marks import LINK_END, LINK_START, MARK, PICTURE, SECTION, STOP, WIKI, Mark
from fingerpost.typography import smarten

__all__ = ["MARK_PATTERN", "Finish"]

MARK_PATTERN = re.compile(f"{MARK}(\\d+){STOP}")
_LITERAL = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})
"""Elements whose text is shown as it was typed."""
_INLINE = frozenset(
    {"a", "abbr", "cite", "del", "em", "i", "ins", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
"""Elements through which a sentence runs on."""
_WITHIN_LINE = _INLINE | {"code", "kbd", "samp", "img", "input", "label", "br", "b"}
_LINKED_HEADINGS = frozenset({"h2", "h3", "h4"})


class Finish:
    """The walk over one tree; `attributes` and `anchors` grow while it runs and are read at its end."""

    def __init__(self, marks: tuple[Mark, ...]) -> None:
        self.marks = marks
        self.attributes: dict[int, tuple[tuple[str, str], ...]] = {}
        """The attributes of the link or picture that each mark became."""
        self.anchors: set[str] = set()

    def run(self, root: Element) -> None:
        """Finish a whole tree."""
        self._mark_sections(root)
        self._walk(root, "")

    def _mark_sections(self, root: Element) -> None:
        """Put a sign before each second-level heading and before the notes, whose rule goes."""
        before: Element | None = None
        for element in root:
            notes = element.tag == "div" and element.get("class") == "footnote"
            if notes:
                element.remove(element[0])
            if notes or element.tag == "h2":
                if before is None:
                    root.text = (root.text or "") + SECTION
                else:
                    before.tail = (before.tail or "") + SECTION
            before = element

    def _walk(self, element: Element, before: str) -> str:
        """Finish one element, with the character that stands before it; return the last character of its text."""
        literal = element.tag in _LITERAL
        if element.text and not literal:
            element.text = smarten(element.text, before)
            before = element.text[-1]
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                before = self._walk(child, before) or before
            else:
                self._walk(child, "")
                before = "x" if tag in _LITERAL else ""
            if child.tail and not literal:
                child.tail = smarten(child.tail, before)
                before = child.tail[-1]
            elif not child.tail and tag not in _WITHIN_LINE:
                child.tail = "\n"
        if element.attrib:
            self._finish_attributes(element)
        elif element.tag == "table":
            _box_table(element)
        return before

    def _finish_attributes(self, element: Element) -> None:
        if identifier := element.get("id"):
            self.anchors.add(identifier)
        if element.tag == "a":
            self._finish_link(element)
        elif element.tag == "img":
            self._finish_picture(element)
        elif element.tag in _LINKED_HEADINGS:
            _link_heading(element)
        elif element.tag == "table":
            _box_table(element)

    def _finish_link(self, element: Element) -> None:
        if mark := MARK_PATTERN.fullmatch(element.get("href", "")):
            number = int(mark[1])
            del element.attrib["href"]
            self.attributes[number] = tuple(sorted(element.attrib.items()))
            filled = self.marks[number].form == WIKI and not self.marks[number].words
            element.text = f"{LINK_START}{number}{STOP}" + ("" if filled else element.text or "")
            element.tail = LINK_END + (element.tail or "")
            _unwrap(element)

    def _finish_picture(self, element: Element) -> None:
        if mark := MARK_PATTERN.fullmatch(element.get("src", "")):
            number = int(mark[1])
            del element.attrib["src"]
            attributes = {"alt": "", **element.attrib}
            attributes["alt"] = smarten(attributes["alt"])
            self.attributes[number] = tuple(sorted(attributes.items()))
            element.text = f"{PICTURE}{number}{STOP}"
            _unwrap(element)


def _unwrap(element: Element) -> None:
    """Let the serializer write the inside of an element alone, which Python-Markdown's does for one without tag."""
    element.tag = None  # type: ignore[assignment]


def _link_heading(element: Element) -> None:
    """Let a heading be linked to. The link is named by its heading, so it needs no words of its own."""
    anchor = element.get("id", "")
    SubElement(element, "a", {"class": "anchor", "href": f"#{anchor}", "aria-labelledby": anchor})


def _box_table(element: Element) -> None:
    """Put a table into a box that scrolls by itself, so that a wide one never makes the page scroll."""
    table = Element("table", element.attrib)
    table.text, table[:] = element.text, element[:]
    table.tail, tail = "\n", element.tail
    element.clear()
    element.tag, element.text, element.tail = "div", "\n", tail
    element.attrib.update({"class": "table", "tabindex": "0"})
    element.append(table)
