"""`quota`: what is to be won in a period."""

from typing import Annotated

import typer

from pipectl.cli.options import Context, Currency, Format, Json, list_format, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.cli.typed import typed_money
from pipectl.periods import Period
from pipectl.queries.quotas import quotas
from pipectl.render.output import show_list

app = typer.Typer(
    help="What is to be won in a period.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("set")
def set_(
    ctx: Context,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT")],
    period: Annotated[str, typer.Option(metavar="PERIOD", help="2026-Q4, 2026, 2026-11, …")],
    count: Annotated[
        int | None, typer.Option(metavar="N", help="How many wins that should be.")
    ] = None,
    currency: Currency = None,
    json: Json = False,
) -> None:
    """Set the quota of a period.

    \b
    Example:
      pipectl quota set 100k --period 2026-Q4
    """
    from pipectl.actions.quotas import set_quota

    run = run_of(ctx)
    money, span = typed_money(run, amount, currency), run.period(period)
    run.change(lambda session: set_quota(session, span, money, count).id)
    print_quotas(run, span, "json" if json else "table")


@app.command()
def show(
    ctx: Context,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Only this period's own entries.")
    ] = None,
    format: Format = None,
    json: Json = False,
) -> None:
    """Show the quotas that were set.

    \b
    Example:
      pipectl quota show
    """
    run = run_of(ctx)
    form = list_format(format, json)
    print_quotas(run, None if period is None else run.period(period), form)


def print_quotas(run: Run, period: Period | None, form: str) -> None:
    """Print the quotas, of one period or all."""
    from pipectl.render.setup import quotas_listing

    with run.reading() as reader:
        found = [
            each
            for each in quotas(reader)
            if period is None or period.span == (each.starts_on, each.ends_on)
        ]
    show_list(quotas_listing(found, screen_of(run), run.decimal), form)
