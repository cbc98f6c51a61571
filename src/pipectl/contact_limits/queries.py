"""Which deals have had enough contacts lately."""

from collections.abc import Sequence
from datetime import date, timedelta

from pipectl.contact_limits.rules import Rest, rest_of
from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader, chunks
from pipectl.store.settings import settings
from pipectl.vocabulary import GOAL_KINDS

ANY_LIMIT_SQL = "select exists (select 1 from stage where most_contacts is not null)"

LIMITS_SQL = """
select
  o.id,
  coalesce(s.most_contacts, :most) as most,
  coalesce(s.contact_days, :days) as days
from opportunity as o
join stage as s on s.id = o.stage_id
where o.status = 'open' and {where}
"""

# Replies are contacts, but not one's own.
CONTACTS_SQL = f"""
select
  done_on,
  sum(count) as number
from activity
where opportunity_id = :deal and kind in {GOAL_KINDS} and done_on between :first and :today
group by done_on
order by done_on
"""


class Limit(NamedTuple):
    """The limit of a deal: that of its stage, else the store's; None for no limit."""

    deal: int
    most: int | None
    days: int


class ContactDay(NamedTuple):
    """How many contacts there were on a day."""

    on: date
    number: int


def rests(reader: Reader, deals: Sequence[int], today: date) -> dict[int, Rest]:
    """Return the open deals, of these, that should rest; without any limit nothing is read."""
    known = settings(reader)
    if not deals or (known.most_contacts is None and not reader.value(ANY_LIMIT_SQL)):
        return {}
    found = {}
    usual = {"most": known.most_contacts, "days": known.contact_days}
    for where, values in chunks("o.id", deals):
        for limit in reader.records(Limit, LIMITS_SQL.format(where=where), {**values, **usual}):
            rest = None if limit.most is None else rest_at(reader, limit, limit.most, today)
            if rest is not None:
                found[limit.deal] = rest
    return found


def rest_at(reader: Reader, limit: Limit, most: int, today: date) -> Rest | None:
    """Return until when a deal rests, if it should."""
    first = today - timedelta(limit.days - 1)
    span = {"deal": limit.deal, "first": first, "today": today}
    return rest_of(reader.records(ContactDay, CONTACTS_SQL, span), most, limit.days, today)
