"""In: a number of pages and a folder. Out: a project of invented pages in it, the same bytes on every machine.

Use it as a command (`python benchmarks/corpus.py 1000 FOLDER --for pelican`) or through the names in `__all__`.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from layouts import write_bare, write_commonmark, write_commonmark_bare, write_fingerpost
from layouts_of_peers import write_eleventy, write_hugo, write_mkdocs, write_pelican, write_zola
from pages import make_pages, make_topics
from records import CorpusPage, Reference, Topic

__all__ = ["LAYOUTS", "CorpusPage", "Reference", "Topic", "make_pages", "make_topics"]

LAYOUTS: Mapping[str, Callable[[Path, Sequence[CorpusPage]], None]] = {
    "eleventy": write_eleventy,
    "fingerpost": write_fingerpost,
    "fingerpost-bare": write_bare,
    "fingerpost-commonmark": write_commonmark,
    "fingerpost-commonmark-bare": write_commonmark_bare,
    "hugo": write_hugo,
    "mkdocs": write_mkdocs,
    "pelican": write_pelican,
    "zola": write_zola,
}


def main(arguments: Sequence[str]) -> None:
    """Write the corpus that the arguments ask for, and say how large it is."""
    parser = argparse.ArgumentParser(description="Write a project of invented pages, to be built and measured.")
    parser.add_argument("pages", type=int, metavar="PAGES", help="how many columns and guides, together")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to write them: a new or empty folder")
    parser.add_argument(
        "--for", dest="layout", choices=sorted(LAYOUTS), default="fingerpost", help="who shall build it"
    )
    asked = parser.parse_args(arguments)
    try:
        LAYOUTS[asked.layout](asked.folder, make_pages(asked.pages))
    except (ValueError, FileExistsError) as error:
        parser.error(str(error))
    sizes = [
        path.stat().st_size for name in ("columns", "guides") for path in asked.folder.glob(f"content/{name}/p*.md")
    ]
    print(f"{len(sizes)} pages, {sum(sizes) / len(sizes):.0f} bytes each on average, in {asked.folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
