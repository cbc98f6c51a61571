"""Writing to the store: one transaction, one entry of the journal, or nothing at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from pipectl import commits
from pipectl.clock import Moment
from pipectl.store import backups, journal
from pipectl.store.bulk import CreatedRange
from pipectl.store.connection import FAILURES, ending, explained
from pipectl.store.engine import engine_on
from pipectl.store.reader import DamagedValueError
from pipectl.store.upgrade import connect

WRITES = ("insert", "update", "delete")


class WriteSession(Session):
    """A session that knows when it writes."""

    moment: Moment
    journaled: bool = True
    recorded: bool = False
    unguarded: str | None = None  # why there is no backup of the day, where one was due
    created: list[CreatedRange]
    brought: dict[str, Any]  # instants of fields, by table and key (store/instants)


@contextmanager
def writing(path: Path, moment: Moment, command: str) -> Iterator[WriteSession]:
    """A session whose changes are stored together, with their journal entry, when it ends.

    `command` is what the journal calls the operation. Raises StoreError.
    """
    try:
        with (
            commits.change() as finishing,
            ending(connect(path, mode="rw")) as connection,
            WriteSession(engine_on(connection), expire_on_commit=False) as session,
        ):
            session.moment, session.created, session.brought = moment, [], {}
            if not backups.is_day_kept(path, moment.at):
                back_up_before_first_write(session, connection, path)
            images = journal.RowImages(session)
            yield session
            session.flush()
            if session.journaled:
                session.recorded = journal.record(
                    session, images, moment, command, session.created, session.brought
                )
            finishing()
            session.commit()
            if connection.total_changes:
                commits.stored()
    except (DBAPIError, *FAILURES) as error:
        raise explained(getattr(error, "orig", None) or error, path) from error
    except ValueError as error:
        if not isinstance(error, JSONDecodeError) and "isoformat" not in str(error):
            raise
        raise explained(DamagedValueError("a date or a row's image"), path) from error


def back_up_before_first_write(
    session: WriteSession, connection: sqlite3.Connection, path: Path
) -> None:
    """Back the store up before the first statement that writes, under the lock that it has."""
    waiting = True

    def before(_one: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal waiting
        if waiting and statement.lstrip()[:6].lower() in WRITES:
            waiting = False
            session.unguarded = backups.keep_the_day(connection, path, session.moment.at)

    event.listen(session.get_bind(), "before_cursor_execute", before)


@contextmanager
def rehearsal(connection: sqlite3.Connection, moment: Moment) -> Iterator[WriteSession]:
    """A session on a connection whose changes are thrown away with it."""
    try:
        with WriteSession(engine_on(connection), expire_on_commit=False) as session:
            session.moment, session.created, session.brought = moment, [], {}
            yield session
            session.flush()
            session.rollback()
    finally:
        connection.close()
