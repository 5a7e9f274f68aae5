"""All pages with their links in, the index for searches out: made beside everything else, or the last one once more.

It is the last one where no record of it would be another.
"""

from collections.abc import Sequence
from functools import partial

import msgspec

from fingerpost import messages
from fingerpost.config import CONFIG_FILE
from fingerpost.diagnostics import Place
from fingerpost.kinds import Kind
from fingerpost.ledger import Indexed, Made, encode
from fingerpost.link import link_text
from fingerpost.output import INDEX_FOLDER, digest_of
from fingerpost.page import Page
from fingerpost.parallel import map_on_cores
from fingerpost.pipeline.kept import load_record
from fingerpost.pipeline.outcome import Making, Outcome
from fingerpost.pipeline.seeing import Project
from fingerpost.pipeline.watch import Stage
from fingerpost.search import Indexing, NoIndexError, Record, index_files, record_of
from fingerpost.site import Pointers

__all__ = ["Search", "Searching", "begin_search", "end_search", "is_of_index"]


class Search(msgspec.Struct, frozen=True):
    """The index of a site."""

    indexed: Indexed | None = None
    made: dict[str, Made] = {}
    """Its files, by path below the output folder."""
    told: tuple[Outcome, ...] = ()
    """Why there is none."""


class Searching(msgspec.Struct, frozen=True):
    """An index that is being made."""

    indexed: Indexed
    records: Sequence[Record]
    indexing: Indexing


def is_of_index(path: str) -> bool:
    """Tell whether a file belongs to the index, by its path below the output folder."""
    return path.startswith(f"{INDEX_FOLDER}/")


def begin_search(making: Making, project: Project) -> Searching | Search:
    """Begin to index all pages, where their index would be another one than the last."""
    config = making.frame.config
    if not (project.index and project.draw and config.search):
        return Search()
    before = making.before
    inputs = _inputs(making)
    made = {path: one for path, one in before.made.items() if is_of_index(path)}
    if before.indexed and before.indexed.inputs == inputs:
        return Search(before.indexed, made)
    project.watch.stage(Stage.SEARCH)
    records = [one for one in map_on_cores(partial(_record, making), list(making.links), project.jobs) if one]
    indexed = Indexed(inputs, digest_of(encode(records)))
    if before.indexed and before.indexed.records == indexed.records:
        return Search(indexed, made)
    try:
        return Searching(indexed, records, project.index(records, config.language))
    except NoIndexError as error:
        return _told(error)


def end_search(searching: Searching | Search, making: Making, project: Project) -> Search:
    """Wait until the index is made."""
    if isinstance(searching, Search):
        return searching
    project.watch.stage(Stage.SEARCH)
    try:
        files = index_files(searching.indexing.files(), searching.records)
    except NoIndexError as error:
        return _told(error)
    refs = making.cache.keep(list(files.values()))
    made = {path: Made({}, "", digest_of(data), ref) for (path, data), ref in zip(files.items(), refs, strict=True)}
    return Search(searching.indexed, made)


def _told(error: NoIndexError) -> Search:
    return Search(told=(Outcome("", None, noticed=messages.no_index(Place(CONFIG_FILE), str(error))),))


def _inputs(making: Making) -> str:
    """Return the digest of all that goes into the records, none of which has to be loaded for that."""
    targets = making.layout.targets
    parts = [
        (
            making.rows[docname].digest,
            links.digest,
            targets[docname].url,
            targets[docname].title,
            _topics(making, docname),
        )
        for docname, links in making.links.items()
    ]
    return digest_of(encode((making.frame.config.language, making.keys["words"], parts)))


def _topics(making: Making, docname: str) -> tuple[str, ...]:
    """Return the titles of the topics that a page carries."""
    return tuple(making.layout.targets[topic].title for topic in making.layout.relations[docname].topics)


def _record(making: Making, docname: str) -> Record | None:
    row, links = making.rows[docname], making.links[docname]
    page = load_record(making.cache, row.page, Page)
    if page.kind is Kind.COLUMN and page.letter is None:
        return None  # an error told before
    text = link_text(page, load_record(making.cache, links.pointers, Pointers), {}, making.frame.words)
    target, language = making.layout.targets[docname], making.frame.config.language
    return record_of(row.facts, target, text, _topics(making, docname), language)
