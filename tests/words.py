"""Brings the theme's catalogues up to date with its templates and modules: `make words`, or `python -m tests.words`."""

from collections.abc import Iterator
from pathlib import Path

from fingerpost.catalogues import Found, in_modules, in_templates, new_catalogue, new_template
from fingerpost.render import theme_folder
from fingerpost.words import ALL_TEXTS
from tests.conftest import project_root

__all__ = ["all_texts", "bring_up_to_date", "catalogues"]


def catalogues() -> dict[str, Path]:
    """The catalogue of each language that the default theme speaks."""
    return {path.parent.parent.name: path for path in sorted(theme_folder().glob("locale/*/LC_MESSAGES/*.po"))}


def all_texts() -> Iterator[Found]:
    """Every text of the default theme, of the templates and of the modules behind them."""
    templates, source = theme_folder(), project_root() / "src" / "fingerpost"
    yield from in_templates(
        {**_texts(templates, "*.html"), **_texts(templates, "*.txt"), **_texts(templates, "card.svg")}
    )
    yield from in_modules(_texts(source, "*.py"))


def _texts(folder: Path, pattern: str) -> dict[str, str]:
    return {
        one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8") for one in sorted(folder.rglob(pattern))
    }


def bring_up_to_date() -> None:
    """Write the list of all texts, and each catalogue anew."""
    found = tuple(all_texts())
    (theme_folder() / ALL_TEXTS).write_text(new_template(found), encoding="utf-8")
    for locale, path in catalogues().items():
        path.write_text(new_catalogue(found, locale, path.read_text(encoding="utf-8") or None), encoding="utf-8")


if __name__ == "__main__":
    bring_up_to_date()
