"""Identifiers of other systems, the day of an import, and the ranges of bulk operations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "external_record",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "identifier"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
    )
    op.create_index("ix_external_record_opportunity_id", "external_record", ["opportunity_id"])
    op.create_table(
        "journal_range",
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("key_column", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("operation_id", "table_name", "first"),
        sa.ForeignKeyConstraint(["operation_id"], ["journal_operation.id"]),
    )
    op.create_table(
        "imported_on",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
    )


def downgrade() -> None:
    """Nothing goes back."""
    raise NotImplementedError
