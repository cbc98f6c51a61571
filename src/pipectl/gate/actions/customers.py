"""Moving a won deal through the customer stages; it stays won, in the stage it was won in."""

from datetime import date

from pipectl.errors import RefusedError, quoted
from pipectl.gate import rules as gate_rules
from pipectl.gate.actions.move import answered_next
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.store.rows import CustomerStage, Opportunity, Stage
from pipectl.store.unit import Unit
from pipectl.text import check_line
from pipectl.vocabulary import CUSTOMER, LONGEST, WON


class CustomerAnswers(NamedTuple):
    """Why a won deal belongs in a customer stage, and what comes next."""

    why: str
    next_action: NextActionInput | None = None
    on: date | None = None


def move(unit: Unit, number: int, target_id: int, answers: CustomerAnswers) -> Opportunity:
    """Move a won deal to another customer stage; raises RefusedError, NeedsNextError."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    target = unit.have(Stage, target_id)
    if opportunity.status != WON:
        gate_rules.check_open(opportunity.title, opportunity.status)
    if target.archived or target.kind != CUSTOMER:
        raise RefusedError(
            f"The stage {quoted(target.name)} isn't for customers any more.",
            hint="See `pipectl stage list`.",
        )
    last = last_stay(unit, opportunity)
    if last is not None and last.stage_id == target.id:
        gate_rules.refuse_same_stage(opportunity.title, target.name)
    on = answers.on or unit.moment.today
    since = last.happened_on if last is not None else opportunity.closed_on
    gate_rules.check_order(opportunity.title, on, "moved", entered_on=since or on)
    why = check_line(answers.why, what="why", most=LONGEST["why"])
    pipeline_actions.enter_customer_stage(unit, opportunity.id, target.id, on, why)
    answered_next(unit, opportunity, answers.next_action)
    return opportunity


def last_stay(unit: Unit, opportunity: Opportunity) -> CustomerStage | None:
    """Where the deal is since its win, if it is in a customer stage."""
    found = pipeline_actions.last_customer_stage(unit, opportunity.id)
    if found is None:
        return None
    stage = unit.have(Stage, found.stage_id)
    return None if stage.archived or stage.kind != CUSTOMER else found
