"""Inline Markdown as Python-Markdown reads it, byte for byte, without the work that cannot change a text.

Python-Markdown tries every pattern on every run of text, though most runs have no special character at all. A pattern
whose every match holds one of a few characters is tried only on text that has one of them; a run that has none of any
pattern is not touched; a pattern of which nothing is known always is tried.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import (
    BacktickInlineProcessor,
    DelimiterProcessor,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, INLINE_PLACEHOLDER_RE, STX, AtomicString

from fingerpost.compile.quick.patterns import needed_characters
from fingerpost.compile.quick.plain import PlainText

__all__ = ["QuickEmphasis", "QuickInline"]

Placed = list[tuple[Element, list[str]]]
"""Elements that stood for placeholders, each with the tags around it."""
Search = Callable[[str, int], re.Match[str] | None]

_BY_NAME = (ReferenceInlineProcessor, ImageReferenceInlineProcessor)
"""Links and pictures that name a definition in brackets behind their own."""
_SHORT = (ShortReferenceInlineProcessor, ShortImageReferenceInlineProcessor)
"""And those that name it in their own."""
_TWO_BRACKETS = re.compile(r"\]\s?\[")


class QuickEmphasis(DelimiterProcessor):
    """Emphasis, at once where a pair of delimiters holds no other: what the long way makes of these follows from it."""

    PAIR = re.compile(
        r"""
          (?<! [*_] )   (?P<star> \*{1,2} ) (?P<starred> [^\s*_] (?: [^*_]* [^\s*_] )? ) (?P=star) (?! \* )
        | (?<! [\w*] )  (?P<line> _{1,2} )  (?P<lined>   [^\s*_] (?: [^*_]* [^\s*_] )? ) (?P=line) (?! \w )
        """,
        re.VERBOSE,
    )

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the element for the delimiter found, and where it stands."""
        pair = None if self.regions else self.PAIR.match(data, m.start())
        if pair is None:
            return super().handleMatch(m, data)
        delimiter = pair["star"] or pair["line"]
        element = Element("strong" if len(delimiter) == 2 else "em")
        element.text = pair["starred"] or pair["lined"]
        return element, *pair.span()


class QuickInline(InlineProcessor):
    """`InlineProcessor` with its walk and its three inner steps made anew."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._patterns: tuple[Any, ...] = tuple(md.inlinePatterns)
        self._searches = tuple(_search_of(pattern, md) for pattern in self._patterns)
        self._possible = _Possible(self._patterns)
        self._special = re.compile(f"[{re.escape(self._possible.characters)}]").findall
        always = self._possible[frozenset()]
        self._plain = PlainText(md)
        self._marked = re.compile("" if always else f"[{re.escape(self._possible.characters + STX)}]").search

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to the texts of a tree, in the order of `InlineProcessor.run`, but for those that stay."""
        self.stashed_nodes: dict[str, Element | str] = {}
        marked = self._marked
        queue: Placed = [(tree, [*(ancestors or ()), tree.tag.lower()])]
        for element, self.ancestors in queue:
            if element is not tree:
                self.ancestors.append(element.tag.lower())
            filled = []
            for child in element:
                text = child.text
                if text and marked(text) and not isinstance(text, AtomicString):
                    inner = self._fill(child, text, queue)
                    if inner:
                        filled.append((child, inner))
                if child.tail and marked(child.tail):
                    self._fill_behind(element, child, child.tail)
                if len(child):
                    queue.append((child, self.ancestors[:]))
            for child, inner in filled:
                child[:0] = inner
        return tree

    def _fill(self, element: Element, text: str, queue: Placed) -> list[Element]:
        """Read the text of an element; return the elements that must come before those it has.

        Those that may hold more to be read are put into the queue.
        """
        self.ancestors.append(element.tag.lower())
        element.text = None
        inner = self._plain.read(text, element, self.ancestors)
        if inner is None:
            placed = self._place(self._read(text), element)
            queue += placed
            inner = [one for one, _ in placed]
        self.ancestors.pop()
        return inner

    def _fill_behind(self, parent: Element, element: Element, tail: str) -> None:
        """Read the text behind an element."""
        holder = Element("d")
        element.tail = None
        placed = self._place(self._read(tail), holder, False)
        if holder.tail:
            element.tail = holder.tail
        if placed:
            position = list(parent).index(element) + 1
            parent[position:position] = [inner for inner, _ in placed]

    def _read(self, text: str, first: int = 0) -> str:
        """Try the patterns from an index on that may match; return the text with a placeholder for what each took."""
        if not isinstance(text, AtomicString):
            for index in self._possible[frozenset(self._special(text))]:
                if index >= first:
                    text = self._apply(index, text)
        return text

    def _apply(self, index: int, text: str) -> str:
        """Try one pattern as often as it matches."""
        pattern, search, start = self._patterns[index], self._searches[index], 0
        match = search(text, start)
        if match and any(tag.lower() in self.ancestors for tag in pattern.ANCESTOR_EXCLUDES):
            return text
        while match:
            node, begin, end = pattern.handleMatch(match, text)
            if begin is None or end is None:
                start = match.end()
            elif node is None:
                start = end
            else:
                if not isinstance(node, str) and not isinstance(node.text, AtomicString):
                    self._read_within(node, index)
                name = f"{len(self.stashed_nodes):04}"
                self.stashed_nodes[name] = node
                before = f"{text[:begin]}{INLINE_PLACEHOLDER_PREFIX}{name}{ETX}"
                text, start = before + text[end:], len(before)
            match = search(text, start)
        return text

    def _read_within(self, node: Element, index: int) -> None:
        """Read the texts in what a pattern made, as far as that is left to the patterns after it."""
        for child in (node, *node):
            if child.text:
                self.ancestors.append(child.tag.lower())
                child.text = self._read(child.text, index + 1)
                self.ancestors.pop()
            if child.tail:
                child.tail = self._read(child.tail, index)

    def _place(self, text: str | None, parent: Element, is_text: bool = True) -> Placed:
        """Put text into an element, or behind it, and return what the placeholders in it stand for.

        A text that is whole goes the short way; one whose placeholders were torn goes Python-Markdown's own.
        """
        parts = INLINE_PLACEHOLDER_RE.split(text or "")
        stash = self.stashed_nodes
        torn = len(parts) // 2 != (text or "").count(INLINE_PLACEHOLDER_PREFIX)
        if torn or isinstance(text, AtomicString) or any(name not in stash for name in parts[1::2]):
            library: Any = super()
            return list(library._InlineProcessor__processPlaceholders(text, parent, is_text))
        placed: Placed = []
        before = parts[0]
        for name, behind in zip(parts[1::2], parts[2::2], strict=True):
            node = stash[name]
            if isinstance(node, str):
                before += node + behind
                continue
            _link(before, placed, parent, is_text)
            self._place_within(node)
            placed.append((node, self.ancestors[:]))
            before = behind
        _link(before, placed, parent, is_text)
        return placed

    _InlineProcessor__processPlaceholders = _place  # where `InlineProcessor` looks for it

    def _place_within(self, node: Element) -> None:
        """Resolve the placeholders in the texts of an element and of those in it."""
        fill: Callable[..., None] = getattr(self, "_InlineProcessor__processElementText")  # noqa: B009
        for child in (node, *node):
            if child.tail and INLINE_PLACEHOLDER_PREFIX in child.tail:
                fill(node, child, False)
            if child.text and INLINE_PLACEHOLDER_PREFIX in child.text:
                fill(child, child)


