"""What a reader sees: the real site in Debian's Chromium, wide and narrow, day and night, on paper, without scripts."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import build_site, publish_site
from fingerpost.render import theme_folder
from fingerpost.serve.app import SiteApp
from tests.conftest import TODAY, project_root

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here: apt install chromium"
)

KINDS = {
    "home": "/",
    "page": "/about/",
    "tutorial": "/tutorials/informational-interviewing/",
    "part": "/tutorials/informational-interviewing/what-it-is/",
    "column": "/columns/feel-rejected-asking/",
    "topic": "/topics/rejection/",
    "map": "/topics/map/",
    "path": "/paths/turned-away/",
    "author": "/authors/editors/",
    "list": "/columns/",
    "search": "/search/",
    "404": "/no-such-page/",
}

CONTRAST = """element => {
  const rgb = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(c => c * (colour.startsWith('color(srgb') ? 255 : 1));
  const light = colour => {
    const [r, g, b] = rgb(colour).map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const paper = node => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (!colour.startsWith('rgba(0, 0, 0, 0') && colour !== 'transparent') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const pair = [light(getComputedStyle(element).color), light(paper(element))].sort((a, b) => b - a);
  return (pair[0] + .05) / (pair[1] + .05);
}"""
"""Contrast of an element's text with its ground (WCAG 2.2, relative luminance)."""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    files = Disk(project_root())
    built = build_site(files, Disk(theme_folder()), Wanted(TODAY))
    assert not built.diagnostics
    with make_server("127.0.0.1", 0, SiteApp(built, str.encode), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out(browser: Browser, site: str, kind: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(site + KINDS[kind])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1:visible").count() == 1
    page.close()


def test_a_book_keeps_its_tables_within_a_phone(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 844})
    for book in ("/paths/bad-day/print/", "/tutorials/informational-interviewing/print/"):
        page.goto(site + book)
        assert page.locator(".table").count()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser: Browser, site: str, kind: str, scheme: str) -> None:
    page = browser.new_page(color_scheme="light" if scheme == "light" else "dark")
    page.goto(site + KINDS[kind])
    for selector, least in (
        ("main p:not([class])", 7.0),
        ("h1", 10.0),
        ("main a:not(.anchor)", 4.5),
        ("footer p", 4.5),
    ):
        for element in page.locator(selector).all():
            assert element.evaluate(CONTRAST) >= least, (selector, element.inner_text())
    page.close()


def test_night_differs_from_day(browser: Browser, site: str) -> None:
    grounds = set()
    for page in (browser.new_page(color_scheme="light"), browser.new_page(color_scheme="dark")):
        page.goto(site)
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    assert len(grounds) == 2


@pytest.mark.parametrize(("width", "most"), [(390, 60), (1280, 75), (1920, 75)])
def test_length_of_lines(browser: Browser, site: str, width: int, most: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(site + KINDS["column"])
    characters = page.evaluate(
        """() => [...document.querySelectorAll('.answer > p')].map(p => {
          const range = document.createRange();
          range.selectNodeContents(p);
          const lines = new Set([...range.getClientRects()].map(r => Math.round(r.bottom / 10)));
          return p.innerText.length / lines.size;
        })"""
    )
    assert max(characters) <= most
    page.close()


def test_keyboard_reaches_the_text_first(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(site + KINDS["column"])
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the text"
    assert skip.bounding_box() is not None
    assert (skip.bounding_box() or {"x": -1})["x"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**#_text")
    page.close()


def test_keyboard_follows_the_map(browser: Browser, site: str) -> None:
    """Tab goes from arm to arm, from the top down; each shows its focus, and Enter follows it."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(site + "/topics/informational-interviews/")
    arms = page.locator(".map svg a").all()
    arms[0].focus()
    for arm in arms:
        assert arm.evaluate("arm => arm === document.activeElement && arm.matches(':focus-visible')")
        box = arm.bounding_box() or {"x": -1, "width": 0, "height": 0}
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["height"] >= 24
        page.keyboard.press("Tab")
    page.locator(".map svg a", has_text="Networking").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics/networking/")
    page.close()


@pytest.mark.parametrize("path", ["/topics/informational-interviews/", "/topics/map/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_map_can_be_read(browser: Browser, site: str, path: str, scheme: str) -> None:
    """On the smallest phone its letters are not small, they fit their arms, and arms and lines can be told apart."""
    page = browser.new_page(
        viewport={"width": 320, "height": 640}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(site + path)
    scale = page.locator(".map svg").evaluate("map => map.getBoundingClientRect().width / map.viewBox.baseVal.width")
    assert scale * 15 >= 14
    for arm in page.locator(".map svg a").all():
        inside = """arm => [...arm.querySelectorAll('tspan')].every(line => {
          const [outer, inner] = [arm.querySelector('polygon'), line].map(one => one.getBoundingClientRect());
          return outer.left < inner.left && inner.right < outer.right;
        })"""
        assert arm.evaluate(inside), arm.text_content()
    painted = f"""([inner, outer]) => {{
      const paint = document.createElement('p');
      [paint.style.color, paint.style.backgroundColor] = [inner, outer];
      document.querySelector('main').append(paint);
      return ({CONTRAST})(paint);
    }}"""
    colour = "(one, name) => getComputedStyle(one)[name]"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector, name in (("a:not([aria-current]) polygon", "stroke"), ("path", "stroke"), (".related", "stroke")):
        line = page.locator(f".map svg {selector}").first.evaluate(colour, name)
        assert page.evaluate(painted, [line, ground]) >= 4.5, selector
    for arm in page.locator(".map svg a").all():
        fills = [arm.locator(one).evaluate(colour, "fill") for one in ("text", "polygon")]
        assert page.evaluate(painted, fills) >= 4.5
    page.close()


def test_everything_is_there_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site + KINDS["part"])
    for folded in ("header.site details", "nav.contents details", "details.question"):
        within = page.locator(f"{folded} > :not(summary)").first
        assert not within.is_visible()
        page.locator(f"{folded} summary").first.click()
        assert within.is_visible()
        page.locator(f"{folded} summary").first.click()
    context.close()


def test_on_paper(browser: Browser, site: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(site + KINDS["part"], wait_until="networkidle")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("header.site").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()


def test_a_reader_finds_the_next_part(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(site)
    page.get_by_role("link", name="I ask and feel rejected").click()
    page.get_by_role("link", name="A working knowledge in two hours").first.click()
    assert page.locator("h1").inner_text() == "A working knowledge in two hours"
    page.locator("nav.crumbs").get_by_role("link", name="Informational interviewing").click()
    page.get_by_role("link", name="From fog to a question").first.click()
    page.locator("a[rel=next]").click()
    page.wait_for_url("**/working-knowledge/")
    page.close()


def test_every_picture_and_sheet_loads(browser: Browser, site: str) -> None:
    page = browser.new_page()
    failed: list[str] = []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    for kind, path in KINDS.items():
        if kind != "404":
            page.goto(site + path)
    assert failed == []
    page.close()


def test_a_relative_site_opens_from_a_folder(browser: Browser, tmp_path: Path) -> None:
    shutil.copytree(project_root() / "content", tmp_path / "content")
    settings = tmp_path / "content" / "site.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "links: relative\n", encoding="utf-8")
    files = Disk(tmp_path)
    published = publish_site(files, build_site(files, Disk(theme_folder()), Wanted(TODAY)))
    assert published.changes is not None
    page: Page = browser.new_page()
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.get_by_role("link", name="I ask and feel rejected").click()
    assert page.locator("h1").inner_text() == "Turned away"
    page.get_by_role("link", name="Topics").first.click()
    page.get_by_role("link", name="Rejection", exact=True).first.click()
    assert page.locator("h1").inner_text() == "Rejection"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.close()
