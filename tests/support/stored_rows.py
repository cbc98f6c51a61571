"""What a store holds, row by row."""

import sqlite3
from contextlib import closing
from typing import Any

from conftest import Shell

Tables = dict[str, list[tuple[Any, ...]]]


def tables(run: Shell) -> Tables:
    """Every row of every table but the journal's own and SQLite's count of numbers."""
    with closing(sqlite3.connect(run.store)) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'")
        return {
            name: sorted(connection.execute(f'select * from "{name}"').fetchall(), key=repr)
            for (name,) in names.fetchall()
            if not name.startswith(("journal_", "sqlite_"))
        }
