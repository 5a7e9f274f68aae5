"""Whole small sites: a folder with `content/`, perhaps `templates/`, and all that must come out of it.

`tests/sites/NAME/expected/` holds the whole output folder, byte for byte. Words behind `expected` are the switches of
the build (`expected-drafts-future/`), and `expected.txt` beside it holds the diagnostics, where there are any. Sites
have `_theme/` for their default theme, which says what each view holds and no more; `default-theme` has the real one,
with a stylesheet of its own.
`pytest --rewrite` writes what comes out today: read the difference before you keep it.
"""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import msgspec
import pytest

from fingerpost.diagnostics import describe
from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.output import Copy, Output
from fingerpost.pipeline import Built, build_site
from fingerpost.render import theme_folder
from tests.conftest import TODAY, build, memory

SITES = Path(__file__).parent / "sites"
UNLISTED = ("/404.html", "/search/", "/search/index.html")
"""Pages that no search engine should show."""
REAL_THEME = ("default-theme",)
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Case(msgspec.Struct, frozen=True):
    site: Path
    expected: Path

    @property
    def name(self) -> str:
        return f"{self.site.name}/{self.expected.name}"


def cases() -> tuple[Case, ...]:
    """Every site, and every way in which it is built."""
    found = []
    for site in sorted(path.parent for path in SITES.glob("[!_]*/content")):
        found += [
            Case(site, path) for path in sorted({site / "expected", *site.glob("expected*")}) if path.suffix != ".txt"
        ]
    return tuple(found)


each_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)


def build_case(case: Case) -> Built:
    switches = dict.fromkeys(case.expected.name.split("-")[1:], True)
    theme = theme_folder() if case.site.name in REAL_THEME else SITES / "_theme"
    return build_site(Disk(case.site), Disk(theme), Wanted(TODAY, **switches))


def files_of(built: Built, site: Path) -> dict[str, bytes]:
    """Every file of a built site, by its path."""
    return {one.path: _bytes(one, site) for one in built.outputs}


def _bytes(output: Output | Copy, site: Path) -> bytes:
    return output.data if isinstance(output, Output) else (site / output.source).read_bytes()


def lying_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@each_case
def test_site_is_as_expected(case: Case, rewrite: bool) -> None:
    built = build_case(case)
    made = files_of(built, case.site)
    told = "".join(f"{describe(diagnostic)}\n" for diagnostic in built.diagnostics)
    notes = case.expected.with_name(f"{case.expected.name}.txt")
    if rewrite:
        _rewrite(case.expected, made)
        notes.write_text(told, encoding="utf-8") if told else notes.unlink(missing_ok=True)
    assert told == (notes.read_text(encoding="utf-8") if notes.exists() else "")
    expected = lying_in(case.expected)
    assert sorted(made) == sorted(expected)
    for path, data in expected.items():
        if path.endswith((".html", ".xml", ".txt", ".css")):
            assert made[path].decode() == data.decode(), path
        assert made[path] == data, path


