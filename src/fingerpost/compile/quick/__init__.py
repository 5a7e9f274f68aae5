"""The slow steps of Python-Markdown, made quicker without changing a byte, and registered in the place of its own.

1. whitespace, fenced code and raw HTML put aside;  2. blocks;  3. inline patterns;  4. the HTML written.
"""

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from fingerpost.compile.quick.blocks import QuickHeading, QuickTable, block_loop
from fingerpost.compile.quick.fences import QuickFences, QuickHighlight
from fingerpost.compile.quick.inline import QuickEmphasis, QuickInline
from fingerpost.compile.quick.patterns import needed_characters
from fingerpost.compile.quick.serialize import QuickRawHtml, to_html
from fingerpost.compile.quick.steps import QuickWhitespace, SourceText, WhereCrowded, WhereHtml, WherePresent

__all__ = ["QuickHighlight", "QuickSteps", "needed_characters"]

_AFTER_CODE = 22
"""A priority between those of the steps that put fenced code (25) and raw HTML (20) aside."""
_SIGNS = {
    "task-list": (25, ("[ ]", "[x]", "[X]")),
    "attr_list": (8, ("{",)),
    "unescape": (0, ("\\",)),
}
"""By the name of a step on the tree: its priority, and what a text must hold for it to have work."""


class QuickSteps(Extension):
    """Puts the quicker steps in the place of Python-Markdown's own. Comes last, when all patterns are registered."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the name that Python-Markdown calls
        """Register each step under the name of the one that it replaces."""
        text = SourceText(md)
        md.preprocessors.register(QuickWhitespace(md), "normalize_whitespace", 30)
        md.preprocessors.register(QuickFences(md), "fenced_code_block", 25)
        md.preprocessors.register(WhereCrowded(md.preprocessors["fingerpost-room"]), "fingerpost-room", 24)
        md.preprocessors.register(text, "fingerpost-text", _AFTER_CODE)
        md.preprocessors.register(WhereHtml(text, md.preprocessors["html_block"]), "html_block", 20)
        md.parser.blockprocessors.register(QuickTable(md), "table", 75)
        md.parser.blockprocessors.register(QuickHeading(md.parser), "hashheader", 70)
        md.parser.parseBlocks = block_loop(md)  # type: ignore[assignment]
        emphasis = QuickEmphasis("*", "strong,em", md)
        emphasis.add("_", "strong,em", smart=True)
        md.inlinePatterns.register(emphasis, "em_strong", 60)
        if all(isinstance(pattern, InlineProcessor) for pattern in md.inlinePatterns):
            md.treeprocessors.register(QuickInline(md), "inline", 20)
        for name, (priority, signs) in _SIGNS.items():
            md.treeprocessors.register(WherePresent(text, md.treeprocessors[name], signs), name, priority)
        md.output_formats = {**md.output_formats, "html": to_html}  # type: ignore[misc]
        md.postprocessors.register(QuickRawHtml(md), "raw_html", 30)
