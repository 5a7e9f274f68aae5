"""Text in, the same text with its admonitions, details and tabs as quotations that CommonMark knows out.

`!!! note "Title"` with a body indented by four spaces becomes a quotation that begins with a paragraph of its own: the
number of the block between BLOCK and STOP, and the title. So a title and a body may hold whatever Markdown can say, and
so may the list or the quotation around them. A block that comes back inside code or raw HTML is none: the text is read
once more with that line left as it is.
"""

import re
from collections.abc import Iterator

import msgspec

from fingerpost.compile.commonmark.typed import BLOCK
from fingerpost.compile.marks import STOP

__all__ = ["ADMONITION", "DEEPEST", "DETAILS", "TAB", "Block", "as_quotations"]

ADMONITION, DETAILS, TAB = "!!!", "???", "==="
DEEPEST = 20
"""How many of these blocks may be within each other."""
_CLASSES = r"[\w\-]+(?:\ +[\w\-]+)*"
_HEADER = re.compile(
    rf"""
    (?P<before> [ \t>]* )
    (?: (?P<admonition> !!! )\ ?(?P<classes> {_CLASSES} )(?: \ +"(?P<title> .*? )" )?
      | (?P<details> \?\?\? )(?P<open> \+ )?\ ?
        (?: (?P<kind> {_CLASSES} )?\ +"(?P<summary> .*? )" | (?P<only> {_CLASSES} ) )
      | (?P<tab> === )(?P<way> \+!? | !\+? )?\ +"(?P<label> .*? )"
    )\ *$
    """,
    re.VERBOSE | re.MULTILINE,
)
_INDENT = "    "
_BLANK = " \t>"


class Block(msgspec.Struct, frozen=True):
    """One block as its first line says."""

    form: str
    """ADMONITION, DETAILS or TAB."""
    classes: str
    titled: bool
    row: int
    """The line of the text in which it begins, counted from 0."""
    open: bool = False
    """Details that are shown unfolded, or the tab that is chosen."""
    new: bool = False
    """A tab that begins a set of its own."""


def as_quotations(text: str, left: frozenset[int]) -> tuple[str, tuple[Block, ...]]:
    """Return the text with its blocks as quotations, and the blocks by number; those of the lines `left` stay."""
    blocks: list[Block] = []
    return _rewritten(text, 0, DEEPEST, blocks, left), tuple(blocks)


def _rewritten(text: str, row: int, deepest: int, blocks: list[Block], left: frozenset[int]) -> str:
    """Write a text anew, of which the first line is that of `row`."""
    done: list[str] = []
    end = counted = 0
    here = row
    for start in _line_starts(text):
        header = _HEADER.match(text, start) if start >= end and deepest else None
        if header is None:
            continue
        body, stop = _body(text, header)
        here, counted = here + text.count("\n", counted, start), start
        if here in left:
            done.append(text[end:stop])
            end = stop
            continue
        before = header["before"]
        lines = [f"{BLOCK}{len(blocks)}{STOP} {_title(header)}", ""]
        blocks.append(_block(header, here))
        lines += _rewritten("\n".join(body), here + 1, deepest - 1, blocks, left).split("\n") if body else ()
        room = before.rstrip(" \t") + "\n"
        apart = room if _follows_quotation(text, start, before) else ""
        done += text[end:start], apart, *(f"{before}> {line}\n" for line in lines), room
        end = stop
    return "".join([*done, text[end:]]) if done else text


def _follows_quotation(text: str, start: int, before: str) -> bool:
    """Tell whether the line above is of a quotation, which would take in one that stands right below it."""
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : start]
    return above.removeprefix(before).lstrip().startswith(">")


def _line_starts(text: str) -> Iterator[int]:
    """Yield where each line begins that may be the first one of a block, in order.

    One character is found a hundred times sooner than three.
    """
    places = []
    for mark in (ADMONITION, DETAILS, TAB):
        place = text.find(mark[0])
        while place >= 0:
            after = place + 1
            if text.startswith(mark, place):
                start = text.rfind("\n", 0, place) + 1
                if not text[start:place].strip(_BLANK):
                    places.append(start)
                after = text.find("\n", place)
            place = text.find(mark[0], after) if after > 0 else -1
    yield from sorted(places)


def _body(text: str, header: re.Match[str]) -> tuple[list[str], int]:
    """Return the lines of a block's body without their indentation, and where it ends; blank lines at its end stay."""
    before = _expanded(header["before"])
    inside, outside = before + _INDENT, before.rstrip(" \t")
    body: list[str] = []
    kept, position, stop = 0, header.end() + 1, min(header.end() + 1, len(text))
    while position < len(text):
        found = text.find("\n", position)
        end = found if found >= 0 else len(text)
        line = _expanded(text[position:end])
        if line.startswith(inside) and line.strip(_BLANK):
            body.append(line[len(inside) :])
            kept, stop = len(body), min(end + 1, len(text))
        elif not line.strip(_BLANK) and line.startswith(outside):
            body.append("")
        else:
            break
        position = end + 1
    return body[:kept], stop


def _expanded(line: str) -> str:
    """Return a line with spaces in place of the tabs before its text."""
    if "\t" not in line:
        return line
    words = line.lstrip(_BLANK)
    return line[: len(line) - len(words)].expandtabs(4) + words


def _title(header: re.Match[str]) -> str:
    """Return the title of a block as Markdown; one without has the first of its classes."""
    if header["tab"]:
        return header["label"]
    title = header["title"] if header["admonition"] else header["summary"]
    return _classes(header).partition(" ")[0].capitalize() if title is None else title


def _classes(header: re.Match[str]) -> str:
    return " ".join((header["classes"] or header["kind"] or header["only"] or "").lower().split())


def _block(header: re.Match[str], row: int) -> Block:
    if header["tab"]:
        way = header["way"] or ""
        return Block(TAB, "", titled=True, row=row, open="+" in way, new="!" in way)
    titled = bool(header["details"]) or header["title"] != ""
    return Block(header["admonition"] or DETAILS, _classes(header), titled, row, open=bool(header["open"]))
