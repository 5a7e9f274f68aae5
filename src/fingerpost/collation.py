"""Words and a language in; where they stand in an alphabetical list, and under which letter, out. Pure functions.

Letters are compared without their marks, marks and case only where nothing else differs. Letters that an alphabet
counts as its own stand where it has them: after `z` in Swedish, after their base letter in Polish (after the
collation charts of the Unicode CLDR, release 44). A shorter word goes before a longer one that begins with it; what
is no letter and no digit does not count.
"""

import unicodedata

__all__ = ["initial", "sort_key"]

DIGITS = "0–9"
OTHERS = "#"
_NORDIC = {"z": "æøå"}
_SWEDISH = {"z": "åäö"}
_BALKAN = {"c": "čć", "d": "đ", "s": "š", "z": "ž"}
_OWN: dict[str, dict[str, str]] = {
    "az": {"c": "ç", "e": "ə", "g": "ğ", "h": "ı", "o": "ö", "s": "ş", "u": "ü"},
    "be": {"и": "й", "у": "ў"},
    "bg": {"и": "й"},
    "bs": _BALKAN,
    "cs": {"c": "č", "r": "ř", "s": "š", "z": "ž"},
    "da": _NORDIC,
    "es": {"n": "ñ"},
    "et": {"s": "š", "z": "ž", "w": "õäöü"},
    "fi": _SWEDISH,
    "hr": _BALKAN,
    "hu": {"o": "ö", "u": "ü"},
    "is": {"a": "á", "d": "ð", "e": "é", "i": "í", "o": "ó", "u": "ú", "y": "ý", "z": "þæö"},
    "lt": {"c": "č", "s": "š", "z": "ž"},
    "lv": {"c": "č", "g": "ģ", "k": "ķ", "l": "ļ", "n": "ņ", "s": "š", "z": "ž"},
    "nb": _NORDIC,
    "nn": _NORDIC,
    "no": _NORDIC,
    "pl": {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "źż"},
    "ro": {"a": "ăâ", "i": "î", "s": "ș", "t": "ț"},
    "ru": {"и": "й"},
    "sk": {"a": "ä", "c": "č", "o": "ô", "s": "š", "z": "ž"},
    "sl": _BALKAN,
    "sq": {"c": "ç", "e": "ë"},
    "sv": _SWEDISH,
    "tr": {"c": "ç", "g": "ğ", "h": "ı", "o": "ö", "s": "ş", "u": "ü"},
    "uk": {"г": "ґ", "і": "їй"},
}
"""By language, the letters of its own that stand after each base letter, in order."""
_PLAIN = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ə": "e"}
"""Letters that Unicode does not take apart, where an alphabet does not count them as its own."""
_DOTTED = ("az", "tr")
"""Languages with an i with and one without a dot."""

_GAP = ((" ", 0),)
Key = tuple[tuple[tuple[str, int], ...], str, str]


def sort_key(text: str, language: str) -> Key:
    """Return what to sort words by in a language (BCP 47; its first part counts)."""
    own = _own(language)
    lower = _lower(text, language)
    words = (tuple(part for mark in word for part in _parts(mark, own)) for word in lower.split())
    letters: tuple[tuple[str, int], ...] = ()
    for word in filter(None, words):
        letters += (*_GAP, *word) if letters else word
    return letters, lower, text


def initial(text: str, language: str) -> str:
    """Return the letter under which words stand: a capital, `0–9` for a digit, `#` for what is neither."""
    base, number = next(iter(sort_key(text, language)[0]), ("", 0))
    if not base.isalpha():
        return DIGITS if base.isnumeric() else OTHERS
    letter = _own(language)[base][number - 1] if number else base
    if _first(language) in _DOTTED and letter == "i":
        return "İ"
    return letter.upper()


def _first(language: str) -> str:
    return language.partition("-")[0].lower()


def _own(language: str) -> dict[str, str]:
    return _OWN.get(_first(language), {})


def _lower(text: str, language: str) -> str:
    if _first(language) in _DOTTED:
        text = text.replace("I", "ı").replace("İ", "i")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


def _parts(mark: str, own: dict[str, str]) -> list[tuple[str, int]]:
    """Return a letter as base letters, each with its number among those of its own that the alphabet has after it."""
    for base, others in own.items():
        if mark in others:
            return [(base, others.index(mark) + 1)]
    plain = _PLAIN.get(mark) or unicodedata.normalize("NFKD", mark)
    return [(one, 0) for one in plain if one.isalnum()]
