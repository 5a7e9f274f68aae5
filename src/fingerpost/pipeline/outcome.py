"""What a file may be made of in, what became of it out: the records of making files, and how a view is rendered."""

import functools
from collections.abc import Callable, Mapping

import msgspec

from fingerpost.cache import Cache, Ref
from fingerpost.diagnostics import Diagnostic
from fingerpost.ledger import Ledger, Links, Made, Row, encode
from fingerpost.link import Layout, Web
from fingerpost.output import digest_of
from fingerpost.page import Asset, Page
from fingerpost.pipeline.kept import load_record
from fingerpost.render import GraphPart, Templates
from fingerpost.site import Pointers, Sentence
from fingerpost.stale import Reason, reason_for
from fingerpost.view import View
from fingerpost.views import Frame

__all__ = ["Fresh", "Making", "Outcome", "Sentences", "Text", "Work", "made_from", "rendered"]


class Making(msgspec.Struct, frozen=True):
    """All that a file may be made of."""

    layout: Layout
    web: Web
    frame: Frame
    templates: Templates
    rows: Mapping[str, Row]
    """By docname."""
    links: Mapping[str, Links]
    """By docname."""
    keys: Mapping[str, str]
    changed: frozenset[str]
    """The docnames of pages whose facts changed."""
    said_anew: frozenset[str]
    """Those of pages whose text changed, or where it leads."""
    before: Ledger
    cache: Cache
    assets: Mapping[str, Asset]
    """The pictures and other files of `content/`, by path."""
    load: Callable[[str], bytes]
    """Returns the bytes of an asset as it is published, of the theme too, by its path below the output folder. Raises
    `FileNotFoundError`, and `ChangedError`."""
    published: tuple[Asset, ...]
    """Those of `content/` that are published."""
    pictured: frozenset[str]
    """The paths of those that some page shows as a picture."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one file."""

    path: str
    """Below the output folder."""
    made: Made | None
    """None where nothing could be made, which is told, or where it is made once somebody asks for it."""
    reason: Reason | None = None
    """Why it was made again; None where it was not, or came out as it was."""
    noticed: Diagnostic | None = None
    docname: str = ""
    graph: GraphPart | None = None
    """What the page has in the graph, where that may have changed."""
    later: bool = False
    """Whether it is made once somebody asks for it."""


class Fresh(msgspec.Struct, frozen=True):
    """A file just made, its bytes not yet kept."""

    path: str
    parts: dict[str, str]
    view: str
    data: bytes
    reason: Reason
    docname: str = ""
    graph: GraphPart | None = None

    def kept(self, ref: Ref, digest: str) -> Outcome:
        """Return what became of it, once its bytes, of this digest, lie in the cache."""
        made = Made(self.parts, self.view, digest, ref)
        return Outcome(self.path, made, self.reason, docname=self.docname, graph=self.graph)


MOST_SENTENCES = 100_000
"""Of how many pages one process holds the sentences."""


class Sentences(dict[str, Mapping[str, Sentence]]):
    """The sentences of each page, loaded when first asked for; forgotten when there are too many to hold."""

    def __init__(self, making: Making) -> None:
        super().__init__()
        self._making = making

    def __missing__(self, docname: str) -> Mapping[str, Sentence]:
        making = self._making
        if len(self) >= MOST_SENTENCES:
            self.clear()
        found = load_record(making.cache, making.links[docname].sentences, dict[str, Sentence])
        return self.setdefault(docname, found)


class Text:
    """A page as it was compiled, and where it points, loaded when first asked for."""

    def __init__(self, making: Making, docname: str) -> None:
        self._making = making
        self._docname = docname

    @functools.cached_property
    def page(self) -> Page:
        """The compiled page."""
        return load_record(self._making.cache, self._making.rows[self._docname].page, Page)

    @functools.cached_property
    def pointers(self) -> Pointers:
        """Where it points."""
        return load_record(self._making.cache, self._making.links[self._docname].pointers, Pointers)


Work = Callable[[Sentences], Fresh | Outcome]


def rendered(
    making: Making,
    path: str,
    view: View,
    parts: dict[str, str],
    reason: Reason,
    docname: str = "",
    graph: GraphPart | None = None,
) -> Fresh | Outcome:
    """Render a view, unless it is the one that was rendered before by the same template in the same words."""
    digest = _digest_of_view(view)
    made = making.before.made.get(path)
    if made and made.view == digest and all(made.parts.get(name) == parts[name] for name in ("template", "words")):
        same = msgspec.structs.replace(made, parts=parts)
        return Outcome(path, same, docname=docname, graph=graph)
    data = making.templates.render(view)
    if isinstance(data, Diagnostic):
        return Outcome(path, None, noticed=data, docname=docname)
    if made and made.digest == digest_of(data):
        same = msgspec.structs.replace(made, parts=parts, view=digest)
        return Outcome(path, same, docname=docname, graph=graph)
    return Fresh(path, parts, digest, data, reason, docname, graph)


def _digest_of_view(view: View) -> str:
    """Return the digest of a view. Of the styles that stand in the head of every page it takes theirs, got once."""
    site = msgspec.structs.replace(view.site, critical=_digest_of_text(view.site.critical))
    return digest_of(encode(msgspec.structs.replace(view, site=site)))


@functools.lru_cache(4)
def _digest_of_text(text: str) -> str:
    return digest_of(text.encode())


def made_from(making: Making, path: str, parts: dict[str, str], make: Callable[[], bytes]) -> Fresh | Outcome:
    """Make a file that has no view, unless all that goes into it is as it was."""
    made = making.before.made.get(path)
    reason = reason_for(made, parts)
    if reason is None:
        return Outcome(path, made)
    data = make()
    if made and made.digest == digest_of(data):
        return Outcome(path, msgspec.structs.replace(made, parts=parts))
    return Fresh(path, parts, "", data, reason)
