"""Which deal renews which, and which renewals haven't begun?"""

from datetime import date

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader

# Whether a deal has begun. Without a parent, a day ahead is one of a wrong clock.
BEGUN_SQL = "({0}.created_on <= :today or {0}.parent_id is null)"

NOT_BEGUN_SQL = f"""
select
  id,
  title,
  amount_minor,
  created_on
from opportunity
where status = 'open' and currency = :currency and not {BEGUN_SQL.format("opportunity")}
order by created_on, id
"""

OF_DEAL_SQL = """
select
  r.opportunity_id,
  d.title,
  d.status,
  d.created_on,
  r.renewed_id,
  w.title,
  r.months,
  r.ends_on
from renewal as r
join opportunity as d on d.id = r.opportunity_id and d.status <> 'deleted'
join opportunity as w on w.id = r.renewed_id
where r.opportunity_id = :number or r.renewed_id = :number
order by r.id
"""


class LaterRenewal(NamedTuple):
    """A renewal that hasn't begun."""

    id: int
    title: str
    amount_minor: int | None
    begins_on: date


class RenewalLink(NamedTuple):
    """A deal that renews another one, whose term of `months` ends on a day."""

    id: int
    title: str
    status: str
    begins_on: date
    renewed_id: int
    renewed: str
    months: int
    ends_on: date


def not_begun(reader: Reader, currency: str, today: date) -> list[LaterRenewal]:
    """Return the open renewals that begin after today."""
    values = {"currency": currency, "today": today}
    return reader.records(LaterRenewal, NOT_BEGUN_SQL, values)


def renewals_of(reader: Reader, number: int) -> list[RenewalLink]:
    """Return the renewal that a deal is, and the one that it has."""
    return reader.records(RenewalLink, OF_DEAL_SQL, {"number": number})
