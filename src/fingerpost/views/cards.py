"""A page in, what its card says out; and with a font, its title in lines none of which is too long.

A card is the picture that stands for a page where a link to it is shared.
"""

from collections.abc import Callable, Iterator

import msgspec

from fingerpost.kinds import GuideFrontMatter
from fingerpost.page import Facts
from fingerpost.shown import CardFacts, CardView
from fingerpost.views.frame import Frame

__all__ = ["CARD_TEMPLATE", "card_facts", "lay_out_card", "wrapped"]

CARD_TEMPLATE = "card.svg"
WIDTH = 880
"""Pixels from the margin to the post. Kerning may add a little to what letters measure one by one: there is room."""
HEIGHT = 330
"""Pixels for the lines of the title."""
LEADING = 1.2
SIZES = (84, 72, 62, 54, 46, 40)
"""Of the letters, in pixels: the largest that fits is taken."""
Measure = Callable[[str, int], float]
"""How wide a text is in letters of a size, in pixels."""


def card_facts(page: Facts, place: tuple[int, int], frame: Frame) -> CardFacts:
    """Return what the card of a page says. `place` is that of a part in its tutorial, and how many that has."""
    target, front = frame.skeleton.targets[page.docname], page.front
    home = target.url == "/"
    return CardFacts(
        url=target.url,
        title=frame.config.title if home else target.title,
        kind=front.form.value if isinstance(front, GuideFrontMatter) else page.kind.value,
        position=place[0],
        count=place[1],
        site_title=frame.config.summary if home else frame.config.title,
        language=frame.config.language,
        direction=frame.words.direction,
    )


def lay_out_card(facts: CardFacts, measure: Measure, family: str) -> CardView:
    """Return the view of a card. What stands at its foot is cut where it would be too long."""
    size, lines = wrapped(facts.title, measure)
    foot = next(iter(_lines(facts.site_title, 34, measure)), "")
    fields = {**msgspec.structs.asdict(facts), "site_title": foot if foot == facts.site_title else f"{foot}…"}
    return CardView(template=CARD_TEMPLATE, lines=lines, size=size, family=family, **fields)


def wrapped(title: str, measure: Measure) -> tuple[int, tuple[str, ...]]:
    """Return the size of the letters and the lines of a title; one that fits in no size ends with an ellipsis."""
    lines: tuple[str, ...] = ()
    for size in SIZES:
        lines = tuple(_lines(title, size, measure))
        if len(lines) <= _most(size) and not _breaks_words(title, lines):
            return size, lines
    if len(lines) <= _most(SIZES[-1]):
        return SIZES[-1], lines
    *first, last = lines[: _most(SIZES[-1])]
    while last and measure(f"{last}…", SIZES[-1]) > WIDTH:
        last = last[:-1]
    return SIZES[-1], (*first, f"{last.rstrip()}…")


def _most(size: int) -> int:
    return int(HEIGHT / (size * LEADING))


def _breaks_words(title: str, lines: tuple[str, ...]) -> bool:
    return title.split() != " ".join(lines).split()


def _lines(text: str, size: int, measure: Measure) -> Iterator[str]:
    """Give lines of words; a word that is too long for a line, or a text without spaces, is cut between letters."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure(longer, size) <= WIDTH:
            line = longer
            continue
        if line:
            yield line
        line = word
        while measure(line, size) > WIDTH:
            end = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or measure(line[:n], size) <= WIDTH)
            yield line[:end]
            line = line[end:]
    if line:
        yield line
