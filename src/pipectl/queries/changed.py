"""What changed since the last review, and where does that leave the quota?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipectl.dates import later
from pipectl.domain.bridge import Bridge, Mark
from pipectl.domain.pace import Pace, pace
from pipectl.domain.settings import StoreSettings
from pipectl.domain.words import LOST, WON
from pipectl.periods import around
from pipectl.queries.agreement import forecast_beside
from pipectl.queries.bridge import changes, last_row
from pipectl.queries.coverage import CoverageReport, coverage_of
from pipectl.queries.forecast import ForecastReport
from pipectl.queries.goals import Progress, goal_progress
from pipectl.queries.opportunities import Opportunity, by_ids
from pipectl.queries.priorities import Priority, priorities
from pipectl.queries.promises import Promise, promises
from pipectl.queries.reviews import Review
from pipectl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Changed:
    """What a review begins with; `done` counts activities by kind since then."""

    since: Mark
    currency: str
    bridge: Bridge
    won: tuple[Opportunity, ...]
    lost: tuple[Opportunity, ...]
    done: Mapping[str, int]
    goals: tuple[Progress, ...]
    coverage: CoverageReport
    pace: Pace
    forecast: ForecastReport | None
    promises: tuple[Promise, ...]
    priorities: tuple[Priority, ...]


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


def since_last(last: Review | None, today: date, interval: int) -> Mark:
    """Where the last review ended; without one, the end of the day an interval ago."""
    if last is None:
        return Mark(later(today, -interval))
    return Mark(last.started_on, last.history_mark, last.told_at)


def present_mark(reader: Reader, today: date) -> Mark:
    """Now, so that a later bridge begins where this one ends."""
    return Mark(today, last_row(reader))


def changed(
    reader: Reader, *, since: Mark, until: Mark, today: date, settings: StoreSettings
) -> Changed:
    """What changed between two marks, in the store's currency, and how this quarter stands."""
    currency = settings.currency
    found = changes(reader, since=since, until=until, currency=currency)
    report = coverage_of(
        reader,
        period=around(today, "quarter", settings.fiscal_year_start),
        today=today,
        currency=currency,
        settings=settings,
    )
    return Changed(
        since=since,
        currency=currency,
        bridge=found,
        won=closed(reader, found, WON, today),
        lost=closed(reader, found, LOST, today),
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
    )


def closed(reader: Reader, found: Bridge, status: str, today: date) -> tuple[Opportunity, ...]:
    """Those that were closed so since, and still are; the largest first."""
    numbers = [number for number, ended in found.closed.items() if ended == status]
    there = [each for each in by_ids(reader, numbers, today) if each.row.status == status]
    return tuple(sorted(there, key=lambda each: (-(each.row.amount_minor or 0), each.row.id)))


def done_between(reader: Reader, since: Mark, until: Mark) -> dict[str, int]:
    """How much was logged between two marks, by kind."""
    values: dict[str, object] = {"since": since.on if since.at is None else since.at}
    parts = ["recorded_on > :since" if since.at is None else "recorded_at > :since"]
    if until.at is not None:
        parts.append("recorded_at <= :until")
        values["until"] = until.at
    rows = reader.rows(DONE_SQL.format(where=" and ".join(parts)), values)
    return {row[0]: row[1] for row in rows}
