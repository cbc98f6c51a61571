"""Make an empty store in a schema of its own: complete, or not at all."""

from pipectl.store.connection import SCHEMA_VERSION
from pipectl.store.server.connection import ServerConnection
from pipectl.store.server.dialect import as_name
from pipectl.store.server.functions import FUNCTIONS, NUMBERS, literal, text_functions
from pipectl.store.server.schema import STATEMENTS

VERSION = (
    "create table alembic_version (version_num text not null primary key)",
    f"insert into alembic_version values ({literal(SCHEMA_VERSION)})",
)


def make_tables(connection: ServerConnection) -> None:
    """Make the schema with its tables and functions, in the transaction that is open."""
    made = f"create schema {as_name(connection.schema)}"
    connection.run_script((made, *NUMBERS, *STATEMENTS, *text_functions(), *FUNCTIONS, *VERSION))
