"""The smaller steps of Python-Markdown, byte for byte, each run only on text that has what it looks for."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import ETX, STX

__all__ = ["QuickWhitespace", "SourceText", "WhereHtml", "WherePresent"]

_BLANK = re.compile(r"\n +(?=\n)")


class QuickWhitespace(Preprocessor):
    """Line ends, tabs and blank lines made alike, where there are any to change."""

    def run(self, lines: list[str]) -> list[str]:
        """Do what `NormalizeWhitespace` does."""
        text = "\n".join(lines).replace(STX, "").replace(ETX, "")
        text = text.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        if "\t" in text:
            text = text.expandtabs(self.md.tab_length)
        if " \n" in text:
            text = _BLANK.sub("\n", text)
        return text.split("\n")


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
        return self.step.run(root) if any(sign in self.text.text for sign in self.signs) else None
