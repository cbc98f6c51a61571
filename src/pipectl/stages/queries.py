"""Stages with criteria, pick lists, reasons."""

from collections.abc import Sequence

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import KindSince, LeadStages, StageRef
from pipectl.stage_sql import EVER_FOR_LEADS_SQL
from pipectl.stages.rules.criteria import RequiredCriterion
from pipectl.stages.rules.pick_lists import AdvanceRate, Pick, in_order
from pipectl.store.reader import NoStageError, Reader, as_date
from pipectl.vocabulary import CUSTOMER, LEAD, SALES


class StageRow(NamedTuple):
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
    short: str | None
    kind: str = SALES
    most_contacts: int | None = None
    contact_days: int | None = None

    @property
    def is_lead(self) -> bool:
        """Whether its open deals are leads."""
        return self.kind == LEAD

    @property
    def step(self) -> StageRef:
        """Its place in the pipeline."""
        return StageRef(self.id, self.name, self.position, self.probability_bp, self.short)


class StageSetup(NamedTuple):
    """A stage with its criteria and its own pick list."""

    stage: StageRow
    criteria: Sequence[RequiredCriterion]
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
  archived,
  short,
  kind,
  most_contacts,
  contact_days
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


def stages(reader: Reader, *, archived: bool = False) -> list[StageRow]:
    """The stages that open deals can be in, in their order.

    With `archived`, also those in which only past deals can have been, marked as archived: stages
    that were removed, and those that are for customers now.
    """
    found = [
        stage._replace(archived=True) if stage.kind == CUSTOMER else stage
        for stage in reader.records(StageRow, STAGES_SQL)
    ]
    return [stage for stage in found if archived or not stage.archived]


def every_stage(reader: Reader) -> list[StageRow]:
    """All stages in use, of any kind, in their order."""
    return [stage for stage in reader.records(StageRow, STAGES_SQL) if not stage.archived]


KINDS_SQL = f"""
select
  s.id,
  coalesce(h.happened_on, '0001-01-01'),
  coalesce(h.kind, s.kind) = '{LEAD}' as is_lead
from stage as s
left join stage_history as h on h.stage_id = s.id and h.kind is not null
where s.id in ({EVER_FOR_LEADS_SQL})
order by s.id, h.id nulls first
"""


def lead_stages(reader: Reader) -> LeadStages:
    """The stages that are or were for leads, removed ones among them."""
    found: dict[int, list[KindSince]] = {}
    for stage_id, on, is_lead in reader.rows(KINDS_SQL):
        found.setdefault(stage_id, []).append(KindSince(as_date(on), bool(is_lead)))
    return LeadStages(found)


def customer_stages(reader: Reader) -> list[StageRow]:
    """The customer stages, in their order."""
    return [stage for stage in every_stage(reader) if stage.kind == CUSTOMER]


class InUse(dict[int, StageRow]):
    """The stages in use by number; raises NoStageError for any other."""

    def __missing__(self, number: int) -> StageRow:
        raise NoStageError


def in_use(reader: Reader) -> InUse:
    """The stages in use, in their order, by number."""
    return InUse((stage.id, stage) for stage in stages(reader))


def criteria(reader: Reader) -> list[RequiredCriterion]:
    """All criteria in use, stage by stage."""
    return reader.records(RequiredCriterion, CRITERIA_SQL)


def criteria_of(reader: Reader, stage_ids: Sequence[int]) -> list[RequiredCriterion]:
    """The criteria of some stages."""
    return [demand for demand in criteria(reader) if demand.stage_id in stage_ids]


def actions_of(reader: Reader, stage_id: int) -> list[str]:
    """The texts of a stage's own pick list."""
    return [row[0] for row in reader.rows(STAGE_ACTIONS_SQL, {"stage": stage_id})]


class OfferedReason(NamedTuple):
    """A reason that is offered for won or lost ones."""

    id: int
    text: str
    outcome: str


ACTIONS_SQL = """
select
  a.id,
  a.text,
  a.stage_id,
  s.name as stage,
  a.kind
from action as a
left join stage as s on s.id = a.stage_id
where s.archived is null or s.archived = false
order by s.position nulls last, a.id
"""

FOLLOWED_SQL = """
select
  text_folded,
  count(*) as n,
  sum(case when advanced then 1 else 0 end) as advances
from next_action
where stage_id = :stage and status = 'done'
group by text_folded
order by text_folded
"""

REASONS_SQL = """
select
  id,
  text,
  outcome
from reason
order by outcome desc, id
"""


OPEN_KIND_SQL = """
select
  kind
from next_action
where opportunity_id = :id and status = 'open'
"""


def open_kind(reader: Reader, number: int) -> str | None:
    """The kind of activity that was stored with a deal's open next action."""
    found: str | None = reader.value(OPEN_KIND_SQL, {"id": number})
    return found


def actions(reader: Reader) -> list[Pick]:
    """The whole pick list, in the order of the stages."""
    return reader.records(Pick, ACTIONS_SQL)


def offered(reader: Reader, stage_id: int) -> list[Pick]:
    """What to offer in a stage, in its order."""
    done = reader.rows(FOLLOWED_SQL, {"stage": stage_id})
    followed = [AdvanceRate(text, n, advances, 0) for text, n, advances in done]
    return in_order(actions(reader), followed, stage_id)


def reasons(reader: Reader, outcome: str | None = None) -> list[OfferedReason]:
    """The reasons that are offered, of one outcome or of both."""
    return [
        reason
        for reason in reader.records(OfferedReason, REASONS_SQL)
        if outcome is None or reason.outcome == outcome
    ]


DEFINITION_SQL = "select definition from stage where id = :id"


def definition_of(reader: Reader, number: int) -> str | None:
    """The definition of a stage."""
    found: str | None = reader.value(DEFINITION_SQL, {"id": number})
    return found


def playbook_of(reader: Reader, stage_id: int) -> str | None:
    """Return what a stage's playbook says, in Markdown; None without one."""
    found: str | None = reader.value("select playbook from stage where id = :id", {"id": stage_id})
    return found


RUNNING_SQL = """
select
  id
from experiment
where ended_on is null and stage_id = coalesce(
    :stage, (select id from stage where not archived order by position limit 1)
  )
"""


def running_experiment(reader: Reader, stage_id: int | None) -> int | None:
    """The experiment that runs in a stage; without a stage, in the first one."""
    found: int | None = reader.value(RUNNING_SQL, {"stage": stage_id})
    return found
