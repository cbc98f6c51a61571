"""What comes next, and what was done."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

import pipectl.store.tables.sequences  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import NUMBERED, one_of, owned, unless_null
from pipectl.vocabulary import ACTIVITY_KINDS, ENDINGS, LOGGED_KINDS


class NextAction(SQLModel, table=True):
    """The one thing that must happen next, or how it ended.

    Rows are never overwritten: a new date ends the old row as replaced, and the new row carries
    its `uid` on, so that a calendar knows it again.

    One that is done and has `every` ("6w") comes again.
    """

    __tablename__ = "next_action"
    __table_args__ = (
        one_of("status", ("open", *ENDINGS)),
        unless_null("kind", f"kind in {ACTIVITY_KINDS}"),
        CheckConstraint("(status = 'open') = (ended_on is null)", name="ended_with_a_date"),
        Index(
            "ux_next_action_open",
            "opportunity_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
        ),
        Index("ix_next_action_stage", "stage_id", "status"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(index=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    stage_id: int = Field(foreign_key="stage.id")
    text: str
    text_folded: str
    kind: str | None = None
    due_on: date | None = None
    due_time: str | None = None
    status: str = "open"
    outcome: str | None = None
    advanced: bool = False
    created_on: date
    ended_on: date | None = None
    every: str | None = None


class SequenceTouch(SQLModel, table=True):
    """A next action that is a step of a sequence; also of the row that replaces it."""

    __tablename__ = "sequence_touch"

    next_action_id: int = Field(primary_key=True, foreign_key="next_action.id")
    sequence_run_id: int = Field(foreign_key="sequence_run.id", index=True)
    sequence_step_id: int = Field(foreign_key="sequence_step.id")


class Activity(SQLModel, table=True):
    """Something done and counted."""

    __table_args__ = (
        one_of("kind", LOGGED_KINDS),
        CheckConstraint("count between 1 and 10000"),
        Index("ix_activity_done", "done_on"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    kind: str
    count: int = 1
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    next_action_id: int | None = Field(default=None, foreign_key="next_action.id")
    done_on: date
    text: str | None = None
    recorded_at: datetime
    recorded_on: date
    owner: str = owned()
