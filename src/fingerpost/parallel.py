"""A pure function and many items in, its results in the same order out: on all cores where that is worth it.

The items need not be sent: each worker is a fork and has them already; only results travel. Where the system cannot
fork, or other threads run (a fork would copy their locks), or a worker dies, this process does the work itself.
"""

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext
from typing import Any, TypeVar

__all__ = ["available_jobs", "map_on_cores"]

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 100
"""Below this many items a fork costs more than it gains."""


def available_jobs() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_on_cores(function: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> list[Result]:
    """Return `[function(item) for item in items]`, computed by `jobs` processes, this one among them."""
    context = _fork_context() if jobs > 1 and len(items) >= FEWEST else None
    if context is None:
        return [function(item) for item in items]
    workers = [_start(context, function, items[number::jobs]) for number in range(1, jobs)]
    results: list[list[Result]] = [[function(item) for item in items[0::jobs]]]
    for number, receiver in enumerate(workers, start=1):
        received: list[Result] | None = _receive(receiver)
        results.append([function(item) for item in items[number::jobs]] if received is None else received)
    return [results[place % jobs][place // jobs] for place in range(len(items))]


def _fork_context() -> ForkContext | None:
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return None
    return multiprocessing.get_context("fork")


def _start(context: ForkContext, function: Callable[[Item], Result], items: Sequence[Item]) -> Connection:
    """Start a worker, and return where its results will come."""
    receiver, sender = context.Pipe(duplex=False)
    context.Process(target=_work, args=(function, items, sender), daemon=True).start()
    sender.close()
    return receiver


def _work(function: Callable[[Item], Result], items: Sequence[Item], sender: Connection) -> None:
    gc.disable()
    sender.send([function(item) for item in items])
    sender.close()


def _receive(receiver: Connection) -> list[Any] | None:
    """Return the results of a worker, or None where it died before it sent them."""
    try:
        received: list[Any] = receiver.recv()
    except (EOFError, OSError):
        return None
    finally:
        receiver.close()
    return received
