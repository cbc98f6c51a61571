"""`report`: one question of many, each with the options that all numbers take."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from pipectl.cli.everything import everything
from pipectl.cli.options import AsOf, Context, Currency, Explain, Json, PageFormat, Period, run_of
from pipectl.cli.run import Run
from pipectl.cli.told import Options, tell
from pipectl.errors import BackwardsRangeError, UsageError

app = typer.Typer(
    help="One question of many: where it sticks, why it was lost, what it pays.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

# Reports that take what all numbers take, and nothing else: what each tells in a few words.
PLAIN: dict[str, str] = {
    "stage-time": "How long does each stage take?",
    "stalled": "What stands still, against those that were won?",
    "slippage": "What was to close in the period and did not, and where dates are pushed.",
    "portfolio": "How much hangs on few, and does coverage hold without the largest?",
}


def plain(name: str, about: str) -> Callable[..., None]:
    """The command of a report without options of its own."""

    def command(
        ctx: Context,
        period: Period = None,
        as_of: AsOf = None,
        currency: Currency = None,
        explain: Explain = False,
        format: PageFormat = None,
        json: Json = False,
    ) -> None:
        options = Options(period, as_of, currency, explain, format, json)
        tell(ctx, name.replace("-", "_"), options)

    command.__doc__ = f"{about}\n\n\b\nExample:\n  pipectl report {name}\n"
    return command


def past(run: Run, text: str | None) -> date | None:
    """A day that isn't after today, where one was typed."""
    return None if text is None else run.date(text, past=True)


@app.command()
def changes(
    ctx: Context,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day; the period's unless said.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day; today unless said.")
    ] = None,
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """What turned the open amount of then into that of now.

    \b
    Example:
      pipectl report changes --since 2026-11-01
    """
    run = run_of(ctx)
    first, last = past(run, since), past(run, until)
    if period is not None and (first or last):
        raise UsageError("--period and --since or --until exclude each other.", hint="Give one.")
    check_order(first, last)
    options = Options(period, as_of, currency, explain, format, json)
    tell(ctx, "changes", options, since=first, until=last)


def check_order(first: date | None, last: date | None) -> None:
    """Raise BackwardsRangeError for days that go backwards."""
    if first is not None and last is not None and last < first:
        raise BackwardsRangeError(f"{first}..{last}", first.isoformat(), last.isoformat())


for each, said in PLAIN.items():
    app.command(each)(plain(each, said))

app.command("all")(everything)
