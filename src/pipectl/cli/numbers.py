"""`board`, `coverage`, `pace`, `funnel` and `metrics`."""

from typing import Annotated

import typer

from pipectl.cli.options import AsOf, Context, Currency, Explain, Json, PageFormat, Period
from pipectl.cli.told import Options, tell
from pipectl.errors import UsageError, either, quoted

BY = ("stage", "source", "account", "month")


def board(
    ctx: Context,
    by: Annotated[str, typer.Option(metavar="|".join(BY), help="What to group by.")] = "stage",
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """The pipeline by stage: count, amount, weighted, flags.

    \b
    Example:
      pipectl board --by source
    """
    if by not in BY:
        raise UsageError(f"The board can't be by {quoted(by)}.", hint=f"By {either(BY)}.")
    tell(ctx, "board", Options(period, as_of, currency, explain, format, json), by=by)


def coverage(
    ctx: Context,
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Is there enough in the pipeline to make the quota?

    \b
    Example:
      pipectl coverage --period 2026-Q4
    """
    tell(ctx, "coverage", Options(period, as_of, currency, explain, format, json))


def pace(
    ctx: Context,
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Where am I, against where I should be by now?

    \b
    Example:
      pipectl pace --period this-year
    """
    tell(ctx, "pace", Options(period, as_of, currency, explain, format, json))


def metrics(
    ctx: Context,
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Number, size, win rate, time to close and velocity.

    \b
    Example:
      pipectl metrics --period this-year
    """
    tell(ctx, "metrics", Options(period, as_of, currency, explain, format, json))
