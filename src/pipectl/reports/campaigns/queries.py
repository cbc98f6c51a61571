"""Read what each campaign or source brought, and what it cost."""

from pipectl.campaigns.queries import CampaignRow, campaigns
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.campaigns.rules import (
    Brought,
    BroughtDeal,
    CampaignCost,
    brought,
    cost_in,
    one,
    paid,
)
from pipectl.reports.queries.shared import (
    ReportCurrency,
    ReportRequest,
    ReportRow,
    foreign,
    left_out,
)
from pipectl.reports.queries.stage_history import opportunity_histories
from pipectl.reports.sources.queries import campaign_sources, elsewhere
from pipectl.reports.sources.rules import is_in, source_of
from pipectl.stage_history import CompleteHistory, LeadStages
from pipectl.stages.queries import lead_stages
from pipectl.store.reader import Reader
from pipectl.vocabulary import WON


class CampaignsReport(NamedTuple):
    """Each campaign or source, the total, and the total of what has a cost.

    `elsewhere` are campaigns with a cost in another currency, `undated` those whose whole cost
    counts in the period, because they have no days.
    """

    money: ReportCurrency
    period: Period | None
    by: str
    has_leads: bool
    parts: tuple[Brought, ...]
    total: Brought
    paid: Brought
    costs: tuple[CampaignCost, ...]
    elsewhere: tuple[CampaignRow, ...]
    undated: tuple[CampaignCost, ...]
    others: tuple[ReportRow, ...] = ()

    @property
    def rows(self) -> list[ReportRow]:
        """The deals created, those only won, and those in other currencies."""
        came = {deal.id for deal in self.total.came}
        won = {deal.id for deal in self.total.wins}
        only = [deal for deal in self.total.wins if deal.id not in came]
        return [
            *(row(deal, told(deal, deal.id in won, self.by)) for deal in self.total.came),
            *(row(deal, f"{name_of(deal, self.by)}: created before, won") for deal in only),
            *self.money.foreign,
            *self.others,
        ]


def row(deal: BroughtDeal, why: str) -> ReportRow:
    """Return a deal as a row of an explanation."""
    return ReportRow(deal.id, deal.title, deal.amount_minor, deal.currency, why)


def told(deal: BroughtDeal, is_won: bool, by: str) -> str:
    """Return what a deal counts as."""
    what = ["lead"] if deal.is_lead else []
    what += ["qualified"] if deal.is_qualified else []
    return f"{name_of(deal, by)}: {', '.join([*what, *(['won'] if is_won else [])])}"


def name_of(deal: BroughtDeal, by: str) -> str:
    """Return the name of a deal's campaign or source."""
    return (deal.campaign if by == "campaign" else deal.source) or f"no {by}"


def answer(reader: Reader, asked: ReportRequest, by: str = "campaign") -> CampaignsReport:
    """Return what came and was won in the requested period, by campaign or source."""
    leads = lead_stages(reader)
    known = campaigns(reader)
    costs = [cost_of(each, asked) for each in known]
    sources = campaign_sources(reader)
    every = [
        deal._replace(source=source_of(deal.source, deal.campaign, sources))
        for deal in (as_deal(each, leads) for each in opportunity_histories(reader))
    ]
    deals = [
        deal
        for deal in every
        if is_in(deal.created_on, asked.period) or is_won_in(deal, asked.period)
    ]
    ours = [deal for deal in deals if deal.currency == asked.currency]
    parts = brought(ours, costs, asked.period, by)
    has_cost = [each for each in costs if each.minor is not None]
    spent = sum(each.minor or 0 for each in has_cost) if has_cost else None
    return CampaignsReport(
        money=ReportCurrency(asked.currency, foreign((deal[:4] for deal in deals), asked.currency)),
        period=asked.period,
        by=by,
        has_leads=bool(leads.kinds),
        parts=tuple(parts),
        total=one("Total", ours, spent, asked.period),
        paid=paid(parts),
        costs=tuple(has_cost),
        elsewhere=tuple(each for each in known if each.currency not in (None, asked.currency)),
        undated=tuple(
            each for each in has_cost if asked.period and not (each.starts_on or each.ends_on)
        ),
        others=left_out(reader, asked, (deal.id for deal in deals), elsewhere),
    )


def is_won_in(deal: BroughtDeal, period: Period | None) -> bool:
    """Return whether a deal was won in the period."""
    return deal.status == WON and is_in(deal.closed_on, period)


def as_deal(life: CompleteHistory, leads: LeadStages) -> BroughtDeal:
    """Return a deal with how far it got, by the kinds that its stages had when it entered them."""
    were_leads = [leads.holds(visit.stage_id, visit.entered_on) for visit in life.visits]
    return BroughtDeal(
        *(life.id, life.title, life.amount_minor, life.currency, life.status),
        *(life.source, life.campaign, life.created_on, life.closed_on),
        is_lead=bool(were_leads) and were_leads[0],
        is_qualified=life.status == WON or not all(were_leads),
    )


def cost_of(campaign: CampaignRow, asked: ReportRequest) -> CampaignCost:
    """Return what a campaign cost in the report's currency and period; None for no cost."""
    whole = campaign.cost_minor if campaign.currency == asked.currency else None
    days = campaign.starts_on, campaign.ends_on
    part = None if whole is None else cost_in(whole, *days, asked.period)
    return CampaignCost(campaign.name, campaign.source, whole, part, *days)
