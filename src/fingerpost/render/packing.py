"""Bytes in, the same bytes in fewer out, as a browser unpacks them: Brotli (RFC 7932) and gzip (RFC 1952)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

__all__ = ["PACKERS"]


def _brotli(data: bytes) -> bytes:
    import brotli  # noqa: PLC0415 -- few sites pack their files

    return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=11))


def _gzip(data: bytes) -> bytes:
    """Pack without the time of day, so that the same bytes come out the same."""
    import gzip  # noqa: PLC0415 -- as above

    return gzip.compress(data, 9, mtime=0)


PACKERS: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({".br": _brotli, ".gz": _gzip})
"""By the suffix that a host looks for beside a file; each at its slowest, since it is done once."""
