"""The `markdown` dialect: Python-Markdown with its extensions and pymdown-extensions. Marked text in, a document out.

1. blocks and inline patterns as ever, marks becoming links;  2. headings get anchors;  3. one last walk over the tree.
"""

import re
from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from fingerpost.compile.anchors import raw_anchors
from fingerpost.compile.dialect import TOO_DEEP, Dialect, Document
from fingerpost.compile.finish import Finish
from fingerpost.compile.headings import anchor_headings
from fingerpost.compile.marks import MARK_PATTERN, NOTES_CLASS, PATH, REST, WIKI, Mark, Marked
from fingerpost.compile.quick import QuickHighlight, QuickSteps
from fingerpost.page import Heading
from fingerpost.typography import smarten

__all__ = ["python_markdown"]


_PLACEHOLDER = re.compile(rf"([ \t>]*){HTML_PLACEHOLDER_RE.pattern}")
"""A line that holds nothing but what was put aside, perhaps in a quote or list."""
NEVER_CLOSED = "a block of HTML with Markdown in it is never closed"
CROSSED = "emphasis and code in a line cross each other"
_NEXT_LINE = re.compile(rf"\n[ \t]*{MARK_PATTERN.pattern}")
_MARKDOWN_IN_HTML = re.compile(r"<[^<>]+\smarkdown\b")


def python_markdown() -> Dialect:
    """Return the dialect. The parser behind it is made once and reset for each text, and made anew after a failure."""
    parser, ours = _make_parser()

    def convert(marked: Marked) -> Document:
        nonlocal parser, ours
        parser.reset()
        ours.reset(marked.marks, parser.htmlStash.rawHtmlBlocks)
        try:
            text = parser.convert(marked.text)
        except Exception as error:  # noqa: BLE001 -- a fault of the library must not cost the author the build
            parser, ours = _make_parser()
            failure = TOO_DEEP if isinstance(error, RecursionError) else f"{type(error).__name__}: {error}"
            return Document("", (), (), (), (), (), failure)
        if not text and _MARKDOWN_IN_HTML.search(marked.text):
            return Document("", (), (), (), (), (), NEVER_CLOSED)  # Python-Markdown loses such a text without a word
        if STX in text or ETX in text:
            return Document("", (), (), (), (), (), CROSSED)  # and here a part of one
        aside = (block for block in parser.htmlStash.rawHtmlBlocks if isinstance(block, str))
        return Document(
            html=text,
            outline=ours.outline,
            anchors=tuple(sorted(ours.finish.anchors + raw_anchors(aside))),
            uses=tuple(ours.finish.uses),
            amiss=tuple(ours.amiss),
            first_level=ours.first_level,
        )

    return convert


def _make_parser() -> tuple[markdown.Markdown, "_Ours"]:
    notes = _Notes(
        SEPARATOR="-",
        USE_DEFINITION_ORDER=False,
        BACKLINK_TITLE="Back to the text, note {}",
    )
    ours = _Ours(notes)
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
            notes,
            QuickHighlight(),
            ours,
            QuickSteps(),
        ],
        extension_configs={"pymdownx.tabbed": {"alternate_style": True}},
    )
    return parser, ours


class _Notes(FootnoteExtension):
    """Notes at the end of the text; no words in it name another place for them."""

    def findFootnotesPlaceholder(self, root: Element) -> None:  # noqa: N802
        """Find nothing, without a look at each element."""


class _Ours(Extension):
    """What Fingerpost adds to the parser, and what it collects from one text. Reset for each."""

    def __init__(self, notes: FootnoteExtension) -> None:
        super().__init__()
        self.notes = notes
        self.reset((), ())

    def reset(self, marks: tuple[Mark, ...], raw: Sequence[str | Element]) -> None:
        """Make ready for the next text; `raw` is where the parser will put raw HTML aside."""
        self.finish = Finish(marks, raw)
        self.outline: tuple[Heading, ...] = ()
        self.first_level: tuple[str, ...] = ()
        self.amiss: list[int] = []

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- the name that Python-Markdown calls
        """Register the pattern for marks and the last walk; that one also breaks lines, so `prettify` has no work."""
        md.ESCAPED_CHARS.extend(['"', "'"])
        md.inlinePatterns.register(_MarkPattern(MARK_PATTERN.pattern, self), "fingerpost-mark", 85)
        md.treeprocessors.register(_LastWalk(md, self), "fingerpost-finish", 1)
        md.treeprocessors.deregister("prettify")
        md.preprocessors.register(_RoomForBlocks(md), "fingerpost-room", 24)
        md.treeprocessors.register(_NoteOrder(md, self.notes), "footnote-reorder", 19)


