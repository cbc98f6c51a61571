"""What Alembic runs: the migrations, on the connection that it is given."""

from alembic import context
from sqlmodel import SQLModel

from pipectl.store import tables

tables.load_all()
context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata
)
context.run_migrations()
