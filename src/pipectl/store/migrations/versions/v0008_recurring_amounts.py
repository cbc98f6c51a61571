"""Add recurring amounts, renewals, exchange rates, and when an experiment's end was recorded.

Written out in full: the tables' definitions change, but a released schema must not.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# One definition per line, as SQLAlchemy writes it for the tables.
ADDED = {
    "exchange_rate": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        currency VARCHAR NOT NULL
        base VARCHAR NOT NULL
        happened_on DATE NOT NULL
        rate VARCHAR
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (length(currency) = 3 and length(base) = 3)
        UNIQUE (uid)
    """,
    "renewal": """
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
        uid VARCHAR NOT NULL
        opportunity_id INTEGER NOT NULL
        renewed_id INTEGER NOT NULL
        months INTEGER NOT NULL
        ends_on DATE NOT NULL
        recorded_at DATETIME NOT NULL
        recorded_on DATE NOT NULL
        CHECK (months between 1 and 600)
        UNIQUE (uid)
        UNIQUE (opportunity_id)
        FOREIGN KEY(opportunity_id) REFERENCES opportunity (id)
        FOREIGN KEY(renewed_id) REFERENCES opportunity (id)
    """,
}
MOST = 1_000_000_000_000_000
RECURRING = (
    f"recurring_minor BIGINT CHECK"
    f" (recurring_minor is null or recurring_minor between 0 and {MOST})",
    "recurring_per VARCHAR CHECK (recurring_per is null or recurring_per in ('month', 'year'))",
    "term_months INTEGER CHECK (term_months is null or term_months between 1 and 600)"
    " CONSTRAINT recurring_in_full CHECK ((recurring_minor is null) = (recurring_per is null)"
    " and (recurring_minor is null) = (term_months is null))",
)


def upgrade() -> None:
    """Add the tables and columns."""
    run = op.get_bind().exec_driver_sql
    for table, lines in ADDED.items():
        joined = ", \n\t".join(line.strip() for line in lines.strip().splitlines())
        run(f"CREATE TABLE {table} (\n\t{joined}\n)")
    run("CREATE INDEX ix_renewal_renewed_id ON renewal (renewed_id)")
    for table in ("opportunity", "opportunity_history"):
        for column in RECURRING:
            run(f"ALTER TABLE {table} ADD COLUMN {column}")
    run("ALTER TABLE experiment ADD COLUMN ended_recorded_on DATE")
    run("UPDATE experiment SET ended_recorded_on = ended_on")


def downgrade() -> None:
    """Do nothing: migrations only go forward."""
    raise NotImplementedError
