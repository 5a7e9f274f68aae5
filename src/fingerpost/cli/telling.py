"""What became of a build in, what the command line says of it out: every such sentence. Errors are in `messages`."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from fingerpost.cache import DAMAGED, FOREIGN
from fingerpost.config import CONFIG_FILE
from fingerpost.output import ASSETS, GRAPH, HEADERS, INDEX_FOLDER, LLMS_FULL, Changes, without_twins
from fingerpost.pipeline import CHANGED_FILE, Built, Published, Stage
from fingerpost.promises import PROMISES_FILE
from fingerpost.stale import Causes, Reason
from fingerpost.urls import address_of

__all__ = [
    "closing",
    "counted",
    "explained",
    "how_far",
    "list_of_changes",
    "not_cached",
    "not_listed",
    "notice",
    "stage_name",
    "why",
]

MOST_SHOWN = 20
"""So many addresses are listed in the terminal."""
WIDEST = 48
"""Columns for an address, before its reason."""

_NOTICES = {
    DAMAGED: "The cache in .fingerpost/cache could not be used, because something in it is damaged.",
    FOREIGN: "The cache in .fingerpost/cache could not be used, because another version of Fingerpost made it.",
}
_STAGES = {
    Stage.READ: "Reading",
    Stage.COMPILE: "Compiling",
    Stage.LAY_OUT: "Laying out",
    Stage.POINT: "Resolving links",
    Stage.WEAVE: "Weaving",
    Stage.SEARCH: "Indexing",
    Stage.MAKE: "Rendering",
    Stage.DRAW: "Drawing cards",
    Stage.BIND: "Binding books",
    Stage.SUM_UP: "Summing up",
    Stage.PUBLISH: "Publishing",
    Stage.KEEP: "Keeping",
}
_PAGES = {
    "new": "which is new",
    "gone": "which is gone",
    "shown": "which is in the site now",
    "hidden": "which stays out of the site now",
    "title": "whose title changed",
    "address": "whose address changed",
    "summary": "whose summary changed",
    "front": "whose front matter changed",
    "headings": "whose headings changed",
}
"""What of another page is not as it was."""
_LEAVING = ("gone", "hidden")
OTHER_WORDS = "the words of the theme changed"


def closing(published: Published, seconds: float, warnings: str, indexing: float = 0) -> str:
    """Say what a build came to: how many pages, how long, what changed, and what is remembered.

    `indexing` is how many of the seconds went into the index for searches; 0 where it is the last one.
    """
    built, changes = published.built, published.changes or Changes((), ())
    told = f" {warnings}." if warnings else ""
    searched = f", {indexing:.1f} s of them for the search" if indexing else ""
    return (
        f"Built {counted(built.pages, 'page')} into site/ in {seconds:.1f} s{searched}: {_told(changes)}.{told}"
        f"{_promised(published)}"
    )


def counted(count: int, one: str, many: str = "") -> str:
    """Say how many there are: "1 page", "1,062 pages"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _told(changes: Changes) -> str:
    """Say what a publication changed."""
    written, removed = len(changes.written), len(changes.removed)
    if not written:
        return f"{counted(removed, 'file')} removed" if removed else "nothing changed"
    return f"{counted(written, 'file')} written" + (f", {removed:,} removed" if removed else "")


def _promised(published: Published) -> str:
    """Say how many addresses are remembered from now on, or why they cannot be."""
    if published.not_kept:
        return f" {PROMISES_FILE} could not be written, so no new address is remembered: {published.not_kept}."
    new = published.built.new_addresses
    if not new or published.built.promises is None:
        return ""
    return (
        f" {counted(new, 'new address', 'new addresses')} remembered in {PROMISES_FILE} (keep it in version control)."
    )


def notice(code: str) -> str:
    """Say, in one line, why nothing could be taken from the builds before."""
    return f"{_NOTICES[code]} The whole site was built anew."


def not_listed(why: str) -> str:
    """Say that the list for deploys could not be written."""
    return f"{CHANGED_FILE} could not be written, so deploy the whole site: {why}."


def not_cached(why: str) -> str:
    """Say that the cache could not be written."""
    return f"The site is published, but the cache could not be kept, so the next build takes longer: {why}."


def list_of_changes(built: Built, changed: Changes) -> list[str]:
    """Return the addresses that changed since the last build, line by line; of a first build, where all are new, none.

    The list is cut where it is long: `changed.json` has all.
    """
    if set(changed.written) == built.files.keys() and not changed.removed:
        return []
    written, removed = _addresses(changed.written), _addresses(changed.removed)
    return [
        *_listed("Changed since the last build:", written),
        *_listed("Gone since the last build:", removed - written),
    ]


def _addresses(paths: Iterable[str]) -> set[str]:
    """Return the address of each file, and one for all files of the index for searches."""
    return {_of_index(path) or address_of(path) for path in without_twins(paths)}


