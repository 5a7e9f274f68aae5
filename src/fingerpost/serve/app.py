"""A request and the last build in, a response out: the site served from memory (WSGI, PEP 3333)."""

import html
import mimetypes
import posixpath
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from fingerpost.diagnostics import Diagnostic, describe
from fingerpost.output import DRAWN, INDEX_FOLDER, ChangedError, digest_of
from fingerpost.pipeline import Built
from fingerpost.urls import base_path

__all__ = ["SiteApp", "StartResponse"]

_TYPES = {
    ".avif": "image/avif",
    ".jsonld": "application/ld+json",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_TEXT = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")

_ERROR_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The site cannot be built</title>
<style>
:root {{ color-scheme: light dark; font: 1.125rem/1.55 Charter, Cambria, serif }}
body {{ max-width: 60rem; margin: 3rem auto; padding: 0 1.25rem }}
pre {{ font-size: .875rem; white-space: pre-wrap; border-left: 3px solid #b3261e; padding-left: 1rem }}
</style>
</head><body><h1>The site cannot be built</h1>
<p>This page reloads when you save a file. The published site is as it was.</p>
{diagnostics}
</body></html>
"""

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class SiteApp:
    """The WSGI application. `show` gives it the next build.

    `draw` makes what is only made when it is asked for: a file of `DRAWN`, or of the index for searches.
    """

    def __init__(self, built: Built, draw: Callable[[str], bytes]) -> None:
        self._draw = draw
        self._served: dict[str, str] = {}
        self._built = built
        self._base = base_path(built.base_url)

    def show(self, built: Built) -> bool:
        """Serve this build from now on; while it is a failed one, every page shows what is wrong.

        Returns whether anything that was served of the build before is another now.
        """
        served, self._served = self._served, {}
        before, self._built = self._built, built
        self._base = base_path(built.base_url)
        if built.failed:
            return bool(served) and (not before.failed or before.diagnostics != built.diagnostics)
        return any(built.files.get(name) != digest for name, digest in served.items())

    def asked_for(self, path: str) -> str:
        """Return the name of the file at a path that is only made when it is asked for; empty for any other path."""
        name = path.removeprefix(self._base) if path.startswith(self._base) else ""
        return name if _is_drawn(name) and not self._built.failed else ""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", "/")).encode("latin-1").decode("utf-8", "replace")
        status, headers, body = self._answer(path)
        start_response(
            f"{status.value} {status.phrase}",
            [*headers, ("Content-Length", str(len(body))), ("Cache-Control", "no-store")],
        )
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]

    def _answer(self, path: str) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
        if not path.startswith(self._base):
            if path in ("/", self._base.rstrip("/")):
                return _redirect(self._base)
            return self._not_found(path)
        name = path.removeprefix(self._base)
        if name == "" or name.endswith("/"):
            name += "index.html"
        elif f"{name}/index.html" in self._built.files:
            return _redirect(f"{path}/")
        if self._built.failed and not posixpath.splitext(name)[1].removeprefix(".html"):
            self._served[name] = ""
            return HTTPStatus.INTERNAL_SERVER_ERROR, _type("index.html"), _error_page(self._built.diagnostics)
        body = self._load(name)
        return (
            self._not_found(f"/{path.removeprefix(self._base)}") if body is None else (HTTPStatus.OK, _type(name), body)
        )

    def _load(self, name: str) -> bytes | None:
        """Return a file; None where there is none, or none yet, because its template is broken."""
        try:
            if _is_drawn(name) and not self._built.failed:
                return self._draw(name)
            if name not in self._built.files:
                return None
            body = self._built.load(name)
        except ChangedError:  # it is about to be built again, and then whoever asked shall ask again
            self._served[name] = ""
            return None
        except FileNotFoundError:
            return None
        self._served[name] = digest_of(body)
        return body

    def _not_found(self, path: str) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
        """Answer for a site path that is not there with the pages near it."""
        body = self._load("404.html")
        return HTTPStatus.NOT_FOUND, _type("404.html"), self._built.missing(path) or body or b"Not found"


def _is_drawn(name: str) -> bool:
    return name in DRAWN or name.startswith(f"{INDEX_FOLDER}/")


def _type(name: str) -> list[tuple[str, str]]:
    suffix = posixpath.splitext(name)[1].lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return [("Content-Type", f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind)]


def _redirect(path: str) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
    encoded = path.encode("utf-8").decode("latin-1")
    return HTTPStatus.MOVED_PERMANENTLY, [("Location", encoded), ("Content-Type", "text/plain")], b""


def _error_page(diagnostics: tuple[Diagnostic, ...]) -> bytes:
    texts = "\n".join(f"<pre>{html.escape(describe(diagnostic))}</pre>" for diagnostic in diagnostics)
    return _ERROR_PAGE.format(diagnostics=texts).encode()
