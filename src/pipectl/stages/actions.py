"""Add, edit, move, remove stages, criteria, pick lists, reasons."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from pipectl.errors import NotFoundError, RefusedError, UsageError
from pipectl.pipeline import actions as pipeline_actions
from pipectl.stages.rules import StageTemplate
from pipectl.store.session import WriteSession
from pipectl.store.tables.gate import Criterion
from pipectl.store.tables.opportunities import Opportunity
from pipectl.store.tables.setup import Reason, StageHistory
from pipectl.store.tables.stages import Action, Stage
from pipectl.text import check_line, check_note, fold
from pipectl.vocabulary import OPEN

MOST_DAYS = 3650


def build_stages(session: WriteSession, templates: Sequence[StageTemplate]) -> None:
    """Set the stages of a new store up, with criteria and pick lists."""
    for position, template in enumerate(templates):
        stage = create_stage(session, template, position)
        for text, kind in template.actions:
            session.add(Action(stage_id=stage.id, text=text, text_folded=fold(text), kind=kind))
        session.flush()


def create_stage(session: WriteSession, template: StageTemplate, position: int) -> Stage:
    """A stage with its criteria, at a place."""
    name = check_line(template.name, what="stage", most=60)
    refuse_taken(session, name)
    stage = Stage(
        name=name,
        name_folded=fold(name),
        position=position,
        probability_bp=template.probability_bp,
        definition=check_note(template.definition, what="definition"),
        cadence_days=days("cadence", template.cadence_days),
        stalled_days=days("stalled", template.stalled_days),
    )
    session.add(stage)
    session.flush()
    keep_probability(session, stage)
    for text in template.criteria:
        add_criterion(session, number(stage), text, required=False)
    return stage


def number(stage: Stage) -> int:
    """The id of a stage that is stored."""
    assert stage.id is not None
    return stage.id


def days(what: str, value: int) -> int:
    """A number of days that makes sense; raises UsageError."""
    if not 1 <= value <= MOST_DAYS:
        raise UsageError(f"{what}: {value} days can't be.", hint=f"It goes from 1 to {MOST_DAYS}.")
    return value


def keep_probability(session: WriteSession, stage: Stage) -> None:
    """Keep the stage's probability in its history."""
    session.add(
        StageHistory(
            stage_id=number(stage),
            happened_on=session.moment.today,
            probability_bp=stage.probability_bp,
            recorded_at=session.moment.at,
            recorded_on=session.moment.today,
        )
    )
    session.flush()


def standing(session: WriteSession) -> list[Stage]:
    """The stages in use, in their order."""
    wanted = select(Stage).where(col(Stage.archived).is_(False)).order_by(col(Stage.position))
    return list(session.exec(wanted))


def refuse_taken(session: WriteSession, name: str, but: int | None = None) -> None:
    """Raise RefusedError where another stage in use has that name."""
    for stage in standing(session):
        if stage.name_folded == fold(name) and stage.id != but:
            raise RefusedError(
                f"There is a stage {stage.name!r} already.", hint="Choose another name."
            )


def renumber(session: WriteSession, stages: Sequence[Stage], staying: Sequence[Stage]) -> None:
    """Give the stages their places in this order.

    One that was removed keeps lying just before its follower, of those `staying` where they are:
    whether a past move from or into it was an advance depends on that.
    """
    followers = [
        (gone, next((each for each in staying if each.position >= gone.position), None))
        for gone in session.exec(select(Stage).where(col(Stage.archived).is_(True)))
    ]
    for position, stage in enumerate(stages):
        stage.position = position
    for gone, follower in followers:
        gone.position = len(stages) if follower is None else follower.position


def place_after(session: WriteSession, stage: Stage, after: int | None) -> None:
    """Put the stage behind another one, or first."""
    others = [each for each in standing(session) if each.id != stage.id]
    ids = [each.id for each in others]
    at = 0 if after is None else ids.index(after) + 1
    renumber(session, [*others[:at], stage, *others[at:]], others)


def append_stage(session: WriteSession, stages: Sequence[tuple[str, int]]) -> list[int]:
    """Add stages with their probabilities behind those that are there: their ids."""
    from pipectl.stages.rules import plain_stages

    behind = len(standing(session))
    return [
        number(create_stage(session, template, behind + place))
        for place, template in enumerate(plain_stages(list(stages)))
    ]


def add(session: WriteSession, template: StageTemplate, *, after: int | None) -> Stage:
    """Add a stage behind another one, at the end unless that is said; one there already stays."""
    stages = standing(session)
    for known in stages:
        if known.name_folded == fold(check_line(template.name, what="stage", most=60)):
            return known
    stage = create_stage(session, template, len(stages))
    last = stages[-1].id if stages else None  # there is always one, but in a damaged store
    place_after(session, stage, after if after is not None else last)
    return stage


CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda value: check_line(value, what="stage", most=60),
    "definition": lambda value: check_note(value, what="definition"),
    "cadence_days": lambda value: days("cadence", value),
    "stalled_days": lambda value: days("stalled", value),
}


