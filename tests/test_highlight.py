"""Highlighted code is what superfences writes with Pygments, byte for byte."""

from typing import Any

import pygments
import pygments.lexers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.formatters import HtmlFormatter
from pygments.token import Error, Generic, Keyword, Name, Text, Token, Whitespace
from pymdownx.highlight import Highlight

from fingerpost.compile.highlight import highlight, lexer_of
from tests.conftest import project_root
from tests.test_properties import CODE, examples

KINDS = (Token, Text, Whitespace, Error, Keyword, Name, Name.Function, Name.Own.Kind, Generic.Output, Token.Own)
"""Standard ones, ones without a class, and ones that a lexer adds by itself."""
LANGUAGES = ("python", "yaml", "html+jinja", "console", "pycon", "rst", "md", "php", "text", "", "no-such-language")


def written_by_pygments(code: str, language: str) -> str:
    return str(Highlight(None).highlight(code, language))


@pytest.mark.parametrize("language", LANGUAGES)
@examples(30)
@given(code=CODE)
def test_code_is_written_as_superfences_writes_it(language: str, code: str) -> None:
    assert highlight(code, language) == written_by_pygments(code, language)


@examples(500)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text("a<&>'\"\n é", max_size=4)), max_size=6))
def test_tokens_are_written_as_the_formatter_writes_them(tokens: list[tuple[Any, str]]) -> None:
    lexer = lexer_of("text")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "get_tokens", lambda _: tokens)
        written = highlight("", "text")
    assert written == pygments.format(tokens, HtmlFormatter(wrapcode=True)).strip()


SAMPLES = ("README.md", "pyproject.toml", "Makefile", "tests/test_highlight.py", "templates/base.html")


@pytest.mark.parametrize("path", SAMPLES)
def test_whole_files_are_written_as_superfences_writes_them(path: str) -> None:
    code = (project_root() / path).read_text("utf-8")
    language = pygments.lexers.get_lexer_for_filename(path).aliases[0]
    assert highlight(code, language) == written_by_pygments(code, language)
