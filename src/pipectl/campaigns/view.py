"""Campaigns, drawn and listed."""

from collections.abc import Sequence
from typing import Any

from pipectl.campaigns.queries import CampaignSummary
from pipectl.dates import format_date
from pipectl.numbers import NumberFormat
from pipectl.render.output import Listing
from pipectl.render.screen import Screen
from pipectl.render.serialize import keys_of, money
from pipectl.render.tables import Column, Empty, drawn

NO_CAMPAIGNS = Empty("No campaigns yet", "Add one", "pipectl campaign add Webinar --cost 2k")


def campaign_dict(found: CampaignSummary) -> dict[str, Any]:
    """A campaign's keys."""
    each = found.campaign
    return {
        "name": each.name,
        "cost": None if each.cost_minor is None else money(each.cost_minor, each.currency or ""),
        "currency": each.currency,
        "from": each.starts_on,
        "to": each.ends_on,
        "source": each.source,
        "deals": found.deals,
        **keys_of(each, "id"),
    }


def campaigns_listing(
    found: Sequence[CampaignSummary], on: Screen, numbers: NumberFormat
) -> Listing:
    """The campaigns."""
    titles = [
        Column("Campaign", flexible=True),
        Column("Cost", right=True),
        Column("From", rank=2),
        Column("To", rank=2),
        Column("Source", rank=1, flexible=True),
        Column("Deals", right=True),
    ]
    cells = [
        [
            each.campaign.name,
            cost(each, numbers),
            "–" if each.campaign.starts_on is None else format_date(each.campaign.starts_on),
            "–" if each.campaign.ends_on is None else format_date(each.campaign.ends_on),
            each.campaign.source or "–",
            numbers.count(each.deals),
        ]
        for each in found
    ]
    rows = [campaign_dict(each) for each in found]
    columns = ["name", "cost", "currency", "from", "to", "source", "deals"]
    return Listing(rows, columns, lambda: drawn(titles, cells, on, NO_CAMPAIGNS))


def cost(found: CampaignSummary, numbers: NumberFormat) -> str:
    """Return what a campaign cost, with the currency."""
    each = found.campaign
    if each.cost_minor is None or each.currency is None:
        return "–"
    return f"{numbers.amount(each.cost_minor, each.currency)} {each.currency}"
