"""Read what changed since the last review, and the results of a month or quarter."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipectl.dates import later
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, around, parts
from pipectl.pipeline.queries.current import CurrentOpportunity, by_ids
from pipectl.planning.queries.goals import Progress, goal_progress, logged
from pipectl.planning.queries.priorities import PriorityProgress, priorities
from pipectl.planning.queries.quotas import quota_for
from pipectl.reports.changes.queries import changes, last_row
from pipectl.reports.changes.rules import Bridge, ReviewTime
from pipectl.reports.coverage.queries import CoverageReport, coverage_of
from pipectl.reports.forecast.queries import ForecastReport, forecast_beside
from pipectl.reports.pace.rules import Pace, pace
from pipectl.reports.queries.shared import closed_between
from pipectl.review.queries.past_reviews import ReviewRow
from pipectl.review.queries.reviews import PlannedThenDone, promises
from pipectl.store.reader import Reader
from pipectl.store_settings import StoreSettings
from pipectl.vocabulary import LOST, WON

if TYPE_CHECKING:
    from pipectl.experiments.queries import ExperimentResult
    from pipectl.reports.queries.conversions import Included, Missing


class SinceLastReview(NamedTuple):
    """The opening of a review; `done` counts activities by kind since the last one."""

    since: ReviewTime
    currency: str
    bridge: Bridge
    won: tuple[CurrentOpportunity, ...]
    lost: tuple[CurrentOpportunity, ...]
    done: Mapping[str, int]
    goals: tuple[Progress, ...]
    coverage: CoverageReport
    pace: Pace
    forecast: ForecastReport | None
    promises: tuple[PlannedThenDone, ...]
    priorities: tuple[PriorityProgress, ...]
    experiments: "tuple[ExperimentResult, ...]"
    converted: "tuple[Included, ...]" = ()
    missing: "tuple[Missing, ...]" = ()


DONE_SQL = """
select
  kind,
  sum(count) as count
from activity
where {where}
group by kind
order by kind
"""


ONE_DAY = timedelta(days=1)


def since_last(last: ReviewRow | None, today: date, interval: int) -> ReviewTime:
    """Return the mark of the last review; without one, the end of the day an interval ago."""
    if last is None:
        return ReviewTime(later(today, -interval))
    return ReviewTime(last.started_on, last.history_mark, last.told_at)


def present_mark(reader: Reader, today: date) -> ReviewTime:
    """Return the current mark, at which the next bridge begins."""
    return ReviewTime(today, last_row(reader))


def changed(
    reader: Reader, *, since: ReviewTime, until: ReviewTime, today: date, settings: StoreSettings
) -> SinceLastReview:
    """Return the changes between two marks in the store's currency, and this quarter's state."""
    currency = settings.currency
    found = changes(reader, since=since, until=until, currency=currency)
    report = coverage_of(
        reader,
        period=around(today, "quarter", settings.fiscal_year_start),
        today=today,
        currency=currency,
        settings=settings,
    )
    return SinceLastReview(
        since=since,
        currency=currency,
        bridge=found,
        won=closed_since(reader, found, WON, today),
        lost=closed_since(reader, found, LOST, today),
        done=done_between(reader, since, until),
        goals=tuple(goal_progress(reader, today=today, settings=settings)),
        coverage=report,
        pace=pace(
            period=report.coverage.period,
            today=today,
            working=settings.working,
            quota_minor=report.coverage.quota_minor,
            won_minor=report.coverage.won_minor,
        ),
        forecast=forecast_beside(reader, report.coverage, today=today, settings=settings),
        promises=tuple(promises(reader, first=since.on, last=until.on - ONE_DAY)),
        priorities=tuple(priorities(reader, on=today)),
        experiments=running_experiments(reader, today),
        converted=converted(reader, report, found),
        missing=missing_rates(reader, report),
    )


def missing_rates(reader: Reader, report: CoverageReport) -> "tuple[Missing, ...]":
    """Return the currencies that today's sums leave out, as they have no rate; none without any."""
    if not reader.rates:
        return ()
    from pipectl.reports.queries.conversions import conversions

    known = conversions(reader)
    return () if known is None else tuple(known.missing(report.rows))


def converted(
    reader: Reader, report: CoverageReport, found: Bridge | None = None
) -> "tuple[Included, ...]":
    """Return what the sums take in of deals in other currencies; nothing without rates."""
    if not reader.rates:
        return ()
    from pipectl.reports.queries.conversions import conversions, included_in

    known = conversions(reader)
    rows = [] if known is None else known.counted(report.rows)
    return tuple(included_in([*rows, *([] if found is None else found.originals)]))


RUNNING_SQL = "select exists (select 1 from experiment where ended_on is null)"


