"""Looks that a site sets, templates of its own, and the theme from right to left: in a browser."""

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from jinja2 import nodes
from playwright.sync_api import Browser, Page, sync_playwright

from fingerpost import beside
from fingerpost import view as view_records
from fingerpost.appearance import ROOT_STYLE, Appearance, Colours, Fonts, Palettes, contrast, root_style, weak_pairs
from fingerpost.cache import Cache
from fingerpost.diagnostics import Severity
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.pipeline import build_site, publish_site
from fingerpost.render import Theme, theme_folder
from fingerpost.render.bounds import MOST_LEVELS
from fingerpost.render.compiled import new_environment
from fingerpost.serve.app import SiteApp
from fingerpost.views import BESIDE, BOOK_TEMPLATE, TEMPLATES
from tests.conftest import TODAY, build, memory, project_root
from tests.test_browser import ARGUMENTS, CHROMIUM, Quiet
from tests.test_docs import blocks

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here: apt install chromium"
)
PLUM = project_root() / "tests" / "sites" / "_plum"
STYLES = sorted((theme_folder() / "assets").glob("*.css"))


# ---- what a site sets


STYLE = ":root { --paper: light-dark(#fff, #000); --ink: light-dark(#000000, #fff); --measure: 58ch }\n"


@pytest.mark.parametrize(
    ("appearance", "added"),
    [
        (Appearance(), ""),
        (Appearance(Palettes(Colours(paper="#fafafa"))), ":root { --paper: light-dark(#fafafa, #000) }\n"),
        (Appearance(Palettes(night=Colours(paper="#111"))), ":root { --paper: light-dark(#fff, #111) }\n"),
        (Appearance(Palettes(Colours(warm="#800"))), ":root { --warm: light-dark(#800, #800) }\n"),
        (
            Appearance(fonts=Fonts(serif='"My Font", serif', mono="Menlo"), measure="34rem"),
            ':root { --serif: "My Font", serif; --mono: Menlo; --measure: 34rem }\n',
        ),
    ],
)
def test_settings_stand_behind_the_style_of_the_theme(appearance: Appearance, added: str) -> None:
    assert root_style(appearance, STYLE) == STYLE + added


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#ffffff", 21.0), ("#777777", "#fff", 4.48), ("#0b5a43", "#fcfaf5", 7.87), ("#abc", "#abc", 1.0)],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


def test_the_colours_of_the_theme_are_far_enough_apart() -> None:
    """Each said once more as if a site had set it, none is told."""
    style = (theme_folder() / "assets" / ROOT_STYLE).read_text(encoding="utf-8")
    said = dict(re.findall(r"--(\w+): light-dark\(([^)]*)\)", style))
    assert said.keys() >= set(Colours.__struct_fields__)
    day, night = ({name: said[name].split(", ")[number] for name in Colours.__struct_fields__} for number in (0, 1))
    assert list(weak_pairs(Appearance(Palettes(Colours(**day), Colours(**night))), style)) == []


def test_a_warm_build_takes_new_colours_and_makes_no_page_again_for_a_comment() -> None:
    files = memory({path.relative_to(PLUM).as_posix(): path.read_bytes() for path in PLUM.rglob("*") if path.is_file()})
    cache = Cache(files)
    publish_site(files, build_site(files, Disk(theme_folder()), Wanted(TODAY), cache=cache), cache=cache)
    settings = files.read("content/site.yml")
    made = []
    for changed in (settings + b"# A comment.\n", settings.replace(b"#7a1f4f", b"#1f4f7a")):
        files.write("content/site.yml", changed)
        built = build_site(files, Disk(theme_folder()), Wanted(TODAY), cache=cache)
        made.append({path for path in built.made if path.endswith(".html")})
    assert made[0] == set()
    assert "columns/twice/index.html" in made[1]
    assert "--way:light-dark(#1f4f7a,#f0a8cc)" in built.load("columns/twice/index.html").decode()


# ---- a theme of one's own, as the papers show it


def test_the_papers_show_the_example() -> None:
    paper = (project_root() / "docs" / "themes.md").read_text(encoding="utf-8")
    shown = list(blocks(paper))
    for name in ("content/site.yml", "templates/column.html", "templates/partials/foot.html"):
        assert (PLUM / name).read_text(encoding="utf-8") in shown, name


