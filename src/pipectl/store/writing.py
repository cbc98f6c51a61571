"""Write to the store: one transaction with one journal entry, or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl import commit_state
from pipectl.clock import Moment
from pipectl.store import backups, journal, kept_connection
from pipectl.store.connection import FAILURES, commit, end, ending, explained
from pipectl.store.reader import DamagedValueError
from pipectl.store.unit import Unit
from pipectl.store.upgrade import connect

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.temporary import Connection


@contextmanager
def writing(
    path: "Path | ServerStore", moment: Moment, command: str, owner: str = ""
) -> Iterator[Unit]:
    """Open a unit of work that is stored, with its journal entry, when it ends.

    `command` is what the journal calls the operation, `owner` whose it is. Raises StoreError.
    """
    if not isinstance(path, Path):
        from pipectl.store.server.writing import server_writing

        with server_writing(path, moment, command, owner) as there:
            yield there
        return
    try:
        with (
            commit_state.change() as finishing,
            kept_after(connect(path, mode="rw")) as connection,
        ):
            unit = Unit(connection, moment, owner)
            if not backups.is_day_kept(path, moment.at):
                unit.before_first_write(lambda: keep_the_day(unit, connection, path))
            # A deferred transaction that turns into a writer fails at once where another writes.
            connection.execute("begin immediate")
            yield unit
            journal.record_and_commit(unit, command, finishing, lambda: commit(connection, path))
    except FAILURES as error:
        raise explained(error, path) from error
    except JSONDecodeError as error:
        raise explained(DamagedValueError("a row's image"), path) from error


@contextmanager
def writing_aside(path: "Path | ServerStore") -> Iterator["Connection"]:
    """Open a transaction for what stands outside the journal; raise StoreError."""
    if not isinstance(path, Path):
        from pipectl.store.server.writing import server_writing_aside

        with server_writing_aside(path) as there:
            yield there
        return
    with commit_state.change() as finishing, closing(connect(path, mode="rw")) as connection:
        try:
            connection.execute("begin immediate")
            yield connection
            finishing()
            commit(connection, path)
        except FAILURES as error:
            raise explained(error, path) from error
        commit_state.stored()


@contextmanager
def kept_after(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Keep the connection for the next reading once all is stored; else roll back and close it."""
    is_kept = False
    try:
        yield connection
        is_kept = kept_connection.keep(connection)
    finally:
        if not is_kept:
            end(connection)


def keep_the_day(unit: Unit, connection: sqlite3.Connection, path: Path) -> None:
    """Back up the store under its lock before the unit writes."""
    unit.unguarded = backups.keep_the_day(connection, path, unit.moment.at)


def rebuild_indexes(path: Path) -> None:
    """Rebuild the indexes from their tables; raise StoreError."""
    with repairing(path) as connection:
        connection.execute("reindex")


def correct_numbers(path: Path) -> None:
    """Correct which numbers the tables have given to rows; raise StoreError."""
    from pipectl.store.given_numbers import count_again

    with repairing(path) as connection:
        count_again(connection)


@contextmanager
def repairing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a transaction that changes no row, so it is no operation; raise StoreError."""
    try:
        with (
            commit_state.change() as finishing,
            ending(connect(path, mode="rw")) as connection,
        ):
            connection.execute("begin immediate")
            yield connection
            finishing()
            commit(connection, path)
            commit_state.stored()
    except FAILURES as error:
        raise explained(error, path) from error


@contextmanager
def rehearsing(connection: sqlite3.Connection, moment: Moment, owner: str = "") -> Iterator[Unit]:
    """Open a unit of work whose changes are discarded."""
    try:
        connection.execute("begin immediate")
        yield Unit(connection, moment, owner)
        connection.execute("rollback")
    finally:
        connection.close()
