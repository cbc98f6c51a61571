"""Read past results, and suggest a quota from them."""

from collections.abc import Mapping
from datetime import date

from pipectl.dates import later
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period, around, leading_to
from pipectl.planning.queries.quotas import quota_for
from pipectl.planning.rules.quotas import QuotaShare
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    UncountedRow,
    foreign,
    left_out,
    year_ago,
)
from pipectl.reports.quota_suggestion.rules import (
    LOOKED_AT,
    PeriodResult,
    Suggestion,
    Year,
    covered,
    suggestion,
)
from pipectl.stage_sql import OUTCOME_SQL
from pipectl.store.reader import Reader, optional_date
from pipectl.vocabulary import DISQUALIFIED, WON

FURTHEST = 60  # periods that are looked back


class ClosedDeal(NamedTuple):
    """A won or lost deal."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    created_on: date
    closed_on: date


class SuggestionReport(NamedTuple):
    """The suggested quota, the existing quota, and the counted wins."""

    money: ReportCurrency
    suggestion: Suggestion
    quota: QuotaShare
    won: tuple[ReportRow, ...]
    today: date
    began: date | None
    so_far: PeriodResult
    others: tuple[ReportRow, ...] = ()

    @property
    def is_too_late(self) -> bool:
        """Whether a deal begun today would close after the period."""
        by = self.suggestion.begin_by
        return by is not None and by < self.today

    @property
    def rows(self) -> list[ReportRow]:
        """Every win in the past periods considered, and the uncounted deals."""
        return [*self.won, *self.money.foreign, *self.others]


ENDED_SQL = f"""
select
  id,
  title,
  amount_minor,
  currency,
  {OUTCOME_SQL.format("opportunity")} as status,
  created_on,
  closed_on
from opportunity
where opportunity.status in ('won', 'lost') and closed_on between :first and :last
order by closed_on, id
"""


BEGAN_SQL = """
select
  min(created_on)
from opportunity
where currency = :currency and status <> 'deleted'
"""


def answer(reader: Reader, asked: ReportRequest) -> SuggestionReport:
    """Return a quota for the requested period, else for the next one that can still be filled."""
    asked = asked._replace(period=asked.period or to_fill(reader, asked))
    period, currency = asked.in_period, asked.currency
    began = optional_date(reader.value(BEGAN_SQL, {"currency": currency}))
    row = in_a_row(asked)
    ended = [each for each in row[:-1] if each.ends_on < asked.today]
    year = year_ago(asked.today)
    first = min([year, running(asked).starts_on, *(each.starts_on for each in ended[:1])])
    closed = rated(reader, {"first": first, "last": asked.today})
    ours = [each for each in closed if each.currency == currency]
    found = suggestion(
        period,
        [contribution(each, ours)._replace(days=covered(each, began)) for each in ended],
        len(row) - len(ended),
        in_year([each for each in ours if each.closed_on >= year]),
    )
    won = [(each, within(each, found)) for each in closed if each.status == WON]
    others = ((each.id, each.title, each.amount_minor, each.currency) for each, at in won if at)
    seen = (each.id for each, at in won if at)
    return SuggestionReport(
        money=ReportCurrency(currency, foreign(others, currency), asked.quota_flags),
        suggestion=found,
        quota=quota_for(reader, period, currency),
        today=asked.today,
        began=began,
        so_far=contribution(running(asked), ours),
        won=tuple(
            ReportRow(each.id, each.title, each.amount_minor, currency, f"won in {at.name}")
            for each, at in won
            if at and each.currency == currency
        ),
        others=left_out(reader, asked, seen, lambda row: outside(row, year, asked)),
    )


def rated(reader: Reader, span: Mapping[str, date]) -> list[ClosedDeal]:
    """Return the deals closed in a span that count in a win rate."""
    found = reader.records(ClosedDeal, ENDED_SQL, span)
    return [each for each in found if each.status != DISQUALIFIED]


def outside(other: UncountedRow, year: date, asked: ReportRequest) -> str:
    """Return why a deal isn't a counted win; those of 12 months give size, rate and cycle."""
    if other.closed_on is None:
        return other.status
    said = f"{other.status} {other.closed_on}"
    ours = other.currency == asked.currency and other.status != DISQUALIFIED
    if ours and year <= other.closed_on <= asked.today:
        return f"{said} (average, win rate and sales cycle only)"
    return said


def running(asked: ReportRequest) -> Period:
    """Return the current quarter."""
    return around(asked.today, "quarter", asked.settings.fiscal_year_start)


def to_fill(reader: Reader, asked: ReportRequest) -> Period:
    """Return this quarter; the next if it has a quota or is too late for new deals."""
    now = running(asked)
    after = around(later(now.ends_on, 1), "quarter", asked.settings.fiscal_year_start)
    if quota_for(reader, now, asked.currency).source == "own":
        return after
    span = {"first": year_ago(asked.today), "last": asked.today}
    closed = rated(reader, span)
    cycle = in_year([each for each in closed if each.currency == asked.currency]).cycle_days or 0
    return now if later(asked.today, cycle) <= now.ends_on else after


def in_a_row(asked: ReportRequest) -> list[Period]:
    """Return the period and enough earlier ones, so that enough of them are over."""
    period = asked.in_period
    ahead = max((period.starts_on - asked.today).days // period.days + 1, 0)
    count = min(LOOKED_AT + 2 + ahead, FURTHEST)
    return leading_to(period, count, asked.settings.fiscal_year_start)


def contribution(period: Period, closed: list[ClosedDeal]) -> PeriodResult:
    """Return the result of a period."""
    here = [each for each in closed if period.starts_on <= each.closed_on <= period.ends_on]
    won = [each for each in here if each.status == WON]
    return PeriodResult(period, sum(each.amount_minor or 0 for each in won), len(won), len(here))


def in_year(closed: list[ClosedDeal]) -> Year:
    """Return the 12 months' average win, win rate and sales cycle."""
    won = [each for each in closed if each.status == WON]
    return Year(
        closed=len(closed),
        wins=len(won),
        minor=sum(each.amount_minor or 0 for each in won),
        days=sum(max((each.closed_on - each.created_on).days, 0) for each in won),
    )


def within(ended: ClosedDeal, found: Suggestion) -> Period | None:
    """Return which of the periods a deal was closed in."""
    for each in found.past:
        if each.period.starts_on <= ended.closed_on <= each.period.ends_on:
            return each.period
    return None