def test_the_papers_name_the_view_of_each_template() -> None:
    paper = (project_root() / "docs" / "themes.md").read_text(encoding="utf-8")
    rows = [re.findall(r"`(.+?)`", line) for line in paper.splitlines() if re.match(r"\| `\w+", line)]
    named = [name for row in rows for name in row]
    assert {name for name in named if name.endswith((".html", ".js", ".txt"))} == {
        BOOK_TEMPLATE,
        *BESIDE,
        *TEMPLATES,
        "offline.html",
    }
    assert {name for name in named if name.endswith("View")} == {*view_records.__all__, *beside.__all__} - {"View"}


def test_the_example_has_nothing_wrong() -> None:
    assert build(Disk(PLUM)).diagnostics == ()


# ---- what cannot be a template

NO_NAMES = {
    "nothing": "",
    "a null character": "a\0b",
    "half of a letter": "\ud800",
    "a byte that is no text": "caf\udce9.html",
    "a folder": "assets",
    "a folder of the site": "mine",
    "what would lie in a file": "page.html/x",
    "what would lie in a file of the site": "own.html/x",
    "the default theme's folder": "default/assets",
    "the default theme itself": "default/",
    "too long": "a" * 300,
    "a link to itself": "circle.html",
    "outside": "../content/site.yml",
    "from the root": "/etc/passwd",
    "another kind of slash": "..\\content",
}


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES.keys())
def test_a_name_that_no_template_has_is_missing_on_a_real_disk(name: str, tmp_path: Path) -> None:
    (tmp_path / "templates" / "mine").mkdir(parents=True)
    (tmp_path / "templates" / "own.html").write_text("Text.")
    (tmp_path / "templates" / "circle.html").symlink_to("circle.html")
    with pytest.raises(FileNotFoundError):
        Theme(Disk(tmp_path), Disk(theme_folder())).source(name)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ("templates/page.html/", "folder-for-file"),
        ("templates/llms.txt/deep/", "folder-for-file"),
        ("templates/assets/style.css/", "folder-for-file"),
        ("templates/partials", "file-for-folder"),
        ("templates/locale/de", "file-for-folder"),
        ("templates", "file-for-folder"),
    ],
)
def test_a_folder_for_a_file_is_told_warm_and_cold(made: str, code: str, tmp_path: Path) -> None:
    files, theme = Disk(tmp_path), Disk(theme_folder())
    for path, data in memory({"content/about.md": "---\ntitle: About\n---\n\nText.\n"}).files.items():
        files.write(path, data)
    cache = Cache(files)
    assert not publish_site(files, build_site(files, theme, Wanted(TODAY), cache=cache), cache=cache).diagnostics
    if made.endswith("/"):
        (tmp_path / made).mkdir(parents=True)
    else:
        files.write(made, b"Text.")
    warm = build_site(files, theme, Wanted(TODAY), cache=cache)
    assert [one.code for one in warm.diagnostics] == [code]
    assert build_site(files, theme, Wanted(TODAY)).diagnostics == warm.diagnostics


def test_folders_and_links_that_stand_where_they_may_are_not_told(tmp_path: Path) -> None:
    shutil.copytree(theme_folder() / "partials", tmp_path / "elsewhere")
    (tmp_path / "templates" / "empty").mkdir(parents=True)
    (tmp_path / "templates" / "assets").mkdir()
    (tmp_path / "templates" / "partials").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "templates" / "page.html").symlink_to(theme_folder() / "page.html")
    assert Theme(Disk(tmp_path), Disk(theme_folder())).misplaced() == ()


