"""Two dialects of Markdown: what both can say comes out the same, and nothing is lost of a text."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.compile import page_compiler
from fingerpost.config import DialectName
from fingerpost.kinds import Kind
from fingerpost.page import Page, Source

WORDS = r"""one | Two. | don't | "three" | (four) | -- | five... | '90s | café | 日本 | & co | 1 < 2 | &nbsp; | AT&T
*six* | **seven** | _eight_ | *"nine"* | `ten` | `a"b` | ``a`b`` | \*eleven\* | \"twelve\" | a_b_c | x.y | 5'11"
[[a]] | [[a#b|words]] | [words](b.md) | [](b.md#c) | [b][id] | [words](https://example.org/ "a") | ![words](c.png)
<b>one</b> | <kbd>--x</kbd> | <https://example.org/?a=b&c> | ![a](c.png "b") | <a@example.org>"""
BLOCKS = (
    *(
        "X",
        "X\nX",
        "X  \nX",
        "## X",
        "### X",
        "## X {#d}",
        "#### X {.e #f}",
        "- X\n- X",
        "1. X\n2. X",
        "- X\n    - X\n    - X",
    ),
    *("- X\n\n    X", "- X\n\n    > X", "- [ ] X\n- [x] X", "> X", "> X\n>\n> X", "> - X", "***", "    a = 1", "X[^1]"),
    *(
        "| X | a |\n| --- | ---: |\n| b | X |",
        "```python\na = 1\n```",
        "~~~\n[[a]]\n~~~",
        "```\nX\n```",
        "<div>\n*a*\n</div>",
    ),
    *(
        "!!! note\n    X",
        '!!! warning "X"\n    X\n\n    - X',
        "??? note\n    X",
        '???+ tip "a"\n    X',
        "!!! note\n    > X",
    ),
    *("!!! note\n    ```\n    a\n    ```", "- X\n\n    !!! note\n        X", '=== "e"\n    X\n\n=== "f"\n    X'),
    *("g\n:   X", "g\n\n:   X\n\n    X", "<!-- X -->", "<pre>\nX\n\nX\n</pre>"),
)
plain_inline = st.lists(st.sampled_from(WORDS.replace("\n", " | ").split(" | ")), min_size=1, max_size=5).map(" ".join)
plain_blocks = st.builds(str.replace, st.sampled_from(BLOCKS), st.just("X"), plain_inline)


@cache
def compiler(dialect: DialectName) -> Callable[[Source], Page]:
    return page_compiler(dialect)


def both(text: str) -> list[Page]:
    """A page with this text, as each dialect makes it."""
    source = Source("about", "content/about.md", Kind.PAGE, f"---\ntitle: T\n---\n\n{text}\n")
    return [compiler(dialect)(source) for dialect in DialectName]


@settings(max_examples=200, deadline=None)
@given(st.lists(plain_blocks, min_size=1, max_size=4))
def test_what_both_dialects_can_say_comes_out_the_same(blocks: list[str]) -> None:
    text = "\n\nz\n\n".join([*blocks, '[^1]: [[a]] "b"\n\n[id]: b.md'])
    one, other = both(text)
    assert other == one


LOADED = """
import sys
from fingerpost.compile import page_compiler
from fingerpost.config import DialectName
page_compiler(DialectName.{})
print([name for name in ("markdown", "pymdownx", "pyromark") if name in sys.modules])
"""


def test_a_site_loads_no_other_dialect_than_its_own() -> None:
    for name, loaded in (("COMMONMARK", "['pyromark']"), ("MARKDOWN", "['markdown', 'pymdownx']")):
        program = [sys.executable, "-c", LOADED.format(name)]
        done = subprocess.run(program, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == loaded


NESTED = ("> ", "> - ", "1. ", "- ", ":   ", '<div markdown="1">\n', "*a **b ")
"""What one level of nesting begins with."""


def called_from(depth: int, text: str) -> Page:
    """Compile a text with so many calls more on the stack."""
    return both(text)[0] if depth == 0 else called_from(depth - 1, text)


def test_what_comes_out_does_not_depend_on_how_deep_the_caller_stands() -> None:
    """Python-Markdown itself reads nested blocks as deep as the stack of the process lets it."""
    for level in NESTED:
        for depth in (20, 60, 99, 100, 101, 102, 200, 400):
            text = f"{level * depth}a"
            assert called_from(300, text) == called_from(0, text), (level, depth)
