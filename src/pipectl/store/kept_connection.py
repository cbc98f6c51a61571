"""The connection of a command's last reading, copy or change, kept for its next reading.

SQLite reads the whole schema for each new connection, and commands read two or three times. The
kept connection holds no lock, and it is closed before any other is opened, as that may write.
"""

import os
import sqlite3
from pathlib import Path

from pipectl.store.lock_waiting import PatientConnection

_kept: list[PatientConnection] = []


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


def take() -> PatientConnection | None:
    """Return the kept connection, which isn't kept any more."""
    return _kept.pop() if _kept else None


def drop() -> None:
    """Close the kept connection."""
    if _kept:
        _kept.pop().close()
