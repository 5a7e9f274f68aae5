"""How pages reach a reader: pictures, stylesheets, headers, compressed twins; and the real site behind its own policy.

Units first, then whole small sites, then the real site in Debian's Chromium, served as a host that reads `_headers`.
"""

import base64
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import struct
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import brotli
import pytest
from PIL import Image, ImageFile
from playwright.sync_api import Browser, Route, sync_playwright

from fingerpost.cache import Cache
from fingerpost.cli.telling import explained, list_of_changes
from fingerpost.config import Config
from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.output import Copy
from fingerpost.pipeline import CHANGED_FILE, Built, build_site, list_changed, publish_site
from fingerpost.rasters import LIGHT, WIDTHS, raster_of, sizes_for, without_private
from fingerpost.render import BrokenPictureError, drawn, headers_file, theme_folder
from fingerpost.render.css import shortened
from fingerpost.search import pagefind_index
from fingerpost.serve.app import SiteApp, StartResponse
from fingerpost.urls import top_of
from tests.changing import photograph
from tests.conftest import TODAY, build, memory, project_root
from tests.test_docs import blocks

GPS, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B


# ---- pictures


def painted(width: int, height: int) -> Image.Image:
    """A picture without a plain spot: red grows to the right, green downwards."""
    horizontal = Image.linear_gradient("L").rotate(90).resize((width, height))
    vertical = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (horizontal, vertical, Image.effect_noise((width, height), 40)))


def saved(picture: Image.Image, form: str, *, orientation: int = 1, private: bool = True, **how: object) -> bytes:
    exif = Image.Exif()
    if orientation != 1:
        exif[ORIENTATION] = orientation
    if private:
        exif[ARTIST] = "Ann of nowhere"
        exif[GPS] = {1: "N", 2: (52.0, 31.0, 12.0)}
    held = io.BytesIO()
    picture.save(held, form, exif=exif, **how)
    return held.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_what_is_private_goes_and_the_picture_stays(form: str, orientation: int) -> None:
    data = saved(painted(300, 200), form, orientation=orientation)
    raster = raster_of(data)
    assert (raster.known, raster.private, raster.turned) == (True, True, orientation == 6)
    plain = without_private(data)
    assert b"Ann of nowhere" in data
    assert b"Ann of nowhere" not in plain
    assert dict(opened(plain).getexif()) == ({ORIENTATION: orientation} if orientation != 1 else {})
    assert opened(plain).tobytes() == opened(data).tobytes()
    assert without_private(plain) == plain
    assert not raster_of(plain).private


def test_comments_and_further_pictures_of_a_phone_go_too() -> None:
    data = saved(painted(100, 100), "JPEG", private=False, comment=b"taken at home")
    plain = without_private(data + saved(painted(50, 50), "JPEG"))
    assert b"taken at home" not in plain
    assert plain.endswith(b"\xff\xd9")
    assert b"Ann" not in plain


