"""A store with a past: many operations in one transaction, each at its own moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, insert

from pipectl.moment import Moment
from pipectl.store import journal
from pipectl.store.session import WriteSession
from pipectl.store.tables import JournalOperation, JournalRow


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
