"""A stylesheet in, the same one in fewer bytes out: comments, and white space that says nothing, left out.

Strings and addresses stay as they are (CSS Syntax Module Level 3, section 4). Nothing is reordered, renamed or joined.
Addresses of files that are published under other names are changed by `with_addresses` alone.
"""

import re
from collections.abc import Callable

__all__ = ["shortened", "with_addresses"]

_ASIDE = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\burl\((?!\s*["'])[^)]*\))|((?:\s|/\*.*?(?:\*/|\Z))+)""",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\burl\(\s*(?P<quote>["']?)(?P<path>[^"'()\s\\?#]+)(?P<rest>[^"'()\s\\]*)"""
    r"""(?P=quote)\s*\)""",
    re.DOTALL | re.IGNORECASE,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STAYS = re.compile("\0([0-9]+)\0")
_AROUND = re.compile(r"\s*([<>]=|[{};,>])\s*")
"""Marks beside which white space says nothing, in selectors and in declarations."""
_AFTER_COLON = re.compile(r":\s+")
"""A space before a colon is another matter: `li :hover` is not `li:hover`."""


def shortened(css: str) -> str:
    """Return a stylesheet that means the same, without what only its author needs; one line."""
    stays: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        if found[1]:
            stays.append(found[1])
            return f"\0{len(stays) - 1}\0"
        if _COMMENT.sub("", found[2]):
            return " "
        return "/**/"  # it parts two words that would else be one

    text = _ASIDE.sub(put_aside, css.replace("\0", "\ufffd")).strip()
    text = _AFTER_COLON.sub(":", _AROUND.sub(r"\1", text)).replace(";}", "}").removeprefix("/**/")
    return _STAYS.sub(lambda found: stays[int(found[1])], text)


def with_addresses(css: str, named: Callable[[str], str | None]) -> str:
    """Return a stylesheet, without comments, in which `url(…)` leads to what `named` gives for its path; None keeps it.

    What stands behind a path, `?v=2` or `#mark`, stays.
    """

    def step(found: re.Match[str]) -> str:
        name = named(found["path"]) if found["path"] else None
        return found[0] if name is None else f'url("{name}{found["rest"]}")'

    return _ADDRESS.sub(step, css)
