"""In: CorpusPages. Out: a folder on disk that Fingerpost can build; and what every layout is made with."""

import os
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pages import make_topics
from records import CorpusPage, Reference, Topic

PARTS = Path(__file__).parent / "peers"
BARE = "fingerpost-bare"
"""Fingerpost's own bare templates, among those of the peers."""
NOTE = "!!! note"
INDENT = "    "
SITE = "title: Corpus\nbase_url: https://example.org/\nsearch: false\ntwins: false\n"
"""Without a search: how long its index takes, a build says apart."""
INDEX = """---
title: Corpus
summary: Invented letters and guides, made to be built and measured.
---

These pages were written by dice. Read none of them.
"""
EDITORS = """---
title: Editors
summary: The editors answer every letter in this corpus.
---

They work at a long table by the window.
"""


def write_fingerpost(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay a Fingerpost project in a folder that is new or empty."""
    lay_fingerpost(folder, pages, SITE, lambda text: text)


def write_commonmark(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay a Fingerpost project in the dialect `commonmark`: the same sources, with each note as an alert."""
    lay_fingerpost(folder, pages, f"{SITE}dialect: commonmark\n", partial(quoted_note, opening="[!NOTE]"))


def write_bare(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay the project of `write_fingerpost` with templates as bare as those of the peers, backlinks and related pages
    apart."""
    write_fingerpost(folder, pages)
    copy_parts(BARE, folder)


def write_commonmark_bare(folder: Path, pages: Sequence[CorpusPage]) -> None:
    """Lay the project of `write_commonmark` with the same bare templates."""
    write_commonmark(folder, pages)
    copy_parts(BARE, folder)


def lay_fingerpost(folder: Path, pages: Sequence[CorpusPage], site: str, spell: Callable[[str], str]) -> None:
    """Lay a Fingerpost project with these settings; `spell` is given the text of each page."""
    start(folder)
    content = folder / "content"
    write(content / "site.yml", site)
    write(content / "index.md", INDEX)
    write(content / "authors" / "editors.md", EDITORS)
    for topic in make_topics():
        write(content / "topics" / f"{topic.name}.md", fingerpost_topic(topic))
    for page in pages:
        write(content / f"{page.docname}.md", spell(fingerpost_page(page)))


def start(folder: Path) -> None:
    """Make the folder; what an earlier corpus left there would be measured too, so nothing may be in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")


def copy_parts(name: str, folder: Path) -> None:
    """Copy the settings and templates of one peer."""
    shutil.copytree(PARTS / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


def write(path: Path, text: str) -> None:
    """Write UTF-8 with bare newlines, on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def fingerpost_topic(topic: Topic) -> str:
    """The source of a topic."""
    broader = f"broader: [{topic.broader}]\n" if topic.broader else ""
    return f"---\ntitle: {topic.title}\nsummary: {topic.summary}\n{broader}---\n\n{topic.summary}\n"


def fingerpost_page(page: CorpusPage) -> str:
    """The source of a column or a guide."""
    own = f"asked_by: {page.asked_by}\nanswered_by: editors\nstanding: composed" if page.asked_by else "form: how-to"
    matter = (
        f"title: {page.title}",
        f"summary: {page.summary}",
        f"topics: [{', '.join(page.topics)}]",
        "authors: [editors]",
        f"published: {page.published.isoformat()}",
        own,
    )
    return "---\n" + "\n".join(matter) + "\n---\n\n" + body(page, partial(fingerpost_reference, page.folder)) + "\n"


def body(page: CorpusPage, spell: Callable[[Reference], str]) -> str:
    """The page's Markdown, each reference spelled in the generator's way."""
    return "".join(piece if isinstance(piece, str) else spell(piece) for piece in page.body)


def fingerpost_reference(folder: str, reference: Reference) -> str:
    """The reference in the form that its author chose, for a page in this folder."""
    anchor = f"#{reference.anchor}" if reference.anchor else ""
    if reference.form == "title":
        return f"[[{reference.title}]]"
    if reference.form == "docname":
        return f"[[{reference.docname}{anchor}|{reference.words}]]"
    path = os.path.relpath(reference.docname, folder).replace(os.sep, "/")
    return f"[{reference.words}]({path}.md{anchor})"


def quoted_note(text: str, *, opening: str) -> str:
    """The text with its note as a block quote that begins with `opening`, for a Markdown without admonitions."""
    before, _, after = text.partition(f"{NOTE}\n")
    lines = after.split("\n")
    length = next(number for number, line in enumerate(lines) if line and not line.startswith(INDENT))
    while not lines[length - 1]:
        length -= 1
    quoted = (f"> {line.removeprefix(INDENT)}".rstrip() for line in (f"{INDENT}{opening}", *lines[:length]))
    return before + "\n".join((*quoted, *lines[length:]))
