"""In: what was measured. Out: Markdown: the facts above the tables, a table for each corpus, how the cost grows."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median

from builders import Builder
from scenarios import Results, Scenario, Series

NOTHING = "–"


def facts(builders: Sequence[Builder], absent: Sequence[str], today: date) -> str:
    """The lines above the tables: the day, the machine, the versions, who was left out."""
    lines = [
        f"- {today.day} {today:%B %Y}; {os.cpu_count()} cores, {processor()}, {platform.system()}",
        f"- Python {platform.python_version()}; {', '.join(dict.fromkeys(builder.version for builder in builders))}",
        *(f"- left out: {reason}" for reason in absent),
    ]
    return "\n".join(lines)


def processor() -> str:
    """The kind of processor, with its name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return ", ".join(filter(None, (platform.machine(), next(names, ""))))


def table(results: Results, ours: Sequence[str]) -> str:
    """Medians, one row a builder; below them, for each of ours, the medians of the ratios measured run by run."""
    rows = [
        "| build | | wall, s | processor, s | memory, MB | HTML files |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for scenario, series in results.items():
        for name, own in series.items():
            cells = (number(value, places) for value, places in zip(middles(own), (2, 2, 0), strict=True))
            rows.append(f"| {scenario.value} | {name} | {' | '.join(cells)} | {own.files} |")
        rows.extend(ratio_rows(scenario, series, ours))
    return "\n".join(rows)


def ratio_rows(scenario: Scenario, series: Mapping[str, Series], ours: Sequence[str]) -> list[str]:
    """One row for each of ours and each peer. Below 1, ours took less."""
    return [
        f"| {scenario.value} | {name} / {peer} | {' | '.join(ratios(series[name], theirs))} | |"
        for name in ours
        for peer, theirs in series.items()
        if peer not in ours
    ]


def growth(results: Mapping[int, Results]) -> str:
    """What each larger corpus cost, as times what the first one did: medians against medians."""
    (first, base), *larger = results.items()
    rows = ["| build | | pages | wall | processor | memory |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for pages, measured in larger:
        for scenario, series in measured.items():
            for name, own in series.items():
                values = zip(middles(own), middles(base[scenario][name]), strict=True)
                times = (number(a / b if a is not None and b else None, 2) for a, b in values)
                rows.append(f"| {scenario.value} | {name} | {pages:,} to {first:,} | {' | '.join(times)} |")
    return "\n".join(rows)


def middles(series: Series) -> tuple[float | None, float | None, float | None]:
    """The medians of wall and processor time, and the memory."""
    if not series.costs:
        return None, None, series.memory
    return median(cost.wall for cost in series.costs), median(cost.processor for cost in series.costs), series.memory


def ratios(own: Series, other: Series) -> tuple[str, str, str]:
    """Wall and processor time as medians of the ratios of neighbours; the memory as one ratio."""
    pairs = tuple(zip(own.costs, other.costs, strict=True))
    wall = median(a.wall / b.wall for a, b in pairs) if pairs else None
    work = median(a.processor / b.processor for a, b in pairs) if pairs else None
    memory = own.memory / other.memory if own.memory and other.memory else None
    return number(wall, 2), number(work, 2), number(memory, 2)


def number(value: float | None, places: int) -> str:
    """A number for a cell; a dash for what was not measured."""
    return NOTHING if value is None else f"{value:.{places}f}"
