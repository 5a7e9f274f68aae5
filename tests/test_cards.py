"""Cards: their size, titles that stay inside whatever they say, and that only what changed is drawn again."""

import io
from collections.abc import Mapping

import imagesize
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fingerpost.cache import Cache
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import CARD_SIZE
from fingerpost.pipeline import Built, Last, Project, Unwatched, build_in_two, build_site, last_of, publish_site
from fingerpost.render import theme_folder
from fingerpost.render.cards import MOST_LEVELS, Font
from fingerpost.render.theme import CARD_FONT
from fingerpost.views.cards import HEIGHT, LEADING, WIDTH, wrapped
from tests.changing import picture
from tests.conftest import TODAY, build, memory
from tests.test_metadata import Document, column

FONT = Font((theme_folder() / CARD_FONT).read_bytes())
INK = (0x1D, 0x1B, 0x16)
SITE: dict[str, str | bytes] = {
    "content/site.yml": "title: Test\nbase_url: https://example.org/\ncards: true\n",
    "content/columns/one.md": column("One"),
    "content/columns/two.md": column("Two"),
}
TITLES = {
    "short": "One",
    "of a usual length": "Nobody answers my messages. Do I write again?",
    "as long as a title may be": "Why people say yes more often than you expect when you ask them face to face",
    "far too long": "A word and another word " * 40,
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung",
    "wide letters": "W" * 300,
    "Greek and Cyrillic": "Ερωτήσεις που αξίζουν και вопросы, которые помогают найти работу",
    "from right to left": "أسئلة لا يستطيع الإجابة عنها إلا هذا الشخص، وكيف تطرحها",
    "without spaces": "誰も返事をくれないときにもう一度書いてもよいのかどうかを考えるための短い案内" * 3,
    "signs of markup": '<Ask> & "answer" ]]> &amp; {{ none }}',
    "a picture of a smile": "Smile 😀 at them",
}


def quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def card(built: Built, path: str = "columns/one/card.png") -> bytes:
    assert not built.failed, built.diagnostics
    return built.load(path)


