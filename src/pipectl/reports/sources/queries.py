"""Read the deals and results of each source and its campaigns."""

from pipectl.campaigns.queries import campaigns
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    UncountedRow,
    foreign,
    left_out,
)
from pipectl.reports.sources.rules import (
    SourcedDeal,
    SourceResult,
    is_in,
    origin,
    origins,
    source_of,
)
from pipectl.stage_sql import OUTCOME_SQL
from pipectl.store.reader import Reader
from pipectl.text import fold

DEALS_SQL = f"""
select
  id,
  title,
  amount_minor,
  currency,
  {OUTCOME_SQL.format("opportunity")} as status,
  source,
  campaign,
  created_on,
  closed_on
from opportunity
where opportunity.status <> 'deleted'
order by id
"""


class SourcesReport(NamedTuple):
    """Each source, and the total; all deals without a period."""

    money: ReportCurrency
    period: Period | None
    sources: tuple[SourceResult, ...]
    total: SourceResult
    others: tuple[ReportRow, ...] = ()

    @property
    def rows(self) -> list[ReportRow]:
        """The deals created, those only closed, and those in other currencies."""
        came = {deal.id for deal in self.total.came}
        only = [deal for deal in self.total.closed if deal.id not in came]
        return [
            *(row(deal, f"{name_of(deal)}: {deal.status}") for deal in self.total.came),
            *(
                row(deal, f"not included: created before the period (rates only: {deal.status})")
                for deal in only
            ),
            *self.money.foreign,
            *self.others,
        ]


def elsewhere(other: UncountedRow) -> str:
    """Return when an uncounted deal was created and closed."""
    closed = "" if other.closed_on is None else f" and closed {other.closed_on}"
    return f"created {other.created_on}{closed}"


def name_of(deal: SourcedDeal) -> str:
    """Return the name of a deal's source."""
    return deal.source or "no source"


def row(deal: SourcedDeal, why: str) -> ReportRow:
    """Return a deal as a row of an explanation."""
    return ReportRow(deal.id, deal.title, deal.amount_minor, deal.currency, why)


def campaign_sources(reader: Reader) -> dict[str, str | None]:
    """Return the source of each campaign, by its folded name."""
    return {fold(each.name): each.source for each in campaigns(reader)}


def answer(reader: Reader, asked: ReportRequest) -> SourcesReport:
    """Return the deals created and closed in the requested period, by source and campaign."""
    sources = campaign_sources(reader)
    deals = [
        deal._replace(source=source_of(deal.source, deal.campaign, sources))
        for deal in reader.records(SourcedDeal, DEALS_SQL)
        if is_in(deal.created_on, asked.period) or is_in(deal.closed_on, asked.period)
    ]
    ours = [deal for deal in deals if deal.currency == asked.currency]
    return SourcesReport(
        money=ReportCurrency(asked.currency, foreign((deal[:4] for deal in deals), asked.currency)),
        period=asked.period,
        sources=tuple(origins(ours, asked.period)),
        total=origin("Total", ours, asked.period),
        others=left_out(reader, asked, (deal.id for deal in deals), elsewhere),
    )
