"""Does every column hold what it is for? SQLite alone would keep anything anywhere."""

from pathlib import Path

from pipectl.errors import StoreError
from pipectl.store import tables
from pipectl.store.connect import explained, tells_of_damage
from pipectl.store.reader import DamagedValueError, Reader, reading

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
where "{column}" is not null and not ({rule})
limit 1
"""


def damage(path: Path) -> StoreError | None:
    """The error that tells of what can't be a value, or can't be read; None where all is sound."""
    try:
        with reading(path) as reader:
            place = unsound(reader) or astray(reader)
    except StoreError as error:
        return error if tells_of_damage(error.__cause__) else None
    return explained(DamagedValueError(place), path) if place else None


def unsound(reader: Reader) -> str | None:
    """The first column of ours that is none, or holds what it can't hold, in words."""
    ours = tables.names()
    for table, column, kind in reader.rows(TABLES_SQL):
        if table not in ours:
            continue
        # A type that isn't ours: damage to the schema itself, which SQLite takes as it comes.
        rule = SOUND.get(kind, "false").format(f'"{column}"')
        sql = UNSOUND_SQL.format(table=table, column=column, rule=rule)
        if kind not in SOUND or reader.rows(sql):
            return f"the {column} of the table {table}"
    return None


def astray(reader: Reader) -> str | None:
    """The first table with a row that refers to nowhere, in words."""
    found = reader.rows("pragma foreign_key_check")
    return f"what a row of the table {found[0][0]} refers to" if found else None
