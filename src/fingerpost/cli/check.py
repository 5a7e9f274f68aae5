"""`fingerpost check`: all that is wrong with the pages, how they read too, without building them."""

import click

from fingerpost.check import check_pages, syllable_counter
from fingerpost.cli.options import build_options, jobs_option, project, wanted_from
from fingerpost.cli.report import count, report
from fingerpost.cli.telling import counted
from fingerpost.diagnostics import has_errors, in_order
from fingerpost.pipeline import join_site

__all__ = ["command"]


@click.command("check")
@build_options
@jobs_option
def command(strict: bool, expired: bool, future: bool, drafts: bool, jobs: int) -> None:
    """Tell what is wrong with the pages, and where their text breaks the style sheet.

    The style sheet is `style:` in content/site.yml: how long texts, sentences and titles may be, how easy to read,
    which words to avoid. Nothing is built or changed; templates are not looked at.
    """
    joined, told = join_site(project(), wanted_from(drafts, future, expired), jobs=jobs)
    breaches = check_pages(joined.pages, joined.sources, joined.settings, syllable_counter()) if joined else ()
    found = in_order((*told, *breaches))
    report(found)
    if joined:
        click.echo(f"Checked {counted(len(joined.pages), 'page')}: {count(found) or 'nothing to mend'}.")
    if has_errors(found, strict=strict):
        raise SystemExit(1)
