"""All pages of a site and its settings in, every breach of the style sheet out."""

from collections.abc import Mapping

import msgspec

from fingerpost import messages
from fingerpost.check.measures import Syllables
from fingerpost.check.style import check_style
from fingerpost.config import CONFIG_FILE, Limits, Settings, Style
from fingerpost.diagnostics import Diagnostic, Place, in_order
from fingerpost.page import Page, Source

__all__ = ["check_pages"]


def check_pages(
    pages: Mapping[str, Page], sources: Mapping[str, Source], settings: Settings, syllables: Syllables | None
) -> tuple[Diagnostic, ...]:
    """Tell where pages break the style sheet, sorted by place. Both mappings go by docname.

    Without `syllables` no reading grade is measured; that the style sheet asks for one is told then.
    """
    style = settings.config.style if syllables else _without_grades(settings.config.style)
    told = () if syllables else _unmeasured(settings)
    breaches = (
        breach
        for docname, page in pages.items()
        for breach in check_style(page, sources[docname].text, style, syllables or _unknown)
    )
    return in_order((*told, *breaches))


def _unknown(word: str) -> int:
    return 0


def _unmeasured(settings: Settings) -> tuple[Diagnostic, ...]:
    """Tell the first limit of a reading grade."""
    asked = (key for key in settings.places if key.startswith("style.") and key.endswith(".grade"))
    first = next(asked, None)
    return (messages.grade_unmeasured(settings.places.get(first, Place(CONFIG_FILE))),) if first else ()


def _without_grades(style: Style) -> Style:
    values = ((name, getattr(style, name)) for name in Style.__struct_fields__)
    limits = {name: msgspec.structs.replace(one, grade=None) for name, one in values if isinstance(one, Limits)}
    return msgspec.structs.replace(style, **limits)
