"""What the command line says of a build: each change to a small site, with the lines that explain what it reached."""

import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from fingerpost.cache import DAMAGED, FOREIGN, Cache
from fingerpost.cli.profile import profile
from fingerpost.cli.progress import Followed, Span, follow
from fingerpost.cli.telling import (
    closing,
    counted,
    explained,
    how_far,
    list_of_changes,
    not_cached,
    not_listed,
    notice,
    stage_name,
    why,
)
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import Changes
from fingerpost.pipeline import CHANGED_FILE, Built, Published, Stage, build_site, list_changed, publish_site
from fingerpost.pipeline.changed import Changed
from fingerpost.promises import PROMISES_FILE
from fingerpost.render import CARD_FONT, theme_folder
from fingerpost.stale import Causes, Reason
from tests.changing import photograph
from tests.conftest import HOME, TODAY, memory
from tests.conftest import SITE_YML as PLAIN
from tests.test_books import TUTORIAL
from tests.test_stale import ledger_of

# ---- a site, and what a change to it is said to reach

TEMPLATE = '{% extends "default/page.html" %}\n'
SITE_YML = f"{PLAIN}twins: false\n"
SITE: dict[str, str] = {
    "content/site.yml": SITE_YML,
    "content/index.md": HOME,
    "content/about.md": "---\ntitle: About\nsummary: Who.\n---\n\nWho we are. See [[Contact]].\n",
    "content/contact.md": "---\ntitle: Contact\nsummary: Write to us.\n---\n\nWrite to us.\n\n## Where\n\nHere.\n",
    "content/guides/walk.md": "---\ntitle: Walk\nform: how-to\n---\n\nOne foot, then the other.\n",
    "content/static/CNAME": "example.org\n",
    "templates/page.html": TEMPLATE,
    "templates/assets/extra.css": "a {}\n",
}
CONTACT = "content/contact.md"

Edit = Mapping[str, str | None]
"""The new text of files, None for one that goes."""

ALL_FOR_THE_SETTINGS = (
    "/              content/site.yml changed",
    "/404.html      content/site.yml changed",
    "/about/        content/site.yml changed",
    "/contact/      content/site.yml changed",
    "/feed.json     content/site.yml changed",
    "/feed.xml      content/site.yml changed",
    "/graph.json    shows all pages and links, and some of them changed",
    "/guides/       content/site.yml changed",
    "/guides/walk/  content/site.yml changed",
    "/llms.txt      content/site.yml changed",
    "/search/       content/site.yml changed",
)

