"""In: how many pages. Out: that many CorpusPages, and the topics they use; the same for the same number, everywhere."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from blocks import (
    PYTHON,
    TEXT,
    YAML,
    Block,
    code,
    footnote,
    footnoted,
    heading,
    join,
    nested_list,
    note,
    paragraph,
    quote,
    steps,
    table,
)
from prose import PEOPLE, TASKS, TIMES, TOPIC_LABELS, WORDS, Dice, capital, fill, sentence
from records import CorpusPage, Form, Reference, Topic

SEED = 20_251
FIRST_DAY = date(2020, 1, 1)
DAYS = 2192  # 2020 to 2025
TITLE_STEP = 2477  # shares no factor with the number of titles, so that neighbours differ and none comes twice
FORMS: tuple[Form, ...] = ("docname",) * 5 + ("title",) * 2 + ("relative",) * 3
HEADINGS = (
    "Before you begin", "Who to ask", "What to write", "The first line", "The reason comes first", "A small request",
    "How long to wait", "The second letter", "When nobody answers", "When the answer is no", "What to bring",
    "On the day itself", "Words to say", "What to leave out", "A case from our letters", "Keep a list",
    "Say what came of it", "The same thing by telephone", "If you are shy", "If time is short", "Common mistakes",
    "Why this works", "Where to stop", "One thing to do today",
)  # fmt: skip
SIGNATURES = ("Waiting by the window", "Third letter", "New here", "Out of stamps", "Asked too late", "By the sea")


@dataclass(frozen=True, slots=True)
class Outline:
    """What other pages may refer to: fixed for all pages before the first body is written."""

    docname: str
    title: str
    headings: tuple[str, ...]
    """Six, none twice. In a guide they are its only headings, so their slugs are its anchors."""


def make_topics() -> tuple[Topic, ...]:
    """Sixty topics, most used first; the first six stand above the others."""
    dice = Dice(SEED)
    names = tuple(slug(label) for label in TOPIC_LABELS)
    return tuple(
        Topic(name, capital(label), sentence(dice), broader_name(names, number))
        for number, (name, label) in enumerate(zip(names, TOPIC_LABELS, strict=True))
    )


def broader_name(names: tuple[str, ...], number: int) -> str:
    """The name of the topic above a topic; "" for the first six."""
    return names[number % 6] if number >= 6 else ""


def make_pages(count: int) -> tuple[CorpusPage, ...]:
    """Columns and guides in turn. At least two, since every page refers to others."""
    if count < 2:
        raise ValueError("a corpus has at least two pages")
    outlines = tuple(make_outline(number) for number in range(count))
    names = tuple(slug(label) for label in TOPIC_LABELS)
    shares = tuple(accumulate(1 / (rank * rank) for rank in range(4, 4 + len(names))))
    return tuple(make_page(number, outlines, names, shares) for number in range(count))


def slug(words: str) -> str:
    """The anchor or file name of words that have letters and spaces only."""
    return words.lower().replace(" ", "-")


def make_outline(number: int) -> Outline:
    """The outline of one page; it depends on its number alone."""
    folder = "guides" if number % 2 else "columns"
    words, turn = title_words(number // 2)
    again = f", case {turn + 1}" if turn else ""
    title = f"How to {words}{again}" if number % 2 else f"Should I {words}{again}?"
    return Outline(f"{folder}/p{number + 1:04}", title, Dice(SEED + 2 * number + 1).draw(HEADINGS, 6))


def title_words(number: int) -> tuple[str, int]:
    """Words that no other number has in the same turn, and the turn: how often all words have been used before."""
    total = len(TASKS) * len(PEOPLE) * len(TIMES)
    turn, place = divmod(number, total)
    rest, task = divmod(place * TITLE_STEP % total, len(TASKS))
    time, person = divmod(rest, len(PEOPLE))
    return f"{TASKS[task]} {PEOPLE[person]} {TIMES[time]}", turn


def make_page(
    number: int, outlines: tuple[Outline, ...], names: tuple[str, ...], shares: tuple[float, ...]
) -> CorpusPage:
    """One whole page; `shares` are the running totals of how often each topic name is used."""
    dice = Dice(SEED + 2 * number + 2)
    outline = outlines[number]
    is_column = number % 2 == 0
    references = make_references(dice, number, outlines)
    return CorpusPage(
        docname=outline.docname,
        title=outline.title,
        summary=sentence(dice),
        topics=draw_topics(dice, names, shares),
        published=FIRST_DAY + timedelta(days=dice.below(DAYS)),
        asked_by=dice.pick(SIGNATURES) if is_column else "",
        body=join(column(dice, outline, references) if is_column else guide(dice, outline, references), "\n\n"),
    )


def draw_topics(dice: Dice, names: tuple[str, ...], shares: tuple[float, ...]) -> tuple[str, ...]:
    """Three different names, none above another: the first ones on every second or third page, the last ones seldom."""
    drawn: dict[str, str] = {}
    while len(drawn) < 3:
        mark = dice.below(1_000_000) / 1_000_000 * shares[-1]
        number = next(number for number, share in enumerate(shares) if mark < share)
        name, broader = names[number], broader_name(names, number)
        if name not in drawn and broader not in drawn and name not in drawn.values():
            drawn[name] = broader
    return tuple(drawn)


def make_references(dice: Dice, number: int, outlines: tuple[Outline, ...]) -> tuple[Reference, ...]:
    """Ten references to other pages, in every form; about one in ten has an anchor."""
    references = []
    for form in dice.draw(FORMS, len(FORMS)):
        target = outlines[(number + 1 + dice.below(len(outlines) - 1)) % len(outlines)]
        wants_anchor = form != "title" and target.docname.startswith("guides/") and dice.below(4) == 0
        anchor = slug(dice.pick(target.headings)) if wants_anchor else ""
        words = f"the {dice.pick(WORDS['how'])} way to {fill(dice, '{task} {who}')}"
        references.append(Reference(target.docname, target.title, words, anchor, form))
    return tuple(references)


def guide(dice: Dice, outline: Outline, references: tuple[Reference, ...]) -> tuple[Block, ...]:
    """An introduction, then sections at levels 2 and 3."""
    return (paragraph(dice, 3, references[:1]), *sections(dice, outline.headings, references[1:], 2, 3))


def column(dice: Dice, outline: Outline, references: tuple[Reference, ...]) -> tuple[Block, ...]:
    """Question, short answer and answer; the answer's sections are all at level 3."""
    return (
        heading(2, "Question"),
        paragraph(dice, 3),
        heading(2, "Short answer"),
        paragraph(dice, 2),
        heading(2, "Answer"),
        paragraph(dice, 2, references[:1]),
        *sections(dice, outline.headings, references[1:], 3, 3),
    )


def sections(
    dice: Dice, headings: tuple[str, ...], references: tuple[Reference, ...], upper: int, lower: int
) -> tuple[Block, ...]:
    """What both kinds have: six headings and nine references over every sort of block."""
    return (
        heading(upper, headings[0]),
        paragraph(dice, 3, references[:1]),
        nested_list(dice),
        paragraph(dice, 2),
        heading(lower, headings[1]),
        paragraph(dice, 3, references[1:2]),
        quote(dice),
        heading(upper, headings[2]),
        paragraph(dice, 3),
        code(dice, PYTHON),
        paragraph(dice, 2, references[2:3]),
        heading(upper, headings[3]),
        table(dice),
        paragraph(dice, 2),
        heading(lower, headings[4]),
        paragraph(dice, 2),
        code(dice, YAML, TEXT),
        heading(upper, headings[5]),
        steps(dice),
        note(dice, references[4:]),
        footnoted(dice, references[3:4]),
        footnote(dice),
    )
