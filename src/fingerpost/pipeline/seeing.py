"""A project and what the last build left in; all that a build sees before it looks at any text out."""

from collections.abc import Iterable

import msgspec

from fingerpost.cache import Cache
from fingerpost.config import DialectName, Settings
from fingerpost.diagnostics import Diagnostic
from fingerpost.files import FileSystem
from fingerpost.ledger import NO_LEDGER, Head, Ledger, Row, encode
from fingerpost.link import Layout, Selection, Wanted, labels_of, select_pages
from fingerpost.output import digest_of
from fingerpost.page import Content
from fingerpost.pipeline.built import Last
from fingerpost.pipeline.compiling import compile_rows
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.promises import Promises
from fingerpost.read import Known, read_promises, read_settings, read_site
from fingerpost.render import Templates, Theme, ThemeAsset
from fingerpost.stale import Seen, changed_facts, pages_to_point
from fingerpost.views import Frame, frame_of, template_of

__all__ = ["BESIDE", "Project", "Sight", "see"]

BESIDE = ("404.html", "list.html", "redirect.html", "topic-map.html")
"""The templates of what is of no page."""
LAID_KEYS = ("site", "places", "promises")
"""The layout of a site depends on these, and on its assets."""
TOLD_KEYS = ("site", "frame", "places", "promises")
"""What is said of the site as a whole depends on these."""


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
    seen: Seen
    changed: dict[str, tuple[Row | None, Row | None]]
    """The pages whose facts are not as they were, by docname."""
    stale: set[str]
    """The pages whose links have to be resolved again."""
    layout: Layout
    frame: Frame
    templates: Templates
    closures: dict[str, str]
    """The digest of each template that is used."""
    theme_assets: tuple[ThemeAsset, ...]
    told: tuple[Diagnostic, ...]
    """What is wrong with the site as a whole."""
    as_promised: bool
    """Whether all addresses and anchors are those of the last build, and remembered."""
    diagnostics: tuple[Diagnostic, ...]


def see(project: Project, last: Last) -> Sight | tuple[Diagnostic, ...]:
    """Read and compile what changed, and lay the site out; where there is no site, return what is wrong."""
    before = last.ledger or NO_LEDGER
    settings, told = read_settings(project.files)
    if settings is None:
        return told
    promises, found = read_promises(project.files)
    dialect = settings.config.dialect
    content, read = read_site(project.files, _known(last.head, before, dialect), last.entries)
    rows = compile_rows(content, before, project.cache, dialect, project.jobs, project.watch)
    project.watch.stage(Stage.LAY_OUT)
    facts = tuple(row.facts for row in rows.values())
    selection = select_pages(facts, project.wanted)
    theme = Theme(project.files, project.default_theme)
    seen = Seen(
        rows={row.facts.docname: row for row in rows.values()},
        hidden=selection.hidden,
        assets=_changed_assets(last.head, content),
        keys={**_keys(rows, content, selection, settings, promises), "theme": theme.digest()},
    )
    changed = changed_facts(before, seen)
    stale = pages_to_point(before, seen, changed)
    layout = last.layout if last.layout and not seen.assets and _same(LAID_KEYS, before, seen) else None
    if layout is None:
        known = {docname: links.relations for docname, links in before.links.items() if docname not in stale}
        layout = Layout(facts, content.assets, settings, selection, promises, known)
    templates, closures = _templates(theme, last, before, seen)
    assets = theme.assets()
    frame = frame_of(layout, settings.config, {asset.name: asset.output for asset in assets})
    seen = msgspec.structs.replace(seen, keys={**seen.keys, "frame": _frame_key(frame)})
    same = _same(TOLD_KEYS, before, seen)
    whole = before.told if same else layout.diagnostics
    return Sight(
        content=content,
        promises=promises,
        rows=rows,
        seen=seen,
        changed=changed,
        stale=stale,
        layout=layout,
        frame=frame,
        templates=templates,
        closures=closures,
        theme_assets=assets,
        told=whole,
        as_promised=same,
        diagnostics=(*told, *found, *read, *(one for row in rows.values() for one in row.noticed), *whole),
    )


def _same(keys: Iterable[str], before: Ledger, seen: Seen) -> bool:
    return all(before.keys.get(key) == seen.keys[key] for key in keys)


def _templates(theme: Theme, last: Last, before: Ledger, seen: Seen) -> tuple[Templates, dict[str, str]]:
    """Return the templates, and the digest of each that is used; the last ones, where the theme is as it was."""
    same = _same(("theme",), before, seen)
    templates = last.templates if last.templates and same else Templates(theme, before.closures if same else {})
    used = {*map(template_of, (row.facts for row in seen.rows.values())), *BESIDE}
    return templates, {name: templates.digest(name) for name in sorted(used)}


def _known(head: Head, before: Ledger, dialect: DialectName) -> dict[str, Known]:
    """Return the files that need not be read where nobody wrote to them."""
    sources = {
        path: Known(head.stamps.get(path, ""), None)
        for path, row in before.rows.items()
        if row.digest.startswith(dialect.value)
    }
    return sources | {asset.path: Known(head.stamps.get(asset.path, ""), asset) for asset in head.assets}


def _changed_assets(head: Head, content: Content) -> frozenset[str]:
    old, new = {asset.path: asset for asset in head.assets}, {asset.path: asset for asset in content.assets}
    return frozenset(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))


def _keys(
    rows: dict[str, Row], content: Content, selection: Selection, settings: Settings, promises: Promises
) -> dict[str, str]:
    """Return the digest of each thing that concerns the site as a whole, by name."""
    config = digest_of(encode(settings.config))
    whole = (
        config,
        tuple((path, row.facts_digest) for path, row in rows.items()),
        selection.hidden,
        promises.moved,
        tuple(asset.output for asset in content.assets),
    )
    return {
        "settings": config,
        "places": digest_of(encode(settings.places)),
        "labels": labels_of(selection.pages),
        "promises": digest_of(promises.text.encode("utf-8", "surrogatepass")),
        "site": digest_of(encode(whole)),
    }


def _frame_key(frame: Frame) -> str:
    return digest_of(encode((frame.config, frame.skeleton.navigation, tuple(frame.lists), frame.assets)))