CHANGES: dict[str, tuple[Edit, tuple[str, ...]]] = {
    "nothing": ({}, ("No page was made again.",)),
    "a comment in the settings": ({"content/site.yml": SITE_YML + "# mine\n"}, ("No page was made again.",)),
    "a word": (
        {CONTACT: SITE[CONTACT].replace("Here.", "There.")},
        ("/contact/  its text changed",),
    ),
    "a word of the sentence around a link": (
        {"content/about.md": SITE["content/about.md"].replace("See", "Read")},
        (
            "/about/      its text changed",
            "/contact/    the text or links of about changed",
            "/graph.json  shows all pages and links, and some of them changed",
        ),
    ),
    "a link that goes": (
        {"content/about.md": SITE["content/about.md"].replace(" See [[Contact]].", "")},
        (
            "/about/      its text changed",
            "/contact/    the text or links of about changed",
            "/graph.json  shows all pages and links, and some of them changed",
        ),
    ),
    "a title": (
        {
            CONTACT: SITE[CONTACT].replace("title: Contact", "title: Write"),
            "content/about.md": SITE["content/about.md"].replace("Contact", "contact"),
        },
        (
            "/404.json    shows contact, whose title changed",
            "/about/      its text changed",
            "/contact/    its text changed",
            "/graph.json  shows all pages and links, and some of them changed",
            "/llms.txt    shows contact, whose title changed",
        ),
    ),
    "a title that a link shows": (
        {"content/about.md": SITE["content/about.md"].replace("title: About", "title: Who")},
        (
            "/404.json    shows about, whose title changed",
            "/about/      its text changed",
            "/contact/    shows about, whose title changed",
            "/graph.json  shows all pages and links, and some of them changed",
            "/llms.txt    shows about, whose title changed",
        ),
    ),
    "a title that a list shows": (
        {"content/guides/walk.md": SITE["content/guides/walk.md"].replace("title: Walk", "title: Run")},
        (
            "/              shows guides/walk, whose title changed",
            "/404.json      shows guides/walk, whose title changed",
            "/graph.json    shows all pages and links, and some of them changed",
            "/guides/       shows guides/walk, whose title changed",
            "/guides/walk/  its text changed",
            "/llms.txt      shows guides/walk, whose title changed",
        ),
    ),
    "a page that comes": (
        {"content/new.md": "---\ntitle: New\n---\n\nSee [[Contact]].\n"},
        (
            "/404.json     shows new, which is new",
            "/_headers     a folder of pages came or went",
            "/contact/     shows new, which is new",
            "/graph.json   shows all pages and links, and some of them changed",
            "/llms.txt     shows new, which is new",
            "/new/         new",
            "/sitemap.xml  shows new, which is new",
        ),
    ),
    "a page that becomes a draft": (
        {"content/about.md": SITE["content/about.md"].replace("---\n\n", "draft: true\n---\n\n")},
        (
            "/404.json     no longer shows about, which stays out of the site now",
            "/_headers     a folder of pages came or went",
            "/about/       gone",
            "/contact/     no longer shows about, which stays out of the site now",
            "/graph.json   shows all pages and links, and some of them changed",
            "/llms.txt     no longer shows about, which stays out of the site now",
            "/sitemap.xml  no longer shows about, which stays out of the site now",
        ),
    ),
    "a static file": ({"content/static/CNAME": "example.net\n"}, ("/CNAME  copied from content/static/CNAME",)),
    "the settings": (
        {"content/site.yml": SITE_YML.replace("Test", "Site")},
        ALL_FOR_THE_SETTINGS,
    ),
    "the language": (
        {"content/site.yml": f"{SITE_YML}language: de\n"},
        ALL_FOR_THE_SETTINGS,
    ),
    "a word of the theme": (
        {"templates/locale/en/LC_MESSAGES/fingerpost.po": 'msgid "Search"\nmsgstr "Find"\n'},
        (
            "/              the words of the theme changed",
            "/404.html      the words of the theme changed",
            "/about/        the words of the theme changed",
            "/contact/      the words of the theme changed",
            "/guides/       the words of the theme changed",
            "/guides/walk/  the words of the theme changed",
            "/search/       the words of the theme changed",
        ),
    ),
    "a style sheet that no page uses": (
        {"templates/assets/extra.css": "b {}\n"},
        (
            "/assets/extra.5f546eb460.css  gone",
            "/assets/extra.ef2a875407.css  copied from the theme",
        ),
    ),
    "a template": (
        {"templates/page.html": TEMPLATE + "{% block title %}x{% endblock %}\n"},
        (
            "/about/        its template page.html, or one that it uses, changed",
            "/contact/      its template page.html, or one that it uses, changed",
            "/guides/walk/  its template guide.html, or one that it uses, changed",
        ),
    ),
}


def laid(files: Mapping[str, str]) -> MemoryFiles:
    return MemoryFiles({path: text.encode() for path, text in files.items()})


def published(files: MemoryFiles) -> Published:
    """Build and publish, with the cache in the same dictionary."""
    cache = Cache(files)
    built = build_site(files, Disk(theme_folder()), Wanted(TODAY), cache=cache, edition="this")
    return publish_site(files, built, cache=cache)


def change(files: MemoryFiles, edit: Edit) -> None:
    for path, text in edit.items():
        if text is None:
            del files.files[path]
        else:
            files.files[path] = text.encode()
    if any(text is None or "draft: true" in text for text in edit.values()):
        del files.files[PROMISES_FILE]


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_explained(name: str) -> None:
    edit, lines = CHANGES[name]
    files = laid(SITE)
    assert published(files).diagnostics == ()
    change(files, edit)
    again = published(files)
    assert again.diagnostics == ()
    assert tuple(explained(again)) == lines