class _Possible(dict[frozenset[str], tuple[int, ...]]):
    """By the special characters of a text, the patterns that it may match.

    A pattern that matches puts a placeholder for what it took, so text only loses special characters, but for those of
    the placeholder itself.
    """

    def __init__(self, patterns: tuple[Any, ...]) -> None:
        super().__init__()
        self._needed = [needed_characters(pattern.getCompiledRegExp()) for pattern in patterns]
        known = (needed for needed in self._needed if needed is not None)
        self.characters = "".join(sorted(frozenset[str]().union(*known)))

    def __missing__(self, present: frozenset[str]) -> tuple[int, ...]:
        there = present | frozenset(INLINE_PLACEHOLDER_PREFIX)
        self[present] = tuple(index for index, needed in enumerate(self._needed) if needed is None or needed & there)
        return self[present]


def _search_of(pattern: InlinePattern, md: Markdown) -> Search:
    """Return the search for a pattern. It begins where a match can begin, which `str.find` finds sooner than `re`.

    Where links of its kind need more than a bracket, it fails at once without that.
    """
    search: Search = pattern.getCompiledRegExp().search
    kind = type(pattern)
    if kind is QuickEmphasis:
        return _leaping(search, "*", "_")
    if kind is BacktickInlineProcessor:
        return _leaping(search, "`", "\\")
    if kind not in (LinkInlineProcessor, ImageInlineProcessor, *_BY_NAME, *_SHORT):
        return search
    leaping = _leaping(search, "!" if issubclass(kind, (ImageInlineProcessor, ImageReferenceInlineProcessor)) else "[")
    if kind in _BY_NAME:
        return lambda text, start: leaping(text, start) if md.references and _TWO_BRACKETS.search(text) else None
    if kind in _SHORT:
        return lambda text, start: leaping(text, start) if md.references else None
    return lambda text, start: leaping(text, start) if "](" in text else None


def _leaping(search: Search, one: str, other: str = "") -> Search:
    """Return a search that leaps to where a match can begin: at one of one or two characters."""

    def leap(text: str, start: int) -> re.Match[str] | None:
        place = text.find(one, start)
        if other:
            second = text.find(other, start)
            place = second if place < 0 <= second else min(place, second) if second >= 0 else place
        return search(text, place) if place >= 0 else None

    return leap


def _link(text: str, placed: Placed, parent: Element, is_text: bool) -> None:
    """Put text behind the last element, or into the parent where there is none yet."""
    if not text:
        return
    if placed:
        placed[-1][0].tail = (placed[-1][0].tail or "") + text
    elif is_text:
        parent.text = (parent.text or "") + text
    else:
        parent.tail = (parent.tail or "") + text
