"""A site as it lies on the disk and the words of the command in, everything that a move changes out. Pure.

1. find what goes where;  2. compile, and find every reference;  3. write anew what would not lead where it did;
4. compile and link what came of it, and refuse a move that would break something.
"""

from collections.abc import Callable

import msgspec

from fingerpost import messages
from fingerpost.compile import page_compiler
from fingerpost.config import CONFIG_FILE, Settings, read_config
from fingerpost.decoding import decode_loosely
from fingerpost.diagnostics import Diagnostic, in_order
from fingerpost.link.names import Names
from fingerpost.move.check import Side, broken_by
from fingerpost.move.edits import Edit, FileEdits, MovePlan, edited
from fingerpost.move.meaning import Known, known, meaning, ways_to_write, written_as
from fingerpost.move.references import Written, page_references, replaced, settings_references
from fingerpost.move.renaming import Renaming, rename
from fingerpost.naming import all_names
from fingerpost.page import Asset, Content, Page, Source
from fingerpost.parallel import map_on_cores
from fingerpost.promises import PROMISES_FILE, Promises, encode_promises, with_moved
from fingerpost.read import CONTENT_FOLDER
from fingerpost.urls import docname_of, page_path

__all__ = ["Lying", "plan_move"]


class Lying(msgspec.Struct, frozen=True):
    """A site as it lies on the disk."""

    content: Content
    texts: dict[str, bytes]
    """The bytes of every source and of the settings, by path."""
    paths: tuple[str, ...]
    """Every file below `content/`, sorted, those that are no part of the site too."""
    settings: Settings
    promises: Promises


Compiler = Callable[[Source], Page]


def plan_move(lying: Lying, old: str, new: str, *, jobs: int = 1) -> MovePlan | tuple[Diagnostic, ...]:
    """Plan a move, or tell why it cannot be. No reference that led to a page leads elsewhere or nowhere after it."""
    compiler = page_compiler(lying.settings.config.dialect)
    pages = tuple(map_on_cores(compiler, lying.content.sources, jobs))
    renaming = rename(old, new, Names(pages), lying.paths)
    if isinstance(renaming, Diagnostic):
        return (renaming,)
    found = _references(lying, pages, compiler)
    if not isinstance(found, dict):
        return found
    moved = {page.path: _moved_page(page, renaming.files) for page in pages}
    assets = tuple(_moved_asset(asset, renaming.files) for asset in lying.content.assets)
    config = lying.settings.config
    before, after = known(pages, lying.content.assets, config), known(tuple(moved.values()), assets, config)
    edits: list[FileEdits] = []
    for path, references in found.items():
        made = [_edit(one, path, renaming.files, before, after) for one in references]
        if failed := tuple(one for one in made if isinstance(one, Diagnostic)):
            return failed
        if changed := tuple(sorted({one for one in made if isinstance(one, Edit)})):
            edits.append(FileEdits(path, changed))
    plan = _finished(lying, renaming, tuple(edits), moved)
    side = Side(pages, lying.content.assets, lying.settings, lying.promises, found)
    broken = broken_by(plan.renames, plan.edits, side, _other_side(plan, lying, moved, assets, found, compiler))
    return broken or plan


def _references(
    lying: Lying, pages: tuple[Page, ...], compiler: Compiler
) -> dict[str, tuple[Written, ...]] | tuple[Diagnostic, ...]:
    """Return the references of every file, by path; what is wrong with the files that cannot be read to their end."""
    found: dict[str, tuple[Written, ...]] = {}
    unread: list[Diagnostic] = []
    for source, page in zip(lying.content.sources, pages, strict=True):
        references = page_references(source, page, compiler)
        if references is None:
            unread += page.diagnostics
        else:
            found[page.path] = references
    found[CONFIG_FILE] = settings_references(decode_loosely(lying.texts[CONFIG_FILE])) or ()
    return in_order(unread) if len(found) <= len(pages) else found


