"""What was to be done by now, and was it?"""

from datetime import date
from typing import NamedTuple

from pipectl.store.reader import Reader


class Promise(NamedTuple):
    """A next action that fell due: done, late, put off, replaced or not done.

    `until` is the day it was done on, or put off to.
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


DUE_SQL = """
select
  n.uid,
  n.opportunity_id,
  o.title,
  n.text,
  n.due_on,
  n.status,
  n.ended_on
from next_action as n
join opportunity as o on o.id = n.opportunity_id
where o.status <> 'deleted'
  and n.uid in (
    select
      uid
    from next_action
    where due_on >= :first and due_on <= :last
  )
order by n.id
"""


def promises(reader: Reader, *, first: date, last: date) -> list[Promise]:
    """What fell due from `first` to `last`, each once, by its first date in that time."""
    chains: dict[str, list[Row]] = {}
    for row in reader.records(Row, DUE_SQL, {"first": first, "last": last}):
        chains.setdefault(row.uid, []).append(row)
    found = [told(chain, first, last) for chain in chains.values()]
    return sorted(filter(None, found), key=lambda each: (each.due_on, each.opportunity_id))


def told(chain: list[Row], first: date, last: date) -> Promise | None:
    """What became of an action over all its dates; None where closing it made it needless."""
    due = next(row for row in chain if row.due_on and first <= row.due_on <= last)
    end = chain[-1]
    assert due.due_on is not None
    ending, until = end.status, end.ended_on
    if end.status == "open":
        later = end.due_on if end is not due else None
        if later is None and due.due_on >= last:
            return None  # due today is not late yet
        ending, until = ("not done", None) if later is None else ("put off", later)
    elif end.status == "done":
        ending = "late" if until and until > due.due_on else "done"
    elif end.status == "dropped":
        return None
    return Promise(due.opportunity_id, due.title, due.text, due.due_on, ending, until)
