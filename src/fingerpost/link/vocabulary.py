"""All pages and their relations in, a diagnostic out for each breach of the vocabulary that the topics make.

What must hold comes from the SKOS Reference (https://www.w3.org/TR/skos-reference/): labels that differ (section 5.4,
S13 and S14), and related topics that are not above or below each other (section 8.4, S27). Circles and a label that two
topics share are legal there, but nobody can read such a vocabulary.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from fingerpost import messages
from fingerpost.diagnostics import Diagnostic, Place
from fingerpost.kinds import Kind, TopicFrontMatter
from fingerpost.link.names import Names
from fingerpost.link.relations import Relations
from fingerpost.link.topics import ancestors_of
from fingerpost.naming import normal_name
from fingerpost.page import Facts
from fingerpost.typography import smarten

__all__ = ["check_topics"]


def check_topics(pages: tuple[Facts, ...], relations: Mapping[str, Relations], names: Names) -> tuple[Diagnostic, ...]:
    """Tell each circle of broader topics, label that is not unique, related topic in line, and topic too many."""
    topics = tuple(sorted((page for page in pages if page.kind is Kind.TOPIC), key=lambda page: page.path))
    scheme = _Scheme({page.docname: page for page in topics}, relations, names, ancestors_of(relations))
    return (*_circles(scheme), *_labels(topics), *_related(scheme), *_redundant(pages, scheme))


class _Scheme(msgspec.Struct, frozen=True):
    """The topics, and the way from each to those above it."""

    topics: dict[str, Facts]
    """By docname, in the order of their files."""
    relations: Mapping[str, Relations]
    names: Names
    ancestors: dict[str, frozenset[str]]

    def above(self, docname: str) -> frozenset[str]:
        return self.ancestors.get(docname, frozenset())

    def way(self, start: str, end: str) -> tuple[str, ...]:
        """Return a shortest way upwards from a topic to another, both included; there is one."""
        came_from = {start: ""}
        for here in (queue := [start]):
            fresh = [topic for topic in self.relations[here].broader if topic not in came_from]
            came_from.update(dict.fromkeys(fresh, here))
            queue += fresh
            if end in came_from:
                break
        way = [end]
        while way[-1] != start:
            way.append(came_from[way[-1]])
        return tuple(reversed(way))

    def titles(self, docnames: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.topics[docname].front.title for docname in docnames)

    def place(self, page: Facts, key: str, docname: str) -> Place:
        """Return where a page names a topic in its front matter."""
        for number, name in enumerate(getattr(page.front, key)):
            if [found.docname for found in self.names.find(name, Kind.TOPIC)] == [docname]:
                return page.place(f"{key}.{number}")
        return page.place("title")


def _circles(scheme: _Scheme) -> Iterator[Diagnostic]:
    """Tell a shortest circle through every `broader` that belongs to one, each circle once, at its first file."""
    told: set[tuple[str, str]] = set()
    for docname in scheme.topics:
        for broader in scheme.relations[docname].broader:
            if (docname, broader) in told or docname not in scheme.above(broader):
                continue
            circle = scheme.way(broader, docname)
            turn = circle.index(min(circle, key=lambda one: scheme.topics[one].path))
            circle = (*circle[turn:], *circle[: turn + 1])
            told.update(itertools.pairwise(circle))
            place = scheme.place(scheme.topics[circle[0]], "broader", circle[1])
            files = tuple(scheme.topics[one].path for one in circle[:-1])
            yield messages.topic_circle(place, scheme.titles(circle), files)


def _labels(topics: tuple[Facts, ...]) -> Iterator[Diagnostic]:
    """Tell each label that stands twice: in one topic (S13, S14) or in two.

    Labels are compared as references find them, and as they are published.
    """
    owners: dict[str, Place] = {}
    for page in topics:
        labels = {"title": page.front.title}
        if isinstance(page.front, TopicFrontMatter):
            labels |= {f"synonyms.{number}": synonym for number, synonym in enumerate(page.front.synonyms)}
            labels |= {f"hidden.{number}": label for number, label in enumerate(page.front.hidden)}
        for key, label in labels.items():
            name, place = normal_name(smarten(label)), page.place(key)
            if not place.line:
                continue  # front matter that could not be read: told elsewhere
            if name in owners:
                yield messages.label_twice(place, label, owners[name])
            owners.setdefault(name, place)


def _related(scheme: _Scheme) -> Iterator[Diagnostic]:
    """Tell each topic that is related to itself, or to one above or below it (S27)."""
    for docname, page in scheme.topics.items():
        for other in scheme.relations[docname].related:
            place, path = scheme.place(page, "related", other), scheme.topics[other].path
            if other == docname:
                yield messages.related_to_itself(place)
            elif other in scheme.above(docname):
                yield messages.related_in_line(place, path, scheme.titles(scheme.way(docname, other)), above=True)
            elif docname in scheme.above(other):
                yield messages.related_in_line(place, path, scheme.titles(scheme.way(other, docname)), above=False)


def _redundant(pages: tuple[Facts, ...], scheme: _Scheme) -> Iterator[Diagnostic]:
    """Tell each topic of a page that stands above another of its topics; a circle is told elsewhere."""
    for page in pages:
        carried = scheme.relations[page.docname].topics
        for topic in carried:
            below = [one for one in carried if topic in scheme.above(one) and one not in scheme.above(topic)]
            if below:
                lowest = max(below, key=lambda one: len(scheme.above(one)))
                place, way = scheme.place(page, "topics", topic), scheme.way(lowest, topic)
                yield messages.redundant_topic(place, scheme.topics[topic].path, scheme.titles(way))
