"""Which stages are there, with their criteria and pick lists?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipectl.domain.pipeline import Demand, Step
from pipectl.store.reader import NoStageError, Reader


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it is set up."""

    id: int
    name: str
    name_folded: str
    position: int
    probability_bp: int
    definition: str
    cadence_days: int
    stalled_days: int
    archived: bool

    @property
    def step(self) -> Step:
        """Its place in the pipeline."""
        return Step(self.id, self.name, self.position, self.probability_bp)


class StageSetup(NamedTuple):
    """A stage with its criteria and its own pick list."""

    stage: Stage
    criteria: Sequence[Demand]
    actions: Sequence[str]


STAGES_SQL = """
select
  id,
  name,
  name_folded,
  position,
  probability_bp,
  definition,
  cadence_days,
  stalled_days,
  archived
from stage
order by archived, position, id
"""

CRITERIA_SQL = """
select
  id,
  stage_id,
  text,
  required
from criterion
where archived = false
order by stage_id, id
"""

STAGE_ACTIONS_SQL = """
select
  text
from action
where stage_id = :stage
order by id
"""


def stages(reader: Reader, *, archived: bool = False) -> list[Stage]:
    """The stages in their order; with `archived`, also those that were removed, at the end."""
    return [stage for stage in reader.records(Stage, STAGES_SQL) if archived or not stage.archived]


class InUse(dict[int, Stage]):
    """The stages in use by number; raises NoStageError for any other."""

    def __missing__(self, number: int) -> Stage:
        raise NoStageError


def in_use(reader: Reader) -> InUse:
    """The stages in use, in their order, by number."""
    return InUse((stage.id, stage) for stage in stages(reader))


def criteria(reader: Reader) -> list[Demand]:
    """All criteria in use, stage by stage."""
    return reader.records(Demand, CRITERIA_SQL)


def criteria_of(reader: Reader, stage_ids: Sequence[int]) -> list[Demand]:
    """The criteria of some stages."""
    return [demand for demand in criteria(reader) if demand.stage_id in stage_ids]


def actions_of(reader: Reader, stage_id: int) -> list[str]:
    """The texts of a stage's own pick list."""
    return [row[0] for row in reader.rows(STAGE_ACTIONS_SQL, {"stage": stage_id})]
