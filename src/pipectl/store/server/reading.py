"""Read a store on a server."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count
from typing import Any

from pipectl.server_address import ServerStore
from pipectl.store.reader import Reader
from pipectl.store.server.connection import ServerConnection, begun
from pipectl.store.server.failures import FAILURES, explained

TABLES_SQL = "select tablename from pg_catalog.pg_tables where schemaname = current_schema()"
STREAMED = 5_000  # rows that are read at once
_numbers = count(1)


class ServerReader(Reader):
    """Runs queries on a server, which sees to it that no row refers to a missing one."""

    is_file = False
    to_go_back = "Restore a dump of the server's, or a backup: see `pipectl restore --help`."

    def __init__(self, connection: ServerConnection) -> None:
        super().__init__(connection.execute)
        self._later = connection.execute_later
        self._release = connection.release

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
        self._release()

    def tables(self) -> set[str]:
        return {row[0] for row in self.rows(TABLES_SQL)}


@contextmanager
def server_session(store: ServerStore) -> Iterator[tuple[ServerConnection, Reader]]:
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
