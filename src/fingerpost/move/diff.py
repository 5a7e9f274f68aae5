"""A plan and the bytes before it in, the difference out, as `git diff` shows it and `git apply` takes it."""

import difflib
from collections.abc import Iterator

from fingerpost.move.edits import MovePlan
from fingerpost.move.plan import Lying

__all__ = ["difference"]


def difference(lying: Lying, plan: MovePlan) -> str:
    """Return everything that a plan changes: lines with a minus go, lines with a plus come."""
    back = {new: old for old, new in plan.renames.items()}
    paths = sorted({*plan.writes, *plan.renames.values()})
    return "".join(line for path in paths for line in _of_file(lying, plan, back.get(path, path), path))


def _of_file(lying: Lying, plan: MovePlan, old: str, new: str) -> Iterator[str]:
    yield f"diff --git a/{old} b/{new}\n"
    if old != new:
        yield f"rename from {old}\nrename to {new}\n"
    if new in plan.writes:
        before, after = _lines(lying.texts[old]), _lines(plan.writes[new])
        for line in difflib.unified_diff(before, after, f"a/{old}", f"b/{new}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    """Return the lines with their ends, as git counts them: a lone carriage return ends none."""
    *whole, rest = data.decode("utf-8").split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])
