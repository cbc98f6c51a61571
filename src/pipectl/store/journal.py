"""The journal: every operation with each row before and after, and the way back and forth.

The session's flushes are the one place where images are taken; no action writes to it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Date, DateTime, Table, event, text, update
from sqlalchemy import inspect as state_of
from sqlalchemy import select as select_row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import UOWTransaction
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel, col, select

from pipectl.clock import Moment
from pipectl.errors import RefusedError
from pipectl.store import bulk, tables
from pipectl.store.instants import TABLE
from pipectl.store.tables.journal import JournalOperation, JournalRow

UNJOURNALED = {"journal_operation", "journal_row", "journal_range"}
Image = dict[str, Any] | None


class JournalResult(NamedTuple):
    """What an undo or redo reversed."""

    id: int
    command: str


class RowImages:
    """Rows before and after, gathered over the flushes of one session."""

    def __init__(self, session: Session) -> None:
        self.rows: dict[tuple[str, str], tuple[Image, Image]] = {}
        event.listen(session, "after_flush", self._flushed)

    def _flushed(self, session: Session, _context: UOWTransaction) -> None:
        for row in in_order(session.new):
            self._note(row, None, present(row))
        for row in in_order(session.dirty):
            if session.is_modified(row):
                self._note(row, former(row), present(row))
        for row in in_order(session.deleted):
            self._note(row, former(row), None)

    def _note(self, row: Any, before: Image, after: Image) -> None:
        table = row.__table__
        if table.name in UNJOURNALED:
            return
        place = (table.name, key_of(table, before or after or {}))
        first = self.rows[place][0] if place in self.rows else before
        self.rows[place] = (first, after)

    def changed(self) -> list[tuple[str, str, Image, Image]]:
        """Table, key, before and after of every row that ended differently."""
        return [(*place, *images) for place, images in self.rows.items() if images[0] != images[1]]


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Rows by table and key: those of a session come by their addresses in memory."""

    def place(row: Any) -> tuple[str, list[Any]]:
        keys = row.__table__.primary_key.columns
        return row.__table__.name, [getattr(row, column.key) for column in keys]

    return sorted(rows, key=place)


def present(row: Any) -> dict[str, Any]:
    """The row's values as they are now, ready for JSON."""
    return {column.key: to_json_value(getattr(row, column.key)) for column in row.__table__.columns}


def former(row: Any) -> dict[str, Any]:
    """The row's values as they were read."""
    image = {}
    for column in row.__table__.columns:
        history = state_of(row).attrs[column.key].history
        image[column.key] = to_json_value((history.deleted or history.unchanged)[0])
    return image


def key_of(table: Table, image: Mapping[str, Any]) -> str:
    """The primary key as JSON text."""
    return json.dumps([image[column.key] for column in table.primary_key.columns])


def to_json_value(value: Any) -> Any:
    """A column's value in JSON: dates and instants as ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def from_json(table: Table, image: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON image with dates and instants again."""
    return {key: restore_dates(table.columns[key].type, value) for key, value in image.items()}


def restore_dates(kind: TypeEngine[Any], value: Any) -> Any:
    """One value of a JSON image as its column's type."""
    stored = getattr(kind, "impl", kind)
    if value is None or not isinstance(stored, Date | DateTime):
        return value
    return (date if isinstance(stored, Date) else datetime).fromisoformat(value)


def record(
    session: Session,
    images: RowImages,
    moment: Moment,
    command: str,
    created: Sequence[bulk.CreatedRange] = (),
    brought: Mapping[str, Any] | None = None,
) -> bool:
    """Write the operation down; False, and nothing written, where no row changed.

    `brought` are the instants that the fields had elsewhere of what an import brought.
    """
    changed = [each for each in images.changed() if not is_created(created, each[0], each[3])]
    if not changed and not created:
        return False
    forget_undone(session)
    operation = JournalOperation(at=moment.at, on_day=moment.today, command=command)
    session.add(operation)
    session.flush()
    assert operation.id is not None
    session.add_all(
        JournalRow(
            operation_id=operation.id,
            table_name=table,
            row_key=key,
            before=json_text(before),
            after=json_text(after),
        )
        for table, key, before, after in changed
    )
    if brought:
        said = json.dumps(brought)
        session.add(
            JournalRow(operation_id=operation.id, table_name=TABLE, row_key="[]", after=said)
        )
    bulk.keep(session, operation.id, created)
    return True


def is_created(created: Sequence[bulk.CreatedRange], table: str, after: Image) -> bool:
    """Whether a row is one of those that the operation created in bulk, which are kept as such."""
    return after is not None and any(
        each.table == table and each.first <= after[each.key] <= each.last for each in created
    )


