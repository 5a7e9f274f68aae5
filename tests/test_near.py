"""Addresses near one that is not there: what the rule finds, that the script finds the same, what `serve` answers."""

import json
import os
import threading
from collections.abc import Iterator
from wsgiref.simple_server import make_server

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect, sync_playwright

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.near import MOST, nearest_addresses
from fingerpost.pipeline import Built, build_site
from fingerpost.render import theme_folder
from fingerpost.serve.app import SiteApp
from tests.conftest import TODAY, memory, project_root
from tests.test_browser import ARGUMENTS, CHROMIUM, Quiet

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here: apt install chromium"
)

ADDRESSES = (
    "/topics/rejection/",
    "/topics/weak-ties/",
    "/topics/network-ties/",
    "/topics/no-reply/",
    "/columns/feel-rejected-asking/",
    "/columns/nobody-answers/",
    "/columns/shy/",
    "/tutorials/informational-interviewing/",
    "/tutorials/informational-interviewing/ask-well/",
    "/guides/find-people/",
    "/über-uns/",
    "/",
)
CASES = [
    ("/topics/rejection", ["/topics/rejection/"]),
    ("/rejecton/", ["/topics/rejection/", "/columns/feel-rejected-asking/"]),
    ("/rejcetion/", ["/topics/rejection/"]),
    ("/topics/weak-tie/", ["/topics/weak-ties/"]),
    ("/columns/nobody-answer.html", ["/columns/nobody-answers/"]),
    ("/nobody/index.php", ["/columns/nobody-answers/"]),
    ("/ASK-WELL/", ["/tutorials/informational-interviewing/ask-well/"]),
    ("/%C3%BCber-un/", ["/über-uns/"]),
    ("/guide/people-find/", ["/guides/find-people/"]),
    ("/sly/", []),
    ("/zebra/", []),
    ("/", []),
    ("", []),
    ("/%zz%ff/", []),
]


def found(asked: str) -> list[str]:
    return [ADDRESSES[number] for number in nearest_addresses(asked, ADDRESSES)]


@pytest.mark.parametrize(("asked", "first"), CASES)
def test_near_addresses(asked: str, first: list[str]) -> None:
    assert found(asked)[: len(first) or None] == first


WORDS = st.sampled_from(
    ["ask", "well", "asks", "rejection", "rejected", "weak", "tie", "ties", "columns", "topics", "5"]
)
PATHS = st.lists(WORDS, max_size=4).map(lambda words: "/" + "-".join(words) + "/")


@settings(deadline=None)
@given(PATHS, st.lists(PATHS, max_size=30))
def test_what_must_hold(asked: str, addresses: list[str]) -> None:
    numbers = nearest_addresses(asked, addresses)
    assert len(numbers) <= MOST
    assert len(set(numbers)) == len(numbers)
    if asked in addresses and asked != "//" and len(addresses) < 20:
        assert addresses[numbers[0]] == asked


# ---- serve


@pytest.fixture(scope="module")
def built() -> Built:
    return build_site(Disk(project_root()), Disk(theme_folder()), Wanted(TODAY))


def answer(built: Built, path: str) -> tuple[str, str]:
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        statuses.append(status)

    body = b"".join(SiteApp(built, lambda _: b"")({"PATH_INFO": path}, start))
    return statuses[0], body.decode()


def test_serve_answers_with_the_pages_nearest(built: Built) -> None:
    status, body = answer(built, "/topics/rejecton/")
    assert status == "404 Not Found"
    nav = body.partition('id="_near"')[2].partition("</nav>")[0]
    assert "hidden" not in nav.partition(">")[0]
    assert 'href="/topics/rejection/"' in nav


def test_serve_has_no_near_pages_for_nonsense(built: Built) -> None:
    _, body = answer(built, "/xyzzy/")
    assert "hidden" in body.partition('id="_near"')[2].partition(">")[0]
    assert body.count('class="arm on"') > 4  # the doors, all the same


def test_a_published_page_knows_no_address(built: Built) -> None:
    """The same bytes wherever it is shown, and every address in the file beside it leads to a page."""
    assert "hidden" in built.load("404.html").decode().partition('id="_near"')[2].partition(">")[0]
    pages = json.loads(built.load("404.json"))
    assert len(pages) == built.pages
    assert all(f"{address.lstrip('/')}index.html" in built.files for address, _ in pages)


def test_of_a_large_site_the_script_gets_a_part() -> None:
    files = {f"content/p{number}.md": f"---\ntitle: P{number}\n---\n\nText.\n" for number in range(2005)}
    files["content/paths/p.md"] = "---\ntitle: Path\nstops: []\n---\n\nText.\n"
    pages = json.loads(build_site(memory(files), Disk(theme_folder()), Wanted(TODAY)).load("404.json"))
    assert len(pages) == 2000
    assert pages[0] == ["/paths/p/", "Path"]


# ---- the script


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def published(built: Built) -> Iterator[str]:
    """The address of a host that knows no more than the files: it answers with `404.html` for what is not there."""
    files = msgspec.structs.replace(built, missing=lambda path: b"")
    with make_server("127.0.0.1", 0, SiteApp(files, lambda _: b""), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@needs_browser
def test_a_reader_who_mistypes_finds_the_page(browser: Browser, published: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(published)))
    page.goto(f"{published}/topics/rejecton/")
    arms = page.locator("#_near a")
    expect(arms.first).to_be_visible()
    assert "/404.json" in asked
    titles = arms.all_inner_texts()
    assert "Rejection" in titles
    page.get_by_role("navigation", name="Near the address you asked for").get_by_text("Rejection", exact=True).click()
    assert page.locator("h1").inner_text() == "Rejection"
    page.close()


@needs_browser
def test_without_scripts_the_doors_are_there(browser: Browser, published: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{published}/topics/rejecton/")
    assert page.locator("#_near").is_hidden()
    assert page.locator(".doors a").count() == 7
    context.close()


@needs_browser
def test_the_script_finds_what_the_program_finds(browser: Browser, published: str) -> None:
    page = browser.new_page()
    page.goto(published)
    source = (theme_folder() / "assets" / "near.js").read_text("utf-8")
    page.evaluate(
        """async text => {
          window.near = await import(URL.createObjectURL(new Blob([text], {type: 'text/javascript'})))
        }""",
        source,
    )
    for asked, _ in (*CASES, ("/columns/", [])):
        numbers = page.evaluate("([asked, known]) => window.near.nearest(asked, known)", [asked, list(ADDRESSES)])
        assert [ADDRESSES[number] for number in numbers] == found(asked), asked
    page.close()
