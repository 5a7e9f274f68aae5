"""In: a command and a folder. Out: what one whole build cost, with every process that it started.

Keep the measuring process small: on Linux a child's peak memory is never reported lower than its parent's was when it
was started. So nothing here, and nothing that imports this, holds a corpus in memory.
"""

import ctypes
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.05  # seconds between two looks at the memory
PATIENCE = 10.0  # seconds for processes that outlive the command
PR_SET_CHILD_SUBREAPER = 36  # from <linux/prctl.h>
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes
MEGABYTE = 1_000_000


class CommandFailedError(Exception):
    """A command that was to be measured, or to prepare it, did not succeed; the message holds all it printed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took."""

    wall: float
    """Seconds from start to end."""
    processor: float
    """Seconds of processor time, user and system, of the command and all processes it started."""
    memory: float
    """Megabytes at the highest moment, of all those processes together, shared memory counted once."""


def measure(command: Sequence[str], folder: Path, *, watched: bool) -> Cost:
    """Run the command in the folder to its end. Raises CommandFailedError with its output when it fails.

    Looking at the memory holds up what is looked at, the more so the more processes there are; so a run that is
    watched tells the memory, and one that is not tells the time.
    """
    adopt_orphans()
    with tempfile.TemporaryFile() as output, ThreadPoolExecutor(max_workers=1) as pool:
        ended = threading.Event()
        started = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        watching = pool.submit(highest_memory, ended) if watched else None
        try:
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - started
        finally:
            ended.set()
        child.returncode = os.waitstatus_to_exitcode(status)
        late = reap_orphans()
        if child.returncode:
            output.seek(0)
            raise CommandFailedError(failure(command, child.returncode, output.read().decode(errors="replace")))
        processor = usage.ru_utime + usage.ru_stime + late
        seen = watching.result() if watching else 0
        return Cost(wall, processor, max(seen, usage.ru_maxrss * MAXRSS_UNIT) / MEGABYTE)


def run(command: Sequence[str]) -> str:
    """Run a command that only prepares something; return what it printed. Raises CommandFailedError when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise CommandFailedError(failure(command, done.returncode, done.stdout))
    return done.stdout


def failure(command: Sequence[str], status: int, output: str) -> str:
    """The message of a CommandFailedError."""
    return f"`{' '.join(command)}` ended with status {status} and said:\n{output}"


def adopt_orphans() -> None:
    """On Linux, make processes whose parent ends first become ours, so that their time is not lost."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_orphans() -> float:
    """Wait for the processes that a command left behind; return their processor time in seconds."""
    seconds = 0.0
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return seconds
        if pid:
            seconds += usage.ru_utime + usage.ru_stime
        else:
            time.sleep(0.01)
    raise CommandFailedError(f"the build left processes that still run {PATIENCE:.0f} seconds after its end")


def highest_memory(ended: threading.Event) -> int:
    """The most bytes that all processes below this one held at once, until the event; 0 where it cannot be seen."""
    highest = 0
    while not ended.wait(LOOK_EVERY):
        highest = max(highest, sum(memory_of(pid) for pid in descendants(os.getpid())))
    return highest


def descendants(pid: int) -> Iterable[int]:
    """The processes below this one, at any depth. One that ends meanwhile is left out."""
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in read(tasks).split():
            yield int(child)
            yield from descendants(int(child))


def memory_of(pid: int) -> int:
    """The bytes that a process holds, its part of what it shares included; 0 when it has ended."""
    for line in read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def read(path: Path) -> str:
    """The text of a file that may be gone."""
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
