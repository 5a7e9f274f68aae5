"""The code of the default theme's templates in, the same code in a later process out, or nothing: never other code.

Whoever may write here decides what is run, so this is no part of a site or of its cache: it lies where Python keeps the
compiled modules of this very program, as trustworthy as they are.
"""

import importlib.util
import marshal
import os
import sys
from contextlib import suppress
from types import CodeType

from fingerpost.files import FileSystem
from fingerpost.output import digest_of

__all__ = ["KeptCode"]


class KeptCode:
    """The code of templates, each in a file by its name, the last one that was kept.

    A file begins with the digest of all that follows, of the text from which it was made, and of the `edition` of the
    program that made it. Where a disk fails, a template is compiled once more.
    """

    def __init__(self, files: FileSystem, edition: str) -> None:
        self._files = files
        self._edition = edition

    def load(self, text: str, name: str, path: str) -> CodeType | None:
        """Return the code of a template; None where none was kept of this very text, by this very program."""
        try:
            kept = self._files.read(_file(name))
        except OSError:
            return None
        check, data = kept[:32], kept[32:]
        if check != self._check(data, text, name, path):
            return None
        code = marshal.loads(data)  # noqa: S302 -- its digest is right, so it is what `keep` wrote here
        return code if isinstance(code, CodeType) else None

    def keep(self, code: CodeType, text: str, name: str, path: str) -> None:
        """Keep the code of a template, in one step. Several processes may do this at once."""
        data, file = marshal.dumps(code), _file(name)
        aside = f"{file}.{os.getpid()}"
        with suppress(OSError):
            self._files.write(aside, self._check(data, text, name, path) + data)
            self._files.move(aside, file)

    def _check(self, data: bytes, text: str, name: str, path: str) -> bytes:
        made_of = "\0".join((self._edition, name, path, text)).encode("utf-8", "surrogatepass")
        return digest_of(b"\0".join((importlib.util.MAGIC_NUMBER, made_of, data))).encode()


def _file(name: str) -> str:
    """Return the file of a template; each kind of Python has its own, as it has of modules."""
    return f"{name.replace('/', '.')}.{sys.implementation.cache_tag}.code"
