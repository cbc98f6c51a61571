"""Add an optional short name to stages."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; existing stages still derive their short name from their name."""
    op.get_bind().exec_driver_sql("ALTER TABLE stage ADD COLUMN short VARCHAR")


def downgrade() -> None:
    """Do nothing: migrations only go forward."""
    raise NotImplementedError