def test_every_file_of_a_first_build_is_explained() -> None:
    first = published(laid(SITE))
    told = dict(line.split("  ", 1) for line in explained(first))
    assert len(told) == len(first.built.files)
    made = {reason.strip() for address, reason in told.items() if address != "/CNAME" and "/assets/" not in address}
    assert made == {"made anew, since nothing is known of a build before"}


def test_what_somebody_took_away_is_put_back() -> None:
    files = laid(SITE)
    published(files)
    del files.files["site/about/index.html"]
    assert explained(published(files)) == ["/about/  put back: it was gone from site/, or changed there"]


# ---- what cards, pictures and books say of themselves

CARDED = {**SITE, "content/site.yml": f"{SITE_YML}cards: true\n"}
CARD_REASONS = {
    "a title": (
        {CONTACT: SITE[CONTACT].replace("title: Contact", "title: Write").encode()},
        {"/contact/card.png  what it shows of its page changed"},
    ),
    "the title of the site": (
        {"content/site.yml": CARDED["content/site.yml"].replace("Test", "Site").encode()},
        {
            f"/{path}card.png  what it shows of its page or content/site.yml changed"
            for path in ("", "about/", "contact/", "guides/walk/")
        },
    ),
    "the font": (
        {f"templates/{CARD_FONT}": cast("FreeTypeFont", ImageFont.load_default(10)).font_bytes},
        {f"/{path}card.png  the font of cards changed" for path in ("", "about/", "contact/", "guides/walk/")},
    ),
}


@pytest.mark.parametrize("name", CARD_REASONS)
def test_a_card_that_is_drawn_again_is_explained(name: str) -> None:
    edit, lines = CARD_REASONS[name]
    files = laid(CARDED)
    published(files)
    files.files.update(edit)
    told = (re.sub(" {2,}", "  ", line) for line in explained(published(files)))
    assert {line for line in told if "card.png" in line} == lines


EVERYTHING: dict[str, str | bytes] = {
    **TUTORIAL,
    "content/site.yml": f"{PLAIN}cards: true\nbooks: [print, pdf, epub]\nprecompress: true\n",
    "content/about.md": "---\ntitle: About\n---\n\n![Us](us.png)\n\n## Here\n",
    "content/us.png": photograph(500, 12, words="Ann"),
    PROMISES_FILE: '{"format": 1, "addresses": {}, "moved": {"/about/#old": "/about/#here"}}\n',
}
"""A site for which every maker of files has something to do."""
MADE_OF = {
    *("text", "pointers", "links", "template", "frame", "site", "settings", "anchors", "files", "card", "font"),
    *("words", "picture", "recipe", "packed"),
}


def test_all_that_a_file_is_made_of_has_its_sentence() -> None:
    files = memory(EVERYTHING)
    assert published(files).changes is not None
    parts = {name for made in ledger_of(files).made.values() for name in made.parts}
    assert parts == MADE_OF, "a maker with a new name wants a sentence in `why`"
    for cause in (Causes(), Causes(keys=frozenset({"settings", "assets"}))):
        assert all(why("a/b.png", Reason(name), cause) for name in MADE_OF)


