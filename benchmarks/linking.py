"""In: how many pages. Out: a Markdown table of what it costs to link them, and to find the related pages among them.

Each number of pages is linked several times in this process, from pages compiled once; the table has medians.
"""

import argparse
import datetime
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from fingerpost.compile import page_compiler
from fingerpost.config import Settings
from fingerpost.files import Disk
from fingerpost.link import Wanted, link_pages, pointed_by
from fingerpost.link.related import look_around, related_pages
from fingerpost.link.relations import Relations, Woven
from fingerpost.link.turned import Turned
from fingerpost.page import Asset, Page
from fingerpost.parallel import available_jobs, map_on_cores
from fingerpost.read import read_settings, read_site
from fingerpost.site import Site
from measure import run

HERE = Path(__file__).resolve().parent
TODAY = datetime.date(2026, 1, 1)
Result = TypeVar("Result")


def main(arguments: Sequence[str]) -> None:
    """Link corpora of the sizes that the arguments name, and print the table."""
    parser = argparse.ArgumentParser(description="Measure the linking of the corpus.")
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10_000], help="default: 1000 10000")
    parser.add_argument("--runs", type=int, default=5, help="how often each is linked (default: 5)")
    asked = parser.parse_args(arguments)
    print("| pages | link, s | link, ms a page | related pages, ms a page | times the first |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    first = 0.0
    for count in asked.pages:
        with tempfile.TemporaryDirectory(prefix="fingerpost-bench-") as scratch:
            linking, relating = measure(count, Path(scratch), asked.runs)
        first = first or linking
        thousandths = f"{linking / count * 1000:.3f} | {relating / count * 1000:.3f}"
        print(f"| {count} | {linking:.2f} | {thousandths} | {linking / first:.1f} |", flush=True)


def measure(count: int, folder: Path, runs: int) -> tuple[float, float]:
    """Return the median seconds of linking that many pages, and of finding the related ones of all."""
    run((sys.executable, str(HERE / "corpus.py"), str(count), str(folder)))
    files = Disk(folder)
    settings, _ = read_settings(files)
    content, _ = read_site(files)
    if settings is None:
        raise SystemExit("the corpus has no settings")
    gc.disable()  # as the command does
    pages = tuple(map_on_cores(page_compiler(), content.sources, available_jobs()))
    linking, site = timed(lambda: link(pages, content.assets, settings), runs)
    relating, _ = timed(related(site), runs)
    gc.enable()
    return linking, relating


def link(pages: tuple[Page, ...], assets: tuple[Asset, ...], settings: Settings) -> Site:
    """The site of these pages."""
    return link_pages(pages, assets, settings, Wanted(TODAY))[0]


def related(site: Site) -> Callable[[], object]:
    """What finds the related pages of a linked site again."""
    relations = {
        linked.page.docname: Relations(topics=tuple(topic.docname for topic in linked.topics)) for linked in site.pages
    }
    woven = Woven(dict(site.skeleton.targets), relations)
    referred = {docname: pointed_by(one).referred for docname, one in site.pointers.items()}

    def find() -> object:
        around = look_around(woven, referred, Turned(referred))
        return [related_pages(docname, woven, around) for docname in woven.targets]

    return find


def timed(work: Callable[[], Result], runs: int) -> tuple[float, Result]:
    """Do the work several times; return the median of its seconds, and its last result."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return median(seconds), result


if __name__ == "__main__":
    main(sys.argv[1:])
