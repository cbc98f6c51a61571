"""Arguments and options that several commands share, and their completion."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from pipectl.cli.run import Run
from pipectl.domain.words import LOST, OPEN, WON
from pipectl.render.output import LIST_FORMATS, check_format
from pipectl.store.reader import Reader

Context = typer.Context
MOST = 10**9  # what a number of rows, or a row's number, can be


def run_of(ctx: Any) -> Run:
    """The run that the command belongs to."""
    run = ctx.find_root().obj
    assert isinstance(run, Run)
    return run


# Among which opportunities a command completes; the others among all, the open ones first.
AMONG = dict.fromkeys(("move", "win", "lose", "next", "done"), (OPEN,)) | {"reopen": (WON, LOST)}


def complete_slug(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Slugs of the opportunities that the command is for, with the title as help."""
    from pipectl.queries import completion

    statuses = AMONG.get(ctx.info_name, (OPEN, WON, LOST))
    return read(ctx, lambda reader: completion.slugs(reader, incomplete, statuses))


def complete_stage(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Names of stages."""
    return completed(ctx, "stages", incomplete)


def complete_action(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
    """Texts of the pick list."""
    return completed(ctx, "actions", incomplete)


def completed(ctx: Any, what: str, incomplete: str) -> list[tuple[str, str]]:
    """What the store offers to complete with."""
    from pipectl.queries import completion

    return read(ctx, lambda reader: completion.offered(reader, what, incomplete))


def read(ctx: Any, ask: Callable[[Reader], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """What the store answers; nothing where it can't be read."""
    import os

    try:
        run = ctx.find_root().obj or Run((), os.environ)
        with run.reading() as reader:
            return ask(reader)
    except Exception:
        return []


Opp = Annotated[
    str,
    typer.Argument(
        metavar="OPP",
        help="Its number, slug, or part of its title or account.",
        autocompletion=complete_slug,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day it happened; today unless said.")
]
Due = Annotated[str | None, typer.Option("--due", metavar="DATE", help="By when: fri, +3d 14:30.")]
NextOption = Annotated[
    str | None,
    typer.Option(
        "--next",
        metavar="ACTION",
        help="What must happen next.",
        autocompletion=complete_action,
    ),
]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help="An ISO code, such as EUR.")
]
Period = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help="2026-Q4, 2026-11, this-month, DATE..DATE."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="As it was at the end of that day."),
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show the formula and every row that counted.")
]
PageFormat = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="table, json or md."),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="table, json, jsonl, csv, md or ids."),
]


def list_format(form: str | None, json: bool, formats: Sequence[str] = LIST_FORMATS) -> str:
    """The format that was asked for; raises UsageError for one unknown, or two at once."""
    from pipectl.errors import UsageError

    if json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} exclude each other.", hint="Leave one out.")
    return "json" if json else check_format("table" if form is None else form, formats)