def inked(data: bytes) -> tuple[int, int, int, int]:
    """The box around all that is written in the ink of titles: left, top, right, bottom."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    spots = Image.eval(picture, lambda value: 255 if value < 0x30 else 0).split()
    dark = Image.merge("RGB", spots).convert("L").point(lambda value: 255 if value == 255 else 0)
    box = dark.getbbox()
    assert box, "nothing is written"
    return box


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_a_title_stays_within_its_card(title: str) -> None:
    data = card(build(memory({**SITE, "content/columns/one.md": column(quoted(title))})))
    assert imagesize.get(io.BytesIO(data)) == CARD_SIZE
    left, top, right, bottom = inked(data)
    assert 80 <= left < right <= 1010
    assert 150 <= top < bottom <= 530
    assert len(data) < 80_000


@given(st.text(min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_line_is_too_long_and_no_title_too_high(title: str) -> None:
    size, lines = wrapped(title, FONT.width)
    assert len(lines) * size * LEADING <= HEIGHT
    assert all(FONT.width(line, size) <= WIDTH or len(line) == 1 for line in lines)
    whole = "".join(title.split())
    assert "".join("".join(lines).split()) == whole or whole.startswith("".join("".join(lines)[:-1].split()))


def test_lines_begin_where_the_language_begins() -> None:
    data = card(build(memory({**SITE, "content/site.yml": f"{SITE['content/site.yml']!s}language: ar\n"})))
    left, _, right, _ = inked(data)
    assert left > 900
    assert right <= 1115


def test_pages_name_their_cards() -> None:
    built = build(memory(SITE))
    meta = Document(built.load("columns/one/index.html").decode()).meta
    assert meta["og:image"] == "https://example.org/columns/one/card.png"
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert (meta["og:image:alt"], meta["twitter:card"]) == ("One", "summary_large_image")
    assert Document(built.load("columns/index.html").decode()).meta["og:image"] == "https://example.org/card.png"
    assert {path for path in built.files if path.endswith(".png")} == {
        "card.png",
        "columns/one/card.png",
        "columns/two/card.png",
    }


def test_a_picture_of_its_author_goes_before_the_card() -> None:
    files = {
        **SITE,
        "content/columns/one.md": column("One", "image: p.png\n"),
        "content/columns/p.png": card(built_once()),
    }
    built = build(memory(files))
    assert "columns/one/card.png" not in built.files
    assert "/p." in Document(built.load("columns/one/index.html").decode()).meta["og:image"]


def built_once() -> Built:
    return build(memory(SITE))


def test_none_are_drawn_where_none_are_wanted() -> None:
    built = build(memory({**SITE, "content/site.yml": "title: Test\nbase_url: https://example.org/\n"}))
    assert not [path for path in built.files if path.endswith(".png")]
    assert "og:image" not in Document(built.load("columns/one/index.html").decode()).meta


def test_the_same_site_gives_the_same_cards() -> None:
    one, other = built_once(), built_once()
    assert [one.load(path) for path in one.files] == [other.load(path) for path in other.files]


# ---- only what changed


def drawn(files: MemoryFiles, changed: Mapping[str, str | bytes]) -> set[str]:
    """The cards that a build draws after a change; and what it comes to is what a build from nothing comes to."""
    encoded = {path: text.encode() if isinstance(text, str) else text for path, text in changed.items()}
    files.files = {**files.files, **encoded}
    cache = Cache(files)
    built = build_site(files, Disk(theme_folder()), Wanted(TODAY), cache=cache)
    assert not built.failed, built.diagnostics
    clean = build_site(MemoryFiles(dict(files.files)), Disk(theme_folder()), Wanted(TODAY))
    cards = [path for path in clean.files if path.endswith("card.png")]
    assert cards == [path for path in built.files if path.endswith("card.png")]
    assert [built.load(path) for path in cards] == [clean.load(path) for path in cards]
    publish_site(files, built, cache=cache)
    return {path for path in built.made if path.endswith("card.png")}


EVERY = {"card.png", "columns/one/card.png", "columns/two/card.png"}
OWN_FONT = (theme_folder() / CARD_FONT).read_bytes() + b"\0"
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630"><path d="M0 0h9v9z"/></svg>'
CHANGES: dict[str, tuple[Mapping[str, str | bytes], set[str]]] = {
    "nothing": ({}, set()),
    "its text": ({"content/columns/one.md": column("One", answer="Or else.")}, set()),
    "its title": ({"content/columns/one.md": column("Uno")}, {"columns/one/card.png"}),
    "a new page": ({"content/columns/three.md": column("Three")}, {"columns/three/card.png"}),
    "the name of the site": ({"content/site.yml": f"{SITE['content/site.yml']!s}".replace("Test", "Other")}, EVERY),
    "the template": ({"templates/card.svg": '{% extends "default/card.svg" %}\n'}, set()),
    "what the template says": ({"templates/card.svg": PLAIN}, EVERY),
    "the font, by a byte that nobody sees": ({"templates/fonts/card.ttf": OWN_FONT}, set()),
    "a page gets a picture": (
        {"content/columns/one.md": column("One", "image: p.png\n"), "content/columns/p.png": picture(2, 2)},
        set(),
    ),
    "no cards any more": ({"content/site.yml": "title: Test\nbase_url: https://example.org/\n"}, set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_changed_is_drawn_again(name: str) -> None:
    files = memory(SITE)
    assert drawn(files, {}) == EVERY
    changed, expected = CHANGES[name]
    assert drawn(files, changed) == expected


def test_serving_draws_a_card_when_somebody_asks_for_it() -> None:
    files = memory(SITE)
    cache = Cache(files)
    project = Project(files, Disk(theme_folder()), Wanted(TODAY), cache, "", False, 1, Unwatched(), bind=False)
    early, whole = build_in_two(project, Last(last_of(cache, "").head))
    wanted = card(built_once())
    for built in (early, whole):
        assert "columns/one/card.png" in built.files
        assert not any(path.endswith("card.png") for path in built.made)
        assert card(built) == wanted


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ('width="1200" height="630"', CARD_SIZE),
        ('width="2400" height="1260"', CARD_SIZE),
        ('width="600" height="315"', CARD_SIZE),
        ('width="100000" height="100000"', (630, 630)),
        ('width="1e9" height="2e9"', (315, 630)),
    ],
)
def test_a_drawing_is_no_larger_than_a_card(size: str, drawn: tuple[int, int]) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="9" height="9"/></svg>'
    assert imagesize.get(io.BytesIO(card(build(memory({**SITE, "templates/card.svg": svg}))))) == drawn


def test_a_drawing_may_be_nested_and_have_an_encoding() -> None:
    groups = (
        '<?xml version="1.0" encoding="iso-8859-1"?><svg xmlns="http://www.w3.org/2000/svg" width="120" height="63">'
    )
    svg = f"{groups}{'<g>' * (MOST_LEVELS - 1)}{'</g>' * (MOST_LEVELS - 1)}</svg>"
    assert imagesize.get(io.BytesIO(card(build(memory({**SITE, "templates/card.svg": svg}))))) == CARD_SIZE
