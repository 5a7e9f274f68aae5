"""Sources in, a row for each out: of a build before where the bytes are the same, compiled now where they are not."""

from collections.abc import Callable, Mapping, Sequence

from fingerpost.cache import Cache
from fingerpost.ledger import Ledger, Row, encode
from fingerpost.output import digest_of
from fingerpost.page import Content, Page, Source
from fingerpost.parallel import batches_on_cores
from fingerpost.pipeline.watch import Stage, Watch

__all__ = ["compile_rows"]

Compiler = Callable[[Source], Page]


def compile_rows(
    content: Content, before: Ledger, cache: Cache, compiler: Callable[[], Compiler], jobs: int, watch: Watch
) -> dict[str, Row]:
    """Return the row of every source, by path, sorted. `compiler` makes a compiler, where something is to compile."""
    rows = {path: before.rows[path] for path in content.kept}
    fresh = []
    for source in content.sources:
        row = _known(source, before.rows) or _known(source, before.spare)
        if row:
            rows[source.path] = row
        else:
            fresh.append(source)
    step = watch.stage(Stage.COMPILE, len(fresh))
    if fresh:
        compiled = compiler()
        made = batches_on_cores(lambda batch: _compile(batch, compiled, cache), fresh, jobs, step)
        rows.update(zip((source.path for source in fresh), made, strict=True))
    return dict(sorted(rows.items()))


def _known(source: Source, rows: Mapping[str, Row]) -> Row | None:
    row = rows.get(source.path)
    return row if row and row.digest == source.digest != "" else None


def _compile(sources: Sequence[Source], compiled: Compiler, cache: Cache) -> list[Row]:
    pages = [compiled(source) for source in sources]
    refs = cache.keep([encode(page) for page in pages])
    return [
        Row(source.digest, facts := page.facts, digest_of(encode(facts)), ref, page.diagnostics)
        for source, page, ref in zip(sources, pages, refs, strict=True)
    ]
