"""A block of code and what stands behind its fence in, HTML of the highlighted code out.

Behind a fence stands a language (`python`), perhaps with options as the other dialect has them: `hl_lines="1 3-4"`,
`linenums="1"`, `title="…"`, and classes and an id in braces.
"""

import re
from typing import Any

import pygments

from fingerpost.compile.commonmark.events import attribute
from fingerpost.compile.highlight import highlight, lexer_of

__all__ = ["fenced"]

_LANGUAGE = re.compile(r"[\w#.+-]*")
_OPTION = re.compile(r"""(\w+)=(?:"([^"]*)"|'([^']*)'|([^\s"'}]+))|(?<![^\s{])([.#])([\w-]+)""")
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
MOST_LINES = 10_000
"""Lines of a range to be marked; no more are looked at."""


def fenced(code: str, info: str) -> str:
    """Return code as HTML; what cannot be understood behind the fence is left alone."""
    if _LANGUAGE.fullmatch(info):
        return highlight(code, info)
    language = _LANGUAGE.match(info)
    named = language[0] if language else ""
    classes: list[str] = []
    identifier = ""
    options: dict[str, str] = {}
    for name, double, single, bare, mark, word in _OPTION.findall(info[len(named) :]):
        if mark == ".":
            classes.append(word)
        elif mark:
            identifier = word
        else:
            options[name] = double or single or bare
    if not named and classes:
        named = classes.pop(0)
    return _formatted(code, named, [*classes, "highlight"], identifier, options)


def _formatted(code: str, language: str, classes: list[str], identifier: str, options: dict[str, str]) -> str:
    from pymdownx.highlight import BlockHtmlFormatter  # noqa: PLC0415 -- slow, and hardly any code has options

    first = options.get("linenums", "")
    numbered = first.isdecimal() and int(first) > 0
    more: dict[str, Any] = {"linenos": "table", "linenostart": int(first)} if numbered else {}
    formatter = BlockHtmlFormatter(
        cssclass=attribute(" ".join(classes)),
        hl_lines=_lines(options.get("hl_lines", "")),
        filename=options.get("title", "").strip(),
        wrapcode=True,
        **more,
    )
    made: str = pygments.highlight(code, lexer_of(language), formatter).strip()
    return made.replace("<div ", f'<div id="{attribute(identifier)}" ', 1) if identifier else made


def _lines(text: str) -> list[int]:
    """Return the lines that `1 3-5` names."""
    return [
        line
        for first, last in _RANGE.findall(text)
        for line in range(int(first), min(int(last or first), int(first) + MOST_LINES) + 1)
    ]
