"""`fingerpost links`: how the pages of the site point to each other, or all links of one page."""

import posixpath
import shutil
import sys

import click
import msgspec

from fingerpost import messages
from fingerpost.cli.options import jobs_option, page_options, project, wanted_from
from fingerpost.cli.report import report as print_diagnostics
from fingerpost.diagnostics import Diagnostic, Place, has_errors, in_order
from fingerpost.files import FileSystem
from fingerpost.link import Wanted
from fingerpost.link.names import Names
from fingerpost.link.selection import select_pages
from fingerpost.page import Facts
from fingerpost.pipeline import join_site
from fingerpost.read import CONTENT_FOLDER
from fingerpost.report import LinkReport, PageLinks, link_report, page_links, page_sections, report_sections
from fingerpost.site import Site
from fingerpost.urls import composed

__all__ = ["command"]

PIPED = 100
"""Columns where the output is no terminal."""
NARROWEST, WIDEST = 40, 120


@click.command("links")
@click.argument("page", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text to read, or JSON for other tools.",
)
@page_options
@jobs_option
def command(page: str | None, form: str, expired: bool, future: bool, drafts: bool, jobs: int) -> None:
    """Show how the pages point to each other.

    Without PAGE: pages that nothing points to, dead ends, topics that nobody uses, columns and tutorial parts that do
    not meet, words that could be topics, and how far pages are from home. With PAGE, a title, a synonym, a docname or a
    file: all links that come in and go out of it, with their places. Nothing is changed.
    """
    files, wanted = project(), wanted_from(drafts, future, expired)
    joined, diagnostics = join_site(files, wanted, jobs=jobs)
    print_diagnostics(in_order(diagnostics))
    if joined is None:
        raise SystemExit(1)
    shown = (
        link_report(joined.site, joined.pages, joined.promises, diagnostics)
        if page is None
        else _links_of(joined.site, page)
    )
    if isinstance(shown, Diagnostic):
        print_diagnostics((_kept_out(files, wanted, page, jobs) or shown,))
        raise SystemExit(1)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(shown), indent=2))
    else:
        _print(shown)
    if has_errors(diagnostics):
        raise SystemExit(1)


def _links_of(site: Site, name: str) -> PageLinks | Diagnostic:
    """Return the links of the page that a name means, or what is wrong with the name."""
    names = Names(linked.page for linked in site.pages)
    found = _at_path(names, name) or names.find(name)
    if len(found) == 1:
        return page_links(site, found[0].docname)
    place = Place(CONTENT_FOLDER)
    if found:
        return messages.ambiguous_reference(place, name, tuple(page.docname for page in found))
    return messages.unknown_reference(place, name, messages.nearest(name, dict.fromkeys(names.known())))


def _kept_out(files: FileSystem, wanted: Wanted, name: str | None, jobs: int) -> Diagnostic | None:
    """Return why the page that a name means stays out of the site; None where it is not that."""
    joined, _ = join_site(files, Wanted(wanted.today, drafts=True, future=True, expired=True), jobs=jobs)
    if joined is None or name is None:
        return None
    pages = tuple(linked.page for linked in joined.site.pages)
    hidden = select_pages(pages, wanted).hidden
    names = Names(pages)
    found = [page.docname for page in _at_path(names, name) or names.find(name)]
    if len(found) == 1 and found[0] in hidden:
        return messages.not_in_site(Place(CONTENT_FOLDER), found[0], hidden[found[0]])
    return None


def _at_path(names: Names, name: str) -> tuple[Facts, ...]:
    """Return the page whose file this is, as a shell completes it, or as it stands below `content/`."""
    path = composed(posixpath.normpath(name))
    paths = (path, posixpath.join(CONTENT_FOLDER, path))
    return tuple(names.by_path[one] for one in paths if one in names.by_path)[:1]


def _print(shown: LinkReport | PageLinks) -> None:
    width = PIPED
    if sys.stdout.isatty():
        width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    sections = report_sections(shown, width) if isinstance(shown, LinkReport) else page_sections(shown, width)
    for number, section in enumerate(sections):
        if number:
            click.echo()
        if section.title:
            click.secho(section.title, bold=True)
        for line in section.lines:
            click.echo(line)
