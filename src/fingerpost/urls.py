"""Names in addresses: docnames, slugs and titles in; URL paths, output paths and hrefs out. Pure functions of strings.

A site path starts and ends with a slash and is relative to the site's root ("/columns/nobody-answers/"). The base
path is the path of the configured base URL ("/advice/"), in front of every root-relative href.
"""

import functools
import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

__all__ = [
    "absolute_url",
    "address_of",
    "anchor_slug",
    "base_path",
    "check_slug",
    "composed",
    "docname_of",
    "href",
    "is_external",
    "is_on_disk",
    "is_source_address",
    "is_web_address",
    "output_path",
    "own_path",
    "page_path",
    "site_path_of",
    "slugify",
    "top_of",
]

LONGEST_STEP = 200
"""Bytes of one step of a path; disks take 255."""
_NOT_SLUG = re.compile(r"[^\w\s-]")
_GAPS = re.compile(r"[-\s_]+")
_ASCII_SLUG = {
    code: chr(code).lower() if chr(code).isalnum() else " " if chr(code).isspace() or chr(code) in "-_" else None
    for code in range(128)
}
"""What becomes of a character of ASCII in a slug; spaces are joined later."""
_NUMBER = re.compile(r"^\d+-(?=.)")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_ON_DISK = re.compile(r"^(?:file:|[a-z]:[/\\])", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>/?#\x00-\x1f\x7f][^\s<>\x00-\x1f\x7f]*", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=~-._"


def composed(text: str) -> str:
    """Return text in Unicode's normal form C: some systems write the ü of a file's name as a u and two dots."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def slugify(text: str) -> str:
    """Return words in lower case joined by hyphens, letters of every script kept; "" when nothing is left."""
    if text.isascii():
        return "-".join(text.translate(_ASCII_SLUG).split())
    plain = _NOT_SLUG.sub("", unicodedata.normalize("NFKC", text).lower())
    return _GAPS.sub("-", plain).strip("-")


def anchor_slug(text: str, separator: str = "-") -> str:
    """Return the anchor of a heading: its slug, or "section" for one without any letter or digit."""
    return slugify(text).replace("-", separator) or "section"


def page_path(docname: str, slug: str = "") -> str:
    """Return the site path of a page: its docname without order numbers, its last part replaced by the slug."""
    if docname == "index":
        return "/"
    parts = [slugify(_NUMBER.sub("", part)) or slugify(part) or "page" for part in docname.split("/")]
    if slug:
        parts[-1] = slug
    return "/" + "/".join(parts) + "/"


def output_path(path: str) -> str:
    """Return the file below the output folder that answers for a site path."""
    return path.lstrip("/") + "index.html" if path.endswith("/") else path.lstrip("/")


def top_of(output: str) -> str:
    """Return the folder at the top of the site in which a file lies; of one that lies there itself, its own name.

    "" is the home page.
    """
    folder, slash, _ = output.partition("/")
    return "" if output == "index.html" else folder + slash


def address_of(output: str) -> str:
    """Return the site path for which a file below the output folder answers: the other way round of `output_path`."""
    folder, _, name = output.rpartition("/")
    return "/" + (output if name != "index.html" else f"{folder}/" if folder else "")


@functools.cache
def base_path(base_url: str) -> str:
    """Return the path of a base URL, with a slash at both ends."""
    path = unquote(urlsplit(base_url).path).strip("/")
    return f"/{path}/" if path else "/"


def absolute_url(base_url: str, path: str) -> str:
    """Return the full address of a site path, percent-encoded (RFC 3986)."""
    return base_url.rstrip("/") + _encoded(path)


def href(path: str, *, source: str, base: str, relative: bool) -> str:
    """Return what a page writes in `href` to reach a site path.

    `source` is the site path of the page that links. Relative hrefs name the file (`../index.html`), so that a site
    also opens from a folder, without a server; root-relative ones start with the base path.
    """
    if not relative:
        return _rooted(base, path)
    here = posixpath.dirname("/" + output_path(source))
    written = quote(posixpath.relpath("/" + output_path(path), here), safe=_SAFE)
    return f"./{written}" if ":" in written.partition("/")[0] else written


@functools.lru_cache(100_000)
def _rooted(base: str, path: str) -> str:
    return _encoded(base + path.lstrip("/"))


@functools.lru_cache(100_000)
def _encoded(path: str) -> str:
    """Percent-encode a path; most are linked to from many pages."""
    return quote(path, safe=_SAFE)


def is_web_address(text: str) -> bool:
    """Tell whether text is the address of a site: http or https, a host, perhaps a path, and nothing behind it."""
    if not text.startswith(("http://", "https://")) or any(mark in "?#\\" or mark <= " " for mark in text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def is_source_address(text: str) -> bool:
    """Tell whether text is the whole address of something on the web, which may end in a query and an anchor."""
    return bool(_ADDRESS.fullmatch(text))


def is_external(target: str) -> bool:
    """Tell whether a link leaves the site: it has a scheme (https:, mailto:) or names a host (//host)."""
    return bool(_SCHEME.match(target))


def is_on_disk(target: str) -> bool:
    """Tell whether a link leads to a file of one computer: it says file: or names a drive."""
    return bool(_ON_DISK.match(target))


def own_path(address: str, base_url: str) -> str:
    """Return the site path of a web address; "" for one of another site. Query and anchor are left out."""
    base = base_url.rstrip("/")
    rest = address.removeprefix(base)
    if rest == address or (rest and rest[0] not in "/?#"):
        return ""
    return unicodedata.normalize("NFC", unquote(re.split("[?#]", rest, maxsplit=1)[0])) or "/"


def site_path_of(text: str) -> str | None:
    """Return the site path that a redirect names, or None when it leaves the site or is not one.

    Accepted: "/old/place/", "old/place", "/old.html". Refused: "..", backslashes, a scheme or host, a query, an
    anchor, control characters.
    """
    if is_external(text) or not text.strip("/ ") or not _is_plain(text):
        return None
    parts = text.strip("/").split("/")
    if any(part in ("", ".", "..") or len(part.encode()) > LONGEST_STEP for part in parts):
        return None
    path = "/" + composed("/".join(parts))
    return path if posixpath.splitext(path)[1] in (".html", ".htm") else path + "/"


def check_slug(slug: str) -> bool:
    """Tell whether a slug is one safe step of a path: not empty, no slash, backslash, dot segment or odd character."""
    return slug == slugify(slug) and 0 < len(slug.encode()) <= LONGEST_STEP


def _is_plain(text: str) -> bool:
    """Tell whether text has no character that an address cannot hold as it is, and can be encoded."""
    return not any(mark in '\\?#%<>"|*' or mark <= " " or "\ud800" <= mark <= "\udfff" for mark in text)


def docname_of(path: str) -> str:
    """Return the docname of a source: its path below `content/` without suffix; a folder's `index.md` is the folder."""
    name = posixpath.splitext(path)[0].removeprefix("content/")
    return name.removesuffix("/index")
