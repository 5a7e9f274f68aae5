"""The names of pages: what a page may be called, and the form in which names are compared. Pure functions of strings.

A page is known by its docname, the last part of its docname (with and without order number), its title, and a topic by
its synonyms and hidden labels. Letter case, runs of spaces, typographic quotes and the form of Unicode do not matter.
"""

import posixpath
import re

from fingerpost.kinds import FRONT_MATTER, FrontMatter, Kind, TopicFrontMatter
from fingerpost.urls import composed

__all__ = ["all_names", "hidden_of", "kind_meant", "names_of", "normal_name", "synonyms_of"]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " "})
_SHORT = 6
"""Letters: of a shorter name, one letter more or less is soon another word ("paths", "baths")."""
_NUMBER = re.compile(r"^\d+-(?=.)")


def normal_name(name: str) -> str:
    """Return a name without what does not matter when names are compared."""
    return " ".join(composed(name).translate(_QUOTES).casefold().split())


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


def kind_meant(folder: str) -> Kind | None:
    """Return the kind whose folder is almost called so: `Columns`, `column`, `colums`. None for a folder of a kind."""
    name = folder.lower()
    kinds = {kind.folder: kind for kind in reversed(FRONT_MATTER) if kind.folder}
    if folder in kinds:
        return None
    return next((kind for known, kind in kinds.items() if name in (known, known[:-1]) or _one_slip(name, known)), None)


def _one_slip(name: str, known: str) -> bool:
    """Tell whether one letter is missing, too many, another or in the place of its neighbour; not of short names."""
    if len(known) < _SHORT or abs(len(name) - len(known)) > 1:
        return False
    same = len(posixpath.commonprefix((name, known)))
    left, right = name[same:], known[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
