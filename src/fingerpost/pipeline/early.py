"""A site of which each file can be made by itself in; a build that makes a file when somebody asks for it out."""

from fingerpost.pipeline.building import Begun
from fingerpost.pipeline.built import Built
from fingerpost.pipeline.making import makers

__all__ = ["built_early"]


def built_early(begun: Begun) -> Built:
    """Return a build to look at while the rest of it is made. The digests of files not made yet are ""."""
    make = makers(begun.making)
    theme = {asset.output: asset.data for asset in begun.sight.theme_assets}
    copied = {asset.output: asset.path for asset in begun.assets}

    def load(path: str) -> bytes:
        if path in copied:
            return begun.project.files.read(copied[path])
        return theme[path] if path in theme else make[path]()

    return Built(
        files=dict.fromkeys(sorted({*make, *theme, *copied}), ""),
        load=load,
        copied=copied,
        pages=len(begun.sight.layout.facts),
        base_url=begun.sight.frame.config.base_url,
        diagnostics=begun.diagnostics,
        strict=begun.project.strict,
    )
