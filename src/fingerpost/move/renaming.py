"""The words of the command in, which files go where out; or why that cannot be."""

import posixpath

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind, kind_of
from fingerpost.link.names import Names
from fingerpost.page import Facts
from fingerpost.read import CONTENT_FOLDER, STATIC_FOLDER
from fingerpost.urls import LONGEST_STEP, composed, docname_of

__all__ = ["Renaming", "rename"]

COMMAND = Place("fingerpost mv")
"""Where a message stands that concerns the words of the command."""
HOME = "index"
_OVERVIEW = "/index.md"


class Renaming(msgspec.Struct, frozen=True):
    """A move of files, before anything is rewritten."""

    old: str
    """The path of the page; of an overview its folder, with a slash behind."""
    new: str
    files: dict[str, str]
    """Every file that goes, to where it goes; sorted."""


def rename(old: str, new: str, names: Names, lying: tuple[str, ...]) -> Renaming | Diagnostic:
    """Find the page that `old` names, and the place for it that `new` names. `lying` are all files of `content/`.

    An overview takes its folder along, whatever lies in it.
    """
    page = _page_of(old, names, lying)
    if isinstance(page, Diagnostic):
        return page
    path = _new_path(new, page)
    if isinstance(path, Diagnostic):
        return path
    files = _files(page, path, lying)
    others = {composed(one).casefold(): one for one in lying if one not in files}
    needed = {composed(one).casefold() for name in files.values() for one in (name, *_folders(name))}
    taken = path if path == page.path else min((others[one] for one in needed & others.keys()), default="")
    if taken:
        return messages.name_taken(COMMAND, taken)
    folder = path.removesuffix(_OVERVIEW).removesuffix(".md") + "/"
    if _takes_folder(page) and any(one.startswith(composed(folder).casefold()) for one in others):
        return messages.name_taken(COMMAND, folder)
    if page.path.endswith(_OVERVIEW):
        return Renaming(posixpath.dirname(page.path) + "/", posixpath.dirname(path) + "/", files)
    return Renaming(page.path, path, files)


def _page_of(old: str, names: Names, lying: tuple[str, ...]) -> Facts | Diagnostic:
    path = posixpath.normpath(old) if old.strip() else old
    tries = [f"{folder}{path}{end}" for folder in ("", f"{CONTENT_FOLDER}/") for end in ("", ".md", _OVERVIEW)]
    if {CONFIG_FILE, CONFIG_FILE.removeprefix(f"{CONTENT_FOLDER}/")} & {path}:
        return messages.cannot_move(COMMAND, f"{CONFIG_FILE} holds the settings of the site; they have one place.")
    found = tuple(names.by_path[one] for one in map(composed, tries) if one in names.by_path)[:1] or names.find(old)
    if len(found) > 1:
        return messages.ambiguous_reference(COMMAND, old, tuple(page.docname for page in found))
    if not found and (file := next((one for one in tries if one in lying), "")):
        return messages.cannot_move(COMMAND, f"{file} is not a page.")
    if not found:
        return messages.unknown_reference(COMMAND, old, messages.nearest(old, names.known()))
    if found[0].docname == HOME:
        return messages.cannot_move(COMMAND, "Every site needs its home page in this one place.")
    return found[0]


def _new_path(new: str, page: Facts) -> str | Diagnostic:
    """Return the path that the page shall have."""
    written = new.strip()
    below = posixpath.normpath(written).removeprefix(f"{CONTENT_FOLDER}/") if written else ""
    stem = below.removesuffix(".md").removesuffix("/index")
    steps = stem.split("/")
    why = ""
    if not stem or stem == "." or posixpath.isabs(below) or ".." in steps or below == CONTENT_FOLDER:
        why = "It should be a place in content/."
    elif f"{CONTENT_FOLDER}/{stem}".startswith(STATIC_FOLDER):
        why = "What lies in content/static/ is published as it is, so no page can lie there."
    elif any(step.startswith((".", "_")) or step.endswith("~") for step in steps):
        why = "A name that starts with “.” or “_”, or ends in “~”, is left out of the site."
    elif any(len(step.encode("utf-8", "surrogatepass")) > LONGEST_STEP for step in steps):
        why = f"Each part of a path may have {LONGEST_STEP} bytes at most."
    elif any(not character.isprintable() for character in stem):
        why = "There are characters in it that cannot be seen, or that are not UTF-8 text."
    if why:
        return messages.bad_new_name(COMMAND, new, why)
    path = f"{CONTENT_FOLDER}/{stem}" + (_OVERVIEW if _gets_folder(below, page) else ".md")
    kind = kind_of(docname_of(path))
    if kind is None:
        return messages.no_such_place(Place(path))
    if kind is not page.kind:
        return messages.other_kind(COMMAND, page.path, page.kind.value, path, kind.value, _home_of(page.kind))
    return path


def _gets_folder(below: str, page: Facts) -> bool:
    """Tell whether the page will be the `index.md` of a folder: as it is now, unless NEW says so."""
    return page.path.endswith(_OVERVIEW) or (below.endswith(_OVERVIEW) and page.kind in (Kind.PAGE, Kind.TUTORIAL))


def _home_of(kind: Kind) -> str:
    names = {Kind.TUTORIAL: "tutorials/NAME/index.md", Kind.PART: "tutorials/NAME/PART.md", Kind.PAGE: "NAME.md"}
    return f"{CONTENT_FOLDER}/{names.get(kind, f'{kind.folder}/NAME.md')}"


def _takes_folder(page: Facts) -> bool:
    return page.path.endswith(_OVERVIEW) or page.kind is Kind.TUTORIAL


def _files(page: Facts, path: str, lying: tuple[str, ...]) -> dict[str, str]:
    """Return every file that goes with a page, to where it goes."""
    files = {page.path: path}
    if _takes_folder(page):
        old = page.path.removesuffix(_OVERVIEW).removesuffix(".md") + "/"
        new = path.removesuffix(_OVERVIEW).removesuffix(".md") + "/"
        files |= {one: new + one.removeprefix(old) for one in lying if one.startswith(old) and one != page.path}
    return dict(sorted(files.items()))


def _folders(path: str) -> set[str]:
    return {path[:place] for place, character in enumerate(path) if character == "/"}