def _moved_page(page: Page, files: dict[str, str]) -> Page:
    """Return a page as others see it after the move."""
    path = files.get(page.path, page.path)
    docname = docname_of(path)
    url = page_path(docname, page.front.slug) if path != page.path else page.url
    names = all_names(docname, page.front)
    return msgspec.structs.replace(page, path=path, docname=docname, url=url, names=names)


def _moved_asset(asset: Asset, files: dict[str, str]) -> Asset:
    """Return an asset after the move. Its name in the site has a digest of its bytes, which stay."""
    path = files.get(asset.path, asset.path)
    if path == asset.path:
        return asset
    below, stem = (one.removeprefix(f"{CONTENT_FOLDER}/").rpartition(".")[0] for one in (path, asset.path))
    return msgspec.structs.replace(asset, path=path, output=below + asset.output.removeprefix(stem))


def _edit(written: Written, path: str, files: dict[str, str], before: Known, after: Known) -> Edit | Diagnostic | None:
    """Return what must be written anew for a reference, None where it may stay, or why it cannot be written."""
    meant = meaning(written, before.pages.get(path), before)
    if not meant:
        return None
    wanted, page = files.get(meant, meant), after.pages.get(files.get(path, path))
    for target in ways_to_write(written, (path, files.get(path, path)), (meant, wanted), before, after):
        if meaning(msgspec.structs.replace(written, target=target), page, after) != wanted:
            continue
        if target == written.target:
            return None
        raw = written_as(written, target)
        if raw is not None and (edit := replaced(written, raw)):
            return edit
    return messages.cannot_rewrite(written.place, written.raw, wanted)


def _finished(lying: Lying, renaming: Renaming, edits: tuple[FileEdits, ...], moved: dict[str, Page]) -> MovePlan:
    """Put the plan together: new bytes, addresses, promises."""
    files = renaming.files
    writes = {files.get(one.path, one.path): edited(lying.texts[one.path], one.edits) for one in edits}
    goes = ((source, moved[source.path]) for source in lying.content.sources if source.path in files)
    slugs = {source.path: page.front.slug for source, page in goes}
    old_urls = {path: page_path(docname_of(path), slug) for path, slug in slugs.items()}
    addresses = tuple(sorted((old, moved[path].url) for path, old in old_urls.items() if old != moved[path].url))
    promised = {*lying.promises.addresses, *(to.partition("#")[0] for to in lying.promises.moved.values())}
    kept = {old: new for old, new in addresses if old in promised}
    promises = with_moved(lying.promises, kept) if kept else None
    if promises is not None:
        writes[PROMISES_FILE] = encode_promises(promises)
    return MovePlan(renaming.old, renaming.new, files, edits, dict(sorted(writes.items())), promises, addresses)


def _other_side(
    plan: MovePlan,
    lying: Lying,
    moved: dict[str, Page],
    assets: tuple[Asset, ...],
    before: dict[str, tuple[Written, ...]],
    compiler: Compiler,
) -> Side:
    """Compile what the move makes of the content; what it does not touch is compiled already."""
    files = plan.renames
    pages: list[Page] = []
    found: dict[str, tuple[Written, ...]] = {}
    for source in lying.content.sources:
        path = files.get(source.path, source.path)
        page, references = moved[source.path], before[source.path]
        if path in plan.writes or path != source.path:
            text = decode_loosely(plan.writes.get(path, lying.texts[source.path]))
            changed = Source(docname_of(path), path, source.kind, text)
            page = compiler(changed)
            references = page_references(changed, page, compiler) or ()
        pages.append(page)
        found[path] = references
    text = decode_loosely(plan.writes.get(CONFIG_FILE, lying.texts[CONFIG_FILE]))
    settings, found[CONFIG_FILE] = read_config(text)[0], settings_references(text) or ()
    return Side(tuple(pages), assets, settings, plan.promises or lying.promises, found)