# ---- what a template may ask for


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ range(100000)|length }}", "100000"),
        ("{{ range(5, 1, -2)|join(',') }}", "5,3"),
        ("{{ {'__a': 'mine'}.__a }}", "mine"),
        ("{{ {'__a': 'mine'}['__a'] }}", "mine"),
        ("{{ site.__init__|default('none') }}", "none"),
        ("{{ [site]|map(attribute='__init__', default='none')|join }}", "none"),
        ("{{ site|attr('title') }}", "Test"),
        ("{{ " + "title ~ " * 500 + "1 }}", "About" * 500 + "1"),
        ("{{ " + "(" * 20 + "1" + ")" * 20 + " }}", "1"),
        ("{% if 1 %}" * 80 + "1" + "{% endif %}" * 80, "1"),
        ("{{ " + "+".join(["1"] * 80) + " }}", "80"),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_template_may_ask_for_what_is_the_same_each_time(text: str, written: str, language: str) -> None:
    page = "---\ntitle: About\n---\n\nText.\n"
    settings = f"title: Test\nbase_url: https://example.org/\nlanguage: {language}\n"
    template = "{% set title = 'About' %}" + text
    built = build(memory({"content/site.yml": settings, "content/about.md": page, "templates/page.html": template}))
    assert built.diagnostics == ()
    assert built.load("about/index.html").decode() == written


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_template_that_is_nested_too_deeply_is_told_in_each_language(language: str) -> None:
    settings = f"title: Test\nbase_url: https://example.org/\nlanguage: {language}\n"
    built = build(memory({"content/site.yml": settings, "templates/page.html": "{{ 1" + "+1" * 300 + " }}"}))
    assert [one.code for one in built.diagnostics] == ["template-too-deep"]


@pytest.mark.parametrize("path", sorted(theme_folder().rglob("*.html")), ids=lambda path: path.name)
def test_no_template_of_the_theme_is_half_as_deep_as_one_may_be(path: Path) -> None:
    level: list[nodes.Node] = [new_environment().parse(path.read_text(encoding="utf-8"))]
    levels = 1
    while level := [child for node in level for child in node.iter_child_nodes()]:
        levels += 1
    assert levels < MOST_LEVELS / 2


# ---- in the browser


