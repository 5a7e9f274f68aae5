"""The pictures drawn for this site: each says what it is, is seen by day and by night, and is legible on a phone."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fingerpost.views.map_labels import SIZE, line_width
from tests.conftest import project_root

CONTENT = project_root() / "content"
PICTURES = sorted(CONTENT.rglob("*.svg"))
DAY, NIGHT = "#fcfaf5", "#16170f"
"""The paper of the theme: the pictures have no ground of their own."""
PHONE = 280
"""Width of a picture on a page 320 CSS pixels wide: the theme keeps 20 on either side."""
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?\})\s*\}", re.DOTALL)
ELEMENTS = {"svg", "title", "style", "g", "rect", "circle", "polygon", "path", "text"}

Element = ElementTree.Element
Look = dict[str, str]
Point = tuple[float, float]

every_picture = pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)


def drawing(path: Path) -> Element:
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 -- we drew it ourselves
    for one in root.iter():
        space, _, one.tag = one.tag.rpartition("}")
        assert space == "{http://www.w3.org/2000/svg"
    return root


def box(svg: Element) -> list[float]:
    return [float(number) for number in svg.get("viewBox", "").split()]


# ---- what an element looks like: rules with a name of an element or a class, and no more


def rules(css: str) -> dict[str, Look]:
    found: dict[str, Look] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", css):
        assert re.fullmatch(r"\.?[a-z]+", selector.strip()), selector
        pairs = (declaration.partition(":") for declaration in body.split(";"))
        found[selector.strip()] = {name.strip(): value.strip() for name, _, value in pairs}
    return found


def sheets(svg: Element) -> tuple[dict[str, Look], dict[str, Look]]:
    """The rules by day, and those that the night changes."""
    css = svg.findtext("style") or ""
    night = DARK.search(css)
    assert night, "no dark scheme"
    return rules(DARK.sub("", css)), rules(night[1])


def look(element: Element, *sheet: dict[str, Look]) -> Look:
    """What the rules give an element: those of a class over those of its name, later ones over earlier ones."""
    names = element.get("class", "").split()
    chosen = [one[element.tag] for one in sheet if element.tag in one]
    chosen += [look for one in sheet for selector, look in one.items() if selector[1:] in names and selector[0] == "."]
    return {name: value for one in chosen for name, value in one.items()}


def size(looks: Look) -> float:
    found = re.search(r"([\d.]+)px", looks.get("font-size") or looks["font"])
    assert found
    return float(found[1])


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours (WCAG 2.2, relative luminance)."""
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


# ---- where things are


def lines(svg: Element) -> Iterator[tuple[Element, str, Point]]:
    """Each line of text, its words, and where it is put."""
    for text in svg.iter("text"):
        yield text, text.text or "", (float(text.get("x", "nan")), float(text.get("y", "nan")))


def outline(shape: Element) -> list[Point]:
    number = {name: float(shape.get(name) or 0) for name in ("x", "y", "width", "height", "cx", "cy", "r")}
    if shape.tag == "polygon":
        points = (point.split(",") for point in shape.get("points", "").split())
        return [(float(x), float(y)) for x, y in points]
    if shape.tag == "circle":  # a square within it: no text stands outside of that
        near, across = number["r"] * 0.7, (-1, 1)
        left, right = (number["cx"] + side * near for side in across)
        top, bottom = (number["cy"] + side * near for side in across)
    else:
        left, right = number["x"], number["x"] + number["width"]
        top, bottom = number["y"], number["y"] + number["height"]
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def within(point: Point, corners: list[Point]) -> bool:
    x, y = point
    crossed = [
        (one, other)
        for one, other in pairwise([*corners, corners[0]])
        if (one[1] > y) != (other[1] > y) and x < one[0] + (y - one[1]) * (other[0] - one[0]) / (other[1] - one[1])
    ]
    return len(crossed) % 2 == 1


def ground(svg: Element, point: Point, paper: str, *sheet: dict[str, Look]) -> str:
    """The colour on which a point of a text stands: the last shape drawn there, or the paper."""
    colours = [paper]
    for shape in svg.iter():
        fill = look(shape, *sheet).get("fill", "none")
        if shape.tag in {"rect", "circle", "polygon"} and fill != "none" and within(point, outline(shape)):
            colours.append(fill)
    return colours[-1]


