"""Choose the backup that a `restore` without a name uses."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from pipectl.backup_rotation import Backup
from pipectl.errors import StoreError
from pipectl.named_tuple import NamedTuple
from pipectl.store.backups import BEFORE_RESTORE, DAMAGED, in_order, is_later, listed
from pipectl.store.connection import FAILURES, connection_to
from pipectl.store.soundness import is_sound
from pipectl.store.upgrade import connect

LATER = "is dated in the future"
TAKEN_BACK = "has changes that an earlier restore removed"
# The program's own notes: no difference that anybody would restore for.
BOOKKEEPING = ("reminder_claim", "calendar_entry", "forecast_log", "review_position")

OPERATIONS_SQL = """
select
  id,
  at
from journal_operation
"""
TABLES_SQL = """
select
  name,
  sql
from sqlite_master
order by type, name
"""

Operations = frozenset[tuple[int, str]]


class BackupChoice(NamedTuple):
    """The backups that may be used, in order, and those that were skipped."""

    backups: Sequence[Backup]
    passed_over: Sequence[tuple[Backup, str]]


def choice(store: Path, now: datetime) -> BackupChoice:
    """Return the latest backups, without damaged and future ones and those made by a restore.

    Nor does it have changes that a restore has taken back: restoring twice never goes forth and
    back. Where the store is as the first that can be used has it, there is nothing to do.
    """
    known = [each for each in listed(store) if each.why != DAMAGED]
    ahead = [(each, LATER) for each in known if is_later(each, now)]
    sound = in_order(store, now)
    present = operations(store)
    since = restored_at(sound, present)
    kept = []
    for each in sound:
        if each.why == BEFORE_RESTORE:
            continue
        if since is None or each.taken_at > since or is_part(each, present):
            kept.append(each)
        elif not kept:
            ahead.append((each, TAKEN_BACK))
    return BackupChoice(kept, ahead)


def restored_at(known: Sequence[Backup], present: Operations | None) -> datetime | None:
    """Return when a restore last removed changes that are still gone; None if unknown."""
    if present is None:
        return None
    before = (each for each in known if each.why == BEFORE_RESTORE)
    return next((each.taken_at for each in before if not is_part(each, present)), None)


def is_part(backup: Backup, present: Operations | None) -> bool:
    """Return whether the store has every operation of the backup."""
    theirs = operations(backup.path)
    return theirs is None or present is None or theirs <= present


def operations(path: Path) -> Operations | None:
    """Return a store's operations by number and instant; None if they can't be read."""
    try:
        with closing(connection_to(path, "ro")) as connection:
            return frozenset(connection.execute(OPERATIONS_SQL))
    except FAILURES:
        return None


def is_same(store: Path, backup: Path) -> bool:
    """Return whether both have the same schema and rows, apart from pipectl's own notes.

    Where an index of the store lacks rows, a restore has something to do.
    """
    try:
        with (
            closing(connect(store, mode="ro")) as one,
            closing(connection_to(backup, "ro")) as other,
        ):
            return is_sound(one) and all(
                a == b for a, b in zip_longest(content(one), content(other))
            )
    except (StoreError, *FAILURES):
        return False


def content(connection: sqlite3.Connection) -> Iterator[object]:
    """Yield the schema, then each row."""
    parts = connection.execute(TABLES_SQL).fetchall()
    yield parts
    for name, sql in parts:
        if sql and sql.lstrip().lower().startswith("create table") and name not in BOOKKEEPING:
            yield name
            yield from connection.execute(f'select * from "{name}"')
