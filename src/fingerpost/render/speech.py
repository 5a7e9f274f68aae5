"""The words of a language in; what templates say them with out: gettext's functions, filters for days and durations."""

import datetime
import gettext
from collections.abc import Callable

from fingerpost.words import Words, locale_names, marked

__all__ = ["Speech"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_HOURS, _MINUTES, _BOTH = marked("%(hours)s h"), marked("%(minutes)s min"), marked("%(hours)s h %(minutes)s min")


class Speech:
    """What templates say in one language. Each method is one of gettext's functions, or a filter."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._form: Callable[[int], int] = gettext.c2py(words.plural) if words.plural else _english_form

    @property
    def filters(self) -> dict[str, Callable[..., str]]:
        """The filters, by name."""
        return {"day": self.day, "duration": self.duration, "language": self.language}

    def gettext(self, text: str) -> str:
        """Return what stands for a text, its places not yet filled in; so do all the following."""
        return self._words.texts.get(text, (text,))[0]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form for a number."""
        forms = self._words.texts.get(one)
        if forms is None:
            return many if _english_form(number) else one
        return forms[min(self._form(number), len(forms) - 1)]

    def pgettext(self, context: str, text: str) -> str:
        """Return what stands for a text in one context."""
        return self._words.texts.get(f"{context}\x04{text}", (text,))[0]

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """Return the form for a number in one context."""
        key = f"{context}\x04{one}"
        return self.ngettext(key, many, number) if key in self._words.texts else (many if number != 1 else one)

    def day(self, iso: str) -> str:
        """Write an ISO date for readers: 2026-11-23 is November 23, 2026 in American English."""
        value = datetime.date.fromisoformat(iso)
        if not self._words.locale:
            return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"
        from fingerpost.render.locales import day_in  # noqa: PLC0415 -- imports Babel, which English does without

        return day_in(self._words.locale, value)

    def language(self, tag: str) -> str:
        """Write a language as it calls itself: de is Deutsch."""
        from fingerpost.render.locales import own_name  # noqa: PLC0415 -- as above

        return own_name(locale_names(tag))

    def duration(self, minutes: int) -> str:
        """Write minutes for readers: 9 min, 1 h, 1 h 15 min."""
        hours, rest = divmod(minutes, 60)
        text = (_BOTH if rest else _HOURS) if hours else _MINUTES
        return self._words.say(text, hours=hours, minutes=rest)


def _english_form(number: int) -> int:
    return int(number != 1)
