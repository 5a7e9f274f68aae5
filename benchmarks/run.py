"""In: how many pages, how many runs, and a peer. Out: a Markdown table of what a whole build costs.

Fingerpost and its peer build the same pages in turn (A B A B ...), each time in a fresh copy without any cache, so that
whatever else the machine does meets both.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from measure import CommandFailedError, Cost, measure, run

HERE = Path(__file__).resolve().parent
PEERS = HERE / ".peers"
REQUIREMENTS = HERE / "peers.txt"
WARM_UP_PAGES = 20
PEER_SETTINGS = {"pelican": "pelicanconf.py", "pelican-typographic": "pelicanconf_typographic.py"}
"""Pelican as it comes, and with the Markdown that Fingerpost always does: typographic marks, sane lists."""


@dataclass(frozen=True, slots=True)
class Builder:
    """A generator that can be measured."""

    name: str
    """Its name in the table."""
    distribution: str
    """Its name as a distribution, and as a layout of the corpus."""
    python: str
    """The interpreter that it runs in."""
    arguments: tuple[str, ...]
    """What follows the interpreter to build the project in the current folder."""
    output: str
    """The folder it writes, below the project's."""


@dataclass(frozen=True, slots=True)
class Build:
    """One build that was measured."""

    cost: Cost
    files: int
    """How many HTML files it wrote."""


def main(arguments: Sequence[str]) -> None:
    """Measure what the arguments ask for and print the facts and the table; each run is told on standard error."""
    parser = argparse.ArgumentParser(description="Measure whole builds of the corpus.")
    parser.add_argument("--pages", type=int, default=1000, help="columns and guides in the corpus (default: 1000)")
    parser.add_argument("--runs", type=int, default=3, help="builds of each generator (default: 3)")
    parser.add_argument("--peer", choices=PEER_SETTINGS, action="append", help="whom to compare with; may be repeated")
    asked = parser.parse_args(arguments)
    if asked.pages < 2 or asked.runs < 1:
        parser.error("at least two pages and one run")
    try:
        builders = (fingerpost(), *(pelican(name) for name in asked.peer or ()))
        print(facts(builders, asked.pages, asked.runs), flush=True)
        print(table(take_turns(builders, asked.pages, asked.runs)))
    except CommandFailedError as error:
        sys.exit(f"run.py: {error}")


def fingerpost() -> Builder:
    """Fingerpost as it stands in this environment."""
    return Builder("fingerpost", "fingerpost", sys.executable, ("-m", "fingerpost", "build"), "site")


def pelican(name: str) -> Builder:
    """Pelican with one of its settings, in an environment of its own, with the versions that peers.txt names.

    A link that leads nowhere is a warning to Pelican; here it fails the build, as it fails Fingerpost's.
    """
    home = PEERS / f"pelican-{platform.python_version()}"
    python = str(home / "bin" / "python")
    if not Path(python).exists():
        run((sys.executable, "-m", "venv", "--clear", str(home)))
    run((python, "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)))
    run((python, "-m", "pip", "check"))
    settings = ("content", "-s", PEER_SETTINGS[name], "-o", "output", "--fatal", "warnings")
    return Builder(name, "pelican", python, ("-m", "pelican", *settings), "output")


def facts(builders: Sequence[Builder], pages: int, runs: int) -> str:
    """The lines above the table: the machine, the versions, the corpus."""
    versions = ", ".join(dict.fromkeys(f"{builder.distribution} {version(builder)}" for builder in builders))
    return (
        f"- machine: {os.cpu_count()} cores, {platform.system()}, {platform.machine()}\n"
        f"- Python {platform.python_version()}; {versions}\n"
        f"- corpus: {pages} pages; runs of each: {runs}, taken in turn; medians below\n"
    )


def version(builder: Builder) -> str:
    """The version of the generator that will be measured."""
    code = f"import importlib.metadata; print(importlib.metadata.version({builder.distribution!r}))"
    return run((builder.python, "-c", code)).strip()


def take_turns(builders: Sequence[Builder], pages: int, runs: int) -> Mapping[str, Sequence[Build]]:
    """The builds of each generator, in order, and the memory of one more.

    A small build comes first and is not counted: it finds what is broken.
    """
    builds: dict[str, list[Build]] = {builder.name: [] for builder in builders}
    with tempfile.TemporaryDirectory(prefix="fingerpost-bench-") as scratch:
        for builder in builders:
            build(builder, lay(builder, min(pages, WARM_UP_PAGES), Path(scratch, "small")), min(pages, WARM_UP_PAGES))
        originals = {builder.name: lay(builder, pages, Path(scratch, "whole")) for builder in builders}
        for number in range(1, runs + 1):
            for builder in builders:
                done = build(builder, originals[builder.name], pages)
                builds[builder.name].append(done)
                print(f"run {number}: {builder.name} {cells(done)}", file=sys.stderr, flush=True)
        for builder in builders:
            memory = build(builder, originals[builder.name], pages, watched=True).cost.memory
            timed = builds[builder.name]
            builds[builder.name] = [replace(done, cost=replace(done.cost, memory=memory)) for done in timed]
    return builds


def lay(builder: Builder, pages: int, folder: Path) -> Path:
    """Write the corpus for one generator, in another process: see measure.py. Returns its folder."""
    project = folder / builder.name
    run((sys.executable, str(HERE / "corpus.py"), str(pages), str(project), "--for", builder.distribution))
    return project


def build(builder: Builder, original: Path, pages: int, *, watched: bool = False) -> Build:
    """Build a fresh copy of the project. A build that wrote fewer pages than it was given has failed.

    The copy stays until all builds are done: ext4 without a journal does not use the inode of a file again for minutes
    after its removal, and looks at each such inode whenever it makes a file, so that whoever builds after a removal
    pays for it, the more the more files it makes.
    """
    project = Path(tempfile.mkdtemp(dir=original.parent), "project")
    shutil.copytree(original, project)
    cost = measure((builder.python, *builder.arguments), project, watched=watched)
    files = sum(1 for _ in (project / builder.output).rglob("*.html"))
    if files < pages:
        raise CommandFailedError(f"{builder.name} ended well but wrote {files} HTML files for {pages} pages")
    return Build(cost, files)


def cells(done: Build) -> str:
    """One build in words, for those who wait."""
    cost = done.cost
    return f"{cost.wall:.2f} s, processor {cost.processor:.2f} s, {done.files} HTML files"


def table(builds: Mapping[str, Sequence[Build]]) -> str:
    """Medians, one row a generator; below them the medians of the ratios that were measured run by run."""
    rows = ["| | wall, s | processor, s | memory, MB | HTML files |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, done in builds.items():
        wall, processor, memory = (median(values) for values in columns(done))
        rows.append(f"| {name} | {wall:.2f} | {processor:.2f} | {memory:.0f} | {done[-1].files} |")
    (ours, mine), *peers = builds.items()
    for peer, theirs in peers:
        pairs = zip(columns(mine), columns(theirs), strict=True)
        ratios = [median(a / b for a, b in zip(own, other, strict=True)) for own, other in pairs]
        rows.append(f"| {ours} / {peer} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} | |")
    return "\n".join(rows)


def columns(builds: Sequence[Build]) -> tuple[tuple[float, ...], ...]:
    """Wall time, processor time and memory, each over all runs."""
    return (
        tuple(build.cost.wall for build in builds),
        tuple(build.cost.processor for build in builds),
        tuple(build.cost.memory for build in builds),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
