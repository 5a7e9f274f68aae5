"""What scripts add to the real site, in Debian's Chromium under a strict policy; and that nothing needs them."""

import gzip
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import Built, build_site
from fingerpost.render import theme_folder
from fingerpost.serve.app import SiteApp, StartResponse
from tests.conftest import TODAY, build, memory, project_root

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here: apt install chromium"
)

POLICY = (
    "default-src 'none'; script-src 'self'{known}; img-src 'self'; connect-src 'self'; "
    "style-src-elem 'self' 'unsafe-inline'; style-src-attr 'none'; base-uri 'none'; form-action 'self'"
)
"""What a strict host allows: no inline script but those that `_headers` knows, no `style=`, nothing from elsewhere."""

PART = "/tutorials/informational-interviewing/what-it-is/"
PARTS = "/tutorials/informational-interviewing/"
COLUMN = "/columns/feel-rejected-asking/"
PATH = "/paths/turned-away/"
EVERY_KIND = (
    *(
        "/",
        "/about/",
        PARTS,
        PART,
        COLUMN,
        "/guides/templates/",
        "/topics/rejection/",
        "/topics/map/",
        "/topics/a-z/",
        PATH,
    ),
    *("/authors/editors/", "/columns/", "/search/", "/no-such-page/"),
)
LARGEST = 5 * 1024
"""Bytes of `site.js`, compressed."""
LARGEST_TOGETHER = 12 * 1024
"""Bytes of all scripts of the theme, compressed."""

ADDED = (".settings", ".copy", ".mark", ".progress", ".done", ".preview", ".notice", ".task-list")
"""What the script makes or changes."""
BROUGHT = theme_folder() / "partials" / "scripts.html"
REFUSED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
"""How a browser behaves that keeps nothing."""


class Threads(ThreadingMixIn, WSGIServer):
    """A browser may open a connection and leave it idle."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def strict(built: Built) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    app = SiteApp(built, str.encode)
    scripts = re.search(r"script-src 'self'([^;]*)", built.load("_headers").decode())
    policy = POLICY.format(known=scripts[1] if scripts else "")

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]]) -> Any:
            return start_response(status, [*headers, ("Content-Security-Policy", policy)])

        return app(environ, start)

    return answer


@contextmanager
def served(built: Built) -> Iterator[str]:
    with make_server("127.0.0.1", 0, strict(built), Threads, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    built = build_site(Disk(project_root()), Disk(theme_folder()), Wanted(TODAY))
    assert not built.diagnostics
    with served(built) as address:
        yield address


def complains(said: ConsoleMessage) -> bool:
    """Tell whether a line of the console is an error or a warning, but for that of a page that is not there."""
    return said.type in ("error", "warning") and not said.location["url"].endswith("/no-such-page/")


@contextmanager
def reader(browser: Browser, site: str, **wishes: Any) -> Iterator[BrowserContext]:
    """A reader's browser, which must neither tell of an error nor ask another host for anything."""
    context = browser.new_context(base_url=site, **wishes)
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((site, "data:")):
            wrong.append(request.url)

    context.on("request", asked)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda said: wrong.append(said.text) if complains(said) else None)
    with context:
        yield context
    assert wrong == []


@contextmanager
def at(browser: Browser, site: str, path: str, **wishes: Any) -> Iterator[Page]:
    with reader(browser, site, **wishes) as context:
        page = context.new_page()
        visit(page, path)
        yield page


def visit(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator(".settings")).to_be_attached()


def violations(page: Page) -> str:
    """What axe finds wrong with the additions that are on a page."""
    mine = [one for one in ADDED if page.locator(one).count()]
    found = Axe().run(page, context={"include": [[one] for one in mine]})
    return str(found.generate_report()) if found.violations_count else ""


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_scripts_are_small() -> None:
    scripts = {path.name: gzip.compress(path.read_bytes(), 9) for path in theme_folder().rglob("*.js")}
    assert len(scripts["site.js"]) <= LARGEST
    assert sum(map(len, scripts.values())) <= LARGEST_TOGETHER


@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_kind_of_page_takes_the_script(browser: Browser, site: str, path: str) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        visit(page, path)
        assert page.evaluate("Object.keys(localStorage).length") == 0
        assert context.cookies() == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", EVERY_KIND)
