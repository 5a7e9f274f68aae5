"""A project and what the last build left in; all that a build sees before it looks at any text out."""

from collections.abc import Iterable, Mapping

import msgspec

from fingerpost.cache import Cache
from fingerpost.config import CONFIG_FILE, Config, Settings
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.files import FileSystem
from fingerpost.ledger import NO_LEDGER, Head, Ledger, Row, encode
from fingerpost.link import Layout, Relations, Selection, Wanted, renewed_selection, same_to_layout, select_pages
from fingerpost.output import digest_of
from fingerpost.page import Content, Facts
from fingerpost.pipeline.books import missing_libraries
from fingerpost.pipeline.built import Last, Spoken
from fingerpost.pipeline.compiling import compile_rows, touched_paths
from fingerpost.pipeline.keys import keys_of_site, labels_key, pages_key, same_keys, shared_keys
from fingerpost.pipeline.watch import Stage, Watch
from fingerpost.promises import Promises
from fingerpost.read import Before, read_promises, read_settings, read_site
from fingerpost.render import KeptCode, Templates, Theme, ThemeAsset, read_catalogues
from fingerpost.search import Index
from fingerpost.stale import Seen, changed_facts, pages_to_point
from fingerpost.views import BOOK_STYLE, OFFLINE_SCRIPT, Frame, frame_of
from fingerpost.words import Words

__all__ = ["Project", "Sight", "see"]

