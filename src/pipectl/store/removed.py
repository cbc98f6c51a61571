"""Tell a row that another command removed from one that the store has lost.

What a command looks up can be gone when it comes to write: merged, removed, or undone. The store
isn't damaged then, and the journal knows what became of the row.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipectl.errors import RefusedError, quoted
from pipectl.store.opening import reading
from pipectl.store.reader import MissingRowError, Reader
from pipectl.store.references import references
from pipectl.store.row import Row, image_of
from pipectl.store.rows import KINDS
from pipectl.vocabulary import row_words

if TYPE_CHECKING:
    from pipectl.server_address import ServerStore
    from pipectl.store.unit import Unit

Kind = TypeVar("Kind", bound=Row)
Place = tuple[str, tuple[Any, ...]]
NAMES = ("name", "title", "text", "condition")  # the columns that name a row to a person
WORDS = {"custom_field": "field", "fit_criterion": "criterion"}

IMAGES_SQL = """
select
  r.before,
  r.after,
  o.state
from journal_row as r
join journal_operation as o on o.id = r.operation_id
where r.table_name = :table and r.row_key = :key
order by o.id desc, r.id desc
"""
# Rows that came in bulk have no images.
UNDONE_RANGE_SQL = """
select
  r.operation_id
from journal_range as r
join journal_operation as o on o.id = r.operation_id
where r.table_name = :table and :number between r.first and r.last and o.state <> 'done'
limit 1
"""


class RemovedError(RefusedError):
    """What a command is about was removed since it was looked up."""

    def __init__(self, table: str, key: tuple[Any, ...], name: str | None) -> None:
        what = WORDS.get(table, row_words(table))
        called = f"{what} {quoted(name)}" if name else f"{what} #{'-'.join(map(str, key))}"
        super().__init__(
            f"The {called} was removed by another command in the meantime, so nothing was stored.",
            hint="See what was done: `pipectl history`.",
        )


def in_use(unit: "Unit", kind: type[Kind], number: int) -> Kind:
    """Return a row that was looked up; raise RemovedError if it was archived since.

    Raises MissingRowError for one that isn't there: `refuse_removed` tells what became of it.
    """
    row = unit.have(kind, number)
    if getattr(row, "archived", False):
        table = kind.__table__
        raise RemovedError(table, (number,), name_in(image_of(row) or {}))
    return row


def name_in(image: Mapping[str, Any]) -> str | None:
    """Return the name of a row by its image; None if it has none."""
    return next((str(image[each]) for each in NAMES if image.get(each)), None)


def refuse_removed(error: BaseException, unit: "Unit | None", path: "Path | ServerStore") -> None:
    """Raise RemovedError if a change failed because of a row that the journal says was removed."""
    places = [place for place in missing(error, unit) if KINDS[place[0]].__key__ == ("id",)]
    if not places:
        return
    with reading(path) as reader:
        for table, key in places:
            if is_there(reader, table, key):
                continue
            image = last_image(reader, table, key)
            if image is not None:
                raise RemovedError(table, key, name_in(image)) from error


def missing(error: BaseException | None, unit: "Unit | None") -> Iterator[Place]:
    """Yield the rows of which one is missing, if that is what the error is about."""
    while error is not None:
        if isinstance(error, MissingRowError):
            yield error.table, error.key
            return
        if isinstance(error, sqlite3.IntegrityError) and "FOREIGN KEY" in str(error):
            if unit is not None and unit.attempted is not None:
                kind, values = unit.attempted
                for column, table in references().get(kind.__table__, ()):
                    if values.get(column) is not None:
                        yield table, (values[column],)
            return
        error = error.__cause__


def is_there(reader: Reader, table: str, key: tuple[Any, ...]) -> bool:
    """Return whether the store has the row."""
    sql = f'select count(*) from "{table}" where id = :number'
    return bool(reader.value(sql, {"number": key[0]}))


def last_image(reader: Reader, table: str, key: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return the row as it was before it was removed; None if no operation removed it."""
    values = {"table": table, "key": json.dumps(key)}
    for before, after, state in reader.rows(IMAGES_SQL, values):
        was, now = (before, after) if state == "done" else (after, before)
        if was is not None and now is None:
            found: dict[str, Any] = json.loads(was)
            return found
    if reader.value(UNDONE_RANGE_SQL, {"table": table, "number": key[0]}) is not None:
        return {}
    return None
