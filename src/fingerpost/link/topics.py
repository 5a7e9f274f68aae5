"""Resolved relations in, what each topic page shows out: the topics around it, and every page below it by its use."""

from collections import defaultdict
from collections.abc import Mapping

from fingerpost.kinds import Form, GuideFrontMatter, Kind
from fingerpost.link.relations import Relations, Woven
from fingerpost.page import Facts, Target
from fingerpost.site import TopicGroup, TopicLinks, in_list_order
from fingerpost.words import TOPIC_GROUPS

__all__ = ["ancestors_of", "topic_links", "topics_above"]

_GROUP_OF_KIND = {Kind.TUTORIAL: "learn", Kind.PART: "learn", Kind.PATH: "learn", Kind.COLUMN: "asked"}
_GROUP_OF_FORM = {Form.HOW_TO: "do", Form.EXPLANATION: "why", Form.REFERENCE: "look-up"}
_OTHERS = "more"


def ancestors_of(relations: Mapping[str, Relations]) -> dict[str, frozenset[str]]:
    """Return every topic above each topic that has a broader one, by docname.

    SKOS calls it skos:broaderTransitive (SKOS Reference, section 8). A topic stands above itself only in a circle.
    """
    return {docname: topics_above(docname, relations) for docname, one in relations.items() if one.broader}


def topics_above(docname: str, relations: Mapping[str, Relations]) -> frozenset[str]:
    """Return every topic above one; itself only where it is in a circle."""
    seen: set[str] = set()
    waiting = [docname]
    while waiting:
        fresh = [topic for topic in relations[waiting.pop()].broader if topic not in seen]
        seen.update(fresh)
        waiting += fresh
    return frozenset(seen)


def topic_links(pages: tuple[Facts, ...], woven: Woven) -> dict[str, TopicLinks]:
    """Return what each topic page shows, by docname. Each page that carries a topic stands at all topics above, once.
    The time grows with the pages and the topics above each, not with pages times topics.
    """
    carriers = _carriers(woven)
    groups = {page.docname: _group_of(page) for page in pages}
    narrower: dict[str, list[Target]] = defaultdict(list)
    related: dict[str, list[Target]] = defaultdict(list)
    for docname, relations in woven.relations.items():
        for topic in relations.broader:
            narrower[topic].append(woven.targets[docname])
        for topic in relations.related:
            related[topic].append(woven.targets[docname])
            related[docname].append(woven.targets[topic])
    return {
        docname: TopicLinks(
            broader=tuple(woven.targets[broader] for broader in woven.relations[docname].broader),
            narrower=in_list_order(narrower[docname]),
            related=in_list_order(dict.fromkeys(related[docname])),
            carriers=tuple(carriers[docname]),
            groups=_grouped(carriers[docname], groups),
        )
        for docname, target in woven.targets.items()
        if target.kind is Kind.TOPIC
    }


def _carriers(woven: Woven) -> dict[str, list[Target]]:
    """Return the pages that carry each topic or one below it; all pages are sorted once, so each list is too."""
    above = ancestors_of(woven.relations)
    carriers: dict[str, list[Target]] = defaultdict(list)
    for target in in_list_order(woven.targets.values()):
        carried = woven.relations[target.docname].topics
        for topic in frozenset(carried).union(*(above.get(topic, ()) for topic in carried)):
            carriers[topic].append(target)
    return carriers


def _group_of(page: Facts) -> str:
    if isinstance(page.front, GuideFrontMatter):
        return _GROUP_OF_FORM[page.front.form]
    return _GROUP_OF_KIND.get(page.kind, _OTHERS)


def _grouped(targets: list[Target], groups: Mapping[str, str]) -> tuple[TopicGroup, ...]:
    members: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        members[groups[target.docname]].append(target)
    return tuple(TopicGroup(name, tuple(members[name])) for name in TOPIC_GROUPS if name in members)
