"""Find values that are damaged: of a wrong type, invalid, or referring to a missing row."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipectl.errors import StoreError
from pipectl.store.connection import explained, tells_of_damage
from pipectl.store.foreign_schema import extra_columns, odd
from pipectl.store.opening import reading
from pipectl.store.reader import DamagedValueError, Reader
from pipectl.store.row import columns
from pipectl.store.rows import KINDS

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore

SEE_DOCTOR = "See `pipectl doctor` for details."
# What a value of each declared type looks like.
SOUND = {
    "VARCHAR": "typeof({0}) = 'text'",
    "INTEGER": "typeof({0}) = 'integer'",
    "BIGINT": "typeof({0}) = 'integer'",
    "BOOLEAN": "{0} in (0, 1)",
    "DATE": "{0} is date({0})",
    # Newer versions of SQLite round the last microsecond of 9999 up, and find no such year.
    "DATETIME": "datetime({0}) is not null or {0} = '9999-12-31 23:59:59.999999'",
}

TABLES_SQL = """
select
  t.name,
  c.name,
  c.type
from sqlite_master as t
join pragma_table_info(t.name) as c
where t.type = 'table' and t.name not like 'sqlite%'
"""

UNSOUND_SQL = """
select
  1
from "{table}"
where {rules}
limit 1
"""
UNSOUND_VALUE = '"{column}" is not null and not ({rule})'
TEXTS_SQL = "select {columns} from {table}"
_JOURNAL = "journal_row"  # whose texts doctor reads one by one
FILLED_SQL = """select '{table}' where exists (select 1 from "{table}" not indexed)"""


def damage(path: "Path | ServerStore") -> StoreError | None:
    """Return the error for a value that is invalid or unreadable; None if all are sound.

    A server lets no value be invalid, but its tables can be changed.
    """
    if not isinstance(path, Path):
        with reading(path) as reader:
            part = next(odd(reader), None)
        return part and StoreError(f"The store {path} has {part.words}.", hint=SEE_DOCTOR)
    try:
        with reading(path) as reader:
            place = unsound(reader) or astray(reader)
    except StoreError as error:
        return error if tells_of_damage(error.__cause__) else None
    return explained(DamagedValueError(place), path) if place else None


def unsound(reader: Reader) -> str | None:
    """Name the first of pipectl's columns with a wrong type or an invalid value.

    A server lets none be.
    """
    if not reader.is_file:
        return None
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in reader.rows(TABLES_SQL):
        if table in KINDS:
            found.setdefault(table, {})[column] = kind
    filled = filled_ones(reader, found)
    for table, kinds in found.items():
        # A table that is as pipectl made it is read once for all its columns.
        is_ours = kinds.keys() == columns(KINDS[table]).keys() and SOUND.keys() >= set(
            kinds.values()
        )
        if is_ours and (table not in filled or not breaks(reader, table, kinds)):
            continue
        for column, kind in kinds.items():
            # A type that isn't ours: damage to the schema itself, which SQLite takes as it comes.
            is_wrong = kind not in SOUND or breaks(reader, table, {column: kind})
            if is_wrong and (table, column) not in reader.once(extra_columns):
                return f"{column} in table {table}"
    return None


def read_texts(reader: Reader) -> None:
    """Read every text outside the journal; raise sqlite3.Error at one that isn't UTF-8.

    SQL takes such a text as it comes.
    """
    for table in KINDS:
        texts = [name for name, each in columns(KINDS[table]).items() if each.name == "str"]
        if texts and table != _JOURNAL:
            for _ in reader.stream(TEXTS_SQL.format(columns=", ".join(texts), table=table)):
                pass


def filled_ones(reader: Reader, tables: Iterable[str]) -> set[str]:
    """Return the tables with rows: asking the others costs as much as asking these."""
    asked = " union all ".join(FILLED_SQL.format(table=table) for table in tables)
    return {row[0] for row in reader.rows(asked)} if asked else set()


def breaks(reader: Reader, table: str, kinds: Mapping[str, str]) -> bool:
    """Return whether a table holds a value that isn't one of its column's type."""
    rules = " or ".join(
        UNSOUND_VALUE.format(column=column, rule=SOUND[kind].format(f'"{column}"'))
        for column, kind in kinds.items()
    )
    return bool(reader.rows(UNSOUND_SQL.format(table=table, rules=rules)))


def astray(reader: Reader) -> str | None:
    """Name the first table with a row that refers to a missing one; a server lets none be."""
    if not reader.is_file:
        return None
    found = reader.rows("pragma foreign_key_check")
    return f"a row that table {found[0][0]} refers to" if found else None
