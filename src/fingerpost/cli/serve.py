"""`fingerpost serve`: build, serve from memory, rebuild on save."""

import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

from fingerpost.cli.options import build_options, default_theme, jobs_option, kept_code, project, settle, wanted_from
from fingerpost.cli.progress import Terminal, follow
from fingerpost.cli.report import count, report
from fingerpost.diagnostics import Diagnostic
from fingerpost.edition import installed_edition
from fingerpost.pipeline import Built, build_site
from fingerpost.read import CONTENT_FOLDER
from fingerpost.render import TEMPLATES_FOLDER
from fingerpost.search import pagefind_index
from fingerpost.serve import LiveSite, NotListeningError, serve_site
from fingerpost.urls import base_path

__all__ = ["command"]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@build_options
@jobs_option
def command(host: str, port: int, strict: bool, expired: bool, future: bool, drafts: bool, jobs: int) -> None:
    """Build, serve on this machine, and rebuild on save.

    The browser reloads by itself. A mistake is shown in the browser and here; mend it and save. Ctrl-C ends it.
    """
    gc.enable()
    files = project()
    if not files.standing(CONTENT_FOLDER) and not files.standing(TEMPLATES_FOLDER):
        report(build_site(files, default_theme(), wanted_from(drafts, future, expired)).diagnostics)
        raise SystemExit(1)
    live = LiveSite(
        files,
        default_theme(),
        lambda: wanted_from(drafts, future, expired),
        strict=strict,
        jobs=jobs,
        edition=(edition := installed_edition()),
        index=pagefind_index,
        code=kept_code(edition),
    )
    with follow(time.perf_counter, Terminal() if sys.stderr.isatty() else None) as watch:
        builds = live.start(watch)
        early = next(builds)
    address = f"http://{host}:{port}{base_path(early.base_url)}"

    def rebuild(paths: tuple[str, ...]) -> Iterator[Built]:
        settle(files)  # a move that is under way in another terminal is waited for
        return _told(live.update(paths))

    def listens() -> None:
        click.echo(f"Serving on {address} (Ctrl-C to end)")

    names = (CONTENT_FOLDER, TEMPLATES_FOLDER)
    try:
        serve_site(live, early, lambda: _told(builds), rebuild, Path.cwd(), names, (host, port), listens)
    except NotListeningError as why:
        hint = "Choose another port with --port, or another address with --host."
        click.echo(f"error: {address} cannot be served: {why}. {hint}", err=True)
        raise SystemExit(1) from why


def _told(builds: Iterator[Built]) -> Iterator[Built]:
    """Say of each build what is wrong: of the first at once, of the whole again where more is known of it."""
    told: tuple[Diagnostic, ...] | None = None
    for built in builds:
        yield built
        gc.freeze()  # what was built is there to stay: to look through it again would keep somebody waiting
        if built.diagnostics != told:
            told = built.diagnostics
            report(told)
            counted = count(told)
            click.echo(f"Built {built.pages} page{'' if built.pages == 1 else 's'}. {counted or 'All is well'}.")
