"""Options that several commands share, and what they mean for a build."""

import datetime
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fingerpost import messages
from fingerpost.cache import Cache
from fingerpost.cli.report import report
from fingerpost.diagnostics import Place
from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.move import finish_move
from fingerpost.parallel import available_jobs
from fingerpost.render import KeptCode, theme_folder

__all__ = [
    "build_options",
    "default_theme",
    "jobs_option",
    "kept_code",
    "page_options",
    "project",
    "settle",
    "site_cache",
    "wanted_from",
]

STATE_FOLDER = ".fingerpost"
"""Where builds keep what only they read."""


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose pages and strictness."""
    return page_options(click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command))


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose pages."""
    for name, text in (
        ("--expired", "Let pages in whose `expires` has passed."),
        ("--future", "Let pages in whose `published` is still to come."),
        ("--drafts", "Let drafts in."),
    ):
        command = click.option(name, is_flag=True, help=text)(command)
    return command


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says how many processes may work at once. What they make does not depend on it."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=available_jobs,
        metavar="N",
        help="Work in at most N processes; all cores by default.",
    )(command)


def wanted_from(drafts: bool, future: bool, expired: bool) -> Wanted:
    """Return which pages a build lets in. The day is today's, or that of `SOURCE_DATE_EPOCH` (UTC)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return Wanted(datetime.datetime.now().astimezone().date(), drafts, future, expired)
    if not epoch.isdecimal():
        epoch = "none"
    try:
        today = datetime.datetime.fromtimestamp(int(epoch[:20]), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise click.UsageError("SOURCE_DATE_EPOCH should be a number of seconds since 1970.") from None
    return Wanted(today, drafts, future, expired)


def project() -> Disk:
    """Return the file system of the site in the current folder, after a move that was cut short in it is finished."""
    files = Disk(Path.cwd())
    if (standing := files.standing(STATE_FOLDER)) not in ("folder", ""):  # what is written there would land elsewhere
        report((messages.state_not_a_folder(Place(f"{STATE_FOLDER}/"), standing),))
        click.echo("The site was not changed.", err=True)
        raise SystemExit(1)
    if not settle(files):
        raise SystemExit(1)
    return files


def settle(files: Disk) -> bool:
    """Finish a move that was cut short, and say so; False where something keeps it from that."""
    found = finish_move(files)
    if isinstance(found, tuple):
        report(found)
        return False
    if found is not None:
        click.echo(f"Finished a move that was cut short: {found.old} is {found.new} now.", err=True)
    return True


def site_cache() -> Cache:
    """Return the cache of the site in the current folder."""
    return Cache(Disk(Path.cwd()))


def default_theme() -> Disk:
    """Return the file system of the default theme."""
    return Disk(theme_folder())


def kept_code(edition: str) -> KeptCode | None:
    """Return the code of the default theme's templates, beside the compiled modules of this program.

    None where Python shall not keep those.
    """
    if sys.dont_write_bytecode or sys.implementation.cache_tag is None:
        return None
    beside = Path(importlib.util.cache_from_source(__file__)).parent
    return KeptCode(Disk(beside), edition)
