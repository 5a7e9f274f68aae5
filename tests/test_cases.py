"""Markdown in, HTML out: each case of `tests/cases/*.md` is the body of one page of a small site in memory.

A case has a line `@@@ Title`, the Markdown, and what must come of it under lines `@@@ = html`, `@@@ = notes` and
`@@@ = diagnostics` (line and column in the Markdown, and the code). What is left out must be empty. «U+0002» is the
character that cannot be seen. Text above the first case is for readers. `pytest --rewrite` writes what came out in the
place of what is expected.

Both dialects must make the same of a case. One that reads it otherwise by its own rules has all its outputs again:
`@@@ = commonmark html` and so on. A title that ends in `(markdown only)` or `(commonmark only)` names the dialect that
can say this at all.
"""

import html
import re
from functools import cache
from pathlib import Path

import msgspec
import pytest

from fingerpost.compile import page_compiler
from fingerpost.config import DialectName, read_config
from fingerpost.diagnostics import Diagnostic
from fingerpost.kinds import kind_of
from fingerpost.link import Wanted, link_pages
from fingerpost.page import Asset, Source
from fingerpost.site import LinkedText
from fingerpost.urls import docname_of
from tests.conftest import TODAY

CASES = Path(__file__).parent / "cases"
MARK = "@@@ "
OUTPUTS = ("html", "notes", "diagnostics")
PARTS = (*OUTPUTS, *(f"commonmark {name}" for name in OUTPUTS))
HERE = "content/guides/here.md"
"""The page whose body a case is."""
SETTINGS, _ = read_config("title: Test\nbase_url: https://example.org/base/\n")
SOURCES = {
    "S1": "cite: Source one, 2001\n    note: A note with *emphasis*.\n    url: https://example.org/one",
    "S2": "cite: Source two, 2002",
}
"""Sources that a case may cite by id."""
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ufdd0-\ufdef\ufeff]")
"""What a reader of a case could not see."""
_ONLY = re.compile(r" \((\w+) only\)$")
_NAMED = re.compile(r"«U\+([0-9A-F]{4})»")


class Case(msgspec.Struct, frozen=True):
    """One case of a file."""

    file: str
    title: str
    markdown: str
    expected: dict[str, str]
    """By the name of the part; those of `PARTS`."""

    @property
    def dialects(self) -> tuple[DialectName, ...]:
        """Return the dialects that can say this."""
        only = _ONLY.search(self.title)
        return (DialectName(only[1]),) if only else tuple(DialectName)

    def outputs(self, dialect: DialectName) -> dict[str, str]:
        """Return what a dialect must make of it."""
        own = dialect is not self.dialects[0] and any(name not in OUTPUTS for name in self.expected)
        return {name: self.expected.get(f"{dialect.value} {name}" if own else name, "") for name in OUTPUTS}


