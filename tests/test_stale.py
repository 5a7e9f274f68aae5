"""What is done again after one change, and why: exactly that, in a table over one small site.

Each case changes one thing. `stale.txt` has, for each, the files that come out otherwise, each with the reason and, in
brackets, the pages to which that is due; and the pages whose text was loaded. `--rewrite` writes what follows today.
"""

import datetime
import re
from collections.abc import Mapping

import msgspec
import pytest

from fingerpost.cache import Cache, Ref
from fingerpost.files import Disk, MemoryFiles
from fingerpost.ledger import Head, Ledger, decode
from fingerpost.link import Wanted
from fingerpost.output import Copy
from fingerpost.pipeline import Built, Stage, Step, Unwatched, build_site, publish_site
from fingerpost.pipeline.pieces import load_ledger
from fingerpost.stale import Reason
from tests.changing import own, photograph, picture
from tests.conftest import TODAY, memory, project_root

THEME = project_root() / "tests" / "sites" / "_theme"
EXPECTED = project_root() / "tests" / "stale.txt"


def page(title: str, text: str, *front: str) -> str:
    return "\n".join(["---", f"title: {title}", *front, "---", "", text, ""])


def column(title: str, answer: str, *front: str) -> str:
    lines = f"summary: {title}, in short.", "standing: composed", *front
    return page(title, f"## Question\n\nIs it so?\n\n## Answer\n\n{answer}", *lines)


SITE: dict[str, str | bytes] = {
    "content/site.yml": "# Settings.\ntitle: Test\nbase_url: https://example.org/\n",
    "content/index.md": page("Home", "Welcome.", "summary: The home page."),
    "content/about.md": page("About", "It is us. On [all columns](/columns/).", "summary: About us."),
    "content/columns/asks.md": column(
        "Asks", "I wrote. Then [[guides/how]] helped me. ![Two](two.png)", "topics: [weak]", "published: 2026-11-20"
    ),
    "content/columns/waits.md": column(
        "Waits", "I waited, like a lurker.", "topics: [asking]", "published: 2026-11-21"
    ),
    "content/columns/later.md": column("Later", "Soon. See [[waits]].", "published: 2026-11-26"),
    "content/columns/draft.md": column("Draft", "Not yet.", "draft: true"),
    "content/columns/two.png": picture(2, 2),
    "content/guides/how.md": page(
        "How", "Do it so. " + "word " * 195, "summary: How.", "form: how-to", "topics: [asking]"
    ),
    "content/guides/why.md": page("Why", "Since it is so. See [[how]].", "summary: Why.", "form: explanation"),
    "content/topics/weak.md": page("Weak ties", "Of ties.", "summary: Ties.", "broader: [asking]"),
    "content/topics/asking.md": page("Asking", "Of asking.", "summary: Asking.", "synonyms: [inquiring]"),
    "content/authors/ann.md": page("Ann", "Ann writes.", "summary: Ann."),
    "templates/partials/footer.html": "A footer.",
    "templates/guide.html": own("guide.html", "after", '{% include "mine.html" %}'),
    "templates/mine.html": "Mine.",
}

NEXT_DAY = Wanted(TODAY + datetime.timedelta(1))
Change = Mapping[str, str | bytes | tuple[str, str] | None]
"""Of each file: the whole of it, a part of it with what takes its place, or None where it goes."""


class Case(msgspec.Struct, frozen=True):
    """One change to the site above."""

    changed: Change
    wanted: Wanted = Wanted(TODAY)


