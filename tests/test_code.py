"""The code of the default theme's templates is taken from an earlier process where it is that very code, else not."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import jinja2
import msgspec
import pytest

from fingerpost.diagnostics import Diagnostic
from fingerpost.files import Disk, MemoryFiles
from fingerpost.render import KeptCode, Templates, Theme
from fingerpost.view import View
from fingerpost.words import ENGLISH, Words
from tests.conftest import HOME, SITE_YML
from tests.test_cli import run

THEME = {"page.html": b'{% extends "partials/base.html" %}', "partials/base.html": b"<p>{{ title }}</p>\n"}
PAGE = ("page.html", "default/page.html")
"""The name of a template, and its path."""


class Shown(msgspec.Struct, frozen=True):
    """As much of a view as these templates ask for."""

    template: str = "page.html"
    url: str = "/"
    title: str = "Here"


def made(
    folder: MemoryFiles | Disk,
    *,
    edition: str = "one",
    theme: Mapping[str, bytes] = THEME,
    site: Mapping[str, bytes] = {},
    words: Words = ENGLISH,
) -> bytes | Diagnostic:
    templates = Templates(Theme(MemoryFiles(site), MemoryFiles(theme)), words, kept=KeptCode(folder, edition))
    return templates.render(cast("View", Shown()))


def known_by(folder: MemoryFiles, *, edition: str = "one", text: bytes = THEME["page.html"]) -> None:
    """Keep other code than that of `page.html` in its place, by which it is seen whether it is taken."""
    other = jinja2.Environment(autoescape=True).compile("taken", *PAGE)
    KeptCode(folder, edition).keep(other, text.decode(), *PAGE)


def test_the_code_of_an_earlier_process_is_taken() -> None:
    folder = MemoryFiles({})
    assert made(folder) == b"<p>Here</p>\n"
    (base, page) = sorted(folder.files, key=len, reverse=True)
    assert (base.split(".")[:3], page.split(".")[:2]) == (["partials", "base", "html"], ["page", "html"])
    folder.writes.clear()
    assert made(folder) == b"<p>Here</p>\n"
    assert not folder.writes
    known_by(folder)
    assert made(folder) == b"taken"


@pytest.mark.parametrize("spoil", ["byte", "short", "empty", "swapped"])
def test_damaged_code_is_made_anew(spoil: str) -> None:
    folder = MemoryFiles({})
    made(folder)
    whole = dict(folder.files)
    base, page = sorted(folder.files, key=len, reverse=True)
    for place in range(0, len(whole[page]), 7) if spoil == "byte" else (0,):
        data = whole[page]
        folder.files[page] = {
            "byte": data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :],
            "short": data[:-1],
            "empty": b"",
            "swapped": whole[base],
        }[spoil]
        assert made(folder) == b"<p>Here</p>\n"
        folder.writes.clear()
        assert made(folder) == b"<p>Here</p>\n"
        assert not folder.writes


def test_code_of_another_text_or_program_is_not_taken() -> None:
    folder = MemoryFiles({})
    known_by(folder, edition="another")
    assert made(folder) == b"<p>Here</p>\n"
    known_by(folder, text=b"another text")
    assert made(folder) == b"<p>Here</p>\n"
    known_by(folder)
    assert made(folder, theme={**THEME, "page.html": b"new"}) == b"new"


def test_only_the_default_theme_in_english_is_kept() -> None:
    folder = MemoryFiles({})
    assert made(folder, site={"templates/page.html": b"mine"}) == b"mine"
    assert made(folder, words=Words("de", texts={"Topics": ("Themen",)})) == b"<p>Here</p>\n"
    assert not folder.files
    known_by(folder)
    assert made(folder, site={"templates/page.html": THEME["page.html"]}) == b"<p>Here</p>\n"


def test_a_mistake_in_kept_code_is_told_at_its_line() -> None:
    folder, theme = MemoryFiles({}), {"page.html": b"\n{{ lost }}\n"}
    told = made(folder, theme=theme)
    assert isinstance(told, Diagnostic)
    assert (told.place.file, told.place.line) == ("default/page.html", 2)
    assert folder.files
    folder.writes.clear()
    assert made(folder, theme=theme) == told
    assert not folder.writes


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert made(Disk(tmp_path / "file")) == b"<p>Here</p>\n"


def test_code_lies_beside_the_modules_and_not_in_the_site(tmp_path: Path) -> None:
    """Whoever could put code into a cache that is carried from elsewhere could run it here."""
    site, beside = tmp_path / "site", tmp_path / "compiled"
    for name, text in {"site.yml": SITE_YML, "index.md": HOME}.items():
        (site / "content").mkdir(parents=True, exist_ok=True)
        (site / "content" / name).write_text(text, encoding="utf-8")

    def kept() -> set[str]:
        return {path.name.split(".")[0] for path in beside.rglob("*.code")}

    assert run(site, "build", PYTHONPYCACHEPREFIX=str(beside), PYTHONDONTWRITEBYTECODE="1").returncode == 0
    assert not kept()
    assert run(site, "build", PYTHONPYCACHEPREFIX=str(beside), PYTHONDONTWRITEBYTECODE="").returncode == 0
    (site / "content" / "index.md").write_text(f"{HOME}More.\n", encoding="utf-8")
    assert run(site, "build", PYTHONPYCACHEPREFIX=str(beside), PYTHONDONTWRITEBYTECODE="").returncode == 0
    assert {"base", "home", "partials"} <= kept()
    assert not list(site.rglob("*.code"))
