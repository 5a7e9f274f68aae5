"""A joined site in, words that stand together on many of its pages and are no topic yet, out.

Long phrases are looked for only where all shorter ones within them are frequent (Agrawal and Srikant, "Fast algorithms
for mining association rules", 1994), so the time grows with the words of the site and hardly with anything else.
"""

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise

from fingerpost.kinds import TopicFrontMatter
from fingerpost.page import Page
from fingerpost.report.pointing import named
from fingerpost.report.records import Phrase
from fingerpost.site import LinkedPage, Site

__all__ = ["common_phrases"]

Words = tuple[str, ...]

FEWEST_PAGES = 4
SHARE = 0.05
"""A phrase is common on this part of all pages, and on `FEWEST_PAGES` at least."""
LONGEST = 4
"""Words of a phrase."""
AS_FREQUENT = 0.8
"""A phrase gives way to a longer one on this part of its pages."""
MOST = 15
EXAMPLES = 3
BREAK = ""
"""Stands where a phrase cannot go on: at the end of a sentence or block, at a comma, at a link."""
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s'’-]|\n")
_SAY_LITTLE = """
    a about above after again all almost already also always an and another any anyone anything are around as ask asked
    asking asks at away back be because been before being below best better between both but by came can come comes
    could day days did different do does doing don done down each either else enough even ever every everyone everything
    few first five for found four from gave get gets getting give given gives go goes going gone good got great had half
    has have having he hear heard help helps her here hers him his how however i if in into is it its itself just keep
    kept kind knew know known knows last later least less let like likely line little long look made make makes making
    many may me mean means might mine month months more most much must my name need needs never new next no nobody none
    nor not nothing now of off often old on once one ones only or other others our ours out over own page part people
    per perhaps person place put puts quite rather read really right said same saw say saying says second see seen send
    several shall she should since six so some somebody someone something soon still such take taken takes taking tell
    tells than that the their theirs them then there these they thing things think third this those though thought three
    through time times to today together told too took toward towards try turn turned two under until up upon us use
    used uses using very want wanted wants was way ways we week weeks well went were what when where whether which while
    who whole whom whose why will with within without word words work would write writes wrote year years yes yet you
    your yours yourself
"""
STOP_WORDS = frozenset(_SAY_LITTLE.split())
"""Words at which no phrase begins or ends."""
_JOINING = frozenset(
    {*("a", "an", "and", "at", "by", "for", "from", "in"), *("into", "of", "on", "or", "the", "to", "with", "without")}
)
"""Those of them that may stand within one: “thank-you note to a stranger”."""


def common_phrases(site: Site, pages: Mapping[str, Page]) -> tuple[Phrase, ...]:
    """Return phrases of two to four words, the most frequent first, at most `MOST`.

    A phrase is a noun with what belongs to it, as far as that can be told by small words: none begins or ends with one,
    and only `_JOINING` stand within. None is a name of a topic or a part of one, and none is a part of a longer phrase
    that is about as frequent.
    """
    texts = {linked.page.docname: _words(pages[linked.page.docname]) for linked in site.pages}
    fewest = max(FEWEST_PAGES, round(len(site.pages) * SHARE))
    counts = _frequent(list(texts.values()), fewest)
    labels = _label_parts(site)
    telling = {phrase: count for phrase, count in counts.items() if _tells(phrase) and _stem(phrase) not in labels}
    longer: dict[Words, int] = {}
    for phrase, count in telling.items():
        longer |= {part: max(count, longer.get(part, 0)) for part in _parts(phrase)}
    chosen = [(phrase, count) for phrase, count in telling.items() if longer.get(phrase, 0) < count * AS_FREQUENT]
    chosen.sort(key=lambda one: (-one[1], -len(one[0]), one[0]))
    lines = {docname: f" {' '.join(word or '|' for word in words)} " for docname, words in texts.items()}
    return tuple(_phrase(phrase, count, site, lines) for phrase, count in chosen[:MOST])


def _phrase(phrase: Words, count: int, site: Site, lines: dict[str, str]) -> Phrase:
    written = " ".join(phrase)
    on: Iterator[LinkedPage] = (one for one in site.pages if f" {written} " in lines[one.page.docname])
    return Phrase(written, count, tuple(map(named, islice(on, EXAMPLES))))


def _words(page: Page) -> list[str]:
    """Return the words of the prose of a page in small letters; headings, code and the words of links are left out."""
    prose, text = page.prose, page.prose.text
    for start, end in prose.spots:
        text = f"{text[:start]}{'|' * (end - start)}{text[end:]}"
    words: list[str] = []
    start = 0
    for block in text.split("\n"):
        end = start + len(block)
        run = bisect.bisect_left(prose.starts, start)
        if run < len(prose.starts) and prose.starts[run] < end:
            tokens = _TOKEN.findall(block.replace("’", "'").casefold())
            words += [token if token[0].isalnum() else BREAK for token in tokens]
            words.append(BREAK)
        start = end + 1
    return words


def _frequent(texts: list[list[str]], fewest: int) -> dict[Words, int]:
    """Return the phrases of two words and more that occur on enough pages, with how many pages these are.

    In each round a text is a row of numbers, one for each place: the frequent phrase that begins there, or 0 for none.
    Two neighbours that are frequent together make a phrase that is one word longer.
    """
    pages = Counter(word for words in texts for word in set(words))
    names: list[Words] = [(), *((word,) for word, count in pages.items() if count >= fewest and word)]
    numbers = {name[0]: number for number, name in enumerate(names) if name}
    rows = [[numbers.get(word, 0) for word in words] for words in texts]
    found: dict[Words, int] = {}
    for _ in range(2, LONGEST + 1):
        counts: Counter[tuple[int, int]] = Counter()
        for row in rows:
            counts.update(set(pairwise(row)))
        pairs = {pair: count for pair, count in counts.items() if count >= fewest and 0 not in pair}
        longer: list[Words] = [(), *((*names[first], names[second][-1]) for first, second in pairs)]
        places = {pair: number for number, pair in enumerate(pairs, 1)}
        found |= dict(zip(longer[1:], pairs.values(), strict=True))
        rows = [[places.get(pair, 0) for pair in pairwise(row)] for row in rows]
        names = longer
    return found


def _tells(phrase: Words) -> bool:
    """Tell whether a phrase can be a name."""
    if any(word in STOP_WORDS and word not in _JOINING for word in phrase[1:-1]):
        return False
    ends = (word.removesuffix("'s").replace("-", "") for word in (phrase[0], phrase[-1]))
    return all(word not in STOP_WORDS and word.isalpha() for word in ends)


def _parts(phrase: Words) -> Iterator[Words]:
    """Yield all shorter phrases within one."""
    for size in range(2, len(phrase)):
        for start in range(len(phrase) - size + 1):
            yield phrase[start : start + size]


def _label_parts(site: Site) -> frozenset[Words]:
    """Return every label of a topic, and every phrase within one."""
    fronts = (linked.page.front for linked in site.pages)
    labels = (
        label
        for front in fronts
        if isinstance(front, TopicFrontMatter)
        for label in (front.title, *front.synonyms, *front.hidden)
    )
    phrases = [tuple(_TOKEN.findall(label.replace("’", "'").casefold())) for label in labels]
    return frozenset(
        _stem(phrase[start:end])
        for phrase in phrases
        for start in range(len(phrase))
        for end in range(start + 1, len(phrase) + 1)
    )


def _stem(phrase: Words) -> Words:
    """Return a phrase whose last word is in the singular, as far as English makes it simply."""
    return (*phrase[:-1], phrase[-1].removesuffix("s"))
