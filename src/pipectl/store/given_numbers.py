"""Which numbers the tables have given to rows: SQLite's own count, and what the rows show."""

import sqlite3
from collections.abc import Callable
from typing import Any

from pipectl.named_tuple import NamedTuple

LAST_NUMBER = 2**63 - 1  # the largest that SQLite gives
COUNTED_SQL = """
select
  name,
  coalesce((
    select
      max(cast(seq as integer))
    from sqlite_sequence as s
    where s.name = t.name
  ), 0)
from sqlite_master as t
where type = 'table' and sql like '%autoincrement%'
order by name
"""
HIGHEST_SQL = 'select coalesce(max(id), 0) from "{table}"'
# Rows that were deleted are only in the journal, with their numbers: `[12]`.
IN_JOURNAL_SQL = """
select
  table_name,
  max(number)
from (
  select
    table_name,
    cast(substr(row_key, 2) as integer) as number
  from journal_row
  where row_key not like '%,%'
  union all
  select
    table_name,
    last
  from journal_range
  where key_column = 'id'
)
group by table_name
order by table_name
"""
GIVEN_SQL = "select seq from sqlite_sequence where name = :table"
FORGET_SQL = "delete from sqlite_sequence where name = :table"
NOTE_SQL = "insert into sqlite_sequence (name, seq) values (:table, :last)"
Rows = Callable[[str], Any]  # runs a query and returns its rows


class WrongNumber(NamedTuple):
    """A table, the last number that SQLite has counted, and the highest that a row has had."""

    table: str
    given: int
    used: int


def wrong_numbers(rows: Rows) -> list[WrongNumber]:
    """Return the tables that would give a number again, or have none left to give."""
    journal = dict(rows(IN_JOURNAL_SQL))
    found = [
        WrongNumber(
            table, given, max(rows(HIGHEST_SQL.format(table=table))[0][0], journal.get(table, 0))
        )
        for table, given in rows(COUNTED_SQL)
    ]
    return [each for each in found if each.given < each.used or each.given >= LAST_NUMBER]


def lacks_numbers(rows: Rows) -> bool:
    """Return whether a table has no number left for a new row."""
    return any(given >= LAST_NUMBER for _, given in rows(COUNTED_SQL))


def count_again(connection: sqlite3.Connection) -> None:
    """Correct the count of each table that has a wrong one, in the transaction that is open."""
    for each in wrong_numbers(lambda sql: connection.execute(sql).fetchall()):
        connection.execute(FORGET_SQL, {"table": each.table})
        connection.execute(NOTE_SQL, {"table": each.table, "last": each.used})
