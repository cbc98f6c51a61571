"""Arguments and options that several commands share, with their completion."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pipectl.cli.completion_values import complete_action, complete_slug, complete_words
from pipectl.render.output import LIST_FORMATS, PAGE_FORMATS, check_format

Context = typer.Context
MOST = 10**9  # the largest number of rows, and the largest number of a row


def command_group(help: str) -> typer.Typer:
    """Make a group of commands that shows its help page when it is called alone."""
    return typer.Typer(help=help, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


Opp = Annotated[
    str,
    typer.Argument(
        metavar="OPP",
        help="Deal: its number, slug, or part of its title or account.",
        autocompletion=complete_slug,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Date it happened (default: today).")
]
Completes = Annotated[
    bool | None,
    typer.Option(
        "--done/--not-done",
        help="Complete the deal's next action of this kind, or leave it open (default: ask).",
        show_default=False,
    ),
]
Due = Annotated[
    str | None, typer.Option("--due", metavar="DATE", help='Due date: fri, +3d, "next tue 14:30".')
]
NextOption = Annotated[
    str | None,
    typer.Option(
        "--next",
        metavar="ACTION",
        help="Next action.",
        autocompletion=complete_action,
    ),
]
Term = Annotated[
    str | None,
    typer.Option(
        "--term",
        metavar="MONTHS",
        help="Term of a recurring amount, such as 2500/mo: 12, 18m, 2y.",
    ),
]
Currency = Annotated[
    str | None,
    typer.Option(
        "--currency", metavar="CODE", help="Currency, such as EUR (default: the store's)."
    ),
]
ReportCurrency = Annotated[
    str | None,
    typer.Option(
        "--currency",
        metavar="CODE",
        help="Count only deals in this currency (default: the store's).",
    ),
]


def period_option(default: str, *, hidden: bool = False) -> Any:
    """Make the option --period, with its default in brackets."""
    return typer.Option(
        "--period",
        metavar="PERIOD",
        help=f"Period: 2026-Q4, 2026-11, last-month, DATE..DATE (default: {default}).",
        hidden=hidden,
    )


Period = Annotated[str | None, period_option("this quarter")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Show the data as it was at the end of this day."),
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show the formulas and the deals behind the numbers.")
]
PageFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="Output format: table, json or md (default: table).",
        autocompletion=complete_words(PAGE_FORMATS),
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="Output format: table, json, jsonl, csv, tsv, md or ids (default: table).",
        autocompletion=complete_words(LIST_FORMATS),
    ),
]


def list_format(form: str | None, json: bool, formats: Sequence[str] = LIST_FORMATS) -> str:
    """Return the format asked for; raise UsageError if it is unknown or two are given."""
    from pipectl.errors import UsageError

    if json and form not in (None, "json"):
        raise UsageError(
            f"--json and --format {form} can't be used together.", hint="Use one of them."
        )
    return "json" if json else check_format("table" if form is None else form, formats)


Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        help="Only deals that match: source=web, 'amount>10k' (repeatable).",
    ),
]
Segment = Annotated[
    str | None,
    typer.Option(
        "--segment", metavar="NAME", help="Only deals in this segment (see `pipectl segment list`)."
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        metavar="NAME",
        help="Owner: a seller's name, all or none (default: you).",
    ),
]
Arm = Annotated[
    str | None,
    typer.Option("--arm", metavar="NAME", help="Arm of the stage's experiment."),
]
SetField = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a custom field (repeatable)."),
]
ClearField = Annotated[
    list[str] | None,
    typer.Option("--clear", metavar="NAME", help="Clear a custom field, or --every (repeatable)."),
]


WonReason = Annotated[
    str | None,
    typer.Option("--reason", help="Why you won the deal (see `pipectl reason list`)."),
]
LostReason = Annotated[
    str | None,
    typer.Option("--reason", help="Why you lost the deal (see `pipectl reason list`)."),
]
Revisit = Annotated[
    str | None, typer.Option("--revisit", metavar="DATE", help="Date to revisit the lost deal.")
]
LostNote = Annotated[
    str | None, typer.Option("--note", help="Note on the loss (use - for standard input).")
]
