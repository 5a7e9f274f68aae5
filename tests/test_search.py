"""The search: what its records say, the same bytes each time, no index made in vain; what a reader finds with it."""

import gzip
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fingerpost.cache import Cache
from fingerpost.cli.telling import explained, list_of_changes
from fingerpost.diagnostics import describe
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.pipeline import Built, build_site, publish_site
from fingerpost.render import theme_folder
from fingerpost.search import Index, Indexing, NoIndexError, Record, index_files, pagefind_index
from fingerpost.search.service import _Service
from fingerpost.serve import LiveSite
from fingerpost.serve.app import SiteApp
from tests.conftest import HOME, SITE_YML, TODAY, memory, project_root
from tests.test_browser import ARGUMENTS, CHROMIUM, Quiet

SITE: dict[str, str] = {
    "content/topics/weak-ties.md": (
        "---\ntitle: Weak ties\nsynonyms: [distant acquaintances]\nhidden: [loose contacts]\n---\n\n"
        "People you know a bit.\n"
    ),
    "content/columns/asks.md": (
        "---\ntitle: Nobody answers\nsummary: What silence means.\nstanding: composed\ntopics: [weak-ties]\n---\n\n"
        "## Question\n\nIs it me & my letter?\n\n## Answer\n\n### Write once more\n\n"
        "Then stop. See [[topics/weak-ties]].\n"
    ),
    "content/guides/how.md": (
        "---\ntitle: How to ask\nform: how-to\n---\n\nSay who you are.[^1]\n\n[^1]: After a handbook.\n"
    ),
}


class Counted:
    """An index that tells how often it was made, and of what."""

    def __init__(self, index: Index = pagefind_index) -> None:
        self.made: list[dict[str, Record]] = []
        self._index = index

    def __call__(self, records: Sequence[Record], language: str) -> Indexing:
        self.made.append({record.url: record for record in records})
        return self._index(records, language)


class Hollow:
    """An index without files, for tests that look at records alone."""

    def files(self) -> Mapping[str, bytes]:
        raise NoIndexError("this test needs none")

    def close(self) -> None:
        pass


def built(
    files: MemoryFiles | Disk, index: Index | None = pagefind_index, jobs: int = 1, cache: Cache | None = None
) -> Built:
    return build_site(files, Disk(theme_folder()), Wanted(TODAY), index=index, jobs=jobs, cache=cache)


def records(files: Mapping[str, str]) -> dict[str, Record]:
    counted = Counted(lambda records, language: Hollow())
    built(memory(files), counted)
    return counted.made[0]


def index_of(one: Built) -> dict[str, bytes]:
    return {path: one.load(path) for path in one.files if path.startswith("pagefind/")}


# ---- records


def test_a_record_of_each_page() -> None:
    assert records(SITE).keys() == {"/", "/topics/weak-ties/", "/columns/asks/", "/guides/how/"}


def test_a_record_says_kind_topics_and_question() -> None:
    document = records(SITE)["/columns/asks/"].document
    assert '<h1 data-pagefind-meta="title">Nobody answers</h1>' in document
    assert '<p data-pagefind-filter="kind[data-is]" data-is="column"></p>' in document
    assert '<p data-pagefind-filter="topic[data-is]" data-is="Weak ties"></p>' in document
    assert '<div data-pagefind-weight="3"><p>Is it me &amp; my letter?</p>' in document
    assert '<div data-pagefind-weight="2">What silence means.</div>' in document
    assert '<h3 id="write-once-more">' in document
    assert ">Weak ties</a>" in document, "a reference without words is read with its title"


def test_a_record_of_a_topic_has_its_other_names() -> None:
    document = records(SITE)["/topics/weak-ties/"].document
    assert '<div data-pagefind-weight="7">distant acquaintances, loose contacts</div>' in document
    assert '<p data-pagefind-filter="topic[data-is]" data-is="Weak ties"></p>' in document


def test_notes_weigh_little() -> None:
    assert '<div data-pagefind-weight="0.5">' in records(SITE)["/guides/how/"].document


def test_the_mark_of_a_note_is_no_word_of_its_sentence() -> None:
    assert "<p>Say who you are.</p>" in records(SITE)["/guides/how/"].document


def test_the_words_of_a_record() -> None:
    assert records(SITE)["/guides/how/"].words == ("after", "handbook")
    long = {"content/about.md": "---\ntitle: Café 2026\n---\n\nThe ÉTUDE, " + "a" * 25 + ", x_y.\n"}
    assert records(long)["/about/"].words == ("café", "étude")