class _MarkPattern(InlineProcessor):
    """A mark in running text: a wiki link becomes an `a` whose href is the mark, what is amiss its text again.

    The destination of a link or picture is left to the patterns for these.
    """

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, owner: _Ours) -> None:
        super().__init__(pattern)
        self.owner = owner

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return what stands for the mark, and where the mark stands; nothing for one that is left."""
        number = int(m[1])
        mark = self.owner.finish.marks[number]
        end = self._end_of(number, mark, m.end(), data)
        if mark.form == WIKI and end:
            link = Element("a", {"href": m[0]})
            link.text = AtomicString(smarten(mark.words or mark.target or mark.anchor))
            return link, m.start(), end
        if mark.form == PATH:
            return None, None, None
        if mark.form != REST:
            self.owner.amiss.append(number)
        return mark.raw, *m.span()

    def _end_of(self, number: int, mark: Mark, end: int, data: str) -> int:
        """Return where a mark ends with those that belong to it; 0 where they do not follow."""
        for other in range(number + 1, number + 1 + mark.rest):
            found = _NEXT_LINE.match(data, end)
            if not found or int(found[1]) != other:
                return 0
            end = found.end()
        return end


class _LastWalk(Treeprocessor):
    """Runs our two steps over the tree, before escapes are resolved."""

    def __init__(self, md: markdown.Markdown, owner: _Ours) -> None:
        super().__init__(md)
        self.owner = owner

    def run(self, root: Element) -> None:
        """Give anchors, then finish the tree."""
        if len(root) and root[-1].get("id") == NOTES_CLASS:
            root[-1].attrib = {"class": NOTES_CLASS}
        self.owner.outline, self.owner.first_level = anchor_headings(root, self.md)
        self.owner.finish.run(root)


class _NoteOrder(Treeprocessor):
    """Puts the notes into the order of the text, leaves out those that it never cites, and names their block."""

    def __init__(self, md: markdown.Markdown, notes: FootnoteExtension) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        """Sort the list of notes, and number its links back."""
        block = root[-1] if len(root) and self.notes.footnotes else None
        listed = block.find("ol") if block is not None else None
        if block is None or listed is None:
            return
        order = _numbered(root, block, listed)
        for name in self.notes.footnote_order:
            order.setdefault(f"fn-{name}", len(order) + 1)
        cited = (item for item in listed if item.get("id") in order)
        listed[:] = sorted(cited, key=lambda item: order[item.get("id", "")])
        for number, item in enumerate(listed, start=1):
            back = next((link for link in item.iter("a") if link.get("class") == "footnote-backref"), None)
            if back is not None:
                back.set("title", str(self.notes.getConfig("BACKLINK_TITLE")).format(number))
        block[:] = [listed]
        block.set("id", NOTES_CLASS)
        if not len(listed):
            root.remove(block)


def _numbered(root: Element, block: Element, listed: Element) -> dict[str, int]:
    """Number the marks of notes as a reader comes to them, those in notes last; return the number of each note, by id.

    Python-Markdown reads the text level by level, so a mark in a list comes to it after one in a paragraph below.
    """
    notes = {item.get("id", ""): item for item in listed}
    order: dict[str, int] = {}
    marks: Counter[str] = Counter()
    waiting = [part for part in root if part is not block]
    for part in waiting:  # grows by each note that is cited
        for mark in part.iter("sup"):
            link = mark.find("a")
            if link is None or link.get("class") != "footnote-ref":
                continue
            note = link.get("href", "").removeprefix("#")
            if note not in order:
                order[note] = len(order) + 1
                waiting += [notes[note]] if note in notes else []
            marks[note] += 1
            link.text = str(order[note])
            mark.set("id", f"fnref{marks[note] if marks[note] > 1 else ''}-{note.removeprefix('fn-')}")
    return order


class _RoomForBlocks(Preprocessor):
    """Puts a blank line around fenced code that stands right beside text, so that it ends the paragraph."""

    def run(self, lines: list[str]) -> list[str]:
        """Look for the placeholders that fences have become."""
        if not any(STX in line for line in lines):
            return lines
        roomy: list[str] = []
        before = ""
        for line in lines:
            beside = ((line, before), (before, line)) if STX in line or STX in before else ()
            for placeholder, other in beside:
                found = _PLACEHOLDER.fullmatch(placeholder)
                if found and other.strip(" \t>"):
                    roomy.append(found[1].rstrip())
                    break
            roomy.append(line)
            before = line
        return roomy
