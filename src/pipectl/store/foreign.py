"""What somebody else put into the file: triggers and the like, which change what is written."""

import sqlite3
from pathlib import Path

from pipectl.errors import StoreFailedError
from pipectl.store import tables

SCHEMA_SQL = """
select
  type,
  name,
  tbl_name
from sqlite_master
where name not like 'sqlite^_%' escape '^'
order by type, name
"""
VERSION = "alembic_version"  # what the migrations keep beside the tables
OURS = ("ix_", "ux_")  # how the names of our indexes begin


class ForeignSchemaError(StoreFailedError):
    """The store has triggers, views or tables that pipectl didn't make, so it isn't written to."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"The store {path} has a {what} that pipectl didn't make, and isn't written to.",
            hint="`pipectl doctor` names everything that is foreign. Take it out with the program"
            " that put it in, or put a backup in the store's place: `pipectl restore`.",
        )


def is_ours(kind: str, name: str, table: str) -> bool:
    """Whether a part of the schema is one that pipectl makes: no views, no triggers."""
    on_ours = table == VERSION or table in tables.names()
    return on_ours and (kind == "table" or (kind == "index" and name.startswith(OURS)))


def foreign(connection: sqlite3.Connection) -> str | None:
    """The first trigger, view or table that isn't ours, in words."""
    ours = tables.names() | {VERSION}
    for kind, name, table in connection.execute(SCHEMA_SQL):
        if kind != "index" and (kind != "table" or table not in ours):
            return f"{kind} {name}"
    return None


def check_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ForeignSchemaError where writing would do what nobody asked for."""
    found = foreign(connection)
    if found is not None:
        raise ForeignSchemaError(path, found)
