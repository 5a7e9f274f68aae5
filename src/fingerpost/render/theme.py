"""The site's own `templates/` and the default theme in, one theme out: a file of the site hides that of the default.

`default/NAME` always means the default theme's file, so that a site's template may extend the one it replaces.
"""

import contextlib
import errno
import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from fingerpost import messages
from fingerpost.appearance import ROOT_STYLE, Appearance, root_style, weak_pairs
from fingerpost.config import CONFIG_FILE
from fingerpost.decoding import decode_text
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.output import ASSETS, digest_of
from fingerpost.render.css import shortened, with_addresses

__all__ = ["DEFAULT", "TEMPLATES_FOLDER", "Theme", "ThemeAsset", "theme_folder"]

TEMPLATES_FOLDER = "templates"
CARD_FONT = "fonts/card.ttf"
"""Relative to the folder of a theme: the font in which the cards of pages are drawn."""
DEFAULT = "default/"
"""With this begins the path of each file of the default theme, as messages name it."""
DEFAULT_LOOKS = Appearance()
CRITICAL = ROOT_STYLE
"""An asset that is no file of the site: what the first screen of every page needs stands in its head."""
FIRST = "first.js"
"""Another one: what a page has to know before it is first painted."""
_IN_PAGES = (CRITICAL, FIRST)
_STYLES = ".css"
_NO_FILE = frozenset({errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP})
"""What a disk says of a path at which it has no file."""
_UNNAMEABLE = re.compile(r"^(?:/|$)|(?:^|/)\.\.(?:/|$)|[\\\0\ud800-\udfff]")
"""What no name of a template has: a way out of the theme, nothing at all, or what is no letter of a text."""


def theme_folder() -> Path:
    """Return where the default theme lies: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "theme"
    return installed if installed.is_dir() else package.parent.parent / TEMPLATES_FOLDER


class ThemeAsset(msgspec.Struct, frozen=True):
    """A stylesheet, font or script of the theme."""

    name: str
    """Relative to `templates/assets/`."""
    output: str
    """Below `site/`, with the digest in its name."""
    data: bytes


class Theme:
    """Templates and assets by name. Reads from two file systems: the site's, and the default theme's own."""

    def __init__(self, site: FileSystem, default: FileSystem) -> None:
        self._site = site
        self._default = default

    def source(self, name: str) -> tuple[str | Diagnostic, str]:
        """Return the text of a template, and the path by which messages name it.

        Raises `FileNotFoundError` where no theme has it.
        """
        if _UNNAMEABLE.search(name):
            raise FileNotFoundError(name)
        own = f"{TEMPLATES_FOLDER}/{name}"
        if not name.startswith(DEFAULT) and (data := _read(self._site, own)) is not None:
            return decode_text(data, own), own
        inner = name.removeprefix(DEFAULT)
        if (data := _read(self._default, inner)) is not None:
            return decode_text(data, DEFAULT + inner), DEFAULT + inner
        raise FileNotFoundError(name)

    def layers(self, name: str) -> Iterator[tuple[str | Diagnostic, str]]:
        """Give a file as the default theme has it, then as the site does, each with its path for messages."""
        for files, path, shown in (
            (self._default, name, DEFAULT + name),
            (self._site, *(f"{TEMPLATES_FOLDER}/{name}",) * 2),
        ):
            if (data := _read(files, path)) is not None:
                yield decode_text(data, shown), shown

    def font(self) -> bytes:
        """Return the font in which cards are drawn: the site's own, or that of the default theme; b"" for none."""
        for files, path in ((self._site, f"{TEMPLATES_FOLDER}/{CARD_FONT}"), (self._default, CARD_FONT)):
            if (data := _read(files, path)) is not None:
                return data
        return b""

    def names(self) -> tuple[str, ...]:
        """Return the name of every template, sorted."""
        mine = (entry.path.removeprefix(TEMPLATES_FOLDER + "/") for entry in self._site.walk(TEMPLATES_FOLDER))
        others = [entry.path for entry in self._default.walk(".")]
        full = (DEFAULT + name for name in others)
        return tuple(sorted({name for name in (*mine, *others, *full) if name.endswith((".html", ".txt", ".xml"))}))

    def digest(self) -> str:
        """Return the digest of every template and asset, the default theme's too, by name; links are followed."""
        found = [
            f"{which} {path} {digest_of(files.read(path))}\n"
            for which, files, folder in (("default", self._default, "."), ("site", self._site, TEMPLATES_FOLDER))
            for path in _files_in(files, folder)
        ]
        return digest_of("".join(found).encode("utf-8", "surrogateescape"))

    def misplaced(self) -> tuple[Diagnostic, ...]:
        """Tell each folder of the site that stands where the default theme has a file, and each file where it has a
        folder: neither can take the place of the other."""
        if self._site.standing(TEMPLATES_FOLDER) == "file":
            return (messages.file_for_folder(Place(TEMPLATES_FOLDER)),)
        below = TEMPLATES_FOLDER + "/"
        empty = [path for path in self._site.tree(TEMPLATES_FOLDER) if path.endswith("/")]
        mine = {path.removeprefix(below) for path in (*_files_in(self._site, TEMPLATES_FOLDER), *empty)}
        if not mine:
            return ()
        theirs = {entry.path for entry in self._default.walk(".")}
        folders = [messages.folder_for_file(Place(below + path)) for path in _folders_of(mine) & theirs]
        files = [messages.file_for_folder(Place(below + path)) for path in mine & _folders_of(theirs)]
        return (*folders, *files)

    def assets(self) -> tuple[ThemeAsset, ...]:
        """Return every asset that is published, sorted by name; stylesheets without what only their author needs.

        Where a stylesheet names another asset, as a font, it gets the name under which that is published.
        """
        found = {name: files.read(path) for name, (files, path) in self._found().items() if name not in _IN_PAGES}
        outputs = {name: _output(name, data) for name, data in found.items() if not name.endswith(_STYLES)}
        ready = {name: _ready(name, data, outputs) if name.endswith(_STYLES) else data for name, data in found.items()}
        return tuple(ThemeAsset(name, _output(name, ready[name]), ready[name]) for name in sorted(ready))

    def critical(self, looks: Appearance = DEFAULT_LOOKS) -> str:
        """Return the styles that stand in the head of every page, what the site sets behind those of the theme."""
        css = shortened(root_style(looks, self._inline(CRITICAL)))
        return css.replace("</", r"<\/")  # the end of the element; in a string of CSS the backslash changes nothing

    def first(self) -> str:
        """Return the script that stands in the head of every page and runs before it is painted; "" for none.

        Its lines begin where their words do.
        """
        lines = "\n".join(line.strip() for line in self._inline(FIRST).splitlines())
        return lines.strip().replace("</", r"<\/")  # in a string of a script, too, it changes nothing

    def _inline(self, name: str) -> str:
        """Return the text of an asset that stands in pages; "" for a theme without."""
        found = self._found()
        if name not in found:
            return ""
        files, path = found[name]
        return files.read(path).decode("utf-8-sig", "replace")

    def weak_contrasts(self, looks: Appearance, places: Mapping[str, Place]) -> tuple[Diagnostic, ...]:
        """Tell the colours of a site that are hard to read on each other, or on those of the theme."""
        if looks.colours == DEFAULT_LOOKS.colours:
            return ()
        return tuple(
            messages.weak_contrast(
                places.get(f"theme.colours.{one.when}.{one.set}", Place(CONFIG_FILE)),
                *(f"{one.colour} ({one.values[0]})", f"{one.ground} ({one.values[1]})", one.when, one.ratio, one.least),
            )
            for one in weak_pairs(looks, self._inline(CRITICAL))
        )

    def _found(self) -> dict[str, tuple[FileSystem, str]]:
        """Return where each asset lies, by name."""
        found: dict[str, tuple[FileSystem, str]] = {}
        for files, folder in ((self._default, "assets"), (self._site, f"{TEMPLATES_FOLDER}/assets")):
            for path in _files_in(files, folder):
                found[path.removeprefix(folder + "/")] = files, path
        return found


