"""From one schema to the next, by Alembic; imported only where a store isn't at the last one."""

from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the schema up to a version inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "pipectl:store/migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
