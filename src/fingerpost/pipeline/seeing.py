"""A project and what the last build left in; all that a build sees before it looks at any text out."""

import msgspec

from fingerpost.cache import Cache
from fingerpost.compile import page_compiler
from fingerpost.config import Settings
from fingerpost.diagnostics import Diagnostic
from fingerpost.files import Entry, FileSystem
from fingerpost.ledger import Head, Ledger, Row, encode
from fingerpost.link import Layout, Wanted, lay_out
from fingerpost.output import digest_of
from fingerpost.page import Content
from fingerpost.pipeline.compiling import compile_rows
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.promises import Promises
from fingerpost.read import Known, read_promises, read_settings, read_site
from fingerpost.render import Theme, ThemeAsset
from fingerpost.stale import Seen
from fingerpost.views import Frame, frame_of

__all__ = ["Project", "Sight", "see"]


class Project(msgspec.Struct, frozen=True):
    """What is built, and how."""

    files: FileSystem
    default_theme: FileSystem
    wanted: Wanted
    cache: Cache
    edition: str
    """Tells the program and the libraries it builds on from any others."""
    strict: bool
    jobs: int
    watch: Watch


class Sight(msgspec.Struct, frozen=True):
    """What is there, compiled and laid out."""

    content: Content
    promises: Promises
    rows: dict[str, Row]
    """By path of the source."""
    layout: Layout
    frame: Frame
    theme: Theme
    theme_assets: tuple[ThemeAsset, ...]
    seen: Seen
    diagnostics: tuple[Diagnostic, ...]


def see(project: Project, head: Head, before: Ledger, entries: tuple[Entry, ...]) -> Sight | tuple[Diagnostic, ...]:
    """Read and compile what changed, and lay the site out; where there is no site, return what is wrong."""
    settings, told = read_settings(project.files)
    if settings is None:
        return told
    promises, found = read_promises(project.files)
    content, read = read_site(project.files, _known(head, before), entries)
    rows = compile_rows(content, before, project.cache, page_compiler, project.jobs, project.watch)
    project.watch.stage(Stage.LAY_OUT)
    facts = tuple(row.facts for row in rows.values())
    layout = lay_out(facts, content.assets, settings, project.wanted, promises)
    theme = Theme(project.files, project.default_theme)
    assets = theme.assets()
    frame = frame_of(layout.skeleton, settings.config, {asset.name: asset.output for asset in assets})
    noticed = (diagnostic for row in rows.values() for diagnostic in row.noticed)
    return Sight(
        content=content,
        promises=promises,
        rows=rows,
        layout=layout,
        frame=frame,
        theme=theme,
        theme_assets=assets,
        seen=Seen(
            rows={row.facts.docname: row for row in rows.values()},
            hidden=layout.lookup.hidden,
            assets=_changed_assets(head, content),
            keys=_keys(rows, content, layout, frame, settings, promises),
        ),
        diagnostics=(*told, *found, *read, *noticed, *layout.diagnostics),
    )


def _known(head: Head, before: Ledger) -> dict[str, Known]:
    """Return the files that need not be read where nobody wrote to them."""
    sources = {path: Known(head.stamps.get(path, ""), None) for path in before.rows}
    return sources | {asset.path: Known(head.stamps.get(asset.path, ""), asset) for asset in head.assets}


def _changed_assets(head: Head, content: Content) -> frozenset[str]:
    old, new = {asset.path: asset for asset in head.assets}, {asset.path: asset for asset in content.assets}
    return frozenset(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def _keys(
    rows: dict[str, Row], content: Content, layout: Layout, frame: Frame, settings: Settings, promises: Promises
) -> dict[str, str]:
    """Return the digest of each thing that concerns the site as a whole, by name."""
    config = digest_of(encode(settings.config))
    whole = (
        config,
        tuple((path, row.facts_digest) for path, row in rows.items()),
        layout.lookup.hidden,
        promises.moved,
        tuple(asset.output for asset in content.assets),
    )
    shown = (config, layout.skeleton.navigation, tuple(frame.lists), frame.assets)
    return {
        "settings": config,
        "labels": layout.finder.digest,
        "site": digest_of(encode(whole)),
        "frame": digest_of(encode(shown)),
    }
