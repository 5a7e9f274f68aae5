"""The slug of a heading in, its anchor out; and which headings stand in the outline, in both dialects."""

from collections import Counter
from collections.abc import Container

__all__ = ["OUTLINED", "unique_anchor"]

OUTLINED = (2, 3, 4)
"""Levels of headings that stand in the outline."""


def unique_anchor(slug: str, used: Container[str | None], counts: Counter[str]) -> str:
    """Return the slug, with a number behind it where it is taken; `counts` has the last number of each."""
    anchor = slug
    while anchor in used:
        counts[slug] += 1
        anchor = f"{slug}_{counts[slug]}"
    return anchor