LAID_KEYS = ("around", "places", "promises", "words")
"""The layout of a site depends on these, on the facts of its pages and on its assets."""
TOLD_KEYS = (*LAID_KEYS, "frame")
"""What is said of the site as a whole depends on these, and on the facts of its pages."""


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
    draw: bool = True
    """Whether to make what hardly anybody looks at while writing: the graph of the whole site, the index for searches,
    and lists that are not as they were, each of which waits until somebody asks for it."""
    bind: bool = True
    """Whether to make the PDFs and EPUBs that are not as they were; otherwise each waits until somebody asks for it."""
    index: Index | None = None
    """What makes this index; None for a build that needs none."""
    code: KeptCode | None = None
    """The code of templates that processes before have compiled."""


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
    spoken: Spoken
    theme_assets: tuple[ThemeAsset, ...]
    told: tuple[Diagnostic, ...]
    """What is wrong with the site as a whole."""
    as_promised: bool
    """Whether all addresses and anchors are those of the last build, and remembered."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def alike(self) -> bool:
        """Whether the site is as it was but for texts: only who shows a page may show that its text became longer."""
        return self.as_promised and not self.seen.assets


def see(project: Project, last: Last) -> Sight | tuple[Diagnostic, ...]:
    """Read and compile what changed, and lay the site out; where there is no site, return what is wrong."""
    before = last.ledger or NO_LEDGER
    settings, told = read_settings(project.files)
    if settings is None:
        return told
    promises, found = read_promises(project.files, last.promises)
    content, read = read_site(project.files, _read_before(last.head, before, settings.config), last.entries)
    rows = compile_rows(content, before, project.cache, settings.config.dialect, project.jobs, project.watch)
    project.watch.stage(Stage.LAY_OUT)
    touched = touched_paths(content, rows, before)
    selection = _selection(rows, touched, project.wanted, last)
    theme = Theme(project.files, project.default_theme)
    spoken = _spoken(theme, looks := theme.digest(), settings, last)
    seen = _seen(rows, touched, selection, _changed_assets(last.head, content), last)
    keys = keys_of_site(pages_key(rows, touched, before), content, selection, settings, promises, spoken.words, last)
    keys |= {"templates": looks, "labels": labels_key(seen, selection, before)}
    seen = msgspec.structs.replace(seen, keys=keys)
    stale = pages_to_point(before, seen, changed := changed_facts(before, seen))
    alike = all(was and now and same_to_layout(was.facts, now.facts) for was, now in changed.values())
    lasting = _layout_before(last, before, seen, alike=alike)
    layout = lasting.renewed(_facts(rows), selection) if lasting and changed else lasting
    if layout is None:
        known = _known(before, stale)
        layout = Layout(_facts(rows), content.assets, settings, selection, promises, known, spoken.words)
    templates = _templates(project, theme, spoken.words, last, seen)
    assets = _theme_assets(theme, settings.config, last, before, seen)
    kept = last.frame if lasting and same_keys(("templates",), before, keys) else None
    frame = _frame(layout, settings.config, theme, assets, spoken.words, kept)
    seen = msgspec.structs.replace(seen, keys={**keys, **shared_keys(frame)})
    whole = before.told if (same := alike and same_keys(TOLD_KEYS, before, seen.keys)) else layout.diagnostics
    themed = (*spoken.told, *theme.misplaced(), *theme.weak_contrasts(settings.config.theme, settings.places))
    noticed = [one for row in rows.values() for one in row.noticed]
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
        spoken=spoken,
        theme_assets=assets,
        told=whole,
        as_promised=same,
        diagnostics=(*told, *missing_libraries(settings), *found, *themed, *read, *noticed, *whole),
    )


def _facts(rows: Mapping[str, Row]) -> tuple[Facts, ...]:
    return tuple([row.facts for row in rows.values()])


def _seen(
    rows: Mapping[str, Row], touched: frozenset[str], selection: Selection, assets: frozenset[str], last: Last
) -> Seen:
    """Return what is seen, its keys left out. `touched` has the paths of the rows that may be others, came or went."""
    before = last.ledger.rows if last.ledger else NO_LEDGER.rows
    old = last.pages or _by_docname(before.values())
    fresh = _by_docname(rows[path] for path in touched if path in rows)
    gone = [path for path in touched if path not in rows]
    each_once = len(old) == len(before)  # else two sources have one docname, and the last of them counts
    same = each_once and not gone and all(path in before for path in touched)
    return Seen(
        rows={**old, **fresh} if same else _by_docname(rows.values()),
        old=old,
        touched=frozenset((*fresh, *(before[path].facts.docname for path in gone))),
        hidden=selection.hidden,
        assets=assets,
        keys={},
    )


def _by_docname(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.facts.docname: row for row in rows}


def _layout_before(last: Last, before: Ledger, seen: Seen, *, alike: bool) -> Layout | None:
    """Return the last layout, where the site is still laid out so; None where it may not be."""
    return last.layout if alike and not seen.assets and same_keys(LAID_KEYS, before, seen.keys) else None


def _known(before: Ledger, stale: set[str]) -> dict[str, Relations]:
    """Return what the front matter of each page names, where that cannot be otherwise than before."""
    return {docname: links.relations for docname, links in before.links.items() if docname not in stale}


def _selection(rows: Mapping[str, Row], touched: frozenset[str], wanted: Wanted, last: Last) -> Selection:
    """Choose the pages that are out: those of the last layout, where longer and shorter texts are all that is new.

    `touched` has the paths of the rows that may be others, came or went.
    """
    if not (last.layout and last.ledger and last.wanted == wanted):
        return select_pages(_facts(rows), wanted)
    pairs = [(last.ledger.rows.get(path), rows.get(path)) for path in touched]
    if not all(was and now and same_to_layout(was.facts, now.facts) for was, now in pairs):
        return select_pages(_facts(rows), wanted)
    changed = {now.facts.path: now.facts for was, now in pairs if was and now and was.facts_digest != now.facts_digest}
    return renewed_selection(last.layout.selection, changed) if changed else last.layout.selection


def _theme_assets(theme: Theme, config: Config, last: Last, before: Ledger, seen: Seen) -> tuple[ThemeAsset, ...]:
    """Return the assets of the theme that a site with these settings needs: the last ones, where they can be."""
    if last.theme_assets is not None and same_keys(("templates", "settings"), before, seen.keys):
        return last.theme_assets
    unused = {BOOK_STYLE: not config.books, OFFLINE_SCRIPT: not config.offline}
    return tuple(asset for asset in theme.assets() if not unused.get(asset.name))


def _frame(
    layout: Layout, config: Config, theme: Theme, assets: tuple[ThemeAsset, ...], words: Words, last: Frame | None
) -> Frame:
    """Return what all views share: the last one around this layout, where nothing else in it is another."""
    if last:
        return last if last.skeleton is layout else msgspec.structs.replace(last, skeleton=layout)
    outputs = {asset.name: asset.output for asset in assets}
    return frame_of(layout, config, outputs, words, theme.critical(config.theme), theme.first())


def _templates(project: Project, theme: Theme, words: Words, last: Last, seen: Seen) -> Templates:
    """Return the templates: the last ones, or what is known of them, where the theme is as it was."""
    before = last.ledger or NO_LEDGER
    same = same_keys(("templates", "words"), before, seen.keys)
    if last.templates and same:
        return last.templates
    return Templates(theme, words, before.closures if same else {}, project.code)


def _spoken(theme: Theme, looks: str, settings: Settings, last: Last) -> Spoken:
    """Return the words in the language of the site: the last ones, where they are read from the same; `looks` is the
    digest of the theme."""
    language, place = settings.config.language, settings.places.get("language", Place(CONFIG_FILE))
    key = digest_of(encode((language, place, looks)))
    if last.spoken and last.spoken.key == key:
        return last.spoken
    return Spoken(key, *read_catalogues(theme, language, place))


def _read_before(head: Head, before: Ledger, config: Config) -> Before:
    """Return the files that need not be read where nobody wrote to them."""
    sources = before.rows.keys() if before.keys.get("dialect") == config.dialect.value else frozenset()
    return Before(head.stamps, sources, {asset.path: asset for asset in head.assets})


def _changed_assets(head: Head, content: Content) -> frozenset[str]:
    old, new = {asset.path: asset for asset in head.assets}, {asset.path: asset for asset in content.assets}
    return frozenset(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
