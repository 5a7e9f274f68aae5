"""Linked pages in, the records by which a search knows them out; records in, the files of an index out.

The index is Pagefind's: a reader's browser loads of it only what one query needs. The page that uses it is a view.
"""

from fingerpost.search.index import index_files
from fingerpost.search.record import Record, record_of
from fingerpost.search.service import Index, Indexing, NoIndexError, pagefind_index

__all__ = [
    "Index",
    "Indexing",
    "NoIndexError",
    "Record",
    "index_files",
    "pagefind_index",
    "record_of",
]
