"""`fingerpost accept`: settle an address or anchor that is gone, so that the site can be published again."""

from urllib.parse import unquote

import click

from fingerpost import messages
from fingerpost.cli.options import jobs_option, project, wanted_from
from fingerpost.cli.report import report
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.link.names import Names
from fingerpost.pipeline import Joined, join_site
from fingerpost.promises import PROMISES_FILE, accepted, flattened
from fingerpost.publish import keep_promises
from fingerpost.site import LISTED

__all__ = ["command"]

_FORBIDDING = frozenset({"no-site", "damaged-promises", "promises-format"})
"""Codes of what leaves nothing to accept; other mistakes in the content do not matter here."""
_RECORD = Place(PROMISES_FILE)


@click.command("accept")
@click.argument("old")
@click.argument("new", required=False)
@click.option("--gone", is_flag=True, help="Let the old address go: who follows it finds no page.")
@jobs_option
def command(old: str, new: str | None, gone: bool, jobs: int) -> None:
    """Accept that OLD, a published address or anchor, is NEW from now on.

    OLD is an address such as /columns/a-page/ or an anchor such as "/columns/a-page/#a-heading". NEW is the address of
    a page, its path below content/, or its title; for an anchor, a heading of the same page. Readers who follow OLD are
    led to NEW. This changes content/.published.json, the record of published addresses: keep it in version control.
    """
    if (new is None) is not gone:
        raise click.UsageError("Give either NEW, the place to which OLD leads, or --gone.")
    files = project()
    joined, found = join_site(files, wanted_from(drafts=False, future=False, expired=False), jobs=jobs)
    stopping = tuple(diagnostic for diagnostic in found if diagnostic.code in _FORBIDDING)
    if joined is None or stopping:
        report(stopping)
        raise SystemExit(1)
    pages = _Pages(joined)
    old = pages.address(old)
    to = pages.settle(old, new)
    if isinstance(to, Diagnostic):
        report((to,))
        raise SystemExit(1)
    keep_promises(files, accepted(joined.promises, old, to, pages.there))
    click.echo(f"{old} leads to {to} from the next build on." if to else f"{old} is let go.")


class _Pages:
    """What there is in a site, and what was."""

    def __init__(self, joined: Joined) -> None:
        self.base_url = joined.settings.config.base_url.rstrip("/")
        self.promises = joined.promises
        self.pages = {linked.target.url: linked.page for linked in joined.site.pages}
        self.names = Names(self.pages.values())
        lists = {f"/{page.kind.folder}/" for page in self.pages.values() if page.kind in LISTED}
        redirects = {
            one.path: one.target.url for one in joined.site.skeleton.redirects if one.path not in self.promises.moved
        }
        self.ways = {**self.promises.moved, **redirects}
        """Where each old address leads, those of front matter and of synonyms too."""
        headings = (f"{url}#{one.anchor}" for url, page in self.pages.items() for one in page.outline)
        self.there = frozenset({*self.pages, *lists, *headings})
        """All to which an old address or anchor may lead."""

    def address(self, written: str) -> str:
        """Return a site path, perhaps with an anchor, from one that is written as a full or a partial address."""
        written = unquote(written.removeprefix(self.base_url))  # as a browser shows it, or as it copies it
        path, mark, anchor = written.partition("#")
        steps = path.strip("/")
        path = f"/{steps}" if steps.endswith((".html", ".htm")) else f"/{steps}/" if steps else "/"
        return path + mark + anchor

    def settle(self, old: str, new: str | None) -> str | Diagnostic:
        """Return where an old address shall lead, "" for nowhere; or what is wrong with that."""
        path, _, anchor = old.partition("#")
        page = self.pages.get(path)
        if page and (old == path or anchor in page.anchors):
            return messages.promise_kept(_RECORD, old, page.path)
        known = {*self.promises.addresses, *self.promises.moved}
        known |= {f"{address}#{anchor}" for address, anchors in self.promises.addresses.items() for anchor in anchors}
        if old not in known:
            like = sorted(one for one in known - self.there if ("#" in one) == ("#" in old))
            return messages.unknown_promise(_RECORD, old, messages.nearest(old, like))
        return "" if new is None else self._destination(old, new)

    def _destination(self, old: str, new: str) -> str | Diagnostic:
        """Return where an old address shall lead in the end: to a page, or to a heading of the same page."""
        full, address = new.startswith(self.base_url), new.startswith(("/", "#"))
        written, mark, anchor = (self.address(new) if full else unquote(new) if address else new).partition("#")
        here, old_mark, _ = old.partition("#")
        name = written.removeprefix("content/").removesuffix(".md").removesuffix("/index")
        found = self.names.find(name) if name and not name.startswith("/") else ()
        if len(found) > 1:
            return messages.ambiguous_reference(_RECORD, new, tuple(page.docname for page in found))
        path = found[0].url if found else self.address(written) if written else here
        to = path + mark + anchor
        if old_mark and (path != here or not mark):
            return messages.anchor_elsewhere(_RECORD, old, to)
        flat, circles = flattened({**self.ways, old: to}, self.there)
        if old not in flat:
            return messages.redirect_circle(_RECORD, next((one for one in circles if old in one), circles[0]))
        if flat[old] not in self.there or (mark and not old_mark):
            known = self.there if old_mark else (address for address in self.there if "#" not in address)
            return messages.no_such_destination(_RECORD, to, messages.nearest(to, sorted(known)))
        return flat[old]
