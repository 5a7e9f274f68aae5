"""A live site in, a web server that shows its newest build and reloads the browser out.

The site is built by the same pipeline as ever and served from memory; nothing is published.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from livereload import Server

from fingerpost.pipeline import Built
from fingerpost.serve.app import SiteApp, StartResponse
from fingerpost.serve.drawing import Drawing, Patient
from fingerpost.serve.live import LiveSite
from fingerpost.serve.watcher import FileEvents

__all__ = ["LiveSite", "NotListeningError", "serve_site"]


class NotListeningError(Exception):
    """Nothing can listen at an address; its text says why."""


class _QuietServer(Server):  # type: ignore[misc]  # livereload has no types
    """livereload's server; what it says of its own work is left out, so that diagnostics can be seen."""

    listens: Callable[[], None]
    patience: dict[str, Any]
    """What `Patient` is given beside the application."""

    def get_web_handlers(self, script: bytes) -> list[Any]:
        """Let a page not wait behind what takes long to draw."""
        return [(path, Patient, {**given, **self.patience}) for path, _, given in super().get_web_handlers(script)]

    def application(self, *args: Any, **kwargs: Any) -> None:
        """Listen, and say so."""
        try:
            super().application(*args, **kwargs)
        except OSError as error:
            raise NotListeningError(error.strerror or str(error)) from error
        self.listens()

    def _setup_logging(self) -> None:
        for name in ("livereload", "tornado.access"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def serve_site(
    live: LiveSite,
    early: Built,
    first: Callable[[], Iterator[Built]],
    rebuild: Callable[[tuple[str, ...]], Iterator[Built]],
    root: Path,
    names: tuple[str, ...],
    at: tuple[str, int],
    listens: Callable[[], None],
) -> None:
    """Serve a build, and the next one whenever something changes below the folders `names` of `root`.

    `early` is shown at once, then all that `first` gives, then what `rebuild` makes of the paths that changed, relative
    to `root`; both run in another thread. `at` is the host and port; `listens` is called once browsers can
    ask there. It goes on until it is interrupted. Raises `NotListeningError`, as where the port is taken.
    """
    drawing = Drawing(live.drawn)
    app = SiteApp(early, drawing)
    events = FileEvents(root, names, first, rebuild, live.supersede, app.show)

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = app(environ, start_response)
        events.answered()
        return body

    server = _QuietServer(answer, watcher=events)
    server.listens = listens
    server.patience = {"asked_for": app.asked_for, "drawing": drawing}
    server.serve(host=at[0], port=at[1], debug=False)
