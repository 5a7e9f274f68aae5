"""The events of tables in, pieces of HTML out, each table in a box that scrolls."""

from collections.abc import Iterator

from fingerpost.compile.commonmark.events import Events
from fingerpost.compile.commonmark.inline import Inline

__all__ = ["Tables"]

_ALIGNED = {"None": "", "Left": "left", "Center": "center", "Right": "right"}
_HEAD_CELL_END = "</th>\n"
_HEAD_END = "</tr>\n</thead>\n<tbody>"


class Tables:
    """Writes the rows and cells of the table that is open; a table holds no other.

    Each method takes what an event holds, the character before it, and the events that follow, and returns the
    character after it: none, since each cell begins anew.
    """

    def __init__(self, inline: Inline) -> None:
        self.inline = inline
        self.out = inline.out
        self._classes: tuple[str, ...] = ()
        self._starts: Iterator[str] = iter(())
        """What begins each cell of the row that is still to come."""
        self._end = ""

    def start(self, alignments: tuple[str, ...], _before: str, _events: Events) -> str:
        """Begin a table."""
        names = (_ALIGNED[one] for one in alignments)
        self._classes = tuple(f' class="{one}"' if one else "" for one in names)
        self.out.append('<div class="table" tabindex="0">\n<table>')
        return ""

    def start_head(self, _value: None, _before: str, _events: Events) -> str:
        """Begin the row of heads."""
        self._starts, self._end = iter([f"<th{aligned}>" for aligned in self._classes]), _HEAD_CELL_END
        self.out.append("<thead><tr>")
        return ""

    def end_head(self, _value: None, _before: str, _events: Events) -> str:
        """End the row of heads."""
        self.out.append(_HEAD_END)
        return ""

    def start_row(self, _value: None, _before: str, _events: Events) -> str:
        """Begin a row."""
        self._starts, self._end = iter([f"<td{aligned}>" for aligned in self._classes]), "</td>\n"
        self.out.append("<tr>")
        return ""

    def start_cell(self, _value: None, _before: str, _events: Events) -> str:
        """Begin a cell."""
        self.inline.literal = False
        self.out.append(next(self._starts))
        return ""

    def end_cell(self, _value: None, _before: str, _events: Events) -> str:
        """End a cell. A head without words is a plain cell: it heads nothing."""
        if self._end == _HEAD_CELL_END and self.out[-1].startswith("<th"):
            self.out[-1] = self.out[-1].replace("<th", "<td", 1) + "</td>\n"
        else:
            self.out.append(self._end)
        return ""

    def end(self, _alignments: None, _before: str, _events: Events) -> str:
        """End the table; one without rows has no body."""
        if self.out[-1] == _HEAD_END:
            self.out[-1] = "</tr>\n</thead>\n</table>\n</div>\n"
        else:
            self.out.append("</tbody>\n</table>\n</div>\n")
        return ""
