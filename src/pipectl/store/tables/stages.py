"""The steps of the pipeline, and what is offered to do in them."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from pipectl.store.tables.columns import NUMBERED, one_of, share, unless_null
from pipectl.vocabulary import ACTIVITY_KINDS, STAGE_KINDS


class Stage(SQLModel, table=True):
    """A named step of the pipeline.

    `playbook` is Markdown. At most `most_contacts` contacts with a deal in `contact_days`.
    """

    __table_args__ = (
        share("probability_bp"),
        CheckConstraint("length(name) > 0"),
        one_of("kind", STAGE_KINDS),
        NUMBERED,
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_folded: str = Field(index=True)
    position: int
    probability_bp: int
    definition: str
    cadence_days: int
    stalled_days: int
    archived: bool = False
    short: str | None = None
    kind: str = Field(default="sales", sa_column_kwargs={"server_default": "sales"})
    playbook: str | None = None
    most_contacts: int | None = None
    contact_days: int | None = None


class Action(SQLModel, table=True):
    """An entry of the pick list of next actions; without a stage it is offered everywhere."""

    __table_args__ = (unless_null("kind", f"kind in {ACTIVITY_KINDS}"), NUMBERED)

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int | None = Field(default=None, foreign_key="stage.id", index=True)
    text: str
    text_folded: str
    kind: str | None = None
