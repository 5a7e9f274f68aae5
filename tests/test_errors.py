"""Every message as its user sees it: the cases in `tests/errors/`, built and published by the real pipeline.

A case is one text file: notes for whoever reads it, then sections. `=== PATH` starts a file of the project, laid over
the minimal site of `conftest`; `=== expected`, always the last, is what `describe` gives for all diagnostics.

    === PATH                  the lines up to the next section
    === PATH (escaped)        the same, with Python's escapes: \\xe9 is one byte, a backslash at the end of a line joins
                              it to the next; «text»×1001 is the text 1001 times
    === PATH (absent)         the file of the minimal site is not there
    === link PATH -> TARGET   a symbolic link; such a case is built on the real disk

A file is named after the one code that it shows, with words behind it where there are several: `unknown-key.txt`,
`unknown-key-near.txt`. A case with more than one code is named `several-…`, one where nothing is wrong `none-…`.
`pytest --rewrite` writes what comes out today into the expected sections: read the difference before you keep it.
"""

import inspect
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fingerpost import messages
from fingerpost.compile import compile_page
from fingerpost.compile.dialect import Document
from fingerpost.compile.marks import Marked
from fingerpost.diagnostics import Diagnostic, Place, Severity, describe
from fingerpost.files import Disk, MemoryFiles
from fingerpost.kinds import Kind
from fingerpost.page import Source
from fingerpost.pipeline import publish_site
from fingerpost.read import read_site
from tests.conftest import SITE_YML, build, memory

CASES = sorted((Path(__file__).parent / "errors").glob("*.txt"))
MOVES = sorted((Path(__file__).parent / "moves").glob("*.txt"))
"""Cases of `fingerpost mv`, in the same format: `test_move.py`."""
STYLE = sorted((Path(__file__).parent / "style").glob("*.txt"))
"""Cases of style sheets, in the same format: `test_check.py`."""

_SECTION = re.compile(
    r"^=== (?:(?P<link>link) )?(?P<path>.+?)(?: -> (?P<to>.+?))?(?: \((?P<how>escaped|absent)\))?\n", re.M
)
_REPEATED = re.compile(r"«(.*?)»×(\d+)", re.DOTALL)
_CODE = re.compile(r"^\S.*: (?:error|warning): .* \[([a-z0-9-]+)\]$", re.MULTILINE)


class Case(msgspec.Struct, frozen=True):
    files: dict[str, bytes]
    absent: tuple[str, ...]
    links: dict[str, str]
    expected: str
    codes: frozenset[str]


def read_case(text: str) -> Case:
    files: dict[str, bytes] = {}
    absent: list[str] = []
    links: dict[str, str] = {}
    sections = list(_SECTION.finditer(text))
    ends = [*(section.start() for section in sections[1:]), len(text)]
    for section, end in zip(sections, ends, strict=True):
        path, content = section["path"], text[section.end() : end]
        if section["link"]:
            links[path] = section["to"]
        elif section["how"] == "absent":
            absent.append(path)
        else:
            files[path] = _unescaped(content) if section["how"] else content.encode()
    assert sections[-1]["path"] == "expected", "the last section of a case is `=== expected`"
    expected = files.pop("expected").decode()
    return Case(files, tuple(absent), links, expected, frozenset(_CODE.findall(expected)))


def _unescaped(text: str) -> bytes:
    repeated = _REPEATED.sub(lambda found: found[1] * int(found[2]), text)
    return repeated.encode().decode("unicode_escape").encode("latin-1")


