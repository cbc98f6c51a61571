"""Bringing an older store up to this program: a checked backup first, then all or nothing."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from pipectl.errors import StoreError
from pipectl.store.backups import BEFORE_UPGRADE, BackupError, keep, why_not
from pipectl.store.connect import FAILURES, SCHEMA_VERSION, ending, explained, version_of
from pipectl.store.connect import connection_to as unchecked
from pipectl.store.foreign import check_foreign


class UnsafeUpgradeError(StoreError):
    """An older store can't be backed up, so it isn't upgraded."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The store {path} needs an upgrade, and can't be backed up before it: {why}.",
            hint="Nothing was changed. Make its folder writable, and room on its disk.",
        )


def upgrade(path: Path) -> None:
    """Bring the store to SCHEMA_VERSION; raises StoreError, and then nothing was changed."""
    path = Path(os.path.realpath(path))
    backup = back_up(path)
    try:
        with ending(unchecked(path, "rw")) as connection:
            upgraded = migrate(connection)
    except FAILURES as error:
        backup.unlink()  # what can't be upgraded would get another copy with every command
        raise explained(error, path) from error
    if not upgraded:
        backup.unlink()


def migrate(connection: sqlite3.Connection) -> bool:
    """Run the migrations and end what can be undone, in one transaction.

    False where another program was quicker.
    """
    from sqlalchemy.exc import DBAPIError

    from pipectl.store.migrations import upgrade as run_migrations
    from pipectl.store.session import engine_on

    try:
        with engine_on(connection).begin() as begun:
            if version_of(connection) == SCHEMA_VERSION:
                return False
            run_migrations(begun)
            begun.exec_driver_sql(
                "insert into store_upgrade (version, upgraded_at, last_operation) "
                "select ?, current_timestamp, coalesce(max(id), 0) from journal_operation",
                (SCHEMA_VERSION,),
            )
            begun.exec_driver_sql(
                "update journal_operation set state = 'dropped' where state = 'undone'"
            )
        return True
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise


def back_up(path: Path) -> Path:
    """Copy the store, which nothing else can then make unreadable; raises UnsafeUpgradeError."""
    try:
        with closing(unchecked(path, "rw")) as source:
            # What can't be written isn't upgraded either, and needs no copy.
            source.execute("begin immediate")
            source.execute("rollback")
            check_foreign(source, path)
            return keep(source, path, BEFORE_UPGRADE).path
    except BackupError as error:
        raise UnsafeUpgradeError(path, why_not(error.__cause__ or error)) from error
    except FAILURES as error:
        raise explained(error, path) from error
