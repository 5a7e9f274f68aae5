"""In: dice and references. Out: Markdown blocks, each a tuple of pieces without blank lines around it."""

from collections.abc import Iterable, Sequence

from prose import MARKED, REFERRING, Dice, capital, fill, sentence
from records import Piece, Reference

Block = tuple[Piece, ...]

PYTHON = '''```python
from datetime import date, timedelta


def {key}(letters: list[str], today: date, wait: int = {wait}) -> date:
    """Return the day to {do}."""
    if not letters:
        raise ValueError("{thing} is missing")
    for number, letter in enumerate(letters, start=1):
        print(f"{{number}}: {{letter.strip()}}")  # {how} is enough
    return today + timedelta(days=wait)
```'''
YAML = """```yaml
{key}:
  to: {who}
  file: {file}
  days: {wait}
  steps:
    - {do}
    - {do}
  signed: true
```"""
TEXT = """```text
Dear reader,

I would like to {do} {when}.
Could you spare {thing}? A no is as welcome as a yes.

With thanks, {who}
```"""


def join(blocks: Iterable[Block], between: str) -> Block:
    """All pieces in order, with the same text between each block and the next."""
    pieces: list[Piece] = []
    for block in blocks:
        if pieces:
            pieces.append(between)
        pieces.extend(block)
    return tuple(pieces)


def paragraph(dice: Dice, length: int, references: Sequence[Reference] = ()) -> Block:
    """`length` sentences, the last but one with marks, and one more sentence for each reference."""
    sentences: list[Block] = [(sentence(dice),) for _ in range(length - 1)]
    sentences.insert(max(length - 2, 0), (sentence(dice, MARKED),))
    for reference in references:
        before, after = dice.pick(REFERRING).split("@")
        referring = (capital(fill(dice, before)), reference, fill(dice, after))
        sentences.insert(dice.below(len(sentences) + 1), referring)
    return join(sentences, " ")


def heading(level: int, words: str) -> Block:
    """A heading of this level."""
    return (f"{'#' * level} {words}",)


def quote(dice: Dice) -> Block:
    """Two lines of quotation and who said them."""
    return (f"> {sentence(dice)}\n> {sentence(dice)}\n>\n> *{capital(fill(dice, '{who}'))}*",)


def nested_list(dice: Dice) -> Block:
    """Three points, two of them with points of their own."""
    lines = []
    for below in (2, 0, 2):
        lines.append(f"- {capital(fill(dice, '{do} {when}'))}")
        lines.extend(f"    - {fill(dice, '{thing}, {why}')}" for _ in range(below))
    return ("\n".join(lines),)


def steps(dice: Dice) -> Block:
    """Four numbered steps."""
    return ("\n".join(f"{number}. {capital(fill(dice, '{do}, then {do}'))}." for number in range(1, 5)),)


def table(dice: Dice) -> Block:
    """Three columns and four rows."""
    rows = ["| When | Who | What to bring |", "| --- | --- | --- |"]
    rows.extend(capital(fill(dice, "| {when} | {who} | {thing} |")) for _ in range(4))
    return ("\n".join(rows),)


def code(dice: Dice, *templates: str) -> Block:
    """A fenced code block made from one of the templates."""
    template = dice.pick(templates).replace("{wait}", str(2 + dice.below(19)))
    return (fill(dice, template.replace("{{", "\0").replace("}}", "\1")).replace("\0", "{").replace("\1", "}"),)


def note(dice: Dice, references: Sequence[Reference]) -> Block:
    """An admonition with one list entry for each reference."""
    entries: list[Block] = [("    - ", reference, f", for when you {fill(dice, '{do}')}") for reference in references]
    return ("!!! note\n", f"    {sentence(dice)}\n\n", *join(entries, "\n"))


def footnoted(dice: Dice, references: Sequence[Reference]) -> Block:
    """A paragraph with the mark of the page's one footnote at its end."""
    return (*paragraph(dice, 3, references), "[^1]")


def footnote(dice: Dice) -> Block:
    """The text of that footnote."""
    return (f"[^1]: {sentence(dice)}",)
