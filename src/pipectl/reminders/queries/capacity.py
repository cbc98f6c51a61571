"""Are there more open deals than the user can handle?"""

from datetime import date

from pipectl.exchange_rates import Rates
from pipectl.pipeline.queries.list_filter import OpportunityFilter, find
from pipectl.reminders.rules.capacity import OpenDeal, Overload, to_lose
from pipectl.reminders.rules.rank import RankedItem, amount_at_risk
from pipectl.renewals.queries import BEGUN_SQL
from pipectl.stage_sql import LEAD_STAGES_SQL
from pipectl.store.opening import rates_in_use
from pipectl.store.reader import Reader
from pipectl.store.settings import settings

COUNT_SQL = f"""
select
  count(*)
from opportunity
where status = 'open'
  and stage_id not in ({LEAD_STAGES_SQL})
  and {BEGUN_SQL.format("opportunity")}
"""


def overload(reader: Reader, today: date) -> Overload | None:
    """Return which deals to lose; None up to the capacity, or without one.

    Leads and renewals that begin later don't count.
    """
    known = settings(reader)
    if known.capacity is None or reader.value(COUNT_SQL, {"today": today}) <= known.capacity:
        return None
    leads = {row[0] for row in reader.rows(LEAD_STAGES_SQL)}
    found = [
        each
        for each in find(reader, OpportunityFilter(), today)
        if each.row.stage_id not in leads and each.row.created_on <= today
    ]
    rates = rates_in_use(reader, known.currency) or Rates(known.currency, ())
    worth = [rates.worth(each.row.amount_minor, each.row.currency, today) for each in found]
    weights = amount_at_risk(
        [
            RankedItem(minor, each.probability_bp, 0)
            for minor, each in zip(worth, found, strict=True)
        ]
    )
    deals = [
        OpenDeal(
            *(each.row.id, each.row.title, each.row.amount_minor, each.row.currency),
            *(each.row.stage, each.flags, each.row.created_on, weight),
        )
        for each, weight in zip(found, weights, strict=True)
    ]
    return Overload(known.capacity, len(deals), to_lose(deals, known.capacity))
