"""Copy a whole store from a file to a server or back, journal and all: complete, or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.store import creation
from pipectl.store.connection import FAILURES, ending, explained
from pipectl.store.server import creation as server_creation
from pipectl.store.server.copying import Advance, Contents, contents, copy_all, copy_to_server
from pipectl.store.server.writing import alone
from pipectl.store.upgrade import connect

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.temporary import Connection

    Place = Path | ServerStore


def move(source: "Place", target: "Place", advance: Advance) -> Contents:
    """Make a store at `target` that holds what the one at `source` does; return what that is.

    Nobody else writes to the source meanwhile, and nothing of it changes. `advance` hears how many
    rows of how many are copied. Raises StoreError; ExistingStoreError, ExistingSchemaError where
    something is at the target.
    """
    with locked(source) as connection:
        # What is wrong with the source is found, and told of it, before the target is begun.
        found = contents(connection)
        if isinstance(target, Path):
            creation.place_new(target, lambda new: fill_file(connection, new, found, advance))
        else:
            server_creation.place_new(
                target, lambda new: copy_to_server(connection, new, found, advance)
            )
    return found


@contextmanager
def locked(place: "Place") -> Iterator["Connection"]:
    """Open a store that nobody else can write to until the end; raise StoreError."""
    if not isinstance(place, Path):
        with alone(place) as connection:
            yield connection
        return
    try:
        with ending(connect(place, mode="rw")) as file:
            file.execute("begin immediate")
            yield file
    except FAILURES as error:
        raise explained(error, place) from error


def fill_file(
    source: "Connection", new: sqlite3.Connection, found: Contents, advance: Advance
) -> None:
    """Write what the source holds to a new file."""
    creation.begin_new_store(new)
    new.execute("pragma defer_foreign_keys = on")
    copy_all(source, new, found, advance)
    new.execute("commit")
