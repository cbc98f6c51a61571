"""Copy a whole store from a file to a server: each row of each table, and the next numbers."""

import sqlite3
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from pipectl.errors import StoreError
from pipectl.store.row import column_list
from pipectl.store.rows import KINDS
from pipectl.store.server.creation import make_tables

if TYPE_CHECKING:
    from pipectl.store.server.connection import ServerConnection
    from pipectl.store.temporary import Connection

# A number that was ever given is never given again, except to a row of the journal.
GIVEN_SQL = "select seq from sqlite_sequence where name = :table"
HIGHEST_SQL = 'select max(id) from "{table}"'
AT_ONCE = 5_000  # rows


def copy_to_server(source: sqlite3.Connection, target: "ServerConnection") -> int:
    """Make a store on the server that holds what the file does; return how many rows were copied.

    Runs in the transactions that are open on both; raises StoreError where the copy differs.
    """
    make_tables(target)
    target.defer_foreign_keys()
    count = sum(copy_table(source, target, table) for table in KINDS)
    for table in KINDS:
        if digest(source, table) != digest(target, table):
            raise StoreError(f"The copy on the server differs in the table {table}.")
    return count


def copy_table(source: sqlite3.Connection, target: "ServerConnection", table: str) -> int:
    """Copy a table's rows, and set its next number; return how many rows there are."""
    names = column_list(KINDS[table])
    rows = source.execute(f'select {names} from "{table}"')
    count = 0
    while some := list(islice(rows, AT_ONCE)):
        target.load(table, names, some)
        count += len(some)
    if KINDS[table].__key__ == ("id",):
        given = source.execute(GIVEN_SQL, {"table": table}).fetchone()
        highest = given or source.execute(HIGHEST_SQL.format(table=table)).fetchone()
        target.note_number(table, highest[0] or 0)
    return count


def digest(connection: "Connection", table: str) -> str:
    """Return a digest of a table's rows, which is the same for the same rows on both engines."""
    kind = KINDS[table]
    key = ", ".join(f'"{name}"' for name in kind.__key__)
    found = sha256()
    for row in connection.execute(f'select {column_list(kind)} from "{table}" order by {key}'):
        found.update(repr(row).encode())
    return found.hexdigest()
