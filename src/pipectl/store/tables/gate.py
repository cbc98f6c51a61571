"""The three answers and the criteria."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

import pipectl.store.tables.activities  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import NUMBERED, one_of
from pipectl.vocabulary import BUYING


class Criterion(SQLModel, table=True):
    """Something that must be true before an opportunity leaves a stage forward."""

    __table_args__ = (NUMBERED,)

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int = Field(foreign_key="stage.id", index=True)
    text: str
    text_folded: str
    required: bool = False
    archived: bool = False


class CriterionMet(SQLModel, table=True):
    """A criterion ticked for an opportunity, perhaps with an answer ("40k, approved by Dana")."""

    __tablename__ = "criterion_met"

    opportunity_id: int = Field(primary_key=True, foreign_key="opportunity.id")
    criterion_id: int = Field(primary_key=True, foreign_key="criterion.id")
    met_on: date
    answer: str | None = None


class Qualification(SQLModel, table=True):
    """The three questions, answered for the stage that it stands in or moves to.

    `buying_on` and `why_on` are set where a review kept that answer: the day it was given on.
    """

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
    buying_on: date | None = None
    why_on: date | None = None
