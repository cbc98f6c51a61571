"""Read the quotas, and work out the quota of a period."""

from dataclasses import dataclass
from datetime import date

from pipectl.named_tuple import NamedTuple
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
    segment_id: int | None
    segment: str | None
    reason: str | None  # why it was last adjusted; None if it was set since


QUOTAS_SQL = """
select
  q.id,
  q.period,
  q.starts_on,
  q.ends_on,
  q.amount_minor,
  q.currency,
  q.count,
  q.segment_id,
  s.name,
  (
    select
      reason
    from quota_history
    where quota_id = q.id
    order by id desc
    limit 1
  )
from quota as q
left join segment as s on s.id = q.segment_id
order by q.starts_on, q.ends_on desc, q.currency, s.name_folded nulls first
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
  h.reason,
  s.name
from quota_history as h
join quota as q on q.id = h.quota_id
left join segment as s on s.id = q.segment_id
order by q.starts_on, q.ends_on desc, q.currency, s.name_folded nulls first, h.id
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
    segment: str | None


def quota_changes(reader: Reader) -> list[QuotaChange]:
    """Return every setting of every quota in order."""
    return reader.records(QuotaChange, HISTORY_SQL)


def quotas(reader: Reader) -> list[QuotaRow]:
    """Return all quotas, by their first day."""
    return reader.records(QuotaRow, QUOTAS_SQL)


def quota_for(reader: Reader, period: Period, currency: str) -> QuotaShare:
    """Return the quota of a period in a currency, and its source; quotas of segments don't count.

    For a number of a segment, the reader shows its quotas as if they were those of all deals.
    """
    return quota_of(
        period,
        [
            QuotaEntry(
                Period(each.period, each.starts_on, each.ends_on),
                each.amount_minor,
                each.count,
                each.reason,
            )
            for each in quotas(reader)
            if each.currency == currency and each.segment_id is None
        ],
    )
