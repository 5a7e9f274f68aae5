"""The stages of a build in, a small table of where the time went out, and what was done for it."""

from collections.abc import Sequence

from fingerpost.cli.progress import Span
from fingerpost.cli.telling import counted
from fingerpost.pipeline import Built, Stage

__all__ = ["profile"]


def profile(built: Built, spans: Sequence[Span], size: int) -> list[str]:
    """Return the table, line by line: each stage with its seconds and its share; then what was done, and what was not.

    `size` is how many bytes publication wrote.
    """
    seconds, done = dict.fromkeys(Stage, 0.0), dict.fromkeys(Stage, 0)
    for span in spans:
        seconds[span.stage] += span.seconds
        done[span.stage] += span.total
    whole = sum(seconds.values())
    named = [(stage.value, seconds[stage]) for stage in Stage if any(span.stage is stage for span in spans)]
    width = max(len(stage.value) for stage in Stage)
    joined = counted(done[Stage.MAKE], "page or list", "pages and lists")
    counts = (
        f"{counted(built.pages, 'page')}: {done[Stage.COMPILE]:,} compiled, {done[Stage.POINT]:,} with links resolved.",
        f"{joined} joined, {counted(len(built.made), 'file')} rendered, {counted(size, 'byte')} written into site/.",
    )
    return [
        "",
        f"{'stage':{width}}  seconds  share",
        *(f"{name:{width}}  {took:7.2f}  {took / whole if whole else 0:5.0%}" for name, took in named),
        f"{'in all':{width}}  {whole:7.2f}",
        "",
        *counts,
    ]
