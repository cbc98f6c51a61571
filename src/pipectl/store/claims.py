"""The program's own notes of what it sent: no operation, and never in a reader's way."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from pipectl.store.connect import FAILURES, connect, explained

Done = TypeVar("Done")

KEPT_DAYS = 7
# What is due is to be seen also while another program holds the store for long.
PATIENCE_MS = 5_000
# A file, or the folder of its journal, that can be read and not written.
UNWRITABLE = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_CANTOPEN,
)

CLAIM_SQL = """
insert into reminder_claim (item, claimed_on)
values (:item, :day)
on conflict (item, claimed_on) do nothing
"""

RELEASE_SQL = """
delete from reminder_claim
where item = :item and claimed_on = :day
"""

FORGET_SQL = """
delete from reminder_claim
where claimed_on < :day
"""


def noted(path: Path, act: Callable[[sqlite3.Connection], Done]) -> Done | None:
    """What `act` does in a short transaction; None where the store can't be written.

    Raises StoreFailedError where it can't be written just now, StoreError where it is damaged.
    """
    with closing(connect(path, mode="rw", patience_ms=PATIENCE_MS)) as connection:
        try:
            connection.execute("begin immediate")
            done = act(connection)
            connection.execute("commit")
        except FAILURES as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in UNWRITABLE:
                return None
            raise explained(error, path) from error
        return done


def claim(path: Path, items: Sequence[str], day: date) -> set[str]:
    """Those that nobody claimed on that day yet; all, where claims can't be written."""

    def act(connection: sqlite3.Connection) -> set[str]:
        connection.execute(FORGET_SQL, {"day": day - timedelta(days=KEPT_DAYS)})
        return {item for item in items if claimed(connection, item)}

    def claimed(connection: sqlite3.Connection, item: str) -> bool:
        return connection.execute(CLAIM_SQL, {"item": item, "day": day}).rowcount > 0

    found = noted(path, act)
    return set(items) if found is None else found


def release(path: Path, items: Iterable[str], day: date) -> None:
    """Take claims back: what they stand for was never sent."""
    noted(
        path,
        lambda connection: connection.executemany(
            RELEASE_SQL, [{"item": item, "day": day} for item in items]
        ),
    )