CASES: dict[str, Case] = {
    "nothing": Case({}),
    "a file touched": Case({"content/about.md": SITE["content/about.md"]}),
    "a word": Case({"content/columns/asks.md": ("helped", "aided")}),
    "a word far from the link": Case({"content/columns/asks.md": ("I wrote", "I had written")}),
    "a word in a page to which nobody points": Case({"content/about.md": ("It is us", "This is us")}),
    "spaces at the end of a page": Case({"content/about.md": ("/).", "/).\n\n")}),
    "a page gets longer than a minute": Case({"content/guides/how.md": ("word word", "word word word word word word")}),
    "a title": Case({"content/guides/how.md": ("title: How", "title: How to")}),
    "the title of a topic": Case({"content/topics/weak.md": ("title: Weak ties", "title: Loose ties")}),
    "the title of a topic that others mention": Case({"content/topics/asking.md": ("title: Asking", "title: Lurker")}),
    "a synonym that another page mentions": Case({"content/topics/asking.md": ("[inquiring]", "[lurker]")}),
    "a summary": Case({"content/guides/how.md": ("summary: How.", "summary: How it goes.")}),
    "a summary of an author": Case({"content/authors/ann.md": ("summary: Ann.", "summary: She.")}),
    "a heading": Case({"content/about.md": ("It is us. On", "## Us\n\nOn")}),
    "a new link": Case({"content/about.md": ("It is us.", "It is us. Not [[why]].")}),
    "a removed link": Case({"content/guides/why.md": (" See [[how]].", "")}),
    "the words of a link": Case({"content/guides/why.md": ("[[how]]", "[[how|this]]")}),
    "a new mention": Case({"content/about.md": ("It is us.", "It is weak ties.")}),
    "a new topic": Case({"content/topics/new.md": page("New", "It is new.", "summary: New.")}),
    "a new topic that another page mentions": Case(
        {"content/topics/new.md": page("Lurker", "Of it.", "summary: One.")}
    ),
    "a new column": Case({"content/columns/new.md": column("New", "It is new.", "published: 2026-11-22")}),
    "a removed column": Case({"content/columns/asks.md": None, "content/.published.json": None}),
    "a removed guide, the links to it too": Case(
        {
            "content/guides/how.md": None,
            "content/.published.json": None,
            "content/columns/asks.md": (" Then [[guides/how]] helped me.", ""),
            "content/guides/why.md": (" See [[how]].", ""),
        }
    ),
    "a topic more": Case({"content/guides/why.md": ("summary: Why.", "summary: Why.\ntopics: [weak]")}),
    "an author more": Case({"content/guides/why.md": ("summary: Why.", "summary: Why.\nauthors: [ann]")}),
    "another address": Case(
        {"content/guides/how.md": ("summary: How.", "summary: How.\nslug: so\nredirects: [/guides/how/]")}
    ),
    "another picture": Case({"content/columns/two.png": picture(3, 3)}),
    "another picture of the same size": Case({"content/columns/two.png": picture(2, 2, depth=16)}),
    "a picture at several widths": Case({"content/columns/two.png": photograph(500, 12)}),
    "a picture that says who took it": Case({"content/columns/two.png": photograph(10, 10, words="Ann")}),
    "a file that no page uses": Case({"content/columns/three.png": picture(3, 3)}),
    "the doors of the home page": Case(
        {"content/index.md": ("summary: The home page.", "summary: The home page.\ndoors: [guides/how]")}
    ),
    "a door of a plain page": Case({"content/about.md": ("summary: About us.", "summary: About us.\ndoors: [how]")}),
    "a static file": Case({"content/static/CNAME": b"example.org"}),
    "a static file in the place of ours": Case({"content/static/robots.txt": b"User-agent: *"}),
    "a part of all templates": Case({"templates/partials/footer.html": "Another footer."}),
    "a part of one template": Case({"templates/mine.html": "My own."}),
    "one template": Case(
        {"templates/topic.html": '{% extends "default/topic.html" %}{% block after %}!{% endblock %}'}
    ),
    "one template, to the same end": Case({"templates/topic.html": '{% extends "default/topic.html" %}'}),
    "the frame of all templates": Case(
        {"templates/base.html": "<title>{{ title }}</title>{% block main %}{% endblock %}"}
    ),
    "a word of the theme": Case(
        {"templates/locale/en/LC_MESSAGES/fingerpost.po": 'msgid "Columns"\nmsgstr "Letters"\n'}
    ),
    "another language": Case({"content/site.yml": ("# Settings.", "language: de")}),
    "a template that nobody uses": Case({"templates/unused.html": "{{ nothing }}"}),
    "a stylesheet": Case({"templates/assets/style.css": "b {}"}),
    "a comment in the settings": Case({"content/site.yml": ("# Settings.", "# The settings.")}),
    "the navigation": Case({"content/site.yml": ("# Settings.", "navigation: [{page: about}]")}),
    "the title of the site": Case({"content/site.yml": ("title: Test", "title: Site")}),
    "the address of the site": Case({"content/site.yml": ("example.org", "example.com")}),
    "how links are written": Case({"content/site.yml": ("# Settings.", "links: relative")}),
    "mentions switched off": Case({"content/site.yml": ("# Settings.", "mentions: off")}),
    "drafts let in": Case({}, Wanted(TODAY, drafts=True)),
    "a day on which a page comes out": Case({}, NEXT_DAY),
    "two days, to where nothing comes": Case({"content/columns/later.md": None}, NEXT_DAY),
    "an old anchor": Case(
        {"content/.published.json": ('"moved": {', '"moved": {\n    "/columns/asks/#old": "/columns/asks/#answer"')}
    ),
    "an old address": Case({"content/.published.json": ('"moved": {', '"moved": {\n    "/old/": "/about/"')}),
}


