"""The package stands alone: a wheel built here, installed elsewhere, makes and builds a site in an empty folder.

Takes longer than all other tests together, since it installs every dependency anew; the network is asked for nothing
but packages.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fingerpost.render.css import shortened
from tests.conftest import project_root
from tests.test_sites import link_complaints, lying_in, page_complaints

EPOCH = "1795564800"
CONSTRAINTS = project_root() / "constraints.txt"
IN_WHEEL = "fingerpost/"


def run(folder: Path, *words: str | Path) -> str:
    """Run a program in a folder, with nothing of this checkout in its environment; return what it printed."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))}
    constraint = {"PIP_CONSTRAINT": str(CONSTRAINTS)} if CONSTRAINTS.exists() else {}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**ours, **constraint, "SOURCE_DATE_EPOCH": EPOCH, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(folder, sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, project_root())
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment that has the wheel and what it needs, and no more."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    run(folder.parent, sys.executable, "-m", "venv", folder)
    run(folder, folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel)
    return folder / "bin"


def files_in(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def below(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): data for name, data in files.items() if name.startswith(folder)}


def test_the_wheel_carries_theme_and_starter(wheel: Path) -> None:
    files, root = files_in(wheel), project_root()
    assert below(files, "fingerpost/theme/") == lying_in(root / "templates")
    assert below(files, "fingerpost/starter/") == lying_in(root / "src" / "fingerpost" / "starter")
    assert "fingerpost/py.typed" in files


def test_the_wheel_carries_the_package_and_no_more(wheel: Path) -> None:
    files = files_in(wheel)
    source = project_root() / "src" / "fingerpost"
    modules = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*.py")}
    assert {name: data for name, data in below(files, IN_WHEEL).items() if name.endswith(".py")} == modules
    assert {name.split("/")[0].split("-")[0] for name in files} == {"fingerpost"}
    assert not [name for name in files if "__pycache__" in name or name.endswith(".pyc")]
    facts = next(data.decode() for name, data in files.items() if name.endswith(".dist-info/METADATA"))
    for line in ("Name: fingerpost", "License-Expression: MIT AND OFL-1.1", "Requires-Python: >=3.11"):
        assert f"\n{line}\n" in facts
    assert next(data for name, data in files.items() if name.endswith("/entry_points.txt")) == (
        b"[console_scripts]\nfingerpost = fingerpost.cli:main\n"
    )
    assert any(name.endswith("/LICENSE") for name in files)


def test_an_empty_folder_becomes_a_site(programs: Path, tmp_path: Path) -> None:
    made = run(tmp_path, programs / "fingerpost", "new", "site", "advice")
    assert made.startswith("Made advice with ")
    site = tmp_path / "advice"
    built = run(site, programs / "fingerpost", "build", "--strict")
    assert "into site/" in built
    assert "warning" not in built
    files = lying_in(site / "site")
    assert link_complaints(files, "https://example.org/") + page_complaints(files) == []
    style = (project_root() / "templates" / "assets" / "style.css").read_text("utf-8")
    assert shortened(style).encode() in files.values()
    assert {name.split("/")[0] for name in files} >= {"index.html", "404.html", "feed.xml", "columns", "tutorials"}


def test_it_builds_the_same_site_as_this_checkout(programs: Path, tmp_path: Path) -> None:
    """One copy of the theme, and the same code: the wheel and the checkout give the same bytes."""
    for folder, program in (("one", (programs / "fingerpost",)), ("two", (sys.executable, "-m", "fingerpost"))):
        (tmp_path / folder).mkdir()
        run(tmp_path / folder, *program, "new", "site", ".")
        run(tmp_path / folder, *program, "build")
    one, two = (
        {name: data for name, data in lying_in(tmp_path / folder).items() if not name.startswith(".fingerpost/")}
        for folder in ("one", "two")
    )
    assert one == two


def test_it_needs_nothing_that_it_does_not_name(programs: Path, tmp_path: Path) -> None:
    """Every module can be imported where only the declared dependencies are installed, and these fit together.

    Two apart: those that make PDF and EPUB, which the extra `books` is for.
    """
    walk = "import pkgutil, importlib, fingerpost as f\n"
    walk += "for m in pkgutil.walk_packages(f.__path__, 'fingerpost.'):\n"
    walk += "    m.name.endswith(('__main__', 'render.pdf', 'render.epub')) or importlib.import_module(m.name)"
    run(tmp_path, programs / "python", "-c", walk)
    assert "No broken requirements" in run(tmp_path, programs / "python", "-m", "pip", "check")
