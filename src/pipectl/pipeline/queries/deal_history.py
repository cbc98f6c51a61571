"""How did a deal change over time?"""

from dataclasses import dataclass
from datetime import date

from pipectl.store.reader import Reader


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """The opportunity as it was from a day on."""

    happened_on: date
    stage: str
    stage_short: str | None
    status: str
    amount_minor: int | None
    currency: str
    close_on: date | None
    probability_bp: int | None
    reason: str | None
    competitor: str | None
    revisit_on: date | None
    note: str | None
    recorded_on: date
    recurring_minor: int | None
    recurring_per: str | None
    term_months: int | None
    owner: str


# What a HistoryRow holds, of `opportunity_history` as h and `stage` as s.
HISTORY_COLUMNS = """
  h.happened_on,
  s.name as stage,
  s.short as stage_short,
  h.status,
  h.amount_minor,
  h.currency,
  h.close_on,
  h.probability_bp,
  h.reason,
  h.competitor,
  h.revisit_on,
  h.note,
  h.recorded_on,
  h.recurring_minor,
  h.recurring_per,
  h.term_months,
  h.owner"""

HISTORY_SQL = f"""
select{HISTORY_COLUMNS}
from opportunity_history as h
left join stage as s on s.id = h.stage_id
where h.opportunity_id = :id
order by h.id
"""


def history_of(reader: Reader, number: int) -> list[HistoryRow]:
    """Return a deal's history, the oldest row first."""
    return reader.records(HistoryRow, HISTORY_SQL, {"id": number})
