"""Board, coverage, pace, funnel, metrics, each `report`, quota suggest."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from pipectl.cli.context import Run, run_of
from pipectl.cli.options import Context, command_group
from pipectl.cli.values import check_among
from pipectl.dates import format_date, parse_date
from pipectl.errors import PeriodError, UsageError, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.reports.all import report_all
from pipectl.reports.report import ReportOptions, past_days, show_report, with_report_options
from pipectl.reports.team.commands import team

SOURCES_BY = ("source", "campaign")
COHORTS = ("created", "entered")


GroupedBy = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        help="Group by source, campaign, account, tag, owner or a custom field.",
    ),
]


@with_report_options("all close dates")
def board(
    ctx: Context,
    options: ReportOptions,
    by: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Group by stage, source, account, month, campaign, tag, owner or a custom field.",
        ),
    ] = "stage",
) -> None:
    """Show the pipeline by stage.

    For each stage, shows the number of deals, the amount, the weighted amount
    and the number of flagged deals.

    \b
    Examples:
      pipectl board --by source
      pipectl board
      pipectl board --period this-quarter
    """
    show_report(ctx, "board", options, by=by)


@with_report_options()
def coverage(ctx: Context, options: ReportOptions, by: GroupedBy = None) -> None:
    """Check whether the pipeline covers the quota.

    With --by, also shows how much each group contributes.

    \b
    Examples:
      pipectl coverage --period 2026-Q4
      pipectl coverage --by source
      pipectl coverage --explain
    """
    from pipectl.reports.forecast.commands import judges

    show_report(ctx, "coverage", options, judges, by=by)


@with_report_options()
def pace(ctx: Context, options: ReportOptions) -> None:
    """Show whether you are ahead of or behind your quota.

    \b
    Examples:
      pipectl pace --period this-year
      pipectl pace
    """
    from pipectl.reports.forecast.commands import judges

    show_report(ctx, "pace", options, judges)


@with_report_options("all time")
def funnel(
    ctx: Context,
    options: ReportOptions,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only deals from this date on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only deals up to this date.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Show one funnel per source, campaign, account, month, first stage, tag or custom"
            " field.",
        ),
    ] = None,
    cohort: Annotated[
        str,
        typer.Option(
            metavar="|".join(COHORTS),
            help="Choose deals by the date they were created or entered a stage.",
        ),
    ] = "created",
) -> None:
    """Show conversion from stage to stage.

    Counts all deals, unless you use --period, --since or --until.

    \b
    Examples:
      pipectl funnel --since 2026-01-01 --by source
      pipectl funnel --period last-quarter
    """

    check_among("--cohort can't be", cohort, COHORTS)
    first, last = past_days(run_of(ctx), options, since, until)
    show_report(ctx, "funnel", options, since=first, until=last, by=by, cohort=cohort)


@with_report_options()
def metrics(ctx: Context, options: ReportOptions, by: GroupedBy = None) -> None:
    """Show deal count, deal size, win rate, sales cycle and velocity.

    \b
    Examples:
      pipectl metrics --period this-year
      pipectl metrics --by source
    """
    show_report(ctx, "metrics", options, by=by)


app = command_group("Run a report: bottlenecks, losses, commission and more.")

THIS_QUARTER, ALL_TIME = "this quarter", "all time"
ALL_OPEN = (
    "Counts all open deals. With --period, counts only deals expected to close in that period."
)


class PlainReport(NamedTuple):
    """The help of a report without options of its own: summary, what it counts, default period.

    Without a period, the report covers the whole history.
    """

    summary: str
    counted: str
    period: str | None


PLAIN = {
    "weakest": PlainReport(
        "Find the stage where deals get lost or stuck.", "Counts all deals.", None
    ),
    "calibration": PlainReport(
        "Compare past forecasts and stage probabilities with results.",
        "Includes every forecast whose period has ended.",
        None,
    ),
    "stage-time": PlainReport(
        "Show how long deals spend in each stage.",
        "Counts every stay in a stage. With --period, counts only stays that ended in that period.",
        ALL_TIME,
    ),
    "stalled": PlainReport(
        "List open deals that have been in their stage too long.", ALL_OPEN, "all close dates"
    ),
    "factors": PlainReport(
        "Show what helped deals move forward.",
        "Counts all factors and completed actions, or only those in --period.",
        ALL_TIME,
    ),
    "fit": PlainReport(
        "Compare results by how well deals fit your ideal customer.",
        "Counts all closed deals, or only those closed in --period. For the criteria,"
        "\nsee `pipectl icp list`.",
        ALL_TIME,
    ),
    "sequences": PlainReport(
        "Show how far sequences get, and which steps get a reply.",
        "Counts all runs, or only those started in --period.",
        ALL_TIME,
    ),
    "customers": PlainReport(
        "Show your customers, their open deals, and how many bought again.",
        "Counts all wins, or only those in --period. A customer is an account, or a contact"
        "\nwithout one.",
        ALL_TIME,
    ),
    "score": PlainReport(
        "Check whether lead scores predict which deals are won.",
        "Uses each deal's score 14 days after it was created. Counts all closed deals, or only"
        "\nthose closed in --period.",
        ALL_TIME,
    ),
    "commission": PlainReport(
        "Calculate the commission earned and what open deals would pay.",
        "",
        "your commission plan's current period",
    ),
    "activity": PlainReport("Compare activities with your goals and wins.", "", THIS_QUARTER),
    "slippage": PlainReport(
        "Show deals that didn't close on time or were pushed.", "", THIS_QUARTER
    ),
    "portfolio": PlainReport(
        "Show how much depends on your largest deals.", ALL_OPEN, "all close dates"
    ),
}


def plain(name: str, about: PlainReport) -> Callable[..., None]:
    """Make the command of a report without options of its own."""

    @with_report_options(about.period)
    def command(ctx: Context, options: ReportOptions) -> None:
        if options.period is not None and about.period is None:
            raise UsageError(
                f"`pipectl report {name}` looks at the whole history and takes no --period.",
                hint="To see an earlier state, use --as-of DATE.",
            )
        show_report(ctx, name.replace("-", "_"), options)

    example = f"pipectl report {name}"
    counted = f"{about.counted}\n\n" if about.counted else ""
    command.__doc__ = (
        f"{about.summary}\n\n{counted}\b\nExamples:\n  {example}\n  {example} --explain\n"
    )
    return command


@app.command()
@with_report_options()
def changes(
    ctx: Context,
    options: ReportOptions,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Only changes from this date on (default: start of the period)."
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only changes up to this date (default: today)."),
    ] = None,
) -> None:
    """Show what changed the open amount over a period.

    \b
    Examples:
      pipectl report changes --since 2026-11-01
      pipectl report changes --period last-month
    """
    first, last = past_days(run_of(ctx), options, since, until)
    show_report(ctx, "changes", options, since=first, until=last)


@app.command()
@with_report_options("the next 7 days")
def closing(
    ctx: Context,
    options: ReportOptions,
    within: Annotated[
        str | None,
        typer.Option(
            metavar="SPAN", help="Time span, such as 7d, 2w or 1m, or a period (default: 7d)."
        ),
    ] = None,
) -> None:
    """List the open deals most likely to be won soon.

    \b
    Examples:
      pipectl report closing --within this-quarter
      pipectl report closing
    """
    run = run_of(ctx)
    if within is not None and options.period is not None:
        raise UsageError("--within and --period can't be used together.", hint="Use one of them.")
    span = next((each for each in (within, options.period) if each is not None), "7d")
    today = run.today if options.as_of is None else run.date(options.as_of, past=True)
    options = options._replace(period=None)
    show_report(ctx, "closing", options, within=span, last=last_day(run, span, today))


def last_day(run: Run, span: str, today: date) -> date:
    """Return the last day of a span that begins today, or of a period; raise UsageError."""
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


@app.command()
@with_report_options(ALL_TIME)
def sources(
    ctx: Context,
    options: ReportOptions,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(SOURCES_BY),
            help="Show leads, wins, cost and return by source or campaign.",
        ),
    ] = None,
) -> None:
    """Compare sources and campaigns.

    Counts all deals. With --period, counts only deals added or closed in that
    period. With --by, also shows what campaigns cost (see `pipectl campaign`).

    \b
    Examples:
      pipectl report sources
      pipectl report sources --by campaign
      pipectl report sources --explain
    """
    if by is None:
        show_report(ctx, "sources", options)
        return
    check_among("The sources can't be grouped by", by, SOURCES_BY)
    show_report(ctx, "campaigns", options, by=by)


@app.command()
@with_report_options(ALL_TIME)
def winloss(ctx: Context, options: ReportOptions, by: GroupedBy = None) -> None:
    """Show why deals are won and lost.

    Counts all closed deals. With --period, counts only deals closed in that
    period.

    \b
    Examples:
      pipectl report winloss
      pipectl report winloss --by source
      pipectl report winloss --explain
    """
    show_report(ctx, "winloss", options, by=by)


for name, each in PLAIN.items():
    app.command(name)(plain(name, each))

app.command("team")(team)
app.command("all")(report_all)
