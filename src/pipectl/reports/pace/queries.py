"""Read what was won in a period, and compare it with the quota's pace."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, days_left, leading_to
from pipectl.planning.queries.quotas import quota_for
from pipectl.reports.pace.rules import Pace, needed_per_week
from pipectl.reports.pace.rules import pace as pace_of
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    as_it_is,
    closed_between,
    history_begins,
    left_out,
    unweighted,
)
from pipectl.reports.rules import ClosedOpportunity, total
from pipectl.store.reader import Reader, as_date
from pipectl.vocabulary import WON

SPARKED = 12  # periods in a row


class Won(NamedTuple):
    """The amount won in a period, in minor units."""

    period: Period
    minor: int


class PaceReport(NamedTuple):
    """The pace in a period, the wins it counts, and the results of earlier periods.

    `needed_per_week_minor` is None without a quota, or without working days left. `begins_on` is
    the day of the first deal.
    """

    money: ReportCurrency
    period: Period
    pace: Pace
    quota_from: str
    days_left: int
    days_a_week: int
    needed_per_week_minor: int | None
    won: tuple[ClosedOpportunity, ...]
    twelve: tuple[Won, ...]
    quota_count: int | None = None
    others: tuple[ReportRow, ...] = ()
    begins_on: date | None = None
    quota_reason: str | None = None

    @property
    def rows(self) -> list[ReportRow]:
        """Every win in the period, and the uncounted deals."""
        ours = unweighted(self.won, self.money.currency, lambda _: "won in the period")
        return [*ours, *self.money.foreign, *self.others]


WON_SQL = """
select
  closed_on,
  sum(amount_minor) as minor
from opportunity
where status = 'won' and closed_on between :first and :last and currency = :currency
group by closed_on
order by closed_on
"""


def answer(reader: Reader, asked: ReportRequest) -> PaceReport:
    """Return the pace of the requested period, by the working days before today."""
    period, settings, currency = asked.in_period, asked.settings, asked.currency
    end = min(period.ends_on, asked.today)
    closed, foreign = closed_between(reader, period.starts_on, end, currency)
    won = [each for each in closed if each.status == WON]
    quota = quota_for(reader, period, currency)
    found = pace_of(
        period=period,
        today=asked.today,
        working=settings.working,
        quota_minor=quota.amount_minor,
        won_minor=total([each.amount_minor for each in won]),
    )
    left = days_left(period, asked.today, settings.working)
    a_week = len(settings.working.weekdays)
    return PaceReport(
        money=ReportCurrency(currency, foreign, asked.quota_flags),
        period=period,
        pace=found,
        quota_from=quota.source,
        days_left=left,
        days_a_week=a_week,
        needed_per_week_minor=needed_per_week(found, days_left=left, days_a_week=a_week),
        won=tuple(won),
        twelve=won_in(reader, asked, leading_to(period, SPARKED, settings.fiscal_year_start)),
        quota_count=quota.wins,
        others=left_out(
            reader, asked, [*(each.id for each in won), *(each.id for each in foreign)], as_it_is
        ),
        begins_on=history_begins(reader),
        quota_reason=quota.reason,
    )


def won_in(reader: Reader, asked: ReportRequest, periods: Sequence[Period]) -> tuple[Won, ...]:
    """Return the amounts won in consecutive periods, up to today."""
    ends = [each.ends_on for each in periods]
    sums = [0] * len(periods)
    span = {"first": periods[0].starts_on, "last": min(ends[-1], asked.today)}
    for on, minor in reader.rows(WON_SQL, {**span, "currency": asked.currency}):
        sums[bisect_left(ends, as_date(on))] += int(minor or 0)
    return tuple(map(Won, periods, sums))
