"""Moving an opportunity through the gate: a stage change carries the three answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from pipectl.errors import RefusedError, UsageError
from pipectl.gate import rules as gate_rules
from pipectl.gate.actions import close
from pipectl.gate.actions.close import CloseInput
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.stage_history import StageRef
from pipectl.stages.rules import RequiredCriterion
from pipectl.store.session import WriteSession
from pipectl.store.tables.doing import NextAction
from pipectl.store.tables.gate import Criterion, CriterionMet, Qualification
from pipectl.store.tables.opportunities import Opportunity
from pipectl.store.tables.stages import Stage
from pipectl.text import check_line


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswers:
    """The three answers, the criteria ticked with them, and what made it move."""

    buying: str
    why: str
    next_action: NextActionInput | None = None
    met: tuple[int, ...] = ()
    factor: str | None = None
    override: str | None = None
    on: date | None = None


class NeedsNextError(UsageError):
    """The third question has no answer."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{title!r} has no next action with a date.",
            hint="Say what must happen next, and by when: --next ACTION --due DATE.",
        )


def move(session: WriteSession, number: int, target_id: int, answers: GateAnswers) -> Opportunity:
    """Move an open opportunity to another stage; raises RefusedError, NeedsNextError."""
    opportunity = pipeline_actions.opportunity_for_update(session, number)
    steps = standing_steps(session)
    source, target = step_of(session, opportunity.stage_id), pick(steps, target_id)
    gate_rules.check_move(opportunity.title, opportunity.status, source, target)
    on = answers.on or session.moment.today
    pipeline_actions.check_order(opportunity, on, "moved")
    tick(session, opportunity, answers.met, on)
    override = check_gate(session, opportunity, steps, source, target, answers.override)
    if gate_rules.is_advance(source, target):
        pipeline_actions.mark_actions_advanced(session, opportunity, advanced=True)
    opportunity.stage_id, opportunity.stage_entered_on = target.id, on
    action = answered_next(session, opportunity, answers.next_action)
    qualify(session, opportunity, answers, on=on, next_action=action, override=override)
    pipeline_actions.append_history(session, opportunity, on)
    return opportunity


def disqualify(
    session: WriteSession, number: int, answers: GateAnswers, loss: CloseInput
) -> Opportunity:
    """The first answer is no: lose it from the stage it is in, with the answer kept."""
    opportunity = pipeline_actions.opportunity_for_update(session, number)
    close.check_open(opportunity, "lost")
    on = loss.on or session.moment.today
    pipeline_actions.check_order(opportunity, on, "lost")
    tick(session, opportunity, answers.met, on)
    qualify(session, opportunity, answers, on=on, next_action=None, override=None)
    return close.lose(session, number, loss)


def check_gate(
    session: WriteSession,
    opportunity: Opportunity,
    steps: Sequence[StageRef],
    source: StageRef,
    target: StageRef,
    override: str | None,
) -> str | None:
    """Raise UnmetCriteriaError unless all that is required is met, or overridden.

    The override is kept only where it was needed.
    """
    session.flush()
    met = session.exec(
        select(CriterionMet.criterion_id).where(CriterionMet.opportunity_id == opportunity.id)
    ).all()
    missing = gate_rules.unmet(steps, demands(session), source, target, met)
    why = None if override is None else check_line(override, what="override")
    if missing and why is None:
        raise gate_rules.UnmetCriteriaError(missing, [source, *steps])
    return why if missing else None


def answered_next(
    session: WriteSession, opportunity: Opportunity, chosen: NextActionInput | None
) -> NextAction:
    """The third answer: the action chosen, or the one that is open, which must have a date."""
    if chosen is not None:
        action: NextAction | None = next_actions_actions.replace(session, opportunity, chosen)
    else:
        action = next_actions_actions.open_action(session, opportunity)
    if action is None or action.due_on is None:
        raise NeedsNextError(opportunity.title)
    return action


def qualify(
    session: WriteSession,
    opportunity: Opportunity,
    answers: GateAnswers,
    *,
    on: date,
    next_action: NextAction | None,
    override: str | None,
) -> None:
    """Keep an answered set of the three questions for the stage that it is in now."""
    session.add(
        Qualification(
            opportunity_id=pipeline_actions.stored_id(opportunity),
            stage_id=opportunity.stage_id,
            buying=answers.buying,
            why=check_line(answers.why, what="why", most=2000),
            next_action_id=next_action.id if next_action else None,
            factor=None if answers.factor is None else check_line(answers.factor, what="factor"),
            override=override,
            asked_on=on,
            recorded_at=session.moment.at,
            recorded_on=session.moment.today,
        )
    )
    opportunity.buying, opportunity.asked_on = answers.buying, on


def tick(
    session: WriteSession, opportunity: Opportunity, criteria: Sequence[int], on: date
) -> None:
    """Tick criteria; a tick belongs to the opportunity and stays with its first date."""
    for number in dict.fromkeys(criteria):
        if session.get(CriterionMet, (opportunity.id, number)) is None:
            session.add(
                CriterionMet(
                    opportunity_id=pipeline_actions.stored_id(opportunity),
                    criterion_id=number,
                    met_on=on,
                )
            )


def standing_steps(session: WriteSession) -> list[StageRef]:
    """The stages in use, in their order."""
    wanted = select(Stage).where(col(Stage.archived).is_(False)).order_by(col(Stage.position))
    return [as_step(stage) for stage in session.exec(wanted)]


def step_of(session: WriteSession, stage_id: int) -> StageRef:
    """A stage, in use or not."""
    return as_step(session.get_one(Stage, stage_id))


def pick(steps: Sequence[StageRef], stage_id: int) -> StageRef:
    """The stage in use with that id; raises RefusedError where it was removed meanwhile."""
    for step in steps:
        if step.id == stage_id:
            return step
    raise RefusedError("That stage was removed.", hint="See `pipectl stage list`.")


def as_step(stage: Stage) -> StageRef:
    """The stage's place in the pipeline."""
    assert stage.id is not None
    return StageRef(stage.id, stage.name, stage.position, stage.probability_bp)


def demands(session: WriteSession) -> list[RequiredCriterion]:
    """The criteria in use."""
    wanted = select(Criterion).where(col(Criterion.archived).is_(False)).order_by(col(Criterion.id))
    return [
        RequiredCriterion(each.id or 0, each.stage_id, each.text, each.required)
        for each in session.exec(wanted)
    ]