class Watched(Cache):
    """A cache that remembers what was loaded from it."""

    def __init__(self, files: MemoryFiles) -> None:
        super().__init__(files)
        self.loaded: list[Ref] = []

    def load(self, ref: Ref) -> bytes | None:
        self.loaded.append(ref)
        return super().load(ref)


def theme() -> MemoryFiles:
    disk = Disk(THEME)
    return MemoryFiles({entry.path: disk.read(entry.path) for entry in disk.walk(".")})


def changed_by(files: Mapping[str, bytes], change: Change) -> dict[str, bytes]:
    done = dict(files)
    for path, one in change.items():
        if one is None:
            del done[path]
        elif isinstance(one, tuple):
            assert done[path].count(one[0].encode()) >= 1
            done[path] = done[path].replace(one[0].encode(), one[1].encode(), 1)
        else:
            done[path] = one.encode() if isinstance(one, str) else one
    return done


def bytes_of(built: Built, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {one.path: files[one.source] if isinstance(one, Copy) else one.data for one in built.outputs}


def told(made: Mapping[str, Reason]) -> str:
    """The files made, a line for each."""
    named = sorted(made.items())
    return "\n".join(f"{path} {one.code}" + (f" ({', '.join(one.pages)})" if one.pages else "") for path, one in named)


def ledger_of(files: MemoryFiles) -> Ledger:
    record, _ = Cache(files).record()
    assert record is not None
    head = decode(record, Head)
    assert head is not None
    assert head.ledger is not None
    return load_ledger(Cache(files), head.ledger)


def published(files: MemoryFiles) -> Built:
    built = build_site(files, theme(), Wanted(TODAY), cache=Cache(files))
    assert publish_site(files, built, cache=Cache(files)).changes is not None, built.diagnostics
    return built


def one_change(case: Case) -> str:
    """What follows from a change, as `stale.txt` has it. Whatever it is, it comes out as in a clean build."""
    files = memory(SITE)
    before = bytes_of(published(files), files.files)
    files.files = changed_by(files.files, case.changed)
    cache = Watched(files)
    warm = build_site(files, theme(), case.wanted, cache=cache)
    loaded = frozenset(cache.loaded)
    assert publish_site(files, warm, cache=cache).changes is not None, warm.diagnostics
    now = bytes_of(build_site(MemoryFiles(files.files), theme(), case.wanted), files.files)
    assert bytes_of(warm, files.files) == now
    ours = now.keys() & ledger_of(files).made.keys()
    assert set(warm.made) == {path for path in ours if now[path] != before.get(path)}
    rows = ledger_of(files).rows.values() if loaded else ()
    pages = " ".join(sorted(row.facts.docname for row in rows if row.page in loaded))
    return "\n".join(filter(None, (told(warm.made), f"loaded: {pages or '-'}")))


def expected() -> dict[str, str]:
    sections = re.split(r"^== (.*)\n", EXPECTED.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {name: text.strip() for name, text in zip(sections[::2], sections[1::2], strict=True)}


@pytest.mark.parametrize("name", CASES)
def test_one_change(name: str, rewrite: bool) -> None:
    found = one_change(CASES[name])
    if rewrite:
        known = {**expected(), name: found}
        EXPECTED.write_text("\n\n".join(f"== {one}\n{known[one]}" for one in CASES if one in known) + "\n", "utf-8")
    assert expected()[name] == found


def test_no_case_is_left_over() -> None:
    assert list(expected()) == list(CASES)


# ---- what was wrong once

PART = page("Alone", "Alone.", "summary: Alone.")
STEPS: dict[str, tuple[Case, ...]] = {
    "the last page of a list goes": (
        Case({"content/columns/asks.md": None, "content/columns/waits.md": None, "content/.published.json": None}),
        Case({"content/columns/asks.md": SITE["content/columns/asks.md"]}),
    ),
    "the page of a policy gets another title": (
        Case(
            {
                "content/site.yml": ("# Settings.", "policies: {evidence: about}"),
                "templates/partials/footer.html": "{% for link in site.policies %}{{ link.title }}{% endfor %}",
            }
        ),
        Case({"content/about.md": ("title: About", "title: On us")}),
        Case({"content/about.md": ("summary: About us.", "draft: true")}),
    ),
    "a file comes in the place of a static one of its name": (
        Case({"content/static/form.pdf": b"one", "content/about.md": ("It is us.", "It is [us](/form.pdf).")}),
        Case({"content/form.pdf": b"two"}),
        Case({"content/form.pdf": None}),
    ),
    "a page comes in the place of a file": (
        Case({"content/guides/v1.2": b"one", "content/guides/why.md": ("Since", "[Since](v1.2)")}),
        Case({"content/guides/v1.2.md": page("V", "Two.", "summary: V.", "form: how-to")}),
    ),
    "a part loses its overview": (
        Case({"content/tutorials/t/index.md": PART, "content/tutorials/t/01-a.md": PART.replace("Alone", "A")}),
        Case({"content/tutorials/t/index.md": None}),
        Case({"content/tutorials/t/index.md": PART}),
    ),
    "a template breaks, and is mended": (
        Case({"templates/guide.html": "{{ nothing }}"}),
        Case({"content/guides/how.md": ("Do it so", "Do it")}),
        Case({"templates/guide.html": "{{ title }}"}),
    ),
    "a topic that others mention gets another address": (
        Case({"content/about.md": ("It is us.", "It is weak ties.")}),
        Case({"content/topics/weak.md": ("summary: Ties.", "summary: Ties.\nslug: loose\nredirects: [/topics/weak/]")}),
    ),
    "a hidden page that another refers to is hidden for another reason": (
        Case({"content/about.md": ("It is us.", "It is [[draft]].")}),
        Case({"content/columns/draft.md": ("draft: true", "published: 2026-11-27")}),
        Case({}, Wanted(TODAY, future=True)),
        Case({"content/columns/draft.md": ("published: 2026-11-27", "published: 2026-11-20\nexpires: 2026-11-21")}),
    ),
    "a draft whose time is over, and a day before": (
        Case(
            {"content/about.md": ("summary: About us.", "summary: About us.\ndraft: true\nexpires: 2026-11-28")},
            Wanted(datetime.date(2026, 11, 26)),
        ),
        Case({}, Wanted(datetime.date(2026, 11, 25))),
    ),
    "a look ahead before anything was promised": (
        Case({"content/.published.json": None}, Wanted(TODAY, expired=True)),
        Case({}),
        Case({}),
    ),
    "two pages of one docname, and only one of them a draft": (
        Case({"content/about/index.md": page("Twin", "Us. See [[how]].", "summary: Twin.", "slug: twin")}),
        Case({"content/about/index.md": ("slug: twin", "slug: twin\ndraft: true")}),
        Case({"content/about/index.md": None}),
    ),
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_step_by_step(steps: tuple[Case, ...]) -> None:
    files = memory(SITE)
    published(files)
    for step in steps:
        files.files = changed_by(files.files, step.changed)
        warm = build_site(files, theme(), step.wanted, cache=Cache(files))
        cold = build_site(MemoryFiles(files.files), theme(), step.wanted)
        assert warm.diagnostics == cold.diagnostics
        assert bytes_of(warm, files.files) == bytes_of(cold, files.files)
        assert (warm.promises, warm.new_addresses) == (cold.promises, cold.new_addresses)
        publish_site(files, warm, cache=Cache(files))


# ---- what is read, loaded and written


def many() -> MemoryFiles:
    """A site of sixty guides more, in a ring."""
    guides = {
        f"content/guides/g{number}.md": page(
            f"Guide {number}",
            f"See [[guides/g{(number + 1) % 60}]].",
            "summary: One.",
            "form: how-to",
            "topics: [weak]",
        )
        for number in range(60)
    }
    return memory({**SITE, **guides})


def test_a_build_with_nothing_new_reads_no_page_and_writes_nothing() -> None:
    files = many()
    published(files)
    files.reads.clear()
    files.writes.clear()
    published(files)
    assert sorted(files.reads) == [
        ".fingerpost/cache/record",
        ".fingerpost/published",
        "content/.published.json",
        "site/.fingerpost.json",
    ]
    assert not files.writes


def test_a_word_costs_one_page() -> None:
    files = many()
    published(files)
    files.reads.clear()
    files.writes.clear()
    files.files = changed_by(files.files, {"content/guides/g7.md": ("See ", "Do see ")})
    cache = Watched(files)
    built = build_site(files, theme(), Wanted(TODAY), cache=cache)
    loaded = frozenset(cache.loaded)
    assert publish_site(files, built, cache=cache).changes is not None
    assert told(built.made).splitlines() == [
        "graph.json links",
        "guides/g7/index.html text",
        "guides/g7/index.md text",
        "guides/g8/index.html links (guides/g7)",
        "llms-full.txt links",
    ]
    read = {path for path in files.reads if path.startswith("content/")}
    assert read == {"content/.published.json", "content/site.yml", "content/guides/g7.md"}
    written = sorted(path for path in files.writes if path.startswith(".fingerpost/twin/"))
    assert [path.removeprefix(".fingerpost/twin/") for path in written] == [
        ".fingerpost.json",
        "graph.json",
        "guides/g7/index.html",
        "guides/g7/index.md",
        "guides/g8/index.html",
        "llms-full.txt",
    ]
    ledger = ledger_of(files)
    assert {row.facts.docname for row in ledger.rows.values() if row.page in loaded} == {"guides/g7", "guides/g8"}
    assert {name for name, one in ledger.links.items() if one.pointers in loaded} == {"guides/g7", "guides/g8"}
    assert {name for name, one in ledger.links.items() if one.sentences in loaded} <= {"guides/g6", "guides/g7"}
    others = {path for path, one in ledger.made.items() if one.data in loaded}
    assert all(path.endswith("/index.md") or path == "index.md" for path in others), "of other files the twins alone"


def test_a_word_costs_few_pieces_of_the_ledger() -> None:
    files = many()
    published(files)
    before = ledger_of(files)
    files.files = changed_by(files.files, {"content/guides/g7.md": ("See ", "Do see ")})
    published(files)
    ledger = ledger_of(files)
    changed = sum(one != other for one, other in zip(before.pieces, ledger.pieces, strict=True))
    assert 0 < changed < 12 < len(ledger.pieces)
    assert ledger != before
    assert ledger.rows.keys() == before.rows.keys()
    files.files = {path: data for path, data in files.files.items() if path != "content/columns/draft.md"}
    published(files)
    assert before.rows.keys() - ledger_of(files).rows.keys() == {"content/columns/draft.md"}


def test_a_longer_text_costs_only_the_lists_that_show_it() -> None:
    files = many()
    published(files)
    files.files = changed_by(files.files, {"content/guides/g7.md": ("See ", "word " * 400 + "See ")})
    before = ledger_of(files).keys["site"]
    built = published(files)
    ledger = ledger_of(files)
    assert built.made["guides/index.html"].code == "site"
    site = {path: one.parts.get("site") for path, one in ledger.made.items()}
    assert site["guides/index.html"] == site["topics/weak/feed.xml"] == ledger.keys["site"] != before
    assert site["columns/index.html"] == site["topics/index.html"] == before, "not even looked at"
    assert site["sitemap.xml"] == before


def test_a_failing_build_leaves_what_it_compiled_to_the_next() -> None:
    """So that mending one mistake does not compile all again, nor forgets what the last good build knew."""
    files = many()
    files.files["content/bad.md"] = page("Bad", "See [[nothing]].").encode()
    failed = build_site(files, theme(), Wanted(TODAY), cache=Cache(files))
    assert failed.failed
    publish_site(files, failed, cache=Cache(files))
    kept = dict(ledger_of(files).spare)
    assert kept.keys() == {path for path in files.files if path.startswith("content/") and path.endswith(".md")}
    files.files = changed_by(files.files, {"content/bad.md": None, "content/guides/g7.md": ("See ", "Do see ")})
    published(files)
    ledger = ledger_of(files)
    assert {path for path, row in ledger.rows.items() if kept[path] != row} == {"content/guides/g7.md"}
    assert not ledger.spare


class Meddler(Unwatched):
    """Changes a file in the middle of a build, at the beginning of a stage."""

    def __init__(self, files: MemoryFiles, stage: Stage, path: str, data: bytes) -> None:
        self.files, self.when, self.path, self.data = files, stage, path, data

    def stage(self, stage: Stage, total: int = 0) -> Step:
        if stage is self.when:
            self.files.files[self.path] = self.data
        return super().stage(stage, total)


@pytest.mark.parametrize("stage", [Stage.COMPILE, Stage.MAKE, Stage.SUM_UP])
@pytest.mark.parametrize("path", ["templates/mine.html", "content/about.md"])
def test_what_changes_while_a_build_goes_on_is_seen_by_the_next(stage: Stage, path: str) -> None:
    files = memory(SITE)
    changed = files.files[path] + b"More."
    built = build_site(files, theme(), Wanted(TODAY), cache=Cache(files), watch=Meddler(files, stage, path, changed))
    assert publish_site(files, built, cache=Cache(files)).changes is not None
    following = build_site(files, theme(), Wanted(TODAY), cache=Cache(files))
    sources = {name: data for name, data in files.files.items() if name.startswith(("content/", "templates/"))}
    clean = build_site(MemoryFiles(sources), theme(), Wanted(TODAY))
    assert bytes_of(following, files.files) == bytes_of(clean, sources)
