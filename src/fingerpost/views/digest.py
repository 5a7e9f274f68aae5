"""A site in, its digest for language models out: what there is, and where each page is as Markdown."""

from fingerpost.kinds import Kind
from fingerpost.output import LLMS_FULL
from fingerpost.page import Target
from fingerpost.shown import Group, Link
from fingerpost.site import LISTED, in_list_order, in_markdown
from fingerpost.view import DigestView
from fingerpost.views.frame import Frame

__all__ = ["DIGEST", "view_digest"]

DIGEST = "/llms.txt"
"""Site path of the digest (llmstxt.org)."""
MOST = 100
"""Pages of one kind that it names; the list of the kind names all."""


def view_digest(frame: Frame) -> DigestView:
    """Return the view of `llms.txt`. Parts stand behind the overview of their tutorial, in order."""
    by_kind: dict[Kind, list[Target]] = {}
    for target in frame.skeleton.targets.values():
        by_kind.setdefault(target.kind, []).append(target)
    parts = by_kind.get(Kind.PART, [])
    groups = []
    for kind in (*LISTED, Kind.PAGE):
        members: tuple[Target, ...] = in_list_order(by_kind.get(kind, []))
        if kind is Kind.TUTORIAL:
            members = tuple(one for overview in members for one in (overview, *_parts_of(overview, parts)))
        listed = frame.lists.get(kind)
        links = tuple(_link(target, frame) for target in members[:MOST])
        if listed and len(members) > MOST:
            links += (_link(listed, frame),)
        title, href = (listed.title, frame.absolute(listed.url)) if listed else ("", "")
        groups += [Group(kind.value, title, href, links)] if links else []
    return DigestView(
        template="llms.txt",
        url=DIGEST,
        site=frame.site_view(DIGEST),
        title=in_markdown(frame.config.title),
        description=frame.config.summary,
        canonical=frame.absolute(DIGEST),
        groups=tuple(groups),
        whole=frame.absolute(f"/{LLMS_FULL}") if frame.config.twins else "",
    )


def _parts_of(overview: Target, parts: list[Target]) -> list[Target]:
    """Return the parts of a tutorial, in order: they lie sorted by the numbers in the names of their files."""
    return [part for part in parts if part.docname.startswith(f"{overview.docname}/")]


def _link(target: Target, frame: Frame) -> Link:
    path = f"{target.url}index.md" if frame.config.twins else target.url
    return Link(in_markdown(target.title), frame.absolute(path), target.summary, target.kind.value)
