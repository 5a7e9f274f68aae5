"""The events of pulldown-cmark in, runs of them and their words out; and attributes of HTML."""

import html
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["Events", "attribute", "attributes_of", "name_of", "until", "words_of"]

Events = Iterator[Any]
"""Each event is a word, or a dictionary of one entry: `"SoftBreak"`, `{"Text": "one"}`, `{"Start": "Paragraph"}`."""


def name_of(tag: Any) -> str:
    """Return the name of what begins or ends: a word, or a dictionary of one entry."""
    return str(tag if isinstance(tag, str) else next(iter(tag)))


def until(name: str, events: Events) -> Iterator[Any]:
    """Yield the events up to the end of the element that has just begun; its end is taken and not given."""
    depth = 1
    for event in events:
        if event.__class__ is dict and "Text" not in event:
            if "End" in event and name_of(event["End"]) == name:
                depth -= 1
                if not depth:
                    return
            elif "Start" in event and name_of(event["Start"]) == name:
                depth += 1
        yield event


def words_of(events: Iterable[Any]) -> str:
    """Return the words of events without markup."""
    return "".join(map(_words, events))


def _words(event: Any) -> str:
    if event.__class__ is str:
        return " " if event == "HardBreak" else "\n"
    return str(event.get("Text") or event.get("Code") or "")


def attribute(text: str) -> str:
    """Return the text of an attribute, to stand between double quotes."""
    if "&" not in text and "<" not in text and ">" not in text and '"' not in text:
        return text
    return html.escape(text, quote=False).replace('"', "&quot;")


def attributes_of(attributes: dict[str, str]) -> str:
    """Return attributes in the order of their names, each with a space before it."""
    return "".join(f' {name}="{attribute(value)}"' for name, value in sorted(attributes.items()))
