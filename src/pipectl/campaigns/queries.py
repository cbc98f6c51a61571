"""Read the campaigns, and how many deals name each."""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader
from pipectl.text import fold


class CampaignRow(NamedTuple):
    """A campaign as it was entered."""

    id: int
    name: str
    cost_minor: int | None
    currency: str | None
    starts_on: date | None
    ends_on: date | None
    source: str | None


class CampaignSummary(NamedTuple):
    """A campaign with the number of deals that name it."""

    campaign: CampaignRow
    deals: int


CAMPAIGNS_SQL = """
select
  id,
  name,
  cost_minor,
  currency,
  starts_on,
  ends_on,
  source
from campaign
order by name_folded
"""

NAMED_SQL = """
select
  campaign,
  count(*)
from opportunity
where campaign is not null and status <> 'deleted'
group by campaign
order by campaign
"""


def campaigns(reader: Reader) -> list[CampaignRow]:
    """Return all campaigns by name."""
    return reader.records(CampaignRow, CAMPAIGNS_SQL)


def summaries(reader: Reader) -> list[CampaignSummary]:
    """Return all campaigns by name, each with the number of deals that name it in any case."""
    counts: dict[str, int] = {}
    for name, count in reader.rows(NAMED_SQL):
        counts[fold(name)] = counts.get(fold(name), 0) + count
    return [CampaignSummary(each, counts.get(fold(each.name), 0)) for each in campaigns(reader)]
