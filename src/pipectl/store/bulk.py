"""Create many rows with one statement, journaled as a range of keys with a digest.

An image a row would cost an import of 100,000 opportunities ten times its own size.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

from pipectl.errors import RefusedError
from pipectl.store.bulk_checks import as_line, digest, packed, unpacked
from pipectl.store.changes import CreatedRange
from pipectl.store.reader import DamagedValueError
from pipectl.store.row import Row, column_list, columns
from pipectl.store.rows import KINDS, JournalOperation, JournalRange
from pipectl.store.unit import Unit
from pipectl.vocabulary import row_words

CHUNK = 5_000  # rows in one statement


def next_key(unit: Unit, kind: type[Row]) -> int:
    """Return the number of the table's next row, which was never used."""
    return unit.last_number(kind) + 1


def read_columns(unit: Unit, kind: type[Row], names: Sequence[str]) -> Iterator[list[Any]]:
    """Yield some columns of all rows of a table with their types; for large tables."""
    listed = ", ".join(f'"{name}"' for name in names)
    reads = [columns(kind)[name].read for name in names]
    for row in unit.reader.stream(f'select {listed} from "{kind.__table__}"'):
        yield [
            None if value is None else read(value) for read, value in zip(reads, row, strict=True)
        ]


class BulkInsert:
    """Gathers rows of several tables and inserts them chunk by chunk, in the order of `kinds`.

    Of each table, the rows created are all that there are between the lowest and highest key.
    """

    def __init__(self, unit: Unit, kinds: Mapping[type[Row], str]) -> None:
        self.unit, self.keys = unit, kinds
        self.waiting: dict[type[Row], list[Mapping[str, Any]]] = {kind: [] for kind in kinds}
        self.spans: dict[type[Row], tuple[int, int]] = {}

    def add(self, kind: type[Row], /, **row: Any) -> None:
        """Collect a row, which must have every column of its table but those that may be empty.

        One that doesn't say whose it is is nobody's.
        """
        waiting = self.waiting[kind]
        waiting.append({**nothing_in(kind), **row})
        if len(waiting) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Insert the collected rows."""
        for kind, rows in self.waiting.items():
            if rows:
                numbers = [row[self.keys[kind]] for row in rows]
                numbers += self.spans.get(kind, ())
                self.spans[kind] = (min(numbers), max(numbers))
                self.unit.insert_many(kind, rows)
                rows.clear()

    def ranges(self) -> list[CreatedRange]:
        """Insert everything, and return what was created."""
        self.flush()
        return [
            CreatedRange(kind.__table__, self.keys[kind], *span)
            for kind, span in self.spans.items()
        ]


def nothing_in(kind: type[Row]) -> dict[str, str | None]:
    """The columns of a table that may be empty, each without a value."""
    return nothing_in_class(cast(Any, kind))


@cache
def nothing_in_class(kind: Any) -> dict[str, str | None]:
    """Return the same, cached."""
    found = columns(kind)
    nobody = {"owner": ""} if "owner" in found else {}
    return {name: None for name, column in found.items() if column.is_optional} | nobody


def keep(unit: Unit, operation_id: int) -> None:
    """Journal what an operation created in bulk, with a digest of its final state."""
    for each in unit.created:
        unit.add(
            JournalRange(
                operation_id=operation_id,
                table_name=each.table,
                key_column=each.key,
                first=each.first,
                last=each.last,
                digest=digest(lines(unit, each)),
            )
        )


def lines(unit: Unit, found: CreatedRange) -> Iterator[bytes]:
    """Yield the rows of a range as JSON, each a list of stored values."""
    kind = KINDS[found.table]
    order = ", ".join(f'"{name}"' for name in kind.__key__)
    sql = (
        f'select {column_list(kind)} from "{found.table}" '
        f'where "{found.key}" between :first and :last order by {order}'
    )
    for row in unit.reader.stream(sql, {"first": found.first, "last": found.last}):
        yield as_line(row)


def ranges_of(unit: Unit, operation: JournalOperation) -> list[JournalRange]:
    """Return what the operation created in bulk."""
    return unit.all(JournalRange, "operation_id = :operation", operation=operation.id)


def has_ranges(unit: Unit, operation: JournalOperation) -> bool:
    """Return whether the operation created rows in bulk."""
    return bool(ranges_of(unit, operation))


def put_back(unit: Unit, operation: JournalOperation, *, forward: bool) -> None:
    """Delete what the operation created, or with `forward` create it again."""
    for each in ranges_of(unit, operation):
        found = CreatedRange(each.table_name, each.key_column, each.first, each.last)
        (restore if forward else take_away)(unit, operation, each, found)


def take_away(
    unit: Unit, operation: JournalOperation, each: JournalRange, found: CreatedRange
) -> None:
    """Delete the rows of a range and keep them for a redo; raise RefusedError if changed."""
    content, found_digest = packed(lines(unit, found))
    if found_digest != each.digest:
        raise changed(operation, found)
    unit.change(each, content=content)
    unit.write(
        f'delete from "{found.table}" where "{found.key}" between ? and ?',
        (found.first, found.last),
    )


def restore(
    unit: Unit, operation: JournalOperation, each: JournalRange, found: CreatedRange
) -> None:
    """Insert the rows of a range again; raise RefusedError if some exist, DamagedValueError."""
    if each.content is None or next(lines(unit, found), None) is not None:
        raise changed(operation, found)
    kind = KINDS[found.table]
    names = tuple(columns(kind))
    try:
        unit.insert_many(
            kind,
            (dict(zip(names, json.loads(line), strict=True)) for line in unpacked(each.content)),
        )
    except ValueError as error:
        raise DamagedValueError("the rows of an import") from error
    unit.change(each, content=None)


def changed(operation: JournalOperation, found: CreatedRange) -> RefusedError:
    """Return the error for rows that aren't as the operation left them."""
    return RefusedError(
        f"Operation {operation.id} ({operation.command}) can't be reversed: "
        f"its {row_words(found.table)} rows have since been changed outside pipectl."
    )
