"""In: how many pages, how many edits, which peers. Out: a Markdown table: seconds to ready, and from save to page.

Each server is started on a project that was built once before. A page is read, edited and saved, and asked for over
one connection, again and again, until its new words come; then a page elsewhere in the corpus, and so on.
"""

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import IO

from builders import MAKERS, Builder, fingerpost
from edits import plan_edit, save_edit
from measure import CommandFailedError, failure, measure, reap_orphans
from run import DIALECTS, EVERYONE, find_peers
from scenarios import lay
from tables import facts

HOST = "127.0.0.1"
PATIENCE = 900.0  # seconds for one answer: a whole build of the largest corpus by the slowest server
LOOK_EVERY = 0.01  # seconds between two looks whether the server is ready
ASK_EVERY = 0.002  # seconds from an answer without the new words to the next question
PAUSE = 0.5  # seconds between one edit and the next, in which a server ends what the last one began
GRACE = 10.0  # seconds for a server to end when it is asked to


@dataclass(frozen=True, slots=True)
class Served:
    """How one server did."""

    ready: float
    """Seconds from the start of the command to the first page."""
    waits: tuple[float, ...]
    """Milliseconds from the save to the page with the new words, of each edit."""


def main(arguments: Sequence[str]) -> None:
    """Measure the servers that the arguments ask for, one after the other, and print the table."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a generator that is installed has its modules compiled
    parser = argparse.ArgumentParser(description="Measure how soon an edit is served.")
    add = parser.add_argument
    add("--pages", type=int, default=1000, help="columns and guides in the corpus (default: 1000)")
    add("--edits", type=int, default=60, help="edits of each server, each of another page (default: 60)")
    add("--peer", choices=(*MAKERS, EVERYONE), action="append", help="whom to compare with; repeatable")
    add("--dialect", choices=DIALECTS, action="append", help="of Fingerpost; repeatable (default: markdown)")
    asked = parser.parse_args(arguments)
    if asked.pages < 2 or asked.edits < 2:
        parser.error("at least two pages and two edits")
    try:
        ours = tuple(fingerpost(dialect) for dialect in dict.fromkeys(asked.dialect or DIALECTS[:1]))
        peers, absent = find_peers(asked.peer or ())
        builders = tuple(builder for builder in (*ours, *peers) if builder.serve)
        print(facts(builders, absent, date.today()))
        print(f"- corpus: {asked.pages:,} pages, built once before; edits of each: {asked.edits}\n")
        print("| | ready, s | median, ms | 95th percentile, ms |\n| --- | ---: | ---: | ---: |", flush=True)
        with tempfile.TemporaryDirectory(prefix="fingerpost-bench-") as scratch:
            for builder in builders:
                served = measure_server(builder, asked.pages, asked.edits, Path(scratch))
                print(row(builder.name, served), flush=True)
    except CommandFailedError as error:
        sys.exit(f"serving.py: {error}")


def measure_server(builder: Builder, pages: int, edits: int, scratch: Path) -> Served:
    """Build a project, serve it, and edit it that often."""
    project = lay(builder, pages, scratch)
    measure(builder.build, project, watched=False)
    port = free_port()
    start = time.perf_counter()
    with started(tuple(word.format(port=port) for word in builder.serve), project) as server:
        client = Client(port, server)
        while not client.page(plan_edit(pages, 0).docname):
            time.sleep(LOOK_EVERY)
        ready = time.perf_counter() - start
        return Served(ready, tuple(wait_for_edit(client, project, pages, number) for number in range(1, edits + 1)))


def wait_for_edit(client: "Client", project: Path, pages: int, number: int) -> float:
    """Save one edit; return the milliseconds until its page shows it."""
    time.sleep(PAUSE)
    edit = plan_edit(pages, number)
    words = edit.sentence.encode()
    if words in client.page(edit.docname):
        raise CommandFailedError(f"{edit.docname} had its edit before it was made")
    start = time.perf_counter()
    save_edit(project, edit)
    while words not in client.page(edit.docname):
        if time.perf_counter() - start > PATIENCE:
            raise CommandFailedError(f"{edit.docname} did not show its edit within {PATIENCE:.0f} seconds")
        time.sleep(ASK_EVERY)
    return (time.perf_counter() - start) * 1000


class Client:
    """One connection to a server on this machine, kept open from page to page and made anew where it was cut."""

    def __init__(self, port: int, server: "Server") -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        self._server = server

    def page(self, docname: str) -> bytes:
        """The bytes of a page; none while the server does not answer, or not with a page (it may be building)."""
        self._server.must_run()
        try:
            self._connection.request("GET", f"/{docname}/")
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return b""
        return body if response.status == http.HTTPStatus.OK else b""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started."""

    command: tuple[str, ...]
    """What started it."""
    child: subprocess.Popen[bytes]
    """Its process, first of its own group."""
    output: IO[bytes]
    """What it says."""

    def must_run(self) -> None:
        """Raise CommandFailedError, with all that the server said, when it has ended."""
        status = self.child.poll()
        if status is not None:
            self.output.seek(0)
            said = self.output.read().decode(errors="replace")
            raise CommandFailedError(failure(self.command, status, said))


@contextmanager
def started(command: tuple[str, ...], folder: Path) -> Iterator[Server]:
    """Start a server in a folder; at the end, end it and all that it started."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield Server(command, child, output)
        finally:
            end(child)


def end(child: subprocess.Popen[bytes]) -> None:
    """Ask the process and its children to end, as Ctrl-C does; make them when they do not."""
    for wish in (signal.SIGINT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, wish)
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    reap_orphans()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


def row(name: str, served: Served) -> str:
    """One line of the table."""
    late = quantiles(served.waits, n=20, method="inclusive")[-1]
    return f"| {name} | {served.ready:.2f} | {median(served.waits):.0f} | {late:.0f} |"


if __name__ == "__main__":
    main(sys.argv[1:])
