"""The files of a site and their digests in, the manifest that lies among them out, and back."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from fingerpost.files import FileSystem
from fingerpost.output import MANIFEST, digest_of
from fingerpost.publish.places import SITE_FOLDER

__all__ = ["Manifest", "build_of", "encode_manifest", "read_manifest"]


class Manifest(msgspec.Struct, frozen=True):
    """What Fingerpost wrote into an output folder."""

    build: str
    """The digest of `files`; "" where an older Fingerpost told none."""
    files: dict[str, str]
    """Each path with the digest of its bytes; "" for a digest that is not known."""


class _First(msgspec.Struct, frozen=True):
    format: Literal[1]
    files: tuple[str, ...]


class _Second(msgspec.Struct, frozen=True):
    format: Literal[2]
    build: str
    files: dict[str, str]


def build_of(files: Mapping[str, str]) -> str:
    """Return the name of a build: the digest of all its paths and their digests, in whatever order they come."""
    return digest_of("\n".join(f"{files[path]} {path}" for path in sorted(files)).encode())


def encode_manifest(build: str, files: Mapping[str, str]) -> bytes:
    """Write the manifest of a site; `build` is the name of the build."""
    return msgspec.json.encode(_Second(2, build, {path: files[path] for path in sorted(files)}))


def read_manifest(files: FileSystem) -> Manifest | None:
    """Read the manifest in the output folder. None where there is none, or none that Fingerpost wrote."""
    path = f"{SITE_FOLDER}/{MANIFEST}"
    return _decode(files.read(path)) if files.standing(path) == "file" else None


def _decode(text: bytes) -> Manifest | None:
    try:
        second = msgspec.json.decode(text, type=_Second)
    except (UnicodeDecodeError, msgspec.DecodeError):
        try:
            first = msgspec.json.decode(text, type=_First)
        except (UnicodeDecodeError, msgspec.DecodeError):
            return None
        return Manifest("", dict.fromkeys(first.files, ""))
    return Manifest(second.build, second.files)