ONE = {"columns/a": "title"}
REASONS: dict[str, tuple[Reason, Causes, str]] = {
    "text and settings": (
        Reason("text"),
        Causes(keys=frozenset({"settings"})),
        "its text or content/site.yml changed",
    ),
    "a link": (Reason("pointers", ("columns/a",)), Causes(pages=ONE), "links to columns/a, whose title changed"),
    "a link, nobody knows why": (Reason("pointers"), Causes(), "a link in it changed"),
    "links, nobody knows why": (Reason("links"), Causes(), "what points to it changed"),
    "two pages": (
        Reason("links", ("columns/a", "columns/b")),
        Causes(pages={**ONE, "columns/b": "summary"}),
        "shows columns/a, whose title changed, and 1 more page that changed",
    ),
    "many pages": (
        Reason("links", tuple("abc")),
        Causes(pages={"a": "gone"}),
        "no longer shows a, which is gone, and 2 more pages that changed",
    ),
    "assets": (
        Reason("frame"),
        Causes(keys=frozenset({"frame", "assets"})),
        "a style sheet or another asset of the theme changed",
    ),
    "navigation": (Reason("frame"), Causes(keys=frozenset({"frame"})), "the navigation changed"),
    "the site": (Reason("site"), Causes(pages=ONE), "shows columns/a, whose title changed"),
    "much of the site": (
        Reason("site"),
        Causes(pages={str(number): "title" for number in range(1200)}),
        "shows the whole site, of which 1,200 pages changed",
    ),
    "a file of the site": (Reason("site"), Causes(), "shows the whole site, of which a file changed"),
    **{
        what: (Reason("links", ("a",)), Causes(pages={"a": what}), said)
        for what, said in {
            "shown": "shows a, which is in the site now",
            "address": "shows a, whose address changed",
            "summary": "shows a, whose summary changed",
            "front": "shows a, whose front matter changed",
            "headings": "shows a, whose headings changed",
            "text": "the text or links of a changed",
        }.items()
    },
}


@pytest.mark.parametrize("name", REASONS)
def test_each_reason_has_its_words(name: str) -> None:
    reason, causes, said = REASONS[name]
    assert why("a/index.html", reason, causes) == said


PARTS = {
    "title": ("title: Contact", "title: Write", "title"),
    "summary": ("summary: Write to us.", "summary: Write.", "summary"),
    "address": ("summary:", "slug: write\nsummary:", "address"),
    "headings": ("## Where", "## There", "headings"),
    "front": ("summary:", "updated: 2026-11-01\nsummary:", "front"),
    "text": ("Here.", "Here. " * 300, "text"),
}


@pytest.mark.parametrize("name", PARTS)
def test_what_of_a_page_changed_is_known(name: str) -> None:
    old, new, what = PARTS[name]
    files = laid({**SITE, "content/about.md": "---\ntitle: About\n---\n\nSee [[contact]].\n"})
    published(files)
    del files.files[PROMISES_FILE]
    change(files, {CONTACT: SITE[CONTACT].replace(old, new)})
    assert published(files).built.causes.pages == {"contact": what}


# ---- the list of what changed


def of(written: tuple[str, ...], removed: tuple[str, ...] = ()) -> list[str]:
    return list_of_changes(Built(files=dict.fromkeys(("index.html", *written), "")), Changes(written, removed))


def test_changes_are_listed_by_address() -> None:
    assert of(("a/index.html", "feed.xml"), ("index.html", "old/index.html")) == [
        "Changed since the last build:",
        "  /a/",
        "  /feed.xml",
        "Gone since the last build:",
        "  /",
        "  /old/",
    ]
    assert of(()) == []


def test_the_index_is_gone_only_where_nothing_of_it_is_left() -> None:
    new, old = ("pagefind/fragment/a.pf_fragment",), ("pagefind/fragment/b.pf_fragment",)
    assert of(new, old) == ["Changed since the last build:", "  /pagefind/"]
    assert of((), old) == ["Gone since the last build:", "  /pagefind/"]


def test_a_long_list_is_cut() -> None:
    lines = of(tuple(f"p{number:04}/index.html" for number in range(1021)))
    assert len(lines) == 22
    assert lines[-1] == "  and 1,001 more, all in .fingerpost/changed.json"
    assert len(of(tuple(f"p{number:02}/index.html" for number in range(20)))) == 21


def test_a_first_build_lists_nothing_since_all_is_new() -> None:
    first = published(laid(SITE))
    assert list_of_changes(first.built, first.changed) == []


def changed_in(files: MemoryFiles) -> Changed:
    return msgspec.json.decode(files.files[CHANGED_FILE], type=Changed)


