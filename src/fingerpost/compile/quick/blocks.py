"""Blocks of Markdown as Python-Markdown reads them, byte for byte, each asked of the processors that can take it alone.

Python-Markdown asks twenty processors about each block, and most answer by a search. Which of them can take a block
follows from its first characters and from those of its lines; a processor of which nothing is known is always asked.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import msgspec
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor, ParagraphProcessor
from markdown.extensions.tables import TableProcessor
from markdown.util import STX

__all__ = ["MOST_NESTED", "QuickHeading", "QuickTable", "block_loop"]

_INDENTED = "    "
_LINE_STARTS = re.compile(r"\n {0,3}([!#*\-:=>?_])").findall
_RULE = re.compile(r"\n {0,3}[*\-=_][*\-=_ ]*(?:\n|\Z)").search
"""A line that may be a rule, or underline a heading."""
_DIGIT = "1"
"""Stands for any digit."""
_NO_LINES = frozenset[str]()
MOST_NESTED = 100
"""Blocks within each other. Python-Markdown itself reads as deep as the stack of the process lets it, so what comes
out would depend on who calls."""
_DEEPEST = 6
"""The level of a heading with so many hashes or more."""
Look = tuple[str, frozenset[str], bool, bool, bool]
"""How a block looks: its beginning, the beginnings of its lines, and whether it holds a rule, a `|`, a `]:`."""
_PLAIN: Look = ("a", _NO_LINES, False, False, False)
"""One line that begins with a letter: what only a paragraph takes."""


class _Needs(msgspec.Struct, frozen=True):
    """What a block must have for a processor to take it; one of these, where there are more."""

    beginnings: tuple[str, ...] = ()
    """With what the block begins."""
    lines: str = ""
    """With what one of its lines begins, after at most three spaces."""
    rule: bool = False
    pipe: bool = False
    definition: bool = False

    def met_by(self, look: Look) -> bool:
        beginning, lines, rule, pipe, definition = look
        return (
            beginning in self.beginnings
            or not lines.isdisjoint(self.lines)
            or (self.rule and rule)
            or (self.pipe and pipe)
            or (self.definition and definition)
        )


_NEEDS = {
    "admonition": _Needs((_INDENTED,), "!"),
    "markdown_block": _Needs((STX,)),
    "details": _Needs((_INDENTED,), "?"),
    "tabbed": _Needs((_INDENTED,), "="),
    "empty": _Needs(("", "\n")),
    "indent": _Needs((_INDENTED,)),
    "defindent": _Needs((_INDENTED,)),
    "code": _Needs((_INDENTED,)),
    "table": _Needs(pipe=True),
    "hashheader": _Needs(lines="#"),
    "setextheader": _Needs(rule=True),
    "hr": _Needs(rule=True),
    "olist": _Needs((" ", _DIGIT)),
    "ulist": _Needs((" ", "*", "+", "-")),
    "deflist": _Needs(lines=":"),
    "quote": _Needs(lines=">"),
    "footnote": _Needs(definition=True),
    "abbr": _Needs(lines="*"),
    "reference": _Needs(definition=True),
}
"""By the name of a block processor."""


def block_loop(md: Markdown) -> Callable[[Element, list[str]], None]:
    """Return what `BlockParser.parseBlocks` does, with only those processors tried that can take a block.

    It raises `RecursionError` for blocks nested deeper than `MOST_NESTED`.
    """
    chosen, state = _Chosen(md), md.parser.state
    alone = [type(processor) for processor in chosen[_PLAIN]] == [ParagraphProcessor]
    depth = 0

    def parse_blocks(parent: Element, blocks: list[str]) -> None:
        nonlocal depth
        if depth > MOST_NESTED:
            raise RecursionError
        depth += 1
        try:
            parse_all(parent, blocks)
        finally:
            depth -= 1

    def parse_all(parent: Element, blocks: list[str]) -> None:
        while blocks:
            look = _look_of(blocks[0])
            if look is _PLAIN and alone:
                if not state.isstate("list"):
                    SubElement(parent, "p").text = blocks.pop(0)
                    continue
                if not len(parent) and not parent.text:
                    parent.text = blocks.pop(0)
                    continue
            for processor in chosen[look]:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break

    return parse_blocks


class QuickHeading(HashHeaderProcessor):
    """A heading with hashes: a line that begins with one and holds no escape can be cut without a search."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether a line of the block is a heading."""
        return _is_heading(block) or super().test(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make the heading, and put back what stands behind it."""
        if not _is_heading(blocks[0]):
            super().run(parent, blocks)
            return
        block = blocks.pop(0)
        words = block.lstrip("#")
        level = min(len(block) - len(words), _DEEPEST)
        heading = SubElement(parent, f"h{level}")
        heading.text = block[level:].rstrip("#").strip()


class QuickTable(TableProcessor):
    """A table, whose rows are cut at every pipe where no code or escape can hide one."""

    def __init__(self, md: Markdown) -> None:
        replaced: Any = md.parser.blockprocessors["table"]
        super().__init__(md.parser, replaced.config)

    def _split_row(self, row: str) -> list[str]:
        if "`" in row or "\\" in row:
            library: Any = super()
            return list(library._split_row(row))
        return (row.removeprefix("|").removesuffix("|") if self.border else row).split("|")


def _is_heading(block: str) -> bool:
    return block.startswith("#") and "\n" not in block and "\\" not in block


def _look_of(block: str) -> Look:
    beginning, pipe, definition = block[:1], "|" in block, "]:" in block
    if beginning.isalpha():
        beginning = "a"
        if "\n" not in block:
            return (beginning, _NO_LINES, False, pipe, definition) if pipe or definition else _PLAIN
    elif beginning == " " and block.startswith(_INDENTED):
        beginning = _INDENTED
    elif beginning.isdecimal():
        beginning = _DIGIT
    block = f"\n{block}"
    lines = _LINE_STARTS(block)
    if not lines:
        return beginning, _NO_LINES, False, pipe, definition
    return beginning, frozenset(lines), _RULE(block) is not None, pipe, definition


class _Chosen(dict[Look, tuple[BlockProcessor, ...]]):
    """The processors for blocks of one look, in their order."""

    def __init__(self, md: Markdown) -> None:
        super().__init__()
        registered = md.parser.blockprocessors
        needs = {id(registered[name]): needed for name, needed in _NEEDS.items() if name in registered}
        self._processors = [(processor, needs.get(id(processor))) for processor in registered]

    def __missing__(self, look: Look) -> tuple[BlockProcessor, ...]:
        self[look] = tuple(one for one, needed in self._processors if needed is None or needed.met_by(look))
        return self[look]
