"""What is there to know about one opportunity?"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from pipectl.collateral.queries import LinkRow, links_of_deal
from pipectl.fields.queries import of_deal
from pipectl.fields.rules import FieldDefinition
from pipectl.gate.queries import ANSWERS_SQL, PastAnswers
from pipectl.icp.queries import fits
from pipectl.icp.rules import Fit
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.queries import ActivityFilter, ActivityRow, activities
from pipectl.people.queries import DealContacts, contacts_of_deal
from pipectl.pipeline.queries.current import CurrentOpportunity, by_id, by_ids
from pipectl.pipeline.queries.deal_history import HistoryRow, history_of
from pipectl.renewals.queries import RenewalLink, renewals_of
from pipectl.sequence_runs.queries import StepNow, step_now
from pipectl.store.reader import Reader

if TYPE_CHECKING:
    from pipectl.lead_score import LeadScore


class CriterionState(NamedTuple):
    """A criterion of its stage, or one ticked before; `met_on` is null until ticked."""

    id: int
    stage: str
    text: str
    required: bool
    met_on: date | None
    answer: str | None


class ActionTaken(NamedTuple):
    """A next action, open or ended."""

    text: str
    due_on: date | None
    due_time: str | None
    status: str
    outcome: str | None
    created_on: date
    ended_on: date | None
    every: str | None


class CustomerStay(NamedTuple):
    """A won deal's customer stage: its definition, and why the deal is there since when."""

    definition: str
    why: str | None
    since: date


class DealArm(NamedTuple):
    """The arm that a deal got in an experiment when it entered the stage."""

    experiment: str
    stage: str
    arm: str
    entered_on: date


class Detail(NamedTuple):
    """Everything about one; `customer` where it is in a customer stage, `score` where asked for.

    `step` is that of its sequence.
    """

    opportunity: CurrentOpportunity
    note: str | None
    closing_note: str | None
    stage_definition: str
    criteria: tuple[CriterionState, ...]
    answers: tuple[PastAnswers, ...]
    history: tuple[HistoryRow, ...]
    actions: tuple[ActionTaken, ...]
    activities: tuple[ActivityRow, ...]
    siblings: tuple[CurrentOpportunity, ...]
    parent: str | None
    fields: tuple[tuple[FieldDefinition, str | None], ...]
    contacts: DealContacts
    fit: Fit | None
    score: "LeadScore | None"
    customer: CustomerStay | None
    step: StepNow | None
    arms: tuple[DealArm, ...]
    links: tuple[LinkRow, ...]
    renewals: tuple[RenewalLink, ...]

    @property
    def renews(self) -> RenewalLink | None:
        """The deal that this one renews, if it is a renewal."""
        number = self.opportunity.row.id
        return next((each for each in self.renewals if each.id == number), None)

    @property
    def renewal(self) -> RenewalLink | None:
        """The deal that renews this one, if there is one."""
        number = self.opportunity.row.id
        return next((each for each in self.renewals if each.renewed_id == number), None)

    @property
    def definition(self) -> str:
        """The definition of the stage, of a customer that of the customer stage."""
        return self.stage_definition if self.customer is None else self.customer.definition


TEXTS_SQL = """
select
  o.note,
  o.closing_note,
  s.definition,
  p.title as parent
from opportunity as o
left join stage as s on s.id = o.stage_id
left join opportunity as p on p.id = o.parent_id
where o.id = :id
"""

CUSTOMER_SQL = """
select
  s.definition,
  e.why,
  e.happened_on
from customer_stage as e
join stage as s on s.id = e.stage_id
where e.opportunity_id = :id
order by e.recorded_at desc, e.id desc
limit 1
"""

CRITERIA_SQL = """
select
  c.id,
  s.name as stage,
  c.text,
  c.required,
  m.met_on,
  m.answer
from criterion as c
left join stage as s on s.id = c.stage_id
left join criterion_met as m on m.criterion_id = c.id and m.opportunity_id = :id
where (c.stage_id = :stage and c.archived = false) or m.met_on is not null
order by s.position nulls first, c.id
"""

ACTIONS_SQL = """
select
  text,
  due_on,
  due_time,
  status,
  outcome,
  created_on,
  ended_on,
  every
from next_action
where opportunity_id = :id
order by id desc
"""

SIBLINGS_SQL = """
select
  id
from opportunity
where account_id = :account and id <> :id and status <> 'deleted'
order by id
"""


ARMS_SQL = """
select
  e.name,
  s.name,
  v.arm,
  v.entered_on
from experiment_visit as v
left join experiment as e on e.id = v.experiment_id
left join stage as s on s.id = e.stage_id
where v.opportunity_id = :id
order by v.id
"""

NOTE_SQL = "select note from opportunity where id = :id"


def note_of(reader: Reader, number: int) -> str | None:
    """A deal's note."""
    found: str | None = reader.value(NOTE_SQL, {"id": number})
    return found


def detail(reader: Reader, number: int, today: date, *, scored: bool = False) -> Detail:
    """Everything about the opportunity with that number, which must be there."""
    found = by_id(reader, number, today)
    values = {"id": number}
    note, closing_note, definition, parent = reader.rows(TEXTS_SQL, values)[0]
    at = {**values, "stage": found.row.stage_id}
    of_account = {**values, "account": found.row.account_id}
    fit = fits(reader, [number], with_values=True).get(number)
    done = tuple(activities(reader, ActivityFilter(opportunity_id=number)))
    return Detail(
        opportunity=found,
        note=note,
        closing_note=closing_note,
        stage_definition=definition,
        criteria=tuple(reader.records(CriterionState, CRITERIA_SQL, at)),
        answers=tuple(reader.records(PastAnswers, ANSWERS_SQL, values)),
        history=tuple(history_of(reader, number)),
        actions=tuple(reader.records(ActionTaken, ACTIONS_SQL, values)),
        activities=done,
        siblings=tuple(
            by_ids(reader, [row[0] for row in reader.rows(SIBLINGS_SQL, of_account)], today)
        ),
        parent=parent,
        fields=tuple(of_deal(reader, number)),
        contacts=contacts_of_deal(reader, number),
        fit=fit,
        score=lead_score(reader, found, fit, done, today) if scored else None,
        customer=customer_stay(reader, found),
        step=step_now(reader, number),
        arms=tuple(reader.records(DealArm, ARMS_SQL, values)),
        links=tuple(links_of_deal(reader, number)),
        renewals=tuple(renewals_of(reader, number)),
    )


def lead_score(
    reader: Reader,
    found: CurrentOpportunity,
    fit: Fit | None,
    done: Sequence[ActivityRow],
    today: date,
) -> "LeadScore":
    """A deal's score: that of the day on which it was closed, or of today."""
    from pipectl.lead_score import Contact, LeadScore, parts_on
    from pipectl.store.settings import settings

    contacts = [Contact(each.kind, each.count, each.done_on, each.text) for each in done]
    parts = parts_on(contacts, found.row.closed_on or today, settings(reader).points)
    return LeadScore(None if fit is None else fit.score, parts)


def customer_stay(reader: Reader, found: CurrentOpportunity) -> CustomerStay | None:
    """A deal's customer stage; None where it is in none."""
    if found.row.customer_stage_id is None:
        return None
    (stay,) = reader.records(CustomerStay, CUSTOMER_SQL, {"id": found.row.id})
    return stay
