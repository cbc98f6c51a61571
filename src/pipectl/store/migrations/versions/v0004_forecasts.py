"""The forecasts that were shown, to be compared with what happened."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "forecast_log",
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("quota_minor", sa.BigInteger(), nullable=False),
        sa.Column("chance_bp", sa.Integer(), nullable=False),
        sa.Column("low_minor", sa.BigInteger(), nullable=False),
        sa.Column("median_minor", sa.BigInteger(), nullable=False),
        sa.Column("high_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("made_on", "starts_on", "ends_on", "currency"),
    )


def downgrade() -> None:
    """Nothing goes back."""
    raise NotImplementedError
