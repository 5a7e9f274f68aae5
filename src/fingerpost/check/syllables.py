"""Nothing in, what counts the syllables of a word out, where the library for that is installed."""

import functools
import importlib.util

from fingerpost.check.measures import Syllables

__all__ = ["syllable_counter"]


def syllable_counter() -> Syllables | None:
    """Return what counts the syllables of an English word; None where textstat is not installed."""
    if importlib.util.find_spec("textstat") is None:
        return None
    import textstat  # noqa: PLC0415 -- it need not be installed, and brings a dictionary along

    @functools.cache
    def count(word: str) -> int:
        syllables: int = textstat.syllable_count(word)
        return syllables

    return count
