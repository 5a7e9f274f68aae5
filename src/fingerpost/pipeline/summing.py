"""What became of each file in, the build as a whole out: for publication, and as the next build wants it."""

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from fingerpost.diagnostics import in_order
from fingerpost.files import Entry
from fingerpost.ledger import Head, Ledger, Made, Row, encode
from fingerpost.link import Web, check_assets, check_own_addresses
from fingerpost.output import ChangedError, LostError, digest_of
from fingerpost.page import Asset
from fingerpost.pipeline.built import Built, Last
from fingerpost.pipeline.copied import read_again
from fingerpost.pipeline.kept import load_bytes
from fingerpost.pipeline.missing import missing_page
from fingerpost.pipeline.outcome import Outcome
from fingerpost.pipeline.pieces import load_ledger
from fingerpost.pipeline.seeing import Project, Sight
from fingerpost.promises import PROMISES_FILE, Promises, encode_promises, remembered
from fingerpost.render import TEMPLATES_FOLDER, Theme
from fingerpost.stale import Causes

__all__ = ["Sum", "built_before", "inputs_of", "is_as_before", "sum_up"]


NOTHING_LATER: Mapping[str, Callable[[], bytes]] = MappingProxyType({})


class Sum(msgspec.Struct, frozen=True):
    """What a build came to."""

    entries: tuple[Entry, ...]
    """The files of `content/`."""
    inputs: str
    """The digest of all that it read, by stamps, as they were before any of it was read (`inputs_of`)."""
    ledger: Ledger
    web: Web
    assets: tuple[Asset, ...]
    """Those that are published."""
    outcomes: tuple[Outcome, ...]
    later: Mapping[str, Callable[[], bytes]]
    """What makes each file that waits until somebody asks for it, by path."""
    causes: Causes
    notice: str


def inputs_of(project: Project, entries: tuple[Entry, ...]) -> str:
    """Return the digest of all that a build reads but the promises, by stamps; "" where one cannot be trusted.

    It is asked before anything is read, so that what changes while a build goes on shows in the next one.
    """
    templates = project.files.walk(TEMPLATES_FOLDER)
    theme = project.default_theme.walk(".")
    content = tuple(entry for entry in entries if entry.path != PROMISES_FILE)
    if not all(entry.stamp or entry.link == "broken" for entry in (*content, *templates, *theme)):
        return ""
    wanted = project.wanted
    switches = (project.edition, wanted.drafts, wanted.future, wanted.expired, project.index is not None)
    stamps = tuple(tuple((entry.path, entry.stamp, entry.link) for entry in one) for one in (content, templates, theme))
    return digest_of(encode((switches, stamps)))


def is_as_before(project: Project, head: Head, inputs: str) -> bool:
    """Tell whether a build would come out as the last one, so far as that can be known without reading anything."""
    today = project.wanted.today.isoformat()
    if not head.inputs or head.since > today or (head.until and today >= head.until):
        return False
    return head.inputs == _with_promises(inputs, _promises(project))


def built_before(project: Project, head: Head, notice: str) -> Built:
    """Return the last build once more. What its files hold is looked up only if it is asked for."""
    alike = (asset for asset in head.assets if not asset.private)
    published = {asset.output: asset.path for asset in alike if asset.output in head.outputs}

    @functools.cache
    def loader() -> Callable[[str], bytes]:
        if head.ledger is None:
            raise LostError
        theme = {asset.output: asset.data for asset in Theme(project.files, project.default_theme).assets()}
        return _loader(project, load_ledger(project.cache, head.ledger).made, theme, published, head.outputs)

    def load(path: str) -> bytes:
        return loader()(path)

    return Built(
        files=head.outputs,
        before=head.outputs,
        load=load,
        copied=published,
        pages=head.pages,
        base_url=head.base_url,
        diagnostics=head.noticed,
        strict=project.strict,
        notice=notice,
    )


def sum_up(project: Project, sight: Sight, head: Head, done: Sum) -> Built:
    """Return the build as a whole. One that fails leaves to the next what it compiled, and nothing else."""
    noticed = (diagnostic for links in done.ledger.links.values() for diagnostic in links.noticed)
    failed = [one.noticed for one in done.outcomes if one.noticed]
    theme = {asset.output: asset.data for asset in sight.theme_assets}
    made = done.ledger.made
    files = {
        **{path: one.digest for path, one in made.items()},
        **{path: digest_of(data) for path, data in theme.items()},
        **{asset.output: asset.digest for asset in done.assets if not asset.private},
        **dict.fromkeys(done.later, ""),
    }
    own = () if failed else (one for links in done.ledger.links.values() for one in links.own)
    lost = check_own_addresses(own, sight.layout, files, sight.frame.config.base_url)
    unlinked = check_assets(sight.content.assets, done.assets)
    promises, new = _promised(project, sight)
    copied = {asset.output: asset.path for asset in done.assets if not asset.private}
    built = Built(
        files=dict(sorted(files.items())),
        load=_loader(project, made, theme, copied, files, done.later),
        copied=copied,
        missing=missing_page(sight.frame, sight.templates),
        made={one.path: one.reason for one in done.outcomes if one.reason},
        causes=done.causes,
        before=head.outputs,
        pages=len(sight.layout.facts),
        base_url=sight.frame.config.base_url,
        diagnostics=in_order((*sight.diagnostics, *noticed, *failed, *lost, *unlinked)),
        strict=project.strict,
        promises=promises,
        new_addresses=new,
        notice=done.notice,
    )
    if built.failed:
        return msgspec.structs.replace(built, last=Last(head), spare=_spare(sight.rows))
    return msgspec.structs.replace(built, last=_left(project, sight, built, head, done))


