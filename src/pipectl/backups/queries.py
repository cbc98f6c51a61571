"""Find the changes that restoring a backup would lose."""

from datetime import datetime

from pipectl.named_tuple import NamedTuple
from pipectl.store.reader import Reader


class LostOperation(NamedTuple):
    """An operation, and whether the store has its changes: they may have been undone."""

    id: int
    at: datetime
    command: str
    is_done: bool


CHANGES_SQL = """
select
  id,
  at,
  command,
  state = 'done'
from journal_operation
order by id
"""

UIDS_SQL = """
select
  uid
from opportunity
"""


def lost(present: Reader, backup: Reader) -> list[LostOperation]:
    """Return the operations that the store has done and the backup hasn't, or the other way round.

    One that is undone in the store, and undone or missing in the backup, is no change to lose.
    """
    kept = set(backup.records(LostOperation, CHANGES_SQL))
    return [
        change
        for change in present.records(LostOperation, CHANGES_SQL)
        if change not in kept and (change.is_done or change._replace(is_done=True) in kept)
    ]


def strangers(present: Reader, backup: Reader) -> int:
    """Return how many deals the backup has if the store has none of them, else 0."""
    found = {row[0] for row in backup.rows(UIDS_SQL)}
    known = {row[0] for row in present.rows(UIDS_SQL)}
    return len(found) if found.isdisjoint(known) else 0
