"""Temporary tables in front of the store's own: SQLite looks a name up among them first."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

Values = Mapping[str, date]


def run(connection: sqlite3.Connection, statements: Iterable[str], values: Values) -> None:
    """One statement after the other, with the same values."""
    for statement in statements:
        connection.execute(statement, values)


def copy(
    connection: sqlite3.Connection,
    table: str,
    short: str,
    then: Mapping[str, str],
    into: str,
    values: Values,
) -> None:
    """A table with the columns that are as they were then, the others as they are now."""
    columns = columns_of(connection, table)
    empty(connection, table)
    connection.execute(into.format(columns=chosen(columns, short, then)), values)


def chosen(columns: Iterable[str], short: str, then: Mapping[str, str]) -> str:
    """What to select: the column of then where it differs, else the present one."""
    return ",\n  ".join(f"{then.get(name, f'{short}.{name}')} as {name}" for name in columns)


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The names of the columns of the store's own table."""
    return [row[1] for row in connection.execute(f"pragma main.table_info({table})")]


def empty(connection: sqlite3.Connection, table: str) -> None:
    """Make an empty temporary table like the store's own."""
    columns = connection.execute(f"pragma main.table_info({table})").fetchall()
    typed = ", ".join(f"{name} {kind}" for _, name, kind, *_ in columns)
    key = ", ".join(column[1] for column in columns if column[5])
    connection.execute(f"create temp table {table} ({typed}, primary key ({key}))")
