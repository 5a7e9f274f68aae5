"""The topics of a site in, the vocabulary that they make out: SKOS, as Turtle and as JSON-LD. Both say the same.

Each topic is a skos:Concept at the address of its page, all together are one skos:ConceptScheme at the address of their
list (SKOS Reference, https://www.w3.org/TR/skos-reference/).
"""

import functools
import json
import re

import msgspec

from fingerpost.config import Config
from fingerpost.kinds import AnyFrontMatter, Kind
from fingerpost.naming import hidden_of, synonyms_of
from fingerpost.page import Target
from fingerpost.site import Skeleton, TopicLinks
from fingerpost.typography import smarten
from fingerpost.urls import absolute_url
from fingerpost.words import OF_SITE, TITLES, Words

__all__ = ["scheme_jsonld", "scheme_turtle"]

SKOS = "http://www.w3.org/2004/02/skos/core#"
_TEXTS = ("prefLabel", "altLabel", "hiddenLabel", "definition", "note")
_LINKS = ("inScheme", "topConceptOf", "hasTopConcept", "broader", "narrower", "related")
_SEVERAL = frozenset({"altLabel", "hiddenLabel", "hasTopConcept", "broader", "narrower", "related"})
"""What JSON-LD holds as a list, also where it is one; of the others there is never more than one."""
_NOT_STRING = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
"""ECHAR of the Turtle grammar (Turtle 1.1, section 6.5)."""


class _Resource(msgspec.Struct, frozen=True):
    """The scheme or a concept, with what is said of it: SKOS names, and texts or addresses, none of them empty."""

    iri: str
    kind: str
    texts: dict[str, tuple[str, ...]]
    links: dict[str, tuple[str, ...]]


def scheme_turtle(skeleton: Skeleton, config: Config, words: Words) -> bytes:
    """Return the vocabulary as Turtle (RDF 1.1 Turtle, https://www.w3.org/TR/turtle/)."""
    blocks = [f"@prefix skos: <{SKOS}> ."]
    for one in _resources(skeleton, config, words):
        texts = {name: [f'"{_escaped(text)}"@{config.language}' for text in all_] for name, all_ in one.texts.items()}
        links = {name: [f"<{iri}>" for iri in all_] for name, all_ in one.links.items()}
        said = "".join(f" ;\n    skos:{name} {', '.join(objects)}" for name, objects in {**texts, **links}.items())
        blocks.append(f"<{one.iri}> a skos:{one.kind}{said} .")
    return ("\n\n".join(blocks) + "\n").encode()


def scheme_jsonld(skeleton: Skeleton, config: Config, words: Words) -> bytes:
    """Return the vocabulary as JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/); its context stands in it."""
    context: dict[str, object] = {"skos": SKOS, "@language": config.language, "id": "@id", "type": "@type"}
    context |= {name: f"skos:{name}" for name in ("ConceptScheme", "Concept", *_TEXTS)}
    context |= {name: {"@id": f"skos:{name}", "@type": "@id"} for name in _LINKS}
    graph = []
    for one in _resources(skeleton, config, words):
        said = {**one.texts, **one.links}
        values = {name: list(all_) if name in _SEVERAL else all_[0] for name, all_ in said.items()}
        graph.append({"id": one.iri, "type": one.kind, **values})
    return (json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _resources(skeleton: Skeleton, config: Config, words: Words) -> tuple[_Resource, ...]:
    """Return the scheme, then its concepts in the order of their files."""
    scheme = _iri(config, f"/{Kind.TOPIC.folder}/")
    topics = skeleton.topics
    top = tuple(_iri(config, skeleton.targets[docname].url) for docname in topics if not topics[docname].broader)
    label = words.say(OF_SITE, title=words.say(TITLES[Kind.TOPIC]), site=config.title)
    texts: dict[str, tuple[str, ...]] = {"prefLabel": (label,)}
    if config.summary:
        texts["definition"] = (config.summary,)
    whole = _Resource(scheme, "ConceptScheme", texts, _filled({"hasTopConcept": top}))
    concepts = (
        _concept(skeleton.targets[docname], skeleton.facts[docname].front, topic, config)
        for docname, topic in topics.items()
    )
    return (whole, *concepts)


def _concept(target: Target, front: AnyFrontMatter, topic: TopicLinks, config: Config) -> _Resource:
    """Return one topic. A summary is its definition; the beginning of its text, in its place, is only a note."""
    scheme = _iri(config, f"/{Kind.TOPIC.folder}/")

    def iris(targets: tuple[Target, ...]) -> tuple[str, ...]:
        return tuple(_iri(config, one.url) for one in targets)

    texts = {
        "prefLabel": (target.title,),
        "altLabel": tuple(map(smarten, synonyms_of(front))),
        "hiddenLabel": tuple(map(smarten, hidden_of(front))),
        "definition" if front.summary else "note": (target.summary,) if target.summary else (),
    }
    links = {
        "inScheme": (scheme,),
        "topConceptOf": () if topic.broader else (scheme,),
        "broader": iris(topic.broader),
        "narrower": iris(topic.narrower),
        "related": iris(topic.related),
    }
    return _Resource(_iri(config, target.url), "Concept", _filled(texts), _filled(links))


def _filled(said: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: values for name, values in said.items() if values}


def _iri(config: Config, path: str) -> str:
    """Return the full address of a site path as an IRI; the base URL is as its author wrote it."""
    iri = absolute_url(config.base_url, path)
    return _not_iri().sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), iri)


@functools.cache
def _not_iri() -> re.Pattern[str]:
    """Return the pattern of what cannot stand in an IRI as it is (RFC 3987, section 2.2). What can compiles slowly."""
    ends = "".join(f"{chr((plane << 16) + 0xFFFE)}-{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 14))
    return re.compile(
        '[\x00-\x20"<>\\\\^`{|}\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff'
        f"{ends}{chr(0xE0000)}-{chr(0xE0FFF)}{chr(0xEFFFE)}-{chr(0x10FFFF)}]"
    )


def _escaped(text: str) -> str:
    """Escape what a quoted Turtle string cannot hold as it is (STRING_LITERAL_QUOTE), and what nobody could see."""
    return _NOT_STRING.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", text)
