"""What is open, what is it worth, and does it cover the quota?"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from pipectl.domain import board as boards
from pipectl.domain.coverage import Closed, Coverage, Open, Share, coverage, in_period
from pipectl.domain.pipeline import Step
from pipectl.domain.settings import StoreSettings
from pipectl.domain.signals import Standing, slow_after
from pipectl.periods import Period
from pipectl.queries.quotas import quota_for
from pipectl.queries.stages import Stage, stages
from pipectl.store.reader import Reader, as_date


class Counted(NamedTuple):
    """A row that a report looked at, and why it counts or doesn't."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    why: str


@dataclass(frozen=True, slots=True)
class Money:
    """The currency that a report sums in, and what it left out in others."""

    currency: str
    foreign: tuple[Counted, ...]

    @property
    def left_out(self) -> dict[str, int]:
        """How many there are in each other currency."""
        counts = Counter(row.currency for row in self.foreign)
        return {code: counts[code] for code in sorted(counts)}


@dataclass(frozen=True, slots=True)
class BoardReport:
    """The board, and what it doesn't count."""

    money: Money
    period: Period | None
    board: boards.Board
    other_dates: tuple[boards.Item, ...]


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Coverage, and what it doesn't count."""

    money: Money
    coverage: Coverage


OPEN_SQL = """
select
  o.id,
  o.title,
  o.stage_id,
  o.amount_minor,
  o.probability_bp,
  o.currency,
  o.source,
  a.name as account,
  o.stage_entered_on,
  o.added_on,
  o.last_contact_on,
  o.close_on,
  o.asked_on,
  o.buying,
  n.id as next_id,
  n.due_on
from opportunity as o
left join account as a on a.id = o.account_id
left join next_action as n on n.opportunity_id = o.id and n.status = 'open'
where o.status = 'open'
"""

AMOUNTS_SQL = """
select
  id,
  title,
  amount_minor,
  currency,
  stage_id,
  probability_bp,
  close_on
from opportunity
where status = 'open'
"""

CLOSED_SQL = """
select
  id,
  title,
  status,
  amount_minor,
  closed_on,
  currency
from opportunity
where status in ('won', 'lost') and closed_on between :first and :last
order by closed_on, id
"""

PACE_SQL = """
select
  stage_id,
  won_count,
  slow_days
from stage_pace
"""

SHARES_SQL = """
select
  stage_id,
  count(*) as gone,
  sum(case when won then 1 else 0 end) as won
from stage_visit
where gone = true
group by stage_id
"""


def optional_date(value: Any) -> date | None:
    """A stored date or None."""
    return None if value is None else as_date(value)


def open_items(reader: Reader, by_id: Mapping[int, Stage]) -> list[boards.Item]:
    """Every open opportunity as the board sees it."""
    pace = {stage: (won, days) for stage, won, days in reader.rows(PACE_SQL)}
    slow = {
        number: slow_after(stage.stalled_days, *pace.get(number, (None, None)))
        for number, stage in by_id.items()
    }
    return [
        boards.Item(
            id=row[0],
            title=row[1],
            stage_id=row[2],
            amount_minor=row[3],
            own_bp=row[4],
            currency=row[5],
            source=row[6],
            account=row[7],
            standing=Standing(
                status="open",
                stage_entered_on=as_date(row[8]),
                added_on=as_date(row[9]),
                last_contact_on=optional_date(row[10]),
                has_next=row[14] is not None,
                due_on=optional_date(row[15]),
                close_on=optional_date(row[11]),
                asked_on=optional_date(row[12]),
                buying=row[13],
                revisit_on=None,
                cadence_days=by_id[row[2]].cadence_days,
                slow_days=slow[row[2]],
            ),
        )
        for row in reader.stream(OPEN_SQL)
    ]