def test_nothing_needs_scripts(browser: Browser, site: str, path: str) -> None:
    """Every control that is there works: each fold opens, each link leads on, and no button waits for a script."""
    with browser.new_context(
        java_script_enabled=False, base_url=site, viewport={"width": 390, "height": 844}
    ) as context:
        page = context.new_page()
        page.goto(path)
        assert page.locator("h1:visible").count() == 1
        assert page.locator("button:not(form *):visible, input:enabled:not(form *, .tabbed-set > *)").count() == 0
        assert page.locator(".settings, .copy, .mark, .progress, .preview, .notice").count() == 0
        for fold in page.locator("details:has(> summary:visible)").all():
            within = fold.locator("> :not(summary)").first
            is_open = within.is_visible()
            for expected in (not is_open, is_open):
                fold.locator("> summary").click()
                assert within.is_visible() == expected
        assert page.locator("main a[href]:visible").count() > 0


def test_colours_by_keyboard_are_kept(browser: Browser, site: str) -> None:
    with at(browser, site, COLUMN, color_scheme="light") as page:
        day = ground(page)
        night = page.get_by_role("button", name="Night")
        night.focus()
        page.keyboard.press("Enter")
        expect(night).to_have_attribute("aria-pressed", "true")
        dark = ground(page)
        assert dark != day
        visit(page, PART)
        assert ground(page) == dark
        expect(page.get_by_role("button", name="Night")).to_have_attribute("aria-pressed", "true")
        page.emulate_media(media="print")
        assert ground(page) == "rgb(255, 255, 255)"
        page.emulate_media(media="screen", color_scheme="dark")
        page.get_by_role("button", name="Day").press("Space")
        assert ground(page) == day
        page.get_by_role("button", name="As the device").press("Enter")
        assert ground(page) == dark
        page.emulate_media(color_scheme="light")
        assert ground(page) == day
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_choice_of_colours_shows_where_a_reader_forces_theirs(browser: Browser, site: str) -> None:
    with at(browser, site, PART, forced_colors="active") as page:
        page.get_by_role("button", name="Night").click()
        line = "button => getComputedStyle(button).textDecorationLine"
        lines = [page.get_by_role("button", name=name).evaluate(line) for name in ("Day", "Night")]
        assert lines == ["none", "underline"]


def test_words_are_copied(browser: Browser, site: str) -> None:
    with at(browser, site, COLUMN, permissions=["clipboard-read", "clipboard-write"]) as page:
        copy = page.get_by_role("button", name="Copy: Thank you for telling me plainly")
        copy.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Copied")
        words = "Thank you for telling me plainly. Is there someone else you think I should ask?"
        assert page.evaluate("navigator.clipboard.readText()") == words
        assert page.locator(".letter ~ .copy, .letter .copy").count() == 0


def test_a_poor_case_looks_otherwise_than_the_same_mended_and_is_not_for_copying(browser: Browser, site: str) -> None:
    with at(browser, site, PART) as page:
        copies = page.locator(".copy")
        copies.first.wait_for(state="attached")
        pair = page.locator(".part > blockquote")
        looks = [one.evaluate("one => getComputedStyle(one).borderTopStyle") for one in pair.all()]
        assert looks == ["dashed", "solid"]
        assert pair.nth(0).evaluate("one => one.nextElementSibling.tagName") == "P"
        assert pair.nth(1).evaluate("one => one.nextElementSibling.className") == "copy"


