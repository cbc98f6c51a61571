"""The columns that texts are compared by, against the texts beside them."""

from collections.abc import Iterator
from typing import NamedTuple

from pipectl.store.reader import Reader
from pipectl.text import fold

COLUMNS_SQL = """
select
  t.name,
  c.name
from sqlite_master as t
join pragma_table_info(t.name) as c
where t.type = 'table' and c.name like '%^_folded' escape '^'
order by t.name
"""


class Misfolded(NamedTuple):
    """A row, by its place in the table, whose folded column is not the fold of its text."""

    table: str
    place: int
    number: int
    column: str
    wanted: str


def misfolded(reader: Reader) -> Iterator[Misfolded]:
    """Every folded column that isn't what its text says."""
    for table, folded in reader.rows(COLUMNS_SQL):
        column = folded.removesuffix("_folded")
        key = "opportunity_id" if table == "opportunity_tag" else "id"
        sql = f'select rowid, "{key}", "{column}", "{folded}" from "{table}" order by rowid'
        for place, number, text, found in reader.stream(sql):
            if isinstance(text, str) and found != (wanted := fold(text)):
                yield Misfolded(table, place, number, column, wanted)
