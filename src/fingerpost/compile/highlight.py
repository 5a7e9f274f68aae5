"""Code and its language in, HTML of the highlighted code out: byte for byte what superfences writes with Pygments.

These make a lexer and a formatter for each block, and hand each token through seven generators. Here a lexer is made
once a language, and one loop writes the spans.
"""

import functools
import html
from collections.abc import Sequence
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from fingerpost.compile.lexing import quicken

__all__ = ["highlight", "lexer_of"]

_BEFORE = '<div class="highlight"><pre><span></span><code>'
_AFTER = "</code></pre></div>"
_CLOSER = "</span>"
_BETWEEN = "\0"
"""Stands between tokens while they are escaped, all at once."""
_KEPT = 100
"""How many languages keep their lexer."""


def highlight(code: str, language: str) -> str:
    """Return code as HTML, its tokens in spans with the class names of Pygments; an unknown language as plain text."""
    return f"{_BEFORE}{_written(*_tokens(code, lexer_of(language)))}{_AFTER}"


@functools.lru_cache(_KEPT)
def lexer_of(language: str) -> Lexer:
    """Return the lexer of a language; that of plain text for "" and for a name that Pygments does not know."""
    try:
        return quicken(get_lexer_by_name(language))
    except ClassNotFound:
        return get_lexer_by_name("text")


def _tokens(code: str, lexer: Any) -> tuple[Sequence[_TokenType], Sequence[str]]:
    """Return the kinds of the tokens of a code, and their texts, escaped: what `Lexer.get_tokens` gives."""
    if lexer.filters or type(lexer).get_tokens is not Lexer.get_tokens:
        tokens = [(0, kind, text) for kind, text in lexer.get_tokens(code)]
    else:
        tokens = list(lexer.get_tokens_unprocessed(lexer._preprocess_lexer_input(code)))
    if not tokens:
        return (), ()
    _, kinds, texts = zip(*tokens, strict=True)
    together = _BETWEEN.join(texts)
    escaped = html.escape(together, quote=False)
    if escaped == together:
        return kinds, texts
    apart = escaped.split(_BETWEEN)
    return kinds, apart if len(apart) == len(texts) else [html.escape(text, quote=False) for text in texts]


def _written(kinds: Sequence[_TokenType], texts: Sequence[str]) -> str:
    """Write tokens as `HtmlFormatter._format_lines` does (Pygments 2.21).

    Tokens of one class that touch share a span; no span goes beyond its line; a line break ends the last line.
    """
    done: list[str] = []
    append = done.append
    opened: str | None = None  # the tag of the open span, "" for text without a span; None at the start of a line
    closer = ""
    for opener, token in zip(map(_opener_of, kinds), texts, strict=True):
        text = token
        if "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                if line and opener != opened:
                    append(f"{closer}{opener}{line}{_CLOSER if opener else ''}\n")
                else:
                    append(f"{line}{closer}\n")
                opened, closer = None, ""
        if opener == opened:
            append(text)
        elif text:
            append(f"{closer}{opener}{text}")
            opened, closer = opener, _CLOSER if opener else ""
    if opened is not None:
        append(closer + "\n")
    return "".join(done)


class _Openers(dict[_TokenType, str]):
    """By the kind of a token, the tag that opens a span; "" for a kind without class."""

    def __missing__(self, kind: _TokenType) -> str:
        """Make the tag of a kind that is first met. One that a lexer adds has a class a step."""
        known = next(above for above in reversed(kind.split()) if above in STANDARD_TYPES)
        steps = range(len(known), len(kind) + 1)
        classes = " ".join("-".join((STANDARD_TYPES[known], *kind[len(known) : step])) for step in steps)
        self[kind] = f'<span class="{classes}">' if classes else ""
        return self[kind]


_opener_of = _Openers().__getitem__
