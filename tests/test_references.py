"""Every form of reference in every kind of block: a right one leads there, a wrong one is told at its place."""

import re
import unicodedata
from typing import Literal

import pytest

from fingerpost.config import DialectName
from fingerpost.diagnostics import Diagnostic
from fingerpost.link import Wanted
from fingerpost.pipeline import join_site
from fingerpost.promises import PROMISES_FILE
from fingerpost.site import Edge, EdgeKind
from tests.conftest import SITE_YML, TODAY, build, memory
from tests.test_telling import published

Form = Literal["NFC", "NFD"]
TOPIC = "---\ntitle: Weak ties\nsynonyms: [acquaintances]\n---\n\nText.\n\n## Why they help\n\nText.\n"
FORMS = {
    "docname": ("[[topics/weak-ties]]", "[[topics/weak-tie]]", "topics/weak-tie"),
    "last step of the docname": ("[[weak-ties]]", "[[weak-toes]]", "weak-toes"),
    "title": ("[[Weak ties]]", "[[Weak toes]]", "Weak toes"),
    "title in other letters and spaces": ("[[ weak   TIES ]]", "[[ weak  toes ]]", " weak  toes "),
    "synonym": ("[[acquaintances]]", "[[acquaintancy]]", "acquaintancy"),
    "kind": ("[[topic:weak-ties]]", "[[topic:weak-toes]]", "topic:weak-toes"),
    "words": ("[[weak-ties|some people]]", "[[weak-toes|some people]]", "weak-toes|some people"),
    "anchor": ("[[weak-ties#why-they-help]]", "[[weak-ties#why-they-hope]]", "weak-ties#why-they-hope"),
    "anchor in its heading's words": (
        "[[weak-ties#Why they help]]",
        "[[weak-ties#Why they hope]]",
        "weak-ties#Why they hope",
    ),
    "path": ("[words](topics/weak-ties.md)", "[words](topics/weak-toes.md)", "topics/weak-toes.md"),
    "path and anchor": (
        "[w](topics/weak-ties.md#why-they-help)",
        "[w](topics/weak-ties.md#why-they-hope)",
        "topics/weak-ties.md#why-they-hope",
    ),
    "path without words": ("[](topics/weak-ties.md)", "[](topics/weak-toes.md)", "topics/weak-toes.md"),
    "path in angle brackets": (
        "[words](<topics/weak-ties.md>)",
        "[words](<topics/weak-toes.md>)",
        "<topics/weak-toes.md>",
    ),
    "path from the root": ("[words](/topics/weak-ties/)", "[words](/topics/weak-toes/)", "/topics/weak-toes/"),
}
"""A form of reference: one that is right, one that is wrong, and where the caret of the wrong one stands."""
BLOCKS = {
    "prose": "Before {} after.",
    "second line of a paragraph": "One line\nand {} here.",
    "heading": "## Before {} after",
    "list": "- one\n- two {} three",
    "nested list": "- one\n    - two\n        1. {} three",
    "table": "| a | b |\n| --- | --- |\n| c | {} |",
    "note": "Text.[^1]\n\n[^1]: See {} there.",
    "admonition": "!!! note\n    Before {} after.",
    "folded block": '??? question "Which?"\n    Before {} after.',
    "tab": '=== "One"\n    Before {} after.',
    "quotation": "> Before {} after.",
    "list in a quotation": "> - Before {} after.",
    "definition": "Term\n:   Before {} after.",
    "checklist": "- [ ] Before {} after.",
    "alert": "> [!NOTE]\n> Before {} after.",
    "struck out words": "~~Before {} after.~~",
    "strong words": "**Before {} after.**",
    "beside another": "[[weak-ties]] {}",
}
FRONT = "---\ntitle: About\nsummary: >\n  Two\n  lines.\n---\n\n"


def joined(body: str, dialect: DialectName) -> tuple[list[Edge], list[Diagnostic]]:
    files = {
        "content/site.yml": f"{SITE_YML}dialect: {dialect.value}\n",
        "content/topics/weak-ties.md": TOPIC,
        "content/about.md": f"{FRONT}{body}\n",
    }
    site, diagnostics = join_site(memory(files), Wanted(TODAY))
    assert site is not None
    return [edge for edge in site.site.edges if edge.kind is EdgeKind.REFERENCE], list(diagnostics)


@pytest.mark.parametrize("dialect", DialectName)
@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("form", FORMS)
def test_a_right_reference_leads_to_its_page(form: str, block: str, dialect: DialectName) -> None:
    written = _in_block(FORMS[form][0], block)
    edges, diagnostics = joined(BLOCKS[block].format(written), dialect)
    assert not diagnostics
    edge = edges[-1]
    assert edge.target == "topics/weak-ties"
    assert edge.anchor == ("why-they-help" if "anchor" in form else "")
    line = f"{FRONT}{BLOCKS[block].format(written)}".split("\n")[edge.place.line - 1]
    inside = re.sub(r"^\[\[|\]\]$|^\[[^\]]*\]\(|\)$", "", written)
    assert line[edge.place.column - 1 :][: edge.place.length] == inside


