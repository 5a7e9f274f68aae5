"""`fingerpost new`: a folder with a small site that builds, or a catalogue to translate the theme in."""

import datetime
import shlex
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

import click
from babel import UnknownLocaleError

from fingerpost.catalogues import from_catalogue, in_templates, new_catalogue
from fingerpost.cli.options import project, wanted_from
from fingerpost.cli.report import report
from fingerpost.read import read_settings
from fingerpost.render import TEMPLATES_FOLDER, theme_folder
from fingerpost.words import ALL_TEXTS, catalogue_file, locale_names

__all__ = ["catalogue", "command", "site"]


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
    click.echo(f"Made {name} with {count} files.\nNext: cd {shlex.quote(str(name))} && fingerpost serve")


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


@command.command("catalogue")
@click.argument("language")
def catalogue(language: str) -> None:
    """Write the catalogue in which LANGUAGE (nl, pt-BR) is filled in: all that the theme and your own templates say.

    One that is there already keeps its translations and gets what is new.
    """
    settings, told = read_settings(project())
    if settings is None:
        report(told)
        raise SystemExit(1)
    name = locale_names(language)[-1]
    path = Path(TEMPLATES_FOLDER, catalogue_file(name))
    folder = Path(TEMPLATES_FOLDER)
    own = {one.relative_to(folder).as_posix(): one.read_text("utf-8") for one in sorted(folder.rglob("*.html"))}
    found = (*from_catalogue((theme_folder() / ALL_TEXTS).read_text("utf-8")), *in_templates(own))
    try:
        text = new_catalogue(found, name, path.read_text("utf-8") if path.exists() else None)
    except (UnknownLocaleError, ValueError):
        click.echo(
            f"error: No language is known as {language}.\n  hint: Write a tag such as nl, pt-BR or he.", err=True
        )
        raise SystemExit(1) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    click.echo(f"Wrote {path.as_posix()}. Translate what is empty in it; the next build says so in your words.")
