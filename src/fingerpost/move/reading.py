"""The file system in, all that a move must know of the site out; or what keeps it from being read."""

from fingerpost import messages
from fingerpost.config import CONFIG_FILE
from fingerpost.decoding import decode_text
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.move.edits import MovePlan
from fingerpost.move.plan import Lying
from fingerpost.move.references import settings_references
from fingerpost.promises import PROMISES_FILE
from fingerpost.read import CONTENT_FOLDER, read_promises, read_settings, read_site

__all__ = ["links_in", "read_lying"]


def read_lying(files: FileSystem) -> Lying | tuple[Diagnostic, ...]:
    """Read the content. A file that cannot be read may hold a reference, so then there is no move.

    Other mistakes in the content do not matter: the move may be their remedy.
    """
    settings, told = read_settings(files)
    if settings is None:
        return told
    text = decode_text(files.read(CONFIG_FILE), CONFIG_FILE)
    if not isinstance(text, str) or settings_references(text) is None:
        return told
    promises, told = read_promises(files)
    if told:
        return told
    content, told = read_site(files)
    damaged = {source.path for source in content.sources if source.damaged}
    if damaged:
        return tuple(one for one in told if one.place.file in damaged)
    paths = files.tree(CONTENT_FOLDER)
    known = {source.path for source in content.sources} | ({CONFIG_FILE, PROMISES_FILE} & set(paths)) | {CONFIG_FILE}
    texts = {path: files.read(path) for path in sorted(known)}
    return Lying(content, texts, tuple(path for path in paths if not path.endswith("/")), settings, promises)


def links_in(files: FileSystem, lying: Lying, plan: MovePlan) -> tuple[Diagnostic, ...]:
    """Tell of each symbolic link to a file that the plan moves or writes anew: that file has two places."""
    plain = set(lying.paths)
    walked = (entry.path for entry in files.walk(CONTENT_FOLDER) if not entry.link)
    linked = [path for path in walked if path not in plain or files.standing(path) == "link"]
    touched = plan.renames.keys() | (plan.writes.keys() - {*plan.renames.values()})
    moved = {files.read(path) for path in plan.renames} if linked else set()
    return tuple(
        messages.move_through_link(Place(path)) for path in linked if path in touched or files.read(path) in moved
    )
