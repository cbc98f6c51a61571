"""Trials of one way of selling against another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

import pipectl.store.tables.opportunities  # noqa: F401 - foreign keys name its tables
from pipectl.store.tables.columns import NUMBERED, one_of
from pipectl.vocabulary import EXPERIMENT_METRICS


class Experiment(SQLModel, table=True):
    """Two or more ways (`arms`, a JSON list of names) to treat the deals that enter a stage."""

    __table_args__ = (
        CheckConstraint("length(name) > 0"),
        one_of("metric", EXPERIMENT_METRICS),
        CheckConstraint("ended_on is null or started_on <= ended_on"),
        Index(
            "ux_experiment_stage", "stage_id", unique=True, sqlite_where=text("ended_on is null")
        ),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    name: str
    name_folded: str = Field(unique=True)
    stage_id: int = Field(foreign_key="stage.id")
    arms: str
    metric: str
    alternate: bool = False
    started_on: date
    ended_on: date | None = None
    recorded_at: datetime
    recorded_on: date
    ended_recorded_on: date | None = None


class ExperimentVisit(SQLModel, table=True):
    """A deal's visit to the stage, and the arm that it was given."""

    __tablename__ = "experiment_visit"
    __table_args__ = (NUMBERED,)

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    opportunity_id: int = Field(foreign_key="opportunity.id", index=True)
    arm: str
    entered_on: date
    recorded_at: datetime
    recorded_on: date
