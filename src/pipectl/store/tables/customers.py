"""Whom a user sells to: the ideal customer, personas, roles at a deal, and campaigns."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

import pipectl.store.tables.opportunities  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import NUMBERED, big, money, unless_null
from pipectl.vocabulary import STANCES


class FitCriterion(SQLModel, table=True):
    """A condition on the ideal customer, and how much it weighs; one for each field."""

    __tablename__ = "fit_criterion"
    __table_args__ = (CheckConstraint("weight between 1 and 100"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    field_folded: str = Field(unique=True)
    condition: str
    weight: int = 1


class Persona(SQLModel, table=True):
    """A kind of person that the user sells to."""

    __table_args__ = (CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    motivation: str | None = None


class PersonaObjection(SQLModel, table=True):
    """What such a person objects, and what to answer."""

    __tablename__ = "persona_objection"
    __table_args__ = (CheckConstraint("length(objection) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    persona_id: int = Field(foreign_key="persona.id")
    objection: str
    objection_folded: str
    answer: str | None = None


class ContactPersona(SQLModel, table=True):
    """The persona of a contact."""

    __tablename__ = "contact_persona"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id")
    persona_id: int = Field(foreign_key="persona.id")


class ContactRole(SQLModel, table=True):
    """A contact's part in a deal, from `started_on` until `ended_on`; `why` it ended.

    A main contact who was replaced without ever having had a role leaves a row without one.
    """

    __tablename__ = "contact_role"
    __table_args__ = (
        unless_null("stance", f"stance in {STANCES}"),
        CheckConstraint("(ended_on is null) = (ended_recorded_on is null)", name="ended_and_kept"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    role: str | None = None
    stance: str | None = None
    started_on: date
    recorded_at: datetime
    recorded_on: date
    ended_on: date | None = None
    ended_recorded_on: date | None = None
    why: str | None = None
    replaced_by_id: int | None = Field(default=None, foreign_key="contact.id")


class Campaign(SQLModel, table=True):
    """Where deals came from, what it cost, and when it ran; deals name it in `campaign`."""

    __table_args__ = (
        CheckConstraint("length(name) > 0"),
        money("cost_minor"),
        CheckConstraint("(cost_minor is null) = (currency is null)", name="cost_with_a_currency"),
        CheckConstraint("starts_on is null or ends_on is null or starts_on <= ends_on"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    cost_minor: int | None = Field(default=None, sa_column=big())
    currency: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    source: str | None = None


class CustomerStage(SQLModel, table=True):
    """A won deal that entered a customer stage; it stays won, in the stage it was won in.

    Rows are only added: the one recorded last counts.
    """

    __tablename__ = "customer_stage"
    __table_args__ = (NUMBERED,)

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    stage_id: int = Field(foreign_key="stage.id")
    happened_on: date
    why: str | None = None
    recorded_at: datetime
    recorded_on: date
