"""A full address in, the file of the site at it out: all that a book may be made of beside its page."""

from collections.abc import Callable
from urllib.parse import unquote

__all__ = ["Load", "site_file"]

Load = Callable[[str], bytes]
"""Returns a file of the site by its path below the output folder. Raises `FileNotFoundError`."""


def site_file(address: str, base_url: str) -> str | None:
    """Return the path below the output folder of the file at a full address; None for one of another site."""
    home = base_url.rstrip("/") + "/"
    plain = address.partition("#")[0].partition("?")[0]
    return unquote(plain.removeprefix(home)) if plain.startswith(home) else None
