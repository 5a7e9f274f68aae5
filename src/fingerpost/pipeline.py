"""The one driver: it knows the order of the stages. File systems and a day in, a built site and its diagnostics out.

read → compile → link → view → render        (then `publish`, or serving from memory)
"""

import msgspec

from fingerpost.compile import page_compiler
from fingerpost.config import Config
from fingerpost.diagnostics import Diagnostic, has_errors, in_order
from fingerpost.files import FileSystem
from fingerpost.link import Wanted, link_pages
from fingerpost.output import Changes, Copy, Output
from fingerpost.parallel import map_on_cores
from fingerpost.promises import Promises, remembered
from fingerpost.publish import finish_publication, keep_promises, publish_outputs
from fingerpost.read import read_promises, read_settings, read_site
from fingerpost.render import Theme, render_site
from fingerpost.site import Site
from fingerpost.views import view_site

__all__ = ["Built", "Joined", "Published", "build_site", "join_site", "publish_site"]


class Joined(msgspec.Struct, frozen=True):
    """All pages joined, nothing rendered yet."""

    site: Site
    config: Config
    promises: Promises
    """What was promised before."""


class Built(msgspec.Struct, frozen=True):
    """A site as it was built, not yet published."""

    outputs: tuple[Output | Copy, ...]
    pages: int
    """How many pages it has, lists and old addresses not counted."""
    base_url: str
    diagnostics: tuple[Diagnostic, ...]
    """Sorted by place."""
    strict: bool
    """Whether warnings stop publication too."""
    promises: Promises | None = None
    """What is promised once it is published; None where that is nothing new, or pages are let in that are not out."""
    new_addresses: int = 0
    """How many addresses were not promised before."""

    @property
    def failed(self) -> bool:
        """Whether something noticed forbids publication."""
        return has_errors(self.diagnostics, strict=self.strict)


class Published(msgspec.Struct, frozen=True):
    """A build, and what it changed in the output folder: None where it was not published."""

    built: Built
    changes: Changes | None
    diagnostics: tuple[Diagnostic, ...]
    not_kept: str = ""
    """Why the disk would not let the promises be written; the site is published all the same."""


def join_site(files: FileSystem, wanted: Wanted, *, jobs: int = 1) -> tuple[Joined | None, tuple[Diagnostic, ...]]:
    """Read and compile all sources and join the pages; None where there is no site."""
    settings, diagnostics = read_settings(files)
    if settings is None:
        return None, diagnostics
    promises, found = read_promises(files)
    diagnostics += found
    content, found = read_site(files)
    diagnostics += found
    pages = tuple(map_on_cores(page_compiler(settings.config.dialect), content.sources, jobs))
    diagnostics += tuple(diagnostic for page in pages for diagnostic in page.diagnostics)
    site, found = link_pages(pages, content.assets, settings, wanted, promises)
    return Joined(site, settings.config, promises), diagnostics + found


def build_site(
    files: FileSystem, default_theme: FileSystem, wanted: Wanted, *, strict: bool = False, jobs: int = 1
) -> Built:
    """Build the site in memory. All that is wrong is told at once; what could be made is made."""
    joined, diagnostics = join_site(files, wanted, jobs=jobs)
    if joined is None:
        return Built((), 0, "", diagnostics, strict)
    site, config = joined.site, joined.config
    theme = Theme(files, default_theme)
    assets = theme.assets()
    views = view_site(site, config, {asset.name: asset.output for asset in assets})
    outputs, found = render_site(views, site, config, theme, assets, jobs)
    addresses = {one.target.url: tuple(heading.anchor for heading in one.outline) for one in site.pages}
    promises = remembered(joined.promises, addresses)
    return Built(
        outputs=outputs,
        pages=len(site.pages),
        base_url=config.base_url,
        diagnostics=in_order(diagnostics + found),
        strict=strict,
        promises=None if wanted.not_out or promises == joined.promises else promises,
        new_addresses=len(addresses.keys() - joined.promises.addresses.keys()),
    )


def publish_site(files: FileSystem, built: Built) -> Published:
    """Publish a build, unless something in it forbids that; then the last good site stays as it is.

    Once it is published, its addresses are promised.
    """
    finish_publication(files)
    if built.failed:
        return Published(built, None, built.diagnostics)
    changes = publish_outputs(files, built.outputs)
    if isinstance(changes, Diagnostic):
        return Published(built, None, (*built.diagnostics, changes))
    try:
        if built.promises is not None:
            keep_promises(files, built.promises)
    except OSError as error:
        return Published(built, changes, built.diagnostics, error.strerror or str(error))
    return Published(built, changes, built.diagnostics)
