"""Read the share of each open deal, and coverage without the largest."""

from collections.abc import Mapping, Sequence

from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.coverage.queries import answer as coverage
from pipectl.reports.coverage.rules import Coverage
from pipectl.reports.portfolio.rules import (
    Concentration,
    OpportunityShare,
    WithoutLargest,
    concentration,
    holdings,
    without_largest,
)
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    foreign,
    unweighted,
    weighted,
)
from pipectl.reports.rules import OpenOpportunity
from pipectl.stage_sql import LEAD_STAGES_SQL
from pipectl.store.reader import Reader

FOREIGN_SQL = f"""
select
  id,
  title,
  amount_minor,
  currency
from opportunity
where status = 'open' and currency <> :currency and stage_id not in ({LEAD_STAGES_SQL})
order by id
"""


class PortfolioReport(NamedTuple):
    """The open deals, each and in total; `period` is the requested one."""

    money: ReportCurrency
    period: Period | None
    holdings: tuple[OpportunityShare, ...]
    concentration: Concentration | None
    coverage: Coverage
    without_largest: WithoutLargest | None
    stages: Mapping[int, str]
    outside: tuple[OpenOpportunity, ...]
    leads: tuple[OpenOpportunity, ...] = ()

    @property
    def items(self) -> Sequence[OpenOpportunity]:
        """The counted deals."""
        return [each.item for each in self.holdings]

    @property
    def open_minor(self) -> int:
        """The sum of their amounts."""
        return sum(item.amount_minor or 0 for item in self.items)

    @property
    def weighted_minor(self) -> int:
        """The sum of their weighted amounts, each rounded."""
        return sum(weighted_minor(i.amount_minor or 0, i.probability_bp) for i in self.items)

    @property
    def rows(self) -> list[ReportRow]:
        """Every row considered, the counted ones first."""
        currency = self.money.currency
        return [
            *weighted(self.items, currency, lambda _: "open"),
            *unweighted(
                self.outside, currency, lambda _: "not included: closes outside the period"
            ),
            *unweighted(self.leads, currency, lambda _: "not included: lead"),
            *self.money.foreign,
        ]


def answer(reader: Reader, asked: ReportRequest) -> PortfolioReport:
    """Return all open deals (or those that can close in the requested period), and coverage.

    Coverage, with and without the largest deal, is that of the period, else of this quarter.
    """
    report = coverage(reader, asked)
    found = report.coverage
    rest = found.undated + found.elsewhere
    items = found.counted if asked.period else found.counted + rest
    others = foreign(reader.rows(FOREIGN_SQL, {"currency": asked.currency}), asked.currency)
    if asked.period is not None:
        here = {row.id for row in report.money.foreign}
        others = tuple(row for row in others if row.id in here)
    return PortfolioReport(
        money=ReportCurrency(asked.currency, others),
        period=asked.period,
        holdings=tuple(holdings(items)),
        concentration=concentration(items),
        coverage=found,
        without_largest=without_largest(found),
        stages={each.stage.id: each.stage.name for each in found.stages},
        outside=rest if asked.period else (),
        leads=report.leads,
    )
