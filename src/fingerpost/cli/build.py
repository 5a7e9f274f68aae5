"""`fingerpost build`: build the site into `site/`."""

import time
from contextlib import nullcontext

import click

from fingerpost.cli.options import build_options, default_theme, project, site_cache, wanted_from
from fingerpost.cli.report import count, report
from fingerpost.config import CONFIG_FILE
from fingerpost.edition import installed_edition
from fingerpost.output import Changes
from fingerpost.parallel import available_jobs
from fingerpost.pipeline import Published, build_site, publish_site
from fingerpost.promises import PROMISES_FILE

__all__ = ["command"]


@click.command("build")
@build_options
def command(strict: bool, expired: bool, future: bool, drafts: bool) -> None:
    """Build the site into site/.

    All that is wrong is told at once. With an error, site/ stays as it was and the exit code is 1.
    """
    start = time.perf_counter()
    files, cache, jobs = project(), site_cache(), available_jobs()
    wanted = wanted_from(drafts, future, expired)
    with cache.lock() if files.standing(CONFIG_FILE) else nullcontext():
        built = build_site(
            files,
            default_theme(),
            wanted,
            strict=strict,
            jobs=jobs,
            cache=cache,
            edition=installed_edition(),
        )
        published = publish_site(files, built, cache=cache, jobs=jobs)
    report(published.diagnostics)
    counted = count(published.diagnostics)
    if published.changes is None:
        click.echo(f"{counted}. The site was not changed.", err=True)
        raise SystemExit(1)
    seconds = time.perf_counter() - start
    pages = f"{built.pages} page{'' if built.pages == 1 else 's'}"
    warnings = f" {counted}." if counted else ""
    click.echo(
        f"Built {pages} into site/ in {seconds:.1f} s: {_told(published.changes)}.{warnings}{_promised(published)}"
    )


def _told(changes: Changes) -> str:
    """Say what a publication changed."""
    if not changes.written and not changes.removed:
        return "nothing changed"
    written = f"{len(changes.written)} file{'' if len(changes.written) == 1 else 's'} written"
    return written + (f", {len(changes.removed)} removed" if changes.removed else "")


def _promised(published: Published) -> str:
    """Say how many addresses are remembered from now on, or why they cannot be."""
    if published.not_kept:
        return f" {PROMISES_FILE} could not be written, so no new address is remembered: {published.not_kept}."
    new = published.built.new_addresses
    if not new or published.built.promises is None:
        return ""
    return f" {new} new address{'' if new == 1 else 'es'} remembered in {PROMISES_FILE} (keep it in version control)."
