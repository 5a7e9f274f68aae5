"""A file of `content/` and the digest that it had in, its bytes out, as long as they are the same."""

from fingerpost.files import FileSystem
from fingerpost.output import ChangedError, digest_of

__all__ = ["read_again"]


def read_again(files: FileSystem, path: str, digest: str) -> bytes:
    """Return the bytes of a file that was read before. Raises `ChangedError`, also where there is no such file now."""
    try:
        data = files.read(path)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise ChangedError(path) from None
    if digest_of(data) != digest:
        raise ChangedError(path)
    return data
