"""The bytes of a text file in, its text out; or a diagnostic at the first byte that is not UTF-8."""

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place

__all__ = ["decode_loosely", "decode_text"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def decode_text(data: bytes, path: str) -> str | Diagnostic:
    """Decode UTF-8. A byte-order mark is fine, and so is any style of line end: the text has bare newlines.

    UTF-16 without such a mark could be read as UTF-8, a zero before or behind each letter, and is refused.
    """
    data = data.removeprefix(BYTE_ORDER_MARK)
    if b"\0" in data[:2] and b"\0" in data[2:4]:
        zero = data.index(b"\0")
        return messages.not_utf8(Place(path, 1, zero + 1, 1, data.split(b"\n")[0].decode("utf-8", "replace")), 0)
    try:
        return _bare(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        line = data[start:].split(b"\n")[0].decode("utf-8", "replace").rstrip("\r")
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        place = Place(path, data.count(b"\n", 0, error.start) + 1, column, 1, line)
        return messages.not_utf8(place, data[error.start])


def decode_loosely(data: bytes) -> str:
    """Decode what can be decoded, so that at least the title of a damaged page is known."""
    return _bare(data.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace"))


def _bare(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