def test_colours_stay() -> None:
    profile = b"\0" * 36 + b"acsp" + b"\0" * 88
    plain = without_private(saved(painted(40, 40), "JPEG", icc_profile=profile))
    assert opened(plain).info["icc_profile"] == profile


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_anywhere_is_left_alone_or_told(form: str) -> None:
    whole = saved(painted(60, 60), form)
    for end in range(0, len(whole) - 100, max(1, len(whole) // 60)):  # less could be no more than the end mark
        cut = whole[:end]
        assert without_private(cut) in (cut, without_private(without_private(cut)))
        with pytest.raises(BrokenPictureError):
            drawn(cut, 50)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_knows_that_it_is_cut(form: str) -> None:
    whole = saved(painted(60, 60), form)
    assert not raster_of(whole).cut
    assert not raster_of(whole + b"what a phone puts behind").cut
    for end in range(16, len(whole), max(1, len(whole) // 60)):  # less could be any file
        assert raster_of(whole[:end]).cut
    assert raster_of(b"").cut


def test_the_byte_that_fills_up_a_webp_may_be_left_out() -> None:
    odd = b"VP8 " + struct.pack("<I", 3) + b"abc"
    assert not raster_of(b"RIFF" + struct.pack("<I", 4 + len(odd)) + b"WEBP" + odd).cut


def test_a_cut_picture_is_told_where_another_library_would_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(BrokenPictureError):
        drawn(saved(painted(60, 60), "PNG")[:-200], 50)


def test_frames_are_not_drawn_again() -> None:
    frames = [painted(200, 200), painted(200, 200).rotate(90)]
    for form in ("PNG", "WEBP"):
        held = io.BytesIO()
        frames[0].save(held, form, save_all=True, append_images=frames[1:])
        assert raster_of(held.getvalue()).moving
        assert sizes_for(raster_of(held.getvalue()), 200, 99_999) == ()


@pytest.mark.parametrize(
    ("width", "size", "sizes"),
    [
        (100, 99_999, ()),
        (400, LIGHT - 1, ()),
        (400, LIGHT, (400,)),
        (1000, 99_999, (480, 720, 1000)),
        (1440, 99_999, WIDTHS),
        (5000, 99_999, WIDTHS),
    ],
)
def test_widths_are_never_larger_than_the_picture(width: int, size: int, sizes: tuple[int, ...]) -> None:
    assert sizes_for(raster_of(photograph(10, 10)), width, size) == sizes


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_drawn_upright_and_without_anything_private(form: str) -> None:
    """Lying on its right side, what was at the top of the sensor is at the right for a reader."""
    small = opened(drawn(saved(painted(600, 400), form, orientation=6), 200))
    assert (small.format, small.size) == ("WEBP", (200, 300))
    assert not dict(small.getexif())
    left, right = (small.convert("RGB").getpixel((x, 150)) for x in (10, 190))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[1] > 200
    assert right[1] < 60


def test_drawings_come_out_exact_and_clear_grounds_stay_clear() -> None:
    drawing = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    drawing.paste((10, 90, 67, 255), (100, 100, 300, 300))
    same = opened(drawn(saved(drawing, "PNG", private=False), 400)).convert("RGBA")
    assert same.getpixel((200, 200)) == (10, 90, 67, 255)
    assert (same.getpixel((5, 5)) or ())[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_way_to_hold_colours_is_read(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new("I;16", (300, 200), 30_000) if mode == "I;16" else painted(300, 200).convert(mode)
    assert opened(drawn(saved(picture, form, private=False), 200)).size == (200, 133)


def test_the_same_picture_comes_out_the_same() -> None:
    data = saved(painted(900, 500), "JPEG")
    assert drawn(data, 480) == drawn(data, 480)


# ---- pictures in a site


def page(title: str, text: str) -> str:
    return f"---\ntitle: {title}\n---\n\n{text}\n"


PHOTO = saved(painted(1000, 700), "JPEG", orientation=6, quality=80)
SITE: dict[str, str | bytes] = {
    "content/about.md": page("About", "![First](photo.jpg) and ![Second](other.png)\n\n![Third](drawing.svg)"),
    "content/photo.jpg": PHOTO,
    "content/other.png": photograph(400, 20),
    "content/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
}


def published(files: MemoryFiles) -> Built:
    cache = Cache(files)
    built = build_site(files, Disk(theme_folder()), Wanted(TODAY), cache=cache)
    assert publish_site(files, built, cache=cache).changes is not None, built.diagnostics
    return built


def bytes_of(built: Built, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {one.path: files[one.source] if isinstance(one, Copy) else one.data for one in built.outputs}


def test_a_page_offers_its_pictures_at_several_widths() -> None:
    files = memory(SITE)
    made = bytes_of(build(files), files.files)
    html = made["about/index.html"].decode()
    pictures = re.findall(r"<picture>.*?</picture>|<img [^>]*drawing[^>]*>", html)
    assert len(pictures) == 3
    first, second, third = pictures
    assert 'width="700" height="1000"' in first  # it lies on its side
    assert ["loading" in one for one in (first, second, third)] == [False, True, True]
    assert 'sizes="(min-width: 680px) 680px, 100vw"' in first
    assert 'sizes="(min-width: 680px) 400px, min(400px, 100vw)"' in second
    for picture, widths in ((first, [480, 700]), (second, [400])):
        offered = re.findall(r"/(assets/\S+) (\d+)w", picture)
        assert [int(width) for _, width in offered] == widths
        for path, width in offered:
            assert opened(made[path]).size[0] == int(width)
    (original,) = re.findall(r'<img src="/([^"]*)"', first)
    assert opened(made[original]).tobytes() == opened(PHOTO).tobytes()
    assert b"Ann of nowhere" not in made[original]


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("![A](other.png)", [False]),
        ("# A heading\n\nA line of text.\n\n![A](other.png)", [False]),
        ("Many words. " * 50 + "\n\n![A](other.png)", [True]),
        ("![A](other.png)\n\n" + "Many words. " * 50 + "\n\n![B](drawing.svg)", [False, True]),
        ("See [ours](about.md). " * 12 + "\n\n![A](other.png)", [False]),
        ("See [ours](about.md). " * 80 + "\n\n![A](other.png)", [True]),
    ],
)
def test_a_picture_below_text_waits_for_the_text(dialect: str, text: str, waits: list[bool]) -> None:
    settings = {"content/site.yml": f"dialect: {dialect}\n"}
    files = memory({**SITE, **settings, "content/about.md": page("About", text)})
    html = bytes_of(build(files), files.files)["about/index.html"].decode()
    assert ["loading" in one for one in re.findall(r"<img [^>]*>", html)] == waits


def test_nothing_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    files = memory(SITE)
    before = bytes_of(published(files), files.files)

    def never(data: bytes, width: int) -> bytes:
        pytest.fail("drawn again")

    monkeypatch.setattr("fingerpost.pipeline.pictures.drawn", never)
    files.files["content/about.md"] += b"\nMore words.\n"
    files.files["content/new.md"] = page("New", "![Other](other.png)").encode()
    again = published(files)
    assert not [path for path in again.made if path.startswith("assets/")]
    now = bytes_of(again, files.files)
    assert {path: data for path, data in now.items() if path.startswith("assets/")} == {
        path: data for path, data in before.items() if path.startswith("assets/")
    }


def test_a_picture_that_is_shown_no_more_leaves_nothing() -> None:
    files = memory(SITE)
    published(files)
    files.files["content/about.md"] = page("About", "[First](photo.jpg)").encode()
    now = bytes_of(published(files), files.files)
    assert [path for path in now if path.startswith("assets/photo")] == [path for path in now if path.endswith(".jpg")]
    assert not [path for path in now if path.endswith(".webp")]


# ---- stylesheets


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a { color: red; }\n\n/* b */ b { }", "a{color:red}b{}"),
        ("a :hover , b > c { x: y }", "a :hover,b>c{x:y}"),
        ('q::before { content: "  /* no */ ; } " }', 'q::before{content:"  /* no */ ; } "}'),
        ("a { background: url( a b.png ) }", "a{background:url( a b.png )}"),
        ("@media (width >= 48em) and (hover) { a { b: c } }", "@media (width>=48em) and (hover){a{b:c}}"),
        ("a { width: calc(1px + 2px - var(--x)) }", "a{width:calc(1px + 2px - var(--x))}"),
        ("a/* x */b { c: d }", "a/**/b{c:d}"),
        ("a /* x */ .b { c: d !important }", "a .b{c:d !important}"),
        ("/* open", ""),
    ],
)
def test_stylesheets_lose_what_only_their_author_needs(css: str, short: str) -> None:
    assert shortened(css) == short
    assert shortened(short) == short


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ('@font-face { src: url("mine.ttf") }', '@font-face{src:url("mine.D.ttf")}'),
        ("@font-face { src: url(fonts/b.woff2?v=2#x) }", '@font-face{src:url("fonts/b.D.woff2?v=2#x")}'),
        ("a { background: URL( './mine.ttf' ) }", 'a{background:url("mine.D.ttf")}'),
        ("a { background: url(gone.png), url(#mark) }", "a{background:url(gone.png),url(#mark)}"),
        ("a { background: url(/mine.ttf) }", "a{background:url(/mine.ttf)}"),
        ("a { background: url(https://example.org/mine.ttf) }", "a{background:url(https://example.org/mine.ttf)}"),
        ("a::before { content: 'url(mine.ttf)' }", "a::before{content:'url(mine.ttf)'}"),
    ],
)
def test_a_stylesheet_leads_to_what_lies_beside_it(written: str, published: str) -> None:
    """Under the name with the digest, under which each asset is published."""
    fonts = {"templates/assets/mine.ttf": "a font", "templates/assets/fonts/b.woff2": "another"}
    built = build(memory({**fonts, "templates/assets/mine.css": written}))
    sheets = {re.sub(r"\.[0-9a-f]{10}\.", ".D.", path): built.load(path).decode() for path in built.files}
    digests = {path.split(".")[-2] for path in built.files if path.startswith(("assets/mine.", "assets/fonts/"))}
    assert re.sub("|".join(digests), "D", sheets["assets/mine.D.css"]) == published


ASKED = "---\ntitle: A\nstanding: composed\n---\n\n## Question\n\nQ\n\n## Answer\n\nA\n"


def test_the_block_for_styles_stands_in_every_page() -> None:
    """As docs/themes.md has it."""
    paper = (project_root() / "docs" / "themes.md").read_text(encoding="utf-8")
    base = next(block for block in blocks(paper) if block.startswith('{% extends "default/base.html" %}'))
    built = build(
        memory({"templates/base.html": base, "templates/assets/mine.css": "a { b: c }", "content/columns/a.md": ASKED})
    )
    pages = [path for path in built.files if path.endswith(".html")]
    without = [path for path in pages if not re.search(r'href="[^"]*/mine\.\w+\.css"', built.load(path).decode())]
    assert {"index.html", "404.html", "columns/index.html", "columns/a/index.html"} <= {*pages} - {*without}
    assert without == []


def test_a_stylesheet_in_a_folder_leads_out_of_it() -> None:
    files = {"templates/assets/mine.ttf": "a font", "templates/assets/css/mine.css": "a { b: url(../mine.ttf) }"}
    built = build(memory(files))
    font = next(path for path in built.files if re.search(r"mine\.\w+\.ttf$", path))
    sheet = next(path for path in built.files if path.startswith("assets/css/mine"))
    assert built.load(sheet).decode() == f'a{{b:url("../{font.removeprefix("assets/")}")}}'


@pytest.mark.parametrize("critical", ["a { b: c }", ""])
def test_critical_styles_stand_in_the_page_or_not_at_all(critical: str) -> None:
    files = memory({"templates/assets/critical.css": critical, "templates/assets/style.css": "d { e: f }"})
    built = build(files)
    html = built.load("index.html").decode()
    head, body = html.split("</head>")
    at_once = re.sub(r"<template>.*?</template>", "", head, flags=re.S)
    assert "<style>a{b:c}</style>" in head if critical else "<style>" not in html
    assert ('rel="stylesheet"' in at_once) == (not critical)
    assert ('<noscript><link rel="stylesheet"' in body) == bool(critical)
    assert head.count('rel="stylesheet"') == 1
    assert not [path for path in built.files if "critical" in path or "first" in path]


@pytest.mark.parametrize("critical", ["a { b: c }", ""])
def test_a_theme_without_a_script_in_its_pages_has_all_files_there_at_once(critical: str) -> None:
    files = memory({"templates/assets/critical.css": critical, "templates/assets/first.js": "\n"})
    built = build(files)
    head, body = built.load("index.html").decode().split("</head>")
    assert '<script async src="/assets/site.' in head
    assert '<link rel="stylesheet"' in (body if critical else head)
    assert not re.search("<template|<noscript|<script>", head + body)
    scripts = re.search(r"script-src ([^;]*)", built.load("_headers").decode())
    assert scripts
    assert scripts[1].count("'sha256-") == 1  # the rules for what to fetch ahead


def test_other_critical_styles_are_other_pages() -> None:
    files = memory({"templates/assets/critical.css": "a { b: c }"})
    published(files)
    files.files["templates/assets/critical.css"] = b"a { b: d }"
    again = published(files)
    assert "<style>a{b:d}</style>" in again.load("index.html").decode()
    assert again.made["_headers"].code == "frame"


def test_a_page_is_as_large_on_a_large_site() -> None:
    """But for what it lists, which has an end."""
    sizes = []
    for count in (10, 300):
        columns = {
            f"content/columns/c{number}.md": page(f"Column {number}", "Words.").replace(
                "---\n\n", "standing: composed\nsummary: A column.\n---\n\n## Question\n\nQ?\n\n## Answer\n\n"
            )
            for number in range(count)
        }
        built = build(memory({"content/about.md": page("About", "Words."), **columns}))
        sizes.append({path: len(built.load(path)) for path in ("about/index.html", "columns/c7/index.html")})
    assert sizes[0] == sizes[1]


# ---- headers


def rules_of(text: str) -> dict[str, dict[str, str]]:
    """The rules of a `_headers` file, by path."""
    rules: dict[str, dict[str, str]] = {}
    path = ""
    for line in text.splitlines():
        if line.startswith("/"):
            path = line
            rules[path] = {}
        else:
            name, _, value = line.strip().partition(": ")
            assert name not in rules[path]
            rules[path][name] = value
    return rules


def fits(rule: str, address: str) -> bool:
    return address.startswith(rule[:-1]) if rule.endswith("*") else address == rule


def headers_for(rules: Mapping[str, Mapping[str, str]], address: str) -> dict[str, str]:
    """What a host says beside an address. No header comes of two rules: hosts differ in what they make of that."""
    said: dict[str, str] = {}
    for rule, headers in rules.items():
        if fits(rule, address):
            assert not said.keys() & headers.keys()
            said |= headers
    return said


INLINE = {"style-src": ("a{b:c}",), "script-src": ("", "d()")}


def test_only_the_search_page_may_run_webassembly() -> None:
    folders = {"", "404.html", "about/", "search/"}
    rules = rules_of(headers_file(Config("T", "https://example.org/"), INLINE, folders).decode())
    policies = {path: headers_for(rules, path)["Content-Security-Policy"] for path in ("/", "/about/us/", "/search/")}
    assert ["wasm" in policies[path] for path in policies] == [False, False, True]
    assert "'sha256-" + base64.b64encode(hashlib.sha256(b"a{b:c}").digest()).decode() in policies["/"]
    assert "unsafe-inline" not in "".join(policies.values())
    assert headers_for(rules, "/assets/style.0123456789.css")["Cache-Control"].endswith("immutable")
    assert "Content-Security-Policy" in headers_for(rules, "/404.html")


def test_a_site_below_a_path_says_so() -> None:
    rules = rules_of(headers_file(Config("T", "https://example.org/advice/"), INLINE, {"", "about/"}).decode())
    assert set(rules) == {"/advice/*", "/advice/assets/*", "/advice/", "/advice/about/*"}


def test_a_site_with_very_many_folders_has_few_rules() -> None:
    folders = {"search/", *(f"f{number}/" for number in range(200))}
    rules = rules_of(headers_file(Config("T", "https://example.org/"), INLINE, folders).decode())
    assert set(rules) == {"/*", "/assets/*"}
    assert "wasm" in rules["/*"]["Content-Security-Policy"]


def test_a_file_of_the_author_goes_before() -> None:
    files = memory({"content/static/_headers": "/*\n  X-Mine: yes\n"})
    assert bytes_of(build(files), files.files)["_headers"] == b"/*\n  X-Mine: yes\n"


@pytest.mark.parametrize(
    ("path", "top"), [("index.html", ""), ("404.html", "404.html"), ("a/index.html", "a/"), ("a/b/index.html", "a/")]
)
def test_top_of(path: str, top: str) -> None:
    assert top_of(path) == top


@pytest.mark.parametrize(("settings", "base"), [("", "/"), ("https://example.org/~a(b)/", r"/~a\\(b\\)/")])
def test_pages_are_fetched_ahead_within_the_site(settings: str, base: str) -> None:
    address = settings or "https://example.org/"
    built = build(memory({"content/site.yml": f"title: T\nbase_url: {address}\n"}))
    html = built.load("index.html").decode()
    assert f'{{"href_matches":["{base}","{base}*/"]}}' in html


def test_a_site_in_a_folder_fetches_nothing_ahead() -> None:
    built = build(memory({"content/site.yml": "title: T\nbase_url: https://example.org/\nlinks: relative\n"}))
    assert "speculationrules" not in built.load("index.html").decode()


# ---- compressed twins

PACKED = "title: T\nbase_url: https://example.org/\nprecompress: true\n"


def test_twins_are_their_files_in_fewer_bytes() -> None:
    files = memory({**SITE, "content/site.yml": PACKED, "content/static/long.txt": "word " * 1000})
    made = bytes_of(build(files), files.files)
    for suffix, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
        twins = {path for path in made if path.endswith(suffix)}
        assert {f"index.html{suffix}", f"long.txt{suffix}", f"sitemap.xml{suffix}"} <= twins | {f"sitemap.xml{suffix}"}
        assert [path for path in twins if path.startswith("assets/style")]
        assert not [path for path in twins if path.endswith((f".webp{suffix}", f".jpg{suffix}", f".br{suffix}"))]
        for path in twins:
            original = made[path.removesuffix(suffix)]
            assert unpack(made[path]) == original
            assert len(made[path]) < len(original) >= 1024


def test_twins_follow_their_files_and_nothing_else_is_packed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Words of this page. " * 80
    files = memory({"content/site.yml": PACKED, "content/about.md": page("About", text)})
    before = bytes_of(published(files), files.files)
    packed: list[int] = []

    def counted(data: bytes) -> bytes:
        packed.append(len(data))
        return gzip.compress(data, mtime=0)

    monkeypatch.setattr("fingerpost.pipeline.packing.PACKERS", {".gz": counted, ".br": counted})
    files.files["content/about.md"] = page("About", text.replace("Words", "Thoughts")).encode()
    again = published(files)
    now = bytes_of(again, files.files)
    texts = [path for path in again.made if not path.endswith((".gz", ".br"))]
    assert len(packed) == 2 * len([path for path in texts if len(now[path]) >= 1024])
    assert gzip.decompress(now["about/index.html.gz"]) == now["about/index.html"] != before["about/index.html"]
    packed.clear()
    published(files)
    assert packed == []


def test_twins_go_with_the_setting_and_are_told_nowhere() -> None:
    files = memory({"content/site.yml": PACKED, "content/about.md": page("About", "Words. " * 300)})
    published(files)
    files.files["content/about.md"] += b"More.\n"
    cache = Cache(files)
    again = publish_site(files, build_site(files, Disk(theme_folder()), Wanted(TODAY), cache=cache), cache=cache)
    assert "about/index.html.br" in again.changed.written
    assert not [line for line in (*list_of_changes(again.built, again.changed), *explained(again)) if ".br" in line]
    assert list_changed(files, again.built.base_url, again.changed) == ""
    assert ".br" not in json.loads(files.read(CHANGED_FILE))["urls"].__str__()
    files.files["content/site.yml"] = PACKED.replace("true", "false").encode()
    assert not [path for path in published(files).files if path.endswith((".gz", ".br"))]


# ---- the real site, behind its own policy

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
in_a_browser = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here: apt install chromium"
)
PART = "/tutorials/informational-interviewing/ask-well/"
KINDS = {
    "home": "/",
    "page": "/about/",
    "tutorial": "/tutorials/informational-interviewing/",
    "part": PART,
    "column": "/columns/feel-rejected-asking/",
    "guide": "/guides/contact-log/",
    "sheet": "/guides/worksheet-fortnight-plan/",
    "topic": "/topics/rejection/",
    "map": "/topics/map/",
    "path": "/paths/turned-away/",
    "author": "/authors/editors/",
    "list": "/columns/",
    "filtered": "/guides/",
    "a-z": "/topics/a-z/",
    "search": "/search/",
    "print": "/paths/turned-away/print/",
    "404": "/no-such-page/",
}


