"""Pieces in, the words of the page without markup out: for descriptions, reading time and search."""

import html
import re

from fingerpost.page import Body, Picture, Reference

__all__ = ["plain_text"]

_NUMBER = re.compile(r"^\d+-(?=.)")
_LEFT_OUT = re.compile(r"<(script|style|sup)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INLINE_TAG = re.compile(r"</?(?:a|abbr|b|code|em|i|kbd|span|strong|sub)\b[^>]*>")


def plain_text(body: Body) -> str:
    """Return the words of a body, joined by single spaces. Note numbers and scripts are left out."""
    markup = _LEFT_OUT.sub("", "".join(_markup(piece) for piece in body))
    return " ".join(html.unescape(_TAG.sub(" ", _INLINE_TAG.sub("", markup))).split())


def _markup(piece: str | Reference | Picture) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Reference):
        last = _NUMBER.sub("", piece.target.rpartition("/")[2]).replace("-", " ")
        return "".join(map(_markup, piece.words)) or html.escape(last)
    return ""