def test_a_template_keeps_its_paragraphs(browser: Browser, site: str) -> None:
    with at(browser, site, "/guides/templates/", permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator(".copy").first.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "\n\nDear [name],\n\nIt’s [your name]" in copied
        assert copied.endswith("[Your name]")


def test_words_are_selected_where_copying_is_refused(browser: Browser, site: str) -> None:
    with reader(browser, site) as context:
        context.add_init_script(
            "if (navigator.clipboard) navigator.clipboard.writeText = () => Promise.reject(new Error('no'))"
        )
        page = context.new_page()
        visit(page, COLUMN)
        page.locator(".copy").last.click()
        expect(page.get_by_role("status")).to_contain_text("Selected")
        assert page.evaluate("getSelection().toString()").startswith("Thank you for telling me plainly.")


TEXT_LINK = "article .answer a[href='/tutorials/informational-interviewing/working-knowledge/']"
SAYS = "A working knowledge in two hours"


def test_a_preview_for_the_keyboard(browser: Browser, site: str) -> None:
    with at(browser, site, COLUMN) as page:
        preview = page.get_by_role("tooltip")
        link = page.locator(TEXT_LINK)
        link.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(preview).to_contain_text(SAYS)
        expect(link).to_have_attribute("aria-describedby", "_preview")
        assert violations(page) == ""
        page.keyboard.press("Escape")
        expect(preview).to_be_hidden()
        assert link.evaluate("link => link === document.activeElement && !link.hasAttribute('aria-describedby')")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(preview).to_be_visible()
        page.keyboard.press("Tab")
        expect(preview).not_to_contain_text(SAYS)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_preview_for_the_pointer(browser: Browser, site: str, width: int) -> None:
    """The pointer may go into it and it stays; outside, it goes. It lies within the window, and is fetched once."""
    with reader(browser, site, viewport={"width": width, "height": 800}) as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None)
        page = context.new_page()
        visit(page, COLUMN)
        preview = page.get_by_role("tooltip")
        page.locator(TEXT_LINK).hover()
        expect(preview).to_contain_text(SAYS)
        box = preview.bounding_box() or {"x": -1, "y": -1, "width": 0, "height": 0}
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
        page.clock.install()
        page.clock.run_for(2000)
        expect(preview).to_be_visible()
        page.mouse.move(5, 5)
        page.clock.run_for(2000)
        expect(preview).to_be_hidden()
        page.locator(TEXT_LINK).hover()
        page.clock.run_for(2000)
        expect(preview).to_be_visible()
        assert asked == [f"{site}/tutorials/informational-interviewing/working-knowledge/"]


def test_no_preview_by_touch(browser: Browser, site: str) -> None:
    with at(browser, site, COLUMN, has_touch=True, viewport={"width": 390, "height": 844}) as page:
        page.clock.install()
        page.locator(TEXT_LINK).evaluate(
            "link => { for (const type of ['pointerover', 'focusin'])"
            " link.dispatchEvent(new PointerEvent(type, {bubbles: true, pointerType: 'touch'})) }"
        )
        page.clock.run_for(2000)
        expect(page.get_by_role("tooltip", include_hidden=True)).to_be_hidden()
        page.locator(TEXT_LINK).tap()
        page.wait_for_url("**/working-knowledge/")


def test_parts_read_are_marked(browser: Browser, site: str) -> None:
    with at(browser, site, PARTS) as page:
        assert page.locator(".done").count() == 0
        expect(page.locator(".progress")).to_be_hidden()
        visit(page, PART)
        mark = page.get_by_label("I have read this page")
        mark.focus()
        page.keyboard.press("Space")
        page.reload()
        expect(page.get_by_label("I have read this page")).to_be_checked()
        visit(page, PARTS)
        expect(page.locator(".progress")).to_contain_text("1 of 9 read.")
        expect(page.locator(".route li.read")).to_have_count(1)
        expect(page.locator(".route li.read")).to_contain_text("Already read")
        assert violations(page) == ""
        page.locator(".progress a").click()
        page.wait_for_url("**/from-fog-to-a-question/")
        expect(page.locator(".place li.read a").first).to_have_attribute("href", PART)
        visit(page, PATH)
        expect(page.locator(".progress")).to_be_hidden()
        visit(page, COLUMN)
        page.get_by_label("I have read this page").check()
        visit(page, PATH)
        expect(page.locator(".progress")).to_contain_text("1 of 6 read.")


def test_another_tab_hears_of_it(browser: Browser, site: str) -> None:
    with reader(browser, site) as context:
        overview, part = context.new_page(), context.new_page()
        visit(overview, PARTS)
        visit(part, PART)
        part.get_by_label("I have read this page").check()
        expect(overview.locator(".route li.read")).to_have_count(1)
        part.get_by_role("button", name="Night").click()
        expect(overview.locator("html")).to_have_attribute("data-theme", "dark")


