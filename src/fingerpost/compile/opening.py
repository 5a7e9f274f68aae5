"""The pieces and the prose of a page in, the beginning of its text out: what stands for a summary nobody wrote."""

from fingerpost.page import Body, Opening, Prose, Reference

__all__ = ["opening_of"]

LENGTH = 310
"""Characters: twice what a summary has, since titles that are filled in may be shorter than what stands for them."""


def opening_of(parts: tuple[Body, ...], prose: Prose) -> Opening:
    """Return the beginning of a text. A reference without words shows another page's title, so it is kept apart."""
    text = prose.text[:LENGTH]
    references = (piece for part in parts for piece in part if isinstance(piece, Reference))
    spots = zip(references, prose.spots, strict=True)
    return Opening(text, tuple((start, end, one) for one, (start, end) in spots if end <= len(text) and not one.words))