@contextmanager
def served(files: MemoryFiles | Disk) -> Iterator[str]:
    built = build(files)
    assert not [one for one in built.diagnostics if one.severity is Severity.ERROR]
    with make_server("127.0.0.1", 0, SiteApp(built, str.encode), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def plum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("plum") / "site"
    shutil.copytree(PLUM, folder)
    with served(Disk(folder)) as address:
        yield address


@needs_browser
@pytest.mark.parametrize(
    ("scheme", "paper", "link"),
    [("light", "rgb(255, 253, 251)", "rgb(122, 31, 79)"), ("dark", "rgb(22, 23, 15)", "rgb(240, 168, 204)")],
)
def test_a_reader_sees_the_colours_that_a_site_sets(
    browser: Browser, plum: str, scheme: str, paper: str, link: str
) -> None:
    page = browser.new_page(color_scheme="light" if scheme == "light" else "dark")
    page.goto(f"{plum}/columns/twice/")
    assert look(page, "body", "backgroundColor") == paper
    assert look(page, "a.write", "color") == link
    assert look(page, ".answer > p", "fontFamily") == "Literata, Georgia, serif"
    assert page.locator("main .label", has_text="Letters are short").count() == 1
    assert page.locator("footer.site nav").count() == 0
    page.close()


@needs_browser
def test_the_measure_holds(browser: Browser, plum: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{plum}/columns/twice/")
    wide = "document.querySelector('.answer').getBoundingClientRect().width"
    ours = float(page.evaluate(wide))
    page.evaluate("document.documentElement.style.setProperty('--measure', '58ch')")
    assert ours == pytest.approx(float(page.evaluate(wide)) * 52 / 58, rel=0.02)
    page.close()


def look(page: Page, selector: str, what: str) -> str:
    return str(page.eval_on_selector(selector, f"element => getComputedStyle(element).{what}"))


# ---- from right to left

HEBREW = {
    "content/site.yml": "title: שלט\nbase_url: https://example.org/\nlanguage: he\nsummary: אתר לדוגמה.\n",
    "content/index.md": (
        "---\ntitle: שלום\nsummary: דף הבית.\n---\n\n- **[[מותר לשאול שוב?]]** כן.\n- **[[קשרים]]** כאן.\n"
    ),
    "content/columns/twice.md": (
        "---\ntitle: מותר לשאול שוב?\nsummary: פעם אחת.\nstanding: composed\npublished: 2026-11-23\n"
        "asked_by: מתלבט\ntopics: [ties]\n---\n\n## Question\n\nמותר לשאול שוב?\n\n## Short answer\n\nכן, פעם אחת.\n\n"
        "## Answer\n\nהודעה שנייה היא תזכורת.\n\n- אחד\n- שניים\n\n> ציטוט\n\n| א | ב |\n| --- | --- |\n| ג | ד |\n"
    ),
    "content/topics/ties.md": "---\ntitle: קשרים\nsummary: על קשרים.\nrelated: [asking]\n---\n\nטקסט.\n",
    "content/topics/asking.md": "---\ntitle: שאלות\nsummary: על שאלות.\n---\n\nטקסט.\n",
    "content/tutorials/walk/index.md": "---\ntitle: הליכה\nsummary: הליכה.\n---\n\nטקסט.\n",
    "content/tutorials/walk/01-a.md": (
        "---\ntitle: ראשון\nsummary: ראשון.\n---\n\n## אחת\n\nטקסט.\n\n## שתיים\n\nטקסט.\n\n## שלוש\n\nטקסט.\n"
    ),
    "content/tutorials/walk/02-b.md": "---\ntitle: שני\nsummary: שני.\n---\n\nטקסט.\n",
    "content/tutorials/walk/03-c.md": "---\ntitle: שלישי\nsummary: שלישי.\n---\n\nטקסט.\n",
}


@pytest.fixture(scope="module")
def hebrew() -> Iterator[str]:
    with served(memory(HEBREW)) as address:
        yield address


@needs_browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/columns/twice/", "/topics/ties/", "/tutorials/walk/", "/tutorials/walk/a/", "/topics/map/", "/x/"]
)
def test_nothing_sticks_out_from_right_to_left(browser: Browser, hebrew: str, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(hebrew + path)
    assert look(page, "body", "direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@needs_browser
def test_a_column_begins_at_the_right(browser: Browser, hebrew: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{hebrew}/columns/twice/")
    right = """selector => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(selector));
      const text = range.getBoundingClientRect(), box = document.querySelector('main').getBoundingClientRect();
      return [text.left - box.left, box.right - text.right];
    }"""
    for selector in ("h1", ".answer > p", ".short-answer > p", ".answer li"):
        left, rest = page.evaluate(right, selector)
        assert rest < left, selector
    page.goto(f"{hebrew}/topics/ties/")
    starts = page.locator(".entries > li").evaluate_all("all => all.map(one => getComputedStyle(one).paddingRight)")
    assert set(starts) == {"0px"}
    page.goto(f"{hebrew}/columns/twice/")
    left, rest = page.evaluate(right, ".signature")
    assert left < rest, "a letter is signed at the end of the line"
    name, menu = (page.locator(one).first.bounding_box() for one in ("header .name", "header nav"))
    assert name is not None
    assert menu is not None
    assert name["x"] > menu["x"]
    page.close()


@needs_browser
def test_arms_point_the_other_way_and_maps_are_as_drawn(browser: Browser, hebrew: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{hebrew}/tutorials/walk/b/")
    assert look(page, ".fingerpost .on a", "clipPath").startswith("polygon(1.1rem 0") or "0px 50%" in look(
        page, ".fingerpost .on a", "clipPath"
    )
    page.goto(f"{hebrew}/topics/map/")
    inside = page.evaluate(
        """() => [...document.querySelectorAll('.map svg a')].every(a => {
          const [arm, text] = ['polygon', 'text'].map(name => a.querySelector(name).getBoundingClientRect());
          return arm.left <= text.left + 1 && text.right <= arm.right + 1;
        })"""
    )
    assert inside
    page.close()


PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right):|(?:text-align|float): *(?:left|right)"
)


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "book.css"], ids=lambda path: path.name)
def test_the_stylesheet_knows_no_left_and_right(path: Path) -> None:
    """All follows the direction of the script; what reads `book.css` knows no such rules."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"[^{}]*\.(?:left|right) {[^}]*}", "", text)  # columns of tables, as their author says
    assert PHYSICAL.findall(text) == []
    for property_, value in re.findall(r"[^\w-](margin|padding|inset): *([^;}!]+)", text):
        parts = re.findall(r"(?:calc|max|min|var)\((?:[^()]|\([^()]*\))*\)|\S+", value)
        assert len(parts) < 4 or parts[1] == parts[3] or "calc" in value, f"{property_}: {value}"
