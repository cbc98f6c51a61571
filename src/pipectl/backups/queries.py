"""Find the changes that restoring a backup would lose."""

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
    """Return the operations that are missing in the backup, or have another state there."""
    kept = set(backup.records(LostOperation, CHANGES_SQL))
    return [change for change in present.records(LostOperation, CHANGES_SQL) if change not in kept]


def strangers(present: Reader, backup: Reader) -> int:
    """Return how many deals the backup has if the store has none of them, else 0."""
    found = {row[0] for row in backup.rows(UIDS_SQL)}
    known = {row[0] for row in present.rows(UIDS_SQL)}
    return len(found) if found.isdisjoint(known) else 0