def _left(project: Project, sight: Sight, built: Built, head: Head, done: Sum) -> Last:
    """Return what a build leaves to the next. One that is only looked at is not published, and promises nothing."""
    keys, next_head = done.ledger.keys, _same_head(head, sight)
    if project.draw:
        record = encode_promises(built.promises) if built.promises else _promises(project)
        ahead = project.wanted.not_out and not sight.as_promised  # then nothing new is promised yet
        keys = {**keys, "promises": "" if ahead else digest_of(record)}
        next_head = next_head if done.later else _next_head(project, sight, built, done, record)
    return Last(
        head=next_head,
        ledger=msgspec.structs.replace(done.ledger, keys=keys),
        layout=sight.layout,
        web=done.web,
        frame=sight.frame,
        wanted=project.wanted,
        promises=sight.promises,
        promised=sight.seen.keys["promises"],
        pages=sight.seen.rows,
        theme_assets=sight.theme_assets,
        templates=sight.templates,
        spoken=sight.spoken,
        entries=done.entries,
    )


def _promised(project: Project, sight: Sight) -> tuple[Promises | None, int]:
    """Return what is promised from now on, None where that is nothing new; and how many addresses are new."""
    if sight.as_promised:
        return None, 0
    facts = sight.layout.facts.values()
    addresses = {page.url: tuple(heading.anchor for heading in page.outline) for page in facts}
    promises = remembered(sight.promises, addresses)
    if project.wanted.not_out or promises == sight.promises:
        return None, 0
    return promises, len(addresses.keys() - sight.promises.addresses.keys())


def _loader(
    project: Project,
    made: Mapping[str, Made],
    theme: Mapping[str, bytes],
    copied: Mapping[str, str],
    digests: Mapping[str, str],
    later: Mapping[str, Callable[[], bytes]] = NOTHING_LATER,
) -> Callable[[str], bytes]:
    @functools.cache
    def asked_for(path: str) -> bytes:
        return later[path]()

    def load(path: str) -> bytes:
        if path in later:
            return asked_for(path)
        if path in copied:
            return read_again(project.files, copied[path], digests[path])
        if path in theme:
            return theme[path]
        if path not in made:  # a file of the theme, whose name has a part of its digest
            raise ChangedError(f"{TEMPLATES_FOLDER}/")
        return load_bytes(project.cache, made[path].data)

    return load


def _spare(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return the rows that a later build may want: a source that could not be read whole has no digest."""
    return {path: row for path, row in rows.items() if row.digest}


def _same_head(head: Head, sight: Sight) -> Head:
    """Return the head for the next build in this process, which has the files and their stamps from elsewhere."""
    return msgspec.structs.replace(head, stamps=sight.content.stamps, assets=sight.content.assets)


def _next_head(project: Project, sight: Sight, built: Built, done: Sum, promises: bytes) -> Head:
    return Head(
        edition=project.edition,
        inputs=_with_promises(done.inputs, promises),
        until=_until(sight.rows.values(), project.wanted.today),
        since=project.wanted.today.isoformat(),
        stamps=dict(sight.content.stamps),
        assets=sight.content.assets,
        pages=built.pages,
        base_url=built.base_url,
        noticed=built.diagnostics,
        outputs=dict(built.files),
    )


def _until(rows: Iterable[Row], today: datetime.date) -> str:
    """Return the first day after today on which a page comes or goes by itself; "" for none."""
    fronts = [row.facts.front for row in rows]
    days = (day for front in fronts for day in (front.published, front.expires) if day and day > today)
    return min((day.isoformat() for day in days), default="")


def _with_promises(inputs: str, promises: bytes) -> str:
    """Add the record of promises to the digest of all else, by what it holds: a build writes it too."""
    return digest_of(inputs.encode() + promises) if inputs else ""


def _promises(project: Project) -> bytes:
    """Return the record of promises as it lies there."""
    try:
        return project.files.read(PROMISES_FILE)
    except OSError:
        return b""
