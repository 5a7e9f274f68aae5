"""The frame of a site and its templates in; what answers for an address that is not there out, with pages near it."""

from collections.abc import Callable

from fingerpost.diagnostics import Diagnostic
from fingerpost.render import Templates
from fingerpost.views import Frame, view_not_found

__all__ = ["missing_page"]


def missing_page(frame: Frame, templates: Templates) -> Callable[[str], bytes]:
    """Return what makes the page for a site path that is not there; "" where its template is broken, which is told."""

    def made(asked: str) -> bytes:
        data = templates.render(view_not_found(frame, asked))
        return b"" if isinstance(data, Diagnostic) else data

    return made
