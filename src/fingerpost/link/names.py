"""All pages in, a table of their names out; a name looked up in it gives the pages that it may mean.

A page is known by its docname, the last part of its docname (with and without order number), its title, and a topic by
its synonyms. Letter case, runs of spaces and typographic quotes do not matter.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from fingerpost.kinds import Kind, TopicFrontMatter
from fingerpost.page import Facts

__all__ = ["Names", "key_of", "keys_of", "names_of", "normal_name"]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_NUMBER = re.compile(r"^\d+-(?=.)")


def normal_name(name: str) -> str:
    """Return a name without what does not matter when names are compared."""
    return " ".join(name.translate(_QUOTES).casefold().split())


class Names:
    """The table. It is filled once, when it is made; what was looked up is kept."""

    def __init__(self, pages: Iterable[Facts]) -> None:
        self.pages = {page.docname: page for page in pages}
        self.by_path = {page.path: page for page in self.pages.values()}
        self.by_url = {page.url: page for page in self.pages.values()}
        self._docnames = {normal_name(docname): page for docname, page in self.pages.items()}
        self._found: dict[tuple[str, Kind | None], tuple[Facts, ...]] = {}
        self._names: dict[str, dict[str, Facts]] = defaultdict(dict)
        for page in self.pages.values():
            for name in names_of(page):
                self._names[normal_name(name)][page.docname] = page

    def find(self, name: str, kind: Kind | None = None) -> tuple[Facts, ...]:
        """Return the pages that a name may mean, sorted by docname; a whole docname means that page alone.

        A name may carry its kind (`topic:weak-ties`); `kind` asks for one kind alone.
        """
        if (name, kind) not in self._found:
            self._found[name, kind] = self._look_up(name, kind)
        return self._found[name, kind]

    def _look_up(self, name: str, kind: Kind | None) -> tuple[Facts, ...]:
        prefix, colon, rest = name.partition(":")
        if colon and prefix.strip().casefold() in _KINDS:
            return self._look_up(rest, _KINDS[prefix.strip().casefold()])
        normal = normal_name(name).strip("/")
        exact = self._docnames.get(normal)
        if exact and (kind is None or exact.kind is kind):
            return (exact,)
        found = self._names.get(normal, {})
        return tuple(found[docname] for docname in sorted(found) if kind is None or found[docname].kind is kind)

    def known(self, kind: Kind | None = None) -> tuple[str, ...]:
        """Return every name, for suggestions: titles, synonyms and docnames."""
        return tuple(
            name
            for page in self.pages.values()
            if kind is None or page.kind is kind
            for name in (page.front.title, *_synonyms(page), page.docname)
        )


def names_of(page: Facts) -> tuple[str, ...]:
    """Return the names by which a page may be called, beside its docname."""
    last = page.docname.rpartition("/")[2]
    return (page.front.title, last, _NUMBER.sub("", last), *_synonyms(page))


def keys_of(page: Facts) -> frozenset[str]:
    """Return the keys of all that a page may be called by: names, docname, address."""
    return frozenset(normal_name(name).strip("/") for name in (*names_of(page), page.docname, page.url))


def key_of(name: str) -> str:
    """Return the key under which a name is looked up; one that says its kind has that of the rest."""
    prefix, colon, rest = name.partition(":")
    return key_of(rest) if colon and prefix.strip().casefold() in _KINDS else normal_name(name).strip("/")


def _synonyms(page: Facts) -> tuple[str, ...]:
    return page.front.synonyms if isinstance(page.front, TopicFrontMatter) else ()


_KINDS = {kind.value: kind for kind in Kind}
