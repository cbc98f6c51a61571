"""The first schema.

Written out, not taken from the tables: those go on, what was released stays as it was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("length(name) > 0"),
        sa.UniqueConstraint("uid"),
        sa.UniqueConstraint("name_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("state in ('done', 'undone', 'dropped')"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_operation_state", "journal_operation", ["state", "id"])
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("starts_on", "ends_on", "currency"),
        sa.CheckConstraint("amount_minor is null or amount_minor between 0 and 1000000000000000"),
        sa.CheckConstraint("starts_on <= ends_on"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("outcome in ('won', 'lost')"),
        sa.UniqueConstraint("outcome", "text_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability_bp", sa.Integer(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=False),
        sa.Column("stalled_days", sa.Integer(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("probability_bp is null or probability_bp between 0 and 10000"),
        sa.CheckConstraint("length(name) > 0"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stage_name_folded", "stage", ["name_folded"])
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint(
            "kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')"
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_action_stage_id", "action", ["stage_id"])
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_folded", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("length(name) > 0"),
        sa.UniqueConstraint("uid"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_account_id", "contact", ["account_id"])
    op.create_index("ix_contact_name_folded", "contact", ["name_folded"])
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_folded", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_criterion_stage_id", "criterion", ["stage_id"])
    op.create_table(
        "journal_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["operation_id"], ["journal_operation.id"]),
    )
    op.create_index("ix_journal_row_operation_id", "journal_row", ["operation_id"])
    op.create_table(
        "quota_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("amount_minor is null or amount_minor between 0 and 1000000000000000"),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quota_history_quota_id", "quota_history", ["quota_id"])
    op.create_table(
        "stage_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("probability_bp", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("probability_bp is null or probability_bp between 0 and 10000"),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stage_history_stage_id", "stage_history", ["stage_id"])
    op.create_table(
        "stage_pace",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("won_count", sa.Integer(), nullable=False),
        sa.Column("slow_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stage_id"),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
    )
    op.create_table(
        "opportunity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_folded", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("stage_entered_on", sa.Date(), nullable=False),
        sa.Column("probability_bp", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("close_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("campaign", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("closing_note", sa.String(), nullable=True),
        sa.Column("competitor", sa.String(), nullable=True),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("buying", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("status in ('open', 'won', 'lost', 'deleted')"),
        sa.CheckConstraint("amount_minor is null or amount_minor between 0 and 1000000000000000"),
        sa.CheckConstraint("probability_bp is null or probability_bp between 0 and 10000"),
        sa.CheckConstraint("buying is null or buying in ('yes', 'no', 'unsure')"),
        sa.CheckConstraint("length(title) > 0"),
        sa.CheckConstraint("length(currency) = 3"),
        sa.CheckConstraint("pushes >= 0"),
        sa.CheckConstraint(
            "(status in ('won', 'lost')) = (closed_on is not null)", name="closed_with_a_date"
        ),
        sa.CheckConstraint(
            "status <> 'lost' or length(reason) > 0", name="nothing_is_lost_without_a_reason"
        ),
        sa.UniqueConstraint("uid"),
        sa.UniqueConstraint("slug"),
        sa.UniqueConstraint("key"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["parent_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opportunity_account_id", "opportunity", ["account_id"])
    op.create_index("ix_opportunity_contact_id", "opportunity", ["contact_id"])
    op.create_index("ix_opportunity_parent_id", "opportunity", ["parent_id"])
    op.create_index("ix_opportunity_stage_id", "opportunity", ["stage_id"])
    op.create_index("ix_opportunity_status_close", "opportunity", ["status", "close_on", "id"])
    op.create_index("ix_opportunity_status_closed", "opportunity", ["status", "closed_on"])
    op.create_index("ix_opportunity_title_folded", "opportunity", ["title_folded"])
    op.create_table(
        "criterion_met",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id", "criterion_id"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"]),
    )
    op.create_table(
        "next_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_folded", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_time", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("advanced", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("status in ('open', 'done', 'replaced', 'dropped')"),
        sa.CheckConstraint(
            "kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')"
        ),
        sa.CheckConstraint("(status = 'open') = (ended_on is null)", name="ended_with_a_date"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_next_action_opportunity_id", "next_action", ["opportunity_id"])
    op.create_index("ix_next_action_stage", "next_action", ["stage_id", "status"])
    op.create_index("ix_next_action_uid", "next_action", ["uid"])
    op.create_index(
        "ux_next_action_open",
        "next_action",
        ["opportunity_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "opportunity_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("stage_entered_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("close_on", sa.Date(), nullable=True),
        sa.Column("probability_bp", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("competitor", sa.String(), nullable=True),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("status in ('open', 'won', 'lost', 'deleted')"),
        sa.CheckConstraint("amount_minor is null or amount_minor between 0 and 1000000000000000"),
        sa.CheckConstraint("probability_bp is null or probability_bp between 0 and 10000"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_opportunity_history_opportunity_id", "opportunity_history", ["opportunity_id"]
    )
    op.create_index(
        "ix_opportunity_history_recorded",
        "opportunity_history",
        ["opportunity_id", "recorded_on", "id"],
    )
    op.create_table(
        "opportunity_tag",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("tag_folded", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id", "tag_folded"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
    )
    op.create_index("ix_opportunity_tag_tag_folded", "opportunity_tag", ["tag_folded"])
    op.create_table(
        "stage_visit",
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("won", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id", "stage_id"),
        sa.CheckConstraint("days >= 0"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
    )
    op.create_index("ix_stage_visit_outcome", "stage_visit", ["stage_id", "gone", "won", "days"])
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("next_action_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint(
            "kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note')"
        ),
        sa.CheckConstraint("count between 1 and 10000"),
        sa.UniqueConstraint("uid"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["next_action_id"], ["next_action.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activity_contact_id", "activity", ["contact_id"])
    op.create_index("ix_activity_done", "activity", ["done_on"])
    op.create_index("ix_activity_opportunity_id", "activity", ["opportunity_id"])
    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("buying", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("next_action_id", sa.Integer(), nullable=True),
        sa.Column("factor", sa.String(), nullable=True),
        sa.Column("override", sa.String(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("buying in ('yes', 'no', 'unsure')"),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"]),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"]),
        sa.ForeignKeyConstraint(["next_action_id"], ["next_action.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_qualification_opportunity_id", "qualification", ["opportunity_id"])


def downgrade() -> None:
    """There is nothing before it."""
    raise NotImplementedError
