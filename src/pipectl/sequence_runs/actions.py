"""Runs of sequences: each step is the deal's next action, until something ends the run.

`next_actions/actions` calls these where a next action ends, and where an activity is counted.
"""

from collections.abc import Iterator
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from pipectl.sequence_runs.rules import due_on, told_end, told_next
from pipectl.store.rows import (
    Activity,
    NextAction,
    Opportunity,
    Sequence,
    SequenceRun,
    SequenceStep,
    SequenceTouch,
)
from pipectl.store.settings import settings
from pipectl.store.unit import Unit
from pipectl.text import fold
from pipectl.vocabulary import CLOSED, FINISHED, MEETING, OPEN, REPLY, STOPPED

CLOSED_DEAL = "closed"  # how a run ends with its deal


def running(unit: Unit, opportunity_id: int) -> SequenceRun | None:
    """The run of a deal that hasn't ended."""
    return unit.find(SequenceRun, opportunity_id=opportunity_id, ended_on=None)


def running_with(unit: Unit, contact_id: int) -> SequenceRun | None:
    """The run of a contact that hasn't ended."""
    return unit.find(SequenceRun, contact_id=contact_id, ended_on=None)


def run_of(unit: Unit, action: NextAction) -> tuple[SequenceRun, SequenceStep] | None:
    """The run that a next action is a step of, where that still goes on."""
    touch = unit.get(SequenceTouch, action.id)
    if touch is None:
        return None
    run = unit.have(SequenceRun, touch.sequence_run_id)
    if run.ended_on is not None:
        return None
    return run, unit.have(SequenceStep, touch.sequence_step_id)


def is_at_work(unit: Unit, run: SequenceRun) -> bool:
    """Whether the deal's next action is a step of the run."""
    action = unit.find(NextAction, opportunity_id=run.opportunity_id, status=OPEN)
    found = None if action is None else run_of(unit, action)
    return found is not None and found[0].id == run.id


def last_step(unit: Unit, run: SequenceRun) -> SequenceStep | None:
    """The furthest step that a run has reached."""
    return unit.first(
        SequenceStep,
        "id in (select sequence_step_id from sequence_touch where sequence_run_id = :run)"
        " order by place desc",
        run=run.id,
    )


def steps_of(unit: Unit, sequence_id: int) -> list[SequenceStep]:
    """The steps of a sequence in their order."""
    return unit.all(SequenceStep, "sequence_id = :id order by place", id=sequence_id)


def take(unit: Unit, run: SequenceRun, step: SequenceStep, since: date) -> NextAction:
    """Make a step the deal's next action, and say so."""
    opportunity = unit.have(Opportunity, run.opportunity_id)
    action = unit.add(
        NextAction(
            # The same on every machine that takes the step.
            uid=str(uuid5(NAMESPACE_OID, f"{run.uid} {step.place}")),
            opportunity_id=opportunity.id,
            stage_id=opportunity.stage_id,
            text=step.text,
            text_folded=fold(step.text),
            kind=step.kind,
            due_on=due_on(since, step.wait_days, settings(unit.reader).working),
            created_on=unit.moment.today,
        )
    )
    mark(unit, run, step, action)
    count = len(steps_of(unit, run.sequence_id))
    unit.said.append(told_next(name_of(unit, run), step.place, count))
    return action


def mark(unit: Unit, run: SequenceRun, step: SequenceStep, action: NextAction) -> None:
    """Keep which step of which run a next action is."""
    unit.add(
        SequenceTouch(next_action_id=action.id, sequence_run_id=run.id, sequence_step_id=step.id)
    )


def name_of(unit: Unit, run: SequenceRun) -> str:
    """The name of a run's sequence."""
    return unit.have(Sequence, run.sequence_id).name


def finish(unit: Unit, run: SequenceRun, by: str, on: date) -> None:
    """End a run, and say so; not before it was started."""
    step = last_step(unit, run)
    unit.change(run, ended_on=max(on, run.started_on), ended_by=by)
    count = len(steps_of(unit, run.sequence_id))
    unit.said.append(told_end(name_of(unit, run), by, None if step is None else step.place, count))


def replaced(unit: Unit, former: NextAction, action: NextAction, *, is_same: bool) -> None:
    """A next action was replaced: by itself with another date, or by another, which ends a run."""
    found = run_of(unit, former)
    if found is not None and is_same:
        mark(unit, *found, action)
    elif found is not None:
        finish(unit, found[0], STOPPED, unit.moment.today)


def dropped(unit: Unit, action: NextAction, on: date) -> None:
    """A next action was dropped, and with it the run that it was a step of."""
    found = run_of(unit, action)
    if found is not None:
        deal = unit.have(Opportunity, action.opportunity_id)
        finish(unit, found[0], CLOSED_DEAL if deal.status in CLOSED else STOPPED, on)


def done(unit: Unit, action: NextAction, on: date, *, goes_on: bool) -> None:
    """A next action was completed: the next step of its run follows; after the last, the run ends.

    Without `goes_on` something else was chosen, which stops the run.
    """
    found = run_of(unit, action)
    if found is None:
        return
    run, step = found
    coming = next(
        (each for each in steps_of(unit, run.sequence_id) if each.place > step.place), None
    )
    if coming is None:
        finish(unit, run, FINISHED, on)
    elif goes_on:
        take(unit, run, coming, on)
    else:
        finish(unit, run, STOPPED, on)


def closed(unit: Unit, opportunity: Opportunity, on: date) -> None:
    """A deal was closed: its run ends."""
    run = running(unit, opportunity.id)
    if run is not None:
        finish(unit, run, CLOSED_DEAL, on)


def answered(unit: Unit, activity: Activity) -> Iterator[NextAction]:
    """End the runs that a reply or a meeting ends; yield the steps that are still open.

    A step that is that meeting isn't among them.
    """
    if activity.kind not in (REPLY, MEETING):
        return
    found = {
        run.id: run
        for run in (
            activity.opportunity_id and running(unit, activity.opportunity_id),
            activity.contact_id and running_with(unit, activity.contact_id),
        )
        if run and run.started_on <= activity.done_on
    }
    for run in found.values():
        action = unit.find(NextAction, opportunity_id=run.opportunity_id, status=OPEN)
        is_step = action is not None and run_of(unit, action) is not None
        finish(unit, run, activity.kind, activity.done_on)
        if action is not None and is_step and action.kind != activity.kind:
            yield action


def resumed(unit: Unit, former: NextAction, action: NextAction) -> None:
    """A next action is open once more after its deal was reopened, and so is its run.

    Not where another run was started meanwhile.
    """
    kept = unit.get(SequenceTouch, former.id)
    if kept is None:
        return
    run = unit.have(SequenceRun, kept.sequence_run_id)
    others = [running(unit, run.opportunity_id)]
    others += [] if run.contact_id is None else [running_with(unit, run.contact_id)]
    if run.ended_by == CLOSED_DEAL and not any(others):
        unit.change(run, ended_on=None, ended_by=None)
        mark(unit, run, unit.have(SequenceStep, kept.sequence_step_id), action)


def end_doubled(unit: Unit, gone: int, kept: int) -> None:
    """Two contacts become one: where both have a run, the later one is stopped."""
    runs = [running_with(unit, each) for each in (gone, kept)]
    both = [run for run in runs if run is not None]
    if len(both) == 2:
        later = max(both, key=lambda run: (run.recorded_at, run.uid))
        finish(unit, later, STOPPED, unit.moment.today)
