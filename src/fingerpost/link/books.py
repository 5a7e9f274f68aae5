"""Tutorials and paths in; the pages that the book of each holds, in order, out."""

from collections.abc import Mapping

from fingerpost.kinds import Kind
from fingerpost.link.relations import Woven
from fingerpost.site import Series, Stop
from fingerpost.typography import smarten

__all__ = ["books_of"]


def books_of(woven: Woven, series: Mapping[str, Series]) -> dict[str, tuple[Stop, ...]]:
    """Return the chapters of each tutorial and path, by docname; a page is a chapter once.

    The chapters of a tutorial are its parts, those of a path its stops. A tutorial that is a stop brings along those of
    its parts that are no stops themselves.
    """
    books = {}
    for docname, target in woven.targets.items():
        if target.kind is Kind.TUTORIAL:
            books[docname] = tuple(Stop(part, "") for part in series[docname].parts)
        elif target.kind is Kind.PATH:
            books[docname] = _stops(docname, woven, series)
    return books


def _stops(path: str, woven: Woven, series: Mapping[str, Series]) -> tuple[Stop, ...]:
    stops = woven.relations[path].stops
    named = {docname for docname, *_ in stops}
    chapters: dict[str, Stop] = {}
    for docname, why, _ in stops:
        target = woven.targets[docname]
        chapters.setdefault(docname, Stop(target, smarten(why)))
        if target.kind is Kind.TUTORIAL:
            parts = (part for part in series[docname].parts if part.docname not in named)
            chapters |= {part.docname: Stop(part, "") for part in parts if part.docname not in chapters}
    return tuple(chapters.values())
