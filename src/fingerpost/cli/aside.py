"""A function in, the bytes that it returns out, while this process goes on: what one core leaves to another."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial

from fingerpost.parallel import Aside

__all__ = ["beside"]


def beside(jobs: int) -> Aside:
    """Return what begins a function in another process, where so many may work at once."""
    return partial(_aside, jobs)


@contextlib.contextmanager
def _aside(jobs: int, function: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Begin a function in a bare fork, which begins sooner than a worker. Nothing of it is left at the end."""
    if jobs < 2 or not hasattr(os, "fork") or threading.active_count() > 1:
        yield bytes
        return
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        with contextlib.suppress(BaseException):  # it must never return from here
            os.close(reader)  # or it would wait for ever where nobody reads
            with os.fdopen(writer, "wb") as file:
                file.write(function())
        os._exit(0)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as file:
            yield file.read
    finally:
        os.waitpid(child, 0)