PAINTED = """() => new Promise(done => new PerformanceObserver(list =>
  list.getEntriesByName('first-contentful-paint').length && done()).observe({ type: 'paint', buffered: true }))"""
SHIFT = """() => new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { shift += one.value })).observe(
    { type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(shift)));
})"""
"""The sum of all layout shifts so far (Layout Instability API)."""


class Host:
    """Serves a built site as a host that reads `_headers` does: with these headers beside each file."""

    def __init__(self, built: Built) -> None:
        self.app = SiteApp(built, self._file)
        self.files = built.files
        self.load = built.load
        self.rules = rules_of(built.load("_headers").decode())
        self.asked: list[str] = []

    def _file(self, path: str) -> bytes:
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.load(path)

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        path = str(environ["PATH_INFO"])
        self.asked.append(path)

        def begin(status: str, headers: list[tuple[str, str]]) -> object:
            shown = "/404.html" if status.startswith("404") else path
            plain = [(name, value) for name, value in headers if name != "Cache-Control"]
            return start(status, [*plain, *headers_for(self.rules, shown).items()])

        return self.app(environ, begin)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def real() -> Built:
    built = build_site(Disk(project_root()), Disk(theme_folder()), Wanted(TODAY), index=pagefind_index)
    assert not built.diagnostics
    return built


