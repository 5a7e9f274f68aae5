"""Pictures that pages show in; each made at its further widths, and without what is private, where it is not, out."""

from collections.abc import Iterator
from functools import partial

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Place
from fingerpost.ledger import Made
from fingerpost.page import Asset
from fingerpost.pipeline.outcome import Fresh, Making, Outcome, Sentences, Work
from fingerpost.rasters import RECIPE, size_path
from fingerpost.render import MOST_PIXELS, BrokenPictureError, drawn
from fingerpost.stale import reason_for

__all__ = ["Pictures", "pictures_of", "works_of_pictures"]

PART = "picture"
"""The part by which the file of a picture is known among all that are made."""


class Pictures(msgspec.Struct, frozen=True):
    """The files of pictures, of a build."""

    kept: dict[str, Made]
    """Those that are as they were, by path."""
    works: tuple[tuple[str, Work], ...]
    """What makes each of the others."""
    gone: frozenset[str]
    """The paths of those that nobody shows any more."""


def pictures_of(making: Making) -> Pictures:
    """Tell the files of pictures that are as they were from those to make."""
    before = making.before.made
    works = dict(works_of_pictures(making))
    parts = dict(_parts_of_all(making))
    kept = {path: before[path] for path in works if path in before and before[path].parts == parts[path]}
    gone = frozenset(path for path, made in before.items() if PART in made.parts and path not in works)
    return Pictures(kept, tuple((path, work) for path, work in works.items() if path not in kept), gone)


def works_of_pictures(making: Making) -> Iterator[tuple[str, Work]]:
    """Give what makes each file of a picture, with its path below the output folder."""
    for asset in making.published:
        if asset.private:
            yield asset.output, partial(_plain, making, asset)
        for width in asset.sizes if asset.path in making.pictured else ():
            path = size_path(asset, width)
            yield path, partial(_sized, making, asset, width, path)


def _parts_of_all(making: Making) -> Iterator[tuple[str, dict[str, str]]]:
    for asset in making.published:
        yield asset.output, _parts(asset)
        for width in asset.sizes:
            yield size_path(asset, width), _parts(asset)


def _parts(asset: Asset) -> dict[str, str]:
    return {PART: asset.digest, "recipe": RECIPE}


def _plain(making: Making, asset: Asset, _: Sentences) -> Fresh | Outcome:
    return _fresh(making, asset, asset.output, making.load(asset.output))


def _sized(making: Making, asset: Asset, width: int, path: str, _: Sentences) -> Fresh | Outcome:
    """Make a picture at one width. What is wrong with it is told once, with the first of them."""
    first = width == asset.sizes[0]
    if asset.width * asset.height > MOST_PIXELS:
        told = messages.picture_too_large(Place(asset.path), asset.width, asset.height, MOST_PIXELS)
        return Outcome(path, None, noticed=told if first else None)
    try:
        data = drawn(making.load(asset.output), width)
    except BrokenPictureError as error:
        return Outcome(path, None, noticed=messages.broken_picture(Place(asset.path), f"{error}") if first else None)
    return _fresh(making, asset, path, data)


def _fresh(making: Making, asset: Asset, path: str, data: bytes) -> Fresh | Outcome:
    parts = _parts(asset)
    made = making.before.made.get(path)
    reason = reason_for(made, parts)
    return Fresh(path, parts, "", data, reason) if reason else Outcome(path, made)
