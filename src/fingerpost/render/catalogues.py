"""The theme and a language tag in, the theme's words in that language out, from all its catalogues.

`locale/LANGUAGE/LC_MESSAGES/fingerpost.po`, as gettext has it: first that of the default theme, then that of the site,
which may say anything otherwise; first those of the language (`de`), then those of the country (`de_AT`).
"""

from collections.abc import Iterator, Mapping

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.render.theme import DEFAULT, TEMPLATES_FOLDER, Theme
from fingerpost.words import ALL_TEXTS, Words, catalogue_file, locale_names

__all__ = ["read_catalogues"]

AMERICAN = ("en", "en_US")
"""The names under which the theme's own words and dates are known."""


def read_catalogues(theme: Theme, language: str, place: Place) -> tuple[Words, tuple[Diagnostic, ...]]:
    """Return the words of a language, and what is wrong with its catalogues; `place` is that of its tag.

    Without any, English stands in their place. English itself needs none, and takes no time.
    """
    names = locale_names(language)
    files = [(path, text) for name in names for text, path in theme.layers(catalogue_file(name))]
    if not files and names[-1] in AMERICAN:
        return Words(language), ()
    from fingerpost.render.locales import known_locale  # noqa: PLC0415 -- imports Babel, which English does without

    plural, texts, told = _said(files)
    if names[0] != "en" and not files:
        told = (messages.no_catalogue(place, language, f"{TEMPLATES_FOLDER}/{catalogue_file(names[0])}"),)
    elif names[0] != "en" and not told and not any(path.startswith(DEFAULT) for path, _ in files):
        told = tuple(_missing(theme, texts, files[0][0]))
    locale, direction = known_locale(names)
    return Words(language, "" if locale in AMERICAN else locale, direction, plural, texts), told


def _said(
    files: list[tuple[str, str | Diagnostic]],
) -> tuple[str, dict[str, tuple[str, ...]], tuple[Diagnostic, ...]]:
    """Return how numbers are told apart, and all texts; a later file goes before an earlier one."""
    from fingerpost.render.po import parse_catalogue  # noqa: PLC0415 -- as above

    plural, texts, told = "", dict[str, tuple[str, ...]](), tuple[Diagnostic, ...]()
    for path, text in files:
        if isinstance(text, Diagnostic):
            told += (text,)
            continue
        catalogue, found = parse_catalogue(text, path)
        told += found
        if catalogue:
            plural = catalogue.plural
            texts |= catalogue.texts
    return plural, texts, told


def _missing(theme: Theme, texts: Mapping[str, tuple[str, ...]], path: str) -> Iterator[Diagnostic]:
    """Tell what a site's own catalogue leaves in English, of a language that the default theme does not have."""
    from fingerpost.render.po import source_texts  # noqa: PLC0415 -- as above

    for text, _ in theme.layers(ALL_TEXTS):
        if isinstance(text, str) and (left := [one for one in source_texts(text) if one not in texts]):
            yield messages.missing_words(Place(path), left[0].rpartition("\x04")[2])
