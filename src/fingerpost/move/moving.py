"""A page and its new place in, the page moved with every reference to it out: all of it, or nothing.

1. read the site;  2. plan, without changing a byte;  3. carry the plan out under a journal.
"""

import msgspec

from fingerpost.config import CONFIG_FILE
from fingerpost.diagnostics import Diagnostic
from fingerpost.files import FileSystem
from fingerpost.move.diff import difference
from fingerpost.move.edits import MovePlan
from fingerpost.move.journal import apply_move, finish_under_lock
from fingerpost.move.plan import Lying, plan_move
from fingerpost.move.reading import links_in, read_lying
from fingerpost.publish import LOCK
from fingerpost.read import read_settings

__all__ = ["move_page", "show_move"]


class _Planned(msgspec.Struct, frozen=True):
    lying: Lying
    plan: MovePlan


def show_move(files: FileSystem, old: str, new: str, *, jobs: int = 1) -> str | tuple[Diagnostic, ...]:
    """Return what a move would change, as a unified diff; nothing is changed."""
    planned = _planned(files, old, new, jobs)
    return difference(planned.lying, planned.plan) if isinstance(planned, _Planned) else planned


def move_page(files: FileSystem, old: str, new: str, *, jobs: int = 1) -> MovePlan | tuple[Diagnostic, ...]:
    """Move a page and rewrite every reference to it; return what was done, or why nothing was."""
    if not files.standing(CONFIG_FILE):
        return read_settings(files)[1]
    with files.lock(LOCK):
        unfinished = finish_under_lock(files)
        if isinstance(unfinished, tuple):
            return unfinished
        planned = _planned(files, old, new, jobs)
        return planned if not isinstance(planned, _Planned) else apply_move(files, planned.plan) or planned.plan


def _planned(files: FileSystem, old: str, new: str, jobs: int) -> _Planned | tuple[Diagnostic, ...]:
    lying = read_lying(files)
    if not isinstance(lying, Lying):
        return lying
    plan = plan_move(lying, old, new, jobs=jobs)
    if not isinstance(plan, MovePlan):
        return plan
    return links_in(files, lying, plan) or _Planned(lying, plan)
