"""A way to build in, a web server that shows the newest build and reloads the browser out.

The site is built by the same pipeline as ever and served from memory; nothing is published.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from livereload import Server

from fingerpost.files import FileSystem
from fingerpost.pipeline import Built
from fingerpost.serve.app import SiteApp
from fingerpost.serve.watcher import FileEvents

__all__ = ["serve_site"]


class _QuietServer(Server):  # type: ignore[misc]  # livereload has no types
    """livereload's server; what it says of its own work is left out, so that diagnostics can be seen."""

    def _setup_logging(self) -> None:
        for name in ("livereload", "tornado.access"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def serve_site(
    files: FileSystem, build: Callable[[], Built], first: Built, folders: tuple[Path, ...], host: str, port: int
) -> None:
    """Serve a build, and the next one whenever a file below `folders` changes, until interrupted.

    Raises `OSError` where the port is taken.
    """
    app = SiteApp(first)
    server = _QuietServer(app, watcher=FileEvents(folders, lambda: app.show(build())))
    server.serve(port=port, host=host, debug=False)