@pytest.mark.parametrize("dialect", DialectName)
@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("form", FORMS)
def test_a_wrong_reference_is_told_at_its_place(form: str, block: str, dialect: DialectName) -> None:
    body = BLOCKS[block].format(_in_block(FORMS[form][1], block))
    _, diagnostics = joined(body, dialect)
    assert [one.code for one in diagnostics] == [_code(form)]
    place = diagnostics[0].place
    line = f"{FRONT}{body}".split("\n")[place.line - 1]
    assert place.text == line
    assert line[place.column - 1 :][: place.length] == _in_block(FORMS[form][2], block)
    assert "Did you mean" in diagnostics[0].hint


def _in_block(written: str, block: str) -> str:
    """A bar parts the cells of a table, so it is escaped there."""
    return written.replace("|", "\\|") if block == "table" else written


def _code(form: str) -> str:
    if "anchor" in form:
        return "unknown-anchor"
    return "unknown-address" if form == "path from the root" else "unknown-reference"


FRONT_MATTER = [
    ("guides/a", "form: how-to\ntopics: [{}]"),
    ("guides/a", "form: how-to\ntopics:\n  - {}"),
    ("guides/a", 'form: how-to\ntopics: ["{}"]'),
    ("topics/a", "broader: [{}]"),
    ("topics/a", "related:\n  - '{}'"),
    ("tutorials/a/index", "requires: [ {} ]"),
    ("paths/a", "stops:\n  - page: {}\n    why: Because."),
    ("paths/a", "stops: [{{page: {}, why: Because}}]"),
]


@pytest.mark.parametrize(("docname", "front"), FRONT_MATTER)
@pytest.mark.parametrize("name", ["weak-ties", "topics/weak-ties", "Weak ties", "WEAK  TIES", "acquaintances"])
def test_front_matter_refers_by_the_same_names(docname: str, front: str, name: str) -> None:
    text = f"---\ntitle: A\n{front.format(name)}\n---\n\nText.\n"
    site, diagnostics = join_site(
        memory({"content/topics/weak-ties.md": TOPIC, f"content/{docname}.md": text}), Wanted(TODAY)
    )
    assert site is not None
    assert not diagnostics
    (edge,) = site.site.edges
    assert edge.target == "topics/weak-ties"
    line = text.split("\n")[edge.place.line - 1]
    assert line[edge.place.column - 1 :][: edge.place.length].strip("'\"") == name


@pytest.mark.parametrize(("docname", "front"), FRONT_MATTER)
def test_a_wrong_name_in_front_matter_is_told_at_its_place(docname: str, front: str) -> None:
    text = f"---\ntitle: A\n{front.format('weak-toes')}\n---\n\nText.\n"
    _, diagnostics = join_site(
        memory({"content/topics/weak-ties.md": TOPIC, f"content/{docname}.md": text}), Wanted(TODAY)
    )
    assert [one.code for one in diagnostics] == ["unknown-reference"]
    place = diagnostics[0].place
    assert place.text[place.column - 1 :][: place.length].strip("'\"") == "weak-toes"
    assert "weak-ties" in diagnostics[0].hint or "Weak ties" in diagnostics[0].hint


def test_a_whole_address_of_the_site_is_looked_up_in_each_build() -> None:
    link = "---\ntitle: Home\n---\n\n[There](https://example.org/about/), [a file](beside.markdown).\n"
    about = "---\ntitle: About\n---\n\nText.\n"
    files = memory({"content/index.md": link, "content/about.md": about, "content/beside.markdown": "Text."})
    assert published(files).diagnostics == ()
    files.files["content/about.md"] = about.replace("title", "draft: true\ntitle").encode()
    files.remove(PROMISES_FILE)
    assert [one.code for one in published(files).diagnostics] == ["own-address"]
    assert [one.code for one in published(files).diagnostics] == ["own-address"], "a build with nothing to do"
    files.files["content/other.md"] = about.encode()
    assert [one.code for one in published(files).diagnostics] == ["own-address"], "a page that is as it was"
    files.files["content/index.md"] = link.replace("about", "other").replace("[a file](beside.markdown)", "").encode()
    assert [one.code for one in published(files).diagnostics] == ["like-page"]


@pytest.mark.parametrize("dialect", DialectName)
@pytest.mark.parametrize(("lying", "typed"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD")])
def test_the_form_of_unicode_does_not_matter(lying: Form, typed: Form, dialect: DialectName) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'
    text = (
        "[[größe]] [[guides/größe]] [[Maß für Größen|x]] [x](guides/größe.md) [x](/guides/größe)"
        " ![x](bär.svg) [x](ä.pdf) [x](/ü.txt)"
    )
    files = {
        "content/guides/größe.md": "---\ntitle: Maß für Größen\nform: how-to\n---\n\nText.\n",
        "content/bär.svg": svg,
        "content/ä.pdf": "A list.",
        "content/static/ü.txt": "Text.",
    }
    files = {unicodedata.normalize(lying, path): unicodedata.normalize(lying, text) for path, text in files.items()}
    head = f"---\ntitle: About\nimage: {unicodedata.normalize(typed, 'bär.svg')}\n---\n\n"
    about = {"content/about.md": head + unicodedata.normalize(typed, text) + "\n"}
    built = build(memory({"content/site.yml": f"{SITE_YML}dialect: {dialect.value}\n", **files, **about}))
    assert [one for one in built.diagnostics if one.place.file == "content/about.md"] == []
    assert all(unicodedata.is_normalized("NFC", path) for path in built.files)
    assert built.load("about/index.md").decode().count("/guides/gr%C3%B6%C3%9Fe/") == 5
