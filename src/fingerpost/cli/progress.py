"""The stages of a build in, as they come; a bar on the terminal out, once it takes long, and how long each stage took.

The bar is drawn when something is done and by no thread of its own: a process with threads could not fork workers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import msgspec

from fingerpost.cli.telling import how_far, stage_name
from fingerpost.pipeline import Stage, Step

__all__ = ["Followed", "Screen", "Span", "Terminal", "follow"]

PATIENCE = 1.0
"""Seconds before a bar is drawn."""
FRAME = 0.1
"""Seconds between two drawings, at least."""


class Span(msgspec.Struct, frozen=True):
    """One stage that has ended."""

    stage: Stage
    total: int
    """How many it had to do."""
    seconds: float


class Screen(Protocol):
    """Where a bar is drawn."""

    def draw(self, label: str, done: int, total: int, told: str) -> None:
        """Draw the bar as it is now, in the place of the one before; without a `total`, the label alone."""

    def clear(self) -> None:
        """Take the bar away, if there is one."""


class Followed:
    """A build, followed: a `Watch` that keeps how long each stage took and tells a screen how far it is."""

    def __init__(self, clock: Callable[[], float], screen: Screen | None) -> None:
        self._clock = clock
        self._screen = screen
        self._start = self._since = self._drawn = clock()
        self._now: tuple[Stage, int] | None = None
        self._done = 0
        self.spans: list[Span] = []

    @property
    def seconds(self) -> float:
        """How long the build has taken until now."""
        return self._clock() - self._start

    def stage(self, stage: Stage, total: int = 0) -> Step:
        """A stage begins."""
        self.end()
        self._now = stage, total
        self._done = 0
        self._draw()
        return self._step

    def end(self) -> None:
        """The last stage has ended."""
        now = self._clock()
        if self._now:
            self.spans.append(Span(*self._now, now - self._since))
        self._since = now
        self._now = None

    def _step(self, done: int) -> None:
        self._done += done
        self._draw()

    def _draw(self) -> None:
        now = self._clock()
        if self._screen and self._now and now - self._start >= PATIENCE and now - self._drawn >= FRAME:
            stage, total = self._now
            told = how_far(stage, self._done, total, now - self._since)
            self._screen.draw(stage_name(stage), self._done, total, told)
            self._drawn = now


class Terminal:
    """A bar on standard error. Rich is loaded when there is something to draw."""

    def __init__(self) -> None:
        self._bar: _Bar | None = None

    def draw(self, label: str, done: int, total: int, told: str) -> None:
        """Draw the bar as it is now."""
        self._bar = self._bar or _begin()
        self._bar.draw(label, done, total, told)

    def clear(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
        self._bar = None


class _Bar(msgspec.Struct, frozen=True):
    draw: Callable[[str, int, int, str], None]
    stop: Callable[[], None]


def _begin() -> _Bar:
    """Return a bar on standard error, not drawn yet."""
    from rich.console import Console  # noqa: PLC0415 -- slow to import, and only a long build needs it
    from rich.live import Live  # noqa: PLC0415
    from rich.progress_bar import ProgressBar  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    live = Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False)

    def draw(label: str, done: int, total: int, told: str) -> None:
        line = Table.grid(padding=(0, 2))
        if total:
            line.add_row(f"{label:15}", ProgressBar(total, done, width=24), told)
        else:
            line.add_row(label)
        live.update(line)
        live.start()
        live.refresh()

    return _Bar(draw, live.stop)


@contextmanager
def follow(clock: Callable[[], float], screen: Screen | None) -> Iterator[Followed]:
    """Follow a build. However it ends, no bar is left behind."""
    followed = Followed(clock, screen)
    try:
        yield followed
    finally:
        followed.end()
        if screen:
            screen.clear()
