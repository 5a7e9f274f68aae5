"""The installed program in, what tells it from any other edition out: its own code, and the libraries it builds on.

What one edition has cached is of no use to another: the same source may come out otherwise.
"""

import contextlib
import re
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path

from fingerpost.files import Disk
from fingerpost.output import digest_of

__all__ = ["LIBRARIES", "installed_edition"]

LIBRARIES = frozenset(
    {
        *("ahocorasick_rs", "babel", "brotli", "ebooklib", "fonttools", "imagesize", "jinja2", "lxml", "markdown"),
        *("markupsafe", "msgspec", "pagefind", "pagefind_bin", "pillow", "pydyf", "pygments", "pymdown_extensions"),
        *("pyromark", "pyyaml", "rapidfuzz", "resvg_py", "weasyprint"),
    }
)
"""The libraries behind a page, its card, its book and the index for searches; not all of them are always there."""
_FOLDER = re.compile(r"([A-Za-z0-9._]+)-[^/]+\.(?:dist|egg)-info")
_SEPARATORS = re.compile("[-_.]+")


def installed_edition() -> str:
    """Return the digest of this program's modules and of the versions of Python and the libraries that are there."""
    files = Disk(Path(__file__).parent)
    modules = sorted(entry.path for entry in files.walk(".") if entry.path.endswith(".py"))
    versions = (*(str(part) for part in sys.version_info[:3]), zlib.ZLIB_RUNTIME_VERSION, *_installed(sys.path))
    parts = [*(f"{path}\n".encode() + files.read(path) for path in modules), "\n".join(versions).encode()]
    return digest_of(b"\0".join(parts))


def _installed(folders: Iterable[str]) -> list[str]:
    """Return the names of the folders in which installers record libraries, sorted: `jinja2-3.1.6.dist-info`.

    Name and version are in them (PyPA specifications, "Recording installed projects"), so nothing is imported or read.
    """
    found: set[str] = set()
    for folder in folders:
        with contextlib.suppress(OSError):
            names = (_FOLDER.fullmatch(one.name) for one in Path(folder).iterdir())
            found.update(name[0] for name in names if name and _SEPARATORS.sub("_", name[1]).lower() in LIBRARIES)
    return sorted(found)
