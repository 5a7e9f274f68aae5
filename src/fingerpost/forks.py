"""Batches of work in, forks of this process that take them and send back what they make out. Used by `parallel` alone.

It stands apart since `multiprocessing` takes its time to be imported, and a build after one edit forks nothing.
"""

import contextlib
import fcntl
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext
from typing import Any, TypeVar, cast

__all__ = ["fork_context", "receive", "start", "taken"]

Item = TypeVar("Item")
Result = TypeVar("Result")

PIPE_BYTES = 1 << 20
"""What a worker can send ahead before it waits to be heard."""


def fork_context() -> ForkContext | None:
    """Return what starts forks; None where the system has none, or other threads run, whose locks a fork would copy."""
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return None
    return multiprocessing.get_context("fork")


def taken(queue: int) -> Iterator[int]:
    """Take numbers from a queue until it is empty."""
    while number := os.read(queue, 4):
        yield int.from_bytes(number, "big")


def start(
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
    with _ctrl_c_waits():
        context.Process(target=_work, args=(function, batches, queue, sender), daemon=True).start()
    sender.close()
    return receiver


@contextlib.contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Let Ctrl-C wait, in this process until the end, in a fork begun meanwhile until that lets it come."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _work(
    function: Callable[[Sequence[Item]], list[Result]],
    batches: Sequence[Sequence[Item]],
    queue: int,
    sender: Connection,
) -> None:
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # it ends without a word: the first process has one to say
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    gc.disable()
    with contextlib.suppress(Exception):  # the first process does this batch again, and sees for itself what is wrong
        for number in taken(queue):
            sender.send((number, function(batches[number])))
    sender.close()


def receive(
    workers: Sequence[Connection],
    batches: Sequence[Sequence[Any]],
    done: dict[int, Any],
    step: Callable[[int], object],
    *,
    seconds: float | None,
) -> list[Connection]:
    """Take what each worker has made of a batch, waiting so many seconds for the first; return who goes on.

    `step` is told how many items the batch has, whatever was made of each.
    """
    ended = []
    for worker in cast("list[Connection]", wait(workers, seconds)):
        try:
            number, results = worker.recv()
        except (EOFError, OSError):
            worker.close()
            ended.append(worker)
        else:
            done[number] = results
            step(len(batches[number]))
    return [worker for worker in workers if worker not in ended]
