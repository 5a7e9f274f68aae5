"""A locale's name in, its direction and its dates out, as the Unicode CLDR has them, through Babel."""

import contextlib
import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

__all__ = ["day_in", "known_locale", "own_name"]

RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"})
"""Scripts in use that are written so: their letters have the Bidi_Class R or AL (Unicode Standard Annex 9)."""


def known_locale(names: tuple[str, ...]) -> tuple[str, str]:
    """Return the last of these names that Babel knows, "" for none, and the direction of the language: `ltr`, `rtl`.

    A script in the name says the direction; otherwise the language does.
    """
    locale = None
    for name in names:
        with contextlib.suppress(UnknownLocaleError, ValueError):
            locale = Locale.parse(name)
    script = next((part for part in names[-1].split("_")[1:] if len(part) == 4 and part.istitle()), "")
    if script:
        return str(locale or ""), "rtl" if script in RIGHT_TO_LEFT else "ltr"
    return str(locale or ""), locale.text_direction if locale else "ltr"


def day_in(locale: str, day: datetime.date) -> str:
    """Write a day for readers, in the long form of the locale: 23. November 2026."""
    return format_date(day, "long", locale)


def own_name(names: tuple[str, ...]) -> str:
    """Return what a language calls itself: Deutsch, Français; its tag where Babel does not know it."""
    locale, _ = known_locale(names)
    name = (Locale.parse(locale).get_display_name() or "") if locale else ""
    return name[:1].upper() + name[1:] or names[-1].replace("_", "-")
