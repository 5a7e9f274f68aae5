"""Where each page points in, who points to each page out."""

import functools
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

__all__ = ["Turned"]

FEW = 12
"""So many pages are looked for one by one, which takes a while for each; from then on all are turned round at once."""


class Turned:
    """Who points to each page, by docname, in the order of `pointing`: found when it is asked for.

    `pointing` has the pages to which each page points.
    """

    def __init__(self, pointing: Mapping[str, Collection[str]]) -> None:
        self._pointing = pointing
        self._found: dict[str, Sequence[str]] = {}

    def __getitem__(self, docname: str) -> Sequence[str]:
        """Return the pages that point to one."""
        if docname in self._found:
            return self._found[docname]
        if len(self._found) == FEW:
            return self._whole.get(docname, ())
        return self._found.setdefault(docname, [one for one, others in self._pointing.items() if docname in others])

    @functools.cached_property
    def _whole(self) -> dict[str, list[str]]:
        whole: dict[str, list[str]] = defaultdict(list)
        for source, others in self._pointing.items():
            for docname in others:
                whole[docname].append(source)
        return dict(whole)
