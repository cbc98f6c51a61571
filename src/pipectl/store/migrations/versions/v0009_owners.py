"""Add the owner of deals, activities, quotas, goals, reviews, priorities and operations.

Written out in full: the tables' definitions change, but a released schema must not.
"""

import json
from typing import Any

from alembic import op
from sqlalchemy import Connection

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OWNER = "owner VARCHAR DEFAULT '' NOT NULL"
OWNED = ("opportunity", "opportunity_history", "activity", "quota", "review", "journal_operation")
# Made again, as there is one row for each owner. One definition per line, as SQLAlchemy writes it.
REPLACED = {
    "goal": """
        kind VARCHAR NOT NULL
        per VARCHAR NOT NULL
        count INTEGER NOT NULL
        owner VARCHAR DEFAULT '' NOT NULL
        PRIMARY KEY (kind, per, owner)
        CHECK (kind in ('outreach', 'call', 'follow-up', 'meeting', 'proposal', 'note'))
        CHECK (per in ('week', 'month', 'quarter'))
        CHECK (count between 1 and 100000)
    """,
    "figure_target": """
        figure VARCHAR NOT NULL
        role VARCHAR NOT NULL
        value BIGINT NOT NULL
        currency VARCHAR
        source VARCHAR
        owner VARCHAR DEFAULT '' NOT NULL
        PRIMARY KEY (figure, role, owner)
        CHECK (figure in ('win-rate', 'cycle', 'average', 'open'))
        CHECK (role in ('goal', 'benchmark'))
        CONSTRAINT money_in_a_currency CHECK ((figure = 'average') = (currency is not null))
        CHECK (value between 0 and 1000000000000000)
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
        owner VARCHAR DEFAULT '' NOT NULL
        UNIQUE (starts_on, place, owner)
        CONSTRAINT at_most_three CHECK (place between 1 and 3)
        UNIQUE (uid)
    """,
    # It refers to the one above.
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
        owner VARCHAR DEFAULT '' NOT NULL
        PRIMARY KEY (item, claimed_on, owner)
    """,
    "calendar_entry": """
        uid VARCHAR NOT NULL
        sequence INTEGER NOT NULL
        content VARCHAR NOT NULL
        cancelled BOOLEAN NOT NULL
        stamped_at DATETIME NOT NULL
        owner VARCHAR DEFAULT '' NOT NULL
        PRIMARY KEY (uid, owner)
    """,
    "review_position": """
        uid VARCHAR NOT NULL
        kind VARCHAR NOT NULL
        started_at DATETIME NOT NULL
        started_on DATE NOT NULL
        history_mark INTEGER NOT NULL
        state VARCHAR NOT NULL
        owner VARCHAR DEFAULT '' NOT NULL
        PRIMARY KEY (uid, owner)
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
        owner VARCHAR DEFAULT '' NOT NULL
        PRIMARY KEY (made_on, starts_on, ends_on, currency, owner)
    """,
}
NUMBERED = ("priority", "priority_step")
INDEXES = """
    UNIQUE INDEX ux_quota_period ON quota (starts_on, ends_on, currency, owner) WHERE segment_id is null
    UNIQUE INDEX ux_quota_segment ON quota (segment_id, starts_on, ends_on, currency, owner)
    INDEX ix_priority_step_priority_id ON priority_step (priority_id)
"""
# The tables whose key names the owner, too, and what imports noted of them.
KEYED = ("goal", "figure_target")
INSTANTS = "instants"
JOURNAL = "SELECT id, table_name, row_key, after FROM journal_row WHERE table_name IN (?, ?, ?)"


def upgrade() -> None:
    """Add the columns; all that there is is nobody's."""
    connection = op.get_bind()
    run = connection.exec_driver_sql
    for table in OWNED:
        run(f"ALTER TABLE {table} ADD COLUMN {OWNER}")
    run("DROP INDEX ux_quota_period")
    run("DROP INDEX ux_quota_segment")
    replace_tables(connection)
    for index in INDEXES.strip().splitlines():
        run(f"CREATE {index.strip()}")
    extend_keys(connection)


def replace_tables(connection: Connection) -> None:
    """Copy rows into new tables: SQLite can't change the rules of one.

    The old tables get other names first, as a table's new name would come into the references to
    it.
    """
    run = connection.exec_driver_sql
    for table, lines in REPLACED.items():
        run(f"ALTER TABLE {table} RENAME TO {table}_before")
        joined = ", \n\t".join(line.strip() for line in lines.strip().splitlines())
        run(f"CREATE TABLE {table} (\n\t{joined}\n)")
        names = ", ".join(row[1] for row in run(f"pragma table_info({table}_before)"))
        run(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_before")
        if table in NUMBERED:  # a number once given is never given again
            run(
                "UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence"
                f" WHERE name = '{table}_before') WHERE name = '{table}'"
            )
    for table in reversed(REPLACED):
        run(f"DROP TABLE {table}_before")


def extend_keys(connection: Connection) -> None:
    """Let the journal know rows by their new keys: exports say by it when a goal changed."""
    run = connection.exec_driver_sql
    for number, table, key, after in run(JOURNAL, (*KEYED, INSTANTS)).fetchall():
        if table == INSTANTS:
            run("UPDATE journal_row SET after = ? WHERE id = ?", (extended(after), number))
        else:
            run("UPDATE journal_row SET row_key = ? WHERE id = ?", (with_owner(key), number))


def extended(noted: str) -> str:
    """Return what an import noted, with the new keys; what is damaged stays as it is."""
    try:
        found: dict[str, Any] = json.loads(noted)
        for table in KEYED:
            if table in found:
                found[table] = {with_owner(key): fields for key, fields in found[table].items()}
    except (AttributeError, TypeError, ValueError, RecursionError):
        return noted
    return json.dumps(found)


def with_owner(key: str) -> str:
    """Return a key of two columns with nobody as the third; any other text as it is."""
    try:
        found = json.loads(key)
    except (TypeError, ValueError, RecursionError):
        return key
    is_of_two = isinstance(found, list) and len(found) == 2
    return json.dumps([*found, ""]) if is_of_two else key


def downgrade() -> None:
    """Do nothing: migrations only go forward."""
    raise NotImplementedError
