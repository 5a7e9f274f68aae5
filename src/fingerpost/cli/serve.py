"""`fingerpost serve`: build, serve from memory, rebuild on save."""

import gc
from pathlib import Path

import click

from fingerpost.cli.options import build_options, default_theme, jobs_option, project, settle, wanted_from
from fingerpost.cli.report import count, report
from fingerpost.pipeline import Built, build_site
from fingerpost.read import CONTENT_FOLDER
from fingerpost.render import TEMPLATES_FOLDER
from fingerpost.serve import serve_site
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
    files, theme = project(), default_theme()

    def build() -> Built:
        settle(files)  # one that is under way in another terminal is waited for
        built = build_site(files, theme, wanted_from(drafts, future, expired), strict=strict, jobs=jobs)
        report(built.diagnostics)
        counted = count(built.diagnostics)
        click.echo(f"Built {built.pages} pages. {counted or 'All is well'}.")
        return built

    first = build()
    folders = tuple(path for name in (CONTENT_FOLDER, TEMPLATES_FOLDER) if (path := Path.cwd() / name).is_dir())
    if not folders:
        raise SystemExit(1)
    click.echo(f"Serving on http://{host}:{port}{base_path(first.base_url)} (Ctrl-C to end)")
    serve_site(files, build, first, folders, host, port)
