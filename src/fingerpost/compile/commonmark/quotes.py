"""Quotations in; quotations, GitHub's alerts, admonitions, details and tabs out, as pieces of HTML."""

from collections.abc import Callable

from fingerpost.compile.commonmark.blocks import ADMONITION, TAB, Block
from fingerpost.compile.commonmark.events import attribute
from fingerpost.compile.commonmark.slots import TabSet

__all__ = ["Quotes"]

_QUOTE, _PARAGRAPH = "<blockquote>", "<p>"
_SET_END = "</div>\n</div>\n"


class Quotes:
    """Writes the quotations of one text and what stands as one; those that are open are kept on a stack."""

    def __init__(self, out: list[str], blocks: tuple[Block, ...]) -> None:
        self.out = out
        self.blocks = blocks
        self.tab_sets: list[TabSet] = []
        self._open: list[str | TabSet] = []
        """What ends each quotation that is open."""
        self._ended: TabSet | None = None
        """The set of which a tab ended last."""

    def start(self, alert: str | None) -> None:
        """Begin a quotation, or one of GitHub's alerts."""
        if alert is None:
            self.out.append(_QUOTE)
            self._open.append("</blockquote>\n")
        else:
            self.out.append(f'<div class="admonition {alert.lower()}"><p class="admonition-title">{alert}</p>\n')
            self._open.append("</div>\n")

    def end(self) -> None:
        """End the innermost quotation."""
        ended = self._open.pop()
        if isinstance(ended, str):
            self.out.append(ended)
        else:
            self.out += "</div>\n", _SET_END
            ended.end = len(self.out)
            self._ended = ended

    def begins(self) -> bool:
        """Tell whether a quotation has just begun, and a paragraph in it."""
        return self.out[-2:] == [_QUOTE, _PARAGRAPH]

    def become(self, number: int, write_title: Callable[[], None]) -> None:
        """Make the quotation that has just begun a block; `write_title` writes its paragraph to the end."""
        del self.out[-2:]
        block = self.blocks[number]
        if block.form == TAB:
            self._start_tab(block, write_title)
            return
        kind = f' class="{attribute(block.classes)}"' if block.classes else ""
        if block.form == ADMONITION:
            self.out.append(f'<div class="admonition {attribute(block.classes)}">')
            before, after, self._open[-1] = '<p class="admonition-title">', "</p>\n", "</div>\n"
        else:
            self.out.append(f"<details{kind}{' open' if block.open else ''}>")
            before, after, self._open[-1] = "<summary>", "</summary>\n", "</details>\n"
        if block.titled:
            self.out.append(before)
        write_title()  # which takes the end of its paragraph, where it is empty too
        if block.titled:
            self.out.append(after)

    def _start_tab(self, block: Block, write_title: Callable[[], None]) -> None:
        """Begin a tab: in the set that ended right before it, or in a new one."""
        tabs = self._ended
        if tabs is not None and tabs.end == len(self.out) and not block.new:
            self.out.pop()
        else:
            tabs = TabSet(len(self.tab_sets) + 1, len(self.out))
            self.tab_sets.append(tabs)
            self.out.append("")
        self._open[-1] = tabs
        start = len(self.out)
        write_title()
        tabs.labels.append("".join(self.out[start:]))
        self.out[start:] = ['<div class="tabbed-block">']
        if block.open:
            tabs.chosen = len(tabs.labels)
