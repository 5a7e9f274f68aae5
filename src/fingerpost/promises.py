"""What a site has promised its readers: addresses and anchors once published, and where those went that moved.

The record lies in `content/.published.json`, in the author's version control, so that a build on any machine can tell
when an address is about to break (Tim Berners-Lee, "Cool URIs don't change", 1998).
"""

import msgspec

__all__ = ["PROMISES_FILE", "Promises"]

PROMISES_FILE = "content/.published.json"


class Promises(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Addresses are site paths (`/columns/nobody-answers/`); both mappings are sorted by their keys."""

    format: int = 1
    addresses: dict[str, tuple[str, ...]] = {}
    """Each page's address, and the anchors of its headings, sorted."""
    moved: dict[str, str] = {}
    """An address that is gone, or one of its anchors (`/a/#old`), to where it went (`/b/`, `/a/#new`)."""
