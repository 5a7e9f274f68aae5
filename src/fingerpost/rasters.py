"""The bytes of a raster picture in; what its header says, and the same picture without what is private, out.

PNG (third edition, section 5), JPEG (ITU-T T.81, annex B) and WebP (RFC 9649). Nothing is decoded. What a file says
wrongly is left as it is: whoever decodes it will tell.
"""

import posixpath
import re
import struct
import zlib
from collections.abc import Iterator

import msgspec

from fingerpost.output import ASSETS
from fingerpost.page import Asset
from fingerpost.urls import composed

__all__ = [
    "LIGHT",
    "NOT_RASTER",
    "RECIPE",
    "WIDTHS",
    "Raster",
    "raster_of",
    "size_path",
    "sizes_for",
    "without_private",
]

RECIPE = "1"
"""Changes whenever the same picture is to come out otherwise: the names of files hold it."""

WIDTHS = (480, 720, 1080, 1440)
"""Pixels: the widths at which a picture is offered. The theme shows one about 680 CSS pixels wide, on a phone 355."""
SMALL = 160
"""Pixels: a picture less wide is offered as it is."""
LIGHT = 4096
"""Bytes: so is one of fewer."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PRIVATE_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""What ends the coded data of a JPEG scan."""
_EXIF = b"Exif\0\0"
_KEPT_SEGMENTS = ((0xE0, b""), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
"""The application segments without which a JPEG has other colours."""
_EXIF_FLAG, _XMP_FLAG, _MOVING_FLAG = 0x08, 0x04, 0x02
_ORIENTATION = 0x0112
"""The tag that says which way up a picture is (Exif 2.32, 4.6.4)."""


class Raster(msgspec.Struct, frozen=True):
    """What matters of a picture beside its size."""

    known: bool = False
    """Whether it is a PNG, JPEG or WebP whose parts can be told apart."""
    turned: bool = False
    """Whether it lies on its side: a reader sees its height as its width."""
    moving: bool = False
    """Whether it has several frames."""
    private: bool = False
    """Whether it says more than the picture: where and when it was taken, by whom, with what."""
    cut: bool = False
    """Whether the file ends before the picture does."""


NOT_RASTER = Raster()


class _Malformed(Exception):  # noqa: N818 -- it only ends a walk over parts that cannot be told apart
    pass


_ENDS = (EOFError, struct.error, IndexError)
"""What ends the walk where the file does."""


def raster_of(data: bytes) -> Raster:
    """Return what a picture says of itself."""
    parts = _parts(data)
    if not parts:
        return Raster(cut=_is_cut(data))
    names = {name for name, _ in parts}
    flags = next((part[8] for name, part in parts if name == b"VP8X" and len(part) > 8), 0)
    return Raster(
        known=True,
        turned=_orientation(parts) >= 5,  # 5 to 8 are turned by a quarter
        moving=b"acTL" in names or bool(flags & _MOVING_FLAG),
        private=without_private(data) != data,
    )


def sizes_for(raster: Raster, width: int, size: int) -> tuple[int, ...]:
    """Return the widths at which a picture is offered beside itself, none larger than it is; () for as it is alone.

    `width` is its own in pixels, `size` that of its file in bytes.
    """
    if not raster.known or raster.moving or width < SMALL or size < LIGHT:
        return ()
    return (*(one for one in WIDTHS if one < width), *((width,) if width <= WIDTHS[-1] else ()))


def size_path(asset: Asset, width: int) -> str:
    """Return where a picture of this width lies, below the output folder."""
    stem = composed(posixpath.splitext(asset.path)[0].partition("/")[2])
    return f"{ASSETS}{stem}.{asset.digest[:10]}.{RECIPE}.{width}.webp"


def without_private(data: bytes) -> bytes:
    """Return the same picture, pixel by pixel, without what is private; colours and the way up stay."""
    parts = _parts(data)
    if not parts:
        return data
    turn = _orientation(parts)
    upright = _tiff(turn) if turn != 1 else b""
    if data.startswith(_PNG):
        kept = [part for name, part in parts if name not in _PRIVATE_CHUNKS]
        extra = [_png_chunk(b"eXIf", upright)] if upright else []
        return b"".join((_PNG, kept[0], *extra, *kept[1:]))
    if data.startswith(b"\xff\xd8"):
        segments = [part for name, part in parts if _is_kept(name, part)]
        extra = [_jpeg_segment(0xE1, _EXIF + upright)] if upright else []
        return b"".join((b"\xff\xd8", *extra, *segments))
    return _webp(parts, upright)


def _webp(parts: list[tuple[bytes, bytes]], upright: bytes) -> bytes:
    chunks = []
    for name, part in parts:
        if name == b"VP8X":
            flags = part[8] & ~(_XMP_FLAG | (0 if upright else _EXIF_FLAG))
            chunks.append(part[:8] + bytes([flags]) + part[9:])
        elif name not in (b"EXIF", b"XMP "):
            chunks.append(part)
    if upright:
        chunks.append(b"EXIF" + struct.pack("<I", len(upright)) + upright + b"\0" * (len(upright) % 2))
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _is_kept(name: bytes, part: bytes) -> bool:
    """Tell whether a JPEG segment belongs to the picture itself."""
    marker = name[0]
    if marker == 0xFE:  # a comment
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    return any(marker == kept and part[4:].startswith(start) for kept, start in _KEPT_SEGMENTS)


def _parts(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks of a PNG or WebP, or the segments of a JPEG, each with its name; [] for anything else."""
    try:
        return list(_each_part(data))
    except (_Malformed, *_ENDS):
        return []


def _is_cut(data: bytes) -> bool:
    """Tell whether a PNG, JPEG or WebP ends before its last part does; a file without a byte does so too."""
    try:
        for _ in _each_part(data):
            pass
    except _Malformed:
        return False
    except _ENDS:
        return True
    return not data


def _each_part(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data.startswith(_PNG):
        return _png_chunks(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg_segments(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp_chunks(data)
    return iter(())


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise EOFError
        yield name, data[at:end]
        if name == b"IEND":
            return
        at = end


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, whole = 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at < whole:
        (length,) = struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        if end > len(data):
            spared = end - length % 2 == len(data)  # the byte that fills up, which some programs leave out
            raise _Malformed if spared else EOFError
        yield data[at : at + 4], data[at:end]
        at = end


def _jpeg_segments(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the segments after the start of the image, the coded data with the scan before it; to the end of the image.

    What comes behind that, as the further pictures of a phone, is not given.
    """
    at = 2
    while True:
        while data[at] == data[at + 1] == 0xFF:  # a marker may have any number of fill bytes before it
            at += 1
        if data[at] != 0xFF:
            raise _Malformed
        marker = data[at + 1]
        if marker == 0xD9:
            yield b"\xd9", data[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == 0xDA:
            following = _MARKER.search(data, end)
            if following is None:
                raise EOFError
            end = following.start()
        yield bytes([marker]), data[at:end]
        at = end


def _orientation(parts: list[tuple[bytes, bytes]]) -> int:
    """Return which way up a picture is, 1 to 8; 1 where it does not say."""
    for name, part in parts:
        if name in (b"eXIf", b"EXIF"):
            return _orientation_of(part[8:].removeprefix(_EXIF))
        if name == b"\xe1" and part[4:].startswith(_EXIF):
            return _orientation_of(part[4 + len(_EXIF) :])
    return 1


def _orientation_of(tiff: bytes) -> int:
    """Read the orientation from the first directory of a TIFF file (TIFF 6.0, section 2)."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _tiff(orientation: int) -> bytes:
    """Return a TIFF file that says which way up a picture is, and nothing else."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)


def _jpeg_segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