def test_drafts_are_not_searched() -> None:
    draft = SITE["content/guides/how.md"].replace("form:", "draft: true\nform:")
    assert "/guides/how/" not in records({**SITE, "content/guides/how.md": draft})


# ---- the index


def test_the_same_bytes_each_time() -> None:
    first, second = index_of(built(memory(SITE))), index_of(built(memory(SITE), jobs=2))
    assert first == second
    assert {path.rpartition("/")[2] for path in first} >= {
        "pagefind.js",
        "pagefind-entry.json",
        "words.txt",
        "LICENSE.txt",
    }
    assert not [path for path in first if "-ui" in path or "worker" in path or "highlight" in path]


def test_filters_are_sorted_however_pagefind_writes_them() -> None:
    pages = [
        Record(
            f"/{n}/",
            "<html><body data-pagefind-body>"
            + "".join(
                f'<p data-pagefind-filter="{name}[data-is]" data-is="{name}{n % values}"></p>'
                for name, values in (("kind", 3), ("topic", 40))
            )
            + f'<h1 data-pagefind-meta="title">Page {n}</h1><p>Words of {n}.</p></body></html>',
            ("words",),
        )
        for n in range(120)
    ]
    made = []
    for _ in range(3):
        indexing = pagefind_index(pages, "en-GB")
        made.append(index_files(indexing.files(), pages))
        indexing.close()
    assert made[0] == made[1] == made[2]


def test_nothing_is_indexed_twice() -> None:
    files, counted = memory(SITE), Counted()
    cache = Cache(files)
    first = built(files, counted, cache=cache)
    publish_site(files, first, cache=cache)
    for path, text, times in (
        ("content/guides/how.md", SITE["content/guides/how.md"], 1),
        ("templates/partials/scripts.html", "<!-- another theme -->", 1),
        ("content/guides/how.md", SITE["content/guides/how.md"].replace("Say", "Tell them"), 2),
        ("content/topics/weak-ties.md", SITE["content/topics/weak-ties.md"].replace("title: Weak", "title: Loose"), 3),
    ):
        files.write(path, text.encode())
        next_one = built(files, counted, cache=cache)
        publish_site(files, next_one, cache=cache)
        assert len(counted.made) == times, path
        assert not next_one.diagnostics
    assert index_of(next_one) == index_of(built(MemoryFiles(dict(files.files)), cache=None))


def test_a_record_that_comes_out_as_it_was_makes_no_index_anew() -> None:
    files, counted = memory(SITE), Counted()
    cache = Cache(files)
    publish_site(files, built(files, counted, cache=cache), cache=cache)
    files.write("content/guides/how.md", SITE["content/guides/how.md"].replace("---\n\nSay", "---\n\n\nSay").encode())
    publish_site(files, built(files, counted, cache=cache), cache=cache)
    assert len(counted.made) == 1


def test_a_site_without_a_search() -> None:
    files = memory({**SITE, "content/site.yml": SITE_YML + "search: false\n"})
    one = built(files)
    assert not [path for path in one.files if path.startswith(("pagefind/", "search/"))]
    assert b'role="search"' not in one.load("index.html")


def test_a_search_that_is_switched_off_takes_its_files_with_it() -> None:
    files = memory(SITE)
    cache = Cache(files)
    publish_site(files, built(files, cache=cache), cache=cache)
    assert "site/pagefind/pagefind.js" in files.files
    files.write("content/site.yml", (SITE_YML + "search: false\n").encode())
    publish_site(files, built(files, cache=cache), cache=cache)
    assert not [path for path in files.files if path.startswith(("site/pagefind/", "site/search/"))]


def test_a_change_of_the_index_is_told_in_one_line() -> None:
    files = memory(SITE)
    cache = Cache(files)
    publish_site(files, built(files, cache=cache), cache=cache)
    files.write("content/guides/how.md", SITE["content/guides/how.md"].replace("Say", "Tell them").encode())
    published = publish_site(files, built(files, cache=cache), cache=cache)
    told = [line for line in explained(published) if line.startswith("/pagefind/")]
    assert [line.split("  ", 1)[1].strip() for line in told] == ["the index for searches, since pages changed"]
    listed = list_of_changes(published.built, published.changed)
    assert [line for line in listed if "pagefind" in line] == ["  /pagefind/"], (
        "changed, though some of its files are gone"
    )


