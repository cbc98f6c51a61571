"""A store with a past: made anew in one transaction, an operation of the journal a step."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert

from pipectl.errors import StoreError
from pipectl.moment import Moment
from pipectl.store import birth, journal
from pipectl.store.connect import APPLICATION_ID, reason
from pipectl.store.session import WriteSession
from pipectl.store.tables import JournalOperation, JournalRow

IDENTITY = slice(68, 72)  # where SQLite's file header has the application's id


class Player:
    """Turns a new store's changes into operations; what came before belongs to none."""

    def __init__(self, session: WriteSession) -> None:
        session.flush()
        self.session = session
        self.images = journal.Images(session)
        self.operations: list[dict[str, Any]] = []
        self.rows: list[dict[str, Any]] = []
        # A session forgets what nobody holds: each operation would read everything anew.
        self.held: list[object] = []
        for way in ("pending_to_persistent", "loaded_as_persistent"):
            event.listen(session, way, lambda _, row: self.held.append(row))

    @contextmanager
    def operation(self, moment: Moment, command: str) -> Iterator[None]:
        """What is changed inside is one undoable operation, done at that moment."""
        self.session.moment = moment
        yield
        self.session.flush()
        changed = self.images.changed()
        self.images.rows.clear()
        if not changed:
            return
        number = len(self.operations) + 1
        self.operations.append(
            {"id": number, "at": moment.at, "on_day": moment.today, "command": command}
        )
        self.rows += [
            {
                "operation_id": number,
                "table_name": table,
                "row_key": key,
                "before": journal.dumped(before),
                "after": journal.dumped(after),
            }
            for table, key, before, after in changed
        ]

    def write_down(self) -> None:
        """Write every operation into the journal at once."""
        if self.operations:
            self.session.execute(insert(JournalOperation), self.operations)
            self.session.execute(insert(JournalRow), self.rows)


def make_anew(path: Path, moment: Moment, fill: birth.Fill) -> None:
    """Make a store in the place of the one that is there; raises StoreError for anything else."""
    try:
        check_replaceable(path)
        # A killed writer's journal would be rolled back into the new store.
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        birth.replace(path, moment, fill)
    except OSError as error:
        raise StoreError(f"No store can be made at {path}: {reason(error)}.") from error


def check_replaceable(path: Path) -> None:
    """Raise StoreError where something is at the path that is no store of ours."""
    try:
        kind = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(kind.st_mode):
        raise StoreError(f"{path} is not a file, and was left alone.", hint="Move it away.")
    if kind.st_size and identity(path) != APPLICATION_ID:
        raise StoreError(
            f"{path} is not a pipectl store, and was left alone.", hint="Move it away."
        )


def identity(path: Path) -> int:
    """The application's id in the file's header."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return int.from_bytes(os.read(handle, IDENTITY.stop)[IDENTITY])
    finally:
        os.close(handle)
