"""The Markdown of a page in, a diagnostic for each admonition, tab or details out that is almost written as one."""

import re
from collections.abc import Iterator

import msgspec

from fingerpost import messages
from fingerpost.compile.body_text import BodyText
from fingerpost.diagnostics import Diagnostic

__all__ = ["check_blocks"]

_MARKS = ("!!!", "???", "===")
_HEADER = re.compile(
    r"""
    ^ (?P<indent> [ ]* ) (?: (?:!!!|\?\?\?\+?) [ ]? (?P<classes> (?: [\w-]+ (?: [ ]+ [\w-]+ )* )? )
      | ===(?:\+!?|!\+?)? )
    (?: [ ]* (?P<straight> ".*" ) | [ ]* (?P<curly> [“”„«»][^"\n]*[“”«»] ) )? [ ]* $
    """,
    re.VERBOSE | re.MULTILINE,
)
_LINE = re.compile(r"\n(?:[ \t]*\n)*([ ]*)\S")
"""The next line with words, and what stands before it."""
_CURLY = re.compile("[“”„«»]")


def check_blocks(text: BodyText) -> tuple[Diagnostic, ...]:
    """Tell of content that is indented too little to belong to its block, and of titles in curly quotation marks."""
    return tuple(_tell(text)) if any(mark in text.text for mark in _MARKS) else ()


def _tell(text: BodyText) -> Iterator[Diagnostic]:
    for header in _HEADER.finditer(text.text):
        row = text.row(header.start())
        if row in text.fenced or not (header["classes"] or header["straight"] or header["curly"]):
            continue
        if header["curly"]:
            place = msgspec.structs.replace(
                text.place(row), column=header.start("curly") - header.start() + 1, length=len(header["curly"])
            )
            yield messages.curly_title(place, _CURLY.sub('"', header[0].strip()))
        following = _LINE.match(text.text, header.end())
        if following and 0 < len(following[1]) - len(header["indent"]) < 4:
            yield messages.short_indent(text.place(text.row(following.end(1))), len(header["indent"]) + 4)
