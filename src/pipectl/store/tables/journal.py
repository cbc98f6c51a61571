"""Every operation, with each row before and after."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from pipectl.store.tables.columns import NUMBERED, one_of, owned


class JournalOperation(SQLModel, table=True):
    """One undoable operation; `state` is done, undone, or dropped (undone for good).

    `owner` is who did it.
    """

    __tablename__ = "journal_operation"
    __table_args__ = (
        one_of("state", ("done", "undone", "dropped")),
        Index("ix_journal_operation_state", "state", "id"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    on_day: date
    command: str
    state: str = "done"
    owner: str = owned()


class JournalRow(SQLModel, table=True):
    """A row before and after an operation, as JSON; null where there was none."""

    __tablename__ = "journal_row"

    id: int | None = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="journal_operation.id", index=True)
    table_name: str
    row_key: str
    before: str | None = None
    after: str | None = None
