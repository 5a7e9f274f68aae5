"""Sources in, a row for each out: of a build before where the bytes are the same, compiled now where they are not."""

from collections.abc import Callable, Mapping, Sequence

from fingerpost.cache import Cache
from fingerpost.compile import page_compiler
from fingerpost.config import DialectName
from fingerpost.ledger import Ledger, Row, encode
from fingerpost.output import digest_of
from fingerpost.page import Content, Page, Source
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.watch import Stage, Watch

__all__ = ["compile_rows", "touched_paths"]

Compiler = Callable[[Source], Page]
TEACHING = 4
"""So many sources are compiled before the work is shared: what they teach this process, as lexers, each fork has."""


def compile_rows(
    content: Content, before: Ledger, cache: Cache, dialect: DialectName, jobs: int, watch: Watch
) -> dict[str, Row]:
    """Return the row of every source, by path, sorted."""
    rows: dict[str, Row] = {}
    fresh = []
    for source in content.sources:
        row = _known(source, dialect, before.rows) or _known(source, dialect, before.spare)
        if row:
            rows[source.path] = row
        else:
            fresh.append(source)
    step = watch.stage(Stage.COMPILE, len(fresh))
    if fresh:
        compiler = page_compiler(dialect)
        made = _compile(fresh[:TEACHING], dialect, compiler, cache)
        step(len(made))
        made += batches_on_cores(lambda batch: _compile(batch, dialect, compiler, cache), fresh[TEACHING:], jobs, step)
        rows.update(zip((source.path for source in fresh), made, strict=True))
    if len(content.kept) + len(rows) == len(before.rows) and all(path in before.rows for path in rows):
        return {**before.rows, **rows}  # nothing came or went
    return dict(sorted([*((path, before.rows[path]) for path in content.kept), *rows.items()]))


def touched_paths(content: Content, rows: Mapping[str, Row], before: Ledger) -> frozenset[str]:
    """Return the paths of all sources that were compiled otherwise, came or went."""
    touched = {one.path for one in content.sources if rows[one.path] is not before.rows.get(one.path)}
    new = sum(1 for path in touched if path not in before.rows)
    return frozenset(touched if len(rows) == len(before.rows) + new else touched | (before.rows.keys() - rows.keys()))


def _known(source: Source, dialect: DialectName, rows: Mapping[str, Row]) -> Row | None:
    row = rows.get(source.path)
    return row if row and source.digest and row.digest == _row_digest(source, dialect) else None


def _row_digest(source: Source, dialect: DialectName) -> str:
    """Return what a page depends on: the bytes of its source, and the dialect; "" for a source that is damaged."""
    return f"{dialect.value} {source.digest}" if source.digest else ""


def _compile(sources: Sequence[Source], dialect: DialectName, compiler: Compiler, cache: Cache) -> list[Row]:
    pages = [compiler(source) for source in sources]
    refs = cache.keep([encode(page) for page in pages])
    return [
        Row(_row_digest(source, dialect), facts := page.facts, digest_of(encode(facts)), ref, page.diagnostics)
        for source, page, ref in zip(sources, pages, refs, strict=True)
    ]
