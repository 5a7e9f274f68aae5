"""The quick steps of the default dialect change no byte of what Python-Markdown makes by itself.

`python -m tests.both_ways FOLDER` asks the same of any Markdown on disk.
"""

import re
import sysconfig
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Comment, Element, ProcessingInstruction, QName

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown.serializers import to_html_string

from fingerpost.compile.quick import needed_characters
from fingerpost.compile.quick.serialize import to_html
from tests.both_ways import different, files_below, read_both_ways
from tests.conftest import project_root
from tests.test_cases import CASES, read_cases
from tests.test_properties import examples, inline, markdown_text


def assert_quick_steps_change_nothing(text: str) -> None:
    quick, slow = read_both_ways(text)
    assert quick == slow


@examples(300)
@given(markdown_text)
@example("<div markdown='1'>\n\\*\n</div>")
@example("<div markdown='1'>\n*a*{.b}\n</div>")
def test_the_quick_steps_change_no_byte(text: str) -> None:
    assert_quick_steps_change_nothing(text)


@examples(150)
@given(inline)
def test_the_quick_steps_change_no_byte_within_a_line(text: str) -> None:
    assert_quick_steps_change_nothing(f"{text}\n\n[id]: b.md\n[^1]: c\n*[HTML]: d")


CONTENT = sorted((project_root() / "content").rglob("*.md"))


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: str(path.relative_to(project_root())))
def test_the_quick_steps_change_no_byte_of_the_content(path: Any) -> None:
    assert_quick_steps_change_nothing(path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_the_quick_steps_change_no_byte_of_the_cases(path: Any) -> None:
    for case in read_cases(path):
        assert_quick_steps_change_nothing(case.markdown)
    assert_quick_steps_change_nothing("\n\n".join(case.markdown for case in read_cases(path)))


OURS = ("docs", "tests", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "src", "content")
INSTALLED = Path(sysconfig.get_path("purelib"))


@pytest.mark.parametrize("name", OURS)
def test_the_quick_steps_change_no_byte_of_what_we_wrote(name: str) -> None:
    path = project_root() / name
    read, found = different([path] if path.is_file() else files_below(path))
    assert read > 0
    assert found == []


def test_the_quick_steps_change_no_byte_of_what_is_installed() -> None:
    """Whatever documentation and licences the packages of this environment carry."""
    _, found = different(files_below(INSTALLED))
    assert found == []


# ---- the serializer

TAGS = ("p", "em", "BR", "br", "img", "script", "Style", "x:y", None, Comment, ProcessingInstruction, QName("{u}a"))
TEXTS = st.none() | st.text("a<&>\"' \n;#x1é", max_size=6) | st.sampled_from(("&amp;", "&#65;", "&#x4a;", "&X1;"))
VALUES = TEXTS | st.sampled_from(("hidden", "checked"))


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> Element:
    """Any tree that the steps before may leave, and some that they do not."""
    names = st.sampled_from(("hidden", "checked", "class", "id"))
    made: Any = Element("p", draw(st.dictionaries(names, VALUES, max_size=3)))  # type: ignore[arg-type]
    made.tag = draw(st.sampled_from(TAGS))
    made.text = draw(TEXTS) if isinstance(made.tag, str | None) else "a"
    made.tail = draw(TEXTS)
    if depth:
        made.extend(draw(st.lists(elements(depth - 1), max_size=3)))
    return made  # type: ignore[no-any-return]


@examples(400)
@given(elements())
def test_a_tree_is_written_as_python_markdown_writes_it(element: Element) -> None:
    assert to_html(element) == to_html_string(element)


# ---- the characters that a pattern needs

atoms = st.sampled_from(
    (
        *("a", "b", "c", "d", "\\*", "\\[", ".", "\\d", "\\w", "\\s", "\\b", "\\B", "^", "$", "\\Z", "\n", "é"),
        *("(?!a)", "(?<!b)", "[ab]", "[^a]", "[a-c]", "[a\\d]", "[^ab]", "(?=a)", "(?<=a)", "(?<=[ab])", "()", "(?:)"),
        *("(?i:a)", "(?s:.)", "(?-i:A)", "\\x61"),
    )
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    repeats = ("*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "+?", "??", "{1,2}?", "*+", "++", "?+")
    groups = (
        *("(%s)", "(?:%s)", "(?P<n>%s)", "(?=%s)", "(?!%s)", "(?>%s)", "(?i:%s)", "(?:%s|)", "(a)?(?(1)%s|b)"),
        *("(%s)\\1",),
    )
    return (
        st.builds(lambda part, many: f"(?:{part}){many}", inner, st.sampled_from(repeats))
        | st.builds(lambda group, part: group.replace("%s", part), st.sampled_from(groups), inner)
        | st.builds(lambda one, other: f"(?:{one}|{other})", inner, inner)
        | st.lists(inner, min_size=2, max_size=3).map("".join)
    )


patterns = st.recursive(atoms, compound, max_leaves=6)


@examples(600)
@given(
    patterns,
    st.lists(st.text(st.sampled_from("abcdAB*[1 \né"), max_size=8), min_size=1, max_size=6),
    st.sampled_from((0, re.I, re.S, re.M)),
)
def test_every_match_holds_a_needed_character(pattern: str, texts: list[str], flags: int) -> None:
    try:
        compiled = re.compile(pattern, flags)
    except re.error:
        assume(False)
    needed = needed_characters(compiled)
    for text in texts:
        for found in compiled.finditer(text):
            beside = text[max(0, found.start() - 1) : found.end() + 8]
            assert needed is None or needed & set(beside), (pattern, text)
