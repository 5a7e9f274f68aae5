"""An address that leads nowhere and those that lead somewhere in; the nearest of these out. Pure functions.

`templates/assets/near.js` finds the same by the same rule, where no program answers; a test holds the two together.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from urllib.parse import unquote

__all__ = ["nearest_addresses"]

MOST = 5
LEAST, PART = 0.1, 0.4
"""The score below which an address is not near, and the part of the best score."""
ALIKE, BEGINS, MISSPELT = 1.0, 0.8, 0.7
"""What a word of an address counts that is the one asked for, that begins as it does, that differs in a letter."""
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"\.(html?|php|md)$|/index\.\w+$")


def nearest_addresses(asked: str, addresses: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the addresses that are nearest to the one asked for, the nearest first; five at most.

    Each word of the address asked for looks for the word most like it; the rarer that word, the more it counts. An
    address with many other words is less near.
    """
    known = [_words(address) for address in addresses]
    counts = Counter(word for words in known for word in set(words))
    wanted = list(dict.fromkeys(_words(asked)))
    alike = {word: {other: _alike(word, other) for other in counts} for word in wanted}
    scored = sorted(
        (-round(_score(wanted, words, counts, alike), 6), number) for number, words in enumerate(known) if words
    )
    least = max(LEAST, -scored[0][0] * PART) if scored else LEAST
    return tuple(number for score, number in scored[:MOST] if -score >= least)


def _words(address: str) -> list[str]:
    return _WORD.findall(_ENDING.sub("", unquote(address).lower()))


def _score(wanted: list[str], words: list[str], counts: Counter[str], alike: dict[str, dict[str, float]]) -> float:
    found = (max(alike[word][other] / sqrt(counts[other]) for other in words) for word in wanted)
    return sum(found, 0.0) / sqrt(len(words))


def _alike(word: str, other: str) -> float:
    if word == other:
        return ALIKE
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < 4:
        return 0.0
    if longer.startswith(shorter):
        return BEGINS
    return MISSPELT if _distance(word, other) <= (2 if len(shorter) > 6 else 1) else 0.0


def _distance(word: str, other: str) -> int:
    """Return how many letters have to be put in, left out, changed or swapped with the next (optimal
    string alignment).
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        now = [row]
        for column, another in enumerate(other, 1):
            least = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != another))
            if row > 1 and column > 1 and letter == other[column - 2] and word[row - 2] == another:
                least = min(least, before[column - 2] + 1)
            now.append(least)
        before, last = last, now
    return last[-1]
