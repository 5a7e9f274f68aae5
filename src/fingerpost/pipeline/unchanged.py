"""A site in of which nothing changed but texts; the lists and feeds that show no page whose text did, and the sitemap,
out.

Such a list stands where it stood, with the same pages in the same order: so it need not be put together again to see
that it comes out as it was.
"""

from fingerpost.link import lists_without
from fingerpost.pipeline.outcome import Making
from fingerpost.render import ATOM_FILE, JSON_FILE
from fingerpost.urls import output_path

__all__ = ["unchanged_lists"]

SITEMAP = "/sitemap.xml"
"""It tells addresses and days, which front matter says."""


def unchanged_lists(making: Making) -> frozenset[str]:
    """Return the paths, below the output folder, of the lists and feeds that the last build made as this one would."""
    lists, topics = lists_without(making.changed, making.layout)
    urls = (making.layout.facts[docname].url for docname in topics)
    paths = (*lists, *(url + name for url in urls for name in (ATOM_FILE, JSON_FILE)), SITEMAP)
    return frozenset(map(output_path, paths)) & making.before.made.keys()
