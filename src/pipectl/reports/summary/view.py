"""The summary above all reports: won, quota, coverage, pace, forecast, and why they differ."""

from pipectl.dates import format_date
from pipectl.forecast.queries import open_expected_minor
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import NOTHING, NumberFormat
from pipectl.render.blocks import Block, KeyFigure, KeyFigures, Page, Paragraph
from pipectl.reports.coverage.queries import CoverageReport
from pipectl.reports.coverage.rules import of_coverage
from pipectl.reports.coverage.view import VERDICT_STYLES
from pipectl.reports.disagreement.view import why_they_differ
from pipectl.reports.forecast.queries import ForecastReport
from pipectl.reports.forecast.view import style as forecast_style
from pipectl.reports.forecast.view import together
from pipectl.reports.forecast.view.grounds import Say
from pipectl.reports.pace.queries import PaceReport
from pipectl.reports.pace.view import days_of, share


class Judged(NamedTuple):
    """The three reports that judge one period's quota."""

    coverage: CoverageReport
    pace: PaceReport
    forecast: ForecastReport


def summary(found: Judged, numbers: NumberFormat) -> list[Block]:
    """Return the figures of the three reports, and the sentence on why they differ."""
    return [KeyFigures(figures(found, numbers)), *differences(found, numbers)]


def differences(found: Judged, numbers: NumberFormat) -> list[Block]:
    """Return why the three differ; empty if they don't."""
    return together(found.coverage, found.pace, found.forecast, numbers=numbers)


def without_differences(page: Page, found: Judged, numbers: NumberFormat) -> Page:
    """Return a report's page without its own sentence on differences, as the summary has it."""
    coverage, currency = found.coverage.coverage, found.coverage.money.currency
    said = why_they_differ(of_coverage(coverage), coverage.period, currency, numbers)
    own = [Paragraph(said), *together(None, None, found.forecast, numbers=numbers)]
    return page._replace(blocks=[each for each in page.blocks if each not in own])


def figures(found: Judged, numbers: NumberFormat) -> list[KeyFigure]:
    """Return the figures known for the period: without a quota, over, reached, or current."""
    coverage = found.coverage.coverage
    quota = coverage.quota_minor
    first = [won(found, numbers), goal(found, numbers)]
    if quota is None and not coverage.is_over:
        return [*first, still_open(found, numbers), likely(found, numbers)]
    if coverage.is_over:
        return first if quota is None else [*first, result(found, numbers)]
    if not coverage.remaining_minor:
        return [*first, still_open(found, numbers)]
    ahead = [] if found.forecast.is_over else [chance(found, numbers)]
    return [*first, covered(found, numbers), on_pace(found, numbers), *ahead]


def money(name: str, minor: int, note: str, found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return an amount as in sentences."""
    currency = found.coverage.money.currency
    return KeyFigure(name, numbers.short(minor, currency), currency, note)


def won(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return the amount won."""
    coverage = found.coverage.coverage
    quota = coverage.quota_minor
    note = f"{share(coverage.won_minor, quota, numbers)} of the quota" if quota else ""
    note = note or f"in {coverage.period.name}"
    return money("Won", coverage.won_minor, note, found, numbers)._replace(chapter="pace")


def goal(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return the quota, and what is missing."""
    coverage = found.coverage.coverage
    if coverage.quota_minor is None:
        return KeyFigure("Quota", NOTHING, "", f"not set for {coverage.period.name}")
    to_go = numbers.short(coverage.remaining_minor, found.coverage.money.currency)
    left = f"{to_go} to go" if coverage.remaining_minor else "reached"
    note = f"for {coverage.period.name}" if coverage.is_over else left
    return money("Quota", coverage.quota_minor, note, found, numbers)


def result(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return the result against the quota of a past period."""
    missing = found.coverage.coverage.remaining_minor
    if not missing:
        return KeyFigure("Result", "reached", "", "The period is over.", "green", "coverage")
    figure = money("Missed by", missing, "The period is over.", found, numbers)
    return figure._replace(style="red", chapter="coverage")


def still_open(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return the amount open and expected to close in the period."""
    coverage = found.coverage.coverage
    note = f"expected to close in {coverage.period.name}"
    return money("Open", coverage.open_minor, note, found, numbers)._replace(chapter="coverage")


def likely(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return the expected amount of the open deals."""
    minor = open_expected_minor(found.forecast.rows)
    figure = money("Forecast", minor, "expected from open deals", found, numbers)
    return figure._replace(chapter="forecast")


def covered(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return coverage and its verdict."""
    coverage = found.coverage.coverage
    ratio, need = numbers.compared(coverage.ratio, coverage.required)
    note = f"{coverage.verdict}: you need {need}"
    if coverage.verdict == "empty":
        note = f"nothing is open: you need {need}"
    elif coverage.required is None:
        note = "short: all of these deals are in stages with a win chance of 0 %"
    style = VERDICT_STYLES.get(coverage.verdict, "")
    return KeyFigure("Coverage", ratio, "", note, style, "coverage")


def on_pace(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return how far it is ahead or behind."""
    pace, currency = found.pace.pace, found.pace.money.currency
    ahead, expected = pace.ahead_minor or 0, numbers.short(pace.expected_minor or 0, currency)
    if not ahead:
        note = f"{expected} expected by now" if pace.expected else "nothing is expected yet"
        return KeyFigure("Pace", "even", "", note, "", "pace")
    way, sign, style = ("ahead", "+", "green") if ahead > 0 else ("behind", "", "red")
    days = "" if pace.ahead_days is None else f"{days_of(pace.ahead_days, numbers)} "
    note = f"{days}{way}: {expected} expected by now"
    value = f"{sign}{numbers.short(ahead, currency)}"
    return KeyFigure("Pace", value, currency, note, style, "pace")


def chance(found: Judged, numbers: NumberFormat) -> KeyFigure:
    """Return the chance of reaching the quota."""
    forecast, say = found.forecast, Say(found.forecast, numbers)
    quota = forecast.quota.amount_minor or 0
    note = f"chance of reaching {say.short(quota)} by {format_date(forecast.period.ends_on)}"
    style = forecast_style(forecast)
    return KeyFigure(
        "Forecast", say.chance(forecast.outlook.chance or 0.0), "", note, style, "forecast"
    )
