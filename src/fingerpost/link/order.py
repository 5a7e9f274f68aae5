"""All pages of a site in; any of them in the order in which lists show them, out."""

import functools
from collections.abc import Collection, Mapping

from fingerpost.page import Target
from fingerpost.site import in_list_order

__all__ = ["Order"]

FEW = 12
"""So many times pages are sorted by themselves; from then on by their places among all, which are found once."""


class Order:
    """Sorts pages by kind; columns with the newest first, the others by title."""

    def __init__(self, targets: Mapping[str, Target]) -> None:
        self._targets = targets
        self._asked = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Order) and list(self._places) == list(other._places)

    __hash__ = None  # type: ignore[assignment] # as of a list

    def sorted(self, docnames: Collection[str]) -> list[str]:
        """Return these pages in their order."""
        if self._asked == FEW:
            return sorted(docnames, key=self._places.__getitem__)
        self._asked += 1
        return [target.docname for target in in_list_order(self._targets[docname] for docname in docnames)]

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {target.docname: place for place, target in enumerate(in_list_order(self._targets.values()))}
