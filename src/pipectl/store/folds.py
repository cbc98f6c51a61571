"""Names and the columns that they are compared by: do they agree, and can all of it be seen?"""

from collections.abc import Iterator
from typing import NamedTuple

from pipectl.store.reader import Reader
from pipectl.text import first_invisible, fold

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


class Invisible(NamedTuple):
    """A row whose name holds a character that is drawn as nothing."""

    table: str
    number: int
    column: str
    character: str


def misfolded(reader: Reader) -> Iterator[Misfolded]:
    """Every folded column that isn't what its text says."""
    for table, place, number, column, text, found in names(reader):
        if found != (wanted := fold(text)):
            yield Misfolded(table, place, number, column, wanted)


def invisible(reader: Reader) -> Iterator[Invisible]:
    """Every name that holds a character that nobody can see."""
    for table, _, number, column, text, _ in names(reader):
        if (at := first_invisible(text)) is not None:
            yield Invisible(table, number, column, text[at])


def names(reader: Reader) -> Iterator[tuple[str, int, int, str, str, object]]:
    """Every text with a folded column: table, place, key, column, the text, what is beside it."""
    for table, folded in reader.rows(COLUMNS_SQL):
        column = folded.removesuffix("_folded")
        key = "opportunity_id" if table == "opportunity_tag" else "id"
        sql = f'select rowid, "{key}", "{column}", "{folded}" from "{table}" order by rowid'
        for place, number, text, found in reader.stream(sql):
            if isinstance(text, str):
                yield table, place, number, column, text, found
