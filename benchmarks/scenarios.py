"""In: builders, a corpus size and a plan. Out: what the builds of each scenario cost, taken in turn.

The builders build the same pages in turn (A B A B ...), so that whatever else the machine does meets all of them.
"""

import enum
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from builders import Builder
from edits import plan_edit, save_edit
from measure import CommandFailedError, Cost, measure, run

HERE = Path(__file__).resolve().parent
WARM_UP_PAGES = 20


class Scenario(enum.Enum):
    """What a build starts from."""

    COLD = "cold"
    """A fresh copy of the project, without any cache."""
    NO_CHANGE = "no-change"
    """The same project again, in a new process; nothing was edited."""
    ONE_EDIT = "one-edit"
    """The same project again, in a new process, after one paragraph of one page was edited."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    runs: int
    """How many builds of each builder count, in each scenario."""
    timed: tuple[Scenario, ...]
    """The scenarios whose time is taken."""
    watched: tuple[Scenario, ...]
    """The scenarios whose memory is looked at, in one build more."""


@dataclass(frozen=True, slots=True)
class Series:
    """The builds of one builder in one scenario."""

    costs: tuple[Cost, ...]
    """Of each timed build, in order; nothing where only the memory was asked for."""
    memory: float | None
    """Megabytes, from the watched build; None where there was none."""
    files: int
    """How many HTML files stood in the output at the end."""


Results = Mapping[Scenario, Mapping[str, Series]]
"""By scenario and the builder's name, both in the order they were asked for."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A place to build in; what is built there stays until all is done.

    ext4 without a journal does not use the inode of a file again for minutes after its removal, and looks at each such
    inode whenever it makes a file; so whoever builds after a removal pays for it, the more the more files it makes.
    """

    scratch: Path
    """The folder that holds all projects and their copies."""
    pages: int
    """How many pages the corpus has."""
    originals: Mapping[str, Path]
    """The project of each builder as it was laid, never built."""
    built: dict[str, Path]
    """The project of each builder that was built last, and is built again in the warm scenarios."""


def run_plan(plan: Plan, builders: Sequence[Builder], pages: int, scratch: Path) -> Results:
    """Measure what the plan asks for with a corpus of this size; each build is told on standard error.

    A small build comes first and is not counted: it finds what is broken, and no one pays for compiling its modules.
    """
    small, whole = min(pages, WARM_UP_PAGES), scratch / str(pages)
    trial = Bench(scratch, small, {each.name: lay(each, small, whole / "small") for each in builders}, {})
    for builder in builders:
        build(builder, trial, Scenario.COLD, 0)
    bench = Bench(scratch, pages, {each.name: lay(each, pages, whole / "whole") for each in builders}, {})
    return {
        scenario: take_turns(plan, builders, bench, scenario)
        for scenario in Scenario
        if scenario in plan.timed + plan.watched
    }


def take_turns(plan: Plan, builders: Sequence[Builder], bench: Bench, scenario: Scenario) -> Mapping[str, Series]:
    """The series of each builder in one scenario."""
    costs: dict[str, list[Cost]] = {builder.name: [] for builder in builders}
    memory: dict[str, float] = {}
    if scenario is not Scenario.COLD:
        for builder in builders:
            if builder.name not in bench.built:
                build(builder, bench, Scenario.COLD, 0)
    for number in range(1, plan.runs + 1) if scenario in plan.timed else ():
        for builder in builders:
            cost = build(builder, bench, scenario, number)
            costs[builder.name].append(cost)
            told = f"{cost.wall:.2f} s, processor {cost.processor:.2f} s"
            print(f"{bench.pages} pages, {scenario.value} {number}: {builder.name} {told}", file=sys.stderr, flush=True)
    for builder in builders if scenario in plan.watched else ():
        memory[builder.name] = build(builder, bench, scenario, plan.runs + 1, watched=True).memory
        told = f"{memory[builder.name]:.0f} MB"
        print(f"{bench.pages} pages, {scenario.value}: {builder.name} {told}", file=sys.stderr, flush=True)
    return {
        builder.name: Series(
            tuple(costs[builder.name]), memory.get(builder.name), count_pages(bench.built[builder.name], builder)
        )
        for builder in builders
    }


def lay(builder: Builder, pages: int, folder: Path) -> Path:
    """Write the corpus for one builder, in another process: see measure.py. Returns its folder."""
    project = folder / builder.name
    run((sys.executable, str(HERE / "corpus.py"), str(pages), str(project), "--for", builder.layout))
    if builder.modules:
        (project / "node_modules").symlink_to(builder.modules)
    return project


def build(builder: Builder, bench: Bench, scenario: Scenario, number: int, *, watched: bool = False) -> Cost:
    """Build once. A build that wrote fewer pages than the corpus has, or does not show the edit, has failed.

    What earlier builds wrote is on the disk before this one starts, so that nobody pays for another's writing.
    """
    if scenario is Scenario.COLD:
        project = Path(tempfile.mkdtemp(dir=bench.scratch), "project")
        shutil.copytree(bench.originals[builder.name], project, symlinks=True)
        bench.built[builder.name] = project
    project = bench.built[builder.name]
    edit = plan_edit(bench.pages, number)
    if scenario is Scenario.ONE_EDIT:
        save_edit(project, edit)
    os.sync()
    cost = measure(builder.build, project, watched=watched)
    files = count_pages(project, builder)
    if files < bench.pages:
        raise CommandFailedError(f"{builder.name} ended well but wrote {files} HTML files for {bench.pages} pages")
    page = project / builder.output / edit.docname / "index.html"
    if scenario is Scenario.ONE_EDIT and edit.sentence not in page.read_text(encoding="utf-8"):
        raise CommandFailedError(f"{builder.name} ended well but {edit.docname} does not show its edit")
    return cost


def count_pages(project: Path, builder: Builder) -> int:
    """How many HTML files the output holds."""
    return sum(1 for _ in (project / builder.output).rglob("*.html"))