def edit(session: WriteSession, stage_id: int, values: Mapping[str, Any]) -> Stage:
    """Change a stage's name, probability, definition, cadence or stalled days."""
    stage = session.get_one(Stage, stage_id)
    former = stage.probability_bp
    for name, value in values.items():
        setattr(stage, name, CHECKS[name](value) if name in CHECKS else value)
    if "name" in values:
        stage.name_folded = fold(stage.name)
        with session.no_autoflush:
            refuse_taken(session, stage.name, but=stage.id)
    if stage.probability_bp != former:
        keep_probability(session, stage)
    return stage


def move(session: WriteSession, stage_id: int, *, after: int | None) -> Stage:
    """Put a stage behind another one, or first."""
    stage = session.get_one(Stage, stage_id)
    place_after(session, stage, after)
    return stage


def remove(session: WriteSession, stage_id: int, *, to: int | None) -> int:
    """Archive a stage; its open opportunities stand in `to` from then on: how many.

    They keep the day on which they entered and their answers: the pipeline was redrawn, they
    didn't move. Raises RefusedError where it isn't said where they go, and for the last stage.
    """
    stage = session.get_one(Stage, stage_id)
    rest = [each for each in standing(session) if each.id != stage_id]
    if not rest:
        raise RefusedError(
            "The last stage can't be removed.", hint="Add another one first: `pipectl stage add`."
        )
    if to is not None and to not in [each.id for each in rest]:
        raise RefusedError("That stage was removed.", hint="See `pipectl stage list`.")
    standing_here = session.exec(
        select(Opportunity).where(Opportunity.stage_id == stage_id, Opportunity.status == OPEN)
    ).all()
    if standing_here and to is None:
        stand = "opportunity stands" if len(standing_here) == 1 else "opportunities stand"
        raise RefusedError(
            f"{len(standing_here)} open {stand} in {stage.name!r}.",
            hint=f"Say where they go: `pipectl stage remove {stage.name!r} --to STAGE`.",
        )
    for opportunity in standing_here:
        opportunity.stage_id = to or 0
        note = f"stage {stage.name!r} was removed"
        pipeline_actions.append_history(session, opportunity, session.moment.today, note=note)
    stage.archived = True
    for criterion in session.exec(select(Criterion).where(Criterion.stage_id == stage_id)):
        criterion.archived = True
    session.flush()
    renumber(session, rest, rest)
    return len(standing_here)


def add_criterion(session: WriteSession, stage_id: int, text: str, *, required: bool) -> Criterion:
    """Add a criterion, or answer with the one of that text, required if that is said."""
    checked = check_line(text, what="criterion", most=200)
    known = criterion(session, stage_id, checked)
    if known is None:
        known = Criterion(stage_id=stage_id, text=checked, text_folded=fold(checked))
        session.add(known)
    known.required = known.required or required
    session.flush()
    return known


def criterion(session: WriteSession, stage_id: int, text: str) -> Criterion | None:
    """The stage's criterion of that text."""
    return session.exec(
        select(Criterion).where(
            Criterion.stage_id == stage_id,
            Criterion.text_folded == fold(text),
            col(Criterion.archived).is_(False),
        )
    ).first()


def remove_criterion(session: WriteSession, criterion_id: int) -> Criterion:
    """Ask for a criterion no more; what was ticked stays ticked."""
    found = session.get(Criterion, criterion_id)
    if found is None:
        raise NotFoundError("That criterion was removed.", hint="See `pipectl stage list`.")
    found.archived = True
    return found


def add_action(
    session: WriteSession, text: str, *, stage_id: int | None, kind: str | None
) -> Action:
    """Offer a next action, in one stage or everywhere; one that is offered may get a kind."""
    checked = check_line(text, what="action", most=100)
    known = session.exec(
        select(Action).where(Action.text_folded == fold(checked), Action.stage_id == stage_id)
    ).first()
    if known is None:
        known = Action(stage_id=stage_id, text=checked, text_folded=fold(checked))
        session.add(known)
    known.kind = kind or known.kind
    session.flush()
    return known


def remove_actions(session: WriteSession, ids: list[int]) -> None:
    """Offer these no more."""
    for number in ids:
        session.delete(session.get_one(Action, number))


def add_reason(session: WriteSession, text: str, outcome: str) -> Reason:
    """Offer a reason for won or lost ones."""
    checked = check_line(text, what="reason", most=200)
    known = session.exec(
        select(Reason).where(Reason.text_folded == fold(checked), Reason.outcome == outcome)
    ).first()
    if known is None:
        known = Reason(outcome=outcome, text=checked, text_folded=fold(checked))
        session.add(known)
        session.flush()
    return known


def remove_reasons(session: WriteSession, ids: list[int]) -> None:
    """Offer these no more."""
    for number in ids:
        session.delete(session.get_one(Reason, number))
