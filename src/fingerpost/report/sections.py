"""The link report, or the links of one page, in; sections of plain text, each line within a width, out."""

import textwrap
from collections.abc import Iterable, Sequence

import msgspec

from fingerpost.report.records import LinkPlace, LinkReport, Named, PageLinks, PathStep, TutorialPlace

__all__ = ["Section", "page_sections", "report_sections"]

LONGEST = 25
"""Entries of one list that are shown; `--format json` has them all."""
FARTHEST = 10
"""So many of the farthest pages are shown."""
NEAR = 2
"""Pages at so many clicks are near enough not to be named."""
NARROWEST = 12
"""Characters that a right-hand column has at least."""
GAP = "  "


class Section(msgspec.Struct, frozen=True):
    """A heading and what stands below it."""

    title: str
    """"" for lines that need none."""
    lines: tuple[str, ...]


_DIRECTIONS = {
    "reference": ("Referred to in the text of", "Refers in its text to"),
    "mention": ("Mentioned by", "Mentions"),
    "topic": ("Carried as a topic by", "Topics"),
    "author": ("Author of", "Authors"),
    "answered_by": ("Answers", "Answered by"),
    "requires": ("To be read before", "To be read first"),
    "stop": ("Stop of", "Stops"),
    "door": ("Door of", "Doors"),
    "broader": ("Wider than", "Wider topics"),
    "related": ("Named as related by", "Related topics"),
}
"""What each kind of link is called, seen from its target and from its source."""


# ---- the whole site


def report_sections(report: LinkReport, width: int) -> tuple[Section, ...]:
    """Return the report as text: first what may ask for something, then what is good to know, then what is well."""
    head = f"{_count(report.pages, 'page')}, {_count(report.links, 'link')} in their texts and front matter."
    well = tuple(line for text in _well(report) for line in textwrap.wrap(text, width))
    return (
        Section("", tuple(textwrap.wrap(head, width))),
        *_tasks(report, width),
        *_facts(report, width),
        *([Section("", well)] if well else []),
    )


def _tasks(report: LinkReport, width: int) -> list[Section]:
    few = [
        (one.page.page, f"from {', '.join(column.page for column in one.columns) or 'no column'}")
        for one in report.parts_with_few_columns
    ]
    phrases = [
        (one.phrase, f"{_count(one.pages, 'page')}: {', '.join(page.page for page in one.examples)}")
        for one in report.phrases
    ]
    lists = (
        (
            "Pages that nothing points to",
            "Refer to each from a page whose reader would want it, or take it out. Lists of the site do not count.",
            _pairs(report.orphans),
        ),
        (
            "Pages that lead nowhere",
            "Give each a reference to what its reader may want next, or a topic.",
            _pairs(report.dead_ends),
        ),
        (
            "Topics that no page carries",
            "Name each in the front matter of a page that is about it, or take the topic out.",
            _pairs(report.unused_topics),
        ),
        (
            "Columns that reach no part of a tutorial",
            "Refer from the answer to the part that teaches the next step.",
            _pairs(report.columns_without_part),
        ),
        (
            "Parts reached from fewer than two columns",
            "Refer to each from columns whose reader would need it. Below each: the columns that do.",
            few,
        ),
        (
            "Words on many pages that are no topic yet",
            "Make a topic, or a synonym of one, of those that a reader would look for. Let the others be.",
            phrases,
        ),
    )
    return [
        Section(f"{title}: {len(pairs)}", (*textwrap.wrap(advice, width), "", *_rows(pairs, width, below=pairs is few)))
        for title, advice, pairs in lists
        if pairs
    ]


def _facts(report: LinkReport, width: int) -> list[Section]:
    sections = []
    if report.hubs:
        hubs = [(str(hub.pages), hub.page.page) for hub in report.hubs]
        advice = "How many pages point to each. Many readers pass here: keep these pages at their best."
        lines = (*textwrap.wrap(advice, width), "", *_rows(hubs, width))
        sections.append(Section("Pages to which most others point", lines))
    if report.distance and report.pages > 1:
        distance = report.distance
        advice = (
            "Clicks along the links in texts and the lists of pages. Refer to what is far from a page that is near."
        )
        steps = [(_count(step.clicks, "click"), _count(step.pages, "page")) for step in distance.steps[1:]]
        told = [*textwrap.wrap(advice, width), *(["", *_rows(steps, width)] if steps else [])]
        if distance.steps[-1].clicks > NEAR:
            told += ["", "The farthest:", *_rows(_pairs(distance.farthest), width, most=FARTHEST)]
        if distance.unreached:
            told += ["", "No way leads from home to these:", *_rows(_pairs(distance.unreached), width)]
        sections.append(Section("How far pages are from home", tuple(told)))
    return sections