def project_of(case: Case, folder: Path) -> MemoryFiles | Disk:
    project = memory(dict(case.files))
    for path in case.absent:
        project.remove(path)
    if not case.links:
        return project
    disk = Disk(folder / "project")
    for path, data in project.files.items():
        disk.write(path, data)
    for path, target in case.links.items():
        link = disk.root / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
    return disk


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages_are_what_the_case_says(path: Path, tmp_path: Path, rewrite: bool) -> None:
    text = path.read_bytes().decode()
    case = read_case(text)
    project = project_of(case, tmp_path)
    published = publish_site(project, build(project))
    got = "".join(describe(diagnostic) + "\n" for diagnostic in published.diagnostics)
    if rewrite and got != case.expected:
        path.write_bytes((text.removesuffix(case.expected) + got).encode())
    else:
        assert got == case.expected
    errors = any(diagnostic.severity is Severity.ERROR for diagnostic in published.diagnostics)
    assert (published.changes is None) == errors, "errors, and errors alone, stop publication"


MARKDOWN_ONLY = frozenset(
    {
        "first-level-heading-markup",  # `#Tag` is none in CommonMark
        "markdown-failed",
        "markdown-failed-crossed",
        "nested-too-deep",
        "nested-too-deep-quote",
        "too-many-abbreviations",
        "too-many-citations",
        "unknown-reference-table",  # a bar in code parts cells in CommonMark
    }
)
"""Cases of what only Python-Markdown can fail at, or reads so."""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_messages_are_the_same_in_commonmark(path: Path, tmp_path: Path) -> None:
    case = read_case(path.read_bytes().decode())
    settings = f"{SITE_YML}dialect: commonmark\n".encode()
    project = project_of(msgspec.structs.replace(case, files={"content/site.yml": settings, **case.files}), tmp_path)
    got = "".join(describe(diagnostic) + "\n" for diagnostic in publish_site(project, build(project)).diagnostics)
    assert (got == case.expected) == (path.stem not in MARKDOWN_ONLY)


