"""A body in, a diagnostic for each picture that has no words for those who cannot see it out."""

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic
from fingerpost.page import Body, Picture, Reference

__all__ = ["check_pictures"]


def check_pictures(body: Body) -> tuple[Diagnostic, ...]:
    """Tell of each picture without a description, those within links too."""
    found: list[Diagnostic] = []
    for piece in body:
        if isinstance(piece, Picture) and not dict(piece.attributes)["alt"].strip():
            found.append(messages.no_alt(piece.place, piece.target))
        elif isinstance(piece, Reference):
            found += check_pictures(piece.words)
    return tuple(found)