def shown(text: str) -> str:
    return _HIDDEN.sub(lambda found: f"«U+{ord(found[0]):04X}»", text)


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of one file, in order."""
    cases: list[Case] = []
    for part in ("\n" + path.read_text("utf-8")).split(f"\n{MARK}")[1:]:
        heading, _, text = part.partition("\n")
        if heading.startswith("= "):
            assert heading[2:] in PARTS, f"{path.name}: there is no output {heading[2:]!r}"
            assert heading[2:] not in cases[-1].expected, f"{path.name}: {cases[-1].title}: {heading[2:]} twice"
            cases[-1].expected[heading[2:]] = text.strip("\n")
        else:
            cases.append(Case(path.name, heading, text.strip("\n"), {}))
    titles = [case.title for case in cases]
    assert len(set(titles)) == len(titles), f"{path.name}: two cases have the same title"
    return tuple(cases)


def written(case: Case) -> str:
    """Return the text of a case as it stands in its file."""
    parts = [f"{MARK}{case.title}\n{case.markdown}\n"]
    parts += [f"{MARK}= {name}\n{case.expected[name]}\n" for name in PARTS if case.expected.get(name)]
    text = "".join(parts)
    assert text.count(f"\n{MARK}") == len(parts) - 1, "the Markdown or its output holds a line of the case format"
    return text


def with_outputs(case: Case, dialect: DialectName, outputs: dict[str, str]) -> Case:
    """Return a case that expects what came out; a dialect that makes the same as the first has no parts of its own."""
    first = case.outputs(case.dialects[0])
    if dialect is case.dialects[0]:
        others = {name: text for name, text in case.expected.items() if name not in OUTPUTS}
        return msgspec.structs.replace(case, expected=outputs | others)
    own = {f"{dialect.value} {name}": text for name, text in outputs.items()} if outputs != first else {}
    return msgspec.structs.replace(case, expected=first | own)


def rewrite_case(case: Case, dialect: DialectName, outputs: dict[str, str]) -> None:
    """Put what came out into the file of a case."""
    path = CASES / case.file
    head = path.read_text("utf-8").split(MARK, 1)[0]
    texts = [
        written(with_outputs(other, dialect, outputs) if other.title == case.title else other)
        for other in read_cases(path)
    ]
    path.write_text(head + "\n".join(texts), "utf-8")


def page(path: str, front: str, body: str = "Text.") -> Source:
    docname = docname_of(path)
    kind = kind_of(docname)
    assert kind is not None
    return Source(docname, path, kind, f"---\n{front}\n---\n\n{body}\n")


LETTER = (
    "## Question\n\nWhy?\n\n## Short answer\n\nSo.\n\n## Answer\n\n### What to do\n\nThis.\n\n### Words to say\n\nThat."
)
NEIGHBOURS = (
    page("content/index.md", "title: Home"),
    page("content/about.md", "title: About us\nslug: who-we-are"),
    page("content/columns/nobody-answers.md", "title: Nobody answers\nstanding: composed", LETTER),
    page("content/columns/hello.md", "title: '\"Hello\" & <what> then?'\nstanding: composed", LETTER),
    page("content/columns/again.md", "title: Ask [again]\nstanding: composed", LETTER),
    page("content/columns/first.md", "title: 'Question #1: what?'\nstanding: composed", LETTER),
    page("content/guides/second.md", "title: '#2 rule'\nform: how-to"),
    page("content/guides/third.md", "title: This | that\nform: how-to"),
    page("content/topics/weak-ties.md", "title: Weak ties\nsynonyms: [acquaintances, People You've Met]", "## History"),
    page("content/topics/follow-up.md", "title: Follow-up"),
    page("content/guides/follow-up.md", "title: How to follow up\nform: how-to"),
    page("content/guides/unfinished.md", "title: Unfinished\nform: how-to\ndraft: true"),
    page("content/guides/über-uns.md", "title: Über uns\nform: how-to", "## Größe"),
    page("content/guides/two words.md", "title: Two words\nform: how-to"),
    page("content/tutorials/asking/index.md", "title: Asking for a talk"),
    page("content/tutorials/asking/01-first-words.md", "title: First words", "## Before you write"),
    page("content/tutorials/asking/02-the-call.md", "title: The call"),
)
ASSETS = (
    Asset("content/guides/door.png", "guides/door.0123456789.png", 640, 480),
    Asset("content/guides/no-size.svg", "guides/no-size.0123456789.svg"),
    Asset("content/guides/form.pdf", "guides/form.0123456789.pdf"),
    Asset("content/images/a b.png", "images/a b.0123456789.png", 20, 10),
    Asset("content/static/key.txt", "key.txt"),
)


class Workshop:
    """A small site, compiled once, and what it makes of one more page."""

    def __init__(self, dialect: DialectName) -> None:
        self.compile = page_compiler(dialect)
        self.neighbours = tuple(self.compile(source) for source in NEIGHBOURS)

    def outputs(self, markdown: str) -> dict[str, str]:
        """Return the HTML, the notes and the diagnostics of a page with this body."""
        markdown = _NAMED.sub(lambda found: chr(int(found[1], 16)), markdown)
        front = self._front(markdown)
        text, diagnostics = self.linked(front, markdown)
        told = [self._told(one, front) for one in diagnostics]
        values = (text.body, text.notes, "\n".join(told))
        return {name: shown(value.strip("\n")) for name, value in zip(OUTPUTS, values, strict=True)}

    def linked(self, front: str, markdown: str) -> tuple[LinkedText, tuple[Diagnostic, ...]]:
        """Return the text of a page with this front matter and body, among its neighbours, and what was noticed."""
        made = self.compile(page(HERE, front, markdown))
        pages = tuple(sorted((*self.neighbours, made), key=lambda one: one.docname))
        site, found = link_pages(pages, ASSETS, SETTINGS, Wanted(TODAY))
        return site.texts[made.docname], (*made.diagnostics, *found)

    @staticmethod
    def _front(markdown: str) -> str:
        """Return front matter with the sources that a text cites."""
        cited = [f"  - id: {name}\n    {text}" for name, text in SOURCES.items() if f"[^{name}]" in markdown]
        return "\n".join(["title: Here", "form: how-to", *(["sources:", *cited] if cited else [])])

    @staticmethod
    def _told(diagnostic: Diagnostic, front: str) -> str:
        """Return a diagnostic in one line, its place counted from the beginning of the Markdown."""
        assert diagnostic.place.file == HERE
        line = diagnostic.place.line - front.count("\n") - 4
        return f"{line if diagnostic.place.line else 0}:{diagnostic.place.column} {diagnostic.code}"


@cache
def workshop(dialect: DialectName) -> Workshop:
    return Workshop(dialect)


ALL = [case for path in sorted(CASES.glob("*.md")) for case in read_cases(path)]
EACH = [(case, dialect) for case in ALL for dialect in case.dialects]


@pytest.mark.parametrize(
    ("case", "dialect"),
    EACH,
    ids=[f"{case.file.removesuffix('.md')}: {case.title}: {dialect.value}" for case, dialect in EACH],
)
def test_case(case: Case, dialect: DialectName, rewrite: bool) -> None:
    outputs = workshop(dialect).outputs(case.markdown)
    if rewrite:
        rewrite_case(case, dialect, outputs)
        return
    assert outputs == case.outputs(dialect)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_a_file_of_cases_is_written_as_rewrite_writes_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == text.split(MARK, 1)[0] + "\n".join(map(written, read_cases(path)))


def test_most_cases_come_out_the_same() -> None:
    """The dialects differ where their rules do, and nowhere else."""
    both = [case for case in ALL if len(case.dialects) == len(DialectName)]
    same = [case for case in both if case.outputs(DialectName.MARKDOWN) == case.outputs(DialectName.COMMONMARK)]
    assert len(same) / len(both) > 0.9


_HEADING = re.compile(r"<h[234]\b[^>]*? id=\"([^\"]*)\"[^>]*>(.*?)<a aria-labelledby=", re.DOTALL)
_UNSEEN = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)


@pytest.mark.parametrize("dialect", DialectName)
def test_the_outline_says_what_the_headings_say(dialect: DialectName) -> None:
    for case in ALL:
        text, _ = workshop(dialect).linked("title: Here\nform: how-to", case.markdown)
        seen = [(html.unescape(anchor), _UNSEEN.sub("", words)) for anchor, words in _HEADING.findall(text.body)]
        outline = [(heading.anchor, heading.title) for heading in text.outline]
        words = [(anchor, html.unescape(" ".join(said.split()))) for anchor, said in seen]
        assert [(anchor, html.unescape(title)) for anchor, title in outline] == words, f"{case.file}: {case.title}"
