"""Diagnostics in, what the author reads in the terminal out: in colour where the terminal has it."""

import sys

import click

from fingerpost.diagnostics import Diagnostic, Severity, describe

__all__ = ["count", "report"]


def report(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Print diagnostics on standard error, a blank line after each."""
    if not diagnostics:
        return
    if sys.stderr.isatty():
        _draw(diagnostics)
        return
    for diagnostic in diagnostics:
        click.echo(describe(diagnostic) + "\n", err=True)


def count(diagnostics: tuple[Diagnostic, ...]) -> str:
    """Say how many errors and warnings there are: "2 errors and 1 warning"."""
    numbers = {severity: sum(d.severity is severity for d in diagnostics) for severity in Severity}
    words = [f"{number} {severity.value}{'' if number == 1 else 's'}" for severity, number in numbers.items() if number]
    return " and ".join(words)


def _draw(diagnostics: tuple[Diagnostic, ...]) -> None:
    from rich.console import Console  # noqa: PLC0415 -- slow to import, and only a terminal needs it
    from rich.text import Text  # noqa: PLC0415

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for diagnostic in diagnostics:
        colour = "red" if diagnostic.severity is Severity.ERROR else "yellow"
        text = Text(describe(diagnostic) + "\n")
        text.highlight_regex(r"\A[^\n]*?(?=: (error|warning): )", "bold")
        text.highlight_regex(r"(?<=: )(error|warning)(?=: )", f"bold {colour}")
        text.highlight_regex(r"\[[a-z0-9-]+\]$(?=\n  )", "dim")
        text.highlight_regex(r"(?m)^ +\d* \|", "dim")
        text.highlight_regex(r"\^+", f"bold {colour}")
        text.highlight_regex(r"(?m)^  hint:", "bold cyan")
        console.print(text)