def test_while_serving_the_index_waits_until_somebody_asks() -> None:
    files, counted = memory(SITE), Counted()
    live = LiveSite(files, Disk(theme_folder()), lambda: Wanted(TODAY), index=counted)
    *_, first = live.update(())
    files.write("content/guides/how.md", SITE["content/guides/how.md"].replace("Say", "Tell them").encode())
    *_, second = live.update(("content/guides/how.md",))
    assert not counted.made
    assert not [path for path in (*first.files, *second.files) if path.startswith("pagefind/")]
    words = live.drawn("pagefind/words.txt")
    assert b"tell\n" in words
    assert live.drawn("pagefind/pagefind.js")
    assert len(counted.made) == 1
    with pytest.raises(FileNotFoundError):
        live.drawn("pagefind/other.js")


# ---- what can go wrong


def told(index: Index) -> str:
    return "\n".join(describe(one) for one in built(memory(SITE), index).diagnostics)


HINT = "  hint: Install Pagefind with: pip install 'pagefind[bin]'. Or publish without a search: search: false"


def test_a_program_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind.service.get_executable", lambda: None)
    assert told(pagefind_index) == (
        "content/site.yml: error: The index for searches cannot be made: the program of Pagefind is not installed. "
        f"[no-index]\n{HINT}"
    )


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", "Pagefind ended with exit code 3"),
        ("printf eyJwYXlsb2FkIjp7InR5cGUiOiJFcnJvciIsIm1lc3NhZ2UiOiJubyByb29tIn19,%.0s 1 2 3 4 5 6; cat >/dev/null",
         "Pagefind says: no room"),
        ("printf eyJwYXlsb2FkIjp7InR5cGUiOiJHZXRGaWxlcyIsImZpbGVzIjpbXX19,%.0s 1 2 3 4 5 6; cat >/dev/null",
         "this version of Pagefind makes files of another form"),
    ],
    ids=["ends", "error", "other-files"],
)  # fmt: skip
def test_a_program_that_fails(script: str, why: str, tmp_path: Path) -> None:
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    assert told(lambda records, language: _Service(program, records, language)) == (
        f"content/site.yml: error: The index for searches cannot be made: {why}. [no-index]\n{HINT}"
    )


def test_ctrl_c_in_a_terminal_is_not_for_the_program(tmp_path: Path) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\ncat >/dev/null\n", encoding="utf-8")
    program.chmod(0o755)
    service = _Service(program, (), "en")
    assert os.getpgid(service._child.pid) != os.getpgid(0)
    service.close()


def test_a_program_that_does_not_start(tmp_path: Path) -> None:
    program = tmp_path / "pagefind"
    assert "Pagefind does not start: No such file or directory." in told(
        lambda records, language: _Service(program, records, language)
    )


def test_the_last_good_site_stays() -> None:
    files = memory(SITE)
    publish_site(files, built(files))
    before = {path: data for path, data in files.files.items() if path.startswith("site/")}
    files.write("content/about.md", HOME.encode())

    def failing(records: Sequence[Record], language: str) -> Indexing:
        raise NoIndexError("no room")

    assert publish_site(files, built(files, failing)).changes is None
    assert {path: data for path, data in files.files.items() if path.startswith("site/")} == before


def test_an_address_of_the_search_is_taken() -> None:
    page = "---\ntitle: Search\n---\n\nMine.\n"
    assert [one.code for one in built(memory({**SITE, "content/search.md": page})).diagnostics] == ["same-address"]
    settings = SITE_YML + "search: false\n"
    assert not built(memory({**SITE, "content/search.md": page, "content/site.yml": settings})).diagnostics


# ---- what a reader finds

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here: apt install chromium"
)
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'"
)


class Guarded:
    """The site behind a strict Content-Security-Policy."""

    def __init__(self, app: SiteApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, object], start_response: object) -> object:
        def start(status: str, headers: list[tuple[str, str]]) -> object:
            return start_response(status, [*headers, ("Content-Security-Policy", POLICY)])  # type: ignore[operator]

        return self._app(environ, start)


@pytest.fixture(scope="module")
def real() -> Built:
    """The real site below a path."""
    files = MemoryFiles({})
    source = Disk(project_root())
    for entry in source.walk("content"):
        files.write(entry.path, source.read(entry.path))
    settings = files.read("content/site.yml").replace(b"https://example.org/", b"https://example.org/advice/")
    files.write("content/site.yml", settings)
    one = built(files)
    assert not one.diagnostics
    return one


@pytest.fixture(scope="module")
def site(real: Built) -> Iterator[str]:
    with make_server("127.0.0.1", 0, Guarded(SiteApp(real, real.load)), handler_class=Quiet) as server:  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/advice"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def titles(page: Page) -> list[str]:
    return page.locator(".results > li > a").all_inner_texts()