def _output(name: str, data: bytes) -> str:
    """Return where an asset is published, below the output folder: under its name, with its digest."""
    stem, suffix = posixpath.splitext(name)
    return f"{ASSETS}{stem}.{hashlib.sha256(data).hexdigest()[:10]}{suffix}"


def _ready(name: str, css: bytes, outputs: Mapping[str, str]) -> bytes:
    """Return a stylesheet in fewer bytes, that names the other assets as they are published; `outputs` has where.

    One that is not UTF-8 stays as it is, since a browser may read it otherwise.
    """
    try:
        text = shortened(css.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return css
    folder = posixpath.dirname(name)

    def named(path: str) -> str | None:
        output = outputs.get(posixpath.normpath(posixpath.join(folder, path)))
        return output and posixpath.relpath(output, posixpath.join(ASSETS, folder))

    return with_addresses(text, named).encode()


def _files_in(files: FileSystem, folder: str) -> Iterator[str]:
    """Give the path of every file of a theme; links may lead out of it, and one that leads nowhere counts for nothing.

    Editors leave such: Emacs locks a file by a link beside it.
    """
    for entry in files.walk(folder):
        if entry.link != "outside":
            yield from () if entry.link else (entry.path,)
        elif inside := files.walk(entry.path):
            yield from (one.path for one in inside if not one.link)
        else:
            with contextlib.suppress(OSError):
                files.read(entry.path)
                yield entry.path


def _folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder that leads to one of these paths."""
    return {path[: slash.start()] for path in paths for slash in re.finditer("/", path)}


def _read(files: FileSystem, path: str) -> bytes | None:
    """Return the bytes of a file; None where there is none, whatever else stands there."""
    try:
        return files.read(path)
    except OSError as error:
        if error.errno not in _NO_FILE:
            raise
        return None
