"""A page's translations and the editions of the site in, the page in all its languages out."""

from fingerpost.kinds import AnyFrontMatter
from fingerpost.shown import Translation
from fingerpost.urls import absolute_url
from fingerpost.views.frame import Frame

__all__ = ["translations_of"]

HOME = "/"


def translations_of(front: AnyFrontMatter, url: str, frame: Frame) -> tuple[Translation, ...]:
    """Return the page in all its languages, in the order of the editions; () where there is only this one.

    The home page is translated by the home page of each edition, unless it says otherwise. The first edition that has
    the page is the one for readers of any other language.
    """
    config, editions = frame.config, frame.config.editions
    targets = {**(dict.fromkeys(editions, HOME) if url == HOME else {}), **front.translations}
    addresses = {
        language: absolute_url(editions[language], target) if target.startswith("/") else target
        for language, target in targets.items()
        if language != config.language and (language in editions or not target.startswith("/"))
    }
    if not addresses:
        return ()
    addresses[config.language] = frame.absolute(url)
    ordered = [one for one in editions if one in addresses]
    first = ordered[0] if ordered else ""
    return tuple(
        Translation(language, addresses[language], language == config.language, language == first)
        for language in (*ordered, *sorted(addresses.keys() - editions.keys()))
    )
