"""All pages in, a table of their names out; a name looked up in it gives the pages that it may mean."""

import functools
from collections.abc import Iterable, Iterator

import msgspec

from fingerpost.kinds import Kind
from fingerpost.naming import normal_name, synonyms_of
from fingerpost.page import Facts, Reference
from fingerpost.urls import composed

__all__ = ["Names", "key_of", "keys_of", "kind_in", "readings"]


class Names:
    """The table. Each part of it is filled once, when it is first asked for; what was looked up is kept."""

    def __init__(self, pages: Iterable[Facts]) -> None:
        self.pages = {page.docname: page for page in pages}
        self._found: dict[tuple[str, Kind | None], tuple[Facts, ...]] = {}

    @functools.cached_property
    def by_path(self) -> dict[str, Facts]:
        """Each page, by the path of its source, composed."""
        return {composed(page.path): page for page in self.pages.values()}

    @functools.cached_property
    def by_url(self) -> dict[str, Facts]:
        """Each page, by its site path."""
        return {page.url: page for page in self.pages.values()}

    @functools.cached_property
    def _docnames(self) -> dict[str, Facts]:
        return {page.names[0]: page for page in self.pages.values()}

    @functools.cached_property
    def _names(self) -> dict[str, dict[str, Facts]]:
        """The pages of each title and synonym, by docname."""
        names: dict[str, dict[str, Facts]] = {}
        for page in self.pages.values():
            for name in page.names[1:]:
                names.setdefault(name, {})[page.docname] = page
        return names

    def find(self, name: str, kind: Kind | None = None) -> tuple[Facts, ...]:
        """Return the pages that a name may mean, sorted by docname; a whole docname means that page alone.

        A name may carry its kind (`topic:weak-ties`); `kind` asks for one kind alone.
        """
        asked = (name, kind)
        found = self._found.get(asked)
        if found is None:
            found = self._found[asked] = self._look_up(name, kind)
        return found

    def _look_up(self, name: str, kind: Kind | None) -> tuple[Facts, ...]:
        kind_of_name, rest = kind_in(name)
        if kind_of_name is not None:
            return self._look_up(rest, kind_of_name)
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
            for name in (page.front.title, *synonyms_of(page.front), page.docname)
        )


def keys_of(page: Facts) -> frozenset[str]:
    """Return the keys of all that a page may be called by: names, docname, address."""
    return frozenset((*page.names, normal_name(page.url).strip("/")))


@functools.lru_cache(100_000)
def key_of(name: str) -> str:
    """Return the key under which a name is looked up; one that says its kind has that of the rest."""
    kind, rest = kind_in(name)
    return normal_name(name).strip("/") if kind is None else key_of(rest)


def kind_in(name: str) -> tuple[Kind | None, str]:
    """Return the kind that a name carries (`topic:weak-ties`), and the rest of it; None and the name without one."""
    prefix, colon, rest = name.partition(":")
    kind = _KINDS.get(prefix.strip().casefold()) if colon else None
    return kind, name if kind is None else rest.strip()


def readings(reference: Reference) -> Iterator[Reference]:
    """Yield what a `[[target#anchor|words]]` may mean, since a title may have these signs too; as parted at the first
    ones it comes last.
    """
    if reference.whole:
        titled, bar, _ = reference.whole.partition("|")
        if bar:
            yield msgspec.structs.replace(reference, target=reference.whole, anchor="", words=())
        name = titled.strip()
        while "#" in name:
            anchor = titled[len(name) :].strip().removeprefix("#").strip()
            yield msgspec.structs.replace(reference, target=name, anchor=anchor)
            name = name.rpartition("#")[0].rstrip()
    yield reference


_KINDS = {kind.value: kind for kind in Kind}
