"""Compiled pages in, those that belong in the site today out, and why the others do not."""

import datetime
from collections.abc import Mapping

import msgspec

from fingerpost.kinds import Kind
from fingerpost.page import Facts

__all__ = ["Selection", "Wanted", "renewed_selection", "select_pages"]


class Wanted(msgspec.Struct, frozen=True):
    """What a build lets in beside the pages that are out, and the day for which it is made."""

    today: datetime.date
    drafts: bool = False
    future: bool = False
    expired: bool = False

    @property
    def not_out(self) -> bool:
        """Whether pages are let in that are not out: what is made then is a look ahead."""
        return self.drafts or self.future or self.expired


class Selection(msgspec.Struct, frozen=True):
    """The pages of the site, and for each other docname why it stays out ("is a draft")."""

    pages: tuple[Facts, ...]
    hidden: dict[str, str]
    expired: frozenset[str]
    """Those that stay out since their time is over."""


def select_pages(pages: tuple[Facts, ...], wanted: Wanted) -> Selection:
    """Leave out drafts, future and expired pages, and the parts of a tutorial whose overview is left out."""
    hidden = {page.docname: why for page in pages if (why := _why_hidden(page, wanted))}
    for page in pages:
        overview = page.docname.rpartition("/")[0]
        if page.kind is Kind.PART and page.docname not in hidden and overview in hidden:
            hidden[page.docname] = f"belongs to a tutorial that {hidden[overview]}"
    expired = {page.docname for page in pages if page.docname in hidden and _is_over(page, wanted)}
    expired |= {docname for docname in hidden if docname.rpartition("/")[0] in expired}
    return Selection(tuple(page for page in pages if page.docname not in hidden), hidden, frozenset(expired))


def renewed_selection(selection: Selection, changed: Mapping[str, Facts]) -> Selection:
    """Return a selection with other facts of some pages, by path: such as chose the same pages."""
    pages = tuple([changed.get(page.path, page) for page in selection.pages])
    return msgspec.structs.replace(selection, pages=pages)


def _is_over(page: Facts, wanted: Wanted) -> bool:
    return page.front.expires is not None and page.front.expires <= wanted.today


def _why_hidden(page: Facts, wanted: Wanted) -> str:
    front = page.front
    if front.draft and not wanted.drafts:
        return "is a draft"
    if front.published and front.published > wanted.today and not wanted.future:
        return f"will be published on {front.published}"
    if front.expires and _is_over(page, wanted) and not wanted.expired:
        return f"expired on {front.expires}"
    return ""
