"""What was to be done by now, and was it?"""

from datetime import date
from typing import NamedTuple

from pipectl.store.reader import Reader


class Promise(NamedTuple):
    """A next action that fell due: done, late, put off, brought forward, replaced or not done.

    `until` is the day it was done on, or moved to. Not done are those of before as well.
    """

    opportunity_id: int
    title: str
    text: str
    due_on: date
    ending: str
    until: date | None

    @property
    def is_kept(self) -> bool:
        """Whether it was done, late or not."""
        return self.ending in ("done", "late")


class Row(NamedTuple):
    """A next action as it stands in the store."""

    uid: str
    opportunity_id: int
    title: str
    text: str
    due_on: date | None
    status: str
    ended_on: date | None
    created_on: date
    won_on: date | None

    @property
    def is_moot(self) -> bool:
        """Whether the closing of its deal ended it, by itself or by what was set for after it."""
        if self.status != "replaced" or self.won_on is None or self.ended_on is None:
            return self.status == "dropped"
        return self.created_on < self.won_on <= self.ended_on


DUE_SQL = """
select
  n.uid,
  n.opportunity_id,
  o.title,
  n.text,
  n.due_on,
  n.status,
  n.ended_on,
  n.created_on,
  case when o.status = 'won' then o.closed_on end as won_on
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where o.status <> 'deleted'
  and n.uid in (
    select
      uid
    from next_action
    where due_on <= :last
      and (due_on >= :first or status = 'open' or (status = 'done' and ended_on >= :first))
  )
order by n.id
"""


def promises(reader: Reader, *, first: date, last: date) -> list[Promise]:
    """What fell due from `first` to `last`, each once, by its first date in that time.

    What fell due before comes again while it is open, and when it is done: it was promised.
    """
    chains: dict[str, list[Row]] = {}
    for row in reader.records(Row, DUE_SQL, {"first": first, "last": last}):
        chains.setdefault(row.uid, []).append(row)
    found = [told(chain, first, last) for chain in chains.values()]
    return sorted(filter(None, found), key=lambda each: (each.due_on, each.opportunity_id))


def told(chain: list[Row], first: date, last: date) -> Promise | None:
    """What became of an action over all its dates; None where it was over before, or needless."""
    end = chain[-1]
    due = next((row for row in chain if stood(row, first, last)), None)
    if due is None or due.due_on is None or end.is_moot:
        return None
    ending, until = end.status, end.ended_on
    if end.status == "open":
        ending, until = "not done", None
        if end is not due and end.due_on is not None:
            ending = "put off" if end.due_on > due.due_on else "brought forward"
            until = end.due_on
    elif end.status == "done":
        ending = "late" if until and until > due.due_on else "done"
    return Promise(due.opportunity_id, due.title, due.text, due.due_on, ending, until)


def stood(row: Row, first: date, last: date) -> bool:
    """Whether a row was due in the time and still stood then, or is overdue since before."""
    if row.due_on is None or row.due_on > last:
        return False
    if row.due_on < first:
        return row.status == "open" or (
            row.status == "done" and row.ended_on is not None and row.ended_on >= first
        )
    return row.ended_on is None or row.ended_on >= first
