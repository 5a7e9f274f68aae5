"""Pages and assets in, what a written reference means among them out; and how it would be written after a move.

A meaning is the path of a page or file relative to the project's folder, the site path of a list, or "" for nothing or
more than one thing. The linker's own rules find it.
"""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import msgspec

from fingerpost.config import Config
from fingerpost.kinds import Kind
from fingerpost.link.names import Names
from fingerpost.link.resolve import Lookup, Resolver
from fingerpost.move.references import FILE, NAME, Written
from fingerpost.naming import hidden_of, names_of, normal_name, synonyms_of
from fingerpost.page import Asset, Facts, Page, Reference
from fingerpost.site import LISTED
from fingerpost.urls import composed
from fingerpost.words import TITLES

__all__ = ["Known", "known", "meaning", "ways_to_write", "written_as"]

_PREFIX = re.compile(rf"\s*(?:{'|'.join(kind.value for kind in Kind)})\s*:\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+-(?=.)")
_SIGNS = re.compile(r"[\[\]|#\\\n]")
"""What a name between double brackets cannot hold."""
_NOT_IN_LINK = re.compile(r"""[\s%#\\()<>|"']""")
_NOT_IN_ANGLES = re.compile(r"[%#\\<>|\n]")
_ENCODED_LETTER = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_SUFFIXES = ("", ".md", "/index.md")
"""What a link may leave out of the path of a page."""


class Known(msgspec.Struct, frozen=True):
    """All that references can lead to, before a move or after it."""

    pages: dict[str, Page]
    """By path."""
    lookup: Lookup
    folders: frozenset[str]
    """Folders of kinds, which the settings may name."""


def known(pages: tuple[Page, ...], assets: tuple[Asset, ...], config: Config) -> Known:
    """Return the table of a site in which every page is shown."""
    kinds = {page.kind for page in pages}
    lists = {f"/{kind.folder}/": TITLES[kind] for kind in LISTED if kind in kinds}
    lookup = Lookup(Names(pages), {}, {composed(asset.path): asset for asset in assets}, lists, config)
    return Known({page.path: page for page in pages}, lookup, frozenset(kind.folder for kind in LISTED))


def meaning(written: Written, page: Page | None, among: Known) -> str:
    """Return what a reference means on a page; without a page, in the settings."""
    lookup = among.lookup
    if page is None and written.target.strip("/") in among.folders:
        return f"/{written.target.strip('/')}/"
    if written.form == NAME or page is None:
        found = lookup.names.find(written.target, written.kind)
        return found[0].path if len(found) == 1 else ""
    resolver = Resolver(page, lookup)
    if written.form == FILE:
        asset = resolver.picture_file(written.target, written.place)
        return asset.path if asset else ""
    led = resolver.at_path(Reference(written.target, "", False, written.place))
    return led.path if isinstance(led, Facts) else next(iter(resolver.used), led or "")


def ways_to_write(
    written: Written, source: tuple[str, str], target: tuple[str, str], before: Known, after: Known
) -> Iterator[str]:
    """Return what may be written for a reference after a move, best first: as it is, if that may stay.

    `source` and `target` are the paths before and after of the file that refers and of what it refers to. The caller
    takes the first that means the right thing.
    """
    page = before.pages.get(target[0])
    if written.form == NAME and page is not None:
        yield from _names(written.target, page, after.pages[target[1]])
        return
    yield written.target
    if written.form == NAME:
        return
    if page is not None and posixpath.normpath(written.target) == page.url.rstrip("/"):
        url = after.pages[target[1]].url
        yield url if written.target.endswith("/") else url.rstrip("/")
    old, new = ((composed(one[0]), composed(one[1])) for one in (source, target))
    yield from _paths(composed(written.target), old, new)


def written_as(written: Written, target: str) -> str | None:
    """Return the characters for a target in the form and style of a reference; None where that cannot be."""
    if written.form == NAME:
        return None if written.scalar is None and _SIGNS.search(target) else target
    if not written.encoded:
        return target
    if _ENCODED_LETTER.search(written.raw):
        coded = quote(target, safe="/:@!$&*+,;=~-._")
    else:
        signs = _NOT_IN_ANGLES if written.angled else _NOT_IN_LINK
        coded = signs.sub(lambda found: quote(found[0], safe=""), target)
    return coded if unquote(coded) == target else None


# ---- names


def _names(target: str, page: Page, moved: Page) -> Iterator[str]:
    """Return names for a page: those of its docname first where the author wrote that, its title else."""
    prefix = _PREFIX.match(target)
    start = prefix.end() if prefix else 0
    core = target[start:].strip().strip("/")
    before, _, tail = target[start:].partition(core)
    head = target[:start] + before
    old_last, last = (one.docname.rpartition("/")[2] for one in (page, moved))
    steps = {old_last: last, _NUMBER.sub("", old_last): _NUMBER.sub("", last)}
    if normal_name(core) == normal_name(page.docname):
        yield head + moved.docname + tail
    if core in steps and core not in _titles(page):
        yield head + steps[core] + tail
    yield target
    yield from (head + new + tail for old, new in steps.items() if normal_name(old) == normal_name(core))
    yield head + moved.docname + tail
    yield from (head + name + tail for name in names_of(moved.docname, moved.front))


def _titles(page: Page) -> tuple[str, ...]:
    return (page.front.title, *synonyms_of(page.front), *hidden_of(page.front))


# ---- paths


def _paths(target: str, source: tuple[str, str], leads: tuple[str, str]) -> Iterator[str]:
    """Return paths to where the target will be, first with as much of the file's name as the author wrote."""
    old, new = leads
    slash = "/" if target.endswith("/") else ""
    root = target.startswith("/")
    folder = "content" if root else posixpath.dirname(source[0])
    full = posixpath.normpath(posixpath.join(folder, target.lstrip("/") if root else target))
    left_out = next((suffix for suffix in _SUFFIXES if full + suffix == old), "")
    ways = [new.removesuffix(left_out)] if new.endswith(left_out) else []
    ways += [new.removesuffix("/index.md").removesuffix(".md")] if left_out else []
    for way in (*ways, new):
        end = slash if way != new else ""
        if not root and target.rstrip("/") != _relative(full, folder, target):
            yield _stepwise(target, folder, full, way)
        if root:
            yield "/" + way.removeprefix("content/") + end
        else:
            yield _relative(way, posixpath.dirname(source[1]), target) + end


def _stepwise(target: str, folder: str, full: str, new: str) -> str:
    """Return the path with its steps renamed one by one, so that the way that the author took stays: `../a/b.md`."""
    before, after = full.split("/"), new.split("/")
    if len(before) != len(after):
        return target
    steps = target.split("/")
    here = folder.split("/")
    for place, step in enumerate(steps):
        if step == "..":
            here = here[:-1]
        elif step not in ("", "."):
            here = [*here, step]
            if here == before[: len(here)]:
                steps[place] = after[len(here) - 1]
    return "/".join(steps)


def _relative(path: str, folder: str, model: str) -> str:
    """Return the path from a folder; it starts with `./` where the model does, or where it would look like a scheme."""
    relative = posixpath.relpath(path, folder)
    dotted = model.startswith("./") or ":" in relative.partition("/")[0]
    return f"./{relative}" if dotted and not relative.startswith(".") else relative