def test_a_deploy_reads_what_changed() -> None:
    base = SITE_YML.replace("example.org/", "example.org/advice/")
    files = laid({**SITE, "content/site.yml": base, "content/ü b.md": "---\ntitle: Ü\nslug: ü\n---\n\nÜ.\n"})
    first = published(files)
    assert list_changed(files, first.built.base_url, first.changed) == ""
    listed = changed_in(files)
    assert listed.base_url == "https://example.org/advice/"
    assert listed.written == tuple(sorted(first.built.files))
    assert {"https://example.org/advice/", "https://example.org/advice/%C3%BC/"} <= set(listed.urls)
    assert CHANGED_FILE + ".new" not in files.files
    change(files, {"content/about.md": None, CONTACT: SITE[CONTACT].replace("Here.", "There.")})
    again = published(files)
    list_changed(files, again.built.base_url, again.changed)
    listed = changed_in(files)
    assert (listed.removed, "contact/index.html" in listed.written) == (("about/index.html",), True)
    assert {"https://example.org/advice/about/", "https://example.org/advice/contact/"} <= set(listed.urls)
    assert len(listed.urls) == len(listed.written) + len(listed.removed)


def test_what_a_disk_does_not_take_leaves_no_older_list(tmp_path: Path) -> None:
    files = Disk(tmp_path)
    assert list_changed(files, "https://example.org/", Changes(("a",), ())) == ""
    (tmp_path / f"{CHANGED_FILE}.new").mkdir()
    assert list_changed(files, "https://example.org/", Changes(("b",), ())) != ""
    assert not (tmp_path / CHANGED_FILE).exists()


def test_with_the_cache_alone_the_last_build_is_known() -> None:
    """As in a workflow that starts with an empty checkout and the cache of the last run."""
    files = laid(SITE)
    published(files)
    kept = {path: data for path, data in files.files.items() if path.startswith(("content/", "templates/"))}
    kept |= {path: data for path, data in files.files.items() if path.startswith(".fingerpost/cache/")}
    kept[CONTACT] = kept[CONTACT].replace(b"Here.", b"There.")
    elsewhere = published(MemoryFiles(kept))
    assert elsewhere.changes is not None
    assert len(elsewhere.changes.written) == len(elsewhere.built.files)
    assert elsewhere.changed == Changes(("contact/index.html",), ())
    without = published(MemoryFiles({path: data for path, data in kept.items() if ".fingerpost" not in path}))
    assert without.changed == without.changes


# ---- single sentences


def test_numbers_and_words() -> None:
    assert counted(1, "page") == "1 page"
    assert counted(1062, "page") == "1,062 pages"
    assert counted(0, "new address", "new addresses") == "0 new addresses"


NOTICES = {
    DAMAGED: "The cache in .fingerpost/cache could not be used, because something in it is damaged.",
    FOREIGN: "The cache in .fingerpost/cache could not be used, because another version of Fingerpost made it.",
}


@pytest.mark.parametrize("code", NOTICES)
def test_each_notice(code: str) -> None:
    assert notice(code) == f"{NOTICES[code]} The whole site was built anew."


def test_a_list_that_is_not_written_is_told() -> None:
    assert not_listed("No space left on device") == (
        ".fingerpost/changed.json could not be written, so deploy the whole site: No space left on device."
    )


def test_a_cache_that_is_not_kept_is_told() -> None:
    assert not_cached("It is shut") == (
        "The site is published, but the cache could not be kept, so the next build takes longer: It is shut."
    )


@pytest.mark.parametrize(
    ("changes", "warnings", "said"),
    [
        (Changes((), ()), "", "Built 2 pages into site/ in 1.3 s: nothing changed."),
        (Changes(("a",), ()), "1 warning", "Built 2 pages into site/ in 1.3 s: 1 file written. 1 warning."),
        (Changes(("a",) * 1200, ("b",)), "", "Built 2 pages into site/ in 1.3 s: 1,200 files written, 1 removed."),
        (Changes((), ("b",)), "", "Built 2 pages into site/ in 1.3 s: 1 file removed."),
    ],
)
def test_the_closing_line(changes: Changes, warnings: str, said: str) -> None:
    assert closing(Published(Built(pages=2), changes, ()), 1.25001, warnings) == said