@pytest.fixture(scope="module")
def host(real: Built) -> Iterator[tuple[str, Host]]:
    serving = Host(real)
    with make_server("127.0.0.1", 0, serving, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", serving
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@in_a_browser
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_breaks_the_policy(browser: Browser, host: tuple[str, Host], kind: str) -> None:
    """Styles, scripts, pictures and what they load: nothing is refused, and nothing fails."""
    address, serving = host
    tab = browser.new_page()
    broken: list[str] = []
    tab.on("console", lambda said: broken.append(said.text) if said.type in ("error", "warning") else None)
    tab.on("response", lambda answer: broken.append(f"{answer.status} {answer.url}") if answer.status > 399 else None)
    tab.on("pageerror", lambda error: broken.append(str(error)))
    tab.add_init_script("addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))")
    answer = tab.goto(address + KINDS[kind], wait_until="networkidle")
    assert answer is not None
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    if kind == "search":
        tab.get_by_role("searchbox").last.fill("rejection")
        tab.wait_for_load_state("networkidle")
    assert [one for one in broken if kind != "404" or "404" not in one] == []
    assert tab.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman"
    tab.close()
    assert serving.rules


@in_a_browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"search", "print"}))
def test_nothing_moves_when_the_last_styles_come(
    browser: Browser, host: tuple[str, Host], kind: str, width: int
) -> None:
    """They are held back until the page is painted: the slowest network there is.

    On the search page the script takes lists away; a page to print has its styles at once.
    """
    tab = browser.new_page(viewport={"width": width, "height": 844})
    held: list[Route] = []
    tab.route("**/assets/style.*.css", lambda route: held.append(route))  # noqa: PLW0108 -- it wants a function
    with tab.expect_request("**/assets/style.*.css"):
        tab.goto(host[0] + KINDS[kind], wait_until="commit")
    tab.evaluate(PAINTED)
    assert len(held) == 1
    for one in held:
        one.continue_()
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(SHIFT) < 0.01  # a browser may paint the head before it has read the whole of it
    tab.close()


