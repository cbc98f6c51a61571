"""Connect to the store; back up and migrate an older one first."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from pipectl.errors import StoreError
from pipectl.store.connection import (
    EARLIER_VERSIONS,
    FAILURES,
    SCHEMA_VERSION,
    OlderSchemaError,
    check_file,
    connection_to,
    ending,
    explained,
    is_hot,
    opened,
    version_of,
)
from pipectl.store.connection import connection_to as unchecked
from pipectl.store.hard_links import check_one_name, copy_to_read, count_names

NOTE_SQL = """
insert into store_upgrade (version, upgraded_at, last_operation)
select
  ?,
  strftime('%Y-%m-%d %H:%M:%f000', 'now'),
  coalesce(max(id), 0)
from journal_operation
"""


def connect(
    path: Path, *, mode: str, patience_ms: int | None = None, to_write: bool = True
) -> sqlite3.Connection:
    """Open a checked connection in mode `ro` or `rw`, in autocommit; raise StoreError.

    A store of an earlier version is upgraded first. One with somebody else's triggers, views or
    tables, or with several names, is read, also in mode `rw` where nothing is to be written, and
    never written to.
    """
    check_file(path)
    try:
        if mode == "rw" and count_names(path) > 1:
            if not to_write:
                return copy_to_read(path)
            check_one_name(path)
        connection = upgraded(path, mode, patience_ms)
        if mode == "rw" and to_write:
            refuse_foreign(connection, path)
        return connection
    except FAILURES as error:
        if mode == "ro" and is_hot(error):
            shared = count_names(path) > 1
            return copy_to_read(path) if shared else roll_back_and_read(path)
        raise explained(error, path) from error


def upgraded(path: Path, mode: str, patience_ms: int | None = None) -> sqlite3.Connection:
    """Return a connection to the store, upgraded if it was older."""
    try:
        return opened(path, mode, patience_ms)
    except OlderSchemaError:
        upgrade(path)
        return opened(path, mode, patience_ms)


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Close the connection and raise ForeignSchemaError where the store must not be written to."""
    from pipectl.store.foreign_schema import check_foreign

    try:
        check_foreign(connection, path)
    except BaseException:
        connection.close()
        raise


def roll_back_and_read(path: Path) -> sqlite3.Connection:
    """Let SQLite roll back a killed writer's half commit, then open the store for reading."""
    try:
        with closing(connection_to(path, "rw")) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()
        return upgraded(path, "ro")
    except FAILURES as error:
        raise explained(error, path) from error


class UnsafeUpgradeError(StoreError):
    """An older store can't be backed up, so it isn't upgraded."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The store {path} needs an upgrade, but can't be backed up first: {why}.",
            hint="Nothing was changed. Make the store's folder writable, and free up disk space.",
        )


class UnsyncedUpgradeError(StoreError):
    """A store was upgraded, but the disk didn't confirm it."""

    def __init__(self, path: Path, backup: Path) -> None:
        super().__init__(
            f"The store {path} was upgraded, but its folder can't be synced (disk I/O error).",
            hint=f"Check the disk, then run the command again. {backup.name} is the store as it was"
            " before the upgrade.",
        )


def upgrade_file(path: Path) -> tuple[str, Path | None]:
    """Bring the store to SCHEMA_VERSION; return the version it had, and the backup if it had one.

    Raises StoreError.
    """
    check_file(path)
    try:
        with closing(opened(path, "ro")):
            return SCHEMA_VERSION, None
    except OlderSchemaError:
        with closing(unchecked(path, "ro")) as store:
            version = version_of(store)
        return version, upgrade(path)
    except FAILURES as error:
        raise explained(error, path) from error


def upgrade(path: Path) -> Path | None:
    """Bring the store to SCHEMA_VERSION; return its backup, None where another was quicker.

    Raises UnsyncedUpgradeError if the store was upgraded but the disk may lose that, and another
    StoreError if nothing was changed.
    """
    path = Path(os.path.realpath(path))
    check_one_name(path)
    backup = back_up(path)
    try:
        with ending(unchecked(path, "rw")) as connection:
            upgraded = migrate(connection)
    except FAILURES as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_DIR_FSYNC:
            raise UnsyncedUpgradeError(path, backup) from error
        if is_as_before(path):  # it would get another copy with every command
            backup.unlink()
        raise explained(error, path) from error
    if not upgraded:
        backup.unlink()
        return None
    return backup


def is_as_before(path: Path) -> bool:
    """Return whether the store still has an earlier version; False if that can't be known."""
    try:
        with closing(unchecked(path, "ro")) as store:
            return version_of(store) in EARLIER_VERSIONS
    except FAILURES:
        return False


def migrate(connection: sqlite3.Connection) -> bool:
    """Run the migrations, after which earlier operations can't be undone, in one transaction.

    False where another program was quicker.
    """
    from sqlalchemy.exc import DBAPIError

    from pipectl.store.engine import engine_on
    from pipectl.store.migrations import upgrade as run_migrations

    try:
        with engine_on(connection).begin() as begun:
            if version_of(connection) == SCHEMA_VERSION:
                return False
            run_migrations(begun)
            begun.exec_driver_sql(NOTE_SQL, (SCHEMA_VERSION,))
            begun.exec_driver_sql(
                "update journal_operation set state = 'dropped' where state = 'undone'"
            )
        return True
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise


def back_up(path: Path) -> Path:
    """Back up the store before an upgrade; raise UnsafeUpgradeError."""
    from pipectl.store.backups import BEFORE_UPGRADE, BackupError, keep, why_not
    from pipectl.store.foreign_schema import check_foreign

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
