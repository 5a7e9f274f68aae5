"""Records in, the files of an index as Pagefind makes them out, while this process does something else.

Pagefind's program listens on a pipe (`pagefind --service`): messages of JSON in Base64, each with a comma behind it,
answered in the same form. Its own client for Python waits 0.1 s for each answer, 100 s for 1,000 pages; so the pipe is
served here. No thread is started: a process with threads could not fork workers.
"""

import base64
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec

from fingerpost.search.record import Record

__all__ = ["Index", "Indexing", "NoIndexError", "pagefind_index"]

CHUNK = 1 << 16
"""Bytes read or written at once."""


class NoIndexError(Exception):
    """There is no index; the argument says why, as a clause without a full stop."""


class Indexing(Protocol):
    """An index that is being made."""

    def files(self) -> Mapping[str, bytes]:
        """Wait until it is made, and return its files. Raises `NoIndexError`."""

    def close(self) -> None:
        """Let go of it, whether it is made or not."""


Index = Callable[[Sequence[Record], str], Indexing]
"""Begins to index records in a language (BCP 47). Raises `NoIndexError`."""


def pagefind_index(records: Sequence[Record], language: str) -> Indexing:
    """Begin to index records with Pagefind, in a process of its own."""
    try:
        from pagefind.service import get_executable  # noqa: PLC0415 -- slow, and most builds index nothing

        program = get_executable()
    except (ImportError, OSError):
        program = None
    if program is None:
        raise NoIndexError("the program of Pagefind is not installed")
    return _Service(program, records, language)


class _Service:
    """Pagefind, told of all records. It works on while nobody waits for it."""

    def __init__(self, program: Path, records: Sequence[Record], language: str) -> None:
        import subprocess  # noqa: PLC0415 -- it brings much along, and most builds index nothing

        self._received = bytearray()
        self._answered = 0
        try:
            self._child = subprocess.Popen(  # noqa: S603 -- the program comes with the package
                [program, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=program.parent,  # it would read a `pagefind.toml` where it runs
                bufsize=0,
                process_group=0,  # so that Ctrl-C in a terminal is for this process, which ends it
            )
        except OSError as error:
            raise NoIndexError(f"Pagefind does not start: {error.strerror or error}") from error
        config = {"force_language": language.partition("-")[0].lower()}
        messages: tuple[dict[str, object], ...] = (
            {"type": "NewIndex", "config": config},
            *map(_added, records),
            {"type": "GetFiles", "index_id": 0},
        )
        self._messages = len(messages)
        try:
            self._send(b"".join(_encoded(number, one) for number, one in enumerate(messages, 1)))
        except BaseException:
            self.close()
            raise

    def files(self) -> Mapping[str, bytes]:
        while self._answered < self._messages:
            self._receive()
        answers = [_decoded(answer) for answer in self._received.split(b",") if answer]
        for answer in answers:
            if answer.get("type") == "Error":
                raise NoIndexError(f"Pagefind says: {str(answer.get('message', '')).rstrip('.')}")
        return {one["path"]: base64.b64decode(one["content"]) for one in answers[-1].get("files", ())}

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()

    def _send(self, data: bytes) -> None:
        """Send messages, and take in answers meanwhile: neither of the two pipes may stay full."""
        import selectors  # noqa: PLC0415 -- as above

        writer, reader = _number(self._child.stdin), _number(self._child.stdout)
        os.set_blocking(writer, False)
        waiting = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(writer, selectors.EVENT_WRITE)
            selector.register(reader, selectors.EVENT_READ)
            while waiting:
                for key, _ in selector.select():
                    if key.fd == reader:
                        self._receive()
                    else:
                        waiting = waiting[self._write(writer, waiting[:CHUNK]) :]

    def _write(self, writer: int, data: memoryview) -> int:
        try:
            return os.write(writer, data)
        except BlockingIOError:
            return 0
        except BrokenPipeError as error:
            raise self._ended() from error

    def _receive(self) -> None:
        data = os.read(_number(self._child.stdout), CHUNK)
        if not data:
            raise self._ended()
        self._received += data
        self._answered += data.count(b",")

    def _ended(self) -> NoIndexError:
        return NoIndexError(f"Pagefind ended with exit code {self._child.wait()}")


def _number(pipe: IO[bytes] | None) -> int:
    """Return the file descriptor of a pipe."""
    assert pipe is not None  # noqa: S101 -- both were asked for
    return pipe.fileno()


def _encoded(number: int, message: Mapping[str, object]) -> bytes:
    return base64.b64encode(msgspec.json.encode({"message_id": number, "payload": message})) + b","


def _added(record: Record) -> dict[str, object]:
    return {
        "type": "AddFile",
        "index_id": 0,
        "url": record.url,
        "file_contents": record.document,
        "file_path": None,
    }


def _decoded(answer: bytes | bytearray) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(base64.b64decode(answer))["payload"]
    return decoded