@in_a_browser
def test_what_a_part_costs(browser: Browser, host: tuple[str, Host], real: Built) -> None:
    """Its HTML, with all styles that hold it up; all its files but pictures; its requests."""
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url.removeprefix(host[0]).partition("?")[0]))
    tab.goto(host[0] + PART, wait_until="networkidle")
    tab.close()
    paths = [path.lstrip("/") + ("index.html" if path.endswith("/") else "") for path in asked]
    sizes = {path: len(gzip.compress(real.load(path), 9)) for path in paths}
    text = {path: size for path, size in sizes.items() if not path.endswith((".svg", ".png", ".webp", ".jpg"))}
    head = real.load(paths[0]).decode().partition("</head>")[0]
    assert 'rel="stylesheet"' not in re.sub(r"<template>.*?</template>", "", head, flags=re.S)
    assert sizes[paths[0]] <= 14_000
    assert sum(text.values()) <= 25_000
    assert len(text) <= 4
    assert sum(size for path, size in text.items() if path.endswith(".js")) <= 12_000


@in_a_browser
def test_a_step_from_page_to_page_is_one_movement_on_a_slow_phone_too(browser: Browser, host: tuple[str, Host]) -> None:
    """A page that says so only after its first frame has its step cut short, and the browser complains."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(
        "addEventListener('pagereveal', event => { window.moved = event.viewTransition?.finished })"
    )
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(host[0] + PART)
    context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for kind in ("column", "topic", "home"):
        with tab.expect_navigation():
            tab.evaluate("address => { location.href = address }", KINDS[kind])
        assert tab.evaluate("window.moved && window.moved.then(() => true)"), kind
    assert said == []
    context.close()


@in_a_browser
def test_styles_that_a_browser_holds_are_there_in_the_first_frame(browser: Browser, host: tuple[str, Host]) -> None:
    """The last ones come after the first frame where a reader comes from elsewhere, and before it within the site."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(
        "requestAnimationFrame(() => { window.styled = [...document.styleSheets].some(one => one.href) })"
    )
    tab = context.new_page()
    tab.goto(host[0] + PART, wait_until="networkidle")
    assert not tab.evaluate("window.styled")
    for kind in ("column", "home"):
        with tab.expect_navigation(wait_until="networkidle"):
            tab.evaluate("address => { location.href = address }", KINDS[kind])
        assert tab.evaluate("window.styled"), kind
        assert tab.evaluate("[...document.styleSheets].map(one => !!one.href)") == [False, True]  # in this order
    context.close()


