"""Reading without network, in Debian's Chromium: what was read is there, what was not is told, new replaces old."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import Built
from fingerpost.render import theme_folder
from fingerpost.serve.app import SiteApp
from fingerpost.serve.live import LiveSite
from tests.conftest import TODAY, build, memory
from tests.test_browser import ARGUMENTS, CHROMIUM
from tests.test_browser import pytestmark as needs_chromium

SETTINGS = "title: Test\nbase_url: https://example.org/advice/\n"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
SITE: dict[str, str | bytes] = {
    "content/site.yml": f"{SETTINGS}offline: true\n",
    "content/about.md": "---\ntitle: About & more\n---\n\nUs. ![A bar](bar.svg)\n",
    "content/bar.svg": PICTURE,
    "content/guides/how.md": "---\ntitle: How\nform: how-to\n---\n\nSo.\n",
}
BEGUN = """navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller
  || new Promise(done => navigator.serviceWorker.addEventListener("controllerchange", done))).then(() => true)"""
KEPT = """async ([kind, part]) => (await (await caches.open(`fingerpost 1 ${kind} /advice/`)).keys())
  .some(one => one.url.includes(part))"""


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class Served:
    """A site served by what `fingerpost serve` answers with, at one port, whether it runs or not."""

    def __init__(self) -> None:
        self.port = 0
        self.server: WSGIServer | None = None

    def start(self, built: Built) -> None:
        self.stop()
        self.server = make_server("127.0.0.1", self.port, SiteApp(built, str.encode), handler_class=_Quiet)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/advice/{path}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def served() -> Iterator[Served]:
    one = Served()
    yield one
    one.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def site() -> Built:
    return build(memory(SITE))


def is_kept(page: Page, kind: str, part: str, *, kept: bool = True) -> None:
    """Wait until something is kept, or no longer."""
    page.wait_for_function(f"async what => (await ({KEPT})(what)) === {str(kept).lower()}", arg=[kind, part])


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@needs_chromium
def test_what_was_read_is_there_without_network_and_what_was_not_is_told(served: Served, page: Page) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    served.start(site())
    page.goto(served.address("about/?from=mail"))  # the first page is read before there is a worker
    page.evaluate(BEGUN)
    is_kept(page, "pages", "/about/")
    is_kept(page, "files", "bar.")
    page.goto(served.address(""))
    is_kept(page, "pages", "/advice/")
    served.stop()
    page.goto(served.address("about/#there"))
    assert heading(page) == "About & more"
    assert page.evaluate("document.querySelector('main img').naturalWidth") == 40
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")
    page.goto(served.address("guides/how/"))
    assert heading(page) == "No network"
    page.get_by_role("link", name="About & more").click()
    page.wait_for_url("**/about/")
    assert heading(page) == "About & more"
    served.start(site())
    page.goto(served.address("guides/how/"))
    assert heading(page) == "How"
    assert {url.split("/")[2] for url in asked} == {f"127.0.0.1:{served.port}"}


@needs_chromium
def test_a_page_is_as_new_as_the_network_has_it(served: Served, page: Page) -> None:
    served.start(site())
    page.goto(served.address("about/"))
    page.evaluate(BEGUN)
    is_kept(page, "pages", "/about/")
    served.start(build(memory({**SITE, "content/about.md": "---\ntitle: Changed\n---\n\nText.\n"})))
    page.goto(served.address("about/"))
    assert heading(page) == "Changed"
    page.wait_for_function(
        "async () => (await (await (await caches.open('fingerpost 1 pages /advice/')).match(location.href)).text())"
        ".includes('<h1>Changed</h1>')"
    )
    served.stop()
    page.reload()
    assert heading(page) == "Changed"


@needs_chromium
def test_a_new_site_takes_the_place_of_the_old_one(served: Served, page: Page) -> None:
    served.start(site())
    page.goto(served.address("about/"))
    page.evaluate(BEGUN)
    is_kept(page, "files", "style.")
    old = page.evaluate("[...document.styleSheets].map(sheet => sheet.href).find(one => one && one.includes('style.'))")
    served.start(build(memory({**SITE, "templates/assets/style.css": "h1 { color: rgb(1, 2, 3) }"})))
    page.goto(served.address("about/"))
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    is_kept(page, "files", old, kept=False)
    served.stop()
    page.reload()
    page.wait_for_function("getComputedStyle(document.querySelector('h1')).color == 'rgb(1, 2, 3)'")
    page.goto(served.address("guides/how/"))
    page.wait_for_function("getComputedStyle(document.querySelector('h1')).color == 'rgb(1, 2, 3)'")


@needs_chromium
def test_taken_back_it_leaves_nothing_behind(served: Served, page: Page) -> None:
    served.start(site())
    page.goto(served.address("about/"))
    page.evaluate(BEGUN)
    is_kept(page, "pages", "/about/")
    served.start(build(memory({**SITE, "content/site.yml": f"{SETTINGS}offline: false\n"})))
    page.goto(served.address("about/"))
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one && one.update())")
    page.wait_for_function(
        "async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length"
    )


# ---- what is published


FILES: dict[str, Callable[[Built], bool]] = {
    "": lambda built: "worker.js" not in built.files and not _script(built),
    "offline: true\n": lambda built: b"caches.open" in built.load("worker.js") and bool(_script(built)),
    "offline: false\n": lambda built: b"unregister" in built.load("worker.js") and not _script(built),
}


def _script(built: Built) -> list[str]:
    return [path for path in built.files if path.startswith("assets/offline.")]


@pytest.mark.parametrize("setting", FILES)
def test_the_setting_decides_what_is_published(setting: str) -> None:
    built = build(memory({**SITE, "content/site.yml": SETTINGS + setting}))
    assert FILES[setting](built)
    home = built.load("index.html").decode()
    assert ("data-worker" in home) == (setting == "offline: true\n")
    assert "worker.js" not in built.load("sitemap.xml").decode()
    if setting == "offline: true\n":
        (path,) = _script(built)
        assert f'<script src="/advice/{path}" defer data-worker="/advice/worker.js"></script>' in home


def test_another_look_of_the_page_without_network_is_another_worker() -> None:
    one = build(memory(SITE)).load("worker.js")
    assert build(memory(SITE)).load("worker.js") == one
    own = '{% extends "default/offline.html" %}{% block main %}<h1>Nothing</h1>{% endblock %}'
    assert build(memory({**SITE, "templates/offline.html": own})).load("worker.js") != one
    assert build(memory({**SITE, "templates/assets/style.css": "b {}"})).load("worker.js") != one
    assert (
        build(memory({**SITE, "content/guides/how.md": "---\ntitle: So\nform: how-to\n---\n\nX.\n"})).load("worker.js")
        == one
    )


def test_serve_serves_it() -> None:
    live = LiveSite(memory(SITE), Disk(theme_folder()), lambda: Wanted(TODAY))
    *_, built = live.start()
    answered: list[Any] = []
    body = SiteApp(built, live.drawn)({"PATH_INFO": "/advice/worker.js"}, lambda *head: answered.append(head))
    status, headers = answered[0][:2]
    assert status.startswith("200")
    assert dict(headers)["Content-Type"].startswith(("text/javascript", "application/javascript"))
    assert b"".join(body) == built.load("worker.js")