def pairs(svg: Element, paper: str, *sheet: dict[str, Look]) -> Iterator[tuple[str, float, float]]:
    """Each text and line: what it is, its contrast with its ground, and the least that it needs."""
    for text, words, (x, y) in lines(svg):
        looks = look(text, *sheet)
        under = ground(svg, (x, y - size(looks) / 3), paper, *sheet)
        small = "quiet" in text.get("class", "").split() or under != paper
        yield words, contrast(looks["fill"], under), 4.5 if small else 10.0
    for shape in svg.iter():
        if shape.tag in {"rect", "circle", "polygon", "path"}:
            looks = look(shape, *sheet)
            mark = looks.get("stroke") or looks["fill"]
            yield shape.get("class", ""), contrast(mark, paper), 3.0


# ---- what must hold of each


def test_there_are_pictures() -> None:
    assert PICTURES


@every_picture
def test_a_picture_says_what_it_is_and_how_large(path: Path) -> None:
    svg = drawing(path)
    assert svg.tag == "svg"
    assert svg.get("role") == "img"
    assert (svg.findtext("title") or "").strip()
    left, top, width, height = box(svg)
    assert (left, top) == (0, 0)
    shown = float(svg.get("width", "0")), float(svg.get("height", "0"))
    assert shown[0] > 0
    assert shown[1] == pytest.approx(shown[0] * height / width, abs=1)


@every_picture
def test_a_picture_stands_on_a_page_beside_it_with_words(path: Path) -> None:
    shown = re.compile(rf"!\[([^\]]+)\]\({re.escape(path.name)}\)")
    words = [alt for page in path.parent.glob("*.md") for alt in shown.findall(page.read_text("utf-8"))]
    assert words
    assert all(len(alt.split()) >= 12 for alt in words)


@every_picture
def test_every_colour_has_one_for_the_night(path: Path) -> None:
    day, night = sheets(drawing(path))
    coloured = {
        selector: {name for name, value in looks.items() if value.startswith("#")} for selector, looks in day.items()
    }
    assert {selector: set(looks) for selector, looks in night.items()} == {
        selector: names for selector, names in coloured.items() if names
    }
    attributes = {name for one in drawing(path).iter() for name in one.attrib}
    assert not attributes & {"fill", "stroke", "style", "font-size", "transform", "opacity"}


@every_picture
def test_letters_are_12_pixels_high_on_a_phone(path: Path) -> None:
    svg = drawing(path)
    day, _ = sheets(svg)
    for text, words, _ in lines(svg):
        assert size(look(text, day)) * PHONE / box(svg)[2] >= 12, words


@every_picture
@pytest.mark.parametrize("paper", [DAY, NIGHT], ids=["day", "night"])
def test_contrast(path: Path, paper: str) -> None:
    svg = drawing(path)
    day, night = sheets(svg)
    sheet = (day,) if paper == DAY else (day, night)
    found = list(pairs(svg, paper, *sheet))
    assert found
    assert [one for one in found if one[1] < one[2]] == []


@every_picture
def test_no_line_of_text_leaves_the_picture(path: Path) -> None:
    """With the widest letters that the theme asks for; they are measured as those of the maps of topics are."""
    svg = drawing(path)
    day, _ = sheets(svg)
    _, _, width, height = box(svg)
    for text, words, (x, y) in lines(svg):
        looks = look(text, day)
        long = line_width(words) * size(looks) / SIZE
        left = x - {"start": 0.0, "middle": long / 2, "end": long}[looks.get("text-anchor", "start")]
        assert left >= 0, words
        assert left + long <= width, words
        assert size(looks) * 0.8 <= y <= height - size(looks) / 4, words


@every_picture
def test_nothing_comes_from_outside(path: Path) -> None:
    text = path.read_text("utf-8")
    svg = drawing(path)
    assert {one.tag for one in svg.iter()} <= ELEMENTS
    names = {name for one in svg.iter() for name in one.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name or "src" in name]
    assert not re.search(r"url\(|@import|@font-face|<!|<\?|javascript:", text)
    assert re.findall(r"\w+://\S+?(?=\")", text) == ["http://www.w3.org/2000/svg"]


def test_contrast_is_measured_as_it_is_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_text_stands_on_the_last_shape_under_it() -> None:
    svg = ElementTree.fromstring(  # noqa: S314 -- our own
        '<svg><polygon class="one" points="0,0 10,0 10,10 0,10"/><circle class="two" cx="5" cy="5" r="2"/></svg>'
    )
    sheet = {".one": {"fill": "#111111"}, ".two": {"fill": "#222222"}}
    assert ground(svg, (5, 5), "#ffffff", sheet) == "#222222"
    assert ground(svg, (1, 8), "#ffffff", sheet) == "#111111"
    assert ground(svg, (11, 5), "#ffffff", sheet) == "#ffffff"
