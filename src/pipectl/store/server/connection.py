"""A connection to a store on a server: it takes the statements that a file's takes, too."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Any

from pipectl import interrupts
from pipectl.errors import InUseError
from pipectl.server_address import ServerStore
from pipectl.store import kept_connection
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.store.lock_waiting import BUSY_MS, Patience
from pipectl.store.server.dialect import as_name, translated
from pipectl.store.server.driver import begun as begun_session
from pipectl.store.server.driver import blocking, execute_batch, extensions, psycopg2
from pipectl.store.server.failures import (
    MissingServerStoreError,
    OtherVersionError,
    ReadOnlyServerError,
    UnknownOutcomeError,
    explained,
    is_lost,
    is_surely_undone,
    unreachable,
)
from pipectl.store.server.values import as_field, read_as_stored, without_nul

if TYPE_CHECKING:
    from pipectl.exchange_rates import Rates

Values = Mapping[str, Any] | Sequence[Any]
# What a session is like, whatever the server's settings: a transaction sees the store of one
# moment, and dates and instants are told as SQLite stores them.
SESSION = (
    "set client_encoding to 'UTF8'",
    "set time zone 'UTC'",
    "set datestyle to 'ISO, YMD'",
    "set standard_conforming_strings to on",
    "set extra_float_digits to 1",
    "set default_transaction_isolation to 'repeatable read'",
)
# Other programs keep a table of that name, too.
IS_STORE_SQL = "select to_regclass(:version), to_regclass(:journal)"
KIND_SQL = """
select
  c.relkind,
  c.oid
from pg_catalog.pg_class as c
where c.relnamespace = pg_catalog.pg_my_temp_schema() and c.relname = :name
"""
# Each statement sees what was committed before it: a transaction that had to wait for another
# mustn't see the store as it was before that one. A session that vanishes holds the lock no longer.
BEGIN_SQL = """
begin isolation level read committed read write;
set local idle_in_transaction_session_timeout to '5min';
"""
LOCK_SQL = "select pg_catalog.pg_try_advisory_xact_lock(hashtextextended(:name, 0))"
VERSION_SQL = "select version_num from main.alembic_version"
NO_TABLE, NO_SCHEMA = "42P01", "3F000"
NUMBER_SQL = """
insert into main.given_number (table_name, last) values (:table, :last)
on conflict (table_name) do update set
  last = greatest(given_number.last, excluded.last)
