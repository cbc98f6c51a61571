"""What stands in front of the store's tables on a connection: temporary tables and views.

A temporary name is found first, so that a query that names a table reads what stands there. How an
engine tells of its tables is the only thing that differs.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipectl.store.server.connection import ServerConnection

    Connection = sqlite3.Connection | ServerConnection

AS = r"(?i)\bas\b"  # what stands before the query of a view
HIDDEN_SQL = "select type, sql from sqlite_temp_master where name = :name"


def stand(
    connection: "Connection", sql: str, values: Mapping[str, Any] | Sequence[Any] = ()
) -> None:
    """Run a statement that makes or fills what stands there; on a server, with the next one."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(sql, values)
    else:
        connection.execute_later(sql, values)


def columns_of(connection: "Connection", table: str) -> list[str]:
    """Return the column names of the store's own table."""
    if not isinstance(connection, sqlite3.Connection):
        from pipectl.store.row import columns
        from pipectl.store.rows import KINDS

        return list(columns(KINDS[table]))
    return [row[1] for row in connection.execute(f"pragma main.table_info({table})")]


def empty(connection: "Connection", table: str) -> None:
    """Make an empty temporary table like the store's own."""
    if not isinstance(connection, sqlite3.Connection):
        connection.make_empty(table)
        return
    there = connection.execute(f"pragma main.table_info({table})").fetchall()
    typed = ", ".join(f"{name} {kind}" for _, name, kind, *_ in there)
    key = ", ".join(column[1] for column in there if column[5])
    connection.execute(f"create temp table {table} ({typed}, primary key ({key}))")


def hides(connection: "Connection", name: str) -> str | None:
    """Return what hides a table: "table", the query of a view, or None."""
    if not isinstance(connection, sqlite3.Connection):
        return connection.hides(name)
    found = connection.execute(HIDDEN_SQL, {"name": name}).fetchone()
    if found is None:
        return None
    return "table" if found[0] == "table" else re.split(AS, found[1], maxsplit=1)[1]
