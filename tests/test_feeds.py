"""The feeds, the sitemap and `robots.txt` of a small site and of the real one, read by programs that others wrote."""

import datetime
import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import Built, build_site
from fingerpost.render import theme_folder
from tests.conftest import TODAY, build, memory, project_root
from tests.test_metadata import column

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = {
    "content/site.yml": (
        'title: "Ask & answer"\nsummary: Short <b>answers</b>.\nbase_url: https://example.org/x/\nlanguage: de\n'
    ),
    "content/index.md": "---\ntitle: Home\n---\n\nHello.\n",
    "content/topics/ties.md": "---\ntitle: Ties\nsummary: Who knows whom.\n---\n\nTies.\n",
    "content/topics/alone.md": "---\ntitle: Alone\nreviewed: 2026-11-01\n---\n\nNobody.\n",
    "content/columns/old.md": column("Old & wise", "published: 2026-01-02\nsummary: An <old> one.\ntopics: [ties]\n"),
    "content/columns/new.md": column("New", "published: 2026-03-01\nupdated: 2026-04-01\nreviewed: 2026-05-01\n"),
    "content/columns/undated.md": column("Undated"),
    "content/guides/g.md": "---\ntitle: G\nform: how-to\npublished: 2026-02-01\n---\n\nDo.\n",
}


@cache
def small() -> Built:
    built = build(memory(SITE))
    assert not built.failed, built.diagnostics
    return built


@cache
def real() -> Built:
    return build_site(Disk(project_root()), Disk(theme_folder()), Wanted(TODAY.replace(year=2030)))


def atom(built: Built, path: str) -> Any:
    found = feedparser.parse(built.load(path))
    assert not found.bozo, found.get("bozo_exception")
    return found


def json_feed(built: Built, path: str) -> dict[str, Any]:
    return dict(json.loads(built.load(path)))


FEEDS = ("", "columns/", "topics/ties/")


@pytest.mark.parametrize("folder", FEEDS)
def test_both_forms_of_a_feed_say_the_same(folder: str) -> None:
    one, other = atom(small(), f"{folder}feed.xml"), json_feed(small(), f"{folder}feed.json")
    assert one.feed.title == other["title"]
    assert [entry.link for entry in one.entries] == [item["url"] for item in other["items"]]
    assert [entry.title for entry in one.entries] == [item["title"] for item in other["items"]]
    assert [entry.published for entry in one.entries] == [item["date_published"] for item in other["items"]]
    assert [entry.updated for entry in one.entries] == [item["date_modified"] for item in other["items"]]


@pytest.mark.parametrize("folder", FEEDS)
def test_a_json_feed_has_what_its_version_asks_for(folder: str) -> None:
    feed = json_feed(small(), f"{folder}feed.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"https://example.org/x/{folder}feed.json"
    assert feed["home_page_url"] == f"https://example.org/x/{folder}"
    assert feed["language"] == "de"
    assert [author["name"] for author in feed["authors"]] == ["Ask & answer"]
    for item in feed["items"]:
        assert item["id"] == item["url"]
        assert item["content_text"]
        assert datetime.datetime.fromisoformat(item["date_published"]).tzinfo


def test_feeds_have_dated_pages_alone_the_newest_first() -> None:
    assert [entry.title for entry in atom(small(), "feed.xml").entries] == ["New", "G", "Old & wise"]
    assert [entry.title for entry in atom(small(), "columns/feed.xml").entries] == ["New", "Old & wise"]
    assert [entry.title for entry in atom(small(), "topics/ties/feed.xml").entries] == ["Old & wise"]
    assert "topics/alone/feed.xml" not in small().files
    assert "topics/alone/feed.json" not in small().files


def test_summaries_are_text() -> None:
    assert atom(small(), "feed.xml").feed.subtitle == "Short <b>answers</b>."
    items = {item["title"]: item for item in json_feed(small(), "feed.json")["items"]}
    assert items["Old & wise"]["summary"] == items["Old & wise"]["content_text"] == "An <old> one."


@pytest.mark.parametrize(
    ("page", "feeds"),
    [("index.html", [""]), ("columns/index.html", ["", "columns/"]), ("topics/alone/index.html", [""])],
)
def test_pages_name_their_feeds(page: str, feeds: list[str]) -> None:
    text = small().load(page).decode()
    lines = text.splitlines()
    for form, name in (("atom+xml", "feed.xml"), ("feed+json", "feed.json")):
        named = [line.partition('href="')[2].partition('"')[0] for line in lines if f"application/{form}" in line]
        assert set(named) == {f"/x/{folder}{name}" for folder in feeds}


def sitemap(built: Built) -> dict[str, str | None]:
    root = ElementTree.fromstring(built.load("sitemap.xml"))  # noqa: S314 -- made here
    return {url.findtext(f"{SITEMAP}loc") or "": url.findtext(f"{SITEMAP}lastmod") for url in root}


def test_the_sitemap_tells_when_somebody_last_changed_or_reviewed_a_page() -> None:
    days = {address.removeprefix("https://example.org/x"): day for address, day in sitemap(small()).items()}
    assert days == {
        "/": "2026-11-01",
        "/columns/": "2026-05-01",
        "/columns/new/": "2026-05-01",
        "/columns/old/": "2026-01-02",
        "/columns/undated/": None,
        "/guides/": "2026-02-01",
        "/guides/g/": "2026-02-01",
        "/topics/": "2026-11-01",
        "/topics/a-z/": "2026-11-01",
        "/topics/alone/": "2026-11-01",
        "/topics/map/": "2026-11-01",
        "/topics/ties/": "2026-01-02",
    }


def test_no_day_hangs_on_the_day_of_the_build() -> None:
    names = ("sitemap.xml", "feed.xml", "feed.json", "llms.txt", "llms-full.txt")
    later = build(memory(SITE), wanted=Wanted(TODAY + datetime.timedelta(100)))
    assert [small().load(name) for name in names] == [later.load(name) for name in names]


def test_robots_leads_to_the_sitemap() -> None:
    assert b"Sitemap: https://example.org/x/sitemap.xml" in small().load("robots.txt")


def test_the_feeds_of_the_real_site_are_in_order() -> None:
    folders = [path.removesuffix("feed.xml") for path in real().files if path.endswith("feed.xml")]
    assert {"", "columns/"} < set(folders)
    for folder in folders:
        one, other = atom(real(), f"{folder}feed.xml"), json_feed(real(), f"{folder}feed.json")
        assert [entry.link for entry in one.entries] == [item["url"] for item in other["items"]] != []


def test_every_address_of_the_real_sitemap_is_a_page() -> None:
    files: Mapping[str, str] = real().files
    for address, day in sitemap(real()).items():
        assert f"{address.removeprefix('https://example.org/')}index.html" in files
        assert day is None or day <= "2030"
