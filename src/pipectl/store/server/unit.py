"""The unit of work on a server."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pipectl.clock import Moment
from pipectl.store.row import Row, column_list, columns, insertion
from pipectl.store.server.connection import ServerConnection
from pipectl.store.server.driver import psycopg2
from pipectl.store.server.failures import broken_rule
from pipectl.store.server.reading import ServerReader
from pipectl.store.unit import Unit

FEW = 100  # rows that the server gives numbers one by one, which takes longer the more they are
LAST_SQL = "select last from main.given_number where table_name = :table"


class ServerUnit(Unit):
    """One transaction over a store on a server."""

    connection: ServerConnection

    def __init__(self, connection: ServerConnection, moment: Moment, owner: str = "") -> None:
        super().__init__(connection, moment, owner)
        self.reader = ServerReader(connection)

    def _insert(self, kind: type[Row], values: Mapping[str, Any]) -> int | None:
        if kind.__key__ != ("id",):
            self.write(insertion(kind, tuple(values)), values)
            return None
        sql = f"{insertion(kind, tuple(values))} returning id"
        number: int = self.write(sql, values).fetchone()[0]
        if "id" in values:
            self.connection.note_number(kind.__table__, number)
        return number

    def insert_many(self, kind: type[Row], rows: Iterable[Mapping[str, Any]]) -> None:
        self._guard()
        listed = [[row[name] for name in columns(kind)] for row in rows]
        with rules_named():
            self.connection.load(kind.__table__, column_list(kind), listed)
        if listed and kind.__key__ == ("id",):
            at = list(columns(kind)).index("id")
            self.connection.note_number(kind.__table__, max(row[at] for row in listed))

    def append(self, kind: type[Row], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        listed = list(rows)
        if len(listed) < FEW:
            super().append(kind, names, listed)
            return
        self._guard()
        numbered = list(enumerate(listed, self.last_number(kind) + 1))
        with rules_named():
            named = ", ".join(f'"{name}"' for name in ("id", *names))
            self.connection.load(kind.__table__, named, ((at, *row) for at, row in numbered))
        self.connection.note_number(kind.__table__, numbered[-1][0])

    def write(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Any:
        with rules_named():
            return super().write(sql, values)

    def write_many(self, sql: str, rows: Iterable[Mapping[str, Any] | Sequence[Any]]) -> None:
        with rules_named():
            super().write_many(sql, rows)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        self.connection.execute("savepoint attempt")
        try:
            yield
        except BaseException:
            self.connection.execute("rollback to savepoint attempt")
            raise
        finally:
            self.connection.execute("release savepoint attempt")

    def defer_foreign_keys(self) -> None:
        self.connection.defer_foreign_keys()

    def lacks_references(self) -> bool:
        try:
            with self.attempt():
                self.connection.check_foreign_keys()
        except psycopg2.IntegrityError:
            return True
        return False

    def last_number(self, kind: type[Row]) -> int:
        return int(self.value(LAST_SQL, table=kind.__table__) or 0)


@contextmanager
def rules_named() -> Iterator[None]:
    """Raise sqlite3.IntegrityError where a rule of the store is broken, as SQLite words it."""
    try:
        yield
    except psycopg2.IntegrityError as error:
        raise broken_rule(error) from error