@in_a_browser
def test_a_night_that_was_chosen_is_there_before_the_first_frame(browser: Browser, host: tuple[str, Host]) -> None:
    """Whenever the scripts come: here they never do."""
    context = browser.new_context(color_scheme="light")
    context.add_init_script("""if (location.port) localStorage["fingerpost /"] = '{"theme": "dark"}'""")
    context.add_init_script(
        """addEventListener("DOMContentLoaded", () => { window.began = document.documentElement.dataset.theme })
        new PerformanceObserver(() => { window.seen ??= getComputedStyle(document.body).backgroundColor }).observe(
          { type: "paint", buffered: true })"""
    )
    tab = context.new_page()
    tab.route("**/assets/site.*.js", lambda route: route.abort())
    for kind in ("part", "column"):
        tab.goto(host[0] + KINDS[kind], wait_until="networkidle")
        assert tab.evaluate("window.began") == "dark"
        assert tab.evaluate("window.seen") == "rgb(22, 23, 15)"
    context.close()


@in_a_browser
def test_a_page_opened_behind_others_is_ready_when_it_is_looked_at(browser: Browser, host: tuple[str, Host]) -> None:
    """It has no frame before, so what waits for one would come late."""
    tab = browser.new_page()
    tab.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true })")
    tab.add_init_script("window.requestAnimationFrame = () => 0")
    tab.goto(host[0] + PART, wait_until="networkidle")
    assert tab.evaluate("[...document.styleSheets].filter(one => one.href).length") == 1
    assert tab.get_by_role("button", name="Night").count() == 1
    tab.close()