@needs_browser
def test_the_header_leads_to_what_is_found(page: Page, site: str) -> None:
    page.goto(f"{site}/columns/nobody-answers/")
    page.get_by_role("searchbox").fill("rejection")
    page.keyboard.press("Enter")
    assert number(page) > 10
    assert "Rejection" in titles(page)
    first = page.locator(".results > li").first
    assert page.locator(".results mark").first.inner_text().lower().startswith("reject")
    assert " · " in first.locator(".kind").inner_text()
    first.locator("> a").click()
    assert page.url.startswith(f"{site}/")
    assert page.locator("h1").count() == 1
    assert not page.get_by_text("No path leads here").count()


def number(page: Page) -> int:
    expect(page.locator(".count")).not_to_be_empty()
    return int(page.locator(".count").inner_text().rpartition(" ")[2])


@needs_browser
def test_nothing_is_fetched_before_the_search_is_opened(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/topics/rejection/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url or "search" in url]


@needs_browser
def test_the_words_are_fetched_for_a_misspelt_word_alone(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    page.goto(f"{site}/search/?q=interviews")
    expect(page.locator(".count")).not_to_be_empty()
    assert "/pagefind/words.txt" not in asked
    page.get_by_role("searchbox").fill("intervew")
    expect(page.locator(".meant")).to_be_visible()
    assert "/pagefind/words.txt" in asked


@needs_browser
@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("intervew", "interview"),
        ("rejction", "rejection"),
        ("aplication", "application"),
        ("no anwser", "no answer"),
        ("recomendation", "recommendation"),
        ("refusel", "refusal"),
        ("netwroking", "networking"),
        ("intrevew", "interview"),
        ("anwser/letter", "answer letter"),
    ],
)
def test_a_misspelt_word_finds(page: Page, site: str, misspelt: str, meant: str) -> None:
    page.goto(f"{site}/search/?q={misspelt}")
    expect(page.locator(".meant span")).to_contain_text(f"“{meant}", timeout=10_000)
    expect(page.locator(".count")).not_to_be_empty()
    assert titles(page)
    for mark in page.locator(".results mark").all_inner_texts():
        assert any(word[:4] in mark.lower() for word in meant.split()), mark
    page.locator(".meant button").click()
    expect(page.locator(".meant")).to_be_hidden()
    expect(page.get_by_role("article").get_by_role("status")).to_have_text(f"Nothing found for “{misspelt}”.")


LACKED = [
    "autism", "immigrant", "burnout", "layoff", "blind", "gender", "salary", "racism", "pension", "disability",
    "pregnant", "redundancy", "diabetes", "fund", "area", "xyz", "police", "fighting",
]  # fmt: skip
"""Words of life and work that are spelt as they should be."""


@needs_browser
@pytest.mark.parametrize("word", LACKED)
def test_a_word_that_no_page_has_finds_nothing(page: Page, site: str, real: Built, word: str) -> None:
    known = real.load("pagefind/words.txt").decode().split()
    assert not any(one.startswith(word) for one in known), "by now a page has it: take another word"
    for query in (word, f"{word}, {word}-xyz"):
        page.goto(f"{site}/search/?q={query}")
        expect(page.get_by_role("article").get_by_role("status")).to_have_text(f"Nothing found for “{query}”.")
        assert not titles(page)
        expect(page.locator(".meant")).to_be_hidden()
        expect(page.locator(".search fieldset:visible")).to_have_count(0)
        expect(page.locator(".lists").get_by_role("link", name="All topics from A to Z")).to_be_visible()


