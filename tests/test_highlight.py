"""Highlighted code is what superfences writes with Pygments, byte for byte; a quick lexer gives the same tokens."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pygments
import pygments.lexers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.formatters import HtmlFormatter
from pygments.token import Error, Generic, Keyword, Name, Text, Token, Whitespace
from pymdownx.highlight import Highlight

from fingerpost.cache import Cache
from fingerpost.compile.highlight import highlight, lexer_of
from fingerpost.compile.lexing import first_characters, quicken
from fingerpost.config import DialectName
from fingerpost.files import MemoryFiles
from fingerpost.kinds import Kind
from fingerpost.ledger import NO_LEDGER, Row
from fingerpost.page import Content, Source
from fingerpost.pipeline import NOBODY, compiling
from tests.conftest import project_root
from tests.test_properties import examples

KINDS = (Token, Text, Whitespace, Error, Keyword, Name, Name.Function, Name.Own.Kind, Generic.Output, Token.Own)
"""Standard ones, ones without a class, and ones that a lexer adds by itself."""
CODE = st.text(
    st.sampled_from("abfnrux_ABK019 \t\n\r'\"`#$%&()*+,-./:;<=>?@[]^{|}~!\\é\u017f\u212a\u2028"), max_size=60
)
LANGUAGES = (
    "python",
    "yaml",
    "ruby",
    "html+jinja",
    "console",
    "pycon",
    "rst",
    "md",
    "php",
    "text",
    "",
    "no-such-language",
)


def written_by_pygments(code: str, language: str) -> str:
    return str(Highlight(None).highlight(code, language))


@pytest.mark.parametrize("language", LANGUAGES)
@examples(30)
@given(code=CODE)
def test_code_is_written_as_superfences_writes_it(language: str, code: str) -> None:
    assert highlight(code, language) == written_by_pygments(code, language)


@examples(500)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.text("a<&>'\"\n \0é", max_size=4)), max_size=6))
def test_tokens_are_written_as_the_formatter_writes_them(tokens: list[tuple[Any, str]]) -> None:
    lexer = lexer_of("text")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexer, "get_tokens_unprocessed", lambda _: [(0, *token) for token in tokens])
        written = highlight("", "text")
    assert written == pygments.format(tokens, HtmlFormatter(wrapcode=True)).strip()


SAMPLES = (
    "content/site.yml",
    "README.md",
    "pyproject.toml",
    "Makefile",
    "tests/test_highlight.py",
    "templates/base.html",
)


@pytest.mark.parametrize("path", SAMPLES)
def test_whole_files_are_written_as_superfences_writes_them(path: str) -> None:
    code = (project_root() / path).read_text("utf-8")
    language = pygments.lexers.get_lexer_for_filename(path).aliases[0]
    assert highlight(code, language) == written_by_pygments(code, language)


# ---- lexers

LEXED = (
    *("python", "javascript", "html", "css", "bash", "rust", "go", "sql", "json", "toml", "diff", "ini", "java"),
    *("yaml", "ruby", "terraform", "haml", "sass", "perl6"),
)


@pytest.mark.parametrize("language", LEXED)
@examples(60)
@given(code=CODE, unsorted=st.sampled_from((0, 5)))
def test_a_quick_lexer_gives_the_same_tokens(language: str, code: str, unsorted: int) -> None:
    slow = pygments.lexers.get_lexer_by_name(language)
    quick = quicken(pygments.lexers.get_lexer_by_name(language), unsorted)
    assert list(quick.get_tokens(code)) == list(slow.get_tokens(code))


def test_a_quick_lexer_reads_our_own_code_the_same() -> None:
    slow = pygments.lexers.get_lexer_by_name("python")
    quick = quicken(pygments.lexers.get_lexer_by_name("python"))
    for path in sorted((project_root() / "src").rglob("*.py")):
        code = path.read_text("utf-8")
        assert list(quick.get_tokens(code)) == list(slow.get_tokens(code))


PATTERN_PARTS = (
    *("a", "b?", "(?:c|d)", "(?:x|)", "[a-f]+", "[^a]", r"\s*", r"\w", r"\b", "^", "$", "(?=a)", "(?!b)", "(?<=c)"),
    *("(?i:k)", "(k)", ".", "(?s:.)", "s{2,3}", "é", r"[^\W]", "K", "(?i:[^k])", "(?>s|x)", "(k|z)?"),
    *("(^a)", r"\A", "(?:^)", "(^)?"),
    *("[éü]", "[^éü]", "[\u0100-\u0200]", "[z-é]", "[\u017f\u212a]", "(?i:[\u017f\u212a])", "[^\u017f\u212a]"),
)


@examples(400)
@given(
    parts=st.lists(st.sampled_from(PATTERN_PARTS), max_size=5),
    flags=st.sampled_from([0, re.IGNORECASE, re.MULTILINE, re.ASCII, re.DOTALL | re.IGNORECASE]),
    text=st.text(st.sampled_from("abcdkKsxz \n\u212a\u017fé"), max_size=6),
)
def test_a_match_begins_with_one_of_the_first_characters(parts: list[str], flags: int, text: str) -> None:
    pattern = re.compile("".join(parts), flags)
    first = first_characters(pattern)
    for position, character in enumerate(text):
        if first is not None and character.isascii() and pattern.match(text, position):
            assert character in first
    if first is not None:
        assert pattern.match(text, len(text)) is None


def test_a_lexer_is_made_before_the_work_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    known = []

    def shared(function: Callable[[Sequence[Source]], list[Row]], items: Sequence[Source], *_: object) -> list[Row]:
        known.append((lexer_of.cache_info().currsize, len(items)))
        return function(items)

    monkeypatch.setattr(compiling, "batches_on_cores", shared)
    lexer_of.cache_clear()
    code = "```python\npass\n```\n"
    sources = tuple(Source(name, f"content/{name}.md", Kind.PAGE, code, digest=name) for name in "abcdefgh")
    cache = Cache(MemoryFiles({}))
    rows = compiling.compile_rows(Content(sources, ()), NO_LEDGER, cache, DialectName.COMMONMARK, 2, NOBODY)
    assert list(rows) == [one.path for one in sources]
    assert known == [(1, len(sources) - compiling.TEACHING)]