def _well(report: LinkReport) -> list[str]:
    """Say what there is nothing to do about."""
    promises, distance = report.promises, report.distance
    tutored = "part" in report.kinds and "column" in report.kinds
    lines = (
        (not report.orphans, "No page is an orphan: something points to each."),
        (not report.dead_ends, "No page is a dead end: each leads on."),
        ("topic" in report.kinds and not report.unused_topics, "Every topic is carried by a page."),
        (tutored and not report.columns_without_part, "Every column reaches a part of a tutorial."),
        (tutored and not report.parts_with_few_columns, "Every part is reached from two columns or more."),
        (not report.phrases, "No words on many pages ask to be a topic."),
        (distance is not None and not distance.unreached, "Every page can be reached from home."),
    )
    told = [text for holds, text in lines if holds]
    if promises.broken:
        told.append(f"{_count(promises.broken, 'promise')} about published addresses would be broken; see above.")
    elif promises.addresses:
        told.append(f"No promise is broken: {_count(promises.addresses, 'published address', 'es')} remembered.")
    return told


# ---- one page


def page_sections(links: PageLinks, width: int) -> tuple[Section, ...]:
    """Return the links of a page as text: its place among others, what comes in, what goes out."""
    place = [_path_line(step) for step in links.paths]
    if links.tutorial:
        place.insert(0, _tutorial_line(links.tutorial))
    lines = [line for text in place for line in textwrap.wrap(text, width, subsequent_indent=GAP)]
    return (
        Section(links.page.title, (links.page.path, *([""] if lines else []), *lines)),
        _direction("Comes in", links.incoming, "Nothing points to this page.", 0, width),
        _direction("Goes out", links.outgoing, "This page points to nothing.", 1, width),
    )


def _direction(title: str, places: tuple[LinkPlace, ...], nothing: str, side: int, width: int) -> Section:
    if not places:
        return Section(title, (nothing,))
    pages = len({one.page.page for one in places})
    incoming = side == 0
    lines: list[str] = []
    for kind, names in _DIRECTIONS.items():
        found = [one for one in places if one.kind == kind]
        if found:
            lines += ["", f"{names[side]}:"]
        for one in found[:LONGEST]:
            lines += _place_lines(one, width, incoming=incoming)
        lines += _more(len(found))
    count = f"{_count(len(places), 'link')}, {'from' if incoming else 'to'} {_count(pages, 'page')}"
    return Section(f"{title}: {count}", tuple(lines[1:]))


def _place_lines(one: LinkPlace, width: int, *, incoming: bool) -> list[str]:
    """Return the page at the other end, the place at which the link is written, and its sentence."""
    anchor = f"#{one.anchor}" if one.anchor else ""
    other = one.page.page + ("" if incoming else anchor)
    where = f"{one.file}:{one.line}:{one.column}" if one.line else one.file
    where += f" to {anchor}" if incoming and anchor else ""
    lines = [*_rows([(other, one.page.title)], width), f"{GAP}{GAP}{where}"]
    if one.words:
        sentence = f"{one.before}[{one.words}]{one.after}"
        lines += textwrap.wrap(sentence, width, initial_indent=GAP * 2, subsequent_indent=GAP * 2)
    return lines


def _path_line(step: PathStep) -> str:
    return f"On the path “{step.path.title}”: stop {step.position} of {step.count}{_between(step.previous, step.next)}."


def _tutorial_line(place: TutorialPlace) -> str:
    if not place.position:
        return f"The overview of {_count(place.count, 'part')}."
    between = _between(place.previous, place.next)
    return f"In the tutorial “{place.overview.title}”: part {place.position} of {place.count}{between}."


def _between(previous: Named | None, following: Named | None) -> str:
    return (f", after {previous.page}" if previous else "") + (f", before {following.page}" if following else "")


# ---- lines


def _pairs(pages: Iterable[Named]) -> list[tuple[str, str]]:
    return [(page.page, page.title) for page in pages]


def _rows(pairs: Sequence[tuple[str, str]], width: int, *, most: int = LONGEST, below: bool = False) -> list[str]:
    """Return two columns, the right one cut where it would be too wide, or the second of each pair below the first.

    Of a long list only the beginning is shown.
    """
    shown = pairs[:most]
    if below:
        lines = [line for one, other in shown for line in (f"{GAP}{one}", f"{GAP * 2}{other}")]
    else:
        left = max((len(one) for one, _ in shown), default=0)
        right = max(NARROWEST, width - left - 2 * len(GAP))
        lines = [f"{GAP}{one:<{left}}{GAP}{_cut(other, right)}" for one, other in shown]
    return lines + _more(len(pairs), most)


def _more(count: int, most: int = LONGEST) -> list[str]:
    return [f"{GAP}… and {count - most} more (--format json has them all)"] if count > most else []


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip(" ,:") + "…"


def _count(number: int, word: str, plural: str = "s") -> str:
    return f"{number} {word}{'' if number == 1 else plural}"
