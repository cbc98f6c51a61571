"""Tells whether a command that ran in this process left a connection or a file open.

What is left to the garbage collector closes at a moment of its own, and a store that stays open
keeps other programs waiting.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

import idle
from pipectl.store.lock_waiting import PatientConnection

HANDLES = "/proc/self/fd"
under_way: ContextVar[list[sqlite3.Connection] | None] = ContextVar("under_way", default=None)
real_connect = sqlite3.connect
opened: Counter[str] = Counter()  # how often each file was opened with `connection_to`


def connect(*place: Any, **options: Any) -> sqlite3.Connection:
    """A connection that is noted while a command runs, and isn't closed by being forgotten."""
    noted = under_way.get()
    path = unquote(urlsplit(place[0]).path) if options.get("uri") else ""
    made: sqlite3.Connection
    if noted is not None and options.get("factory") is PatientConnection:
        made = idle.opened(place[0], path, **options)
    else:
        made = real_connect(*place, **options)
    if path:
        opened[path] += 1
    if noted is not None:
        noted.append(made)
    return made


sqlite3.connect = connect  # type: ignore[assignment]


@contextmanager
def noted() -> Iterator[list[str]]:
    """What the block leaves open, in words: a list that is filled when it ends."""
    left: list[str] = []
    connections: list[sqlite3.Connection] = []
    token = under_way.set(connections)
    before = set(handles())
    try:
        yield left
    finally:
        under_way.reset(token)
        left += [f"connection {number}" for number, each in enumerate(connections) if is_open(each)]
        # SQLite keeps a file as long as another connection of this process, a test's, locks it.
        left += sorted(files(before))
        for each in connections:
            each.close()


def is_open(connection: sqlite3.Connection) -> bool:
    """Whether a connection wasn't closed."""
    if isinstance(connection, idle.Idling) and connection.is_idle:
        return False
    try:
        _ = connection.total_changes
    except sqlite3.ProgrammingError as error:
        return "closed" not in str(error)
    return True


def handles() -> dict[tuple[int, int], str]:
    """The files that this process has open, by what they are, with a handle of each."""
    found = {}
    with suppress(FileNotFoundError):
        for handle in os.listdir(HANDLES):
            with suppress(OSError):  # the handle of the listing itself
                kind = os.fstat(int(handle))
                found[kind.st_dev, kind.st_ino] = handle
    return found


def files(before: set[tuple[int, int]]) -> list[str]:
    """The names of the files that this process has open now, and hadn't before."""
    names = []
    for file, handle in handles().items():
        if file not in before | idle.files():
            with suppress(OSError):
                names.append(os.readlink(f"{HANDLES}/{handle}"))
    # What came on stdin is kept in a file without a name for as long as the process lives.
    return [name for name in names if name.startswith("/") and not name.endswith(" (deleted)")]
