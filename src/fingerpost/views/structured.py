"""A page and its view in, what it says of itself to programs out: JSON-LD in the terms of schema.org, as text.

It says only what the page shows: each name, question, answer and date stands in its text. A column is an article about
a question, not a `QAPage`, which is for pages on which readers answer; no search engine shows `FAQPage` or `HowTo` now.
"""

import html
import re
from typing import Any
from urllib.parse import quote

import msgspec

from fingerpost.kinds import GuideFrontMatter, Kind
from fingerpost.page import Target
from fingerpost.site import LinkedPage
from fingerpost.typography import iso_duration, smarten
from fingerpost.view import ColumnView, PageView, PartView, PathView, TopicView, TutorialView
from fingerpost.views.frame import Frame
from fingerpost.views.glossary import Term, terms_of
from fingerpost.words import SECTION

__all__ = ["plain_text", "structured_list", "structured_page"]

Node = dict[str, Any]

LISTED_AT_MOST = 50
"""Entries of an `ItemList`: it says how many there are in all, and the page links to them anyway."""
_MARKER = re.compile(r'<sup\b[^>]*>.*?</sup>|<a class="footnote-backref".*?</a>', re.DOTALL)
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "dt", "dd", "figcaption")
_BREAK = re.compile(f"<(?:br(?: ?/)?|/(?:{'|'.join(_BLOCKS)}))>")
"""A tag behind which a new line begins."""
_TAG = re.compile(f"<(?!{_BREAK.pattern[1:]})[^>]*>")
"""Any other tag."""
_LINK = re.compile(r"!?\[+([^\]|]*\|)?([^\]]*)\]+(\([^)]*\))?")
_EMPHASIS = re.compile(r"(?<!\w)[*_`]+|[*_`]+(?!\w)")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def structured_page(linked: LinkedPage, view: PageView, frame: Frame) -> str:
    """Return the JSON-LD of a page: what it is, and where it stands in the site."""
    way = frame.way(linked)
    return _written(
        _page_node(linked, view, frame), *_breadcrumbs((*way, (view.title, view.url)) if way else (), frame)
    )


def structured_list(listed: Target, way: tuple[tuple[str, str], ...], members: tuple[Target, ...], frame: Frame) -> str:
    """Return the JSON-LD of a page that lists others. `way` has titles and site paths, from the home page on."""
    url = frame.absolute(listed.url)
    node: Node = {
        "@type": "CollectionPage",
        "@id": f"{url}#page",
        "url": url,
        "name": listed.title,
        "inLanguage": frame.config.language,
        "publisher": _publisher(frame),
        "mainEntity": _item_list(tuple(target.url for target in members), frame),
    }
    if listed.url == f"/{Kind.TOPIC.folder}/":
        node["about"] = {"@type": "DefinedTermSet", "@id": _term_set(frame), "name": listed.title}
    return _written(node, *_breadcrumbs((*way, (listed.title, listed.url)), frame))


def plain_text(text: str) -> str:
    """Return the words of HTML that this program wrote: no note marks, a line break behind each block."""
    if "<sup" in text or "footnote-backref" in text:
        text = _MARKER.sub("", text)
    words = _BREAK.sub("\n", _TAG.sub("", text.replace("\n", " ")))
    lines = [" ".join(line.split()) for line in html.unescape(words).split("\n")]
    return "\n".join(filter(None, lines))


def _cited(cite: str) -> str:
    """Return the words of a source's Markdown, without emphasis and the addresses of links."""
    return smarten(" ".join(_EMPHASIS.sub("", _LINK.sub(r"\2", cite)).split()))


def _written(*nodes: Node) -> str:
    """Return nodes as one JSON-LD text that can stand in a `script` element (HTML, 4.12.1.3)."""
    text = msgspec.json.encode({"@context": "https://schema.org", "@graph": nodes}).decode()
    for mark, escape in _ESCAPES.items():
        text = text.replace(mark, escape)
    return text