def test_all_is_forgotten_and_brought_back(browser: Browser, site: str) -> None:
    with at(browser, site, PART) as page:
        expect(page.get_by_role("button", name="Forget it all")).to_be_hidden()
        page.get_by_label("I have read this page").check()
        page.locator(".task-list input").first.check()
        page.get_by_role("button", name="Forget it all").press("Enter")
        expect(page.get_by_label("I have read this page")).not_to_be_checked()
        expect(page.locator(".task-list input").first).not_to_be_checked()
        assert page.evaluate("Object.keys(localStorage).length") == 0
        page.get_by_role("button", name="Undo").press("Enter")
        expect(page.get_by_label("I have read this page")).to_be_checked()
        page.get_by_role("button", name="Forget it all").click()
        page.reload()
        expect(page.get_by_label("I have read this page")).not_to_be_checked()


def test_checklists_remember(browser: Browser, site: str) -> None:
    with at(browser, site, PART) as page:
        boxes = page.get_by_role("checkbox", name="", exact=False).and_(page.locator(".task-list input"))
        words = page.locator(".task-list label").nth(1).inner_text().strip()
        boxes.nth(1).focus()
        page.keyboard.press("Space")
        page.reload()
        expect(page.locator(".task-list").get_by_label(words)).to_be_checked()
        expect(page.locator(".task-list input:checked")).to_have_count(1)
        visit(page, "/tutorials/informational-interviewing/ask-well/")
        expect(page.locator(".task-list input:checked")).to_have_count(0)


CHECKLIST = """---
title: Packing
summary: What to take along.
published: 2026-01-01
form: how-to
---

- [ ] bread
- [x] water
- [ ] bread
- [ ] a [map](https://example.org/)

  on paper
"""


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_lines_of_a_checklist_are_told_apart(browser: Browser, dialect: str) -> None:
    """Two alike, one ticked by its author, one of two paragraphs: in either dialect."""
    files = memory(
        {
            "content/site.yml": f"title: Test\nbase_url: https://example.org/\ndialect: {dialect}\n",
            "content/index.md": "---\ntitle: Home\nsummary: Home.\n---\n\nText.\n",
            "content/guides/packing.md": CHECKLIST,
        }
    )
    built = build(files)
    with served(built) as address, at(browser, address, "/guides/packing/") as page:
        boxes = page.locator(".task-list-item input")
        states = "boxes => boxes.map(box => box.checked)"
        assert boxes.evaluate_all(states) == [False, True, False, False]
        boxes.nth(1).uncheck()
        boxes.nth(2).check()
        page.get_by_label("a map").check()
        page.reload()
        expect(page.locator(".settings")).to_be_attached()
        assert boxes.evaluate_all(states) == [False, False, True, True]
        assert violations(page) == ""


def test_the_section_is_marked_in_the_contents(browser: Browser, site: str) -> None:
    with at(browser, site, PART) as page:
        current = page.locator(".contents [aria-current=location]")
        expect(current).to_have_count(0)
        page.locator("article h2[id]").nth(3).evaluate("heading => heading.scrollIntoView()")
        expect(current.first).to_have_attribute("href", f"#{page.locator('article h2[id]').nth(3).get_attribute('id')}")
        page.evaluate("scrollTo(0, 0)")
        expect(current).to_have_count(0)


LINE = "getComputedStyle(document.querySelector('main'), '::before').scale.split(' ')[0]"
BY_SCRIPT = "document.documentElement.style.getPropertyValue('--read')"
AFTER_A_FRAME = "new Promise(tell => requestAnimationFrame(() => requestAnimationFrame(() => tell(%s))))"


def test_how_far_one_has_read(browser: Browser, site: str) -> None:
    with at(browser, site, PART) as page:
        assert float(page.evaluate(LINE)) == 0
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        assert float(page.evaluate(AFTER_A_FRAME % LINE)) == pytest.approx(1, abs=0.01)
    with at(browser, site, PART, reduced_motion="reduce") as page:
        assert page.evaluate("getComputedStyle(document.querySelector('main'), '::before').content") == "none"


def test_how_far_one_has_read_in_a_browser_that_cannot_draw_it(browser: Browser, site: str) -> None:
    with reader(browser, site) as context:
        context.add_init_script("CSS.supports = () => false")
        page = context.new_page()
        visit(page, PART)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        assert float(page.evaluate(AFTER_A_FRAME % BY_SCRIPT)) == pytest.approx(1, abs=0.01)


