"""What tests share: small projects in memory, built by the real pipeline."""

import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest

from fingerpost.files import Disk, MemoryFiles
from fingerpost.link import Wanted
from fingerpost.pipeline import Built, build_site
from fingerpost.render import theme_folder

TODAY = datetime.date(2026, 11, 25)
"""The day on which every test takes place."""
SITE_YML = "title: Test\nbase_url: https://example.org/\n"
HOME = "---\ntitle: Home\n---\n\nWelcome.\n"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="rewrite the expected output of data-driven cases")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--rewrite"))


def memory(files: Mapping[str, str | bytes]) -> MemoryFiles:
    """A project in memory: the given files over a minimal site."""
    base: dict[str, str | bytes] = {"content/site.yml": SITE_YML, "content/index.md": HOME}
    encoded = {path: text.encode() if isinstance(text, str) else text for path, text in {**base, **files}.items()}
    return MemoryFiles(encoded)


def build(files: MemoryFiles | Disk, *, strict: bool = False, wanted: Wanted | None = None) -> Built:
    """Build a project with the default theme, on the day of all tests."""
    return build_site(files, Disk(theme_folder()), wanted or Wanted(TODAY), strict=strict)


def project_root() -> Path:
    """The folder of this checkout."""
    return Path(__file__).parent.parent