@needs_browser
def test_a_word_that_no_page_has_is_told_from_others(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=interview")
    alone = number(page)
    page.goto(f"{site}/search/?q=zzzzzz intervew")
    told = page.locator(".meant span")
    expect(told).to_have_text("Nothing found for “zzzzzz”. Showing results for “interview”.")
    expect(page.locator(".meant button")).to_be_hidden()
    assert number(page) == alone
    page.locator('input[name="kind"]').first.check()
    expect(page.locator(".count")).not_to_have_text(f"Results: {alone}")
    expect(told).to_be_visible()


@needs_browser
@pytest.mark.parametrize(
    "query", ["interv", "parking", "applicatio", "interviewer's", "job & letter", "“letter”", "re", "LETTERS"]
)
def test_a_word_that_a_page_has_is_not_corrected(page: Page, site: str, query: str) -> None:
    page.goto(f"{site}/search/?q={query.replace('&', '%26')}")
    assert number(page) > 0
    expect(page.locator(".meant")).to_be_hidden()


@needs_browser
def test_a_slip_that_the_index_forgives_finds(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=rejecton")
    expect(page.locator(".count")).not_to_be_empty()
    assert "Rejection" in titles(page)


@needs_browser
def test_a_synonym_finds_the_topic(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=coffee chat")
    expect(page.locator(".count")).not_to_be_empty()
    assert titles(page)[0] == "Informational interviews"


@needs_browser
def test_the_words_of_a_question_find_its_column(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=school kitchen food safety")
    expect(page.locator(".count")).not_to_be_empty()
    assert "nobody-answers" in (page.locator(".results > li > a").first.get_attribute("href") or "")


@needs_browser
def test_filters_by_kind_and_topic(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=rejection")
    everything = number(page)
    page.get_by_role("checkbox", name="Column").check()
    expect(page.locator(".count")).not_to_have_text(f"Results: {everything}")
    columns = number(page)
    assert 0 < columns < everything
    assert all("/columns/" in (link.get_attribute("href") or "") for link in page.locator(".results > li > a").all())
    assert "kind=column" in page.url
    page.locator('input[name="topic"]').first.check()
    expect(page.locator(".count")).not_to_have_text(f"Results: {columns}")
    page.reload()
    expect(page.get_by_role("checkbox", name="Column")).to_be_checked()


@needs_browser
@pytest.mark.parametrize("width", [320, 390])
def test_many_filters_stay_within_a_phone(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{site}/search/?q=rejection")
    expect(page.locator("fieldset:visible")).to_have_count(2)
    expect(page.locator(".results > li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    button = page.locator(".search form button").bounding_box()
    field = page.locator(".search form input[type=search]").bounding_box()
    assert button is not None
    assert field is not None
    assert button["y"] == field["y"], "the button stands beside the field"


@needs_browser
def test_a_section_of_a_page_is_led_to(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=silence")
    expect(page.locator(".count")).not_to_be_empty()
    link = page.locator(".results ul a").first
    href = link.get_attribute("href") or ""
    link.click()
    assert page.evaluate("id => !!document.getElementById(id)", href.partition("#")[2])


@needs_browser
def test_keys_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/search/")
    page.keyboard.type("silence")
    expect(page.locator(".count")).not_to_be_empty()
    page.keyboard.press("ArrowDown")
    focused = """(() => {
        const item = document.activeElement.closest('.results > li');
        return item && [...item.parentElement.children].indexOf(item);
    })()"""
    assert page.evaluate(focused) == 0
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/search/" not in url)


@needs_browser
def test_more_results(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=rejection")
    expect(page.locator(".results > li")).to_have_count(10)
    page.get_by_role("button", name="More results").click()
    expect(page.locator(".results > li").nth(10)).to_be_visible()


@needs_browser
def test_nothing_found_is_said(page: Page, site: str) -> None:
    page.goto(f"{site}/search/?q=zzzzzz")
    expect(page.get_by_role("article").get_by_role("status")).to_have_text("Nothing found for “zzzzzz”.")


@needs_browser
def test_without_a_script_lists_are_offered(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/columns/nobody-answers/")
    page.get_by_role("searchbox").fill("rejection")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{site}/search/?q=rejection"
    assert "Without one, these lists lead to every page." in page.locator("main").inner_text()
    page.locator(".lists").get_by_role("link", name="All topics from A to Z").click()
    assert page.locator("main a").filter(has_text="Rejection").count()
    context.close()


@needs_browser
def test_a_page_opened_from_a_folder_offers_the_lists(browser: Browser, tmp_path: Path) -> None:
    one = built(memory({**SITE, "content/site.yml": SITE_YML + "links: relative\n"}))
    for path in one.files:
        Disk(tmp_path).write(path, one.load(path))
    page = browser.new_page()
    page.goto(f"{tmp_path.as_uri()}/columns/asks/index.html")
    page.get_by_role("searchbox").fill("letter")
    page.keyboard.press("Enter")
    expect(page.locator(".broken")).to_contain_text("it needs a web server")
    page.locator(".lists").get_by_role("link", name="Topics", exact=True).click()
    assert page.url == f"{tmp_path.as_uri()}/topics/index.html"
    page.close()


@needs_browser
def test_relative_links_find_on_a_server_too(browser: Browser) -> None:
    one = built(memory({**SITE, "content/site.yml": SITE_YML + "links: relative\n"}))
    with make_server("127.0.0.1", 0, SiteApp(one, one.load), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/search/index.html?q=loose contacts")
        expect(page.locator(".results > li > a").first).to_have_text("Weak ties")
        page.locator(".results > li > a").first.click()
        assert page.locator("h1").inner_text() == "Weak ties"
        page.close()
        server.shutdown()
        thread.join()


def test_the_script_is_light() -> None:
    script = (project_root() / "templates" / "assets" / "search.js").read_bytes()
    assert len(gzip.compress(script, mtime=0)) <= 5 * 1024
