"""What would be lost if an earlier copy of the store were put in its place?"""

from datetime import datetime
from typing import NamedTuple

from pipectl.store.reader import Reader


class LostOperation(NamedTuple):
    """An operation as the journal has it; `state` is done, undone, or dropped."""

    id: int
    at: datetime
    command: str
    state: str


CHANGES_SQL = """
select
  id,
  at,
  command,
  state
from journal_operation
order by id
"""

UIDS_SQL = """
select
  uid
from opportunity
"""


def lost(present: Reader, backup: Reader) -> list[LostOperation]:
    """The operations that the present has and the backup hasn't, or has in another state."""
    kept = set(backup.records(LostOperation, CHANGES_SQL))
    return [change for change in present.records(LostOperation, CHANGES_SQL) if change not in kept]


def strangers(present: Reader, backup: Reader) -> int:
    """How many opportunities the backup has, if none of them is in the present; else 0."""
    found = {row[0] for row in backup.rows(UIDS_SQL)}
    known = {row[0] for row in present.rows(UIDS_SQL)}
    return len(found) if found.isdisjoint(known) else 0
