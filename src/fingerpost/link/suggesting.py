"""Words of an author that name nothing in, names like them out: what a hint offers."""

import posixpath
from collections.abc import Callable, Collection, Iterable

from fingerpost import messages

__all__ = ["MOST_SUGGESTED", "Suggestions"]

MOST_SUGGESTED = 50
"""For how many mistakes of one page names are looked for: that takes long in a large site, and whoever made so many has
one reason for most."""


class Suggestions:
    """The names like what one page says wrongly; none once there are too many mistakes. It counts them."""

    def __init__(self) -> None:
        self._asked = 0

    def like(self, written: str, known: Callable[[], Iterable[str]]) -> tuple[str, ...]:
        """Return the names most like a word, the best first, of those that `known` gives when it is asked."""
        self._asked += 1
        return messages.nearest(written, known()) if self._asked <= MOST_SUGGESTED else ()

    def paths(self, written: str, page: str, pages: Collection[str], assets: Collection[str]) -> tuple[str, ...]:
        """Return paths like one that leads nowhere, as the page at this path would write them.

        What they end in does not count. `pages` and `assets` are paths from the project's folder.
        """
        folder = "content" if written.startswith("/") else posixpath.dirname(page)
        stem, suffix = posixpath.splitext(written)
        known: dict[str, str] = {}

        def stems() -> Iterable[str]:
            there = (*(pages if suffix in ("", ".md") else ()), *(assets if suffix != ".md" else ()))
            paths = (posixpath.relpath(path, folder) for path in there)
            known.update((posixpath.splitext(path)[0], path) for path in paths)
            return known

        near = self.like(stem.lstrip("/"), stems)
        found = (known[name] if suffix else name for name in near)
        return tuple("/" + path if written.startswith("/") else path for path in found)
