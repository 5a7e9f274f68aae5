"""The bytes of a font in, what measures text in it out; a card as SVG in, the same as PNG out.

Pillow measures, resvg draws. Both are loaded where a card is drawn: they are slow to load, and most builds draw none.
"""

import contextlib
import importlib
import io
import tempfile
from functools import cached_property, lru_cache
from typing import Any

from fingerpost.output import CARD_SIZE, digest_of

__all__ = ["Font", "FontError", "draw_card"]

MOST_LEVELS = 60
"""How deep the elements of a drawing may be nested: resvg ends the whole process somewhere beyond 120."""


class FontError(Exception):
    """A font that cannot be read."""


class Font:
    """A TrueType or OpenType font."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def digest(self) -> str:
        """The digest of the font."""
        return digest_of(self.data)

    @cached_property
    def _loaded(self) -> Any:
        fonts = importlib.import_module("PIL.ImageFont")
        try:
            return fonts.truetype(io.BytesIO(self.data), 100, layout_engine=fonts.Layout.BASIC)
        except OSError as error:
            raise FontError("this is no font that can be read") from error

    @property
    def family(self) -> str:
        """The name of its family. Raises `FontError`."""
        return self._loaded.getname()[0] or ""

    def width(self, text: str, size: int) -> float:
        """Return how wide a text is, in pixels, letter by letter without kerning. Raises `FontError`."""
        return float(self._loaded.getlength(text)) * size / 100

    def lacks(self, text: str) -> bool:
        """Tell whether a letter of a text is not in the font: it then has the shape that stands for any such letter."""
        return any(self._shape(letter) == self._shape("\uffff") for letter in set(text) if not letter.isspace())

    @lru_cache(2000)  # noqa: B019 -- a font lives as long as its build
    def _shape(self, letter: str) -> bytes:
        return bytes(self._loaded.getmask(letter))


def draw_card(svg: str, font: Font) -> bytes:
    """Return an SVG as PNG, as large as a card, whatever size it names; one of other proportions fits into a card.

    Letters that the font lacks come from the fonts of the machine, if it has them. Raises `ValueError` for what is no
    SVG, and for one that is nested too deeply to be drawn.
    """
    _check_depth(svg)
    width, height = CARD_SIZE
    resvg = importlib.import_module("resvg_py")
    with tempfile.NamedTemporaryFile(suffix=".ttf") as file:  # the library reads fonts from disk alone
        file.write(font.data)
        file.flush()
        return bytes(
            resvg.svg_to_bytes(
                svg_string=svg,
                width=width,
                height=height,
                font_files=[file.name],
                skip_system_fonts=not font.lacks(svg),
            )
        )


def _check_depth(svg: str) -> None:
    """Raise `ValueError` for elements that are nested too deeply; what else is wrong with an SVG is told by resvg."""
    expat = importlib.import_module("xml.parsers.expat")
    level = 0

    def begin(*_: object) -> None:
        nonlocal level
        level += 1
        if level > MOST_LEVELS:
            raise ValueError(f"their elements are nested more than {MOST_LEVELS} levels deep")

    def end(_: str) -> None:
        nonlocal level
        level -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    with contextlib.suppress(expat.ExpatError):
        parser.Parse(svg, True)
