"""Copy a whole store between a file and a server: each row of each table, and the next numbers."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from pipectl.errors import StoreError
from pipectl.named_tuple import NamedTuple
from pipectl.store.given_numbers import FORGET_SQL, GIVEN_SQL, NOTE_SQL
from pipectl.store.row import column_list, columns
from pipectl.store.rows import KINDS
from pipectl.store.server.creation import make_tables
from pipectl.store.server.values import as_stored_instant

if TYPE_CHECKING:
    from pipectl.store.server.connection import ServerConnection
    from pipectl.store.temporary import Connection

# A number that was ever given is never given again, except to a row of the journal.
HIGHEST_SQL = 'select max(id) from "{table}"'
GIVEN_ON_SERVER_SQL = "select last from main.given_number where table_name = :table"
# Only a table whose numbers are never given again has a row there.
IN_SEQUENCE_SQL = """
select
  sql like '%autoincrement%'
from sqlite_master
where type = 'table' and name = :table
"""
AT_ONCE = 5_000  # rows
Advance = Callable[[int, int], None]


def say_nothing(_done: int, _total: int) -> None:
    """Say nothing about how far a copy has got."""


class Contents(NamedTuple):
    """What a store holds: how many rows, and a digest of each table's."""

    rows: int
    digests: Mapping[str, str]


def contents(source: "Connection") -> Contents:
    """Read a whole store in the transaction that is open on it."""
    return Contents(
        sum(size(source, table) for table in KINDS),
        {table: digest(source, table) for table in KINDS},
    )


def copy_to_server(
    source: "Connection",
    target: "ServerConnection",
    found: Contents,
    advance: Advance = say_nothing,
) -> None:
    """Make a store on the server that holds what another one does, as `copy_all` does it."""
    make_tables(target)
    target.defer_foreign_keys()
    copy_all(source, target, found, advance)


def copy_all(
    source: "Connection",
    target: "Connection",
    found: Contents,
    advance: Advance = say_nothing,
) -> None:
    """Copy all rows into empty tables, and compare them.

    Runs in the transactions that are open on both, where references wait for their end. `advance`
    hears how many rows of how many are copied. Raises StoreError where the copy differs.
    """
    count = 0
    for table in KINDS:
        count += copy_table(source, target, table)
        advance(count, found.rows + 1)  # the comparison is still to come
    for table, wanted in found.digests.items():
        if digest(target, table) != wanted:
            raise StoreError(
                f"The copy differs in the table {table}, so it wasn't kept.",
                hint="See what is wrong with the store: `pipectl doctor`.",
            )
    advance(1, 1)


def size(connection: "Connection", table: str) -> int:
    """Return how many rows a table has."""
    return int(connection.execute(f'select count(*) from "{table}"').fetchone()[0])


def copy_table(source: "Connection", target: "Connection", table: str) -> int:
    """Copy a table's rows, and set its next number; return how many rows there are."""
    count = copy_rows(source, target, table, list(columns(KINDS[table])))
    if KINDS[table].__key__ == ("id",):
        note_number(target, table, last_number(source, table))
    return count


def copy_rows(source: "Connection", target: "Connection", table: str, names: Sequence[str]) -> int:
    """Copy the named columns of a table's rows; return how many rows there are."""
    listed = ", ".join(f'"{name}"' for name in names)
    rows = iter(source.execute(f'select {listed} from "{table}"'))
    count = 0
    while some := list(islice(rows, AT_ONCE)):
        load(target, table, listed, some)
        count += len(some)
    return count


def load(target: "Connection", table: str, listed: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows as they are stored; `listed` are the columns."""
    if not isinstance(target, sqlite3.Connection):
        target.load(table, listed, rows)
        return
    signs = ", ".join("?" for _ in rows[0])
    target.executemany(f'insert into "{table}" ({listed}) values ({signs})', rows)


def last_number(source: "Connection", table: str) -> int:
    """Return the highest number that a row of the table has or ever had, 0 for none."""
    if isinstance(source, sqlite3.Connection):
        found = source.execute(GIVEN_SQL, {"table": table}).fetchone()
        found = found or source.execute(HIGHEST_SQL.format(table=table)).fetchone()
    else:
        found = source.execute(GIVEN_ON_SERVER_SQL, {"table": table}).fetchone()
    return int(found[0] or 0) if found else 0


def note_number(target: "Connection", table: str, last: int) -> None:
    """Let the table's next row get a number after `last`."""
    if not isinstance(target, sqlite3.Connection):
        target.note_number(table, last)
    elif last and target.execute(IN_SEQUENCE_SQL, {"table": table}).fetchone()[0]:
        target.execute(FORGET_SQL, {"table": table})
        target.execute(NOTE_SQL, {"table": table, "last": last})


def digest(connection: "Connection", table: str) -> str:
    """Return a digest of a table's rows, which is the same for the same rows on both engines.

    A file may have an instant without the zeros that a server writes behind it.
    """
    kind = KINDS[table]
    key = ", ".join(f'"{name}"' for name in kind.__key__)
    is_instant = [of.name == "datetime" for of in columns(kind).values()]
    found = sha256()
    for row in connection.execute(f'select {column_list(kind)} from "{table}" order by {key}'):
        found.update(repr(list(map(as_compared, row, is_instant))).encode())
    return found.hexdigest()


def as_compared(value: Any, is_instant: bool) -> Any:
    """Return a value as it is compared."""
    return as_stored_instant(value) if is_instant and isinstance(value, str) else value