def test_storage_that_is_refused_breaks_nothing(browser: Browser, site: str) -> None:
    with reader(browser, site) as context:
        context.add_init_script(REFUSED)
        page = context.new_page()
        visit(page, PART)
        page.get_by_role("button", name="Night").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.get_by_role("status")).to_contain_text("keeps nothing")
        page.get_by_label("I have read this page").check()
        page.locator(".task-list input").first.check()
        expect(page.get_by_label("I have read this page")).to_be_checked()
        page.reload()
        expect(page.get_by_label("I have read this page")).not_to_be_checked()


@pytest.mark.parametrize("kept", ["{", "null", "7", '"dark"', '{"theme": 3, "read": 1, "ticks": {"/": 5}}', "[1]"])
def test_what_is_kept_may_be_damaged(browser: Browser, site: str, kept: str) -> None:
    with reader(browser, site) as context:
        context.add_init_script(f"if (location.port && !localStorage.length) localStorage['fingerpost /'] = {kept!r}")
        page = context.new_page()
        visit(page, PART)
        page.get_by_label("I have read this page").check()
        page.locator(".task-list input").first.check()
        page.reload()
        expect(page.get_by_label("I have read this page")).to_be_checked()


def test_right_to_left(browser: Browser, site: str) -> None:
    """A preview begins where its link begins, at its right, and stays within the window."""
    with reader(browser, site, viewport={"width": 1280, "height": 800}) as context:
        context.add_init_script("addEventListener('DOMContentLoaded', () => document.documentElement.dir = 'rtl')")
        page = context.new_page()
        visit(page, COLUMN)
        link = page.locator(TEXT_LINK)
        link.hover()
        expect(page.get_by_role("tooltip")).to_be_visible()
        rights = [
            element.evaluate("element => element.getClientRects()[0].right")
            for element in (link, page.get_by_role("tooltip"))
        ]
        assert rights[0] == pytest.approx(rights[1], abs=1)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_additions_can_be_used_by_all(browser: Browser, site: str, scheme: Any) -> None:
    """Axe finds nothing wrong with them, by day and by night, on a phone."""
    with at(browser, site, PART, color_scheme=scheme, viewport={"width": 390, "height": 844}) as page:
        page.get_by_label("I have read this page").check()
        page.locator(".copy").first.click()
        assert violations(page) == ""
        for control in page.locator(".settings button:visible, .copy").all():
            assert (control.bounding_box() or {"height": 0})["height"] >= 24


def test_a_site_below_a_path_keeps_its_own(browser: Browser) -> None:
    """Two sites on one host do not share what is kept."""
    files = memory(
        {
            "content/site.yml": "title: Test\nbase_url: https://example.org/docs/\n",
            "content/index.md": "---\ntitle: Home\nsummary: Home.\n---\n\nText.\n",
            "content/guides/one.md": CHECKLIST,
        }
    )
    with (
        served(build(files)) as address,
        at(browser, address, "/docs/guides/one/") as page,
    ):
        page.get_by_label("I have read this page").check()
        assert page.evaluate("Object.entries(localStorage)") == [
            ["fingerpost /docs/", '{"read":{"/docs/guides/one/":1},"ticks":{}}']
        ]


def test_words_are_those_of_the_site(browser: Browser) -> None:
    """What the script shows has the site's language, and no English word among them."""
    files = memory(
        {
            "content/site.yml": "title: Probe\nbase_url: https://example.org/\nlanguage: de\n",
            "content/guides/packing.md": CHECKLIST,
        }
    )
    with (
        served(build(files)) as address,
        at(browser, address, "/guides/packing/") as page,
    ):
        page.get_by_label("Diese Seite habe ich gelesen").check()
        shown = page.locator(".settings").inner_text().split()
        assert {"Farben:", "Tag", "Nacht"} <= set(shown)
        page.get_by_role("button", name="Alles vergessen").click()
        expect(page.get_by_role("button", name="Rückgängig machen")).to_be_visible()
        words = page.locator("script[data-mark]").evaluate("script => ({...script.dataset})")
        del words["home"]
        assert not set(words.values()) & set(re.findall(r'_\("([^"]+)"', BROUGHT.read_text(encoding="utf-8")))
