"""Read the closed deals that tell which customers buy."""

from pipectl.named_tuple import NamedTuple
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    as_it_is,
    foreign,
    left_out,
)
from pipectl.reports.rules import DealOutcome
from pipectl.stage_sql import OUTCOME_SQL
from pipectl.store.reader import Reader
from pipectl.vocabulary import DISQUALIFIED

CLOSED_SQL = f"""
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
where o.status in ('won', 'lost')
order by o.closed_on, o.id
"""


class ClosedDeals(NamedTuple):
    """The deals closed in a period: those won and lost in the report's currency, and all others."""

    counted: tuple[DealOutcome, ...]
    disqualified: tuple[DealOutcome, ...]
    money: ReportCurrency
    others: tuple[ReportRow, ...]

    @property
    def uncounted(self) -> list[ReportRow]:
        """The rows of those that are in no win rate."""
        leads = [row_of(each, "not included: disqualified") for each in self.disqualified]
        return [*leads, *self.money.foreign, *self.others]


def row_of(deal: DealOutcome, why: str) -> ReportRow:
    """The row that says why a deal counts or doesn't."""
    return ReportRow(deal.id, deal.title, deal.amount_minor, deal.currency, why)


def closed_deals(reader: Reader, asked: ReportRequest) -> ClosedDeals:
    """Return the deals closed in the requested period, else all that were closed."""
    period = asked.period
    rows = [
        row
        for row in reader.records(DealOutcome, CLOSED_SQL)
        if period is None or period.contains(row.closed_on)
    ]
    here = [row for row in rows if row.currency == asked.currency]
    return ClosedDeals(
        counted=tuple(row for row in here if row.status != DISQUALIFIED),
        disqualified=tuple(row for row in here if row.status == DISQUALIFIED),
        money=ReportCurrency(asked.currency, foreign((row[:4] for row in rows), asked.currency)),
        others=left_out(reader, asked, (row.id for row in rows), as_it_is),
    )
