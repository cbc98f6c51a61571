"""Add kinds of stage, customers' stages, fields, segments, roles, personas and campaigns.

Written out in full: the tables' definitions change, but a released schema must not.
"""

from alembic import op
from sqlalchemy import Connection

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# One definition per line, as SQLAlchemy writes it for the tables.
ADDED = {
    "campaign": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        cost_minor BIGINT
        currency VARCHAR
        starts_on DATE
        ends_on DATE
        source VARCHAR
        CHECK (length(name) > 0)
        CHECK (cost_minor is null or cost_minor between 0 and 1000000000000000)
        CONSTRAINT cost_with_a_currency CHECK ((cost_minor is null) = (currency is null))
        CHECK (starts_on is null or ends_on is null or starts_on <= ends_on)
        UNIQUE (name_folded)
    """,
    "custom_field": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        owner VARCHAR NOT NULL
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        type VARCHAR NOT NULL
        choices VARCHAR
        archived BOOLEAN NOT NULL
        CHECK (owner in ('deal', 'account', 'contact'))
        CHECK (type in ('text', 'number', 'money', 'date', 'choice', 'yes-no'))
        CHECK (length(name) > 0)
        CONSTRAINT choices_of_a_choice CHECK ((type = 'choice') = (choices is not null))
    """,
    "fit_criterion": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        field_folded VARCHAR NOT NULL
        condition VARCHAR NOT NULL
        weight INTEGER NOT NULL
        CHECK (weight between 1 and 100)
        UNIQUE (field_folded)
    """,
    "persona": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        motivation VARCHAR
        CHECK (length(name) > 0)
        UNIQUE (name_folded)
    """,
    "segment": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        name VARCHAR NOT NULL
        name_folded VARCHAR NOT NULL
        conditions VARCHAR NOT NULL
        archived BOOLEAN NOT NULL
        CHECK (length(name) > 0)
        UNIQUE (name_folded)
    """,
    "external_account": """
        source VARCHAR NOT NULL
        identifier VARCHAR NOT NULL
        account_id INTEGER NOT NULL
        PRIMARY KEY (source, identifier)
        FOREIGN KEY(account_id) REFERENCES account (id)
    """,
    "persona_objection": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        persona_id INTEGER NOT NULL
        objection VARCHAR NOT NULL
        objection_folded VARCHAR NOT NULL
        answer VARCHAR
        CHECK (length(objection) > 0)
        FOREIGN KEY(persona_id) REFERENCES persona (id)
    """,
    "segment_history": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        segment_id INTEGER NOT NULL
        conditions VARCHAR NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        FOREIGN KEY(segment_id) REFERENCES segment (id)
    """,
    "contact_persona": """
        contact_id INTEGER NOT NULL
        persona_id INTEGER NOT NULL
        PRIMARY KEY (contact_id)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
        FOREIGN KEY(persona_id) REFERENCES persona (id)
    """,
    "external_contact": """
        source VARCHAR NOT NULL
        identifier VARCHAR NOT NULL
        contact_id INTEGER NOT NULL
        PRIMARY KEY (source, identifier)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
    """,
    "contact_role": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        opportunity_id INTEGER NOT NULL
        contact_id INTEGER NOT NULL
        role VARCHAR
        stance VARCHAR
        started_on DATE NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        ended_on DATE
        ended_recorded_on DATE
        why VARCHAR
        replaced_by_id INTEGER
        CHECK (stance is null or stance in ('for', 'neutral', 'against'))
        CONSTRAINT ended_and_kept CHECK ((ended_on is null) = (ended_recorded_on is null))
        UNIQUE (uid)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
        FOREIGN KEY(replaced_by_id) REFERENCES contact (id)
    """,
    "customer_stage": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        opportunity_id INTEGER NOT NULL
        stage_id INTEGER NOT NULL
        happened_on DATE NOT NULL
        why VARCHAR
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(stage_id) REFERENCES stage (id)
    """,
    "field_value": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        field_id INTEGER NOT NULL
        opportunity_id INTEGER
        account_id INTEGER
        contact_id INTEGER
        value VARCHAR
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CONSTRAINT of_one_owner CHECK (case when opportunity_id is null then 0 else 1 end + case when account_id is null then 0 else 1 end + case when contact_id is null then 0 else 1 end = 1)
        FOREIGN KEY(field_id) REFERENCES custom_field (id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(account_id) REFERENCES account (id)
        FOREIGN KEY(contact_id) REFERENCES contact (id)
    """,
    "tag_history": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        opportunity_id INTEGER NOT NULL
        tag VARCHAR NOT NULL
        tag_folded VARCHAR NOT NULL
        added BOOLEAN NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
    """,
}
# Made again, as a quota may be that of a segment.
REPLACED = {
    "quota": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        period VARCHAR NOT NULL
        starts_on DATE NOT NULL
        ends_on DATE NOT NULL
        amount_minor BIGINT NOT NULL
        currency VARCHAR NOT NULL
        count INTEGER
        segment_id INTEGER
        CHECK (amount_minor is null or amount_minor between 0 and 1000000000000000)
        CHECK (starts_on <= ends_on)
        FOREIGN KEY(segment_id) REFERENCES segment (id)
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
}
INDEXES = """
    UNIQUE INDEX ux_quota_period ON quota (starts_on, ends_on, currency) WHERE segment_id is null
    UNIQUE INDEX ux_quota_segment ON quota (segment_id, starts_on, ends_on, currency)
    INDEX ix_quota_history_quota_id ON quota_history (quota_id)
    INDEX ix_contact_role_contact_id ON contact_role (contact_id)
    INDEX ix_contact_role_opportunity_id ON contact_role (opportunity_id)
    INDEX ix_customer_stage_opportunity_id ON customer_stage (opportunity_id)
    INDEX ix_field_value_account_id ON field_value (account_id)
    INDEX ix_field_value_contact_id ON field_value (contact_id)
    INDEX ix_field_value_field ON field_value (field_id, recorded_on)
    INDEX ix_field_value_opportunity_id ON field_value (opportunity_id)
    INDEX ix_tag_history_opportunity_id ON tag_history (opportunity_id)
"""
COLUMNS = (
    "stage ADD COLUMN kind VARCHAR DEFAULT 'sales' NOT NULL"
    " CHECK (kind in ('lead', 'sales', 'customer'))",
    "stage_history ADD COLUMN kind VARCHAR",
    "criterion_met ADD COLUMN answer VARCHAR",
)


def upgrade() -> None:
    """Add the tables and columns; every stage is one of sales, every quota one of all deals."""
    connection = op.get_bind()
    run = connection.exec_driver_sql
    for table, lines in ADDED.items():
        run(create(table, lines))
    for column in COLUMNS:
        run(f"ALTER TABLE {column}")
    replace_quotas(connection)
    for index in INDEXES.strip().splitlines():
        run(f"CREATE {index.strip()}")


def create(table: str, lines: str) -> str:
    """The statement that makes a table."""
    joined = ", \n\t".join(line.strip() for line in lines.strip().splitlines())
    return f"CREATE TABLE {table} (\n\t{joined}\n)"


def replace_quotas(connection: Connection) -> None:
    """Copy quotas and their history into new tables, under their numbers.

    SQLite can't change a rule of a table. The old tables get other names first, as a table's new
    name would come into the references to it.
    """
    run = connection.exec_driver_sql
    for table, lines in REPLACED.items():
        run(f"ALTER TABLE {table} RENAME TO {table}_before")
        run(create(table, lines))
        names = ", ".join(row[1] for row in run(f"pragma table_info({table}_before)"))
        run(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_before")
        # A number once given is never given again.
        run(
            "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence"
            f" WHERE name = '{table}_before') WHERE name = '{table}'"
        )
    for table in reversed(REPLACED):
        run(f"DROP TABLE {table}_before")


def downgrade() -> None:
    """Do nothing: migrations only go forward."""
    raise NotImplementedError
