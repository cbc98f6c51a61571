"""What do coverage, pace and forecast say of the same quota?"""

from dataclasses import replace
from datetime import date

from pipectl.domain.agreement import Carrier, Decisive, Opinions
from pipectl.domain.coverage import Coverage, in_period
from pipectl.domain.pace import Pace
from pipectl.domain.settings import StoreSettings
from pipectl.money import weighted_minor
from pipectl.queries.asked import Asked
from pipectl.queries.brought import open_rows
from pipectl.queries.counting import Counted
from pipectl.queries.forecast import ForecastReport, forecast
from pipectl.store.reader import Reader


def forecast_beside(
    reader: Reader, found: Coverage, *, today: date, settings: StoreSettings
) -> ForecastReport | None:
    """The forecast of the quota that coverage is of; None without one, or once it is decided."""
    if not found.remaining_minor or found.period.ends_on <= today:
        return None
    return forecast(reader, Asked(today, settings.currency, settings, found.period))


def opinions(
    coverage: Coverage | None = None,
    pace: Pace | None = None,
    forecast: ForecastReport | None = None,
) -> Opinions:
    """Their verdicts, of those that a page shows; none once the period is over or the quota won."""
    if coverage is not None and (coverage.is_over or coverage.quota_minor is None):
        return Opinions()
    found = Opinions() if coverage is None else of_coverage(coverage)
    if pace is not None:
        found = replace(found, ahead_minor=pace.ahead_minor)
    return found if forecast is None else of_forecast(found, forecast)


def of_coverage(found: Coverage) -> Opinions:
    """What coverage says, the gap and the number of wins; nothing once it is decided."""
    if found.is_over or found.quota_minor is None:
        return Opinions()
    return Opinions(
        coverage=found.verdict,
        by_setting=found.required_from == "setting",
        is_short=found.missing_minor > 0 if found.remaining_minor else None,
        by_count=None if found.by_count is None else found.by_count.verdict,
        missing_minor=found.missing_minor,
        to_go_minor=found.remaining_minor,
    )


def of_forecast(found: Opinions, report: ForecastReport) -> Opinions:
    """The same with what the forecast and the run rate say."""
    quota, outlook = report.quota.amount_minor, report.outlook
    if quota is None or report.is_over or outlook.won_minor >= quota:
        return found
    rows = {row.id: row for row in open_rows(report.basis, report.simulated)}
    places = report.basis.places
    late = (len(places) + 1) // 2
    worth = [(each.item, worth_of(rows[each.item.id])) for each in report.likely]
    return replace(
        found,
        chance=outlook.chance,
        run_rate_chance=outlook.run_rate_chance,
        to_go_minor=quota - outlook.won_minor,
        new_minor=outlook.new_minor,
        outside_minor=sum(
            minor
            for item, minor in worth
            if not in_period(item.close_on, report.period, report.today)
        ),
        carriers=[Carrier(minor, places[item.stage_id] >= late) for item, minor in worth],
        largest=largest_of(report),
    )


def largest_of(report: ForecastReport) -> Decisive | None:
    """The deal that moves the forecast most, if one does by much."""
    if report.largest is None:
        return None
    number, chance = report.largest
    item = next(each.item for each in report.likely if each.item.id == number)
    return Decisive(item.title, item.amount_minor or 0, chance)


def worth_of(row: Counted) -> int:
    """What an open deal brings on average."""
    return weighted_minor(row.amount_minor or 0, row.probability_bp or 0)
