"""Arguments and options that several commands share, and what completes them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from pipectl.cli.completions import complete_action, complete_slug
from pipectl.render.output import LIST_FORMATS, check_format

Context = typer.Context
MOST = 10**9  # what a number of rows, or a row's number, can be


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


Reason = Annotated[str | None, typer.Option("--reason", help="Why; see `pipectl reason list`.")]
Revisit = Annotated[
    str | None, typer.Option("--revisit", metavar="DATE", help="When to look at it again.")
]
LostNote = Annotated[str | None, typer.Option("--note", help="What happened; - reads it.")]
