"""Wait for another program that uses the store, and say so if that takes long."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

Done = TypeVar("Done")

BUSY_MS = 30_000  # a command waits so long at most for another that writes
STEP_MS = 500  # SQLite itself waits so long at most: between two steps Ctrl-C is heard
SILENT_MS = 2_000  # a person who waits longer is told for what
PAUSE_S = 0.01  # where SQLite doesn't wait at all


def say_nothing(_store: "Path | ServerStore") -> None:
    """Say nothing about waiting."""


_announce: Callable[["Path | ServerStore"], None] = say_nothing


def announce_by(say: Callable[["Path | ServerStore"], None]) -> None:
    """Set the function to call with the store when waiting takes long."""
    global _announce
    _announce = say


class Patience:
    """How long a statement may wait for the store."""

    def __init__(self, store: "Path | ServerStore", most_ms: int, *, waited_ms: int = 0) -> None:
        self.store, self.most_ms = store, most_ms
        self.began = time.monotonic() - waited_ms / 1000
        self.is_said = False

    def is_over(self) -> bool:
        """Return whether the time is up; say once what it waits for if that takes long."""
        waited_ms = 1000 * (time.monotonic() - self.began)
        if waited_ms >= SILENT_MS < self.most_ms and not self.is_said:
            self.is_said = True
            _announce(self.store)
        if waited_ms >= self.most_ms:
            return True
        time.sleep(PAUSE_S)
        return False


class PatientCursor(sqlite3.Cursor):
    """A cursor whose statements wait for other programs."""

    connection: "PatientConnection"

    def __init__(self, connection: "PatientConnection") -> None:
        super().__init__(connection)
        connection.cursors.add(self)

    def execute(self, sql: str, parameters: Any = (), /) -> "PatientCursor":
        """Run a statement, and retry while the store is locked."""
        run = super().execute
        self.connection.patiently(lambda: run(sql, parameters))
        return self


class PatientConnection(sqlite3.Connection):
    """A connection that waits for other programs in steps, and says when that takes long."""

    store: Path
    file: tuple[int, int] | None = None  # which file it is on; None for a copy in memory
    patience_ms: int = 0

    def __init__(self, *place: Any, **options: Any) -> None:
        super().__init__(*place, **options)
        self.cursors: WeakSet[PatientCursor] = WeakSet()
        _open.add(self)

    def close(self) -> None:
        """Close the connection and its cursors.

        SQLite keeps the file, and a lock on it, as long as a statement is in its middle: one at
        which an error struck lasts as long as the error does.
        """
        _open.discard(self)
        self.close_cursors()
        super().close()

    def close_cursors(self) -> None:
        """Close all cursors."""
        for cursor in self.cursors:
            with suppress(sqlite3.Error):
                cursor.close()

    def end_reading(self) -> None:
        """End the transaction, and with it the lock."""
        self.close_cursors()
        self.rollback()

    def cursor(self, factory: Any = PatientCursor) -> Any:
        """Return a cursor that waits."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = (), /) -> PatientCursor:
        """Run a statement with a cursor that waits."""
        return PatientCursor(self).execute(sql, parameters)

    def commit(self) -> None:
        """Commit once no other program reads."""
        self.patiently(super().commit)

    def patiently(self, act: Callable[[], Done]) -> Done:
        """Retry while the store is locked, until the time is up."""
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or not self.patience_ms:
                raise
        patience = patience_of(self)
        while not patience.is_over():
            try:
                return act()
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
        return act()


_open: WeakSet[PatientConnection] = WeakSet()


def in_transaction_on(file: tuple[int, int] | None) -> bool:
    """Return whether this process has a connection to the file that is in a transaction."""
    return file is not None and any(each.file == file and each.in_transaction for each in _open)


def patience_of(connection: sqlite3.Connection) -> Patience:
    """Return a connection's patience after one step; none if it isn't one of pipectl's."""
    if not isinstance(connection, PatientConnection):
        return Patience(Path(), 0)
    most = connection.patience_ms
    return Patience(connection.store, most, waited_ms=step_of(most))


def step_of(patience_ms: int) -> int:
    """Return how long SQLite itself waits for other programs."""
    return min(patience_ms, STEP_MS)


def is_busy(error: BaseException) -> bool:
    """Return whether the store was locked by another program."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
