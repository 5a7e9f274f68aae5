"""What a build comes to, before and after publication. Plain records."""

from collections.abc import Callable, Mapping

import msgspec

from fingerpost.diagnostics import Diagnostic, has_errors
from fingerpost.files import Entry
from fingerpost.ledger import Head, Ledger, Row
from fingerpost.link import Layout, Wanted, Web
from fingerpost.output import Changes, Copy, Output
from fingerpost.promises import NO_PROMISES, Promises
from fingerpost.render import Templates, ThemeAsset
from fingerpost.stale import Causes, Reason
from fingerpost.views import Frame
from fingerpost.words import Words

__all__ = ["Built", "Last", "Published", "Spoken"]


NOTHING_CHANGED = Causes()
NO_CHANGES = Changes((), ())


class Spoken(msgspec.Struct, frozen=True):
    """The words of the theme, in the language of the site."""

    key: str
    """The digest of what they are read from."""
    words: Words
    told: tuple[Diagnostic, ...]
    """What is wrong with their catalogues."""


class Last(msgspec.Struct, frozen=True):
    """What a build leaves to the next: as the cache has it, and more of it within one process."""

    head: Head
    ledger: Ledger | None = None
    """None where it lies in the cache."""
    layout: Layout | None = None
    web: Web | None = None
    frame: Frame | None = None
    wanted: Wanted | None = None
    promises: Promises = NO_PROMISES
    promised: str = ""
    """The digest of their record."""
    pages: Mapping[str, Row] = {}
    """The rows of its ledger, by docname."""
    theme_assets: tuple[ThemeAsset, ...] | None = None
    templates: Templates | None = None
    spoken: Spoken | None = None
    entries: tuple[Entry, ...] = ()
    """The files of `content/`; the stamp of one that may have changed since is ""."""


def _nothing(path: str) -> bytes:
    raise FileNotFoundError(path)


def _empty(path: str) -> bytes:
    return b""


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """A site as it was built, not yet published."""

    files: Mapping[str, str] = {}
    """The digest of each file of the site, by path below the output folder."""
    load: Callable[[str], bytes] = _nothing
    """Returns the bytes of such a file."""
    kept: Callable[[str], bytes] | None = None
    """Returns the same, but raises `LostError` where the cache has lost it; None where `load` may be asked at once."""
    anew: Callable[[], "Built"] | None = None
    """Builds the site once more in that case, from nothing, and keeps all of it."""
    missing: Callable[[str], bytes] = _empty
    """Returns the page for a site path that is not there, with pages near it; "" where nobody can make one now."""
    copied: Mapping[str, str] = {}
    """Those of them that are published as they lie in `content/`, with the path there."""
    made: Mapping[str, Reason] = {}
    """Those of them that were made by this build and came out otherwise than before, with the reason."""
    causes: Causes = NOTHING_CHANGED
    """What changed since the last build, which the reasons follow from."""
    before: Mapping[str, str] = {}
    """The digest of each file of the last build, by path; of none where nothing is known of it."""
    pages: int = 0
    """How many pages the site has, lists and old addresses not counted."""
    base_url: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Sorted by place."""
    strict: bool = False
    """Whether warnings stop publication too."""
    promises: Promises | None = None
    """What is promised once it is published; None where that is nothing new, or pages are let in that are not out."""
    new_addresses: int = 0
    """How many addresses were not promised before."""
    notice: str = ""
    """Why nothing could be taken from the builds before; "" where all was well, or there was none."""
    last: Last | None = None
    """What the next build begins with; None where it shall begin as this one did."""
    spare: Mapping[str, Row] = {}
    """Of a build that failed: the sources that it compiled, by path."""

    @property
    def failed(self) -> bool:
        """Whether something noticed forbids publication."""
        return has_errors(self.diagnostics, strict=self.strict)

    @property
    def outputs(self) -> tuple[Output | Copy, ...]:
        """Every file with its bytes, sorted by path."""
        return tuple(
            Copy(path, self.copied[path]) if path in self.copied else Output(path, self.load(path))
            for path in sorted(self.files)
        )


class Published(msgspec.Struct, frozen=True):
    """A build, and what it changed in the output folder: None where it was not published."""

    built: Built
    changes: Changes | None
    diagnostics: tuple[Diagnostic, ...]
    changed: Changes = NO_CHANGES
    """What is not as it was after the last build, for a reader of the site: `changes`, unless `site/` was empty."""
    not_kept: str = ""
    """Why the disk would not let the promises be written; the site is published all the same."""
    not_cached: str = ""
    """Why it would not let the cache be written, as above."""
