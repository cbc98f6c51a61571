"""Connections of the commands that run in this process, kept for the commands after them.

SQLite reads the whole schema for each new connection: a fifth of the time of such a command. So one
that a command closes waits, with nothing locked, until a command opens the same file in the same
way. It is really closed where it isn't as it was made, or the file isn't as it was left.
"""

import atexit
import os
import re
import sqlite3
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipectl.store.connection import PRAGMAS
from pipectl.store.lock_waiting import PatientConnection, PatientCursor, _open

MOST = 6  # connections that wait
Key = tuple[int, int, str, str]  # of a process and thread: the file, and how it is opened
State = tuple[int, ...]
# What leaves a connection as it was made; the first is the time-out.
HARMLESS = (PRAGMAS[0].partition("=")[0], *PRAGMAS[1:], "pragma query_only")
# What doesn't: a setting of the connection, or a part of the schema of its own.
CHANGING = re.compile(r"\s*(?:pragma [^=(]*=|create|drop|alter|attach|vacuum|reindex)", re.I)

real_connect = sqlite3.connect
waiting: OrderedDict[Key, "Idling"] = OrderedDict()
left: dict[str, State] = {}  # how the last connection that was closed left its file


def state_of(path: str) -> State | None:
    """What a file that nobody changed keeps."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class Idling(PatientConnection):
    """A connection that may wait instead of being closed."""

    key: Key | None = None
    begun: State | None = None
    is_idle = is_changed = is_ended = False
    changes_before = 0

    @property
    def total_changes(self) -> int:
        """Those of the command that has it."""
        found = super().total_changes - self.changes_before
        return int(found)

    def execute(self, sql: str, parameters: Any = (), /) -> PatientCursor:
        """Run a statement, if the connection is open."""
        if self.is_idle:
            raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
        if CHANGING.match(sql) and not sql.startswith(HARMLESS):
            self.is_changed = True
        return super().execute(sql, parameters)

    def cursor(self, factory: Any = PatientCursor) -> Any:
        """A cursor, of which nobody knows what it runs."""
        self.is_changed = True
        return super().cursor(factory)

    def set_trace_callback(self, *arguments: Any) -> None:
        """Let a test see the statements."""
        self.is_changed = True
        super().set_trace_callback(*arguments)

    def close(self) -> None:
        """Wait, or close."""
        if self.is_idle or self.is_ended:
            return
        if not self.may_wait():
            self.end()
            return
        assert self.key is not None
        _open.discard(self)
        self.close_cursors()
        self.is_idle = True
        waiting[self.key] = self
        if len(waiting) > MOST:
            waiting.popitem(last=False)[1].end()

    def may_wait(self) -> bool:
        """Whether it is as it was made, and its file as it left it; says how that is."""
        if self.key is None or self.is_changed or self.in_transaction or self.key in waiting:
            return False
        *_, path, mode = self.key
        now = state_of(path)
        if now is None or os.path.exists(f"{path}-wal") or (mode == "ro" and now != self.begun):
            return False
        left[path] = now
        return True

    def end(self) -> None:
        """Close it."""
        self.is_idle, self.is_ended = False, True
        super().close()


def opened(place: str, path: str, **options: Any) -> PatientConnection:
    """A connection that waits for its file, or a new one."""
    mode = parse_qs(urlsplit(place).query).get("mode", [""])[0]
    key = os.getpid(), threading.get_ident(), path, mode
    now = state_of(path)
    if now is None or now != left.get(path):
        close_all(path)
    found = waiting.pop(key, None)
    if found is None:
        found = real_connect(place, **{**options, "factory": Idling})
        if mode in ("ro", "rw") and not Path(path).parent.name.endswith(".backups"):
            found.key = key
    else:
        found.is_idle = False
        found.changes_before += found.total_changes
        _open.add(found)
        found.execute("pragma query_only = off")
    found.begun = now
    return found


def close_all(path: str | None = None) -> None:
    """Close those that wait, of one file if it is named."""
    for key in [each for each in waiting if path in (None, each[2])]:
        found = waiting.pop(key)
        if key[:2] == (os.getpid(), threading.get_ident()):
            found.end()


def files() -> set[tuple[int, ...]]:
    """Which files are open because a connection waits: device and number of each."""
    return {left[key[2]][:2] for key in waiting}


atexit.register(close_all)
