"""A copy of the store in memory, to try changes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipectl.clock import Moment
from pipectl.store.connection import FAILURES, explained, set_up
from pipectl.store.reader import Reader
from pipectl.store.unit import Unit
from pipectl.store.upgrade import connect
from pipectl.store.writing import rehearsing

# Larger ones are copied into a file without a name, which SQLite makes and nobody else can open.
MOST_IN_MEMORY = 128_000_000


@contextmanager
def supposing(path: Path, moment: Moment) -> Iterator[tuple[Unit, Reader]]:
    """Open a unit of work on a copy of the store, and a reader that sees its changes."""
    try:
        connection = copied(path)
        with rehearsing(connection, moment) as unit:
            yield unit, Reader(connection.execute)
    except FAILURES as error:
        raise explained(error, path) from error


def copied(path: Path) -> sqlite3.Connection:
    """Return a copy of the whole store."""
    with closing(connect(path, mode="ro")) as store:
        place = ":memory:" if path.stat().st_size <= MOST_IN_MEMORY else ""
        connection = sqlite3.connect(place, isolation_level=None)
        store.backup(connection)
    set_up(connection)
    connection.execute("pragma synchronous = off")
    return connection
