"""Running text in, the elements in it out, in one search, where each construct stands by itself and holds no other.

Python-Markdown puts a placeholder for each construct that it finds, pattern after pattern, and resolves them at the
end. Where constructs neither touch on nor hold each other, it comes to the same. A text with anything else in it, such
as an escape, a raw tag or a star that is no emphasis, is left to the long way.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteInlineProcessor
from markdown.util import STX, AtomicString, code_escape

from fingerpost.compile.marks import MARK, REST, STOP

__all__ = ["PlainText"]

_LINE_BREAK = "  \n"
_MARK_NAME = "fingerpost-mark"
"""The name of the pattern for marks."""
_SPECIAL = rf"!&*<\[\]\\_`{STX}{MARK}"
_WORDS = rf"[^\s{_SPECIAL}](?:[^{_SPECIAL}]*[^\s{_SPECIAL}])?"
_ADDRESS = rf"""{MARK}\d+{STOP} | [^\s()<>"'\[\]\\`{STX}{MARK}]+"""
_CONSTRUCT = re.compile(
    rf"""
      ` (?<! `` ) (?P<code> [^`]+ ) ` (?! ` )
    | \* (?<! [*_]\* ) (?P<star> \*? ) (?P<starred> {_WORDS} ) \* (?P=star) (?! \* )
    | _ (?<! [\w*]_ ) (?P<line> _? ) (?P<lined> {_WORDS} ) _ (?P=line) (?! \w )
    | {MARK} (?P<mark> \d+ ) {STOP}
    | \[ \^ (?P<note> [^\[\]\\`{STX}{MARK}]* ) \]
    | \[ (?P<words> [^{_SPECIAL}^] [^{_SPECIAL}]* ) \] \( (?P<address> {_ADDRESS} ) \)
    | !\[ | & | \* | < | \[ | \\ | _ | ` | {STX} | {MARK}
    """,
    re.VERBOSE,
)
"""Each way begins with a character, since `re` skips to one of them quickly then; the last ways are in no group."""
Made = Callable[[re.Match[str]], Element | str]


class PlainText:
    """Reads texts whose constructs stand by themselves, with the patterns of a parser where these remember things."""

    def __init__(self, md: Markdown) -> None:
        patterns: Any = md.inlinePatterns
        self._mark: Any = patterns[_MARK_NAME]
        self._excluded = frozenset(self._mark.ANCESTOR_EXCLUDES)
        self._note: Any = next(one for one in patterns if isinstance(one, FootnoteInlineProcessor))
        self._made: dict[str | None, Made] = {
            "code": _code,
            "starred": _emphasis,
            "lined": _emphasis,
            "address": _link,
            "mark": lambda found: self._by(self._mark, found),
            "note": lambda found: self._by(self._note, found),
        }

    def read(self, text: str, element: Element, ancestors: Iterable[str]) -> list[Element] | None:
        """Give an element its text; return the elements that stand in it, or None for a text that is left as it is."""
        if _LINE_BREAK in text:
            return None
        constructs = list(_CONSTRUCT.finditer(text))
        if constructs and not (self._may_read(constructs) and self._excluded.isdisjoint(ancestors)):
            return None
        placed: list[Element] = []
        before, end = "", 0
        for found in constructs:
            before += text[end : found.start()]
            end = found.end()
            node = self._made[found.lastgroup](found)
            if isinstance(node, str):
                before += node
                continue
            _put(before, placed, element)
            placed.append(node)
            before = ""
        _put(before + text[end:], placed, element)
        return placed

    def _may_read(self, constructs: list[re.Match[str]]) -> bool:
        """Tell whether all constructs can be read by themselves."""
        for found in constructs:
            kind = found.lastgroup
            if kind is None or (kind == "note" and found["note"] not in self._note.footnotes.footnotes):
                return False
            if kind == "mark" and self._mark.owner.finish.marks[int(found["mark"])].form == REST:
                return False
        return True

    def _by(self, pattern: Any, found: re.Match[str]) -> Element | str:
        """Return what a pattern makes of a construct; the text of one that it leaves."""
        node: Element | str | None = pattern.handleMatch(
            pattern.compiled_re.match(found.string, found.start()), found.string
        )[0]
        return found[0] if node is None else node


def _code(found: re.Match[str]) -> Element:
    element = Element("code")
    element.text = AtomicString(code_escape(found["code"].strip()))
    return element


def _emphasis(found: re.Match[str]) -> Element:
    element = Element("strong" if found["star"] or found["line"] else "em")
    element.text = found["starred"] or found["lined"]
    return element


def _link(found: re.Match[str]) -> Element:
    element = Element("a", {"href": found["address"]})
    element.text = found["words"]
    return element


def _put(text: str, placed: list[Element], parent: Element) -> None:
    """Put text behind the last element, or into the parent where there is none yet."""
    if not text:
        return
    if placed:
        placed[-1].tail = text
    else:
        parent.text = text
