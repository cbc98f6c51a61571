"""`board` and `coverage`."""

from typing import Annotated

import typer

from pipectl.cli.options import Context, Currency, Explain, Json, Period, run_of
from pipectl.cli.run import Run
from pipectl.cli.shown import screen_of
from pipectl.errors import UsageError, either, quoted
from pipectl.money import check_currency
from pipectl.queries.board import board as board_of
from pipectl.queries.coverage import coverage_of
from pipectl.render.output import Answer, show

BY = ("stage", "source", "account", "month")


def board(
    ctx: Context,
    by: Annotated[str, typer.Option(metavar="|".join(BY), help="What to group by.")] = "stage",
    period: Period = None,
    currency: Currency = None,
    explain: Explain = False,
    json: Json = False,
) -> None:
    """The pipeline by stage: count, amount, weighted, flags.

    \b
    Example:
      pipectl board --by source
    """
    from pipectl.render.shapes import numbers as shape

    run = run_of(ctx)
    if by not in BY:
        raise UsageError(f"The board can't be by {quoted(by)}.", hint=f"By {either(BY)}.")
    with run.reading() as reader:
        report = board_of(
            reader,
            today=run.today,
            currency=sums_in(run, currency),
            by=by,
            period=None if period is None else run.period(period),
        )

    def text() -> str:
        from pipectl.render.numbers import board as drawn

        return drawn(report, screen_of(run), run.decimal, explain=explain)

    show(Answer(lambda: shape.board(report, explain=explain), text), json=json)


def sums_in(run: Run, currency: str | None) -> str:
    """The currency that is asked for, else the store's."""
    return run.settings.currency if currency is None else check_currency(currency)


def coverage(
    ctx: Context,
    period: Period = None,
    currency: Currency = None,
    explain: Explain = False,
    json: Json = False,
) -> None:
    """Is there enough in the pipeline to make the quota?

    \b
    Example:
      pipectl coverage --period 2026-Q4
    """
    from pipectl.render.shapes import numbers as shape

    run = run_of(ctx)
    with run.reading() as reader:
        report = coverage_of(
            reader,
            period=run.period(period),
            today=run.today,
            currency=sums_in(run, currency),
            settings=run.settings,
        )

    def text() -> str:
        from pipectl.render.numbers import coverage as drawn

        return drawn(report, screen_of(run), run.decimal, explain=explain)

    show(Answer(lambda: shape.coverage(report, explain=explain), text), json=json)
