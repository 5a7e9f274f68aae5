"""In: Markdown text. Out: what the quick steps make of it, and what Python-Markdown's own make.

As a command (`python -m tests.both_ways FOLDER... [--suffix .txt]`) it reads every Markdown file below the folders both
ways, tells how many there are and which come out differently, and ends with 1 if one does. It writes nothing.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import markdown
import pytest
from pymdownx.highlight import HighlightExtension

from fingerpost.compile.body_text import read_body
from fingerpost.compile.dialect import Dialect, Document
from fingerpost.compile.limits import check_limits
from fingerpost.compile.marks import Marked, mark_references
from fingerpost.compile.python_markdown import python_markdown
from fingerpost.compile.quick import QuickHighlight, QuickSteps

__all__ = ["different", "files_below", "read_both_ways"]

SUFFIXES = (".md", ".markdown", ".mdx")
LARGEST = 200_000
"""Bytes; a page of this length is a book."""


@cache
def dialect(*, quick: bool) -> Dialect:
    """The dialect, with its quick steps or with Python-Markdown's own; everything else is the same."""
    if quick:
        return python_markdown()
    make = markdown.Markdown

    def slow(*, extensions: list[Any], **options: Any) -> Any:
        slow_ones = {QuickHighlight: HighlightExtension(use_pygments=True, guess_lang=False, noclasses=False)}
        kept = [slow_ones.get(type(one), one) for one in extensions if not isinstance(one, QuickSteps)]
        assert len(kept) == len(extensions) - 1
        assert slow_ones[QuickHighlight] in kept
        return make(extensions=kept, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "Markdown", slow)
        return python_markdown()


def read_both_ways(text: str) -> tuple[Document | str, Document | str]:
    """What the quick steps make of a text, and what Python-Markdown's own make."""
    body, _ = read_body(text, "content/about.md", 1)
    marked = mark_references(body, frozenset())
    return outcome(marked, quick=True), outcome(marked, quick=False)


def outcome(marked: Marked, *, quick: bool) -> Document | str:
    """What the dialect makes of a text; what it raises, in a new parser then, is for another property."""
    try:
        return dialect(quick=quick)(marked)
    except Exception as error:  # noqa: BLE001
        dialect.cache_clear()
        return repr(error)


def files_below(folder: Path, suffixes: Sequence[str] = SUFFIXES) -> Iterator[Path]:
    """Every file with one of the suffixes, in order, but for those that a page may not be as long as."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in suffixes and path.is_file() and path.stat().st_size <= LARGEST:
            yield path


def different(paths: Iterable[Path]) -> tuple[int, list[Path]]:
    """How many files were read both ways, and which came out differently; one beyond our limits is left out."""
    read, found = 0, []
    for path in paths:
        text = path.read_text("utf-8", errors="replace").replace("\r\n", "\n")
        if check_limits(text, "", 1):
            continue
        read += 1
        quick, slow = read_both_ways(text)
        if quick != slow:
            found.append(path)
    return read, found


def main(arguments: Sequence[str]) -> int:
    """Read what the arguments name, and say what came out."""
    parser = argparse.ArgumentParser(description="Read Markdown with the quick steps and with Python-Markdown's own.")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--suffix", action="append", metavar=".SUFFIX", help="read these files; may be given again")
    asked = parser.parse_args(arguments)
    differing = 0
    for folder in asked.folders:
        read, found = different(files_below(folder, asked.suffix or SUFFIXES))
        print(f"{folder}: {read} files read both ways, {len(found)} differ")
        for path in found:
            print(f"  {path}")
        differing += len(found)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
