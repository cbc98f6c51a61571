"""How the pipeline is set up: settings, stages, pick lists, quotas."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from pipectl.domain.words import ACTIVITY_KINDS
from pipectl.store.tables.columns import NUMBERED, big, money, one_of, share, unless_null


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
