"""Find foreign parts of the schema, such as triggers, which change what is written."""

import sqlite3
from binascii import crc32
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from pipectl.errors import StoreFailedError
from pipectl.store.connection import SCHEMA_VERSION, version_of
from pipectl.store.reader import Reader, as_text
from pipectl.store.row import columns
from pipectl.store.rows import KINDS
from pipectl.store.schema_part import VERSION, Part

# Litestream, which copies a store elsewhere, keeps two tables of its own in it.
SCHEMA_SQL = """
select
  type,
  name,
  tbl_name,
  sql
from sqlite_master
where name not like 'sqlite^_%' escape '^' and name not like '^_litestream^_%' escape '^'
order by type, name
"""
COLUMNS_SQL = """
select
  t.name,
  c.name,
  c.hidden
from sqlite_master as t
join pragma_table_xinfo(t.name) as c
where t.type = 'table'
order by t.name, c.cid
"""
INDEXES_SQL = """
select
  t.name,
  i.name,
  i."unique",
  i.partial,
  group_concat(coalesce(c.name, '?'))
from sqlite_master as t
join pragma_index_list(t.name) as i
join pragma_index_info(i.name) as c
where t.type = 'table' and i.origin = 'c'
group by i.name
order by i.name
"""
OURS = ("ix_", "ux_")  # how the names of our indexes begin
# Indexes that are rules.
RULES = (
    *("ux_next_action_open", "ux_quota_period", "ux_quota_segment", "ux_sequence_name"),
    *("ux_sequence_run_opportunity", "ux_sequence_run_contact", "ux_experiment_stage"),
)
# Of the schema as it should be: nothing more needs to be looked at.
SOUND = 3602436573


class ForeignSchemaError(StoreFailedError):
    """The store's schema isn't as pipectl made it, so it isn't written to."""

    def __init__(self, path: Path, part: Part) -> None:
        out = "Remove it with the program that added it, or restore"
        super().__init__(
            f"The store {path} has {part.words}.",
            hint="See `pipectl doctor` for details."
            f" {'Restore' if part.is_gone else out} a backup: `pipectl restore`.",
        )


def is_ours(kind: str, name: str, table: str) -> bool:
    """Return whether a part of the schema is one that pipectl makes: no views, no triggers."""
    on_ours = table == VERSION or table in KINDS
    return on_ours and (kind == "table" or (kind == "index" and name.startswith(OURS)))


def odd(reader: Reader) -> Iterator[Part]:
    """Yield the parts that differ from this version's schema."""
    if not reader.is_file:
        from pipectl.store.server import parts

        yield from parts.odd(reader)
        return
    found = reader.rows(SCHEMA_SQL)
    if fingerprint(found) == SOUND:
        return
    for kind, name, table, _ in found:
        if not is_ours(kind, name, table):
            yield Part(kind, name)
    names = [name for _, name, _, _ in found]
    yield from (Part("index", name, is_gone=True) for name in RULES if name not in names)
    yield from altered(reader)


def fingerprint(schema: Iterable[Sequence[Any]]) -> int:
    """Return a checksum of the schema, independent of the order of a table's columns.

    Raises DamagedValueError where a name or a statement isn't text.
    """
    words: list[str] = []
    for part in schema:
        kind, name, table, sql = map(as_text, part)
        words += kind, name, table
        if table != VERSION:
            words += ordered_words(sql)
    return crc32(" ".join(words).encode("utf-8", "surrogateescape"))


@cache
def ordered_words(sql: str) -> tuple[str, ...]:
    """Return the words of a statement in alphabetical order; `doctor` asks four times."""
    return tuple(sorted(sql.replace(",", " ").replace("(", " ").replace(")", " ").split()))


def altered(reader: Reader) -> Iterator[Part]:
    """Yield what differs from the declared tables: foreign columns, changed indexes."""
    with closing(declared_store()) as empty:
        declared = Reader(empty.execute)
        ours = {(table, column) for table, column, _ in declared.rows(COLUMNS_SQL)}
        indexes = {name: tuple(made) for _, name, *made in declared.rows(INDEXES_SQL)}
    tables = {table for table, _ in ours}
    for table, column, hidden in reader.rows(COLUMNS_SQL):
        if table in tables and (hidden or (table, column) not in ours):
            yield Part("column", f"{table}.{column}")
    for table, name, *made in reader.rows(INDEXES_SQL):
        if is_ours("index", name, table) and tuple(made) != indexes.get(name):
            yield Part("index", name)


def declared_store() -> sqlite3.Connection:
    """An empty store in memory, as this version makes it."""
    from pipectl.store.schema import STATEMENTS

    empty = sqlite3.connect(":memory:")
    for statement in STATEMENTS:
        empty.execute(statement)
    return empty


def extra_columns(reader: Reader) -> set[tuple[str, str]]:
    """Table and name of the columns that somebody added; none if one of pipectl's is missing."""
    if not reader.is_file or fingerprint(reader.rows(SCHEMA_SQL)) == SOUND:
        return set()  # whoever may alter a server's tables isn't told from pipectl
    ours = {table: set(columns(kind)) for table, kind in KINDS.items()}
    found: dict[str, set[str]] = {}
    for table, column, _ in reader.rows(COLUMNS_SQL):
        found.setdefault(table, set()).add(column)
    return {
        (table, column)
        for table, columns in found.items()
        if table in ours and columns >= ours[table]
        for column in columns - ours[table]
    }


def foreign(connection: sqlite3.Connection) -> Part | None:
    """Return the first foreign part; in a store of an earlier version only by name."""
    if version_of(connection) == SCHEMA_VERSION:
        return next(odd(Reader(connection.execute)), None)
    for part in connection.execute(SCHEMA_SQL):
        kind, name, table, _ = map(as_text, part)
        if not is_ours(kind, name, table):
            return Part(kind, name)
    return None


def check_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ForeignSchemaError if the schema has foreign parts."""
    found = foreign(connection)
    if found is not None:
        raise ForeignSchemaError(path, found)
