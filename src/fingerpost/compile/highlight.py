"""Code and its language in, HTML of the highlighted code out: byte for byte what superfences writes with Pygments.

These make a lexer and a formatter for each block, and hand each token through seven generators. Here a lexer is made
once a language, and one loop writes the spans.
"""

import functools
import html
import re
from collections.abc import Iterable

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from fingerpost.compile.lexing import quicken

__all__ = ["highlight", "lexer_of"]

_BEFORE = '<div class="highlight"><pre><span></span><code>'
_AFTER = "</code></pre></div>"
_CLOSER = "</span>"
_special = re.compile("[&<>\n]").search
"""Most tokens have none of these."""
_KEPT = 100
"""How many languages keep their lexer."""


def highlight(code: str, language: str) -> str:
    """Return code as HTML, its tokens in spans with the class names of Pygments; an unknown language as plain text."""
    lexer = lexer_of(language)
    return f"{_BEFORE}{_written(lexer.get_tokens(code))}{_AFTER}"


@functools.lru_cache(_KEPT)
def lexer_of(language: str) -> Lexer:
    """Return the lexer of a language; that of plain text for "" and for a name that Pygments does not know."""
    try:
        return quicken(get_lexer_by_name(language))
    except ClassNotFound:
        return get_lexer_by_name("text")


def _written(tokens: Iterable[tuple[_TokenType, str]]) -> str:
    """Write tokens as `HtmlFormatter._format_lines` does (Pygments 2.21).

    Tokens of one class that touch share a span; no span goes beyond its line; a line break ends the last line.
    """
    done: list[str] = []
    opened: str | None = None  # the tag of the open span, "" for text without a span; None at the start of a line
    for kind, value in tokens:
        opener, text = _opener(kind), value
        if _special(value):
            *lines, text = html.escape(value, quote=False).split("\n")
            for line in lines:
                if line and opener != opened:
                    done.append(f"{_CLOSER if opened else ''}{opener}{line}{_CLOSER if opener else ''}\n")
                else:
                    done.append(f"{line}{_CLOSER if opened else ''}\n")
                opened = None
        if opener == opened:
            done.append(text)
        elif text:
            done.append(f"{_CLOSER if opened else ''}{opener}{text}")
            opened = opener
    if opened is not None:
        done.append(_CLOSER + "\n" if opened else "\n")
    return "".join(done)


@functools.cache
def _opener(kind: _TokenType) -> str:
    """Return the tag that opens a span, "" for a kind without class. A kind that a lexer adds has a class a step."""
    known = next(above for above in reversed(kind.split()) if above in STANDARD_TYPES)
    steps = range(len(known), len(kind) + 1)
    classes = " ".join("-".join((STANDARD_TYPES[known], *kind[len(known) : step])) for step in steps)
    return f'<span class="{classes}">' if classes else ""
