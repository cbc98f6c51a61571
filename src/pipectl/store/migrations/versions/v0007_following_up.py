"""Add templates, sequences, links, experiments, targets of figures, and the kind "reply".

Written out in full: the tables' definitions change, but a released schema must not.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# One definition per line, as SQLAlchemy writes it for the tables.
ADDED = {
    "figure_target": """
        figure VARCHAR NOT NULL
        role VARCHAR NOT NULL
        value BIGINT NOT NULL
        currency VARCHAR
        source VARCHAR
        PRIMARY KEY (figure, role)
        CHECK (figure in ('win-rate', 'cycle', 'average', 'open'))
        CHECK (role in ('goal', 'benchmark'))
        CONSTRAINT money_in_a_currency CHECK ((figure = 'average') = (currency is not null))
        CHECK (value between 0 and 1000000000000000)
    """,
    "sequence": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        archived BOOLEAN NOT NULL
        CHECK (length(name) > 0)
        UNIQUE (uid)
    """,
    "experiment": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        stage_id INTEGER NOT NULL
        arms VARCHAR NOT NULL
        metric VARCHAR NOT NULL
        alternate BOOLEAN NOT NULL
        started_on DATE NOT NULL
        ended_on DATE
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (length(name) > 0)
        CHECK (metric in ('advance', 'win', 'days'))
        CHECK (ended_on is null or started_on <= ended_on)
        UNIQUE (uid)
        UNIQUE (name_folded)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "template": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        stage_id INTEGER
        kind VARCHAR
        subject VARCHAR
        body VARCHAR NOT NULL
        CHECK (length(name) > 0)
        CHECK (kind is null or kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        UNIQUE (name_folded)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "sequence_step": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        sequence_id INTEGER NOT NULL
        place INTEGER NOT NULL
        wait_days INTEGER NOT NULL
        kind VARCHAR NOT NULL
        text VARCHAR NOT NULL
        template_id INTEGER
        CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        UNIQUE (sequence_id, place)
        CHECK (place >= 1)
        CHECK (wait_days between 0 and 3650)
        FOREIGN KEY(sequence_id) REFERENCES sequence (id)
        FOREIGN KEY(template_id) REFERENCES template (id)
    """,
    "experiment_visit": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        experiment_id INTEGER NOT NULL
        opportunity_id INTEGER NOT NULL
        arm VARCHAR NOT NULL
        entered_on DATE NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        UNIQUE (uid)
        FOREIGN KEY(experiment_id) REFERENCES experiment (id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
    """,
    "link": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        opportunity_id INTEGER
        stage_id INTEGER
        url VARCHAR NOT NULL
        kind VARCHAR
        title VARCHAR
        added_on DATE NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (length(url) > 0)
        CONSTRAINT of_one_owner CHECK ((opportunity_id is null) <> (stage_id is null))
        UNIQUE (uid)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "sequence_run": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        sequence_id INTEGER NOT NULL
        opportunity_id INTEGER NOT NULL
        contact_id INTEGER
        started_on DATE NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        ended_on DATE
        ended_by VARCHAR
        CHECK (ended_by is null or ended_by in ('reply', 'meeting', 'closed', 'stopped', 'finished'))
        CONSTRAINT ended_by_something CHECK ((ended_on is null) = (ended_by is null))
        UNIQUE (uid)
        FOREIGN KEY(sequence_id) REFERENCES sequence (id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
    """,
    "sequence_touch": """
        next_action_id INTEGER NOT NULL
        sequence_run_id INTEGER NOT NULL
        sequence_step_id INTEGER NOT NULL
        PRIMARY KEY (next_action_id)
        FOREIGN KEY(next_action_id) REFERENCES next_action (id)
        FOREIGN KEY(sequence_run_id) REFERENCES sequence_run (id)
        FOREIGN KEY(sequence_step_id) REFERENCES sequence_step (id)
    """,
}
# Made again, as an activity may be a reply.
ACTIVITY = """
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
    CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'reply', 'note'))
    CHECK (count between 1 and 10000)
    UNIQUE (uid)
    FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
    FOREIGN KEY(contact_id) REFERENCES contact (id)
    FOREIGN KEY(next_action_id) REFERENCES next_action (id)
"""
INDEXES = """
    UNIQUE INDEX ux_sequence_name ON sequence (name_folded) WHERE archived = 0
    UNIQUE INDEX ux_experiment_stage ON experiment (stage_id) WHERE ended_on is null
    INDEX ix_template_stage_id ON template (stage_id)
    INDEX ix_sequence_step_template_id ON sequence_step (template_id)
    INDEX ix_experiment_visit_experiment_id ON experiment_visit (experiment_id)
    INDEX ix_experiment_visit_opportunity_id ON experiment_visit (opportunity_id)
    INDEX ix_link_opportunity_id ON link (opportunity_id)
    INDEX ix_link_stage_id ON link (stage_id)
    INDEX ix_sequence_run_contact_id ON sequence_run (contact_id)
    INDEX ix_sequence_run_opportunity_id ON sequence_run (opportunity_id)
    INDEX ix_sequence_run_sequence_id ON sequence_run (sequence_id)
    UNIQUE INDEX ux_sequence_run_contact ON sequence_run (contact_id) WHERE ended_on is null
    UNIQUE INDEX ux_sequence_run_opportunity ON sequence_run (opportunity_id) WHERE ended_on is null
    INDEX ix_activity_contact_id ON activity (contact_id)
    INDEX ix_activity_done ON activity (done_on)
    INDEX ix_activity_opportunity_id ON activity (opportunity_id)
    INDEX ix_sequence_touch_sequence_run_id ON sequence_touch (sequence_run_id)
"""
COLUMNS = (
    "stage ADD COLUMN playbook VARCHAR",
    "stage ADD COLUMN most_contacts INTEGER",
    "stage ADD COLUMN contact_days INTEGER",
    "account ADD COLUMN every VARCHAR",
    "contact ADD COLUMN every VARCHAR",
    "next_action ADD COLUMN every VARCHAR",
)


def upgrade() -> None:
    """Add the tables and columns."""
    run = op.get_bind().exec_driver_sql
    for table, lines in ADDED.items():
        run(create(table, lines))
    for column in COLUMNS:
        run(f"ALTER TABLE {column}")
    # SQLite can't change a rule of a table. Nothing refers to an activity.
    run("ALTER TABLE activity RENAME TO activity_before")
    run(create("activity", ACTIVITY))
    names = ", ".join(row[1] for row in run("pragma table_info(activity_before)"))
    run(f"INSERT INTO activity ({names}) SELECT {names} FROM activity_before")
    # A number once given is never given again.
    run(
        "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence"
        " WHERE name = 'activity_before') WHERE name = 'activity'"
    )
    run("DROP TABLE activity_before")
    for index in INDEXES.strip().splitlines():
        run(f"CREATE {index.strip()}")


def create(table: str, lines: str) -> str:
    """The statement that makes a table."""
    joined = ", \n\t".join(line.strip() for line in lines.strip().splitlines())
    return f"CREATE TABLE {table} (\n\t{joined}\n)"


def downgrade() -> None:
    """Do nothing: migrations only go forward."""
    raise NotImplementedError
