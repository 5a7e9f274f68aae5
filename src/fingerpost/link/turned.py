"""Where each page points in, who points to each page out."""

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
        self._whole: Mapping[str, Sequence[str]] | None = None

    def __getitem__(self, docname: str) -> Sequence[str]:
        """Return the pages that point to one."""
        if self._whole is not None:
            return self._whole.get(docname, ())
        if docname not in self._found:
            if len(self._found) == FEW:
                return self._turn().get(docname, ())
            self._found[docname] = [one for one, others in self._pointing.items() if docname in others]
        return self._found[docname]

    def expect(self, count: int) -> None:
        """Turn all round now, where so many pages will be asked for; forks then need not do it each for themselves."""
        if count > FEW and self._whole is None:
            self._turn()

    def _turn(self) -> Mapping[str, Sequence[str]]:
        whole: dict[str, list[str]] = defaultdict(list)
        for source, others in self._pointing.items():
            for docname in others:
                whole[docname].append(source)
        self._whole = dict(whole)
        return self._whole
