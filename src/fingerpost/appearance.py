"""What a site sets of its looks, and the stylesheet of its theme in; the custom properties to add to that out.

A theme says its own values where `ROOT_STYLE` sets the same properties: `--paper: light-dark(#fcfaf5, #16170f)`.
"""

import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

__all__ = ["Appearance", "Colours", "Fonts", "Palettes", "Weak", "contrast", "root_style", "weak_pairs"]

ROOT_STYLE = "critical.css"
"""The stylesheet of a theme that says the properties: a file of `templates/assets/`."""
TEXT, REST = 10.0, 4.5
"""The least contrast of running text, and of all other words (WCAG 2.2, success criterion 1.4.3, asks for 4.5)."""
_SAID = re.compile(r"--([a-z]+):\s*light-dark\(\s*(#[0-9a-fA-F]+)\s*,\s*(#[0-9a-fA-F]+)\s*\)")
_LEAST = {
    ("ink", "paper"): TEXT,
    ("ink", "letter"): TEXT,
    ("ink", "exercise"): TEXT,
    ("quiet", "paper"): REST,
    ("way", "paper"): REST,
    ("way", "letter"): REST,
    ("way", "exercise"): REST,
    ("warm", "paper"): REST,
}
"""The colours that stand on each other, and how far apart they should be."""

Colour = Annotated[str, msgspec.Meta(pattern=r"^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
Family = Annotated[str, msgspec.Meta(pattern=r"^[\w\s,'\"-]+$")]
Length = Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d*(?:\.\d+)?(?:ch|em|rem)$")]


class Colours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours as `"#rrggbb"`, in quotation marks; what is left out is the theme's."""

    paper: Colour = ""
    """The ground of the page."""
    ink: Colour = ""
    """Running text."""
    quiet: Colour = ""
    """What is said beside it: dates, times, labels."""
    line: Colour = ""
    """Thin lines."""
    way: Colour = ""
    """What can be followed: links, and the arms of the fingerpost."""
    letter: Colour = ""
    """The ground of a question."""
    exercise: Colour = ""
    """The ground of an exercise."""
    warm: Colour = ""
    """What warns."""


class Palettes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours by day and by night; a reader's system or choice says which."""

    day: Colours = Colours()
    """On light ground."""
    night: Colours = Colours()
    """On dark ground."""


class Fonts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of fonts as CSS has them, the wanted one first: `Literata, Georgia, serif`."""

    serif: Family = ""
    """Of running text and headings."""
    sans: Family = ""
    """Of labels, navigation and tables."""
    mono: Family = ""
    """Of code."""


class Appearance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours, fonts and widths of the theme, each a custom property of its stylesheet."""

    colours: Palettes = Palettes()
    """The colours."""
    fonts: Fonts = Fonts()
    """The fonts."""
    measure: Length = ""
    """The width of running text: `58ch`, `34rem`."""


class Weak(msgspec.Struct, frozen=True):
    """Two colours that are too near each other."""

    when: str
    """`day` or `night`."""
    colour: str
    ground: str
    """The names of the two."""
    values: tuple[str, str]
    ratio: float
    least: float
    set: str
    """The name of the one that the site has set."""


def root_style(appearance: Appearance, style: str) -> str:
    """Return the stylesheet with what the site sets behind it; as it is where that is nothing.

    A colour that is set for the day alone is also that of the night, where the theme has none of that name.
    """
    said = {name: pair for name, *pair in _SAID.findall(style)}
    rules = []
    for name in Colours.__struct_fields__:
        day, night = getattr(appearance.colours.day, name), getattr(appearance.colours.night, name)
        if day or night:
            known = said.get(name, (day or night,) * 2)
            rules.append(f"--{name}: light-dark({day or known[0]}, {night or known[1]})")
    rules += [f"--{name}: {value}" for name in Fonts.__struct_fields__ if (value := getattr(appearance.fonts, name))]
    rules += [f"--measure: {appearance.measure}"] if appearance.measure else []
    return f"{style.rstrip()}\n:root {{ {'; '.join(rules)} }}\n" if rules else style


def weak_pairs(appearance: Appearance, style: str) -> Iterator[Weak]:
    """Give the colours of a site that are too near another one, each with the one that is hardest to tell from it."""
    worst: dict[tuple[str, str], Weak] = {}
    for one in _weak(appearance, style):
        known = worst.get((one.when, one.set))
        if known is None or one.ratio / one.least < known.ratio / known.least:
            worst[one.when, one.set] = one
    yield from worst.values()


def _weak(appearance: Appearance, style: str) -> Iterator[Weak]:
    said = {name: pair for name, *pair in _SAID.findall(style)}
    for number, when in enumerate(("day", "night")):
        own: Colours = getattr(appearance.colours, when)
        for (colour, ground), least in _LEAST.items():
            mine = [name for name in (colour, ground) if getattr(own, name)]
            values = [getattr(own, name) or said.get(name, ("", ""))[number] for name in (colour, ground)]
            if mine and all(values) and (ratio := contrast(*values)) < least:
                yield Weak(when, colour, ground, (values[0], values[1]), ratio, least, mine[0])


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, its definition)."""
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) > 4 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