def board(
    reader: Reader,
    *,
    today: date,
    currency: str,
    by: str = "stage",
    period: Period | None = None,
) -> BoardReport:
    """The pipeline by stage (or source, account, month), of those that can close in the period."""
    by_id = {stage.id: stage for stage in stages(reader)}
    items = open_items(reader, by_id)
    ours = [item for item in items if item.currency == currency]
    chosen = [
        item for item in ours if period is None or in_period(item.standing.close_on, period, today)
    ]
    kept = {item.id for item in chosen}
    seen = ((item.id, item.title, item.amount_minor, item.currency) for item in items)
    return BoardReport(
        money=Money(currency, foreign(seen, currency)),
        period=period,
        board=boards.board([stage.step for stage in by_id.values()], chosen, by=by, today=today),
        other_dates=tuple(item for item in ours if item.id not in kept),
    )


def foreign(rows: Iterable[Sequence[Any]], currency: str) -> tuple[Counted, ...]:
    """The rows (number, title, amount, currency) that are in another currency."""
    return tuple(
        Counted(row[0], row[1], row[2], row[3], f"left out: in {row[3]}")
        for row in rows
        if row[3] != currency
    )


def rows_of(report: "BoardReport | CoverageReport") -> list[Counted]:
    """Every row that a report looked at."""
    currency = report.money.currency

    def counted(items: Iterable[Any], why: Callable[[Any], str]) -> list[Counted]:
        return [Counted(i.id, i.title, i.amount_minor, currency, why(i)) for i in items]

    if isinstance(report, BoardReport):
        rows = counted(report.board.counted, lambda _: "open")
        rows += counted(report.other_dates, lambda _: "left out: closes outside the period")
        return [*rows, *report.money.foreign]
    found = report.coverage
    late = {item.id for item in found.slipped}
    rows = counted(found.won, lambda _: "won in the period")
    rows += counted(
        found.counted, lambda i: "open, its date has passed" if i.id in late else "open"
    )
    rows += counted(found.undated, lambda _: "left out: no expected close date")
    rows += counted(found.elsewhere, lambda i: f"left out: expected to close {i.close_on}")
    return [*rows, *report.money.foreign]


def closed_between(
    reader: Reader, first: date, last: date, currency: str
) -> tuple[list[Closed], tuple[Counted, ...]]:
    """What was won or lost from `first` to `last`, and what was won in other currencies."""
    rows = reader.rows(CLOSED_SQL, {"first": first, "last": last})
    ours = [
        Closed(row[0], row[1], row[2], row[3], as_date(row[4]))
        for row in rows
        if row[5] == currency
    ]
    won = ((row[0], row[1], row[3], row[5]) for row in rows if row[2] == "won")
    return ours, foreign(won, currency)


def coverage_of(
    reader: Reader, *, period: Period, today: date, currency: str, settings: StoreSettings
) -> CoverageReport:
    """Coverage of the period's quota in one currency."""
    steps = {stage.id: stage.step for stage in stages(reader)}
    rows = reader.rows(AMOUNTS_SQL)
    items = [open_amount(row, steps) for row in rows if row[3] == currency]
    end = min(period.ends_on, today)
    closed, closed_foreign = closed_between(reader, period.starts_on, end, currency)
    year, _ = closed_between(reader, year_ago(today), today, currency)
    return CoverageReport(
        money=Money(currency, foreign((row[:4] for row in rows), currency) + closed_foreign),
        coverage=coverage(
            period=period,
            today=today,
            steps=list(steps.values()),
            quota=quota_for(reader, period, currency),
            open_items=items,
            won=[item for item in closed if item.status == "won"],
            year=year,
            shares={row[0]: Share(row[1], row[2]) for row in reader.rows(SHARES_SQL)},
            setting=settings.required_coverage,
        ),
    )


def open_amount(row: Sequence[Any], steps: Mapping[int, Step]) -> Open:
    """A row of AMOUNTS_SQL as coverage sees it."""
    return Open(
        id=row[0],
        title=row[1],
        stage_id=row[4],
        amount_minor=row[2],
        probability_bp=steps[row[4]].probability_bp if row[5] is None else row[5],
        close_on=optional_date(row[6]),
    )


def year_ago(today: date) -> date:
    """The first day of the 12 months that end today."""
    try:
        return today.replace(year=today.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(today.year - 1, 3, 1)
