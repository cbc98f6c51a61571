"""Read the quotas, and work out the quota of a period."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipectl.periods import Period
from pipectl.planning.rules.quotas import QuotaEntry, QuotaShare, quota_of
from pipectl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """A quota's current setting."""

    id: int
    period: str
    starts_on: date
    ends_on: date
    amount_minor: int
    currency: str
    count: int | None


QUOTAS_SQL = """
select
  id,
  period,
  starts_on,
  ends_on,
  amount_minor,
  currency,
  count
from quota
order by starts_on, ends_on desc, currency
"""


HISTORY_SQL = """
select
  q.period,
  q.starts_on,
  q.ends_on,
  h.happened_on,
  h.amount_minor,
  q.currency,
  h.count,
  h.reason
from quota_history as h
join quota as q on q.id = h.quota_id
order by q.starts_on, q.ends_on desc, q.currency, h.id
"""


class QuotaChange(NamedTuple):
    """A quota as set on a day, with the reason if one was given."""

    period: str
    starts_on: date
    ends_on: date
    on: date
    amount_minor: int
    currency: str
    wins: int | None
    reason: str | None


def quota_changes(reader: Reader) -> list[QuotaChange]:
    """Return every setting of every quota in order."""
    return reader.records(QuotaChange, HISTORY_SQL)


def quotas(reader: Reader) -> list[QuotaRow]:
    """Return all quotas, by their first day."""
    return reader.records(QuotaRow, QUOTAS_SQL)


def quota_for(reader: Reader, period: Period, currency: str) -> QuotaShare:
    """Return the quota of a period in a currency, and its source."""
    return quota_of(
        period,
        [
            QuotaEntry(
                Period(each.period, each.starts_on, each.ends_on), each.amount_minor, each.count
            )
            for each in quotas(reader)
            if each.currency == currency
        ],
    )
