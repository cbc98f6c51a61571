"""Read what became of deals by their fit."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from pipectl.icp.queries import fits, judged
from pipectl.icp.rules import Fit
from pipectl.periods import Period
from pipectl.reports.fit.rules import (
    NO_CRITERIA,
    Comparison,
    GradedDeal,
    GradeResult,
    by_grade,
    comparison,
)
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    as_it_is,
    foreign,
    left_out,
)
from pipectl.stage_history import OUTCOME_SQL
from pipectl.store.reader import Reader
from pipectl.vocabulary import DISQUALIFIED, LOST, OPEN, WON

DEALS_SQL = f"""
select
  o.id,
  o.title,
  o.amount_minor,
  o.currency,
  {OUTCOME_SQL.format("o")} as status,
  o.created_on,
  o.closed_on,
  o.account_id
from opportunity as o
where o.status <> 'deleted'
order by o.closed_on, o.id
"""


class DealRow(NamedTuple):
    """A deal, open or closed."""

    id: int
    title: str
    amount_minor: int | None
    currency: str
    status: str
    created_on: date
    closed_on: date | None
    account_id: int | None


class FitReport(NamedTuple):
    """The closed deals of a period (of all time without one) by the grade of their fit."""

    money: ReportCurrency
    period: Period | None
    criteria: int
    grades: tuple[GradeResult, ...]
    compared: Comparison
    disqualified: tuple[ReportRow, ...] = ()
    others: tuple[ReportRow, ...] = ()

    @property
    def deals(self) -> list[GradedDeal]:
        """The closed deals that count."""
        return [each for grade in self.grades for each in grade.deals]

    @property
    def rows(self) -> list[ReportRow]:
        """Every closed deal with its fit, and the uncounted ones."""
        found = [
            ReportRow(each.id, each.title, each.amount_minor, each.currency, why(each))
            for each in self.deals
        ]
        return [*found, *self.disqualified, *self.money.foreign, *self.others]


def why(found: GradedDeal) -> str:
    """Return a deal's fit and outcome in words."""
    fit = found.fit
    days = "1 day" if found.days == 1 else f"{found.days} days"
    return f"{fit.score} ({fit.grade}), {fit.known} of {fit.of} known, {found.status} after {days}"


def answer(reader: Reader, asked: ReportRequest) -> FitReport:
    """Return the closed deals of the requested period, else all of them, by grade."""
    known, criteria = fits(reader), len(judged(reader))
    rows = reader.records(DealRow, DEALS_SQL) if criteria else []
    period = asked.period
    closed = [
        row
        for row in rows
        if row.closed_on is not None and (period is None or period.contains(row.closed_on))
    ]
    here = [row for row in closed if row.currency == asked.currency]
    deals = [
        graded(row, row.closed_on, known[row.id])
        for row in here
        if row.status in (WON, LOST) and row.closed_on is not None
    ]
    is_open = (row for row in rows if row.status == OPEN and row.currency == asked.currency)
    seen = [row.id for row in closed]
    compared = comparison(deals)
    return FitReport(
        money=ReportCurrency(asked.currency, foreign((row[:4] for row in closed), asked.currency)),
        period=period,
        criteria=criteria,
        grades=tuple(by_grade(deals, Counter(known[row.id].grade for row in is_open))),
        compared=compared if criteria else compared._replace(verdict=NO_CRITERIA),
        disqualified=tuple(
            ReportRow(*row[:4], "not included: disqualified")
            for row in here
            if row.status == DISQUALIFIED
        ),
        others=left_out(reader, asked, seen, as_it_is),
    )


def graded(row: DealRow, closed_on: date, fit: Fit) -> GradedDeal:
    """Return a closed deal with its fit; without an account it is a customer of its own."""
    customer = ("deal", row.id) if row.account_id is None else ("account", row.account_id)
    return GradedDeal(*row[:6], closed_on, customer, fit)
