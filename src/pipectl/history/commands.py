"""`undo`, `redo` and `history`."""

from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of, screen_of
from pipectl.cli.options import MOST, Context, Format, Json, list_format
from pipectl.history.queries import operation, operations
from pipectl.history.view import operation_dict, operation_line, operations_listing
from pipectl.render.output import Answer, show, show_list


def undo(ctx: Context, json: Json = False) -> None:
    """Undo the last change.

    Run `pipectl undo` again to undo earlier changes. To redo a change, use `pipectl redo`.

    \b
    Example:
      pipectl undo
    """
    from pipectl.history import actions

    run = run_of(ctx)
    taken = run.change(actions.undo, journaled=False)
    print_taken(run, taken.id, "Undone", json=json, reverse=True)


def redo(ctx: Context, json: Json = False) -> None:
    """Redo the last undone change.

    \b
    Example:
      pipectl redo
    """
    from pipectl.history import actions

    run = run_of(ctx)
    taken = run.change(actions.redo, journaled=False)
    print_taken(run, taken.id, "Redone", json=json)


def print_taken(run: Run, number: int, what: str, *, json: bool, reverse: bool = False) -> None:
    """Print the operation that was undone or redone; with `reverse` what undoing it changed."""
    with run.reading() as reader:
        found = operation(reader, number)
        shown = operation(reader, number, reverse=True) if reverse else found
    show(
        Answer(lambda: operation_dict(found), lambda: operation_line(what, shown, screen_of(run))),
        json=json,
    )


def history(
    ctx: Context,
    limit: Annotated[
        int, typer.Option(min=0, max=MOST, metavar="N", help="Number of changes to list.")
    ] = 20,
    seller: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help="Only changes that this seller made."),
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """List past changes, latest first.

    \b
    Examples:
      pipectl history --limit 5
      pipectl history --format md
      pipectl history --owner ann
    """
    from pipectl.ownership.prompts import whose

    run = run_of(ctx)
    form = list_format(format, json)
    with run.reading() as reader:
        owner = None if seller is None else whose(run, seller)(reader)
        found = operations(reader, limit, owner)
    show_list(operations_listing(found, screen_of(run)), form, run.numbers)