def _message_functions() -> dict[str, Any]:
    """Every public function of `messages` that returns a diagnostic, by name."""
    return {
        name: function
        for name, function in inspect.getmembers(messages, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(function).return_annotation is Diagnostic
    }


def _code_of(function: Any) -> str:
    """The code of a message, whatever it is told."""
    words = ("word", "words")
    facts: dict[Any, Any] = {Place: Place("content/index.md"), str: "word", int: 2, float: 2.5, bool: True}
    facts |= {tuple[str, ...]: words, Any: "word"}
    needed = (one for one in inspect.signature(function).parameters.values() if one.default is one.empty)
    diagnostic: Diagnostic = function(**{one.name: facts[one.annotation] for one in needed})
    return diagnostic.code


def test_every_message_has_a_case() -> None:
    codes = {name: _code_of(function) for name, function in _message_functions().items()}
    assert len(codes) > 50
    assert len(set(codes.values())) == len(codes), "each message has a code of its own"
    shown = frozenset[str]().union(*(read_case(path.read_bytes().decode()).codes for path in (*CASES, *MOVES, *STYLE)))
    shown |= {"odd-file-name"}  # no text file can hold it: test_a_file_name_that_is_not_utf8_is_told
    shown |= {"changed-meanwhile"}  # of a file that is read twice: test_meanwhile.py
    shown |= {"no-index"}  # of a program that is not there, or fails: test_search.py
    shown |= {"book-failed", "missing-library"}  # of what is installed: test_bound.py
    shown |= {"state-not-a-folder"}  # of a command: test_cli.py
    shown |= {"grade-unmeasured"}  # as above: test_check.py
    shown |= {"not-in-site"}  # of a command: tests/links/names.txt
    shown |= {
        "anchor-elsewhere",
        "no-such-destination",
        "promise-kept",
        "unknown-promise",
    }  # of a command: test_accept.py
    assert {name: code for name, code in codes.items() if code not in shown} == {}
    assert shown <= set(codes.values()), "each code in a case is that of a message"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_named_after_its_code(path: Path) -> None:
    codes = read_case(path.read_bytes().decode()).codes
    name = {0: "none", 1: next(iter(codes), "")}.get(len(codes), "several")
    assert path.stem == name or path.stem.startswith(f"{name}-")


def test_a_fault_of_the_library_is_told() -> None:
    def failing(marked: Marked) -> Document:
        return Document("", (), (), (), (), (), failure="AttributeError: 'NoneType' object has no attribute 'set'")

    page = compile_page(Source("about", "content/about.md", Kind.PAGE, "---\ntitle: About\n---\n\nText.\n"), failing)
    assert "\n".join(describe(diagnostic) for diagnostic in page.diagnostics) == (
        "content/about.md:4:1: error: The Markdown of this page cannot be read: "
        "AttributeError: 'NoneType' object has no attribute 'set'. [markdown-failed]\n"
        "  hint: Take out what is unusual in it, half of the page at a time, until it can."
    )


def test_a_file_name_that_is_not_utf8_is_told() -> None:
    told = read_site(memory({"content/caf\udce9.md": "Text."}))[1]
    assert "\n".join(describe(diagnostic) for diagnostic in told) == (
        "content/caf\ufffd.md: error: The name of this file is not UTF-8 text, so it can have no address. "
        "[odd-file-name]\n  hint: Rename it with letters, digits and hyphens."
    )


EXCERPTS = {
    "plain": ("title: x", 8, 1, "title: x", "       ^"),
    "first-column": ("title: x", 1, 5, "title: x", "^^^^^"),
    "after-the-end": ("summary:", 9, 1, "summary:", "        ^"),
    "longer-than-the-line": ("topics: [a", 9, 40, "topics: [a", "        ^^"),
    "spaces-at-the-end": ("title: x  ", 8, 1, "title: x", "       ^"),
    "tab-before": ("\t- x", 4, 1, "\t- x", "\t  ^"),
    "tabs-between": ("a\tbc\td", 6, 1, "a\tbc\td", " \t  \t^"),
    "wide-before": ("拒绝 x", 4, 1, "拒绝 x", "     ^"),
    "wide-below": ("a 拒绝。", 3, 2, "a 拒绝。", "  ^^^^"),
    "full-width-letter": ("Ａx", 2, 1, "Ａx", "  ^"),
    "half-width-letter": ("ｱx", 2, 1, "ｱx", " ^"),
    "emoji": ("👍 x", 3, 1, "👍 x", "   ^"),
    "wide-and-tab": ("拒\t绝x", 4, 1, "拒\t绝x", "  \t  ^"),
    "quotation-marks": ("“a” x", 5, 1, "“a” x", "    ^"),
    "combining-mark": ("cafe\u0301 x", 7, 1, "cafe\u0301 x", "     ^"),
    "combining-mark-below": ("e\u0301e\u0301 x", 1, 4, "e\u0301e\u0301 x", "^^"),
    "no-width-space": ("a\u200bb x", 5, 1, "a\u200bb x", "   ^"),
    "variation-selector": ("❤\ufe0e x", 4, 1, "❤\ufe0e x", "  ^"),
    "control-character": ("a\x1b[2Jb x", 8, 1, "a␛[2Jb x", "       ^"),
}
"""A line, column and length; the line as it is shown, and the carets below it."""


@pytest.mark.parametrize(("text", "column", "length", "shown", "carets"), EXCERPTS.values(), ids=EXCERPTS)
def test_describe_puts_carets_below_the_place(text: str, column: int, length: int, shown: str, carets: str) -> None:
    place = Place("content/x.md", 12, column, length, text)
    told = describe(Diagnostic("a-code", Severity.WARNING, place, "A message.", "A hint."))
    assert told.split("\n") == [
        f"content/x.md:12:{column}: warning: A message. [a-code]",
        f"  12 | {shown}",
        f"     | {carets}",
        "  hint: A hint.",
    ]


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_describe_shows_no_line_without_words(text: str) -> None:
    told = describe(Diagnostic("a-code", Severity.ERROR, Place("content/x.md", 3, 1, 1, text), "A message."))
    assert told == "content/x.md:3:1: error: A message. [a-code]"


def test_describe_names_a_whole_file_without_line() -> None:
    told = describe(Diagnostic("a-code", Severity.ERROR, Place("content/x.md"), "A message."))
    assert told == "content/x.md: error: A message. [a-code]"