def _page_node(linked: LinkedPage, view: PageView, frame: Frame) -> Node:
    common: Node = {"@id": f"{view.canonical}#page", "url": view.canonical, "inLanguage": frame.config.language}
    if view.url == "/":
        own = _website(frame)
    elif isinstance(view, TopicView):
        own = _topic(linked, view, frame)
    elif isinstance(view, PathView):
        own = _path(linked, view, frame)
    elif linked.target.kind is Kind.AUTHOR:
        own = _profile(linked, view)
    elif isinstance(view, TutorialView):
        own = {**_article(linked, view, frame), **_course(linked, view, frame)}
    elif isinstance(view, ColumnView):
        own = {**_article(linked, view, frame), **_column(linked, view, frame)}
    elif isinstance(front := linked.page.front, GuideFrontMatter) and front.glossary and (terms := terms_of(view)):
        own = _glossary(terms, linked, view, frame)
    elif linked.target.kind is Kind.GUIDE:
        own = _article(linked, view, frame)
    else:
        own = {"@type": "WebPage", "name": view.title, **_dated(view)}
    return {**common, **own, "publisher": _publisher(frame)}


def _website(frame: Frame) -> Node:
    config = frame.config
    return _filled(**{"@type": "WebSite"}, name=config.title, description=config.summary)


def _path(linked: LinkedPage, view: PathView, frame: Frame) -> Node:
    """Return a learning path: the pages at which it stops, in order."""
    listed = _item_list(tuple(stop.target.url for stop in linked.stops), frame)
    order = "https://schema.org/ItemListOrderAscending"
    main = {**listed, "itemListOrder": order}
    return {"@type": "CollectionPage", "name": view.title, **_dated(view), "mainEntity": main}


def _profile(linked: LinkedPage, view: PageView) -> Node:
    author = {"@type": _author_type(linked.target), "@id": f"{view.canonical}#author", "name": view.title}
    return {"@type": "ProfilePage", **_dated(view), "mainEntity": author}


def _article(linked: LinkedPage, view: PageView, frame: Frame) -> Node:
    """Return what every article says: who wrote it and when, on what it is and on what it rests."""
    authors = linked.authors or ((linked.answered_by,) if linked.answered_by else ())
    front = linked.page.front
    shown = frozenset(linked.page.anchors)
    cited = [entry for entry in front.sources if f"fn-{entry.id}" in shown]
    cited.sort(key=lambda entry: view.notes.find(f'<li id="fn-{entry.id}">'))
    sources = [_source(entry.cite, entry.url) for entry in cited]
    return _filled(
        **{"@type": "Article"},
        headline=view.title,
        **_dated(view),
        author=[_author(author, frame) for author in authors],
        image=view.picture.href if view.picture else "",
        about=[_term(topic, frame) for topic in linked.topics],
        citation=sources,
    )


def _dated(view: PageView) -> Node:
    """Return the days that the page shows; what was never updated was last changed on the day it was published."""
    return _filled(datePublished=view.published, dateModified=view.updated or view.published)


def _course(linked: LinkedPage, view: TutorialView, frame: Frame) -> Node:
    """Return what a tutorial or a part of one teaches, and how long it takes."""
    minutes = view.reading + view.doing
    node = _filled(
        **{"@type": ["Article", "LearningResource"]},
        learningResourceType="tutorial",
        educationalLevel=view.level.capitalize(),
        isAccessibleForFree=True,
        timeRequired=iso_duration(minutes),
        teaches=list(view.goals),
        competencyRequired=[link.title for link in view.requires],
    )
    if isinstance(view, PartView):
        overview = frame.absolute(linked.series.overview.url) if linked.series else ""
        whole = {"@type": "LearningResource", "@id": f"{overview}#page", "name": view.overview.title}
        return {**node, "position": view.position, "isPartOf": whole}
    parts = linked.series.parts if linked.series else ()
    members = [
        {"@type": "LearningResource", "@id": f"{frame.absolute(part.url)}#page", "name": part.title} for part in parts
    ]
    return {**node, **_filled(hasPart=members)}


