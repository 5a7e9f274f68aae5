"""What stage a build is in, and how far, told to whoever watches. Nothing here knows the time; nothing comes out."""

import enum
from collections.abc import Callable
from typing import Protocol

__all__ = ["Stage", "Step", "Unwatched", "Watch", "take_no_notice"]

Step = Callable[[int], object]
"""Is told each time that so many more are done."""


class Stage(enum.Enum):
    """The stages of a build, in their order."""

    READ = "read"
    """Look for what changed in `content/`, and read it."""
    COMPILE = "compile"
    LAY_OUT = "lay out"
    """Choose the pages, give them their addresses, join topics, paths and tutorials."""
    POINT = "resolve links"
    WEAVE = "weave"
    """Turn all links around: who points to a page, and what goes with it."""
    SEARCH = "index"
    """Tell the index of all pages, before `MAKE`; wait until it is made, after it."""
    MAKE = "join and render"
    DRAW = "draw"
    """Draw the cards of pages."""
    BIND = "bind"
    """Make PDF and EPUB of whole tutorials and paths."""
    SUM_UP = "sum up"
    """Draw the graph, gather what is to be published."""
    PUBLISH = "publish"
    KEEP = "keep"
    """Save what the next build can take from this one."""


class Watch(Protocol):
    """Whoever wants to know how far a build is. Nothing that a build makes depends on it."""

    def stage(self, stage: Stage, total: int = 0) -> Step:
        """A stage begins, and the one before it has ended. `total` is how many it has to do; 0 where none are counted.

        What it returns is told of each few that are done.
        """


class Unwatched:
    """Nobody."""

    def stage(self, stage: Stage, total: int = 0) -> Step:
        """Take no notice."""
        return take_no_notice


def take_no_notice(_: int) -> None:
    """A step that nobody looks at."""
