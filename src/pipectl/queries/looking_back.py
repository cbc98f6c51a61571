"""What did a month or a quarter bring, and where does the year stand?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipectl.domain.pace import Pace, pace
from pipectl.domain.settings import StoreSettings
from pipectl.domain.words import LOST, WON
from pipectl.periods import Period, around, parts
from pipectl.queries.agreement import forecast_beside
from pipectl.queries.changed import ONE_DAY
from pipectl.queries.coverage import CoverageReport, closed_between, coverage_of
from pipectl.queries.forecast import ForecastReport
from pipectl.queries.goals import Progress, goal_progress, logged
from pipectl.queries.opportunities import Opportunity, by_ids
from pipectl.queries.priorities import Priority, priorities
from pipectl.queries.promises import Promise, promises
from pipectl.queries.quotas import quota_for
from pipectl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class LookingBack:
    """What was done in a period, by the days on which it happened, and how the quarter stands."""

    period: Period
    currency: str
    won: tuple[Opportunity, ...]
    lost: tuple[Opportunity, ...]
    done: Mapping[str, int]
    goals: tuple[Progress, ...]
    promises: tuple[Promise, ...]
    priorities: tuple[Priority, ...]
    coverage: CoverageReport
    pace: Pace
    forecast: ForecastReport | None


class Decided(NamedTuple):
    """What an earlier review decided: its period, and the questions with their answers."""

    period: str
    answers: tuple[tuple[str, str], ...]


class Part(NamedTuple):
    """A period's quota and what was won in it; money in minor units."""

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
) -> LookingBack:
    """What a period brought up to today, how this quarter stands, and the quarters' priorities."""
    last = min(period.ends_on, today)
    quarter = around(today, "quarter", settings.fiscal_year_start)
    report = coverage_of(
        reader, period=quarter, today=today, currency=settings.currency, settings=settings
    )
    return LookingBack(
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
    )


def closed(
    reader: Reader, status: str, first: date, last: date, today: date
) -> tuple[Opportunity, ...]:
    """What was won or lost in these days, the largest first."""
    values = {"status": status, "first": first, "last": last}
    return tuple(by_ids(reader, [row[0] for row in reader.rows(CLOSED_SQL, values)], today))


def part(reader: Reader, period: Period, today: date, settings: StoreSettings) -> Part:
    """What was won in a period against its quota, and where it should be by now."""
    closings, _ = closed_between(
        reader, period.starts_on, min(period.ends_on, today), settings.currency
    )
    return Part(
        period,
        pace(
            period=period,
            today=today,
            working=settings.working,
            quota_minor=quota_for(reader, period, settings.currency).amount_minor,
            won_minor=sum(each.amount_minor or 0 for each in closings if each.status == WON),
        ),
    )


def year_so_far(reader: Reader, *, day: date, today: date, settings: StoreSettings) -> list[Part]:
    """The fiscal year that holds a day, and then each of its quarters."""
    year = around(day, "year", settings.fiscal_year_start)
    quarters = parts(year, "quarter", settings.fiscal_year_start)
    return [part(reader, each, today, settings) for each in (year, *quarters)]
