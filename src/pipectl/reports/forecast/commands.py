"""`forecast`: how likely the quota is to be reached."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipectl.cli.context import Run, run_of
from pipectl.cli.options import Context
from pipectl.errors import StoreFailedError, UsageError, either, quoted
from pipectl.numbers import NumberFormat
from pipectl.ownership.prompts import whose
from pipectl.render.output import print_note
from pipectl.render.progress import portion
from pipectl.reports.forecast.queries import METHODS, SIMULATION, ForecastReport, percent
from pipectl.reports.queries.shared import ReportRequest
from pipectl.reports.report import (
    Finish,
    ReportOptions,
    ReportPackage,
    report_currency,
    show_report,
    with_report_options,
)
from pipectl.store.reader import Reader
from pipectl.text import UnknownValueError

if TYPE_CHECKING:
    from pipectl.render.blocks import Page


BY_MONTH = "month"


@with_report_options()
def forecast(
    ctx: Context,
    options: ReportOptions,
    quota: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="Use this quota instead of the one you set."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar=BY_MONTH, help="Also forecast each month.")
    ] = None,
    method: Annotated[
        str,
        typer.Option(metavar="|".join(METHODS), help="Also show a simpler method."),
    ] = SIMULATION,
) -> None:
    """Estimate your chance of hitting the quota.

    Simulates the rest of the period based on your own history.

    \b
    Examples:
      pipectl forecast --period 2026-Q4
      pipectl forecast --quota 120k
      pipectl forecast --by month --period this-year
    """
    run = run_of(ctx)
    if method not in METHODS:
        use = f"Use {either(METHODS)}."
        raise UnknownValueError(f"No method {quoted(method)}", method, METHODS, hint=use)
    if by not in (None, BY_MONTH):
        raise UsageError(
            f"The forecast can't be split by {quoted(by or '')}.", hint=f"Use --by {BY_MONTH}."
        )
    minor = None if quota is None else asked_quota(run, quota, options.currency)
    with portion("Simulating") as advance:
        found = show_report(
            ctx,
            "forecast",
            options,
            quota_minor=minor,
            by_month=by == BY_MONTH,
            method=method,
            tell=advance,
        )
    is_whole = quota is None and not options.where and options.segment is None
    if found is not None and found.today == run.today and is_whole:
        keep(run, found, options.seller)


def asked_quota(run: Run, text: str, currency: str | None) -> int:
    """Return the quota that was typed, in the report's currency; raise UsageError."""
    from pipectl.cli.values import parse_money_option

    money, wanted = parse_money_option(run, text, currency), report_currency(run, currency)
    if money.currency != wanted:
        raise UsageError(
            f"The quota is in {money.currency}, the forecast in {wanted}.",
            hint=f"Add --currency {money.currency}.",
        )
    return money.minor


def keep(run: Run, found: ForecastReport, typed: str | None) -> None:
    """Log a seller's forecast, to be compared with the result later; not for past periods.

    One of what is nobody's isn't kept: the one without an owner is the team's.
    """
    told, quota = found.outlook, found.quota.amount_minor
    if quota is None or told.chance is None or found.is_over:
        return
    from pipectl.forecast.actions import LoggedForecast, log

    low, median, high = (told.quantiles_minor[share] for share in (10, 50, 90))
    chance = int(100 * percent(told.chance))
    ends = found.period.span
    with run.reading() as reader:
        owner = whose(run, typed)(reader)
    if owner == "":
        return
    shown = LoggedForecast(
        *(found.today, *ends, found.money.currency),
        *(quota, chance, low, median, high),
        owner or "",
    )
    try:
        log(run.path, shown)
    except StoreFailedError as error:
        print_note(f"pipectl: {error}")
        print_note(
            "  This forecast isn't kept, so that `report calibration` won't tell how it did."
        )


JUDGED = ("coverage", "pace")  # the forecast's page has the run rate beside it
# Fitting more deals takes over a second, so only the forecast explains the difference then.
MOST_LEARNED = 3_000
COUNT_SQL = """
select
  count(*)
from opportunity
"""


def elsewhere(page: "Page", _: NumberFormat) -> "Page":
    """Return the page with the commands that show the forecast and explain the difference."""
    from pipectl.render.blocks import Paragraph

    said = (
        "See `pipectl forecast` for the chance of reaching the quota, and `pipectl report all` for"
        " why the three differ."
    )
    return page.followed_by([Paragraph(said, "dim")])


def judges(reader: Reader, asked: ReportRequest, name: str, found: Any) -> Finish | None:
    """Return the function that adds to a page why coverage, pace and forecast differ.

    None for other reports, and once the result is decided.
    """
    if name not in JUDGED:
        return None
    from pipectl.reports.forecast.queries import answer as forecast

    both = {each: ReportPackage(each).question(reader, asked) for each in JUDGED if each != name}
    coverage, pace = ({**both, name: found}[each] for each in JUDGED)
    judged = coverage.coverage
    if not judged.remaining_minor or judged.is_over:
        return None
    if reader.value(COUNT_SQL) > MOST_LEARNED:
        return elsewhere
    outlook = forecast(reader, asked._replace(explain=False))

    def finish(page: "Page", numbers: NumberFormat) -> "Page":
        from pipectl.reports.forecast.view import in_place

        return in_place(page, coverage, pace, outlook, numbers=numbers)

    return finish