def running_experiments(reader: Reader, today: date) -> "tuple[ExperimentResult, ...]":
    """Return what the experiments that run show so far."""
    if not reader.value(RUNNING_SQL):
        return ()
    from pipectl.experiments.queries import experiments, result

    running = [each for each in experiments(reader, today) if each.ended_on is None]
    return tuple(result(reader, each, today) for each in running)


def closed_since(
    reader: Reader, found: Bridge, status: str, today: date
) -> tuple[CurrentOpportunity, ...]:
    """Return deals closed since then that still are; the largest first."""
    numbers = [number for number, ended in found.closed.items() if ended == status]
    there = [each for each in by_ids(reader, numbers, today) if each.row.status == status]
    return tuple(sorted(there, key=lambda each: (-(each.row.amount_minor or 0), each.row.id)))


def done_between(reader: Reader, since: ReviewTime, until: ReviewTime) -> dict[str, int]:
    """Return the number of activities logged between two marks, by kind."""
    values: dict[str, object] = {"since": since.on if since.at is None else since.at}
    parts = ["recorded_on > :since" if since.at is None else "recorded_at > :since"]
    if until.at is not None:
        parts.append("recorded_at <= :until")
        values["until"] = until.at
    rows = reader.rows(DONE_SQL.format(where=" and ".join(parts)), values)
    return {row[0]: row[1] for row in rows}


class PeriodReview(NamedTuple):
    """The results of a period, by the dates of events, and this quarter's state."""

    period: Period
    currency: str
    won: tuple[CurrentOpportunity, ...]
    lost: tuple[CurrentOpportunity, ...]
    done: Mapping[str, int]
    goals: tuple[Progress, ...]
    promises: tuple[PlannedThenDone, ...]
    priorities: tuple[PriorityProgress, ...]
    coverage: CoverageReport
    pace: Pace
    forecast: ForecastReport | None
    experiments: "tuple[ExperimentResult, ...]"
    converted: "tuple[Included, ...]" = ()


class PastDecisions(NamedTuple):
    """The decisions of an earlier review: its period, and questions with answers."""

    period: str
    answers: tuple[tuple[str, str], ...]


class QuotaProgress(NamedTuple):
    """A period's quota and the amount won in it; money in minor units."""

    period: Period
    pace: Pace


CLOSED_SQL = """
select
  id
from opportunity
where status = :status and closed_on between :first and :last
order by amount_minor desc nulls last, id
"""


def looking_back(
    reader: Reader,
    *,
    period: Period,
    priorities_of: Sequence[Period],
    today: date,
    settings: StoreSettings,
) -> PeriodReview:
    """Return a period's results up to today, this quarter's state, and priorities."""
    last = min(period.ends_on, today)
    quarter = around(today, "quarter", settings.fiscal_year_start)
    report = coverage_of(
        reader, period=quarter, today=today, currency=settings.currency, settings=settings
    )
    return PeriodReview(
        period=period,
        currency=settings.currency,
        won=closed(reader, WON, period.starts_on, last, today),
        lost=closed(reader, LOST, period.starts_on, last, today),
        done=logged(reader, period.starts_on, last),
        goals=tuple(goal_progress(reader, today=today, settings=settings))
        if period.contains(today)
        else (),
        promises=tuple(promises(reader, first=period.starts_on, last=min(last, today - ONE_DAY))),
        priorities=tuple(
            found
            for each in dict.fromkeys(priorities_of)
            for found in priorities(reader, on=each.starts_on)
        ),
        coverage=report,
        pace=part(reader, quarter, today, settings).pace,
        forecast=forecast_beside(reader, report.coverage, today=today, settings=settings),
        experiments=running_experiments(reader, today),
        converted=converted(reader, report),
    )


def closed(
    reader: Reader, status: str, first: date, last: date, today: date
) -> tuple[CurrentOpportunity, ...]:
    """Return the deals won or lost on these days, the largest first."""
    values = {"status": status, "first": first, "last": last}
    return tuple(by_ids(reader, [row[0] for row in reader.rows(CLOSED_SQL, values)], today))


def part(reader: Reader, period: Period, today: date, settings: StoreSettings) -> QuotaProgress:
    """Return a period's won amount, quota and pace."""
    closings, _ = closed_between(
        reader, period.starts_on, min(period.ends_on, today), settings.currency
    )
    return QuotaProgress(
        period,
        pace(
            period=period,
            today=today,
            working=settings.working,
            quota_minor=quota_for(reader, period, settings.currency).amount_minor,
            won_minor=sum(each.amount_minor or 0 for each in closings if each.status == WON),
        ),
    )


def year_so_far(
    reader: Reader, *, day: date, today: date, settings: StoreSettings
) -> list[QuotaProgress]:
    """Return a day's fiscal year, then each of its quarters."""
    year = around(day, "year", settings.fiscal_year_start)
    quarters = parts(year, "quarter", settings.fiscal_year_start)
    return [part(reader, each, today, settings) for each in (year, *quarters)]