@in_a_browser
def test_the_next_page_comes_before_it_is_asked_for(browser: Browser, host: tuple[str, Host]) -> None:
    tab = browser.new_page()
    tab.goto(host[0] + PART, wait_until="networkidle")
    link = tab.locator("main a[href^='/']:visible").first
    wanted = link.get_attribute("href")
    with tab.expect_event("request", lambda request: request.url.endswith(str(wanted)), timeout=10_000):
        link.hover()
    tab.close()


def test_no_page_holds_a_style_or_a_script_of_its_own(real: Built) -> None:
    """Beside those that the policy knows: the critical styles, the first script, and rules for what to fetch ahead."""
    first = "\n".join(map(str.strip, (theme_folder() / "assets" / "first.js").read_text().splitlines())).strip()
    for path in real.files:
        if path.endswith(".html"):
            html = real.load(path).decode().replace(f">{first}</script>", " src=known></script>")
            assert not re.search(
                r"<[^>]*\s(?:style|on\w+)\s*=", re.sub(r"<script.*?</script>", "", html, flags=re.S)
            ), path
            scripts = re.findall(r"<script\b([^>]*)>", html)
            kinds = [re.search(r'\btype="([^"]*)"|\bsrc=', one) for one in scripts]
            assert all(kinds), path
            inline = {one[1] for one in kinds if one and "src=" not in one.string}
            assert inline <= {"speculationrules", "application/ld+json"}, path
            assert len(re.findall("<style", html)) <= 1, path
