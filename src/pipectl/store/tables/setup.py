"""What is set up once: settings, reasons, quotas, and the past of these."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

import pipectl.store.tables.fields
import pipectl.store.tables.stages  # noqa: F401 - foreign keys name their tables
from pipectl.store.tables.columns import NUMBERED, big, money, one_of, owned, share


class Setting(SQLModel, table=True):
    """A setting that changes numbers."""

    key: str = Field(primary_key=True)
    value: str


class StageHistory(SQLModel, table=True):
    """A stage's probability and kind as they were set on a day (null: the kind wasn't kept yet)."""

    __tablename__ = "stage_history"
    __table_args__ = (share("probability_bp"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int = Field(foreign_key="stage.id", index=True)
    happened_on: date
    probability_bp: int
    recorded_at: datetime
    recorded_on: date
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
    """Money, and perhaps a number of wins, to reach in a period, of all deals or of a segment.

    One that is nobody's is the team's.
    """

    __table_args__ = (
        Index(
            "ux_quota_segment",
            *("segment_id", "starts_on", "ends_on", "currency", "owner"),
            unique=True,
        ),
        Index(
            "ux_quota_period",
            *("starts_on", "ends_on", "currency", "owner"),
            unique=True,
            sqlite_where=text("segment_id is null"),
        ),
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
    segment_id: int | None = Field(default=None, foreign_key="segment.id")
    owner: str = owned()


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


class ExchangeRate(SQLModel, table=True):
    """What one unit of a currency is worth in another (`base`) from a day on.

    `rate` is a decimal number as text ("1.08"); without one there is no rate from that day on.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (CheckConstraint("length(currency) = 3 and length(base) = 3"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    currency: str
    base: str
    happened_on: date
    rate: str | None = None
    recorded_at: datetime
    recorded_on: date
