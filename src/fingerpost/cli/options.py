"""Options that several commands share, and what they mean for a build."""

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.render import theme_folder

__all__ = ["build_options", "default_theme", "project", "wanted_from"]


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose pages and strictness."""
    for name, text in (
        ("--strict", "Treat warnings as errors."),
        ("--expired", "Let pages in whose `expires` has passed."),
        ("--future", "Let pages in whose `published` is still to come."),
        ("--drafts", "Let drafts in."),
    ):
        command = click.option(name, is_flag=True, help=text)(command)
    return command


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
    """Return the file system of the site in the current folder."""
    return Disk(Path.cwd())


def default_theme() -> Disk:
    """Return the file system of the default theme."""
    return Disk(theme_folder())
