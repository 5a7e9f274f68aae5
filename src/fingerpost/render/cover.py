"""The view of a book in, its cover out: a picture (SVG) with its title, its site and a fingerpost."""

import html
import textwrap

from fingerpost.view import BookView

__all__ = ["cover_svg"]

LINE = 17
"""Characters of a line of the title, about."""
_MARK = "M9.6 1h2.8v27H9.6z M3 4h14l4 3.5-4 3.5H3z M19 13H6l-4 3 4 3h13z"
"""The post and its two arms, in a box of 22 by 28."""


def cover_svg(view: BookView) -> str:
    """Return the cover of a book, 1600 by 2400."""
    lines = textwrap.wrap(view.title, LINE, break_long_words=False)[:7]
    size = 150 if len(lines) < 5 else 120
    title = "".join(
        f'<tspan x="160" dy="{0 if number == 0 else 1.2 * size:g}">{html.escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 2400" width="1600" height="2400">'
        f"<title>{html.escape(view.title)}</title>"
        '<rect width="1600" height="2400" fill="#fcfaf5"/>'
        f'<text y="420" font-family="Charter, Cambria, Georgia, serif" font-weight="bold" font-size="{size}" '
        f'fill="#1d1b16">{title}</text>'
        f'<g transform="translate(160 1500) scale(26)"><path fill="#0b5a43" d="{_MARK}"/></g>'
        '<text x="800" y="2190" font-family="Seravek, Ubuntu, Calibri, sans-serif" font-size="72" fill="#55503f">'
        f"{html.escape(view.site.title)}</text></svg>"
    )
