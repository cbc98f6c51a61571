"""`board`, `coverage`, `pace`, `funnel` and `metrics`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from pipectl.cli.judging import judges
from pipectl.cli.options import AsOf, Context, Currency, Explain, Json, PageFormat, Period, run_of
from pipectl.cli.told import Options, past_days, tell
from pipectl.errors import UsageError, either, quoted

BY = ("stage", "source", "account", "month")
FUNNEL_BY = ("source", "campaign", "account", "month", "stage")
COHORTS = ("created", "entered")


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
    check_among("The board can't be by", by, BY)
    tell(ctx, "board", Options(period, as_of, currency, explain, format, json), by=by)


def check_among(refusal: str, typed: str, known: Sequence[str]) -> None:
    """Raise UsageError for a word that isn't among those known."""
    if typed not in known:
        raise UsageError(f"{refusal} {quoted(typed)}.", hint=f"By {either(known)}.")


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
    tell(ctx, "coverage", Options(period, as_of, currency, explain, format, json), judges)


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
    tell(ctx, "pace", Options(period, as_of, currency, explain, format, json), judges)


def funnel(
    ctx: Context,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Those that began on this day or later.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Those that began by this day.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="|".join(FUNNEL_BY), help="A funnel each: stage is the first one."),
    ] = None,
    cohort: Annotated[
        str,
        typer.Option(
            metavar="|".join(COHORTS), help="Whether the days are those of creation or of entry."
        ),
    ] = "created",
    period: Period = None,
    as_of: AsOf = None,
    currency: Currency = None,
    explain: Explain = False,
    format: PageFormat = None,
    json: Json = False,
) -> None:
    """Of those that entered each stage, how many went on?

    \b
    Example:
      pipectl funnel --since 2026-01-01 --by source
    """

    if by is not None:
        check_among("The funnel can't be by", by, FUNNEL_BY)
    check_among("The funnel's days can't be by", cohort, COHORTS)
    options = Options(period, as_of, currency, explain, format, json)
    first, last = past_days(run_of(ctx), options, since, until)
    tell(ctx, "funnel", options, since=first, until=last, by=by, cohort=cohort)


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
