"""Run the migrations for Alembic, on the given connection."""

from alembic import context
from sqlmodel import SQLModel

import pipectl.store.tables  # noqa: F401 - so that the metadata knows them

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata
)
context.run_migrations()