def _column(linked: LinkedPage, view: ColumnView, frame: Frame) -> Node:
    """Return the question and its one answer, as they stand on the page."""
    answer = _filled(
        **{"@type": "Answer"},
        text="\n".join(filter(None, (plain_text(view.short_answer), plain_text(view.answer)))),
        author=_author(linked.answered_by, frame) if linked.answered_by else None,
    )
    question = {
        "@type": "Question",
        "name": view.title,
        "text": plain_text(view.question),
        "answerCount": 1,
        "acceptedAnswer": answer,
    }
    listed = frame.lists[Kind.COLUMN]
    series = {"@type": "CreativeWorkSeries", "name": listed.title, "url": frame.absolute(listed.url)}
    return {"articleSection": frame.words.say(SECTION), "isPartOf": series, "mainEntity": question}


def _topic(linked: LinkedPage, view: TopicView, frame: Frame) -> Node:
    """Return a topic: a term of the vocabulary, and the pages that carry it."""
    term = _filled(
        **_term(linked.target, frame),
        description=view.description,
        alternateName=list(view.synonyms),
        inDefinedTermSet=_term_set(frame),
    )
    carriers = linked.topic.carriers if linked.topic else ()
    listed = _item_list(tuple(target.url for target in carriers), frame)
    return {"@type": "CollectionPage", "name": view.title, **_dated(view), "about": term, "mainEntity": listed}


def _glossary(terms: tuple[Term, ...], linked: LinkedPage, view: PageView, frame: Frame) -> Node:
    """Return a set of terms, each with its meaning; what else an article says of itself, it says too."""
    defined = [
        _filled(
            **{"@type": "DefinedTerm"},
            name=plain_text(term.name),
            description=plain_text(term.definition),
            url=f"{view.canonical}#{quote(term.anchor)}",
        )
        for term in terms
    ]
    common = {key: value for key, value in _article(linked, view, frame).items() if key != "headline"}
    return {**common, "@type": "DefinedTermSet", "name": view.title, "hasDefinedTerm": defined}


def _term(topic: Target, frame: Frame) -> Node:
    return {"@type": "DefinedTerm", "@id": f"{frame.absolute(topic.url)}#term", "name": topic.title}


def _term_set(frame: Frame) -> str:
    return f"{frame.absolute(f'/{Kind.TOPIC.folder}/')}#terms"


def _source(cite: str, url: str) -> Node | str:
    words = _cited(cite)
    return {"@type": "CreativeWork", "name": words, "url": url} if url else words


def _author(author: Target, frame: Frame) -> Node:
    url = frame.absolute(author.url)
    return {"@type": _author_type(author), "@id": f"{url}#author", "name": author.title, "url": url}


def _author_type(author: Target) -> str:
    return "Organization" if author.group else "Person"


def _publisher(frame: Frame) -> Node:
    """Return the site as who publishes it, with the pages that say by which rules."""
    terms = {"corrections": "correctionsPolicy", "evidence": "publishingPrinciples"}
    rules = {terms[key]: frame.absolute(path) for key, (_, path) in frame.skeleton.policies.items()}
    return {"@type": "Organization", "name": frame.config.title, "url": frame.absolute("/"), **rules}


def _breadcrumbs(way: tuple[tuple[str, str], ...], frame: Frame) -> tuple[Node, ...]:
    """Return the way from the home page as the page shows it, with the page itself at its end; nothing for no way."""
    steps = [
        {"@type": "ListItem", "position": number, "name": title, "item": frame.absolute(path)}
        for number, (title, path) in enumerate(way, 1)
    ]
    return ({"@type": "BreadcrumbList", "itemListElement": steps},) if steps else ()


def _item_list(paths: tuple[str, ...], frame: Frame) -> Node:
    shown = [
        {"@type": "ListItem", "position": number, "url": frame.absolute(path)}
        for number, path in enumerate(paths[:LISTED_AT_MOST], 1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(paths), "itemListElement": shown}


def _filled(**fields: Any) -> Node:
    """Return the fields that are not empty."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}