def _listed(heading: str, listed: AbstractSet[str]) -> list[str]:
    addresses = sorted(listed)
    if not addresses:
        return []
    more = len(addresses) - MOST_SHOWN
    lines = [f"  {address}" for address in addresses[:MOST_SHOWN]]
    return [heading, *lines, *([f"  and {more:,} more, all in {CHANGED_FILE}"] if more > 0 else [])]


def _of_index(path: str) -> str:
    """Return the folder of the index for searches, for a file in it; "" for any other."""
    return address_of(f"{INDEX_FOLDER}/index.html") if path.startswith(f"{INDEX_FOLDER}/") else ""


def explained(published: Published) -> list[str]:
    """Return a line for each file that was made again, or written without that, or removed: its address, and why."""
    built, changes = published.built, published.changes or Changes((), ())
    reasons = {path: why(path, reason, built.causes) for path, reason in built.made.items()}
    lying = {path: _laid(path, built.copied) for path in changes.written if path not in reasons}
    gone = dict.fromkeys(changes.removed, "gone")
    told = {**reasons, **lying, **gone}
    index = {_of_index(path): "the index for searches, since pages changed" for path in told if _of_index(path)}
    pages = {address_of(path): told[path] for path in without_twins(told) if not _of_index(path)}
    lines = sorted({**pages, **index}.items())
    width = min(WIDEST, max((len(address) for address, _ in lines), default=0))
    return [f"{address:{width}}  {reason}" for address, reason in lines] or ["No page was made again."]


def why(path: str, reason: Reason, causes: Causes) -> str:
    """Say why a file was made again, in words that a writer understands."""
    settings = "settings" in causes.keys
    if settings and reason.code in ("settings", "site", "frame", "words"):
        return f"{CONFIG_FILE} changed"
    if reason.code != "new" and path == GRAPH:
        return "shows all pages and links, and some of them changed"
    if reason.code != "new" and path == LLMS_FULL:
        return "holds the text of all pages, and some of it changed"
    if reason.code == "site" and path == HEADERS:
        return "a folder of pages came or went"
    too = f" or {CONFIG_FILE}" if settings else ""
    sentences = {
        "new": "made anew, since nothing is known of a build before" if causes.anew else "new",
        "packed": "the file beside it changed",
        "text": f"its text{too} changed",
        "pointers": _others("links to", reason.pages, causes.pages) or "a link in it changed",
        "links": _others("shows", reason.pages, causes.pages) or "what points to it changed",
        "anchors": "an old anchor of it leads elsewhere",
        "template": f"its template {reason.template}, or one that it uses, changed",
        "words": OTHER_WORDS,
        "frame": (
            "a style sheet or another asset of the theme changed"
            if "assets" in causes.keys
            else "the navigation changed"
        ),
        "files": "a picture or a style sheet in it changed",
        "card": f"what it shows of its page{too} changed",
        "font": "the font of cards changed",
        "picture": "the picture that it is made from changed",
        "recipe": "pictures are made otherwise now",
        "site": OTHER_WORDS if "words" in causes.keys and not causes.pages else _around(causes.pages),
        "settings": f"{CONFIG_FILE} changed",
    }
    return sentences[reason.code]


def _others(verb: str, docnames: tuple[str, ...], changed: Mapping[str, str]) -> str:
    """Name the first of the pages that changed, and say how many more there are; "" for none."""
    if not docnames:
        return ""
    first, more = docnames[0], len(docnames) - 1
    what = changed.get(first, "")
    said = f"{'no longer shows' if what in _LEAVING else verb} {first}, {_PAGES[what]}" if what in _PAGES else ""
    also = f", and {counted(more, 'more page')} that changed" if more else ""
    return (said or f"the text or links of {first} changed") + also


def _around(changed: Mapping[str, str]) -> str:
    """Say what changed in the site as a whole."""
    if len(changed) > 1:
        return f"shows the whole site, of which {len(changed):,} pages changed"
    return _others("shows", tuple(changed), changed) or "shows the whole site, of which a file changed"


def _laid(path: str, copied: Mapping[str, str]) -> str:
    """Say why a file was written that no stage made."""
    if path in copied:
        return f"copied from {copied[path]}"
    return "copied from the theme" if path.startswith(ASSETS) else "put back: it was gone from site/, or changed there"


def stage_name(stage: Stage) -> str:
    """Name a stage, for whoever waits for it."""
    return _STAGES[stage]


def how_far(stage: Stage, done: int, total: int, seconds: float) -> str:
    """Say how far a stage is: "620 of 1,240 pages, 310/s, 2 s left"; less where less is known."""
    if not total:
        return ""
    what = {Stage.MAKE: "file", Stage.DRAW: "card", Stage.BIND: "book"}.get(stage, "page")
    told = f"{done:,} of {counted(total, what)}"
    if not done or seconds <= 0:
        return told
    rate = done / seconds
    minutes, rest = divmod(round(max(0, total - done) / rate), 60)
    return f"{told}, {rate:,.0f}/s, {f'{minutes} min ' if minutes else ''}{rest} s left"
