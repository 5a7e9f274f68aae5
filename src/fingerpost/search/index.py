"""An index as Pagefind made it and the words of all records in, the files that are published of it out."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from fingerpost.output import INDEX_FOLDER, INDEX_WORDS
from fingerpost.search.record import Record
from fingerpost.search.service import NoIndexError
from fingerpost.search.settle import settled

__all__ = ["index_files"]

MOST_WORDS = 20_000
"""So many words are published: about 70 kB once compressed, asked for only when a word is not found."""
_LICENSE = """\
pagefind.js and the .pagefind files in this folder are parts of Pagefind (https://pagefind.app).

Copyright 2022 CloudCannon

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.
"""
"""The licence of Pagefind, which asks to stand beside each copy."""


def index_files(made: Mapping[str, bytes], records: Iterable[Record]) -> dict[str, bytes]:
    """Return what is published, by path below the output folder: of Pagefind's files, those that the search page loads.

    Raises `NoIndexError` where they have another form than this program knows.
    """
    try:
        files = settled(made)
        wasm = {
            one["wasm"] or "unknown" for one in msgspec.json.decode(files["pagefind-entry.json"])["languages"].values()
        }
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise NoIndexError("this version of Pagefind makes files of another form") from error
    needed = {"pagefind.js", "pagefind-entry.json", *(f"wasm.{one}.pagefind" for one in wasm)}
    shown = {
        path: data
        for path, data in files.items()
        if path in needed or path.endswith((".pf_meta", ".pf_index", ".pf_filter", ".pf_fragment"))
    }
    shown["LICENSE.txt"] = _LICENSE.encode()
    published = {f"{INDEX_FOLDER}/{path}": data for path, data in shown.items()}
    return dict(sorted({**published, INDEX_WORDS: _words(records)}.items()))


def _words(records: Iterable[Record]) -> bytes:
    """Return the words of all records, that of most pages first: the nearest of them stands for a misspelt one."""
    counted = Counter(word for record in records for word in record.words)
    ordered = sorted(counted, key=lambda word: (-counted[word], word))
    return "".join(f"{word}\n" for word in ordered[:MOST_WORDS]).encode()
