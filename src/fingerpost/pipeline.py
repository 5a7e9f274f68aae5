"""The one driver: it knows the order of the stages. File systems and a day in, a built site and its diagnostics out.

read → compile → link → view → render        (then `publish`, or serving from memory)
"""

import msgspec

from fingerpost.compile import page_compiler
from fingerpost.diagnostics import Diagnostic, has_errors, in_order
from fingerpost.files import FileSystem
from fingerpost.link import Wanted, link_pages
from fingerpost.output import Changes, Copy, Output
from fingerpost.parallel import map_on_cores
from fingerpost.publish import finish_publication, publish_outputs
from fingerpost.read import read_settings, read_site
from fingerpost.render import Theme, render_site
from fingerpost.views import view_site

__all__ = ["Built", "Published", "build_site", "publish_site"]


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

    @property
    def failed(self) -> bool:
        """Whether something noticed forbids publication."""
        return has_errors(self.diagnostics, strict=self.strict)


class Published(msgspec.Struct, frozen=True):
    """A build, and what it changed in the output folder: None where it was not published."""

    built: Built
    changes: Changes | None
    diagnostics: tuple[Diagnostic, ...]


def build_site(
    files: FileSystem, default_theme: FileSystem, wanted: Wanted, *, strict: bool = False, jobs: int = 1
) -> Built:
    """Build the site in memory. All that is wrong is told at once; what could be made is made."""
    settings, diagnostics = read_settings(files)
    if settings is None:
        return Built((), 0, "", diagnostics, strict)
    content, found = read_site(files)
    diagnostics += found
    pages = tuple(map_on_cores(page_compiler(), content.sources, jobs))
    diagnostics += tuple(diagnostic for page in pages for diagnostic in page.diagnostics)
    site, found = link_pages(pages, content.assets, settings, wanted)
    diagnostics += found
    theme = Theme(files, default_theme)
    assets = theme.assets()
    views = view_site(site, settings.config, {asset.name: asset.output for asset in assets})
    outputs, found = render_site(views, site, settings.config, theme, assets, jobs)
    return Built(outputs, len(site.pages), settings.config.base_url, in_order(diagnostics + found), strict)


def publish_site(files: FileSystem, built: Built) -> Published:
    """Publish a build, unless something in it forbids that; then the last good site stays as it is."""
    finish_publication(files)
    if built.failed:
        return Published(built, None, built.diagnostics)
    changes = publish_outputs(files, built.outputs)
    if isinstance(changes, Diagnostic):
        return Published(built, None, (*built.diagnostics, changes))
    return Published(built, changes, built.diagnostics)
