"""A copy of the store to try changes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.clock import Moment
from pipectl.store.connection import FAILURES, explained, set_up
from pipectl.store.opening import to_copy
from pipectl.store.reader import Reader
from pipectl.store.unit import Unit
from pipectl.store.writing import rehearsing

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.owner_views import Whose

# What is more goes to a file without a name, which SQLite makes then and nobody else can open.
MOST_IN_MEMORY = 32_000_000


@contextmanager
def trying(path: "Path | ServerStore", moment: Moment, owner: str) -> Iterator[Unit]:
    """Open a unit of work on a copy of the store.

    On a server it is the store itself, and what was changed is rolled back.
    """
    if isinstance(path, Path):
        with rehearsing(copied(path), moment, owner) as unit:
            yield unit
        return
    from pipectl.store.server.writing import server_rehearsing

    with server_rehearsing(path, moment, owner) as there:
        yield there


@contextmanager
def supposing(
    path: "Path | ServerStore", moment: Moment, whose: "Whose"
) -> Iterator[tuple[Unit, Reader]]:
    """Open the same, and a reader that sees its changes.

    What is made is the seller's whom `whose` finds.
    """
    if not isinstance(path, Path):
        from pipectl.store.server.writing import server_rehearsing

        with server_rehearsing(path, moment, whose=whose) as there:
            yield there, there.reader
        return
    try:
        connection = copied(path)
        reader = Reader(connection.execute)
        reader.owner = whose(reader)
        with rehearsing(connection, moment, reader.owner or "") as unit:
            yield unit, reader
    except FAILURES as error:
        raise explained(error, path) from error


def copied(path: Path) -> sqlite3.Connection:
    """Return a copy of the whole store."""
    with to_copy(path) as store:
        connection = nameless()
        store.backup(connection)
    set_up(connection)
    connection.execute("pragma synchronous = off")
    return connection


def nameless() -> sqlite3.Connection:
    """Return a new database that only this connection can see."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.execute(f"pragma cache_size = -{MOST_IN_MEMORY // 1_000}")
    return connection
