"""Custom fields, their values, and filters with a name."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

import pipectl.store.tables.opportunities  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import NUMBERED, one_of
from pipectl.vocabulary import FIELD_OWNERS, FIELD_TYPES


class CustomField(SQLModel, table=True):
    """Something that the user keeps of each deal, account or contact.

    `choices` is a JSON list of the texts that a field of type `choice` can hold. An archived field
    was removed; its values stay.
    """

    __tablename__ = "custom_field"
    __table_args__ = (
        one_of("owner", FIELD_OWNERS),
        one_of("type", FIELD_TYPES),
        CheckConstraint("length(name) > 0"),
        CheckConstraint("(type = 'choice') = (choices is not null)", name="choices_of_a_choice"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    owner: str
    name: str
    name_folded: str
    type: str
    choices: str | None = None
    archived: bool = False


class FieldValue(SQLModel, table=True):
    """A field's value of one deal, account or contact, from `recorded_at` on; null if cleared.

    Rows are only added: the one recorded last counts, on equal instants the one with the highest
    number. `value` is in stored form: a number or an amount in digits, an ISO date, `yes` or `no`.
    """

    __tablename__ = "field_value"
    __table_args__ = (
        CheckConstraint(
            "case when opportunity_id is null then 0 else 1 end"
            " + case when account_id is null then 0 else 1 end"
            " + case when contact_id is null then 0 else 1 end = 1",
            name="of_one_owner",
        ),
        Index("ix_field_value_field", "field_id", "recorded_on"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    field_id: int = Field(foreign_key="custom_field.id")
    opportunity_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    value: str | None = None
    recorded_at: datetime
    recorded_on: date


class TagHistory(SQLModel, table=True):
    """A tag that was added to or taken off an opportunity; `opportunity_tag` has the present ones.

    A present tag without a row was there before changes of tags were kept.
    """

    __tablename__ = "tag_history"
    __table_args__ = (NUMBERED,)

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    tag: str
    tag_folded: str
    added: bool
    recorded_at: datetime
    recorded_on: date


class Segment(SQLModel, table=True):
    """A filter of deals with a name; `conditions` is a JSON list of what `--where` takes."""

    __table_args__ = (CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(unique=True)
    conditions: str
    archived: bool = False


class SegmentHistory(SQLModel, table=True):
    """A segment's conditions as they were set on a day."""

    __tablename__ = "segment_history"
    __table_args__ = (NUMBERED,)

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = Field(foreign_key="segment.id")
    conditions: str
    recorded_at: datetime
    recorded_on: date
