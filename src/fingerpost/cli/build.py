"""`fingerpost build`: build the site into `site/`."""

import sys
import time
from contextlib import nullcontext

import click

from fingerpost.cli.aside import beside
from fingerpost.cli.options import (
    build_options,
    default_theme,
    jobs_option,
    kept_code,
    project,
    site_cache,
    wanted_from,
)
from fingerpost.cli.profile import profile
from fingerpost.cli.progress import Followed, Terminal, follow
from fingerpost.cli.report import count, report
from fingerpost.cli.telling import closing, explained, list_of_changes, not_cached, not_listed, notice
from fingerpost.config import CONFIG_FILE
from fingerpost.edition import installed_edition
from fingerpost.files import Disk
from fingerpost.link import Wanted
from fingerpost.pipeline import Published, Stage, build_site, list_changed, publish_site
from fingerpost.publish import SITE_FOLDER, looking_ahead
from fingerpost.search import pagefind_index

__all__ = ["command"]


@click.command("build")
@build_options
@jobs_option
@click.option("--explain", is_flag=True, help="Print each page that is made again, with the reason.")
@click.option("--profile", "profiled", is_flag=True, help="Print how long each stage took.")
def command(strict: bool, expired: bool, future: bool, drafts: bool, jobs: int, explain: bool, profiled: bool) -> None:
    """Build the site into site/.

    All that is wrong is told at once. With an error, site/ stays as it was and the exit code is 1. What changed is
    listed in .fingerpost/changed.json.
    """
    files, wanted = project(), wanted_from(drafts, future, expired)
    with follow(time.perf_counter, Terminal() if sys.stderr.isatty() else None) as watch:
        published = _build(files, wanted, strict, jobs, watch)
    seconds = watch.seconds
    if published.built.notice:
        click.echo(notice(published.built.notice), err=True)
    click.get_current_context().meta[__name__] = published  # the process ends before this is taken apart
    report(published.diagnostics)
    mistakes = count(published.diagnostics)
    if published.changes is None:
        click.echo(f"{mistakes}. The site was not changed.", err=True)
        raise SystemExit(1)
    unlisted = list_changed(files, published.built.base_url, published.changed)
    lines = [
        closing(published, seconds, mistakes, _indexing(watch)),
        *(explained(published) if explain else list_of_changes(published.built, published.changed)),
        *(profile(published.built, watch.spans, _size(files, published)) if profiled else ()),
    ]
    click.echo("\n".join(lines))
    if unlisted:
        click.echo(not_listed(unlisted), err=True)
    if published.not_cached:
        click.echo(not_cached(published.not_cached), err=True)


def _build(files: Disk, wanted: Wanted, strict: bool, jobs: int, watch: Followed) -> Published:
    """Build and publish, with the cache held."""
    cache = site_cache()
    lock = cache.lock() if files.standing(CONFIG_FILE) else nullcontext()
    with lock, looking_ahead(files, beside(jobs)) as seen:
        built = build_site(
            files,
            default_theme(),
            wanted,
            strict=strict,
            jobs=jobs,
            cache=cache,
            edition=(edition := installed_edition()),
            watch=watch,
            index=pagefind_index,
            code=kept_code(edition),
        )
        return publish_site(files, built, cache=cache, jobs=jobs, watch=watch, seen=seen)


def _indexing(watch: Followed) -> float:
    """Return how many seconds a build took for the index for searches."""
    return sum(span.seconds for span in watch.spans if span.stage is Stage.SEARCH)


def _size(files: Disk, published: Published) -> int:
    """Return how many bytes a publication wrote."""
    written = published.changes.written if published.changes else ()
    entries = (files.entry(f"{SITE_FOLDER}/{path}") for path in written)
    return sum(entry.size for entry in entries if entry)
