"""Read what became of deals by their fit."""

from collections import Counter

from pipectl.icp.queries import fits, judged
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.fit.rules import (
    NO_CRITERIA,
    Comparison,
    GradedDeal,
    GradeResult,
    by_grade,
    comparison,
)
from pipectl.reports.queries.closed_deals import closed_deals, row_of
from pipectl.reports.queries.shared import ReportCurrency, ReportRequest, ReportRow
from pipectl.store.reader import Reader

OPEN_SQL = """
select
  id
from opportunity
where status = 'open' and currency = :currency
"""


class FitReport(NamedTuple):
    """The closed deals of a period (of all time without one) by the grade of their fit."""

    money: ReportCurrency
    period: Period | None
    criteria: int
    grades: tuple[GradeResult, ...]
    compared: Comparison
    uncounted: tuple[ReportRow, ...]

    @property
    def deals(self) -> list[GradedDeal]:
        """The closed deals that count."""
        return [each for grade in self.grades for each in grade.deals]

    @property
    def rows(self) -> list[ReportRow]:
        """Every closed deal with its fit, and the uncounted ones."""
        return [*(row_of(each.deal, why(each)) for each in self.deals), *self.uncounted]


def why(found: GradedDeal) -> str:
    """Return a deal's fit and outcome in words."""
    fit, ending = found.fit, found.deal.status
    days = "1 day" if found.deal.days == 1 else f"{found.deal.days} days"
    return f"{fit.score} ({fit.grade}), {fit.known} of {fit.of} known, {ending} after {days}"


def answer(reader: Reader, asked: ReportRequest) -> FitReport:
    """Return the closed deals of the requested period, else all of them, by grade."""
    known, criteria = fits(reader), len(judged(reader))
    closed = closed_deals(reader, asked)
    deals = [GradedDeal(each, known[each.id]) for each in closed.counted if criteria]
    is_open = [row[0] for row in reader.rows(OPEN_SQL, {"currency": asked.currency}) if criteria]
    compared = comparison(deals)
    return FitReport(
        money=closed.money,
        period=asked.period,
        criteria=criteria,
        grades=tuple(by_grade(deals, Counter(known[each].grade for each in is_open))),
        compared=compared if criteria else compared._replace(verdict=NO_CRITERIA),
        uncounted=tuple(closed.uncounted),
    )
