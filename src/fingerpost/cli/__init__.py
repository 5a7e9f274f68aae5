"""The `fingerpost` command. Words of the command line in, text and an exit code out.

Only this package prints and exits. Commands are imported when they are asked for, so that `fingerpost --help` is quick.
Exit codes: 0 done; 1 something in the content, the templates or the disk forbids it; 2 wrong use of the command;
130 Ctrl-C ended it.
"""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from fingerpost import __version__

__all__ = ["fingerpost", "main"]

_COMMANDS = {
    "accept": "Accept that an address is gone, or where it went.",
    "build": "Build the site into site/.",
    "check": "Tell what is wrong with the pages, and how they read.",
    "links": "Show how the pages point to each other, or all links of one.",
    "mv": "Move or rename a page, and rewrite every reference to it.",
    "new": "Make a new site, or a catalogue for the theme's words.",
    "serve": "Build, serve on this machine, and rebuild on save.",
}

STOPPED = 130
"""How a shell tells that Ctrl-C ended a command: 128, and the number of the signal."""


class _Lazy(click.Group):
    """A group whose commands live in modules of their own."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command. Ctrl-C ends it with one line: whatever was under way, no site is left half-done."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _say_stopped()
            raise SystemExit(STOPPED) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"fingerpost.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a misspelt one."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415 -- a misspelt command is rare

            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            ctx.fail(f"There is no command “{args[0]}”.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fingerpost")
def fingerpost() -> None:
    """Turn Markdown tutorials and Q&A columns into a static site whose topics point to each other."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line, and leave with its exit code.

    The process ends without taking its objects apart one by one, which after a build of 1,000 pages takes as long as
    reading them did.
    """
    sys.unraisablehook = _unraisable
    gc.disable()  # imports and builds make hardly any cycles, and most commands end with them; `serve` turns it on
    try:
        fingerpost.main(args=list(args) if args is not None else None, prog_name="fingerpost")
    except SystemExit as leaving:
        _leave(leaving.code)  # while it holds the frames that hold what was built
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {where}{error.strerror or error}. The site was not changed.", err=True)
        _leave(1)


def _unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    """Stop also where Ctrl-C comes while an object is taken apart: Python would tell of it and go on."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _say_stopped()
        _leave(STOPPED)
    sys.__unraisablehook__(unraisable)


def _say_stopped() -> None:
    click.echo("Stopped. Nothing is left half-done in site/.", err=True)


def _leave(code: int | str | None) -> NoReturn:
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
