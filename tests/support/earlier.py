"""Stores as each version of the schema kept them, this one's too."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

EARLIER = Path(__file__).parents[1] / "store" / "earlier"
# What an earlier version made on a server of what a file declares.
TYPES = {
    "INTEGER": "bigint",
    "BIGINT": "bigint",
    "VARCHAR": "text",
    "DATE": "date",
    "DATETIME": "timestamp with time zone",
    "BOOLEAN": "boolean",
    "FLOAT": "double precision",
}
TABLES_SQL = """
select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name
"""
COLUMNS_SQL = "select name, type from pragma_table_info(:table) order by cid"


def put(path: Path, version: str) -> bytes:
    """Write the store of a version, made-up deals with their journal, and say what was written."""
    with closing(sqlite3.connect(path)) as store:
        store.executescript((EARLIER / f"{version}.sql").read_text("utf-8"))
    path.chmod(0o600)
    return path.read_bytes()


def type_of(declared: str) -> str:
    """The type on a server of what a file declares, such as VARCHAR(32)."""
    return TYPES[declared.partition("(")[0].upper()]


def put_on_server(file: Path, place: "ServerStore") -> None:
    """Write a file's store, of whatever version, to a schema of a server."""
    from pipectl.store.server.copying import copy_rows, last_number, note_number
    from pipectl.store.server.dialect import as_name
    from pipectl.store.server.functions import NUMBERS
    from servers import session

    with closing(sqlite3.connect(file)) as source, session(place) as target:
        target.execute("begin")
        target.run_script((f"create schema {as_name(place.schema)}", *NUMBERS))
        for (table,) in source.execute(TABLES_SQL).fetchall():
            columns = dict(source.execute(COLUMNS_SQL, {"table": table}))
            made = ", ".join(f'"{name}" {type_of(kind)}' for name, kind in columns.items())
            target.run_script((f'create table "{table}" ({made})',))
            copy_rows(source, target, table, list(columns))
            if "id" in columns:
                note_number(target, table, last_number(source, table))
        target.execute("commit")