def test_the_closing_line_tells_the_cost_of_the_search_apart() -> None:
    said = closing(Published(Built(pages=2), Changes((), ()), ()), 1.25001, "", 0.31)
    assert said == "Built 2 pages into site/ in 1.3 s, 0.3 s of them for the search: nothing changed."


@pytest.mark.parametrize(
    ("done", "total", "seconds", "said"),
    [
        (0, 0, 1.0, ""),
        (0, 1240, 0.0, "0 of 1,240 pages"),
        (620, 1240, 2.0, "620 of 1,240 pages, 310/s, 2 s left"),
        (100, 13000, 1.0, "100 of 13,000 pages, 100/s, 2 min 9 s left"),
        (1, 1, 0.5, "1 of 1 page, 2/s, 0 s left"),
        (15000, 10120, 5.4, "15,000 of 10,120 pages, 2,778/s, 0 s left"),
    ],
)
def test_how_far_a_stage_is(done: int, total: int, seconds: float, said: str) -> None:
    assert how_far(Stage.COMPILE, done, total, seconds) == said


def test_every_stage_has_a_name() -> None:
    assert len({stage_name(stage) for stage in Stage}) == len(Stage)


# ---- following a build


class Drawn:
    """A screen that keeps what is drawn."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def draw(self, label: str, done: int, total: int, told: str) -> None:
        self.lines.append(f"{label} {done}/{total}")

    def clear(self) -> None:
        self.lines.append("-")


def test_a_bar_comes_after_a_second_and_seldom() -> None:
    moments = iter([0.0, 0.0, 0.5, 0.99, 1.0, 1.05, 1.2, 1.25, 1.5, 2.0, 2.0, 2.0])
    screen = Drawn()
    with follow(lambda: next(moments), screen) as watch:
        step = watch.stage(Stage.COMPILE, 40)  # asks for the time twice
        for _ in range(5):
            step(8)
        watch.stage(Stage.PUBLISH)
    assert screen.lines == ["Compiling 16/40", "Compiling 32/40", "Publishing 0/0", "-"]
    assert watch.spans == [Span(Stage.COMPILE, 40, 1.5), Span(Stage.PUBLISH, 0, 0.5)]


def test_the_bar_goes_whatever_happens() -> None:
    screen = Drawn()
    with pytest.raises(KeyboardInterrupt), follow(itertools.count().__next__, screen):
        raise KeyboardInterrupt
    assert screen.lines == ["-"]


def test_a_build_tells_its_stages_in_order() -> None:
    files, clock = laid(SITE), itertools.count()
    watch = Followed(lambda: float(next(clock)), None)
    built = build_site(files, Disk(theme_folder()), Wanted(TODAY), watch=watch)
    publish_site(files, built, watch=watch)
    watch.end()
    assert [span.stage for span in watch.spans] == [
        stage for stage in Stage if stage not in (Stage.SEARCH, Stage.DRAW, Stage.BIND)
    ]
    assert {span.stage: span.total for span in watch.spans if span.total} == {
        Stage.COMPILE: 4,
        Stage.POINT: 4,
        Stage.MAKE: 14,
    }


def test_a_profile_shows_where_the_time_went() -> None:
    spans = (
        Span(Stage.READ, 0, 0.25),
        Span(Stage.COMPILE, 1, 0.5),
        Span(Stage.COMPILE, 1, 1.0),
        Span(Stage.MAKE, 30, 0.25),
    )
    built = Built(pages=1200, made={"a": Reason("text")})
    assert profile(built, spans, 12345) == [
        "",
        "stage            seconds  share",
        "read                0.25    12%",
        "compile             1.50    75%",
        "join and render     0.25    12%",
        "in all              2.00",
        "",
        "1,200 pages: 2 compiled, 0 with links resolved.",
        "30 pages and lists joined, 1 file rendered, 12,345 bytes written into site/.",
    ]
