"""The smaller steps of Python-Markdown, byte for byte, each run only on text that has what it looks for.

Those before the blocks hand each other lines, which are put together again behind the last one: here a whole text goes
as one line.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, STX

__all__ = ["QuickWhitespace", "SourceText", "WhereCrowded", "WhereHtml", "WherePresent"]

_BLANK = re.compile(r"\n +(?=\n)")


class QuickWhitespace(Preprocessor):
    """Line ends, tabs and blank lines made alike, where there are any to change."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what `NormalizeWhitespace` does."""
        text = "\n".join(lines).replace(STX, "").replace(ETX, "")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        text += "\n\n"
        if "\t" in text:
            text = text.expandtabs(self.md.tab_length)
        if " \n" in text:
            text = _BLANK.sub("\n", text)
        return [text]


class WhereCrowded(Preprocessor):
    """A step that has work where a line beside one with something put aside is not empty."""

    def __init__(self, step: Preprocessor) -> None:
        super().__init__(step.md)
        self.step = step

    def run(self, lines: list[str]) -> list[str]:
        """Run the step where it has work."""
        text = "\n".join(lines)
        place = text.find(STX)
        while place >= 0:
            start, end = text.rfind("\n", 0, place), text.find("\n", place)
            if (start > 0 and text[start - 1] != "\n") or (end >= 0 and text[end + 1 : end + 2] not in ("", "\n")):
                return self.step.run(text.split("\n"))
            place = text.find(STX, place + 1)
        return [text]


class SourceText(Preprocessor):
    """Remembers the text without fenced code, before raw HTML is put aside too."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.text = ""

    def run(self, lines: list[str]) -> list[str]:
        """Take note of the lines, and leave them as they are."""
        self.text = "\n".join(lines)
        return lines


class WhereHtml(Preprocessor):
    """The step that puts raw HTML aside, on a text that can have any."""

    def __init__(self, text: SourceText, step: Preprocessor) -> None:
        super().__init__(text.md)
        self.text = text
        self.step = step

    def run(self, lines: list[str]) -> list[str]:
        """Run the step where a tag or an entity may start."""
        return self.step.run(lines) if "<" in self.text.text or "&" in self.text.text else lines


class WherePresent(Treeprocessor):
    """A step that has no work on a text without any of some signs."""

    RE = UnescapeTreeprocessor.RE
    """Python-Markdown's inline HTML asks the step named `unescape` for its pattern."""

    def __init__(self, text: SourceText, step: Treeprocessor, signs: tuple[str, ...]) -> None:
        super().__init__(text.md)
        self.text = text
        self.step = step
        self.signs = signs

    def run(self, root: Element) -> Element | None:
        """Run the step where one of its signs is present."""
        text = self.text.text
        for sign in self.signs:
            if sign in text:
                return self.step.run(root)
        return None
