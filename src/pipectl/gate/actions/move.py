"""Moving an opportunity through the gate: a stage change carries the three answers."""

from collections.abc import Sequence
from datetime import date

from pipectl.gate import rules as gate_rules
from pipectl.gate.actions import close
from pipectl.gate.actions.close import CloseInput
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.stage_history import StageRef
from pipectl.stages.rules.criteria import RequiredCriterion
from pipectl.stages.rules.kinds import refuse_customer_stage
from pipectl.store.removed import in_use
from pipectl.store.rows import (
    Criterion,
    CriterionMet,
    NextAction,
    Opportunity,
    Qualification,
    Stage,
)
from pipectl.store.unit import Unit
from pipectl.text import check_line
from pipectl.vocabulary import CUSTOMER, LONGEST


class GateAnswers(NamedTuple):
    """The three answers, the criteria ticked with them, and what made it move."""

    buying: str
    why: str
    next_action: NextActionInput | None = None
    met: tuple[int, ...] = ()
    factor: str | None = None
    override: str | None = None
    on: date | None = None
    met_answers: tuple[tuple[int, str], ...] = ()


def move(unit: Unit, number: int, target_id: int, answers: GateAnswers) -> Opportunity:
    """Move an open opportunity to another stage; raises RefusedError, NeedsNextError."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    steps = standing_steps(unit)
    wanted = pipeline_actions.stage_for_update(unit, target_id)
    refuse_customer_stage(wanted.name, wanted.kind)
    source, target = step_of(unit, opportunity.stage_id), as_step(wanted)
    gate_rules.check_move(opportunity.title, opportunity.status, source, target)
    on = answers.on or unit.moment.today
    pipeline_actions.begin_early(unit, opportunity, on)
    gate_rules.check_order(opportunity.title, on, "moved", entered_on=opportunity.stage_entered_on)
    tick(unit, opportunity, answers, on)
    override = check_gate(unit, opportunity, steps, source, target, answers.override)
    if gate_rules.is_advance(source, target):
        pipeline_actions.mark_actions_advanced(unit, opportunity, advanced=True)
    unit.change(opportunity, stage_id=target.id, stage_entered_on=on)
    action = answered_next(unit, opportunity, answers.next_action)
    qualify(unit, opportunity, answers, on=on, next_action=action, override=override)
    pipeline_actions.append_history(unit, opportunity, on)
    return opportunity


def disqualify(unit: Unit, number: int, answers: GateAnswers, loss: CloseInput) -> Opportunity:
    """The first answer is no: lose it from the stage it is in, with the answer kept."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    gate_rules.check_unclosed(opportunity.title, opportunity.status, close.ended_on(opportunity))
    on = loss.on or unit.moment.today
    pipeline_actions.begin_early(unit, opportunity, on)
    gate_rules.check_order(opportunity.title, on, "lost", entered_on=opportunity.stage_entered_on)
    tick(unit, opportunity, answers, on)
    qualify(unit, opportunity, answers, on=on, next_action=None, override=None)
    return close.lose(unit, number, loss)


def check_gate(
    unit: Unit,
    opportunity: Opportunity,
    steps: Sequence[StageRef],
    source: StageRef,
    target: StageRef,
    override: str | None,
) -> str | None:
    """Raise UnmetCriteriaError unless all that is required is met, or overridden.

    The override is kept only where it was needed.
    """
    ticked = unit.all(CriterionMet, "opportunity_id = :number", number=opportunity.id)
    met = [each.criterion_id for each in ticked]
    missing = gate_rules.unmet(steps, demands(unit), source, target, met)
    why = None if override is None else check_line(override, what="override")
    if missing and why is None:
        raise gate_rules.UnmetCriteriaError(missing, [source, *steps])
    return why if missing else None


def answered_next(
    unit: Unit, opportunity: Opportunity, chosen: NextActionInput | None
) -> NextAction:
    """The third answer: the action chosen, or the one that is open, which must have a date."""
    if chosen is not None:
        action: NextAction | None = next_actions_actions.replace(unit, opportunity, chosen)
    else:
        action = next_actions_actions.open_action(unit, opportunity)
    if action is None or action.due_on is None:
        raise gate_rules.NeedsNextError(opportunity.title)
    return action


def qualify(
    unit: Unit,
    opportunity: Opportunity,
    answers: GateAnswers,
    *,
    on: date,
    next_action: NextAction | None,
    override: str | None,
) -> None:
    """Keep an answered set of the three questions for the stage that it is in now."""
    unit.add(
        Qualification(
            opportunity_id=opportunity.id,
            stage_id=opportunity.stage_id,
            buying=answers.buying,
            why=check_line(answers.why, what="why", most=LONGEST["why"]),
            next_action_id=next_action.id if next_action else None,
            factor=None if answers.factor is None else check_line(answers.factor, what="factor"),
            override=override,
            asked_on=on,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )
    unit.change(opportunity, buying=answers.buying, asked_on=on)


def tick(unit: Unit, opportunity: Opportunity, said: GateAnswers, on: date) -> None:
    """Tick criteria; a tick belongs to the opportunity and stays with its first date.

    A new answer replaces the one before.
    """
    answers = dict(said.met_answers)
    for number in dict.fromkeys(said.met):
        known = unit.get(CriterionMet, opportunity.id, number)
        if known is None:
            criterion = in_use(unit, Criterion, number)
            known = unit.add(
                CriterionMet(
                    opportunity_id=opportunity.id,
                    criterion_id=criterion.id,
                    met_on=on,
                )
            )
        if number in answers:
            unit.change(known, answer=answers[number])


def standing_steps(unit: Unit) -> list[StageRef]:
    """The stages that open deals can be in, in their order."""
    found = unit.all(Stage, "not archived and kind <> :kind order by position", kind=CUSTOMER)
    return [as_step(stage) for stage in found]


def step_of(unit: Unit, stage_id: int) -> StageRef:
    """A stage, in use or not."""
    return as_step(unit.have(Stage, stage_id))


def as_step(stage: Stage) -> StageRef:
    """The stage's place in the pipeline."""
    return StageRef(stage.id, stage.name, stage.position, stage.probability_bp, stage.short)


def demands(unit: Unit) -> list[RequiredCriterion]:
    """The criteria in use."""
    return [
        RequiredCriterion(each.id, each.stage_id, each.text, each.required)
        for each in unit.all(Criterion, "not archived order by id")
    ]
