"""The front matter of all pages and the settings in; what is wrong with the editions of a site in other languages out.

Each edition is a site of its own. What one says of the others cannot be looked up there, only whether it makes sense.
"""

from collections.abc import Iterator

from fingerpost import messages
from fingerpost.config import CONFIG_FILE, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.page import Facts
from fingerpost.urls import is_web_address

__all__ = ["check_editions"]


def check_editions(pages: tuple[Facts, ...], settings: Settings) -> Iterator[Diagnostic]:
    """Tell each edition that cannot be one, and each translation that leads to none."""
    config = settings.config
    whole = settings.places.get("editions", Place(CONFIG_FILE))
    for language, address in config.editions.items():
        if not is_web_address(address):
            yield messages.bad_edition(settings.places.get(f"editions.{language}", whole), language, address)
    own = config.editions.get(config.language, "")
    if config.editions and own.rstrip("/") != config.base_url.rstrip("/"):
        yield messages.own_edition(whole, config.language, config.base_url)
    for page in pages:
        for language, target in page.front.translations.items():
            place = page.place(f"translations.{language}")
            if language == config.language:
                yield messages.own_translation(place, language)
            elif not target.startswith("/") and not is_web_address(target):
                yield messages.bad_translation(place, target)
            elif target.startswith("/") and language not in config.editions:
                yield messages.unknown_edition(place, language, tuple(config.editions))
