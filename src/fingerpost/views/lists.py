"""The frame of a site in, the views of its lists out: of each kind, of long groups, of all topics from A to Z."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby, pairwise

import msgspec

from fingerpost.beside import IndexView, ListView
from fingerpost.collation import initial, sort_key
from fingerpost.entries import Filter, IndexEntry, IndexLetter, ListSection, Sheet
from fingerpost.kinds import Kind
from fingerpost.page import Target
from fingerpost.shown import Alternate, ArmView, Link
from fingerpost.site import (
    SCHEME_FILES,
    Listing,
    Span,
    cut_up,
    form_of,
    has_feed,
    index_target,
    list_target,
    listings,
    map_target,
    near_and_far,
    topic_labels,
)
from fingerpost.view import View
from fingerpost.views.arms import door_arms
from fingerpost.views.frame import Frame
from fingerpost.views.structured import structured_list
from fingerpost.words import OF_SITE, TITLES, TOPIC_GROUPS, marked

__all__ = ["lent_doors", "views_of_lists"]

MOST_FILTERS = 12
"""How many topics a list may be cut down to; the index has all of them."""
LENT = 3
_FILTERED = (Kind.TUTORIAL, Kind.COLUMN, Kind.GUIDE, Kind.PATH)
"""The kinds whose lists can be cut down to a topic: the page of the topic shows what is left."""

Label = tuple[str, Target, bool]


def views_of_lists(frame: Frame) -> Iterator[tuple[str, Callable[[], View]]]:
    """Give the site path of each page of each list, and what makes its view."""
    for listing in listings(frame.skeleton):
        spans = listing.spans
        for number, span in enumerate(spans):
            yield span.url, partial(_list, listing, spans, number, frame)
    if index := index_target(frame.topics, frame.words):
        labels = topic_labels(frame.skeleton)
        for number, span in enumerate(cut_up(index.url, len(labels))):
            yield span.url, partial(_index, index, labels, number, frame)


def lent_doors(frame: Frame, source: str) -> tuple[ArmView, ...]:
    """Return arms to the first doors of the home page."""
    return door_arms(frame.skeleton.doors[:LENT], frame, source)


# ---- lists


def _list(listing: Listing, spans: tuple[Span, ...], number: int, frame: Frame) -> ListView:
    span, url = spans[number], spans[number].url
    kind = Kind(listing.name) if listing.owner is None else None
    title, way = _title(listing, frame), _way(listing, frame)
    if number:
        way = (*way, (title, listing.url))
        title = frame.words.say(marked("%(title)s, page %(number)s"), title=title, number=number + 1)
    listed = msgspec.structs.replace(list_target(kind or Kind.PAGE, frame.words), url=url, title=title)
    members = listing.targets[span.start : span.stop]
    topics = frame.topics if kind is Kind.TOPIC else 0
    mapped, index = map_target(topics, frame.words), index_target(topics, frame.words)
    return ListView(
        template="list.html",
        url=url,
        site=frame.site_view(url),
        title=title,
        description=frame.words.say(OF_SITE, title=title, site=frame.config.title),
        canonical=frame.absolute(url),
        kind=listing.name,
        crumbs=frame.steps(way, url),
        structured=structured_list(listed, way, members, frame),
        picture=frame.home_card(),
        also=() if number or kind is None else (*frame.twin(url), *_feeds(listing, frame)),
        links=frame.links(members, url),
        sections=_sections(listing, members, frame, url),
        filters=() if number or kind is None else (*_by_form(listing, frame), *_by_topic(kind, frame, url)),
        sheets=_sheets(spans, number, partial(_end, listing), frame),
        dated=listing.dated,
        arms=lent_doors(frame, url),
        index=frame.href(index.url, url) if index else "",
        map=frame.href(mapped.url, url) if mapped else "",
        alternates=tuple(Alternate(name, form, frame.href(path, url)) for path, (form, name) in SCHEME_FILES.items())
        if kind is Kind.TOPIC
        else (),
    )


def _feeds(listing: Listing, frame: Frame) -> tuple[Alternate, ...]:
    """Return the feeds of the list of columns, where anything in it is dated."""
    fed = listing.name == Kind.COLUMN.value and has_feed(listing.targets)
    return frame.feeds(listing.url, _title(listing, frame)) if fed else ()


def _title(listing: Listing, frame: Frame) -> str:
    say = frame.words.say
    if listing.owner is None:
        return say(TITLES[Kind(listing.name)])
    group = TOPIC_GROUPS[listing.name] if listing.owner.kind is Kind.TOPIC else TITLES[Kind(listing.name)]
    return say(marked("%(owner)s: %(group)s"), owner=listing.owner.title, group=say(group))


def _way(listing: Listing, frame: Frame) -> tuple[tuple[str, str], ...]:
    """Return title and site path of each step from the home page to a list, without the list itself."""
    home, owner = (frame.config.title, "/"), listing.owner
    if owner is None:
        return (home,)
    return (home, (frame.lists[owner.kind].title, frame.lists[owner.kind].url), (owner.title, owner.url))


def _sections(listing: Listing, members: tuple[Target, ...], frame: Frame, url: str) -> tuple[ListSection, ...]:
    if listing.name != Kind.GUIDE.value or listing.owner is not None:
        return (ListSection("", "", frame.links(members, url)),)
    by_form = groupby(members, key=lambda target: form_of(target, frame.skeleton).value)
    return tuple(ListSection(form, f"_{form}", frame.links(tuple(ones), url)) for form, ones in by_form)


def _by_form(listing: Listing, frame: Frame) -> Iterator[Filter]:
    """Give the forms of guides that stand in the list: each leads to where it begins."""
    if listing.name != Kind.GUIDE.value:
        return
    forms = [form_of(target, frame.skeleton).value for target in listing.targets]
    for form in dict.fromkeys(forms):
        span = _span_with(forms.index(form), listing.spans)
        where = "" if span.url == listing.url else frame.href(span.url, listing.url)
        yield Filter("", form, f"{where}#_{form}", forms.count(form))


def _by_topic(kind: Kind, frame: Frame, url: str) -> tuple[Filter, ...]:
    """Return the topics that most pages of a kind carry, by title: each leads to these pages at the topic."""
    found = []
    for docname, topic in frame.skeleton.topics.items() if kind in _FILTERED else ():
        counts = {group.name: sum(one.kind is kind for one in group.targets) for group in topic.groups}
        if count := sum(counts.values()):
            first = next(name for name, many in counts.items() if many)
            target = frame.skeleton.targets[docname]
            found.append(
                (-count, target.title, Filter(target.title, "", frame.href(target.url, url) + f"#_{first}", count))
            )
    most = [one for _, _, one in sorted(found, key=lambda one: one[:2])[:MOST_FILTERS]]
    return tuple(sorted(most, key=lambda one: sort_key(one.title, frame.config.language)))


def _end(listing: Listing, entry: int) -> str:
    """Return what the first or last entry of a page of a list is known by."""
    target = listing.targets[entry]
    return target.published if listing.dated else target.title


def _sheets(spans: tuple[Span, ...], number: int, end: Callable[[int], str], frame: Frame) -> tuple[Sheet, ...]:
    """Return the pages of a list to which its page of this number leads; `end` says what an entry is known by."""
    url = spans[number].url
    shown = near_and_far(number, len(spans)) if len(spans) > 1 else ()
    return tuple(
        Sheet(
            href=frame.href(spans[one].url, url),
            first=end(spans[one].start),
            last=end(spans[one].stop - 1),
            current=one == number,
            skips=one - before > 1,
        )
        for before, one in pairwise((-1, *shown))
    )


def _span_with(number: int, spans: tuple[Span, ...]) -> Span:
    return next(span for span in spans if span.start <= number < span.stop)


# ---- topics from A to Z


def _index(target: Target, labels: tuple[Label, ...], number: int, frame: Frame) -> IndexView:
    language = frame.config.language
    labels = tuple(sorted(labels, key=lambda label: (sort_key(label[0], language), label[1].docname)))
    spans = cut_up(target.url, len(labels))
    url, shown = spans[number].url, labels[spans[number].start : spans[number].stop]
    listed, title = frame.lists[Kind.TOPIC], target.title
    way: tuple[tuple[str, str], ...] = ((frame.config.title, "/"), (listed.title, listed.url))
    if number:
        way = (*way, (title, target.url))
        title = frame.words.say(marked("%(title)s, page %(number)s"), title=title, number=number + 1)
    members = tuple(dict.fromkeys(topic for _, topic, _ in shown))
    return IndexView(
        template="a-z.html",
        url=url,
        site=frame.site_view(url),
        title=title,
        description=frame.words.say(OF_SITE, title=title, site=frame.config.title),
        canonical=frame.absolute(url),
        crumbs=frame.steps(way, url),
        structured=structured_list(msgspec.structs.replace(target, url=url, title=title), way, members, frame),
        picture=frame.home_card(),
        letters=_letters(labels, spans, url, frame),
        sections=_letter_sections(shown, url, frame),
        sheets=_sheets(spans, number, lambda entry: labels[entry][0], frame),
        arms=lent_doors(frame, url),
    )


def _letters(labels: tuple[Label, ...], spans: tuple[Span, ...], url: str, frame: Frame) -> tuple[Link, ...]:
    """Return a link to where each letter begins."""
    begins: dict[str, int] = {}
    for number, (words, _, _) in enumerate(labels):
        begins.setdefault(initial(words, frame.config.language), number)
    pages = ((letter, _span_with(number, spans)) for letter, number in begins.items())
    return tuple(
        Link(
            letter,
            ("" if span.url == url else frame.href(span.url, url)) + f"#{_anchor(letter)}",
            current=span.url == url,
        )
        for letter, span in pages
    )


def _letter_sections(labels: tuple[Label, ...], url: str, frame: Frame) -> tuple[IndexLetter, ...]:
    letters = groupby(labels, key=lambda label: initial(label[0], frame.config.language))
    return tuple(
        IndexLetter(
            letter,
            _anchor(letter),
            tuple(IndexEntry(words, frame.link(topic, url), see) for words, topic, see in ones),
        )
        for letter, ones in letters
    )


def _anchor(letter: str) -> str:
    """Return the id of the section of a letter. Those that begin with an underscore are the theme's own."""
    return f"_{letter.lower()}" if letter.isalpha() else "_0" if letter[0].isdigit() else "_other"
