"""Opportunities, their history, and what is derived from it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

import pipectl.store.tables.people
import pipectl.store.tables.stages  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import (
    NUMBERED,
    big,
    money,
    one_of,
    owned,
    recurring,
    share,
    unless_null,
)
from pipectl.vocabulary import BUYING, MOST_MONTHS, STATUSES


class Opportunity(SQLModel, table=True):
    """One possible sale as it stands now; its past is in `opportunity_history`.

    `added_on` is the day it entered the store, `created_on` the day it began. `pushes`,
    `last_contact_on`, `asked_on` and `buying` repeat what the rows of history, activities and
    qualifications say, so that a list needn't count them. A recurring amount (`recurring_minor` a
    `recurring_per`, a month or a year) comes to `amount_minor` over `term_months`. A renewal is
    created on the day on which it begins, which may be ahead.
    """

    __table_args__ = (
        one_of("status", STATUSES),
        money("amount_minor"),
        share("probability_bp"),
        *recurring(),
        unless_null("buying", f"buying in {BUYING}"),
        CheckConstraint("length(title) > 0"),
        CheckConstraint("length(currency) = 3"),
        CheckConstraint("pushes >= 0"),
        CheckConstraint(
            "(status in ('won', 'lost')) = (closed_on is not null)", name="closed_with_a_date"
        ),
        CheckConstraint(
            "status <> 'lost' or length(reason) > 0", name="nothing_is_lost_without_a_reason"
        ),
        Index("ix_opportunity_status_close", "status", "close_on", "id"),
        Index("ix_opportunity_status_closed", "status", "closed_on"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    slug: str | None = Field(default=None, unique=True)
    key: str | None = Field(default=None, unique=True)
    title: str
    title_folded: str = Field(index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="opportunity.id", index=True)
    amount_minor: int | None = Field(default=None, sa_column=big())
    currency: str
    stage_id: int = Field(foreign_key="stage.id", index=True)
    stage_entered_on: date
    probability_bp: int | None = None
    status: str = "open"
    close_on: date | None = None
    source: str | None = None
    campaign: str | None = None
    note: str | None = None
    created_on: date
    added_on: date
    closed_on: date | None = None
    reason: str | None = None
    closing_note: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    pushes: int = 0
    last_contact_on: date | None = None
    asked_on: date | None = None
    buying: str | None = None
    recurring_minor: int | None = Field(default=None, sa_column=big())
    recurring_per: str | None = None
    term_months: int | None = None
    owner: str = owned()


class OpportunityTag(SQLModel, table=True):
    """A word that an opportunity is found by."""

    __tablename__ = "opportunity_tag"

    opportunity_id: int = Field(primary_key=True, foreign_key="opportunity.id")
    tag_folded: str = Field(primary_key=True, index=True)
    tag: str


class OpportunityHistory(SQLModel, table=True):
    """An opportunity as it was from `happened_on` on; one row with every change of these."""

    __tablename__ = "opportunity_history"
    __table_args__ = (
        one_of("status", STATUSES),
        money("amount_minor"),
        share("probability_bp"),
        *recurring(),
        Index("ix_opportunity_history_recorded", "opportunity_id", "recorded_on", "id"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    happened_on: date
    created_on: date
    stage_id: int = Field(foreign_key="stage.id")
    stage_entered_on: date
    status: str
    amount_minor: int | None = Field(default=None, sa_column=big())
    currency: str
    close_on: date | None = None
    probability_bp: int | None = None
    closed_on: date | None = None
    reason: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    note: str | None = None
    recorded_at: datetime
    recorded_on: date
    recurring_minor: int | None = Field(default=None, sa_column=big())
    recurring_per: str | None = None
    term_months: int | None = None
    owner: str = owned()


class Renewal(SQLModel, table=True):
    """A deal that renews a won one (`renewed_id`) for `months`, from the day after `ends_on`."""

    __table_args__ = (CheckConstraint(f"months between 1 and {MOST_MONTHS}"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", unique=True)
    renewed_id: int = Field(foreign_key="opportunity.id", index=True)
    months: int
    ends_on: date
    recorded_at: datetime
    recorded_on: date


class StageVisit(SQLModel, table=True):
    """Derived: an opportunity's stay in a stage, all its visits together; `days` once it left."""

    __tablename__ = "stage_visit"
    __table_args__ = (
        Index("ix_stage_visit_outcome", "stage_id", "gone", "won", "days"),
        CheckConstraint("days >= 0"),
    )

    opportunity_id: int = Field(primary_key=True, foreign_key="opportunity.id")
    stage_id: int = Field(primary_key=True, foreign_key="stage.id")
    days: int = 0
    gone: bool = False
    won: bool = False


class StagePace(SQLModel, table=True):
    """Derived: how long won opportunities stayed in a stage (75th percentile)."""

    __tablename__ = "stage_pace"

    stage_id: int = Field(primary_key=True, foreign_key="stage.id")
    won_count: int
    slow_days: int
