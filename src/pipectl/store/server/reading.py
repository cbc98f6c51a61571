"""Read a store on a server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count
from typing import Any

from pipectl.server_address import ServerStore
from pipectl.store.reader import Reader
from pipectl.store.server.connection import ServerConnection, begun
from pipectl.store.server.driver import psycopg2
from pipectl.store.server.failures import FAILURES, explained, is_lost

TABLES_SQL = "select tablename from pg_catalog.pg_tables where schemaname = current_schema()"
STREAMED = 5_000  # rows that are read at once
_numbers = count(1)


class ServerReader(Reader):
    """Runs queries on a server, which sees to it that no row refers to a missing one.

    While a person thinks, a server or a network may end a session that does nothing. Nothing is
    lost with it: `stand` then puts what stood in front of the tables there again, in another one.
    """

    is_file = False
    to_go_back = "Restore a dump of the database, or a backup: see `pipectl restore --help`."

    def __init__(self, connection: ServerConnection) -> None:
        super().__init__(self._run)
        self._connection = connection
        self._later = connection.execute_later
        self._is_between = False  # no transaction is open, since the reader was released
        self.stand: Callable[[], None] | None = None

    def _run(self, sql: str, values: Mapping[str, Any]) -> Any:
        """Run a statement, in another session if the former was lost between two transactions."""
        is_first, self._is_between = self._is_between, False
        try:
            return self._connection.execute(sql, values)
        except psycopg2.Error as error:
            if not is_first or self.stand is None or not is_lost(error):
                raise
        self._connection.close()
        try:
            self._connection.restart()
            self.stand()
        except BaseException:  # somebody may answer again, once the server is there
            self._is_between = True
            raise
        return self._connection.execute(sql, values)

    def stream(self, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[Sequence[Any]]:
        """Yield the rows one by one; few are kept at once, where the driver would keep all."""
        name = f"streamed_{next(_numbers)}"
        begin = f"declare {name} no scroll cursor for {sql.strip()};\nfetch {STREAMED} from {name}"
        return chain.from_iterable(self._blocks(name, self._fetched(name, begin, values or {})))

    def _blocks(self, name: str, found: list[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
        """Yield the first rows, and fetch the others when they are wanted."""
        yield found
        while len(found) == STREAMED:
            found = self._fetched(name, f"fetch {STREAMED} from {name}", {})
            yield found

    def _fetched(self, name: str, sql: str, values: Mapping[str, Any]) -> list[Sequence[Any]]:
        """Return the next rows; after the last, close the cursor: it would keep tables in use."""
        found: list[Sequence[Any]] = self._execute(sql, values).fetchall()
        if len(found) < STREAMED:
            self._later(f"close {name}")
        return found

    def release(self) -> None:
        self.forget()
        if self._is_between:
            return
        try:
            self._connection.release()
        except psycopg2.Error as error:  # the next statement begins another session
            if self.stand is None or not is_lost(error):
                raise
        self._is_between = True

    def tables(self) -> set[str]:
        return {row[0] for row in self.rows(TABLES_SQL)}


@contextmanager
def server_session(store: ServerStore) -> Iterator[tuple[ServerConnection, ServerReader]]:
    """Open a connection to a store for reading, and a reader on it; raise StoreError."""
    connection = begun(store, lambda session: session.begin_to_read())
    reader = ServerReader(connection)
    try:
        yield connection, reader
    except FAILURES as error:
        raise explained(error, store) from error
    finally:
        reader.end()
        connection.end()
