"""The events of pulldown-cmark in, pieces of HTML out: one loop over them, without a tree, at whatever depth."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from fingerpost.compile.commonmark.blocks import Block
from fingerpost.compile.commonmark.code import fenced
from fingerpost.compile.commonmark.events import Events, name_of, until
from fingerpost.compile.commonmark.inline import Inline
from fingerpost.compile.commonmark.quotes import Quotes
from fingerpost.compile.commonmark.slots import HeadingSlots
from fingerpost.compile.commonmark.tables import Tables
from fingerpost.compile.commonmark.typed import BLOCK, SIGN, Typed
from fingerpost.compile.marks import SECTION

__all__ = ["Writer"]

_BLOCKS = {"Paragraph": "p", "Item": "li", "DefinitionListDefinition": "dd"}
_SPANS = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}
"""Elements through which a sentence runs on."""
_BLOCK_TAGS = {
    "Start": {name: f"<{tag}>" for name, tag in _BLOCKS.items()},
    "End": {**{name: f"</{tag}>\n" for name, tag in _BLOCKS.items()}, "TableRow": "</tr>\n"},
}
_SPAN_TAGS = {
    "Start": {name: f"<{tag}>" for name, tag in _SPANS.items()},
    "End": {name: f"</{tag}>" for name, tag in _SPANS.items()},
}
_BREAKS = {"Rule": "<hr>\n", "HardBreak": "<br>", "SoftBreak": "</dt>\n<dt>"}
"""What becomes of an event that is a word; the last one parts the terms of one definition."""
_TASK = '<input type="checkbox" disabled{}/> '

Step = Callable[[Any, str, Events], str]
"""What an event holds, the character before it, and the events that follow in; the character after it out."""


class Writer:
    """Writes the events of one text; what it collects on the way is read at the end."""

    def __init__(self, typed: Typed, blocks: tuple[Block, ...]) -> None:
        self.inline = inline = Inline(typed)
        self.out = inline.out
        self.quotes = Quotes(self.out, blocks)
        tables = Tables(inline)
        self.headings: list[HeadingSlots] = []
        self.definitions: dict[str, list[Any]] = {}
        """The events of each note."""
        self.depth = 0
        """How many quotations, lists and notes are open."""
        self._lists: list[int] = []
        """Where each list that is open begins."""
        self._term = 0
        """Where the words of the term begin that is open; 0 for none."""
        self._steps: dict[tuple[str, str], Step] = {
            ("Start", "BlockQuote"): self._start_quote,
            ("End", "BlockQuote"): self._end_quote,
            ("Start", "CodeBlock"): self._code_block,
            ("Start", "DefinitionList"): self._start_definitions,
            ("End", "DefinitionList"): self._end_definitions,
            ("Start", "DefinitionListTitle"): self._start_term,
            ("End", "DefinitionListTitle"): self._end_term,
            ("Start", "FootnoteDefinition"): self._note,
            ("Start", "Heading"): self._heading,
            ("Start", "HtmlBlock"): self._html_block,
            ("Start", "Image"): inline.picture,
            ("Start", "Link"): inline.link,
            ("End", "Link"): inline.end_link,
            ("Start", "List"): self._start_list,
            ("End", "List"): self._end_list,
            ("Start", "Table"): tables.start,
            ("End", "Table"): tables.end,
            ("Start", "TableHead"): tables.start_head,
            ("End", "TableHead"): tables.end_head,
            ("Start", "TableRow"): tables.start_row,
            ("Start", "TableCell"): tables.start_cell,
            ("End", "TableCell"): tables.end_cell,
            ("Code", ""): inline.code,
            ("FootnoteReference", ""): inline.citation,
            ("InlineHtml", ""): inline.raw_tag,
            ("TaskListMarker", ""): self._task,
        }

    def write(self, events: Events) -> None:
        """Write events to their end. Events are taken apart."""
        append, inline, steps = self.out.append, self.inline, self._steps
        inline.literal, before = False, ""
        for event in events:
            if event.__class__ is str:
                before = self._break(event)
                continue
            kind, value = event.popitem()
            if kind == "Text":
                before = inline.text(value, before) if value.isascii() else self._signed(value, before, events)
            elif kind not in _BLOCK_TAGS:
                before = steps[kind, ""](value, before, events)
            elif value.__class__ is not str:
                name, held = value.popitem()
                before = steps[kind, name](held, before, events)
            elif tag := _BLOCK_TAGS[kind].get(value):
                append(tag)
                inline.literal, before = False, ""
            elif tag := _SPAN_TAGS[kind].get(value):
                append(tag)
            else:
                before = steps[kind, value](None, before, events)

    def _signed(self, text: str, before: str, events: Events) -> str:
        """Write text that may hold signs; the first one of a quotation may say that it is a block."""
        if text.startswith(BLOCK) and self.quotes.begins():
            sign = SIGN.match(text)
            if sign:
                rest = text[sign.end() + 1 :]
                title = chain([{"Text": rest}] if rest else [], until("Paragraph", events))
                self.quotes.become(int(sign[2]), lambda: self.write(title))
                return ""
        return self.inline.signed(text, before)

    def _break(self, kind: str) -> str:
        if kind == "SoftBreak" and not (self._term and self._may_end_term()):
            self.out.append("\n")
            return "\n"
        self.out.append(_BREAKS[kind])
        return ""

    def _start_quote(self, alert: str | None, _before: str, _events: Events) -> str:
        self.depth += 1
        self.quotes.start(alert)
        return ""

    def _end_quote(self, _alert: str | None, _before: str, _events: Events) -> str:
        self.depth -= 1
        self.quotes.end()
        return ""

    def _start_list(self, first: int | None, _before: str, _events: Events) -> str:
        self.depth += 1
        self._lists.append(len(self.out))
        self.out.append("<ul>" if first is None else "<ol>" if first == 1 else f'<ol start="{first}">')
        return ""

    def _end_list(self, ordered: bool, _before: str, _events: Events) -> str:
        self.depth -= 1
        self._lists.pop()
        self.out.append("</ol>\n" if ordered else "</ul>\n")
        return ""

    def _task(self, done: bool, before: str, _events: Events) -> str:
        """Write the box of a task, and mark its item and list."""
        item = len(self.out) - (1 if self.out[-1] == "<li>" else 2)
        for number, name in ((self._lists[-1], "task-list"), (item, "task-list-item")):
            if "class=" not in self.out[number]:
                self.out[number] = f'{self.out[number][:3]} class="{name}"{self.out[number][3:]}'
        self.out.append(_TASK.format(" checked" if done else ""))
        return before

    def _start_definitions(self, _value: None, _before: str, _events: Events) -> str:
        self.depth += 1
        self.out.append("<dl>")
        return ""

    def _end_definitions(self, _value: None, _before: str, _events: Events) -> str:
        self.depth -= 1
        self.out.append("</dl>\n")
        return ""

    def _start_term(self, _value: None, _before: str, _events: Events) -> str:
        self.inline.literal = False
        self.out.append("<dt>")
        self._term = len(self.out)
        return ""

    def _end_term(self, _value: None, _before: str, _events: Events) -> str:
        self.out.append("</dt>\n")
        self._term = 0
        return ""

    def _may_end_term(self) -> bool:
        """Tell whether no element is open in the term, so that its next line may be a term of its own."""
        words = "".join(self.out[self._term :])
        closed = all(words.count(f"<{tag}>") == words.count(f"</{tag}>") for tag in _SPANS.values())
        return closed and not self.inline.within_link

    def _code_block(self, kind: Any, _before: str, events: Events) -> str:
        code = self.inline.as_typed("".join(event["Text"] for event in until("CodeBlock", events)))
        info = "" if kind == "Indented" else self.inline.as_typed(kind["Fenced"])
        self.out.append(fenced(code, info) + "\n")
        return ""

    def _html_block(self, _value: None, _before: str, events: Events) -> str:
        parts = (event.get("Html") or event.get("Text") or "" for event in until("HtmlBlock", events))
        raw = self.inline.as_typed("".join(parts))
        self.inline.raw.append(raw)
        self.out.append(raw.rstrip("\n") + "\n\n")
        return ""

    def _heading(self, heading: dict[str, Any], _before: str, events: Events) -> str:
        inner = tuple(until("Heading", events))
        level = int(heading["level"][1:])
        if not self.depth and level <= 2:
            self.out.append(SECTION)
        words, literal = self._heading_words(inner), any("Code" in event for event in inner)
        before = len(self.out)
        self.out.append("")
        self.write(iter(inner))
        attributes = _attributes(heading) if heading["id"] or heading["classes"] or heading["attrs"] else {}
        self.headings.append(HeadingSlots(level, words, literal, attributes, before, len(self.out)))
        self.out.append("")
        return ""

    def _heading_words(self, inner: tuple[Any, ...]) -> str:
        """Return the words of a heading as they were typed, without markup, pictures and notes."""
        if len(inner) == 1 and isinstance(inner[0], dict) and inner[0].get("Text", "\ufffd").isascii():
            return " ".join(inner[0]["Text"].split())
        words = []
        events = iter(inner)
        for event in events:
            if event.__class__ is str:
                words.append(" ")
            elif "Start" in event and name_of(event["Start"]) == "Image":
                for _ in until("Image", events):
                    pass
            else:
                words.append(
                    self.inline.shown(event.get("Text", "")) + self.inline.typed.written(event.get("Code", ""))
                )
        return self.inline.typed.read(" ".join("".join(words).split()))

    def _note(self, name: str, before: str, events: Events) -> str:
        """Keep a note for later: notes stand at the end. Of two with the same name the last counts."""
        self.definitions[name] = list(until("FootnoteDefinition", events))
        return before


def _attributes(heading: dict[str, Any]) -> dict[str, str]:
    """Return the attributes that a heading is given by hand."""
    attributes = {name: name if value is None else value for name, value in heading["attrs"]}
    if heading["classes"]:
        attributes["class"] = " ".join(heading["classes"])
    if heading["id"]:
        attributes["id"] = heading["id"]
    return attributes
