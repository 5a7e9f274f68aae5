"""How the pages look, measured in a real browser: measure, size and contrast of text, widths, paper, keyboard, axe."""

import re
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import build_site
from fingerpost.render import theme_folder
from fingerpost.serve.app import SiteApp
from tests.conftest import TODAY, build, memory, project_root
from tests.test_browser import ARGUMENTS, CHROMIUM, CONTRAST, KINDS, Quiet, pytestmark

__all__ = ["pytestmark"]

PAGES = {**KINDS, "guide": "/guides/follow-up-after-silence/", "a-z": "/topics/a-z/"}
BOOKS = ("/tutorials/informational-interviewing/print/", "/paths/bad-day/print/")
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: what a change on a page sets going has been drawn by then."""
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
"""What a reader may set (WCAG 2.2, success criterion 1.4.12)."""
STYLED = "() => [...document.styleSheets].some(one => one.href)"
"""Whether the styles are there that come after the first frame."""
LINES = """selector => [...document.querySelectorAll(selector)].map(p => {
  const range = document.createRange(), lines = new Map();
  for (const walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT); walk.nextNode();) {
    if (walk.currentNode.parentElement.closest('.sidenote, sup')) continue;
    [...walk.currentNode.data].forEach((_, at) => {
      range.setStart(walk.currentNode, at); range.setEnd(walk.currentNode, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) lines.set(Math.round(box.bottom / 9), (lines.get(Math.round(box.bottom / 9)) || 0) + 1);
    });
  }
  return [...lines.values()].slice(0, -1);
}).flat()"""
"""The characters of each line but the last of each paragraph."""


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
    with make_server("127.0.0.1", 0, SiteApp(built, str.encode), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def opened(browser: Browser, address: str, width: int = 1280, **settings: Any) -> Page:
    page: Page = browser.new_page(viewport={"width": width, "height": 844}, **settings)
    page.goto(address)
    page.wait_for_function(STYLED)
    return page


@pytest.mark.parametrize("kind", ["part", "column"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920, 2560])
def test_length_of_lines_and_size_of_text(browser: Browser, site: str, kind: str, width: int) -> None:
    page = opened(browser, site + PAGES[kind], width)
    text = "article > p:not([class]), .answer > p"
    lengths = sorted(page.evaluate(LINES, text))
    middle = lengths[len(lengths) // 2]
    assert middle <= 75
    assert middle >= (60 if width >= 768 else 32 if width >= 390 else 26)
    size = float(page.locator(text).first.evaluate("p => parseFloat(getComputedStyle(p).fontSize)"))
    assert 18 <= size <= 20
    page.close()


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_sticks_out_with_wide_spacing(browser: Browser, site: str, kind: str) -> None:
    page = opened(browser, site + PAGES[kind], 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.add_style_tag(content=SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["part", "column", "guide", "home", "tutorial", "topic", "path", "list"])
def test_contrast_of_each_pair(browser: Browser, site: str, kind: str, scheme: Any) -> None:
    page = opened(browser, site + PAGES[kind], color_scheme=scheme)
    pairs = {
        "article p:not([class]), article li > p:not([class]), .lead": 10.0,
        ".letter p:not(.standing), .short-answer p, .exercise p": 10.0,
        "article a:not(.anchor), blockquote p, .strip, .time, .label, .sidenote, small, th, td, code": 4.5,
        "header.site a, footer.site a, footer.site p, .signature, .standing": 4.5,
    }
    for selector, least in pairs.items():
        for one in page.locator(selector).all():
            assert one.evaluate(CONTRAST) >= (4.5 if one.evaluate("e => !!e.closest('blockquote')") else least), (
                selector,
                one.text_content(),
            )
    page.close()


def test_the_theme_follows_the_system_and_then_a_choice(browser: Browser, site: str) -> None:
    page = opened(browser, site, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    night = page.evaluate(ground)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    day = page.evaluate(ground)
    assert night != day
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == day
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(ground) == night
    page.close()


@pytest.mark.parametrize("kind", [kind for kind in PAGES if kind not in ("list", "a-z", "map", "search", "404")])
def test_the_text_begins_high_on_a_phone(browser: Browser, site: str, kind: str) -> None:
    """What counts is prose: a paragraph, a letter, an item of a list, or the sentence under a title."""
    page = opened(browser, site + PAGES[kind], 390)
    first = "article > header > .lead, article > :not(header) :is(p, li), article > p"
    tops = page.locator(f":is({first})").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().top)"
    )
    assert min(tops) <= 240
    page.close()


@pytest.mark.parametrize("path", ["informational-interviewing/ask-well", "informational-interviewing/your-first-five"])
def test_only_one_row_stands_between_the_facts_of_a_part_and_its_text(browser: Browser, site: str, path: str) -> None:
    """On a phone goals and contents are folded, one open at a time; a wide screen and paper show the goals."""
    page = opened(browser, f"{site}/tutorials/{path}/", 390, java_script_enabled=False)
    text = page.locator("article > p").first
    assert (text.bounding_box() or {"y": 999})["y"] <= 240
    goals, places = page.locator(".goals li"), page.locator(".place li")
    assert not goals.first.is_visible()
    page.get_by_text("Goals", exact=True).click()
    assert goals.first.is_visible()
    page.get_by_text("All parts", exact=True).first.click()
    assert places.first.is_visible()
    assert not goals.first.is_visible()
    page.emulate_media(media="print")
    assert goals.first.is_visible()
    page.emulate_media(media="screen")
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert goals.first.is_visible()
        assert page.locator(".facts").is_visible()
        assert not page.get_by_text("Goals", exact=True).is_visible()
    page.close()


@pytest.mark.parametrize("anchor", ["_notes", "_fingerpost", "_backlinks"])
def test_a_link_into_the_foot_of_a_page_leads_there_on_a_phone(browser: Browser, site: str, anchor: str) -> None:
    """What lies screens below is laid out late, and stays where it is once a reader has come to it."""
    page = opened(browser, f"{site}/tutorials/informational-interviewing/ask-well/#{anchor}", 390)
    top = f"document.getElementById('{anchor}').getBoundingClientRect().top"
    page.wait_for_function(f"{top} > -5 && {top} < 844")
    found = page.evaluate(top)
    page.evaluate(FRAMES)
    assert abs(page.evaluate(top) - found) < 2
    page.close()


@pytest.mark.parametrize("path", ["ask-well/#checklist", "ask-well/#go-on", "hold-the-conversation/#if-it-goes-wrong"])
def test_a_link_to_a_section_far_below_leads_there_on_a_phone(browser: Browser, site: str, path: str) -> None:
    """And what stands above it does not push it away, nor what a reader looks at on the way back up."""
    page = opened(browser, f"{site}/tutorials/informational-interviewing/{path}", 390)
    top = f"document.getElementById('{path.partition('#')[2]}').getBoundingClientRect().top"
    page.wait_for_function(f"{top} > -5 && {top} < 120")
    for _ in range(4):
        before = page.evaluate(f"[{top}, scrollY]")
        page.mouse.wheel(0, -300)
        page.wait_for_function(f"{top} > {before[0]}")
        page.evaluate(FRAMES)
        assert abs(page.evaluate(top) - before[0] - 300) < 2
    page.close()


@pytest.mark.parametrize("kind", PAGES)
def test_what_is_laid_out_late_stands_as_it_would_otherwise(browser: Browser, site: str, kind: str) -> None:
    """On a phone blocks far below are each laid out alone: no margin is added or lost where they are."""
    page: Page = browser.new_page(viewport={"width": 390, "height": 14_000})
    page.goto(site + PAGES[kind])
    page.wait_for_function(STYLED)
    page.evaluate(FRAMES)
    blocks, tops = page.locator("article :is(p, li, h2, td)"), "all => all.map(one => one.getBoundingClientRect().top)"
    late = blocks.evaluate_all(tops)
    page.add_style_tag(content="* { content-visibility: visible !important }")
    assert blocks.evaluate_all(tops) == pytest.approx(late, abs=0.5)
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_few_stops_before_the_text(browser: Browser, site: str, width: int) -> None:
    page = opened(browser, site + PAGES["part"], width)
    stops = 0
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.closest('main') !== null"):
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        stops += 1
        page.keyboard.press("Tab")
    assert stops <= 6
    page.close()


def test_the_menu_opens_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site)
    link = page.locator("header.site").get_by_role("link", name="Topics")
    assert not link.is_visible()
    page.locator("header.site summary").click()
    link.click()
    assert page.locator("h1").inner_text() == "Topics"
    context.close()


def test_notes_stand_at_their_marks(browser: Browser, site: str) -> None:
    """Wide, beside the text and none upon another; on a phone, one unfolds where its mark is followed."""
    page = opened(browser, site + PAGES["column"])
    text = page.locator(".answer > p").first.bounding_box() or {"x": 0, "width": 0}
    below = 0.0
    for note in page.locator(".answer .sidenote").all():
        box = note.bounding_box()
        assert box is not None
        assert box["x"] > text["x"] + text["width"]
        assert box["y"] >= below
        below = box["y"] + box["height"]
    page.set_viewport_size({"width": 390, "height": 844})
    note = page.locator(".answer .sidenote").first
    assert not note.is_visible()
    page.locator(".answer sup a").first.click()
    assert note.is_visible()
    page.close()


def test_on_paper(browser: Browser, site: str) -> None:
    """Black on white, 11 to 12 points, no furniture, open answers, boxes to tick, addresses behind links."""
    page = opened(browser, site + PAGES["part"], color_scheme="dark")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print", color_scheme="dark")
    for furniture in ("header.site", "footer.site", ".crumbs", ".fingerpost", ".contents", ".sidenote", ".backlinks"):
        assert not any(one.is_visible() for one in page.locator(furniture).all()), furniture
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{style}.color, {style}.backgroundColor]") == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert 11 <= float(page.evaluate(f"parseFloat({style}.fontSize)")) * 0.75 <= 12
    assert page.locator("details.question > p").first.is_visible()
    assert page.locator(".task-list-item input").first.is_visible()
    page.goto(site + "/columns/nobody-answers/")
    for path, link in (
        ("columns/nobody-answers", ".answer li > a:first-child"),
        ("guides/sources", 'article a[href^="http"]:not(.address)'),
    ):
        page.goto(f"{site}/{path}/")
        address = page.locator(link).first.evaluate(
            "a => [a.getAttribute('href'), getComputedStyle(a, '::after').content]"
        )
        assert address[0] in address[1].replace('" ', "")
    page.goto(site + "/columns/nobody-answers/")
    source = page.locator('.notes a[href^="http"]').first
    assert source.inner_text() == source.get_attribute("href")
    assert source.evaluate("a => getComputedStyle(a, '::after').content") == "none"  # once is enough
    assert page.locator(".printed").inner_text().endswith("/columns/nobody-answers/")
    page.close()


BEHIND = "all => all.map(a => getComputedStyle(a, '::after').content.replaceAll('', ''))"
"""What stands behind each link."""


def test_the_home_page_on_paper_has_its_doors_and_the_newest(browser: Browser, site: str) -> None:
    """As lists of words, each with its address: no arms, no post."""
    page = opened(browser, site)
    doors, newest = page.locator(".doors a"), page.locator(".newest a")
    addresses = "all => all.map(a => a.getAttribute('href'))"
    page.emulate_media(media="print")
    for links in (doors, newest):
        assert links.count() > 1
        assert all(one.is_visible() for one in links.all())
        assert links.evaluate_all(BEHIND) == [f'" ({address})"' for address in links.evaluate_all(addresses)]
    arm = doors.first.evaluate("a => [getComputedStyle(a).clipPath, getComputedStyle(a).backgroundColor]")
    assert arm == ["none", "rgba(0, 0, 0, 0)"]
    assert doors.first.evaluate("a => getComputedStyle(a).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.querySelector('.doors'), '::before').display") == "none"
    page.close()


@pytest.mark.parametrize(("links", "written"), [("root", "/two/#far"), ("relative", "../two/index.html#far")])
def test_an_address_stands_on_paper_once_whichever_way_the_site_links(
    browser: Browser, links: str, written: str
) -> None:
    text = "- [Away](two.md#far)\n- [Here](#near)\n- [Post](mailto:a@example.org)\n\n## Near\n\n"
    text += "<https://example.org/b--c/> [Site](https://example.org/) [example.org](https://example.org/)\n"
    site = {
        "content/site.yml": f"title: Test\nbase_url: https://example.org/\nlinks: {links}\n",
        "content/one.md": f"---\ntitle: One\n---\n{text}",
        "content/two.md": "---\ntitle: Two\n---\n## Far\n",
    }
    with make_server("127.0.0.1", 0, SiteApp(build(memory(site)), str.encode), handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever).start()
        page = opened(browser, f"http://127.0.0.1:{server.server_port}/one/")
        page.emulate_media(media="print")
        within, out = page.locator("article > ul a"), page.locator('article p > a[href^="http"]')
        behind = within.evaluate_all(BEHIND), out.evaluate_all(BEHIND)
        page.close()
        server.shutdown()
    assert behind[0] == [f'" ({written})"', "none", "none"]
    assert behind[1] == ["none", '" (https://example.org/)"', "none"]


def test_lists_and_labels_on_paper(browser: Browser, site: str) -> None:
    """A list has no row of filters; a label in bold keeps to what it labels."""
    page = opened(browser, site + "/columns/")
    assert page.locator(".filters").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".filters").is_visible()
    page.goto(site + PAGES["part"])
    labels = page.locator("p:has(> strong:only-child):has(+ blockquote)")
    breaks = labels.evaluate_all("all => all.map(one => getComputedStyle(one).breakAfter)")
    assert breaks
    assert set(breaks) == {"avoid"}
    page.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_worksheet_is_one_page(browser: Browser, site: str, paper: str) -> None:
    page = browser.new_page()
    sheets = sorted(one.stem for one in (project_root() / "content" / "guides").glob("worksheet-*.md"))
    assert len(sheets) == 10
    for sheet in sheets:
        page.goto(f"{site}/guides/{sheet}/")
        page.wait_for_function(STYLED)
        printed = page.pdf(format=paper, prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, sheet
    page.close()


def test_forced_colours(browser: Browser, site: str) -> None:
    """Arms, letters and exercises keep an outline where the reader's own colours take all grounds away."""
    page = opened(browser, site + PAGES["part"], forced_colors="active")
    for shape in (".arm a", ".exercise"):
        assert page.locator(shape).first.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
        assert page.locator(shape).first.evaluate("one => getComputedStyle(one).clipPath") == "none"
    page.close()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(browser: Browser, site: str, kind: str, width: int, scheme: Any) -> None:
    page = opened(browser, site + PAGES[kind], width, color_scheme=scheme)
    page.locator(".settings").wait_for(state="attached")  # what the script adds is looked at too, not half of it
    page.evaluate(FRAMES)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


@pytest.mark.parametrize("path", BOOKS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_a_book(browser: Browser, site: str, path: str, width: int, scheme: Any) -> None:
    page = opened(browser, site + path, width, color_scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


def test_the_line_below_the_heads_of_a_table_is_whole(browser: Browser, site: str) -> None:
    """Also below a corner without words."""
    page = opened(browser, site + "/tutorials/dealing-with-rejection/a-search-you-can-keep-up/")
    lines = page.locator("thead tr:has(> td) > *").evaluate_all(
        "all => all.map(one => [one.tagName, getComputedStyle(one).borderBottomColor])"
    )
    assert {tag for tag, _ in lines} == {"TD", "TH"}
    assert len({colour for _, colour in lines}) == 1
    page.close()


@pytest.mark.parametrize("path", BOOKS)
def test_what_is_to_be_ticked_has_one_box_in_a_book(browser: Browser, site: str, path: str) -> None:
    page = opened(browser, site + path)
    items = page.locator(".task-list-item")
    assert items.count() > 5
    for item in items.all():
        assert item.evaluate("one => getComputedStyle(one, '::before').width") != "auto"
        assert not item.locator("input").is_visible()
    page.close()
