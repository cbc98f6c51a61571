"""Start a sequence for a deal, and stop it."""

from datetime import date
from uuid import uuid4

from pipectl.errors import RefusedError, quoted
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NothingNextError
from pipectl.people.actions import edit
from pipectl.people.rules.names import PersonRef
from pipectl.pipeline import actions as pipeline_actions
from pipectl.sequence_runs import actions as runs
from pipectl.store.removed import in_use
from pipectl.store.rows import Contact, Opportunity, Sequence, SequenceRun
from pipectl.store.unit import Unit
from pipectl.vocabulary import DROPPED, LOST, REPLACED, STOPPED


def start(
    unit: Unit, sequence_id: int, number: int, contact: PersonRef | None, on: date | None
) -> SequenceRun:
    """Start a sequence; its first step takes the place of the next action.

    Raises RefusedError for a lost deal, and where one runs already for the deal or the contact.
    """
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    if opportunity.status == LOST:
        raise NothingNextError(opportunity.title)
    sequence = in_use(unit, Sequence, sequence_id)
    contact_id = opportunity.contact_id
    if contact is not None:
        contact_id = edit.ensure_pair(unit, None, contact, opportunity.account_id)[1]
    check_free(unit, opportunity, contact_id)
    former = next_actions_actions.open_action(unit, opportunity)
    if former is not None:
        next_actions_actions.end(unit, former, REPLACED, unit.moment.today)
        unit.said.append(f"This replaces the next action {quoted(former.text)}.")
    run = unit.add(
        SequenceRun(
            uid=str(uuid4()),
            sequence_id=sequence.id,
            opportunity_id=opportunity.id,
            contact_id=contact_id,
            started_on=on or unit.moment.today,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )
    runs.take(unit, run, runs.steps_of(unit, sequence.id)[0], run.started_on)
    return run


def check_free(unit: Unit, opportunity: Opportunity, contact_id: int | None) -> None:
    """Raise RefusedError if a sequence runs for the deal, or for the contact."""
    run, who = runs.running(unit, opportunity.id), opportunity.title
    if run is None and contact_id is not None:
        run, who = runs.running_with(unit, contact_id), unit.have(Contact, contact_id).name
    if run is None:
        return
    step = runs.last_step(unit, run)
    count = len(runs.steps_of(unit, run.sequence_id))
    place = "" if step is None else f", at step {step.place} of {count}"
    deal = unit.have(Opportunity, run.opportunity_id)
    where = "" if who == opportunity.title else f" for the deal {quoted(deal.title)}"
    sequence = quoted(runs.name_of(unit, run))
    raise RefusedError(
        f"{quoted(who)} is already in the sequence {sequence}{where}{place}.",
        hint=f"To end that one: `pipectl sequence stop {deal.id}`.",
    )


def stop(unit: Unit, number: int) -> None:
    """Stop the sequence of a deal, and drop its step; raises RefusedError where none runs."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    run = runs.running(unit, opportunity.id)
    if run is None:
        raise RefusedError(
            f"No sequence is running for {quoted(opportunity.title)}.",
            hint="Start one: `pipectl sequence start NAME OPP`.",
        )
    action = next_actions_actions.open_action(unit, opportunity)
    if action is not None and runs.run_of(unit, action) is not None:
        next_actions_actions.end(unit, action, DROPPED, unit.moment.today)
    else:
        runs.finish(unit, run, STOPPED, unit.moment.today)
