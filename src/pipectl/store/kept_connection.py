"""The connection of a command's last reading, copy or change, kept for its next reading.

A session with a server is kept for its next change, too: to begin one takes longer than a reading.

SQLite reads the whole schema for each new connection, and commands read two or three times. The
kept connection holds no lock, and it is closed before any other is opened, as that may write.
"""

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipectl.store.lock_waiting import PatientConnection

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore


class Session(Protocol):
    """A session with a server."""

    @property
    def store(self) -> "ServerStore": ...
    def close(self) -> None: ...


_kept: list[PatientConnection | Session] = []


def file_at(path: Path) -> tuple[int, int] | None:
    """Return which file has the path; None if it can't be reached."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def keep(connection: sqlite3.Connection) -> bool:
    """Keep a connection; return False for one to a copy in memory, or to a store with a log.

    An open connection keeps the log in its place, and others from leaving it. What fails here is
    no failure of what the connection was for.
    """
    if not isinstance(connection, PatientConnection) or connection.file is None:
        return False
    try:
        if connection.execute("pragma journal_mode").fetchone()[0] == "wal":
            return False
        drop()
        connection.end_reading()
    except sqlite3.Error:
        return False
    _kept.append(connection)
    return True


def keep_session(session: Session) -> None:
    """Keep a session that is in no transaction."""
    drop()
    _kept.append(session)


def take(store: "Path | ServerStore") -> Any:
    """Return the kept connection, which isn't kept any more; close one to another store."""
    if not _kept:
        return None
    found = _kept.pop()
    if found.store == store:
        return found
    found.close()
    return None


def drop() -> None:
    """Close the kept connection."""
    if _kept:
        _kept.pop().close()
