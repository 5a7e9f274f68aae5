"""Fenced code as superfences reads it, byte for byte; plain fences at once, and text without any not at all."""

import re
from typing import Any

import msgspec
from markdown import Markdown
from pymdownx.highlight import Highlight, HighlightExtension
from pymdownx.superfences import PREFIX_CHARS, SuperFencesBlockPreprocessor

from fingerpost.compile.highlight import highlight, lexer_of

__all__ = ["QuickFences", "QuickHighlight"]

_FENCE = re.compile(r"\n([> ]*)(`{3,}|~{3,})([^\n]*)")
_PLAIN_INFO = re.compile(r" *(?:\.?([\w#.+-]+))? *")
"""What may follow a fence that has a language and nothing else."""
_PREFIX = "".join(PREFIX_CHARS)


class QuickHighlight(HighlightExtension):  # type: ignore[misc]  # pymdownx has no types
    """Highlights without a new lexer and formatter for each block."""

    def __init__(self) -> None:
        super().__init__(use_pygments=True, guess_lang=False, noclasses=False)

    def get_pymdownx_highlighter(self) -> type[Highlight]:
        """Return what superfences calls for each block."""
        return _QuickHighlight


class _QuickHighlight(Highlight):  # type: ignore[misc]
    """The highlighter of one block."""

    def get_lexer(self, src: str, language: str | None, inline: bool, stripnl: bool) -> tuple[Any, str]:
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


class QuickFences(SuperFencesBlockPreprocessor):  # type: ignore[misc]
    """Puts fenced code aside. A text with a fence that is indented, quoted or has options takes the long way."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        replaced: Any = md.preprocessors["fenced_code_block"]
        self.config = replaced.config
        self.extension = replaced.extension
        self.extension.superfences[0]["formatter"] = super().highlight

    def run(self, lines: list[str]) -> list[str]:
        """Put a placeholder in the place of each block."""
        text = "\n".join(["", *lines])
        if "```" not in text and ("~" not in text or "~~~" not in text):
            return lines
        blocks = _plain_blocks(text)
        if blocks is None:
            return list(super().run("\n".join(lines).split("\n")))
        try:
            written = [highlight(block.code, block.language) for block in blocks]
        except Exception:  # noqa: BLE001 -- superfences leaves a block as it is where its lexer fails
            return list(super().run("\n".join(lines).split("\n")))
        done: list[str] = []
        rest = 1
        for block, code in zip(blocks, written, strict=True):
            placeholder = self.md.htmlStash.store(code)
            typed = f"{block.opening}\n{block.code}\n{block.closing}"
            self.extension.stash.store(placeholder[1:-1], typed, 0)
            done += text[rest : block.start], placeholder
            rest = block.end
        return ["".join([*done, text[rest:]])]

    def parse_whitespace(self, line: str) -> str:
        """Return what stands before a line in a list or quote, with no tab in it."""
        before = line[: len(line) - len(line.lstrip(_PREFIX))]
        self.ws_len = len(before)
        before = self.normalize_ws(before)
        self.ws_virtual_len = len(before)
        return str(before)


class _Block(msgspec.Struct, frozen=True):
    """A block of plain fenced code in a text."""

    start: int
    end: int
    opening: str
    """Its first line."""
    language: str
    code: str
    closing: str
    """Its last line."""


def _plain_blocks(text: str) -> tuple[_Block, ...] | None:
    """Return the blocks of fenced code in a text whose every line has a line break before it; None if one is not plain.

    A fence that is never closed takes all that follows, and is none.
    """
    blocks: list[_Block] = []
    marks = [mark for mark in ("```", "~~~") if mark[0] in text]
    end = 0
    while opening := _next_fence(text, marks, end):
        info = _PLAIN_INFO.fullmatch(opening[3])
        if opening[1] or not info:
            return None
        closing, end = _closing(text, f"\n{opening[2]}", opening.end())
        if end < 0:
            break
        code = text[opening.end() + 1 : closing]
        blocks.append(_Block(opening.start() + 1, end, opening[0][1:], info[1] or "", code, text[closing + 1 : end]))
    return tuple(blocks)


def _next_fence(text: str, marks: list[str], start: int) -> re.Match[str] | None:
    """Return the next line that begins with a fence; `str.find` skips to where one may be faster than `re` does."""
    while True:
        places = [place for mark in marks if (place := text.find(mark, start)) >= 0]
        if not places:
            return None
        place = min(places)
        line = text.rfind("\n", start, place)
        if line >= 0 and (found := _FENCE.match(text, line)):
            return found
        start = place + 1


def _closing(text: str, fence: str, start: int) -> tuple[int, int]:
    """Return where the line break before the next line with a fence alone stands, and where that ends; -1 for none."""
    while (place := text.find(fence, start)) >= 0:
        end = text.find("\n", place + 1)
        end = end if end >= 0 else len(text)
        if not text[place + len(fence) : end].strip(" "):
            return place, end
        start = place + 1
    return -1, -1
