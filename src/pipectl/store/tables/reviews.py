"""The talks with oneself: reviews and what was answered in them, goals, and priorities."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

import pipectl.store.tables.gate  # noqa: F401 - foreign keys name its tables
from pipectl.money import MOST_MINOR
from pipectl.store.tables.columns import NUMBERED, big, one_of, owned
from pipectl.vocabulary import (
    ACTIVITY_KINDS,
    ENDS_IN_REVIEW,
    FIGURES,
    GOAL_SPANS,
    REVIEW_KINDS,
    TARGETS,
)


class Review(SQLModel, table=True):
    """A review; `minutes` are the facts (JSON) that its minutes are written from.

    `history_mark` is the last row of the opportunities' history that it told of, `told_at` the
    instant up to which; what comes after is for the next one.
    """

    __table_args__ = (
        one_of("kind", REVIEW_KINDS),
        CheckConstraint("(finished_on is null) = (minutes is null)", name="finished_with_minutes"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    kind: str
    started_at: datetime
    started_on: date
    history_mark: int
    told_at: datetime
    finished_on: date | None = None
    minutes: str | None = None
    owner: str = owned()


class ReviewAnswer(SQLModel, table=True):
    """How one opportunity left a review, and which of its three answers were kept as they were."""

    __tablename__ = "review_answer"
    __table_args__ = (one_of("ending", ENDS_IN_REVIEW),)

    review_id: int = Field(primary_key=True, foreign_key="review.id")
    opportunity_id: int = Field(primary_key=True, foreign_key="opportunity.id", index=True)
    ending: str
    kept_buying: bool = False
    kept_why: bool = False
    kept_next: bool = False
    qualification_id: int | None = Field(default=None, foreign_key="qualification.id")
    next_action_id: int | None = Field(default=None, foreign_key="next_action.id")
    answered_at: datetime
    answered_on: date


class Goal(SQLModel, table=True):
    """How many activities of a kind a week, month or quarter."""

    __table_args__ = (
        one_of("kind", ACTIVITY_KINDS),
        one_of("per", GOAL_SPANS),
        CheckConstraint("count between 1 and 100000"),
    )

    kind: str = Field(primary_key=True)
    per: str = Field(primary_key=True)
    count: int
    owner: str = owned(key=True)


class FigureTarget(SQLModel, table=True):
    """What a figure shall reach, or an outside one that it is compared with.

    `value` is in hundredths of a percent, days, minor units or deals, as the figure is.
    """

    __tablename__ = "figure_target"
    __table_args__ = (
        one_of("figure", FIGURES),
        one_of("role", TARGETS),
        CheckConstraint(
            "(figure = 'average') = (currency is not null)", name="money_in_a_currency"
        ),
        CheckConstraint(f"value between 0 and {MOST_MINOR}"),
    )

    figure: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    value: int = Field(sa_column=big(nullable=False))
    currency: str | None = None
    source: str | None = None
    owner: str = owned(key=True)


class Priority(SQLModel, table=True):
    """One of the three things of a quarter; `place` is the number that it is called by."""

    __table_args__ = (
        UniqueConstraint("starts_on", "place", "owner"),
        CheckConstraint("place between 1 and 3", name="at_most_three"),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    place: int
    text: str
    period: str
    starts_on: date
    ends_on: date
    set_on: date
    done_on: date | None = None
    owner: str = owned()


class PriorityStep(SQLModel, table=True):
    """A monthly target of a priority (due at the month's end), or an action for it."""

    __tablename__ = "priority_step"
    __table_args__ = (one_of("kind", ("target", "action")), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    priority_id: int = Field(foreign_key="priority.id", index=True)
    kind: str
    text: str
    due_on: date | None = None
    done_on: date | None = None
