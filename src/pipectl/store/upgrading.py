"""Bringing an older store up to this program: a checked backup first, then all or nothing."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from pipectl.errors import StoreError
from pipectl.store.birth import private_folder_umask, sync, sync_folder
from pipectl.store.connect import FAILURES, SCHEMA_VERSION, explained, reason, version_of
from pipectl.store.connect import connection_to as unchecked


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
    backup, upgraded = back_up(path), False
    try:
        with closing(unchecked(path, "rw")) as connection:
            upgraded = migrate(connection)
    except FAILURES as error:
        raise explained(error, path) from error
    finally:
        if not upgraded:  # what can't be written to would get another copy with every command
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
    """A checked copy of the store, in a private folder beside it; raises UnsafeUpgradeError."""
    folder = path.with_name(f"{path.name}.backups")
    try:
        with private_folder_umask():
            folder.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=".new", dir=folder)
        os.close(handle)
        aside = Path(name)
        try:
            copy(path, aside)
            return put_away(aside, folder)
        finally:
            aside.unlink(missing_ok=True)
    except (OSError, *FAILURES) as error:
        raise UnsafeUpgradeError(path, reason(error)) from error


def copy(path: Path, aside: Path) -> None:
    """Copy one unchanging view of the store, and check the copy."""
    with closing(unchecked(path, "rw")) as source, closing(sqlite3.connect(aside)) as target:
        source.backup(target)
        found = target.execute("pragma quick_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError("the copy isn't sound")
    sync(aside)


def put_away(aside: Path, folder: Path) -> Path:
    """Give the copy a name that no other backup has."""
    number = 1
    while True:
        place = folder / f"before-{SCHEMA_VERSION}{'' if number == 1 else f'-{number}'}.db"
        try:
            os.link(aside, place)
        except FileExistsError:
            number += 1
            continue
        sync_folder(folder)
        return place
