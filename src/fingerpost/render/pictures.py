"""The bytes of a raster picture in; the same picture less wide, as WebP, out, or why it cannot be drawn."""

import io
from functools import partial
from typing import Any

__all__ = ["MOST_PIXELS", "BrokenPictureError", "drawn"]

MOST_PIXELS = 64_000_000
"""Pixels of a picture that is drawn again: some 200 MB in memory, eight times what a phone takes."""
QUALITY = 80
"""Of pictures whose colours may differ a little, 0 to 100."""
EFFORT = 6
"""How long to look for fewer bytes, 0 to 6."""


class BrokenPictureError(Exception):
    """A picture cannot be decoded; the text says why, in the words of its library."""


def drawn(data: bytes, width: int) -> bytes:
    """Return a picture as WebP, `width` pixels wide and upright, without anything private; its colours stay.

    It is written both ways that the format knows, where the original keeps each colour too, and the shorter is taken:
    drawings come out exact, photographs a little changed. Raises `BrokenPictureError`.
    """
    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415 -- it takes as long as a build without changes

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for all of a process
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            exact = opened.format == "PNG"
            opened.draft("RGB", (2 * width, 2 * width))  # a JPEG is decoded no larger than it has to be
            upright = ImageOps.exif_transpose(opened)
            profile = None if opened.mode == "CMYK" else opened.info.get("icc_profile")
            small = _resized(upright, width)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise BrokenPictureError(str(error)) from error
    save = partial(_saved, small, profile)
    lossy = save(quality=QUALITY, method=EFFORT)
    return min(lossy, save(lossless=True, quality=100, method=4), key=len) if exact else lossy


def _resized(picture: Any, width: int) -> Any:
    """Return a picture with this width, in the colours of a screen; what is clear does not bleed into what is not."""
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    height = max(1, round(picture.height * width / picture.width))
    whole = picture.convert("RGBA").convert("RGBa") if clear else picture.convert("RGB")
    if whole.size != (width, height):
        whole = whole.resize((width, height), resample=_LANCZOS, reducing_gap=3.0)
    return whole.convert("RGBA") if clear else whole


_LANCZOS = 1
"""`PIL.Image.Resampling.LANCZOS`."""


def _saved(picture: Any, profile: bytes | None, **how: object) -> bytes:
    held = io.BytesIO()
    picture.save(held, format="WEBP", icc_profile=profile or b"", exif=b"", xmp=b"", **how)
    return held.getvalue()
