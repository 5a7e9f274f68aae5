"""A pure function and many items in, its results in the same order out: on all cores where that is worth it.

The items need not be sent: each worker is a fork and has them already; only results travel. Whoever is free takes the
next few items, so that a core which others use holds nothing up. Where the system cannot fork, or other threads run (a
fork would copy their locks), or a worker dies, this process does the work itself.
"""

import contextlib
import fcntl
import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext
from typing import Any, TypeVar, cast

__all__ = ["available_jobs", "batches_on_cores", "map_on_cores"]

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 100
"""Below this many items a fork costs more than it gains."""
FEWEST_SLOW = 2
BATCHES = 12
"""How many batches each process takes, about."""
MOST = 10_000
"""Batches in all: no more than a pipe of 64 KiB can name."""
SMALLEST = 8
"""Items of a batch."""
ALONE = 64
"""Items of a batch, at most, where no other process helps: `step` is told often enough to call it off."""
PIPE_BYTES = 1 << 20
"""What a worker can send ahead before it waits to be heard."""


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
    context = _fork_context() if jobs > 1 else None
    jobs = jobs if context else 1
    batches = _batches(items, jobs, smallest=1 if slow else SMALLEST)
    done: dict[int, list[Result]] = {}
    with _queue(len(batches)) as queue:
        workers = [_start(context, function, batches, queue) for _ in range(1, min(jobs, len(batches))) if context]
        if workers:
            meanwhile()
        for number in _taken(queue):
            done[number] = function(batches[number])
            step(len(batches[number]))
            workers = _receive(workers, done, step, seconds=0)
    while workers:
        workers = _receive(workers, done, step, seconds=None)
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
        largest = max(smallest, len(items) // (jobs * BATCHES), len(items) // MOST)
    batches: list[Sequence[Item]] = []
    start = 0
    while start < len(items):
        size = min(largest, max(smallest, (len(items) - start) // (jobs * 2)))
        batches.append(items[start : start + size])
        start += size
    return batches


def _fork_context() -> ForkContext | None:
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return None
    return multiprocessing.get_context("fork")


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


def _taken(queue: int) -> Iterator[int]:
    """Take numbers from a queue until it is empty."""
    while number := os.read(queue, 4):
        yield int.from_bytes(number, "big")


def _start(
    context: ForkContext,
    function: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    queue: int,
) -> Connection:
    """Start a worker, and return where its results will come."""
    receiver, sender = context.Pipe(duplex=False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # a user may have only so much room in pipes
            fcntl.fcntl(sender.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    context.Process(target=_work, args=(function, batches, queue, sender), daemon=True).start()
    sender.close()
    return receiver


def _work(
    function: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    queue: int,
    sender: Connection,
) -> None:
    gc.disable()
    with contextlib.suppress(Exception):  # the first process does this batch again, and sees for itself what is wrong
        for number in _taken(queue):
            sender.send((number, function(batches[number])))
    sender.close()


def _receive(
    workers: Sequence[Connection], done: dict[int, Any], step: Callable[[int], object], *, seconds: float | None
) -> list[Connection]:
    """Take a batch from each worker that has sent one, waiting so many seconds for the first; return who goes on."""
    ended = []
    for worker in cast("list[Connection]", wait(workers, seconds)):
        try:
            number, results = worker.recv()
        except (EOFError, OSError):
            worker.close()
            ended.append(worker)
        else:
            done[number] = results
            step(len(results))
    return [worker for worker in workers if worker not in ended]
