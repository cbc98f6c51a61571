"""Create the first schema, or add what stores of its three unreleased predecessors lack.

Written out in full: the tables' definitions change, but a released schema must not.
"""

from alembic import op

revision = "0004"
down_revision = None
branch_labels = None
depends_on = None

# One definition per line, as SQLAlchemy writes it for the tables.
FROM_THE_START = {
    "account": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        email VARCHAR
        phone VARCHAR
        note VARCHAR
        CHECK (length(name) > 0)
        UNIQUE (uid)
        UNIQUE (name_folded)
    """,
    "journal_operation": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        at DATETIME NOT NULL
        on_day DATE NOT NULL
        command VARCHAR NOT NULL
        state VARCHAR NOT NULL
        CHECK (state in ('done', 'undone', 'dropped'))
    """,
    "quota": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        period VARCHAR NOT NULL
        starts_on DATE NOT NULL
        ends_on DATE NOT NULL
        amount_minor BIGINT NOT NULL
        currency VARCHAR NOT NULL
        count INTEGER
        UNIQUE (starts_on, ends_on, currency)
        CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000)
        CHECK (starts_on <= ends_on)
    """,
    "reason": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        outcome VARCHAR NOT NULL
        text VARCHAR NOT NULL
        text_folded VARCHAR NOT NULL
        CHECK (outcome in ('won', 'lost'))
        UNIQUE (outcome, text_folded)
    """,
    "setting": """
        "key" VARCHAR NOT NULL
        value VARCHAR NOT NULL
        PRIMARY KEY ("key")
    """,
    "stage": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        position INTEGER NOT NULL
        probability_bp INTEGER NOT NULL
        definition VARCHAR NOT NULL
        cadence_days INTEGER NOT NULL
        stalled_days INTEGER NOT NULL
        archived BOOLEAN NOT NULL
        CHECK (probability_bp is null or probability_bp between 0 and 10000)
        CHECK (length(name) > 0)
    """,
    "action": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        stage_id INTEGER
        text VARCHAR NOT NULL
        text_folded VARCHAR NOT NULL
        kind VARCHAR
        CHECK (kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "contact": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        account_id INTEGER
        title VARCHAR
        email VARCHAR
        phone VARCHAR
        note VARCHAR
        CHECK (length(name) > 0)
        UNIQUE (uid)
        FOREIGN KEY(account_id) REFERENCES account (id)
    """,
    "criterion": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        stage_id INTEGER NOT NULL
        text VARCHAR NOT NULL
        text_folded VARCHAR NOT NULL
        required BOOLEAN NOT NULL
        archived BOOLEAN NOT NULL
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "journal_row": """
        id INTEGER NOT NULL
        operation_id INTEGER NOT NULL
        table_name VARCHAR NOT NULL
        row_key VARCHAR NOT NULL
        "before" VARCHAR
        "after" VARCHAR
        PRIMARY KEY (id)
        FOREIGN KEY(operation_id) REFERENCES journal_operation (id)
    """,
    "quota_history": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        quota_id INTEGER NOT NULL
        happened_on DATE NOT NULL
        amount_minor BIGINT NOT NULL
        count INTEGER
        reason VARCHAR
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000)
        FOREIGN KEY(quota_id) REFERENCES quota (id)
    """,
    "stage_history": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        stage_id INTEGER NOT NULL
        happened_on DATE NOT NULL
        probability_bp INTEGER NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (probability_bp is null or probability_bp between 0 and 10000)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "stage_pace": """
        stage_id INTEGER NOT NULL
        won_count INTEGER NOT NULL
        slow_days INTEGER NOT NULL
        PRIMARY KEY (stage_id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "opportunity": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        slug VARCHAR
        "key" VARCHAR
        title VARCHAR NOT NULL
        title_folded VARCHAR NOT NULL
        account_id INTEGER
        contact_id INTEGER
        parent_id INTEGER
        amount_minor BIGINT
        currency VARCHAR NOT NULL
        stage_id INTEGER NOT NULL
        stage_entered_on DATE NOT NULL
        probability_bp INTEGER
        status VARCHAR NOT NULL
        close_on DATE
        source VARCHAR
        campaign VARCHAR
        note VARCHAR
        created_on DATE NOT NULL
        added_on DATE NOT NULL
        closed_on DATE
        reason VARCHAR
        closing_note VARCHAR
        competitor VARCHAR
        revisit_on DATE
        pushes INTEGER NOT NULL
        last_contact_on DATE
        asked_on DATE
        buying VARCHAR
        CHECK (status in ('open', 'won', 'lost', 'deleted'))
        CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000)
        CHECK (probability_bp is null or probability_bp between 0 and 10000)
        CHECK (buying is null or buying in ('yes', 'no', 'unsure'))
        CHECK (length(title) > 0)
        CHECK (length(currency) = 3)
        CHECK (pushes >= 0)
        CONSTRAINT closed_with_a_date CHECK ((status in ('won', 'lost')) = (closed_on is not null))
        CONSTRAINT nothing_is_lost_without_a_reason CHECK (status <> 'lost' or length(reason) > 0)
        UNIQUE (uid)
        UNIQUE (slug)
        UNIQUE ("key")
        FOREIGN KEY(account_id) REFERENCES account (id)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
        FOREIGN KEY(parent_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "criterion_met": """
        opportunity_id INTEGER NOT NULL
        criterion_id INTEGER NOT NULL
        met_on DATE NOT NULL
        PRIMARY KEY (opportunity_id, criterion_id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(criterion_id) REFERENCES criterion (id)
    """,
    "next_action": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        opportunity_id INTEGER NOT NULL
        stage_id INTEGER NOT NULL
        text VARCHAR NOT NULL
        text_folded VARCHAR NOT NULL
        kind VARCHAR
        due_on DATE
        due_time VARCHAR
        status VARCHAR NOT NULL
        outcome VARCHAR
        advanced BOOLEAN NOT NULL
        created_on DATE NOT NULL
        ended_on DATE
        CHECK (status in ('open', 'done', 'replaced', 'dropped'))
        CHECK (kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        CONSTRAINT ended_with_a_date CHECK ((status = 'open') = (ended_on is null))
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "opportunity_history": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        opportunity_id INTEGER NOT NULL
        happened_on DATE NOT NULL
        created_on DATE NOT NULL
        stage_id INTEGER NOT NULL
        stage_entered_on DATE NOT NULL
        status VARCHAR NOT NULL
        amount_minor BIGINT
        currency VARCHAR NOT NULL
        close_on DATE
        probability_bp INTEGER
        closed_on DATE
        reason VARCHAR
        competitor VARCHAR
        revisit_on DATE
        note VARCHAR
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (status in ('open', 'won', 'lost', 'deleted'))
        CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000)
        CHECK (probability_bp is null or probability_bp between 0 and 10000)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "opportunity_tag": """
        opportunity_id INTEGER NOT NULL
        tag_folded VARCHAR NOT NULL
        tag VARCHAR NOT NULL
        PRIMARY KEY (opportunity_id, tag_folded)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
    """,
    "stage_visit": """
        opportunity_id INTEGER NOT NULL
        stage_id INTEGER NOT NULL
        days INTEGER NOT NULL
        gone BOOLEAN NOT NULL
        won BOOLEAN NOT NULL
        PRIMARY KEY (opportunity_id, stage_id)
        CHECK (days >= 0)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "activity": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        kind VARCHAR NOT NULL
        count INTEGER NOT NULL
        opportunity_id INTEGER
        contact_id INTEGER
        next_action_id INTEGER
        done_on DATE NOT NULL
        text VARCHAR
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        CHECK (count between 1 and 10000)
        UNIQUE (uid)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
        FOREIGN KEY(next_action_id) REFERENCES next_action (id)
    """,
    "qualification": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        opportunity_id INTEGER NOT NULL
        stage_id INTEGER NOT NULL
        buying VARCHAR NOT NULL
        why VARCHAR NOT NULL
        next_action_id INTEGER
        factor VARCHAR
        override VARCHAR
        asked_on DATE NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        buying_on DATE
        why_on DATE
        CHECK (buying in ('yes', 'no', 'unsure'))
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
        FOREIGN KEY(next_action_id) REFERENCES next_action (id)
    """,
}
LATER = {
    "review": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        kind VARCHAR NOT NULL
        started_at DATETIME NOT NULL
        started_on DATE NOT NULL
        history_mark INTEGER NOT NULL
        told_at DATETIME NOT NULL
        finished_on DATE
        minutes VARCHAR
        CHECK (kind in ('weekly', 'monthly', 'quarterly'))
        CONSTRAINT finished_with_minutes CHECK ((finished_on is null) = (minutes is null))
        UNIQUE (uid)
    """,
    "review_answer": """
        review_id INTEGER NOT NULL
        opportunity_id INTEGER NOT NULL
        ending VARCHAR NOT NULL
        kept_buying BOOLEAN NOT NULL
        kept_why BOOLEAN NOT NULL
        kept_next BOOLEAN NOT NULL
        qualification_id INTEGER
        next_action_id INTEGER
        answered_at DATETIME NOT NULL
        answered_on DATE NOT NULL
        PRIMARY KEY (review_id, opportunity_id)
        CHECK (ending in ('kept', 'answered', 'moved', 'won', 'lost'))
        FOREIGN KEY(review_id) REFERENCES review (id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(qualification_id) REFERENCES qualification (id)
        FOREIGN KEY(next_action_id) REFERENCES next_action (id)
    """,
    "goal": """
        kind VARCHAR NOT NULL
        per VARCHAR NOT NULL
        count INTEGER NOT NULL
        PRIMARY KEY (kind, per)
        CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        CHECK (per in ('week', 'month', 'quarter'))
        CHECK (count between 1 and 100000)
    """,
    "priority": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        place INTEGER NOT NULL
        text VARCHAR NOT NULL
        period VARCHAR NOT NULL
        starts_on DATE NOT NULL
        ends_on DATE NOT NULL
        set_on DATE NOT NULL
        done_on DATE
        UNIQUE (starts_on, place)
        CONSTRAINT at_most_three CHECK (place between 1 and 3)
        UNIQUE (uid)
    """,
    "priority_step": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        priority_id INTEGER NOT NULL
        kind VARCHAR NOT NULL
        text VARCHAR NOT NULL
        due_on DATE
        done_on DATE
        CHECK (kind in ('target', 'action'))
        UNIQUE (uid)
        FOREIGN KEY(priority_id) REFERENCES priority (id)
    """,
    "reminder_claim": """
        item VARCHAR NOT NULL
        claimed_on DATE NOT NULL
        PRIMARY KEY (item, claimed_on)
    """,
    "calendar_entry": """
        uid VARCHAR NOT NULL
        sequence INTEGER NOT NULL
        content VARCHAR NOT NULL
        cancelled BOOLEAN NOT NULL
        stamped_at DATETIME NOT NULL
        PRIMARY KEY (uid)
    """,
    "review_position": """
        uid VARCHAR NOT NULL
        kind VARCHAR NOT NULL
        started_at DATETIME NOT NULL
        started_on DATE NOT NULL
        history_mark INTEGER NOT NULL
        state VARCHAR NOT NULL
        PRIMARY KEY (uid)
    """,
    "store_upgrade": """
        version VARCHAR NOT NULL
        upgraded_at DATETIME NOT NULL
        last_operation INTEGER NOT NULL
        PRIMARY KEY (version)
    """,
    "external_record": """
        source VARCHAR NOT NULL
        identifier VARCHAR NOT NULL
        opportunity_id INTEGER NOT NULL
        PRIMARY KEY (source, identifier)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
    """,
    "journal_range": """
        operation_id INTEGER NOT NULL
        table_name VARCHAR NOT NULL
        key_column VARCHAR NOT NULL
        first INTEGER NOT NULL
        last INTEGER NOT NULL
        digest VARCHAR NOT NULL
        content VARCHAR
        PRIMARY KEY (operation_id, table_name, first)
        FOREIGN KEY(operation_id) REFERENCES journal_operation (id)
    """,
    "imported_on": """
        opportunity_id INTEGER NOT NULL
        imported_on DATE NOT NULL
        PRIMARY KEY (opportunity_id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
    """,
    "forecast_log": """
        made_on DATE NOT NULL
        starts_on DATE NOT NULL
        ends_on DATE NOT NULL
        currency VARCHAR NOT NULL
        quota_minor BIGINT NOT NULL
        chance_bp INTEGER NOT NULL
        low_minor BIGINT NOT NULL
        median_minor BIGINT NOT NULL
        high_minor BIGINT NOT NULL
        PRIMARY KEY (made_on, starts_on, ends_on, currency)
    """,
}
INDEXES = """
    INDEX ix_journal_operation_state ON journal_operation (state, id)
    INDEX ix_stage_name_folded ON stage (name_folded)
    INDEX ix_action_stage_id ON action (stage_id)
    INDEX ix_contact_account_id ON contact (account_id)
    INDEX ix_contact_name_folded ON contact (name_folded)
    INDEX ix_criterion_stage_id ON criterion (stage_id)
    INDEX ix_journal_row_operation_id ON journal_row (operation_id)
    INDEX ix_quota_history_quota_id ON quota_history (quota_id)
    INDEX ix_stage_history_stage_id ON stage_history (stage_id)
    INDEX ix_opportunity_account_id ON opportunity (account_id)
    INDEX ix_opportunity_contact_id ON opportunity (contact_id)
    INDEX ix_opportunity_parent_id ON opportunity (parent_id)
    INDEX ix_opportunity_stage_id ON opportunity (stage_id)
    INDEX ix_opportunity_status_close ON opportunity (status, close_on, id)
    INDEX ix_opportunity_status_closed ON opportunity (status, closed_on)
    INDEX ix_opportunity_title_folded ON opportunity (title_folded)
    INDEX ix_next_action_opportunity_id ON next_action (opportunity_id)
    INDEX ix_next_action_stage ON next_action (stage_id, status)
    INDEX ix_next_action_uid ON next_action (uid)
    UNIQUE INDEX ux_next_action_open ON next_action (opportunity_id) WHERE status = 'open'
    INDEX ix_opportunity_history_opportunity_id ON opportunity_history (opportunity_id)
    INDEX ix_opportunity_history_recorded ON opportunity_history (opportunity_id, recorded_on, id)
    INDEX ix_opportunity_tag_tag_folded ON opportunity_tag (tag_folded)
    INDEX ix_stage_visit_outcome ON stage_visit (stage_id, gone, won, days)
    INDEX ix_activity_contact_id ON activity (contact_id)
    INDEX ix_activity_done ON activity (done_on)
    INDEX ix_activity_opportunity_id ON activity (opportunity_id)
    INDEX ix_qualification_opportunity_id ON qualification (opportunity_id)
    INDEX ix_review_answer_opportunity_id ON review_answer (opportunity_id)
    INDEX ix_priority_step_priority_id ON priority_step (priority_id)
    INDEX ix_external_record_opportunity_id ON external_record (opportunity_id)
"""
ADDED_TO_ANSWERS = ("buying_on", "why_on")


def upgrade() -> None:
    """Create everything; in a store of an earlier schema only what is missing."""
    run = op.get_bind().exec_driver_sql
    there = {name for (name,) in run("select name from sqlite_master where type = 'table'")}
    is_new = there <= {"alembic_version"}
    wanted = FROM_THE_START | LATER if is_new else LATER
    made = {table: lines for table, lines in wanted.items() if table not in there}
    for table, lines in made.items():
        joined = ", \n\t".join(line.strip() for line in lines.strip().splitlines())
        run(f"CREATE TABLE {table} (\n\t{joined}\n)")
    for index in map(str.strip, INDEXES.strip().splitlines()):
        if index.split(" ON ")[1].split()[0] in made:
            run(f"CREATE {index}")
    columns = {name for _, name, *_ in run("pragma table_info(qualification)")}
    for column in ADDED_TO_ANSWERS:
        if column not in columns:
            run(f"ALTER TABLE qualification ADD COLUMN {column} DATE")


def downgrade() -> None:
    """Do nothing: there is no earlier schema."""
    raise NotImplementedError
