"""The names of pages: what a page may be called, and the form in which names are compared. Pure functions of strings.

A page is known by its docname, the last part of its docname (with and without order number), its title, and a topic by
its synonyms and hidden labels. Letter case, runs of spaces and typographic quotes do not matter.
"""

import re

from fingerpost.kinds import FrontMatter, TopicFrontMatter

__all__ = ["all_names", "hidden_of", "names_of", "normal_name", "synonyms_of"]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_NUMBER = re.compile(r"^\d+-(?=.)")


def normal_name(name: str) -> str:
    """Return a name without what does not matter when names are compared."""
    return " ".join(name.translate(_QUOTES).casefold().split())


def names_of(docname: str, front: FrontMatter) -> tuple[str, ...]:
    """Return the names by which a page may be called, beside its docname."""
    last = docname.rpartition("/")[2]
    return (front.title, last, _NUMBER.sub("", last), *synonyms_of(front), *hidden_of(front))


def all_names(docname: str, front: FrontMatter) -> tuple[str, ...]:
    """Return the docname and the names of a page in the form in which they are compared."""
    return tuple(map(normal_name, (docname, *names_of(docname, front))))


def synonyms_of(front: FrontMatter) -> tuple[str, ...]:
    """Return the synonyms of a topic; of any other page, none."""
    return front.synonyms if isinstance(front, TopicFrontMatter) else ()


def hidden_of(front: FrontMatter) -> tuple[str, ...]:
    """Return the hidden labels of a topic, which find it and never show; of any other page, none."""
    return front.hidden if isinstance(front, TopicFrontMatter) else ()