def forget_undone(session: Session) -> None:
    """After a new operation there is no way forward to what was undone before it."""
    operations = JournalOperation.__table__  # type: ignore[attr-defined]
    session.execute(
        update(operations).where(operations.c.state == "undone").values(state="dropped")
    )


def json_text(image: Image) -> str | None:
    """An image as the text that is stored."""
    return None if image is None else json.dumps(image, ensure_ascii=False)


def undo(session: Session) -> JournalResult:
    """Take back the last operation; raises RefusedError where there is none, or it can't be."""
    operation = session.exec(
        select(JournalOperation)
        .where(JournalOperation.state == "done")
        .order_by(col(JournalOperation.id).desc())
        .limit(1)
    ).first()
    if operation is None:
        raise RefusedError("There is nothing to undo.")
    refuse_if_upgraded(session, operation)
    put_back(session, operation, forward=False)
    operation.state = "undone"
    return JournalResult(operation.id or 0, operation.command)


def refuse_if_upgraded(session: Session, operation: JournalOperation) -> None:
    """Raise RefusedError for an operation of an earlier schema: its images don't fit any more."""
    found = session.execute(text("select max(last_operation) from store_upgrade")).scalar()
    if operation.id is not None and operation.id <= (found or 0):
        raise RefusedError(
            f"Operation {operation.id} ({operation.command}) can't be undone: the store was "
            "upgraded since.",
            hint="It stays in `pipectl history`; put right by hand what it changed.",
        )


def redo(session: Session) -> JournalResult:
    """Do the operation again that was undone last; raises RefusedError where there is none."""
    operation = session.exec(
        select(JournalOperation)
        .where(JournalOperation.state == "undone")
        .order_by(col(JournalOperation.id))
        .limit(1)
    ).first()
    if operation is None:
        raise RefusedError(
            "There is nothing to redo.", hint="A new change ends what can be redone."
        )
    put_back(session, operation, forward=True)
    operation.state = "done"
    return JournalResult(operation.id or 0, operation.command)


def put_back(session: Session, operation: JournalOperation, *, forward: bool) -> None:
    """Set every row of the operation to its image before (or, forward, after) it."""
    tables.load_all()
    steps = []
    found = select(JournalRow).where(
        JournalRow.operation_id == operation.id, JournalRow.table_name != TABLE
    )
    for row in session.exec(found.order_by(col(JournalRow.id))).all():
        table = SQLModel.metadata.tables[row.table_name]
        before, after = (json.loads(image) if image else None for image in (row.before, row.after))
        expected, wanted = (before, after) if forward else (after, before)
        refuse_if_changed(session, operation, table, row.row_key, expected)
        steps.append((table, expected, wanted))
    if not steps and not bulk.has_ranges(session, operation):
        raise RefusedError(
            f"Operation {operation.id} ({operation.command}) can't be reversed: what it changed "
            "is missing from the journal.",
            hint="`pipectl doctor` says what else is wrong; `pipectl restore` puts a backup back.",
        )
    session.execute(text("pragma defer_foreign_keys = on"))
    # Deletions first and insertions last: a row that takes another's place must find it free.
    steps.sort(key=lambda step: (step[2] is not None, step[1] is None))
    if not forward:
        bulk.put_back(session, operation, forward=False)
    for table, expected, wanted in steps:
        try:
            apply(session, table, expected, wanted)
        except IntegrityError as error:
            raise integrity_error(operation, table) from error
    if forward:
        bulk.put_back(session, operation, forward=True)


def integrity_error(operation: JournalOperation, table: Table) -> RefusedError:
    """That a row was what no row may be: what mended it stays."""
    return RefusedError(
        f"Operation {operation.id} ({operation.command}) can't be reversed: "
        f"its {table.name.replace('_', ' ')} broke a rule of the store."
    )


def refuse_if_changed(
    session: Session, operation: JournalOperation, table: Table, key: str, expected: Image
) -> None:
    """Raise RefusedError unless the row is as the operation left it."""
    pairs = zip(table.primary_key.columns, json.loads(key), strict=True)
    found = session.execute(
        select_row(table).where(*[column == value for column, value in pairs])
    ).one_or_none()
    image = None if found is None else {k: to_json_value(v) for k, v in found._mapping.items()}
    if image != expected:
        raise RefusedError(
            f"Operation {operation.id} ({operation.command}) can't be reversed: "
            f"its {table.name.replace('_', ' ')} has changed since by other means."
        )


def apply(session: Session, table: Table, expected: Image, wanted: Image) -> None:
    """Turn one row's image into the other."""
    key = [column == (expected or wanted or {})[column.key] for column in table.primary_key.columns]
    if wanted is None:
        session.execute(table.delete().where(*key))
    elif expected is None:
        session.execute(table.insert().values(from_json(table, wanted)))
    else:
        session.execute(table.update().where(*key).values(from_json(table, wanted)))