"""
WRITES = ("INSERT", "UPDATE", "DELETE")
# A statement that makes, or names, what stands in front of a table.
STANDS = re.compile(r"create temp (?:view|table) (\w+)|rename to (\w+)")
AS_NEW_SQL = "discard temp; set default_transaction_read_only to off"
RATES_SQL = """
create temp table rate_span (
  currency text,
  starts_on date,
  ends_on date,
  above numeric,
  below numeric
)
"""
INTO_RATES_SQL = "insert into rate_span values (?, ?, ?, ?, ?)"


class ServerConnection:
    """A connection to a store's schema."""

    def __init__(self, store: ServerStore) -> None:
        self.store, self.schema = store, store.schema
        self.total_changes = 0  # rows that were written
        self.is_kept = False
        self.start()

    def start(self) -> None:
        """Begin a session, or another one where it was lost; raise an error of the driver's."""
        self._is_released = False  # what stands in front of tables is the session's by now
        self._in_front: set[str] = set()  # names of what may stand in front of tables
        self._later: list[bytes] = []
        self._session = begun_session(self.store.address)
        # A transaction begins and ends with a statement, as on a file.
        self._session.autocommit = True
        read_as_stored(self._session)
        path = f"set search_path to {as_name(self.schema)}"
        patience = f"set lock_timeout to {BUSY_MS}"  # where another program locks a table
        with self._session.cursor() as cursor:
            cursor.execute("; ".join((*SESSION, patience, path)))

    def restart(self) -> None:
        """Begin another session to read; raise StoreError."""
        try:
            self.start()
        except psycopg2.Error as error:
            raise unreachable(error, self.store) from error
        self.begin_to_read()

    def execute(self, sql: str, values: Values = ()) -> Any:
        """Run a statement, and return the cursor."""
        self.execute_later(sql, values)
        return self._catch_up()

    def execute_later(self, sql: str, values: Values = ()) -> None:
        """Run a statement that has no result in one round trip with the next that has one."""
        if "temp" in sql:
            self._in_front.update(filter(None, chain(*STANDS.findall(sql))))
        with self._session.cursor() as cursor:
            try:
                bound = cursor.mogrify(translated(sql, self.schema), values)
            except ValueError:  # of the driver, which sends no NUL
                bound = cursor.mogrify(translated(sql, self.schema), without_nul(sql, values))
            self._later.append(bound)

    def _catch_up(self) -> Any:
        """Run what is left to be run, and return the cursor of its last statement."""
        cursor = self._session.cursor()
        if self._later:
            statements, self._later = self._later, []
            cursor.execute(b";\n".join(statements))
            if cursor.statusmessage.startswith(WRITES):
                self.total_changes += cursor.rowcount
        return cursor

    def executemany(self, sql: str, rows: Iterable[Values]) -> None:
        """Run a statement for each of the rows, many at once."""
        listed = list(rows)
        with self._catch_up() as cursor:
            try:
                execute_batch(cursor, translated(sql, self.schema), listed, page_size=500)
            except ValueError:
                for row in listed:
                    without_nul(sql, row)
                raise
        self.total_changes += len(listed)

    def run_script(self, statements: Iterable[str]) -> None:
        """Run statements that are PostgreSQL's own."""
        with self._catch_up() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def make_empty(self, table: str) -> None:
        """Make an empty temporary table like the store's own, with its indexes."""
        own = f"{as_name(self.schema)}.{as_name(table)}"
        self._in_front.add(table)
        self._later.append(f"create temp table {table} (like {own} including indexes)".encode())

    def hides(self, name: str) -> str | None:
        """Return what hides a table: "table", the query of a view, or None."""
        if name not in self._in_front:
            return None
        found = self.execute(KIND_SQL, {"name": name}).fetchone()
        if found is None or found[0] != "v":
            return None if found is None else "table"
        shown = self.execute("select pg_catalog.pg_get_viewdef(:view::oid)", {"view": found[1]})
        return str(shown.fetchone()[0]).rstrip().removesuffix(";")

    def let_convert(self, rates: "Rates") -> None:
        """Let statements call `in_base`, which reads a temporary table of the rates."""
        self.execute(RATES_SQL)
        self.executemany(INTO_RATES_SQL, list(rates.spans()))

    def begin_to_read(self) -> None:
        """Begin a transaction that sees the store of one moment.

        Temporary tables can be made in it, but not on a standby, where it only reads.
        """
        try:
            check_version(self, "begin read write;")
        except psycopg2.NotSupportedError:
            self.execute("rollback")
            check_version(self, "begin read only;")

    def begin_to_write(self, patience_ms: int | None = None) -> None:
        """Begin a transaction as `begin_alone` does, in a store of this version."""
        self.begin_alone(patience_ms)
        check_version(self)  # an upgrade is a write, too

    def begin_alone(self, patience_ms: int | None = None) -> None:
        """Begin a transaction once no other writes to the store, which none does until it ends.

        Raises InUseError where another one writes for too long.
        """
        name, self.total_changes = {"name": f"pipectl {self.schema}"}, 0
        patience = Patience(self.store, BUSY_MS if patience_ms is None else patience_ms)
        begin = BEGIN_SQL
        try:
            while not self.execute(f"{begin}{LOCK_SQL}", name).fetchone()[0]:
                begin = ""
                if patience.is_over():
                    raise InUseError(self.store)
        except psycopg2.NotSupportedError as error:
            raise ReadOnlyServerError(self.store) from error

    def commit(self) -> None:
        """Commit; raise UnknownOutcomeError where nobody knows whether that worked."""
        try:
            done = self.execute("commit").statusmessage
        except psycopg2.Error as error:
            if is_surely_undone(error):
                raise
            raise UnknownOutcomeError(self.store) from error
        except KeyboardInterrupt as error:
            if not interrupts.is_held_since(0):  # nothing will be said of this change
                raise
            raise UnknownOutcomeError(self.store, is_interrupted=True) from error
        if done != "COMMIT":  # a statement had failed, and the error was handled
            raise psycopg2.InternalError("the transaction was rolled back")

    def defer_foreign_keys(self) -> None:
        """Let rows refer to what comes later, until the end of the transaction."""
        self.run_script(("set constraints all deferred",))

    def check_foreign_keys(self) -> None:
        """Raise IntegrityError if a row refers to one that isn't there; defer nothing any more."""
        self.run_script(("set constraints all immediate",))

    def load(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows as they are stored in a file, in one go."""
        lines = "".join("\t".join(map(as_field, row)) + "\n" for row in rows)
        with self._catch_up() as cursor:
            copy = f"copy {as_name(table)} ({columns}) from stdin"
            blocking(lambda: cursor.copy_expert(copy, StringIO(lines)), self._session)
            self.total_changes += cursor.rowcount

    def note_number(self, table: str, last: int) -> None:
        """Let the table's next row get a number after `last`."""
        self.execute(NUMBER_SQL, {"table": table, "last": last})

    def only_read(self) -> None:
        """Let nothing be written from now on."""
        self.run_script(("set transaction read only; set default_transaction_read_only to on",))

    def release(self) -> None:
        """End the transaction that reads; the next begins with the next statement.

        None is open while a person thinks: a server may end such sessions. What stands in front
        of tables stays there.
        """
        self.execute("commit")
        self.execute_later("begin")
        self._is_released = True

    def keep(self) -> None:
        """Keep the session for whoever opens the store next, as a new one would be.

        What wasn't committed is rolled back. What stands in front of tables ends with its
        transaction, unless that was released: then it would hide them from the next change.
        """
        self._later, self._in_front = [], set()
        try:
            if self._session.get_transaction_status() != extensions.TRANSACTION_STATUS_IDLE:
                self.execute("rollback")
            if self._is_released:
                self.execute(AS_NEW_SQL)
                self._is_released = False
        except psycopg2.Error:  # which is no failure of what the session was for
            return
        self.is_kept = True
        kept_connection.keep_session(self)

    def end(self) -> None:
        """Close the session unless it is kept."""
        if not self.is_kept:
            self.close()

    def close(self) -> None:
        """End the session, which rolls back what wasn't committed."""
        with suppress(psycopg2.Error):
            self._session.close()


def session(store: ServerStore) -> ServerConnection:
    """Return a connection to a place, whether a store is there or not; raise StoreError."""
    try:
        return ServerConnection(store)
    except psycopg2.Error as error:
        raise unreachable(error, store) from error


def begun(store: ServerStore, begin: Callable[[ServerConnection], None]) -> ServerConnection:
    """Return a session with a transaction that `begin` began, the kept session if there is one.

    Raises StoreError.
    """
    kept = kept_connection.take(store)
    if isinstance(kept, ServerConnection):
        kept.is_kept = False
        try:
            begin(kept)
            return kept
        except psycopg2.Error as error:
            kept.close()
            if not is_lost(error):
                raise explained(error, store) from error
        except BaseException:
            kept.close()
            raise
    connection = session(store)
    try:
        begin(connection)
    except psycopg2.Error as error:
        connection.close()
        raise explained(error, store) from error
    except BaseException:
        connection.close()
        raise
    return connection


def is_store(connection: ServerConnection) -> bool:
    """Return whether the schema holds a store, of any version."""
    schema = as_name(connection.schema)
    names = {"version": f"{schema}.alembic_version", "journal": f"{schema}.journal_operation"}
    return None not in connection.execute(IS_STORE_SQL, names).fetchone()


def check_version(connection: ServerConnection, begin: str = "") -> None:
    """Raise StoreError unless the schema holds a store of this version; `begin` goes before."""
    version = version_of(connection, begin)
    if version != SCHEMA_VERSION:
        raise OtherVersionError(connection.store, version)


def version_of(connection: ServerConnection, begin: str = "") -> str:
    """Return the version of the store in the schema; `begin` goes before.

    Raises MissingServerStoreError.
    """
    store = connection.store
    try:
        found = connection.execute(f"{begin}{VERSION_SQL}").fetchone()
    except psycopg2.Error as error:
        if error.pgcode in (NO_TABLE, NO_SCHEMA):
            raise MissingServerStoreError(store) from error
        raise
    version = str(found[0]) if found else "none"
    if version != SCHEMA_VERSION and not is_store(connection):
        raise MissingServerStoreError(store)
    return version
