"""Reviews, goals and priorities, the day of a kept answer, and what the program notes for itself."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and two columns to the answers."""
    op.add_column("qualification", sa.Column("buying_on", sa.Date(), nullable=True))
    op.add_column("qualification", sa.Column("why_on", sa.Date(), nullable=True))
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("history_mark", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("kind in ('weekly', 'monthly', 'quarterly')"),
        sa.CheckConstraint(
            "(finished_on is null) = (minutes is null)", name="finished_with_minutes"
        ),
        sa.UniqueConstraint("uid"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "review_answer",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("kept_buying", sa.Boolean(), nullable=False),
        sa.Column("kept_why", sa.Boolean(), nullable=False),
        sa.Column("kept_next", sa.Boolean(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("next_action_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("review_id", "opportunity_id"),
        sa.CheckConstraint("ending in ('kept', 'answered', 'moved', 'won', 'lost')"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"]),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["qualification_id"], ["qualification.id"]),
        sa.ForeignKeyConstraint(["next_action_id"], ["next_action.id"]),
    )
    op.create_index("ix_review_answer_opportunity_id", "review_answer", ["opportunity_id"])
    op.create_table(
        "goal",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("per", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "per"),
        sa.CheckConstraint(
            "kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')"
        ),
        sa.CheckConstraint("per in ('week', 'month', 'quarter')"),
        sa.CheckConstraint("count between 1 and 100000"),
    )
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("starts_on", "place"),
        sa.CheckConstraint("place between 1 and 3", name="at_most_three"),
        sa.UniqueConstraint("uid"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "priority_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("kind in ('target', 'action')"),
        sa.UniqueConstraint("uid"),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_priority_step_priority_id", "priority_step", ["priority_id"])
    bookkeeping()


def bookkeeping() -> None:
    """What is outside history, undo and export."""
    op.create_table(
        "reminder_claim",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("item", "claimed_on"),
    )
    op.create_table(
        "calendar_entry",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("stamped_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "review_position",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("history_mark", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "store_upgrade",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("upgraded_at", sa.DateTime(), nullable=False),
        sa.Column("last_operation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )


def downgrade() -> None:
    """Nothing goes back."""
    raise NotImplementedError
