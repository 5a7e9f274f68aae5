"""The templates of a site in; the digest of each that is used, with all it leads to, out."""

from fingerpost.config import Config
from fingerpost.link import Layout
from fingerpost.render import CARD_FONT, Templates
from fingerpost.views import BESIDE, BOOK_TEMPLATE, CARD_TEMPLATE, TEMPLATES, template_of

__all__ = ["closures_of", "read_ahead"]


def closures_of(templates: Templates, config: Config) -> dict[str, str]:
    """Return the digest of each template that is used, and of the font of cards."""
    names = (*BESIDE, BOOK_TEMPLATE, *TEMPLATES, *((CARD_TEMPLATE,) if config.cards else ()))
    font = {CARD_FONT: templates.card_font.digest} if config.cards else {}
    return {**{name: templates.digest(name) for name in names}, **font}


def read_ahead(templates: Templates, layout: Layout, config: Config) -> None:
    """Compile the templates of pages that a site has, so that no process that makes pages later has to."""
    for name in (*BESIDE, *dict.fromkeys(map(template_of, layout.facts.values()))):
        templates.prepare(name)
    closures_of(templates, config)