def _rewrite(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


# ---- what must hold of every site


class HtmlPage(HTMLParser):
    """What the checks below want to know of one HTML file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        """Attribute and address."""
        self.named: list[str] = []
        """Ids that other elements refer to."""
        self.tags: list[str] = []
        self.language = self.title = self.description = self.robots = ""
        self.empty_attributes: list[str] = []
        self._in_title = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self._in_title = tag == "title"
        if "id" in facts:
            self.ids.append(facts["id"])
        self.links += [(name, facts[name]) for name in ("href", "src", "poster", "data") if name in facts]
        for name in ("aria-labelledby", "aria-describedby", "for", "headers"):
            self.named += facts.get(name, "").split()
        if tag == "html":
            self.language = facts.get("lang", "")
        if tag == "meta":
            self._meta(facts)

    def _meta(self, facts: dict[str, str]) -> None:
        content = facts.get("content", "")
        if facts.get("name") == "description":
            self.description = content
        if facts.get("name") == "robots":
            self.robots = content
        if facts.get("http-equiv") == "refresh":
            self.links.append(("refresh", content.partition("url=")[2]))
        if facts.get("property") in ("og:url", "og:image"):
            self.links.append((facts["property"], content))

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    @property
    def moved(self) -> bool:
        """Whether this is the page of an old address."""
        return any(name == "refresh" for name, _ in self.links)


def parse(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 -- we wrote it ourselves


def html_pages(files: dict[str, bytes]) -> dict[str, HtmlPage]:
    return {path: HtmlPage(data.decode()) for path, data in files.items() if path.endswith(".html")}


def address_of(path: str, base_url: str) -> str:
    """Return the address at which a server shows a file of the site."""
    return base_url.rstrip("/") + "/" + path.removesuffix("index.html")


def link_complaints(files: dict[str, bytes], base_url: str, *, relative: bool = False) -> list[str]:
    """Return what is wrong with the links inside a site: each leads to a file of it, each anchor to an id."""
    pages = html_pages(files)
    root = base_url.rstrip("/") + "/"
    wrong = []
    for path, page in pages.items():
        here = root + path if relative else address_of(path, base_url)
        for name, link in page.links:
            target, _, anchor = urljoin(here, link).partition("#")
            if target.startswith(root):
                wrong += [
                    f"{path}: {name}={link}: {why}" for why in _dead(target.removeprefix(root), anchor, files, pages)
                ]
            elif urlsplit(target).netloc == urlsplit(root).netloc:
                wrong.append(f"{path}: {name}={link}: leaves the path of the site")
            if relative and path != "404.html" and link.startswith("/"):
                wrong.append(f"{path}: {name}={link}: starts at the root")
    return wrong


def _dead(target: str, anchor: str, files: dict[str, bytes], pages: dict[str, HtmlPage]) -> Iterator[str]:
    name = unquote(target.partition("?")[0])
    name += "index.html" if name == "" or name.endswith("/") else ""
    if name not in files:
        yield f"there is no {name}"
    elif anchor and unquote(anchor) not in pages[name].ids:
        yield f"there is no id {anchor} in {name}"


def page_complaints(files: dict[str, bytes]) -> list[str]:
    """Return what is wrong with the pages of a site, each by itself."""
    wrong = []
    for path, page in html_pages(files).items():
        found = {
            "an id that stands twice": len(page.ids) != len(set(page.ids)),
            "a name for an id that is not there": not set(page.named) <= set(page.ids),
            "no language": not page.language,
            "no title": not page.title.strip(),
        }
        if not page.moved:
            found["not one h1"] = page.tags.count("h1") != 1
            found["not one main"] = page.tags.count("main") != 1
            found["no description"] = not page.description.strip() and "noindex" not in page.robots
        wrong += [f"{path}: {what}" for what, there in found.items() if there]
    return wrong


def map_complaints(files: dict[str, bytes], base_url: str) -> list[str]:
    """Return what is wrong with feeds and sitemap: each address is one of a page, and the sitemap has them all."""
    pages = {address_of(path, base_url): page for path, page in html_pages(files).items()}
    lasting = {
        address
        for address, page in pages.items()
        if not page.moved and not address.endswith(UNLISTED) and "noindex" not in page.robots
    }
    listed = [unquote(loc.text or "") for loc in parse(files["sitemap.xml"]).iter(f"{SITEMAP}loc")]
    wrong = [f"sitemap.xml: {address}" for address in sorted(lasting ^ set(listed))]
    if len(listed) != len(set(listed)):
        wrong.append("sitemap.xml: an address stands twice")
    for path, data in files.items():
        if path.endswith("feed.xml"):
            wrong += [f"{path}: {what}" for what in feed_complaints(data, address_of(path, base_url), lasting)]
    return wrong


def feed_complaints(data: bytes, address: str, pages: set[str]) -> Iterator[str]:
    """What RFC 4287 asks of a feed, and what we ask: the newest first, each entry a page of the site."""
    feed = parse(data)
    for tag in ("id", "title", "updated", "author"):
        if len(feed.findall(ATOM + tag)) != 1:
            yield f"not one {tag}"
    if [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")] != [address]:
        yield "another address in the link to itself"
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        if any(len(entry.findall(ATOM + tag)) != 1 for tag in ("id", "title", "updated", "published")):
            yield "an entry without id, title, updated or published"
        if unquote(entry.findtext(f"{ATOM}id", "")) not in pages:
            yield f"no page {entry.findtext(f'{ATOM}id')}"
    days = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    if days != sorted(days, reverse=True):
        yield "not the newest first"
    if len({entry.findtext(f"{ATOM}id") for entry in entries}) != len(entries):
        yield "an id that stands twice"


@each_case
def test_every_link_leads_somewhere(case: Case) -> None:
    built = build_case(case)
    files = files_of(built, case.site)
    relative = "links: relative" in (case.site / "content" / "site.yml").read_text(encoding="utf-8")
    assert link_complaints(files, built.base_url, relative=relative) == []


@each_case
def test_feeds_and_maps_are_whole(case: Case) -> None:
    built = build_case(case)
    assert map_complaints(files_of(built, case.site), built.base_url) == []


@pytest.mark.parametrize("name", REAL_THEME)
def test_pages_of_the_real_theme_are_whole(name: str) -> None:
    case = Case(SITES / name, SITES / name / "expected")
    assert page_complaints(files_of(build_case(case), case.site)) == []


@pytest.mark.parametrize("name", ["every-kind", "feeds", "default-theme"])
def test_a_topic_lists_all_that_its_feed_has(name: str) -> None:
    """What carries a topic stands on its page: plain pages too."""
    case = Case(SITES / name, SITES / name / "expected")
    built = build_case(case)
    files = files_of(built, case.site)
    for path, data in files.items():
        if path.startswith("topics/") and path.endswith("/feed.xml"):
            here = path.removesuffix("feed.xml")
            page = HtmlPage(files[f"{here}index.html"].decode().partition("<main")[2])
            shown = {urljoin(address_of(here, built.base_url), link) for _, link in page.links}
            assert {entry.findtext(f"{ATOM}id") for entry in parse(data).iter(f"{ATOM}entry")} <= shown, path


def test_links_do_not_change_what_is_said() -> None:
    """Relative links and root-relative ones make the same site, but for the addresses they write."""
    root, relative = (Case(SITES / name, SITES / name / "expected") for name in ("base-path", "relative-links"))
    one, other = files_of(build_case(root), root.site), files_of(build_case(relative), relative.site)
    assert sorted(one) == sorted(other)
    for path, page in html_pages(one).items():
        base = "https://example.org/advice/"
        same = html_pages({path: other[path]})[path]
        here = address_of(path, base), base + path
        ours = [urljoin(here[0], link) for _, link in page.links]
        theirs = [urljoin(here[1], link).replace("/index.html", "/") for _, link in same.links]
        assert theirs == ours, path


def test_the_anchors_of_a_column_are_there() -> None:
    """The parts of a column keep the anchors that their author gave them: a reference to one is no dead link."""
    column = (
        "---\ntitle: C\nstanding: composed\n---\n\n## Question {#why}\n\nQ\n\n## Answer {#so}\n\n[[#why]], [[#so]].\n"
    )
    built = build(memory({"content/columns/c.md": column}))
    assert built.diagnostics == ()
    files = {one.path: one.data for one in built.outputs if isinstance(one, Output)}
    assert link_complaints(files, built.base_url) == []


def test_a_list_without_pages_today_stands_in_no_navigation() -> None:
    """The only column is a draft: the navigation leaves its list out, as it leaves out a page that is not out."""
    settings = "title: T\nbase_url: https://example.org/\nnavigation:\n  - page: columns\n  - page: index\n"
    column = "---\ntitle: C\nstanding: composed\ndraft: true\n---\n\n## Question\n\nQ\n\n## Answer\n\nA\n"
    built = build(memory({"content/site.yml": settings, "content/columns/c.md": column}))
    assert built.diagnostics == ()
    assert not [one.path for one in built.outputs if one.path.startswith("columns")]


def test_a_site_without_its_home_is_told() -> None:
    """A home page that is a draft, or expired, leaves the site without a front door."""
    built = build(memory({"content/index.md": "---\ntitle: Home\ndraft: true\n---\n\nNot yet.\n"}))
    assert [diagnostic.place.file for diagnostic in built.diagnostics] == ["content/index.md"]


def test_a_feed_holds_the_newest_thirty() -> None:
    front = "---\ntitle: C{n}\nstanding: composed\npublished: 2026-0{month}-{day:02}\n---\n"
    column = front + "\n## Question\n\nQ\n\n## Answer\n\nA\n"
    columns: dict[str, str | bytes] = {
        f"content/columns/c{n}.md": column.format(n=n, month=1 + n // 20, day=1 + n % 20) for n in range(50)
    }
    built = build(memory(columns))
    feed = next(one.data for one in built.outputs if one.path == "feed.xml" and isinstance(one, Output))
    titles = [entry.findtext(f"{ATOM}title") for entry in parse(feed).iter(f"{ATOM}entry")]
    assert titles == [f"C{n}" for n in range(49, 19, -1)]


# ---- the checks see what they should


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("/advice/nowhere/", "there is no nowhere/index.html"),
        ("/advice/#nothing", "there is no id nothing in index.html"),
        ("#nothing", "there is no id nothing in index.html"),
        ("nowhere.html", "there is no nowhere.html"),
        ("/about/", "leaves the path of the site"),
        ("https://example.org/advice/nowhere/", "there is no nowhere/index.html"),
    ],
)
def test_a_dead_link_is_seen(link: str, why: str) -> None:
    files = {"index.html": f'<p id="here"><a href="#here">x</a><a href="{link}">x</a>'.encode()}
    assert link_complaints(files, "https://example.org/advice/") == [f"index.html: href={link}: {why}"]


def test_a_poor_page_is_seen() -> None:
    page = b'<html><p id="a"><p id="a" aria-labelledby="b">'
    assert len(page_complaints({"index.html": page})) == 7
