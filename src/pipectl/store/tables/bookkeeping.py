"""What the program notes for itself: outside history, undo and export."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from pipectl.store.tables.columns import big, owned


class ReminderClaim(SQLModel, table=True):
    """An item that was sent on a day, so that it isn't sent twice."""

    __tablename__ = "reminder_claim"

    item: str = Field(primary_key=True)
    claimed_on: date = Field(primary_key=True)
    owner: str = owned(key=True)


class CalendarEntry(SQLModel, table=True):
    """What a calendar was last told about a `uid`; `content` is the entry as JSON."""

    __tablename__ = "calendar_entry"

    uid: str = Field(primary_key=True)
    sequence: int
    content: str
    cancelled: bool = False
    stamped_at: datetime
    owner: str = owned(key=True)


class ReviewPosition(SQLModel, table=True):
    """How far a review got that is, or was, under way; `state` is JSON."""

    __tablename__ = "review_position"

    uid: str = Field(primary_key=True)
    kind: str
    started_at: datetime
    started_on: date
    history_mark: int
    state: str
    owner: str = owned(key=True)


class StoreUpgrade(SQLModel, table=True):
    """A migration; operations up to `last_operation` were written before it."""

    __tablename__ = "store_upgrade"

    version: str = Field(primary_key=True)
    upgraded_at: datetime
    last_operation: int


class ForecastLog(SQLModel, table=True):
    """The last forecast of a day for a period's quota: what it said will be asked one day.

    Money in minor units; `low`, `median` and `high` are the 10 %, 50 % and 90 % quantiles.
    """

    __tablename__ = "forecast_log"

    made_on: date = Field(primary_key=True)
    starts_on: date = Field(primary_key=True)
    ends_on: date = Field(primary_key=True)
    currency: str = Field(primary_key=True)
    quota_minor: int = Field(sa_column=big(nullable=False))
    chance_bp: int
    low_minor: int = Field(sa_column=big(nullable=False))
    median_minor: int = Field(sa_column=big(nullable=False))
    high_minor: int = Field(sa_column=big(nullable=False))
    owner: str = owned(key=True)
