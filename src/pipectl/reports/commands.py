"""Board, coverage, pace, funnel, metrics, each `report`, quota suggest."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of
from pipectl.cli.options import Context
from pipectl.cli.values import check_among
from pipectl.dates import format_date, parse_date
from pipectl.errors import PeriodError, UsageError, quoted
from pipectl.reports.all import report_all
from pipectl.reports.report import ReportOptions, past_days, show_report, with_report_options

BY = ("stage", "source", "account", "month")
FUNNEL_BY = ("source", "campaign", "account", "month", "stage")
COHORTS = ("created", "entered")


@with_report_options
def board(
    ctx: Context,
    options: ReportOptions,
    by: Annotated[str, typer.Option(metavar="|".join(BY), help="What to group by.")] = "stage",
) -> None:
    """The pipeline by stage: count, amount, weighted, flags.

    \b
    Example:
      pipectl board --by source
    """
    check_among("The board can't be by", by, BY)
    show_report(ctx, "board", options, by=by)


@with_report_options
def coverage(ctx: Context, options: ReportOptions) -> None:
    """Is there enough in the pipeline to make the quota?

    \b
    Example:
      pipectl coverage --period 2026-Q4
    """
    from pipectl.reports.forecast.commands import judges

    show_report(ctx, "coverage", options, judges)


@with_report_options
def pace(ctx: Context, options: ReportOptions) -> None:
    """Where am I, against where I should be by now?

    \b
    Example:
      pipectl pace --period this-year
    """
    from pipectl.reports.forecast.commands import judges

    show_report(ctx, "pace", options, judges)


@with_report_options
def funnel(
    ctx: Context,
    options: ReportOptions,
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
) -> None:
    """Of those that entered each stage, how many went on?

    \b
    Example:
      pipectl funnel --since 2026-01-01 --by source
    """

    if by is not None:
        check_among("The funnel can't be by", by, FUNNEL_BY)
    check_among("The funnel's days can't be by", cohort, COHORTS)
    first, last = past_days(run_of(ctx), options, since, until)
    show_report(ctx, "funnel", options, since=first, until=last, by=by, cohort=cohort)


@with_report_options
def metrics(ctx: Context, options: ReportOptions) -> None:
    """Number, size, win rate, time to close and velocity.

    \b
    Example:
      pipectl metrics --period this-year
    """
    show_report(ctx, "metrics", options)


app = typer.Typer(
    help="One question of many: where it sticks, why it was lost, what it pays.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

# Reports that take what all numbers take, and nothing else: what each tells in a few words.
PLAIN: dict[str, str] = {
    "weakest": "In which stage do deals get lost or stuck more than elsewhere?",
    "calibration": "Did the forecasts hold, and do the stages' probabilities?",
    "stage-time": "How long does each stage take?",
    "stalled": "What stands still, against those that were won?",
    "factors": "Which factors and next actions were followed by an advance, and how often?",
    "winloss": "Why deals are won and lost, where, and what losing slowly cost.",
    "commission": "What did I earn, and what would each open one pay now?",
    "activity": "What was done, against which goals, and what did a win take?",
    "sources": "Which sources and campaigns bring deals, and which of them win?",
    "slippage": "What was to close in the period and did not, and where dates are pushed.",
    "portfolio": "How much hangs on few, and does coverage hold without the largest?",
}


def plain(name: str, about: str) -> Callable[..., None]:
    """The command of a report without options of its own."""

    @with_report_options
    def command(ctx: Context, options: ReportOptions) -> None:
        show_report(ctx, name.replace("-", "_"), options)

    command.__doc__ = f"{about}\n\n\b\nExample:\n  pipectl report {name}\n"
    return command


@app.command()
@with_report_options
def changes(
    ctx: Context,
    options: ReportOptions,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day; the period's unless said.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day; today unless said.")
    ] = None,
) -> None:
    """What turned the open amount of then into that of now.

    \b
    Example:
      pipectl report changes --since 2026-11-01
    """
    first, last = past_days(run_of(ctx), options, since, until)
    show_report(ctx, "changes", options, since=first, until=last)


@app.command()
@with_report_options
def closing(
    ctx: Context,
    options: ReportOptions,
    within: Annotated[
        str | None,
        typer.Option(metavar="SPAN", help="7d (unless said), 2w, 1m, this-week, or a period."),
    ] = None,
) -> None:
    """What can be won within the next days, and how likely?

    \b
    Example:
      pipectl report closing --within this-quarter
    """
    run = run_of(ctx)
    if within is not None and options.period is not None:
        raise UsageError("--within and --period exclude each other.", hint="Give one.")
    span = next((each for each in (within, options.period) if each is not None), "7d")
    today = run.today if options.as_of is None else run.date(options.as_of, past=True)
    options = options._replace(period=None)
    show_report(ctx, "closing", options, within=span, last=last_day(run, span, today))


def last_day(run: Run, span: str, today: date) -> date:
    """The last day of a span of days that begins today, or of a period; raises UsageError."""
    if re.fullmatch("[0-9]{1,3}[dwm]", span):
        return parse_date(f"+{span}", today=today)
    try:
        last = run.period(span, today=today).ends_on
    except PeriodError:
        raise UsageError(
            f"{quoted(span)} is not a span.",
            hint="A span is a number of days, weeks or months (7d, 2w, 1m), this-week, or a"
            " period (2026-Q4, next-month).",
        ) from None
    if last < today:
        raise UsageError(f"{quoted(span)} is over: it ended {format_date(last)}.")
    return last


for each, said in PLAIN.items():
    app.command(each)(plain(each, said))

app.command("all")(report_all)
