"""The slow steps of Python-Markdown, made quicker without changing a byte: patterns, paragraphs, fenced code.

Three quarters of the time of inline Markdown goes into trying every pattern on every run of text, though most runs have
no special character at all. A pattern whose every match holds one of a few characters is tried only on text that has
one of them; the characters are derived from the pattern itself, and a pattern of which nothing is known always is.
"""

import importlib
import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor, UnescapeTreeprocessor
from markdown.util import INLINE_PLACEHOLDER_PREFIX, STX, AtomicString
from pygments.lexer import Lexer
from pymdownx.highlight import Highlight, HighlightExtension

from fingerpost.compile.highlight import highlight, lexer_of

__all__ = ["QuickHighlight", "QuickSteps", "needed_characters"]

_parser = importlib.import_module("re._parser")
"""The parser behind `re`, which tells the structure of a pattern."""


def needed_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return characters of which every match of a pattern holds, or stands beside, at least one; None if unknown."""
    if pattern.flags & re.IGNORECASE:
        return None
    return _in_sequence(_parser.parse(pattern.pattern, pattern.flags))


def _in_sequence(parts: Any) -> frozenset[str] | None:
    """All parts of a sequence must match, so the part with the fewest characters decides."""
    known = [needed for part in parts if (needed := _in_part(str(part[0]), part[1])) is not None]
    return min(known, key=lambda needed: (len(needed), sorted(needed)), default=None)


def _in_part(name: str, argument: Any) -> frozenset[str] | None:
    """Return what one part of a pattern needs; `name` and `argument` are in the words of Python's own parser."""
    read = _READERS.get(name)
    return read(argument) if read else None


def _in_set(members: Any) -> frozenset[str] | None:
    literal = all(str(kind) == "LITERAL" for kind, _ in members)
    return frozenset(chr(code) for _, code in members) if literal else None


def _in_branches(argument: Any) -> frozenset[str] | None:
    ways = [_in_sequence(way) for way in argument[1]]
    return frozenset().union(*(way for way in ways if way)) if None not in ways else None


def _in_repeat(argument: Any) -> frozenset[str] | None:
    least, _, parts = argument
    return _in_sequence(parts) if least >= 1 else None


_READERS: dict[str, Callable[[Any], frozenset[str] | None]] = {
    "LITERAL": lambda code: frozenset(chr(code)),
    "IN": _in_set,
    "MAX_REPEAT": _in_repeat,
    "MIN_REPEAT": _in_repeat,
    "POSSESSIVE_REPEAT": _in_repeat,
    "SUBPATTERN": lambda argument: None if argument[1] & re.IGNORECASE else _in_sequence(argument[3]),
    "ATOMIC_GROUP": _in_sequence,
    "ASSERT": lambda argument: _in_sequence(argument[1]),
    "BRANCH": _in_branches,
}


AFTER_CODE = 22
"""A priority between those of the steps that put fenced code (25) and raw HTML (20) aside."""


class QuickSteps(Extension):
    """Puts the quicker steps in the place of Python-Markdown's own. Comes last, when all patterns are registered."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the name that Python-Markdown calls
        """Register each step under the name of the one that it replaces."""
        md.treeprocessors.register(_QuickInline(md), "inline", 20)
        md.parser.blockprocessors.register(_PlainParagraph(md.parser), "plain-paragraph", 1000)
        text = _SourceText(md)
        md.preprocessors.register(text, "fingerpost-text", AFTER_CODE)
        raw_html = _WhereHtml(md, md.preprocessors["html_block"])
        md.preprocessors.register(raw_html, "html_block", 20)
        for name, (priority, marks) in _BLOCK_MARKS.items():
            block = _WhereMarked(md.parser, md.parser.blockprocessors[name], marks)
            md.parser.blockprocessors.register(block, name, priority)
        for name, priority, character in (("attr_list", 8, "{"), ("unescape", 0, "\\")):
            step = _WherePresent(text, md.treeprocessors[name], character)
            md.treeprocessors.register(step, name, priority)
        md.parser.parseBlocks = _block_loop(tuple(md.parser.blockprocessors))  # type: ignore[assignment]


def _block_loop(processors: tuple[BlockProcessor, ...]) -> Callable[[Element, list[str]], None]:
    """Return what `BlockParser.parseBlocks` does, without a new list of the processors for each block."""

    def parse_blocks(parent: Element, blocks: list[str]) -> None:
        while blocks:
            for processor in processors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break

    return parse_blocks


_INDENTED = "    "
_BLOCK_MARKS = {
    "admonition": (105, ("!!!", _INDENTED)),
    "markdown_block": (105, (STX,)),
    "details": (105, ("???", _INDENTED)),
    "tabbed": (105, ("===", _INDENTED)),
    "table": (75, ("|",)),
    "hashheader": (70, ("#",)),
    "quote": (20, (">",)),
    "deflist": (25, (":",)),
    "footnote": (17, ("[^",)),
    "abbr": (16, ("*[",)),
    "reference": (15, ("]:",)),
}
"""By the name of a block processor: its priority, and the marks of which a block needs one to be its."""


class _WhereMarked(BlockProcessor):
    """A block processor that is asked only for blocks which hold one of its marks."""

    def __init__(self, parser: BlockParser, inner: BlockProcessor, marks: tuple[str, ...]) -> None:
        super().__init__(parser)
        self.inner = inner
        self.marks = marks

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the block holds a mark and the processor takes it."""
        for mark in self.marks:
            if mark in block:
                return self.inner.test(parent, block)
        return False

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """Let the processor do its work."""
        return self.inner.run(parent, blocks)


