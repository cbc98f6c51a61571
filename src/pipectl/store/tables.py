"""Every table and column of the store, declared once.

Suffixes tell the unit: `_on` a local date, `_at` a UTC instant, `_minor` money in minor units,
`_bp` a probability in hundredths of a percent. `recorded_on` is the local date of the writing.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from pipectl.domain.words import ACTIVITY_KINDS, BUYING, ENDINGS, STATUSES

NUMBERED = {"sqlite_autoincrement": True}  # a number once given is never given again
MOST_MINOR = 10**15


def one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    """The column holds one of the words."""
    return CheckConstraint(f"{column} in ({', '.join(repr(word) for word in words)})")


def share(column: str) -> CheckConstraint:
    """The column is null or lies between 0 and 100 %."""
    return CheckConstraint(f"{column} is null or {column} between 0 and 10000")


def money(column: str) -> CheckConstraint:
    """The column is null or an amount that can be summed safely."""
    return CheckConstraint(f"{column} is null or {column} between 0 and {MOST_MINOR}")


def unless_null(column: str, rule: str) -> CheckConstraint:
    """The column is null or follows the rule."""
    return CheckConstraint(f"{column} is null or {rule}")


def big(*, nullable: bool = True) -> Column[int]:
    """An integer column wide enough for minor units."""
    return Column(BigInteger, nullable=nullable)


class Setting(SQLModel, table=True):
    """A setting that changes numbers."""

    key: str = Field(primary_key=True)
    value: str


class Stage(SQLModel, table=True):
    """A named step of the pipeline."""

    __table_args__ = (share("probability_bp"), CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(index=True)
    position: int
    probability_bp: int
    definition: str
    cadence_days: int
    stalled_days: int
    archived: bool = False


class StageHistory(SQLModel, table=True):
    """A stage's probability as it was set on a day."""

    __tablename__ = "stage_history"
    __table_args__ = (share("probability_bp"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int = Field(foreign_key="stage.id", index=True)
    happened_on: date
    probability_bp: int
    recorded_at: datetime
    recorded_on: date


class StagePace(SQLModel, table=True):
    """Derived: how long won opportunities stayed in a stage (75th percentile)."""

    __tablename__ = "stage_pace"

    stage_id: int = Field(primary_key=True, foreign_key="stage.id")
    won_count: int
    slow_days: int


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


class Criterion(SQLModel, table=True):
    """Something that must be true before an opportunity leaves a stage forward."""

    __table_args__ = (NUMBERED,)

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int = Field(foreign_key="stage.id", index=True)
    text: str
    text_folded: str
    required: bool = False
    archived: bool = False


class Action(SQLModel, table=True):
    """An entry of the pick list of next actions; without a stage it is offered everywhere."""

    __table_args__ = (unless_null("kind", f"kind in {ACTIVITY_KINDS}"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    text: str
    text_folded: str
    kind: str | None = None


class Reason(SQLModel, table=True):
    """A reason for winning or losing that is offered."""

    __table_args__ = (
        one_of("outcome", ("won", "lost")),
        UniqueConstraint("outcome", "text_folded"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    outcome: str
    text: str
    text_folded: str


class Account(SQLModel, table=True):
    """A company or person that buys."""

    __table_args__ = (CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    name: str
    name_folded: str = Field(unique=True)
    email: str | None = None
    phone: str | None = None
    note: str | None = None


class Contact(SQLModel, table=True):
    """A person at an account."""

    __table_args__ = (CheckConstraint("length(name) > 0"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    name: str
    name_folded: str = Field(index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None


class Opportunity(SQLModel, table=True):
    """One possible sale as it stands now; its past is in `opportunity_history`.

    `added_on` is the day it entered the store, `created_on` the day it began. `pushes`,
    `last_contact_on`, `asked_on` and `buying` repeat what the rows of history, activities and
    qualifications say, so that a list needn't count them.
    """

    __table_args__ = (
        one_of("status", STATUSES),
        money("amount_minor"),
        share("probability_bp"),
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
    note: str | None = None
    recorded_at: datetime
    recorded_on: date


class Qualification(SQLModel, table=True):
    """The three questions, answered for the stage that it stands in or moves to."""

    __table_args__ = (one_of("buying", BUYING), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    stage_id: int = Field(foreign_key="stage.id")
    buying: str
    why: str
    next_action_id: int | None = Field(default=None, foreign_key="next_action.id")
    factor: str | None = None
    override: str | None = None
    asked_on: date
    recorded_at: datetime
    recorded_on: date


class CriterionMet(SQLModel, table=True):
    """A criterion ticked for an opportunity."""

    __tablename__ = "criterion_met"

    opportunity_id: int = Field(primary_key=True, foreign_key="opportunity.id")
    criterion_id: int = Field(primary_key=True, foreign_key="criterion.id")
    met_on: date


class NextAction(SQLModel, table=True):
    """The one thing that must happen next, or how it ended.

    Rows are never overwritten: a new date ends the old row as replaced, and the new row carries
    its `uid` on, so that a calendar knows it again.
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


class Activity(SQLModel, table=True):
    """Something done and counted."""

    __table_args__ = (
        one_of("kind", ACTIVITY_KINDS),
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


class Quota(SQLModel, table=True):
    """Money, and perhaps a number of wins, to reach in a period."""

    __table_args__ = (
        UniqueConstraint("starts_on", "ends_on", "currency"),
        money("amount_minor"),
        CheckConstraint("starts_on <= ends_on"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    period: str
    starts_on: date
    ends_on: date
    amount_minor: int = Field(sa_column=big(nullable=False))
    currency: str
    count: int | None = None


class QuotaHistory(SQLModel, table=True):
    """A quota as it was set on a day."""

    __tablename__ = "quota_history"
    __table_args__ = (money("amount_minor"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    quota_id: int = Field(foreign_key="quota.id", index=True)
    happened_on: date
    amount_minor: int = Field(sa_column=big(nullable=False))
    count: int | None = None
    reason: str | None = None
    recorded_at: datetime
    recorded_on: date


class JournalOperation(SQLModel, table=True):
    """One undoable operation; `state` is done, undone, or dropped (undone for good)."""

    __tablename__ = "journal_operation"
    __table_args__ = (
        one_of("state", ("done", "undone", "dropped")),
        Index("ix_journal_operation_state", "state", "id"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    on_day: date
    command: str
    state: str = "done"


class JournalRow(SQLModel, table=True):
    """A row before and after an operation, as JSON; null where there was none."""

    __tablename__ = "journal_row"

    id: int | None = Field(default=None, primary_key=True)
    operation_id: int = Field(foreign_key="journal_operation.id", index=True)
    table_name: str
    row_key: str
    before: str | None = None
    after: str | None = None
