"""Upgrade a store's schema, using Alembic; only imported if a store isn't current."""

from sqlalchemy import Connection

# Revisions of unreleased schemas: the first migration adds what such a store lacks.
UNMARK_SQL = "delete from alembic_version where version_num in ('0001', '0002', '0003')"


def upgrade(connection: Connection, version: str = "head") -> None:
    """Bring the schema up to a version, by default this one's, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "pipectl:store/migrations")
    config.attributes["connection"] = connection
    if connection.dialect.has_table(connection, "alembic_version"):
        connection.exec_driver_sql(UNMARK_SQL)
    command.upgrade(config, version)
