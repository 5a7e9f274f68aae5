"""In: how many pages, how many runs, which scenarios and which peers. Out: Markdown tables of what the builds cost."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from builders import MAKERS, AbsentPeerError, Builder, fingerpost, peer
from measure import CommandFailedError
from scenarios import Plan, Scenario, run_plan
from tables import facts, growth, table

MEMORY = "memory"
SCENARIOS = (*(scenario.value for scenario in Scenario), MEMORY)
DIALECTS = ("markdown", "commonmark")
THEMES = ("own", "bare")
EVERYONE = "all"


def main(arguments: Sequence[str]) -> None:
    """Measure what the arguments ask for, and print the facts and a table for each corpus as soon as it is done."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a generator that is installed has its modules compiled
    parser = argument_parser()
    asked = parser.parse_args(arguments)
    sizes = tuple(dict.fromkeys(asked.pages or (1000,)))
    if min(sizes) < 2 or asked.runs < 1:
        parser.error("at least two pages and one run")
    plan = make_plan(asked.runs, asked.scenario or ("cold", MEMORY))
    try:
        dialects, themes = dict.fromkeys(asked.dialect or DIALECTS[:1]), dict.fromkeys(asked.theme or THEMES[:1])
        ours = tuple(fingerpost(dialect, theme) for dialect in dialects for theme in themes)
        peers, absent = find_peers(asked.peer or ())
        print(facts((*ours, *peers), absent, date.today()))
        print(f"- runs of each: {plan.runs}, taken in turn; medians below", flush=True)
        results = {}
        with tempfile.TemporaryDirectory(prefix="fingerpost-bench-") as scratch:
            for pages in sizes:
                results[pages] = run_plan(plan, (*ours, *peers), pages, Path(scratch))
                print(f"\n{pages:,} pages:\n\n{table(results[pages], [each.name for each in ours])}", flush=True)
        if len(results) > 1:
            print(f"\nTimes the first:\n\n{growth(results)}")
    except CommandFailedError as error:
        sys.exit(f"run.py: {error}")


def argument_parser() -> argparse.ArgumentParser:
    """What may be asked for; everything that may be repeated is measured in the order given."""
    parser = argparse.ArgumentParser(description="Measure builds of the corpus.")
    add = parser.add_argument
    add("--pages", type=int, action="append", help="columns and guides in the corpus; repeatable (default: 1000)")
    add("--runs", type=int, default=3, help="builds of each generator in each scenario (default: 3)")
    add("--scenario", choices=SCENARIOS, action="append", help="what to measure; repeatable (default: cold and memory)")
    add("--peer", choices=(*MAKERS, EVERYONE), action="append", help="whom to compare with; repeatable")
    add("--dialect", choices=DIALECTS, action="append", help="of Fingerpost; repeatable (default: markdown)")
    add("--theme", choices=THEMES, action="append", help="of Fingerpost; repeatable (default: own)")
    return parser


def make_plan(runs: int, names: Sequence[str]) -> Plan:
    """The plan for these scenarios. The memory is that of the others named; where there are none, of cold builds."""
    timed = tuple(scenario for scenario in Scenario if scenario.value in names)
    return Plan(runs, timed, (timed or (Scenario.COLD,)) if MEMORY in names else ())


def find_peers(names: Sequence[str]) -> tuple[tuple[Builder, ...], tuple[str, ...]]:
    """The peers that this machine can have, and why it cannot have the others."""
    peers, absent = [], []
    for name in dict.fromkeys(MAKERS if EVERYONE in names else names):
        try:
            peers.append(peer(name))
        except AbsentPeerError as error:
            absent.append(str(error))
    return tuple(peers), tuple(absent)


if __name__ == "__main__":
    main(sys.argv[1:])
