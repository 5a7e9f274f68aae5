"""`fingerpost new site NAME`: a folder with a small site that builds."""

import datetime
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from fingerpost.cli.options import wanted_from

__all__ = ["command", "site"]


@click.group("new")
def command() -> None:
    """Make something new."""


@command.command("site")
@click.argument("name", type=click.Path(path_type=Path))
def site(name: Path) -> None:
    """Make a folder NAME that holds a small site: a home page, a column, a tutorial, a topic and an author."""
    if name.exists() and (not name.is_dir() or any(name.iterdir())):
        click.echo(f"error: {name} is there already. Nothing was changed.\n  hint: Choose another name.", err=True)
        raise SystemExit(1)
    today = wanted_from(drafts=False, future=False, expired=False).today
    count = _lay(package_files("fingerpost") / "starter", name, today)
    click.echo(f"Made {name} with {count} files.\nNext: cd {name} && fingerpost serve")


def _lay(source: Traversable, target: Path, today: datetime.date) -> int:
    """Copy the starter site, its days of publication set to today; return how many files it has."""
    count = 0
    target.mkdir(parents=True, exist_ok=True)
    for item in sorted(source.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            count += _lay(item, target / item.name, today)
            continue
        text = item.read_text(encoding="utf-8").replace("TODAY", today.isoformat())
        (target / item.name.replace("gitignore", ".gitignore")).write_text(text, encoding="utf-8")
        count += 1
    return count
