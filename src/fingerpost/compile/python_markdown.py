"""The `markdown` dialect: Python-Markdown with its extensions and pymdown-extensions. Marked text in, a document out.

1. blocks and inline patterns as ever, marks becoming links;  2. headings get anchors (toc);  3. `_Finish` walks the
tree once: typographic quotes, signs for references and sections.
"""

import html
import re
from xml.etree import ElementTree

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.highlight import HighlightExtension

from fingerpost.compile.dialect import Dialect, Document
from fingerpost.compile.marks import LINK_END, LINK_START, MARK, NOTE, PICTURE, SECTION, STOP, WIKI, Mark, Marked
from fingerpost.compile.typography import smarten
from fingerpost.page import Heading
from fingerpost.urls import anchor_slug

__all__ = ["python_markdown"]

_MARK = re.compile(f"{MARK}(\\d+){STOP}")
_HEADINGS = frozenset({"h2", "h3", "h4"})
_LITERAL = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})
"""Elements whose text is shown as it was typed."""
_INLINE = frozenset(
    {"a", "abbr", "cite", "em", "del", "ins", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
"""Elements through which a sentence runs on."""


def python_markdown() -> Dialect:
    """Return the dialect. The parser behind it is made once and reset for each text."""
    marks = _Marks()
    parser = markdown.Markdown(
        output_format="html",
        extensions=[
            "abbr",
            "admonition",
            "attr_list",
            "def_list",
            "md_in_html",
            "sane_lists",
            "tables",
            "pymdownx.details",
            "pymdownx.superfences",
            "pymdownx.tabbed",
            "pymdownx.tasklist",
            FootnoteExtension(SEPARATOR="-", USE_DEFINITION_ORDER=False, BACKLINK_TITLE="Back to the text, note {}"),
            HighlightExtension(use_pygments=True, guess_lang=False, noclasses=False),
            TocExtension(slugify=anchor_slug, toc_depth="2-4", marker=""),
            marks,
        ],
        extension_configs={"pymdownx.tabbed": {"alternate_style": True}},
    )

    def convert(marked: Marked) -> Document:
        parser.reset()
        marks.reset(marked.marks)
        try:
            text = parser.convert(marked.text)
        except RecursionError:
            return Document("", (), (), {}, (), (), too_deep=True)
        outline = tuple(_heading(entry) for entry in _flat(parser.toc_tokens))  # type: ignore[attr-defined]
        return Document(
            text,
            outline,
            tuple(sorted(marks.anchors)),
            marks.attributes,
            tuple(marks.unknown_notes),
            tuple(marks.first_level),
        )

    return convert


def _flat(entries: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return the nested entries of the table of contents in the order of the text."""
    return [one for entry in entries for one in (entry, *_flat(entry["children"]))]  # type: ignore[arg-type]


def _heading(entry: dict[str, object]) -> Heading:
    name = smarten(html.unescape(str(entry["name"])))
    return Heading(int(str(entry["level"])), str(entry["id"]), html.escape(name, quote=False))


class _Marks(Extension):
    """Turns marks into links while the text is read, and collects what `Document` tells. Reset for each text."""

    def __init__(self) -> None:
        super().__init__()
        self.reset(())

    def reset(self, marks: tuple[Mark, ...] = ()) -> None:
        """Make ready for the next text."""
        self.marks = marks
        self.attributes: dict[int, tuple[tuple[str, str], ...]] = {}
        self.anchors: set[str] = set()
        self.unknown_notes: list[int] = []
        self.first_level: list[str] = []

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- the name that Python-Markdown calls
        """Register the pattern for marks, and the two walks over the finished tree."""
        md.ESCAPED_CHARS.extend(['"', "'"])
        md.inlinePatterns.register(_MarkPattern(_MARK.pattern, self), "fingerpost-mark", 176)
        md.treeprocessors.register(_Demote(md, self), "fingerpost-demote", 6)
        md.treeprocessors.register(_Finish(md, self), "fingerpost-finish", 1)


class _MarkPattern(InlineProcessor):
    """A mark in running text: a wiki link becomes an `a` whose href is the mark; anything else its text again."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, owner: _Marks) -> None:
        super().__init__(pattern)
        self.owner = owner

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | str, int, int]:
        """Return what stands for the mark."""
        number = int(m[1])
        mark = self.owner.marks[number]
        if mark.form == WIKI:
            link = ElementTree.Element("a", {"href": m[0]})
            link.text = AtomicString(mark.words or mark.target or mark.anchor)
            return link, *m.span()
        if mark.form == NOTE:
            self.owner.unknown_notes.append(number)
        return mark.raw, *m.span()


class _Demote(Treeprocessor):
    """The title is the page's only h1: headings of the first level become second-level ones."""

    def __init__(self, md: markdown.Markdown, owner: _Marks) -> None:
        super().__init__(md)
        self.owner = owner

    def run(self, root: ElementTree.Element) -> None:
        """Walk the tree before anchors are given."""
        for element in root.iter("h1"):
            self.owner.first_level.append("".join(element.itertext()))
            element.tag = "h2"


class _Finish(Treeprocessor):
    """The last walk over the tree, before escapes are resolved."""

    def __init__(self, md: markdown.Markdown, owner: _Marks) -> None:
        super().__init__(md)
        self.owner = owner

    def run(self, root: ElementTree.Element) -> None:
        """Walk the tree in the order of the text."""
        self._sections(root)
        self._walk(root, "")

    def _sections(self, root: ElementTree.Element) -> None:
        before: ElementTree.Element | None = None
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

    def _walk(self, element: ElementTree.Element, before: str) -> str:
        """Finish one element; return the last character of its text."""
        literal = element.tag in _LITERAL
        if element.text and not literal:
            element.text = smarten(element.text, before)
            before = element.text[-1]
        for child in element:
            last = self._walk(child, before if child.tag in _INLINE else "")
            before = (last or before) if child.tag in _INLINE else "x" if child.tag in _LITERAL else ""
            if child.tail and not literal:
                child.tail = smarten(child.tail, before)
                before = child.tail[-1]
        if identifier := element.get("id"):
            self.owner.anchors.add(identifier)
        if finish := _FINISHERS.get(element.tag):
            finish(self.owner, element)
        return before


def _finish_link(owner: _Marks, element: ElementTree.Element) -> None:
    if mark := _MARK.fullmatch(element.get("href", "")):
        number = int(mark[1])
        del element.attrib["href"]
        owner.attributes[number] = tuple(sorted(element.attrib.items()))
        filled = owner.marks[number].form == WIKI and not owner.marks[number].words
        element.text = f"{LINK_START}{number}{STOP}" + ("" if filled else element.text or "")
        element.tail = LINK_END + (element.tail or "")
        element.tag = None  # type: ignore[assignment]  # the serializer writes the inside of such an element alone


def _finish_picture(owner: _Marks, element: ElementTree.Element) -> None:
    if mark := _MARK.fullmatch(element.get("src", "")):
        number = int(mark[1])
        del element.attrib["src"]
        attributes = {"alt": "", **element.attrib}
        attributes["alt"] = smarten(attributes["alt"])
        owner.attributes[number] = tuple(sorted(attributes.items()))
        element.text = f"{PICTURE}{number}{STOP}"
        element.tag = None  # type: ignore[assignment]


def _finish_heading(owner: _Marks, element: ElementTree.Element) -> None:
    """Let a heading be linked to. The link is named by its heading, so it needs no words of its own."""
    anchor = element.get("id", "")
    ElementTree.SubElement(element, "a", {"class": "anchor", "href": f"#{anchor}", "aria-labelledby": anchor})


def _finish_table(owner: _Marks, element: ElementTree.Element) -> None:
    """Put a table into a box that scrolls by itself, so that a wide one never makes the page scroll."""
    table = ElementTree.Element("table", element.attrib)
    table.text, table[:] = element.text, element[:]
    tail = element.tail
    element.clear()
    element.tag, element.tail, element.text = "div", tail, "\n"
    element.attrib.update({"class": "table", "tabindex": "0"})
    element.append(table)
    table.tail = "\n"


_FINISHERS = {
    "a": _finish_link,
    "img": _finish_picture,
    "table": _finish_table,
    **dict.fromkeys(_HEADINGS, _finish_heading),
}
