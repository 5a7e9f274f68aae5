"""A pure function and many items in, its results in the same order out: on all cores where that is worth it.

The items need not be sent: each worker is a fork and has them already; only results travel. Whoever is free takes the
next few items, so that a core which others use holds nothing up. Where the system cannot fork, or other threads run (a
fork would copy their locks), or a worker dies, this process does the work itself.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

__all__ = ["Aside", "available_jobs", "batches_on_cores", "map_on_cores"]

Item = TypeVar("Item")
Result = TypeVar("Result")

Aside = Callable[[Callable[[], bytes]], AbstractContextManager[Callable[[], bytes]]]
"""Begins a function in a process of its own, and gives what waits for the bytes that it returns: b"" where nobody does
it, or does it to the end. Such a process takes nothing over from a build but its memory."""

FEWEST = 100
"""Below this many items a fork costs more than it gains."""
FEWEST_SLOW = 2
BATCHES = 12
"""How many batches each process takes, about."""
MOST = 10_000
"""Batches in all: no more than a pipe of 64 KiB can name."""
LARGEST = 192
"""Items of a batch, unless that makes too many batches. A page comes to 4 kB at most, so a worker can send all of a
batch ahead (`PIPE_BYTES`) and go on; of a larger one it would wait until the first process has done its own."""
SMALLEST = 8
"""Items of a batch."""
ALONE = 64
"""Items of a batch, at most, where no other process helps: `step` is told often enough to call it off."""


def _unseen(done: int) -> None:
    pass


def _nothing() -> None:
    pass


def available_jobs() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_on_cores(function: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> list[Result]:
    """Return `[function(item) for item in items]`, computed by `jobs` processes, this one among them."""
    return batches_on_cores(lambda batch: [function(item) for item in batch], items, jobs)


def batches_on_cores(
    function: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    jobs: int,
    step: Callable[[int], object] = _unseen,
    *,
    slow: bool = False,
    meanwhile: Callable[[], object] = _nothing,
) -> list[Result]:
    """Return what `function` makes of all items, batch by batch: of each batch, the results of its items in order.

    How the items are cut into batches depends on the machine, so no result may depend on it. `step` is told, in this
    process, how many items have been done since it was told last. Where each item takes long enough to be worth a fork
    (`slow`), each is a batch. Where other processes help, `meanwhile` is called once they are at work, before this one
    joins them.
    """
    if len(items) < (FEWEST_SLOW if slow else FEWEST):
        made = function(items) if items else []
        step(len(items))
        return made
    from fingerpost.forks import fork_context, receive, start, taken  # noqa: PLC0415 -- it brings much along

    context = fork_context() if jobs > 1 else None
    jobs = jobs if context else 1
    batches = _batches(items, jobs, smallest=1 if slow else SMALLEST)
    done: dict[int, list[Result]] = {}
    with _queue(len(batches)) as queue:
        workers = [start(context, function, batches, queue) for _ in range(1, min(jobs, len(batches))) if context]
        if workers:
            meanwhile()
        for number in taken(queue):
            done[number] = function(batches[number])
            step(len(batches[number]))
            workers = receive(workers, batches, done, step, seconds=0)
    while workers:
        workers = receive(workers, batches, done, step, seconds=None)
    for number, batch in enumerate(batches):
        if number not in done:  # the worker that took it died
            done[number] = function(batch)
            step(len(batch))
    return [result for number in range(len(batches)) for result in done[number]]


def _batches(items: Sequence[Item], jobs: int, smallest: int) -> list[Sequence[Item]]:
    """Cut items into batches, smaller ones towards the end, so that no process is left with much when all is taken.

    That is guided self-scheduling (Polychronopoulos and Kuck, 1987), with a bound for the first ones.
    """
    if jobs == 1:
        largest = smallest = min(max(smallest, len(items) // BATCHES), ALONE)
    else:
        largest = max(smallest, min(len(items) // (jobs * BATCHES), LARGEST), len(items) // MOST)
    batches: list[Sequence[Item]] = []
    start = 0
    while start < len(items):
        size = min(largest, max(smallest, (len(items) - start) // (jobs * 2)))
        batches.append(items[start : start + size])
        start += size
    return batches


@contextlib.contextmanager
def _queue(count: int) -> Iterator[int]:
    """Give a pipe that holds the numbers below `count`. Several processes may read it; none gets what another got."""
    reader, writer = os.pipe()
    try:
        os.write(writer, b"".join(number.to_bytes(4, "big") for number in range(count)))
        os.close(writer)
        yield reader
    finally:
        os.close(reader)