class _WhereHtml(Preprocessor):
    """The step that puts raw HTML aside, on a text that can have any."""

    def __init__(self, md: Markdown, inner: Preprocessor) -> None:
        super().__init__(md)
        self.inner = inner

    def run(self, lines: list[str]) -> list[str]:
        """Run the step where a tag or an entity may start."""
        return self.inner.run(lines) if any("<" in line or "&" in line for line in lines) else lines


class _PlainParagraph(ParagraphProcessor):
    """A paragraph of which each line starts with a letter and has no pipe: no other kind of block can be meant."""

    PLAIN = re.compile(r"""(?:[^\W\d_]|["'“‘(])[^\n|]*(?:\n(?:[^\W\d_]|["'“‘(])[^\n|]*)*""")

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the block is plain."""
        return self.PLAIN.fullmatch(block) is not None


class _SourceText(Preprocessor):
    """Remembers the text without fenced code, before raw HTML is put aside too."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.lines: list[str] = []

    def run(self, lines: list[str]) -> list[str]:
        """Take note of the lines, and leave them as they are."""
        self.lines = lines
        return lines


class _WherePresent(Treeprocessor):
    """A step that has no work on a text without a certain character."""

    RE = UnescapeTreeprocessor.RE
    """Python-Markdown's inline HTML asks the step named `unescape` for its pattern."""

    def __init__(self, text: _SourceText, step: Treeprocessor, character: str) -> None:
        super().__init__(text.md)
        self.text = text
        self.step = step
        self.character = character

    def run(self, root: Element) -> Element | None:
        """Run the step where its character is present."""
        return self.step.run(root) if any(self.character in line for line in self.text.lines) else None


class _QuickInline(InlineProcessor):
    """`InlineProcessor` with two methods in place of its own, which leave out what cannot change a text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._patterns = tuple(md.inlinePatterns)
        known = {index: _needed_by(pattern) for index, pattern in enumerate(self._patterns)}
        self._needed = {index: needed for index, needed in known.items() if needed is not None}
        self._always = frozenset(known) - self._needed.keys()
        characters = "".join(sorted(frozenset().union(*self._needed.values())))
        self._special = re.compile(f"[{re.escape(characters)}]")
        self._candidates: dict[frozenset[str], tuple[int, ...]] = {}
        self._searches = tuple(map(_search_of, self._patterns))

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """Try the patterns from an index on that may match, in their order, each as often as it does."""
        if isinstance(data, AtomicString):
            return data
        apply: Callable[..., tuple[str, bool, int]] = getattr(self, "_InlineProcessor__applyPattern")  # noqa: B009
        for index in self._possible(frozenset(self._special.findall(data))):
            search = self._searches[index]
            matched, start = index >= patternIndex, 0
            while matched and search(data, start):
                data, matched, start = apply(self._patterns[index], data, index, start)
        return data

    def _possible(self, present: frozenset[str]) -> tuple[int, ...]:
        """Return the patterns that text with these special characters may match.

        A pattern that matches puts a placeholder for what it took, so text only loses special characters, but for
        those of the placeholder itself.
        """
        if present not in self._candidates:
            there = present | frozenset(INLINE_PLACEHOLDER_PREFIX)
            possible = self._always | {index for index, needed in self._needed.items() if needed & there}
            self._candidates[present] = tuple(sorted(possible))
        return self._candidates[present]


def _search_of(pattern: Any) -> Callable[[str, int], object]:
    """Return what tells whether a pattern may match from a place on."""
    return pattern.getCompiledRegExp().search if isinstance(pattern, InlinePattern) else lambda data, start: data


def _needed_by(pattern: Any) -> frozenset[str] | None:
    return needed_characters(pattern.getCompiledRegExp()) if isinstance(pattern, InlinePattern) else None


class QuickHighlight(HighlightExtension):  # type: ignore[misc]  # pymdownx has no types
    """Highlights without a new lexer and formatter for each block."""

    def __init__(self) -> None:
        super().__init__(use_pygments=True, guess_lang=False, noclasses=False)

    def get_pymdownx_highlighter(self) -> Callable[..., Highlight]:
        """Return what superfences calls for each block."""
        return _QuickHighlight


class _QuickHighlight(Highlight):  # type: ignore[misc]
    """The highlighter of one block."""

    def get_lexer(self, src: str, language: str | None, inline: bool, stripnl: bool) -> tuple[Lexer, str]:
        """Return the lexer of a language, made once."""
        return lexer_of(language or ""), language or ""

    def highlight(self, src: str, language: str | None, css_class: str = "highlight", **options: Any) -> Any:
        """Highlight a block; one with options of its own, such as marked lines, takes the long way."""
        plain = all(
            value in (None, -1, False, "", [], {}) for name, value in options.items() if name != "code_block_count"
        )
        if not plain or css_class != "highlight":
            return super().highlight(src, language, css_class, **options)
        return highlight(src, language or "")
