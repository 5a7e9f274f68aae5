"""Site and twin in, each in the other's place out: in one step, or in several that a journal finishes."""

from fingerpost.files import FileSystem
from fingerpost.publish.places import ASIDE, JOURNAL, SITE_FOLDER, TWIN

__all__ = ["exchange", "finish_exchange"]


def exchange(files: FileSystem) -> None:
    """Let site and twin change places: in one step where the system can, else by a rename that a journal protects."""
    if files.standing(SITE_FOLDER) == "":
        files.move(TWIN, SITE_FOLDER)
        return
    if files.exchange(SITE_FOLDER, TWIN):
        return
    files.remove_tree(ASIDE)
    files.write(JOURNAL, b"")
    try:
        files.move(SITE_FOLDER, ASIDE)
        files.move(TWIN, SITE_FOLDER)
        files.move(ASIDE, TWIN)
        files.remove(JOURNAL)
    except OSError:
        finish_exchange(files)
        raise


def finish_exchange(files: FileSystem) -> None:
    """Finish an exchange by renames that was cut short."""
    if files.standing(JOURNAL) == "":
        return
    if files.standing(SITE_FOLDER) == "" and files.standing(TWIN):
        files.move(TWIN, SITE_FOLDER)
    if files.standing(ASIDE) and not files.standing(TWIN):
        files.move(ASIDE, TWIN)
    files.remove(JOURNAL)
