"""The layout of a site and where all of its pages point in; each page's place among the others out, page by page."""

from collections.abc import Mapping

import msgspec

from fingerpost.kinds import Kind
from fingerpost.link.backlinks import backlinks_to
from fingerpost.link.layout import Layout
from fingerpost.link.related import Around, look_around, related_pages
from fingerpost.link.turned import Turned
from fingerpost.page import Asset, Target
from fingerpost.site import EdgeKind, LinkedPage, Pointers, Sentence, Stop
from fingerpost.typography import smarten

__all__ = ["Pointed", "Web", "join_page", "pointed_by", "renewed", "weave"]


class Pointed(msgspec.Struct, frozen=True, array_like=True):
    """The docnames of the pages to which the text of one page points, each once, in order."""

    referred: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    """Those without a reference."""


class Web(msgspec.Struct, frozen=True):
    """Who points to whom."""

    referring: Turned
    """The pages that refer to each page, by docname, sorted."""
    mentioning: Turned
    """Those that only mention it."""
    around: Around

    def expect(self, count: int) -> None:
        """Make ready to be asked for so many pages."""
        self.referring.expect(count)
        self.mentioning.expect(count)


def pointed_by(pointers: Pointers) -> Pointed:
    """Return the pages to which one points."""
    referred = dict.fromkeys(edge.target for edge in pointers.edges if edge.kind is EdgeKind.REFERENCE)
    mentioned = dict.fromkeys(edge.target for edge in pointers.edges if edge.target not in referred)
    return Pointed(tuple(referred), tuple(mentioned))


def weave(layout: Layout, pointed: Mapping[str, Pointed]) -> Web:
    """Turn round where each page points. `pointed` is sorted by docname."""
    referred = {source: one.referred for source, one in pointed.items()}
    referring = Turned(referred)
    mentioning = Turned({source: one.mentioned for source, one in pointed.items() if one.mentioned})
    return Web(referring, mentioning, look_around(layout.woven, referred, referring))


def renewed(web: Web, targets: Mapping[str, Target]) -> Web:
    """Return the same web with other targets for its pages."""
    around = web.around
    new = tuple([targets[target.docname] for target in around.targets])
    return msgspec.structs.replace(web, around=msgspec.structs.replace(around, targets=new))


def join_page(
    docname: str,
    image: Asset | None,
    layout: Layout,
    web: Web,
    sentences: Mapping[str, Mapping[str, Sentence]],
) -> LinkedPage:
    """Return a page's place among the others, and the picture that stands for it.

    `sentences` has, of each page, the sentence that each page to which it points shows; asked only for what is shown.
    """
    facts, targets = layout.facts[docname], layout.targets
    relations = layout.relations[docname]
    related = related_pages(docname, layout.woven, web.around)
    return LinkedPage(
        page=facts,
        target=targets[docname],
        image=image,
        topics=tuple(targets[topic] for topic in relations.topics),
        authors=tuple(targets[author] for author in relations.authors),
        answered_by=targets.get(relations.answered_by),
        requires=tuple(targets[needed] for needed in relations.requires),
        required_by=layout.required_by.get(docname, ()),
        paths=layout.paths.get(docname, ()),
        backlinks=backlinks_to(docname, web.referring[docname], targets, layout.order, sentences),
        mentioned=backlinks_to(docname, web.mentioning[docname], targets, layout.order, sentences),
        related=related,
        series=layout.series.get(docname),
        topic=layout.topics.get(docname) if facts.kind is Kind.TOPIC else None,
        stops=tuple(Stop(targets[stop], smarten(why), enough) for stop, why, enough in relations.stops),
        doors=layout.doors_of(docname) if not related else (),
        written=layout.works.get(docname, ()) if facts.kind is Kind.AUTHOR else (),
    )
