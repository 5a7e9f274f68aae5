"""An English text of the theme in, what stands for it in the language of the site out.

All words that reach a page and that no template says stand in this file; those of templates stand there, marked. Both
are looked up in the same catalogues (GNU gettext, https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html).
"""

from collections.abc import Mapping

import msgspec

from fingerpost.kinds import Kind

__all__ = ["ENGLISH", "Words", "catalogue_file", "listed", "locale_names", "marked"]

ALL_TEXTS = "locale/fingerpost.pot"
"""Where the theme has every text without translation, below `templates/`."""


class Words(msgspec.Struct, frozen=True):
    """The words of the theme in one language."""

    language: str = "en"
    """The language tag of the site (BCP 47)."""
    locale: str = ""
    """The name by which Babel knows its dates; "" for those of American English, which need no Babel."""
    direction: str = "ltr"
    """Where its lines begin: `ltr` or `rtl`."""
    plural: str = ""
    """Which form a number takes, as a gettext expression in `n`; "" for that of English."""
    texts: Mapping[str, tuple[str, ...]] = {}
    """By English text, its forms: one, or one for each plural. Without an entry the text stands for itself."""

    def say(self, text: str, **values: object) -> str:
        """Return what stands for a text, the values in their places (`%(name)s`)."""
        return self.texts.get(text, (text,))[0] % values


ENGLISH = Words()


def marked(text: str) -> str:
    """Mark a text for the catalogues. It is said elsewhere."""
    return text


TITLES: dict[Kind, str] = {
    Kind.TUTORIAL: marked("Tutorials"),
    Kind.COLUMN: marked("Columns"),
    Kind.GUIDE: marked("Guides"),
    Kind.TOPIC: marked("Topics"),
    Kind.PATH: marked("Paths"),
    Kind.AUTHOR: marked("Authors"),
    Kind.PAGE: marked("Pages"),
}
"""What the pages of a kind are called together; parts stand among tutorials."""
SECTION = marked("Advice column")
"""What a column is called, on its page and to programs."""
TOPIC_GROUPS: dict[str, str] = {
    "learn": marked("Learn it"),
    "do": marked("Do it today"),
    "asked": marked("Someone asked"),
    "why": marked("Why"),
    "look-up": marked("Look it up"),
    "more": marked("More"),
}
"""What a reader may want of a topic, in the order of its page, and what the page calls it."""
NOTES = frozenset(
    {
        *(marked("Note"), marked("Tip"), marked("Important"), marked("Warning"), marked("Caution")),
        *(marked("Danger"), marked("Hint"), marked("Attention"), marked("Error"), marked("Example")),
        *(marked("Info"), marked("Question"), marked("Summary"), marked("Success")),
    }
)
"""The titles of notes in the text that have none of their own, by their kind."""
OF_SITE = marked("%(title)s: %(site)s")
"""A list of the site, where it stands alone."""
POINTS: dict[tuple[bool, bool], str] = {
    (False, False): "",
    (True, False): marked("it links here"),
    (False, True): marked("linked from here"),
    (True, True): marked("they link to each other"),
}
"""What is said of references, by whether that page refers to this one, and this one to that."""


def listed(names: list[str], words: Words) -> str:
    """Return names as one text: "A, B and C"; "" for none."""
    first = words.say(marked(", ")).join(names[:-1])
    return words.say(marked("%(first)s and %(last)s"), first=first, last=names[-1]) if first else "".join(names)


def catalogue_file(locale: str) -> str:
    """Return where a theme has the catalogue of a locale, below `templates/`."""
    return f"locale/{locale}/LC_MESSAGES/fingerpost.po"


def locale_names(language: str) -> tuple[str, ...]:
    """Return the names of the locales of a language tag, the general one first: zh, zh_Hant, zh_Hant_TW.

    Letter case is that of the tags (RFC 5646, section 2.1.1), whatever the author's.
    """
    first, *others = language.split("-")
    parts = [first.lower()]
    parts += [one.title() if len(one) == 4 and one.isalpha() else one.upper() for one in others]
    return tuple("_".join(parts[: count + 1]) for count in range(len(parts)))
