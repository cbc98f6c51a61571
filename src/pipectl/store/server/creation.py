"""Make a store in a schema of its own: complete, or not at all."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

from pipectl import commit_state
from pipectl.clock import Moment
from pipectl.errors import RefusedError, StoreError, quoted
from pipectl.server_address import SCHEMA, ServerStore
from pipectl.store.connection import SCHEMA_VERSION
from pipectl.store.server.connection import ServerConnection, is_store, session
from pipectl.store.server.dialect import as_name
from pipectl.store.server.driver import psycopg2
from pipectl.store.server.failures import FAILURES, NO_RIGHTS, explained, said
from pipectl.store.server.functions import FUNCTIONS, NUMBERS, literal, text_functions
from pipectl.store.server.schema import STATEMENTS
from pipectl.store.server.unit import ServerUnit
from pipectl.store.unit import Unit

VERSION = (
    "create table alembic_version (version_num text not null primary key)",
    f"insert into alembic_version values ({literal(SCHEMA_VERSION)})",
)
OLDEST = 130000  # of the server: normalize() and anycompatible came with 13
SERVER_SQL = """
select
  current_setting('server_version_num'),
  current_setting('server_version'),
  current_setting('server_encoding')
"""
SCHEMA_SQL = "select count(*) from pg_catalog.pg_namespace where nspname = :name"
DUPLICATE = ("42P06", "23505")  # another session was quicker: known before, or at its end


class ExistingSchemaError(RefusedError):
    """There is already a schema of that name."""

    def __init__(self, store: ServerStore, *, is_a_store: bool) -> None:
        name = quoted(store.schema)
        another = f"schema in the address: ?{SCHEMA}=NAME."
        super().__init__(
            f"There is already a store at {store}."
            if is_a_store
            else f"There is already a schema {name} at {store}, and it isn't a pipectl store.",
            hint=f"Use that store, or name another {another}"
            if is_a_store
            else f"Name another {another}",
        )


def create(
    store: ServerStore, moment: Moment, fill: Callable[[Unit], None], owner: str = ""
) -> None:
    """Make a store with what `fill` puts in; raise ExistingSchemaError, StoreError.

    What has an owner is `owner`'s.
    """

    def write(connection: ServerConnection) -> None:
        make_tables(connection)
        fill(ServerUnit(connection, moment, owner))

    place_new(store, write)


def place_new(store: ServerStore, write: Callable[[ServerConnection], object]) -> None:
    """Make a store with what `write` makes; raise ExistingSchemaError, StoreError."""
    with commit_state.change() as finishing, closing(session(store)) as connection:
        try:
            check_server(connection, store)
            check_new(connection, store)
            connection.execute("begin")
            write(connection)
            finishing()
            connection.commit()
        except FAILURES as error:
            raise why_not(error, connection, store) from error
        commit_state.stored()


def check_server(connection: ServerConnection, store: ServerStore) -> None:
    """Raise StoreError for a server that is too old, or a database that can't hold all texts."""
    number, version, encoding = connection.execute(SERVER_SQL).fetchone()
    if int(number) < OLDEST:
        raise StoreError(
            f"The server of {store} is PostgreSQL {version}, but pipectl needs 13 or later.",
            hint="Use a newer server.",
        )
    if encoding != "UTF8":
        raise StoreError(
            f"The database of {store} keeps texts as {encoding}, but pipectl needs UTF8.",
            hint="Make another database: `createdb --encoding=UTF8 --template=template0 NAME`.",
        )


def check_new(connection: ServerConnection, store: ServerStore) -> None:
    """Raise ExistingSchemaError if the schema exists."""
    if connection.execute(SCHEMA_SQL, {"name": store.schema}).fetchone()[0]:
        raise ExistingSchemaError(store, is_a_store=is_store(connection))


def why_not(
    error: psycopg2.Error | sqlite3.Error, connection: ServerConnection, store: ServerStore
) -> StoreError | ExistingSchemaError:
    """Return why no store was made."""
    code = getattr(error, "pgcode", None)
    if code in DUPLICATE:
        connection.execute("rollback")
        return ExistingSchemaError(store, is_a_store=is_store(connection))
    if code == NO_RIGHTS:
        return StoreError(
            f"Your user can't make a store at {store}: {said(error)}.",
            hint="Ask whoever runs the server: grant create on database NAME to USER.",
        )
    return explained(error, store)


def make_tables(connection: ServerConnection) -> None:
    """Make the schema with its tables and functions, in the transaction that is open."""
    connection.run_script((f"create schema {as_name(connection.schema)}", *contents_of_schema()))


def contents_of_schema() -> Iterator[str]:
    """Yield the statements that make the tables and functions in the schema."""
    yield from (*NUMBERS, *STATEMENTS, *text_functions(), *FUNCTIONS, *VERSION)
