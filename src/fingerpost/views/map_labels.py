"""A topic's title in, the one or two lines of its arm on a map out, and how wide a line is."""

import unicodedata

__all__ = ["label_lines", "line_width"]

SIZE = 15
"""Height of the letters, in units of the picture."""
_ELLIPSIS = "…"
_WIDTHS = (
    ("ijlI.,;:'’‘|! ", 320),
    ('frt-()[]/"', 420),
    ("cszJ“”", 550),
    ("aekovxyEFL", 617),
    ("mwMW…@%—", 1000),
)
"""Thousandths of the size, as in DejaVu Sans, the widest letters that the theme asks for."""
_WIDTH_OF = {letter: width for letters, width in _WIDTHS for letter in letters}


def line_width(text: str) -> int:
    """Return how much room a line takes at most."""
    return -(-sum(map(_letter_width, text)) * SIZE // 1000)


def _letter_width(letter: str) -> int:
    known = _WIDTH_OF.get(letter)
    if known is None and not letter.isascii():
        known = 0 if unicodedata.combining(letter) else 1000 if unicodedata.east_asian_width(letter) in "WF" else None
    return known if known is not None else 790 if letter.isupper() else 640


def label_lines(text: str, room: int) -> tuple[str, ...]:
    """Return a title as one line, or as two that are about as long; what has no room there is cut, and ends in "…"."""
    words = text.split()
    if line_width(text) <= room or not words:
        return (" ".join(words),)
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    fitting = [lines for lines in breaks if max(map(line_width, lines)) <= room]
    if fitting:
        return min(fitting, key=lambda lines: max(map(line_width, lines)))
    held = [lines for lines in breaks if line_width(lines[0]) <= room]
    if held:
        return (held[-1][0], _cut(held[-1][1], room))
    return (_cut(text, room),)


def _cut(text: str, room: int) -> str:
    """Return as much of a text as there is room for."""
    if line_width(text) <= room:
        return text
    room -= line_width(_ELLIPSIS)
    kept = 0
    while line_width(text[: kept + 1]) <= room:
        kept += 1
    return text[:kept].rstrip() + _ELLIPSIS
