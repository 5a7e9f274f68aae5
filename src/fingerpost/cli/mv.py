"""`fingerpost mv OLD NEW`: move or rename a page, and rewrite every reference to it."""

import click

from fingerpost.cli.options import jobs_option, project
from fingerpost.cli.report import report
from fingerpost.diagnostics import Diagnostic
from fingerpost.move.edits import MovePlan
from fingerpost.move.moving import move_page, show_move

__all__ = ["command"]


@click.command("mv")
@click.argument("old")
@click.argument("new")
@click.option("--dry-run", is_flag=True, help="Show what would change, as a diff, and change nothing.")
@jobs_option
def command(old: str, new: str, dry_run: bool, jobs: int) -> None:
    """Move or rename a page, and rewrite every reference to it.

    OLD is a docname, a path, or the title or a synonym of a page; NEW a docname or a path. The overview of a tutorial
    takes its folder along. The old address leads to the new one where it was published. All of this is done, or
    nothing.
    """
    files = project()
    if dry_run:
        shown = show_move(files, old, new, jobs=jobs)
        if isinstance(shown, str):
            click.echo(shown, nl=False)
            return
        _refuse(shown)
    done = move_page(files, old, new, jobs=jobs)
    if not isinstance(done, MovePlan):
        _refuse(done)
    else:
        click.echo("\n".join(_told(done)))


def _refuse(diagnostics: tuple[Diagnostic, ...]) -> None:
    report(diagnostics)
    click.echo("Nothing was moved.", err=True)
    raise SystemExit(1)


def _told(plan: MovePlan) -> list[str]:
    """Say what a move did."""
    also = f" ({len(plan.renames)} files)" if len(plan.renames) > 1 else ""
    lines = [f"Moved {plan.old} to {plan.new}{also}."]
    count = sum(len(one.edits) for one in plan.edits)
    if count:
        lines.append(f"Rewrote {_counted(count, 'reference')} in {_counted(len(plan.edits), 'file')}:")
        lines += sorted(f"  {plan.renames.get(one.path, one.path)}" for one in plan.edits)
    else:
        lines.append("No reference had to be rewritten.")
    for old, new in plan.addresses:
        kept = plan.promises is not None and plan.promises.moved.get(old) == new
        lines.append(f"{old} leads to {new} now." if kept else f"{old} is {new} now; it was never published.")
    return lines


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
