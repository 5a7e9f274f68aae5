"""A site of which each file can be made by itself in; a build that makes a file when somebody asks for it out."""

import functools
from collections.abc import Iterator, Mapping

from fingerpost.pipeline.building import Begun
from fingerpost.pipeline.built import Built
from fingerpost.pipeline.making import make_file, paths_beside
from fingerpost.pipeline.missing import missing_page

__all__ = ["built_early"]


class _Files(Mapping[str, str]):
    """The files of a site, none of which has a digest yet. What stands beside the pages is counted when asked for."""

    def __init__(self, begun: Begun, others: frozenset[str]) -> None:
        self._begun = begun
        self._others = others

    @functools.cached_property
    def _beside(self) -> frozenset[str]:
        return frozenset(paths_beside(self._begun.making))

    def __contains__(self, path: object) -> bool:
        return path in self._begun.making.layout.outputs or path in self._others or path in self._beside

    def __getitem__(self, path: str) -> str:
        if path not in self:
            raise KeyError(path)
        return ""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._begun.making.layout.outputs, *self._others, *self._beside}))

    def __len__(self) -> int:
        return len({*self._begun.making.layout.outputs, *self._others, *self._beside})


def built_early(begun: Begun) -> Built:
    """Return a build to look at while the rest of it is made. The digests of files are "" where none is made yet."""
    theme = {asset.output for asset in begun.sight.theme_assets}
    copied = {asset.output: asset.path for asset in begun.making.published if not asset.private}

    def load(path: str) -> bytes:
        as_it_lies = path in copied or path in theme
        return begun.making.load(path) if as_it_lies else make_file(begun.making, path)

    return Built(
        files=_Files(begun, frozenset((*theme, *copied))),
        load=load,
        copied=copied,
        missing=missing_page(begun.sight.frame, begun.sight.templates),
        pages=len(begun.sight.layout.facts),
        base_url=begun.sight.frame.config.base_url,
        diagnostics=begun.diagnostics,
        strict=begun.project.strict,
    )
