"""A stage may have a short name of its own."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the stages that are there keep the short name made of their name."""
    op.get_bind().exec_driver_sql("ALTER TABLE stage ADD COLUMN short VARCHAR")


def downgrade() -> None:
    """Migrations only go forward."""
    raise NotImplementedError
