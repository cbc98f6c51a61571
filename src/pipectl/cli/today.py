"""`today`, and what pipectl says where nothing was asked."""

from typing import Annotated

import typer

from pipectl.cli.options import Context, Format, Json, list_format, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.queries.today import day
from pipectl.render.output import show_list
from pipectl.store.connect import MissingStoreError, has_backups


def today(
    ctx: Context,
    all: Annotated[bool, typer.Option("--all", help="Every line, not ten.")] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show the rules of the order, and each deal's figures."),
    ] = False,
    format: Format = None,
    json: Json = False,
) -> None:
    """What to do now, what is most at stake first, and why.

    \b
    Example:
      pipectl today --all
    """
    print_day(run_of(ctx), list_format(format, json), everything=all, explain=explain)


def print_day(run: Run, form: str, *, everything: bool = False, explain: bool = False) -> None:
    """Print the day's work."""
    from pipectl.render.today import listing

    with run.reading() as reader:
        found = day(reader, run.today)
    shown = listing(found, screen_of(run), run.numbers, everything=everything, explain=explain)
    if form == "ids":  # a review and a step of a priority have no number
        shown = shown._replace(rows=[row for row in shown.rows if row["id"] is not None])
    show_list(shown, form, run.numbers)


def at_first(run: Run) -> None:
    """The day's work; without a store, how to begin."""
    try:
        print_day(run, "table")
    except MissingStoreError as missing:
        if has_backups(run.path):  # nobody's first time
            raise
        from pipectl.render.output import emit
        from pipectl.render.today import welcome

        emit(welcome(str(missing), screen_of(run)))
