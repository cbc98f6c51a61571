"""What is written and sent: templates, sequences of steps, and links to what is handed over."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import pipectl.store.tables.opportunities  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import NUMBERED, one_of, unless_null
from pipectl.vocabulary import ACTIVITY_KINDS, SEQUENCE_ENDS


class Template(SQLModel, table=True):
    """The text of a message, with the names of what is filled in."""

    __table_args__ = (
        CheckConstraint("length(name) > 0"),
        unless_null("kind", f"kind in {ACTIVITY_KINDS}"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    kind: str | None = None
    subject: str | None = None
    body: str


class Sequence(SQLModel, table=True):
    """Steps that follow each other; they never change, so that runs can be compared."""

    __table_args__ = (
        CheckConstraint("length(name) > 0"),
        Index("ux_sequence_name", "name_folded", unique=True, sqlite_where=text("archived = 0")),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    name: str
    name_folded: str
    archived: bool = False


class SequenceStep(SQLModel, table=True):
    """A next action, so many days after the step before (the first: after the start)."""

    __tablename__ = "sequence_step"
    __table_args__ = (
        one_of("kind", ACTIVITY_KINDS),
        UniqueConstraint("sequence_id", "place"),
        CheckConstraint("place >= 1"),
        CheckConstraint("wait_days between 0 and 3650"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    sequence_id: int = Field(foreign_key="sequence.id")
    place: int
    wait_days: int
    kind: str
    text: str
    template_id: int | None = Field(default=None, foreign_key="template.id", index=True)


class SequenceRun(SQLModel, table=True):
    """A sequence started for a deal and the contact whom its messages go to."""

    __tablename__ = "sequence_run"
    __table_args__ = (
        unless_null("ended_by", f"ended_by in {SEQUENCE_ENDS}"),
        CheckConstraint("(ended_on is null) = (ended_by is null)", name="ended_by_something"),
        Index(
            "ux_sequence_run_opportunity",
            "opportunity_id",
            unique=True,
            sqlite_where=text("ended_on is null"),
        ),
        Index(
            "ux_sequence_run_contact",
            "contact_id",
            unique=True,
            sqlite_where=text("ended_on is null"),
        ),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    sequence_id: int = Field(foreign_key="sequence.id", index=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    started_on: date
    recorded_at: datetime
    recorded_on: date
    ended_on: date | None = None
    ended_by: str | None = None


class Link(SQLModel, table=True):
    """A page or document of a deal, or one that is of use in a stage."""

    __table_args__ = (
        CheckConstraint("length(url) > 0"),
        CheckConstraint("(opportunity_id is null) <> (stage_id is null)", name="of_one_owner"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    url: str
    kind: str | None = None
    title: str | None = None
    added_on: date
    recorded_at: datetime
    recorded_on: date
