"""Many rows at once: created by a statement, journaled as a range of keys with a digest.

An image a row would cost an import of 100,000 opportunities ten times its own size.
"""

import base64
import io
import itertools
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel, select

from pipectl.errors import RefusedError
from pipectl.store.ranges import digest
from pipectl.store.tables.external import JournalRange
from pipectl.store.tables.journal import JournalOperation

CHUNK = 5_000  # rows in one statement


class CreatedRange(NamedTuple):
    """Rows that were created: those whose key is from `first` to `last`."""

    table: str
    key: str
    first: int
    last: int


def next_key(session: Session, kind: type[SQLModel]) -> int:
    """The number that the table's next row gets: one that was never given."""
    found = session.execute(
        text("select seq from sqlite_sequence where name = :name"),
        {"name": kind.__table__.name},  # type: ignore[attr-defined]
    ).scalar()
    return int(found or 0) + 1


class BulkInsert:
    """Gathers rows of several tables and inserts them chunk by chunk, in the order of `kinds`.

    Of each table, the rows created are all that there are between the lowest and highest key.
    """

    def __init__(self, session: Session, kinds: Mapping[type[SQLModel], str]) -> None:
        self.session, self.keys = session, kinds
        self.waiting: dict[type[SQLModel], list[Mapping[str, Any]]] = {kind: [] for kind in kinds}
        self.spans: dict[type[SQLModel], tuple[int, int]] = {}

    def add(self, kind: type[SQLModel], /, **row: Any) -> None:
        """Gather a row; every column must be there, as in all rows of its table."""
        self.waiting[kind].append(row)
        number = row[self.keys[kind]]
        least, most = self.spans.get(kind, (number, number))
        self.spans[kind] = (min(least, number), max(most, number))
        if len(self.waiting[kind]) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Insert what was gathered."""
        for kind, rows in self.waiting.items():
            if rows:
                self.session.execute(insert(kind.__table__), rows)  # type: ignore[attr-defined]
                rows.clear()

    def ranges(self) -> list[CreatedRange]:
        """What was created, with everything inserted."""
        self.flush()
        return [
            CreatedRange(kind.__table__.name, self.keys[kind], *span)  # type: ignore[attr-defined]
            for kind, span in self.spans.items()
        ]


def keep(session: Session, operation_id: int, created: Sequence[CreatedRange]) -> None:
    """Write down what an operation created, with what it is at its end."""
    for each in created:
        session.add(
            JournalRange(
                operation_id=operation_id,
                table_name=each.table,
                key_column=each.key,
                first=each.first,
                last=each.last,
                digest=digest(lines(session, each)),
            )
        )


def lines(session: Session, found: CreatedRange) -> Iterator[bytes]:
    """The rows of a range as JSON, each a list of values as they are stored."""
    table = SQLModel.metadata.tables[found.table]
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    sql = (
        f'select {columns} from "{found.table}" '
        f'where "{found.key}" between ? and ? order by {order}'
    )
    for row in session.connection().exec_driver_sql(sql, (found.first, found.last)):
        yield json.dumps(list(row), ensure_ascii=False).encode("utf-8", "surrogatepass")


def has_ranges(session: Session, operation: JournalOperation) -> bool:
    """Whether the operation created rows in bulk."""
    wanted = select(JournalRange).where(JournalRange.operation_id == operation.id)
    return session.exec(wanted.limit(1)).first() is not None


def put_back(session: Session, operation: JournalOperation, *, forward: bool) -> None:
    """Take away what the operation created, or with `forward` create it again."""
    wanted = select(JournalRange).where(JournalRange.operation_id == operation.id)
    for each in session.exec(wanted).all():
        found = CreatedRange(each.table_name, each.key_column, each.first, each.last)
        if forward:
            restore(session, operation, each, found)
        else:
            take_away(session, operation, each, found)


def take_away(
    session: Session, operation: JournalOperation, each: JournalRange, found: CreatedRange
) -> None:
    """Delete the rows of a range and keep them for a redo; raises RefusedError if changed."""
    rows = list(lines(session, found))
    if digest(iter(rows)) != each.digest:
        raise changed(operation, found)
    each.content = base64.b64encode(zlib.compress(b"\n".join(rows))).decode()
    session.add(each)
    session.connection().exec_driver_sql(
        f'delete from "{found.table}" where "{found.key}" between ? and ?',
        (found.first, found.last),
    )


def restore(
    session: Session, operation: JournalOperation, each: JournalRange, found: CreatedRange
) -> None:
    """Insert the rows of a range again; raises RefusedError where there are any."""
    if each.content is None or next(lines(session, found), None) is not None:
        raise changed(operation, found)
    kept = io.BytesIO(zlib.decompress(base64.b64decode(each.content)))
    names = [column.name for column in SQLModel.metadata.tables[found.table].columns]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    sql = f'insert into "{found.table}" ({columns}) values ({marks})'
    while some := [tuple(json.loads(line)) for line in itertools.islice(kept, CHUNK)]:
        session.connection().exec_driver_sql(sql, some)
    each.content = None
    session.add(each)


def changed(operation: JournalOperation, found: CreatedRange) -> RefusedError:
    """That rows aren't as the operation left them."""
    return RefusedError(
        f"Operation {operation.id} ({operation.command}) can't be reversed: "
        f"its rows of {found.table.replace('_', ' ')} have changed since by other means."
    )
