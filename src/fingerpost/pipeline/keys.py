"""What concerns the site as a whole in, the digest of each such thing by name out: that of the last build if it can."""

from collections.abc import Iterable, Mapping

from fingerpost.config import Settings
from fingerpost.kinds import Kind, kind_of
from fingerpost.ledger import Ledger, Row, encode
from fingerpost.link import Selection, labels_of
from fingerpost.output import digest_of
from fingerpost.page import Content
from fingerpost.pipeline.built import Last
from fingerpost.promises import Promises
from fingerpost.stale import Seen
from fingerpost.views import Frame
from fingerpost.words import Words

__all__ = ["keys_of_site", "labels_key", "pages_key", "same_keys", "shared_keys"]


def same_keys(keys: Iterable[str], before: Ledger, now: Mapping[str, str]) -> bool:
    """Tell whether these things are as they were."""
    return all(before.keys.get(key) == now[key] for key in keys)


def pages_key(rows: Mapping[str, Row], touched: Iterable[str], before: Ledger) -> str:
    """Return the digest of the facts of all pages, `touched` being the paths of those that may be others, or went."""
    pairs = ((rows.get(path), before.rows.get(path)) for path in touched)
    if before.keys and all(row and was and row.facts_digest == was.facts_digest for row, was in pairs):
        return before.keys["pages"]
    return digest_of(encode((list(rows), [row.facts_digest for row in rows.values()])))


def labels_key(seen: Seen, selection: Selection, before: Ledger) -> str:
    """Return the digest of all labels of topics; the one of before, where no topic can be another."""
    topics = (docname for docname in seen.touched if kind_of(docname) is Kind.TOPIC)
    if "labels" in before.keys and selection.hidden == before.hidden and not any(topics):
        return before.keys["labels"]
    return labels_of(selection.pages)


def _promises_key(promises: Promises, last: Last) -> str:
    """Return the digest of the record of promises, as it was read."""
    if promises is last.promises and last.promised:
        return last.promised
    return digest_of(promises.text.encode("utf-8", "surrogatepass"))


def keys_of_site(
    pages: str, content: Content, selection: Selection, settings: Settings, promises: Promises, words: Words, last: Last
) -> dict[str, str]:
    """Return the digest of what else is known before the site is laid out; `pages` is that of all facts."""
    config = digest_of(encode(settings.config))
    outputs = tuple(asset.output for asset in content.assets)
    around = digest_of(encode((config, words, selection.hidden, sorted(selection.expired), promises.moved, outputs)))
    return {
        "dialect": settings.config.dialect.value,
        "settings": config,
        "words": digest_of(encode(words)),
        "places": digest_of(encode(settings.places)),
        "pages": pages,
        "promises": _promises_key(promises, last),
        "around": around,
        "site": digest_of(encode((pages, around))),
    }


def shared_keys(frame: Frame) -> dict[str, str]:
    """Return the digest of what every page shows, and of the theme's assets among it."""
    theme = (frame.assets, frame.critical, frame.first)
    shown = (frame.config, frame.skeleton.navigation, frame.skeleton.policies, tuple(frame.lists), *theme)
    return {"frame": digest_of(encode(shown)), "assets": digest_of(encode(theme))}
