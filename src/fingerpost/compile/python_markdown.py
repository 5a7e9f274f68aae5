"""The `markdown` dialect: Python-Markdown with its extensions and pymdown-extensions. Marked text in, a document out.

1. blocks and inline patterns as ever, marks becoming links;  2. headings get anchors;  3. one last walk over the tree.
"""

import re
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from fingerpost.compile.dialect import TOO_DEEP, Dialect, Document
from fingerpost.compile.finish import MARK_PATTERN, Finish
from fingerpost.compile.headings import anchor_headings
from fingerpost.compile.marks import NOTE, WIKI, Mark, Marked
from fingerpost.compile.quick import QuickHighlight, QuickSteps
from fingerpost.page import Heading

__all__ = ["python_markdown"]


def python_markdown() -> Dialect:
    """Return the dialect. The parser behind it is made once and reset for each text."""
    notes = FootnoteExtension(SEPARATOR="-", USE_DEFINITION_ORDER=False, BACKLINK_TITLE="Back to the text, note {}")
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

    def convert(marked: Marked) -> Document:
        parser.reset()
        ours.reset(marked.marks)
        try:
            text = parser.convert(marked.text)
        except RecursionError:
            return Document("", (), (), {}, (), (), failure=TOO_DEEP)
        except Exception as error:  # noqa: BLE001 -- a fault of the library must not cost the author the build
            return Document("", (), (), {}, (), (), failure=f"{type(error).__name__}: {error}")
        return Document(
            html=text,
            outline=ours.outline,
            anchors=tuple(sorted(ours.finish.anchors)),
            attributes=ours.finish.attributes,
            unknown_notes=tuple(ours.unknown_notes),
            first_level=ours.first_level,
        )

    return convert


class _Ours(Extension):
    """What Fingerpost adds to the parser, and what it collects from one text. Reset for each."""

    def __init__(self, notes: FootnoteExtension) -> None:
        super().__init__()
        self.notes = notes
        self.reset(())

    def reset(self, marks: tuple[Mark, ...] = ()) -> None:
        """Make ready for the next text."""
        self.finish = Finish(marks)
        self.outline: tuple[Heading, ...] = ()
        self.first_level: tuple[str, ...] = ()
        self.unknown_notes: list[int] = []

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- the name that Python-Markdown calls
        """Register the pattern for marks and the last walk; that one also breaks lines, so `prettify` has no work."""
        md.ESCAPED_CHARS.extend(['"', "'"])
        md.inlinePatterns.register(_MarkPattern(MARK_PATTERN.pattern, self), "fingerpost-mark", 176)
        md.treeprocessors.register(_LastWalk(md, self), "fingerpost-finish", 1)
        md.treeprocessors.deregister("prettify")
        md.treeprocessors.register(_NoteOrder(md, self.notes), "footnote-reorder", 19)


class _MarkPattern(InlineProcessor):
    """A mark in running text: a wiki link becomes an `a` whose href is the mark, an unknown note its text again.

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
        if mark.form == WIKI:
            link = Element("a", {"href": m[0]})
            link.text = AtomicString(mark.words or mark.target or mark.anchor)
            return link, *m.span()
        if mark.form == NOTE:
            self.owner.unknown_notes.append(number)
            return mark.raw, *m.span()
        return None, None, None


class _LastWalk(Treeprocessor):
    """Runs our two steps over the tree, before escapes are resolved."""

    def __init__(self, md: markdown.Markdown, owner: _Ours) -> None:
        super().__init__(md)
        self.owner = owner

    def run(self, root: Element) -> None:
        """Give anchors, then finish the tree."""
        self.owner.outline, self.owner.first_level = anchor_headings(root, self.md)
        self.owner.finish.run(root)


class _NoteOrder(Treeprocessor):
    """Puts the notes into the order of the text, as Python-Markdown's own step does, which fails on an empty note."""

    def __init__(self, md: markdown.Markdown, notes: FootnoteExtension) -> None:
        super().__init__(md)
        self.notes = notes

    def run(self, root: Element) -> None:
        """Sort the list of notes, and number its links back."""
        block = next((div for div in root.iter("div") if div.get("class") == "footnote"), None)
        listed = block.find("ol") if block is not None else None
        if listed is None:
            return
        order = {f"fn-{name}": place for place, name in enumerate(self.notes.footnote_order)}
        listed[:] = sorted(listed, key=lambda item: order.get(item.get("id", ""), len(order)))
        for number, item in enumerate(listed, start=1):
            back = item.find(".//a[@class='footnote-backref']")
            if back is not None:
                back.set("title", str(self.notes.getConfig("BACKLINK_TITLE")).format(number))
