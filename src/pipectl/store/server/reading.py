"""Read a store on a server."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipectl.server_address import ServerStore
from pipectl.store.reader import Reader
from pipectl.store.server.connection import ServerConnection, begun
from pipectl.store.server.failures import FAILURES, explained

TABLES_SQL = "select tablename from pg_catalog.pg_tables where schemaname = current_schema()"


class ServerReader(Reader):
    """Runs queries on a server, which sees to it that no row refers to a missing one."""

    is_file = False

    def tables(self) -> set[str]:
        return {row[0] for row in self.rows(TABLES_SQL)}


@contextmanager
def server_session(store: ServerStore) -> Iterator[tuple[ServerConnection, Reader]]:
    """Open a connection to a store for reading, and a reader on it; raise StoreError."""
    connection = begun(store, lambda session: session.begin_to_read())
    reader = ServerReader(connection.execute)
    try:
        yield connection, reader
    except FAILURES as error:
        raise explained(error, store) from error
    finally:
        reader.end()
        connection.end()
