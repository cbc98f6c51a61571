"""Add, edit, move, remove stages, criteria, pick lists, reasons."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipectl.errors import NotFoundError, RefusedError, UsageError
from pipectl.pipeline import actions as pipeline_actions
from pipectl.stages.rules.templates import StageTemplate
from pipectl.store.rows import Action, Criterion, Opportunity, Reason, Stage, StageHistory
from pipectl.store.unit import Unit
from pipectl.text import check_line, check_note, check_short_name, fold
from pipectl.vocabulary import LONGEST

MOST_DAYS = 3650


def build_stages(unit: Unit, templates: Sequence[StageTemplate]) -> None:
    """Set the stages of a new store up, with criteria and pick lists."""
    for position, template in enumerate(templates):
        stage = create_stage(unit, template, position)
        for text, kind in template.actions:
            unit.add(Action(stage_id=stage.id, text=text, text_folded=fold(text), kind=kind))


def create_stage(unit: Unit, template: StageTemplate, position: int) -> Stage:
    """A stage with its criteria, at a place."""
    name = check_line(template.name, what="stage", most=LONGEST["stage.name"])
    refuse_taken(unit, name)
    stage = unit.add(
        Stage(
            name=name,
            name_folded=fold(name),
            position=position,
            probability_bp=template.probability_bp,
            definition=check_note(template.definition, what="definition"),
            cadence_days=days("cadence", template.cadence_days),
            stalled_days=days("stalled", template.stalled_days),
            short=short_name(template.short),
        )
    )
    keep_probability(unit, stage)
    for text in template.criteria:
        add_criterion(unit, stage.id, text, required=False)
    return stage


def days(what: str, value: int) -> int:
    """A number of days that makes sense; raises UsageError."""
    if not 1 <= value <= MOST_DAYS:
        raise UsageError(f"--{what}-days can't be {value}.", hint=f"Use 1 to {MOST_DAYS}.")
    return value


def short_name(value: str | None) -> str | None:
    """A short name as it is stored; an empty one is none."""
    return check_short_name(value) if value else None


def keep_probability(unit: Unit, stage: Stage) -> None:
    """Keep the stage's probability in its history."""
    unit.add(
        StageHistory(
            stage_id=stage.id,
            happened_on=unit.moment.today,
            probability_bp=stage.probability_bp,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
        )
    )


def standing(unit: Unit) -> list[Stage]:
    """The stages in use, in their order."""
    return unit.all(Stage, "not archived order by position")


def in_use(unit: Unit, stage_id: int) -> Stage:
    """Return a stage; raise RefusedError if it was removed since it was looked up."""
    stage = unit.have(Stage, stage_id)
    if stage.archived:
        raise RefusedError(
            f"The stage {stage.name!r} was removed by another command in the meantime, so nothing"
            " was stored.",
            hint="See `pipectl stage list`.",
        )
    return stage


def refuse_taken(unit: Unit, name: str, but: int | None = None) -> None:
    """Raise RefusedError where another stage in use has that name."""
    for stage in standing(unit):
        if stage.name_folded == fold(name) and stage.id != but:
            raise RefusedError(
                f"The stage {stage.name!r} already exists.", hint="Choose another name."
            )


def renumber(unit: Unit, stages: Sequence[Stage], staying: Sequence[Stage]) -> None:
    """Give the stages their places in this order.

    One that was removed keeps lying just before its follower, of those `staying` where they are:
    whether a past move from or into it was an advance depends on that.
    """
    followers = [
        (gone, next((each for each in staying if each.position >= gone.position), None))
        for gone in unit.all(Stage, "archived")
    ]
    for position, stage in enumerate(stages):
        unit.change(stage, position=position)
    for gone, follower in followers:
        position = len(stages) if follower is None else follower.position
        unit.change(gone, position=position)


def place_after(unit: Unit, stage: Stage, after: int | None) -> None:
    """Put the stage behind another one, or first."""
    others = [each for each in standing(unit) if each.id != stage.id]
    ids = [each.id for each in others]
    at = 0 if after is None else ids.index(after) + 1
    renumber(unit, [*others[:at], stage, *others[at:]], others)


def add_stages(
    unit: Unit, stages: Sequence[tuple[str, int]], order: Sequence[int] = ()
) -> list[int]:
    """Add stages with their probabilities: their ids.

    `order` are the ids of all stages in use as they are to follow each other, the new ones as -1,
    -2, …; what it doesn't name stands behind.
    """
    from pipectl.stages.rules.templates import plain_stages

    staying = standing(unit)
    added = [
        create_stage(unit, template, len(staying) + place)
        for place, template in enumerate(plain_stages(list(stages)))
    ]
    places = {id_: place for place, id_ in enumerate(order)}
    numbered = [*((each.id, each) for each in staying)]
    numbered += [(-number, each) for number, each in enumerate(added, 1)]
    ordered = [each for _, each in sorted(numbered, key=lambda one: places.get(one[0], len(order)))]
    if ordered != [*staying, *added]:
        renumber(unit, ordered, staying)
    return [each.id for each in added]


def add(unit: Unit, template: StageTemplate, *, after: int | None) -> Stage:
    """Add a stage behind another one, at the end unless that is said; one there already stays."""
    stages = standing(unit)
    for known in stages:
        if known.name_folded == fold(
            check_line(template.name, what="stage", most=LONGEST["stage.name"])
        ):
            return known
    stage = create_stage(unit, template, len(stages))
    last = stages[-1].id if stages else None  # there is always one, but in a damaged store
    place_after(unit, stage, after if after is not None else last)
    return stage


CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda value: check_line(value, what="stage", most=LONGEST["stage.name"]),
    "definition": lambda value: check_note(value, what="definition"),
    "cadence_days": lambda value: days("cadence", value),
    "stalled_days": lambda value: days("stalled", value),
    "short": short_name,
}


def edit(unit: Unit, stage_id: int, values: Mapping[str, Any]) -> Stage:
    """Change a stage's name, short name, probability, definition, cadence or stalled days.

    Another name removes the short name, which was made for the one before.
    """
    stage = in_use(unit, stage_id)
    former = stage.probability_bp
    checked = {
        name: CHECKS[name](value) if name in CHECKS else value for name, value in values.items()
    }
    if "name" in checked:
        checked["name_folded"] = fold(checked["name"])
        if checked["name_folded"] != stage.name_folded:
            checked.setdefault("short", None)
        refuse_taken(unit, checked["name"], but=stage.id)
    unit.change(stage, **checked)
    if stage.probability_bp != former:
        keep_probability(unit, stage)
    return stage


def move(unit: Unit, stage_id: int, *, after: int | None) -> Stage:
    """Put a stage behind another one, or first."""
    stage = unit.have(Stage, stage_id)
    place_after(unit, stage, after)
    return stage


def remove(unit: Unit, stage_id: int, *, to: int | None) -> int:
    """Archive a stage; its open opportunities stand in `to` from then on: how many.

    They keep the day on which they entered and their answers: the pipeline was redrawn, they
    didn't move. Raises RefusedError where it isn't said where they go, and for the last stage.
    """
    stage = unit.have(Stage, stage_id)
    rest = [each for each in standing(unit) if each.id != stage_id]
    if not rest:
        raise RefusedError(
            "You can't remove the last stage.", hint="Add another one first: `pipectl stage add`."
        )
    if to is not None and to not in [each.id for each in rest]:
        raise RefusedError("That stage was removed.", hint="See `pipectl stage list`.")
    standing_here = unit.all(
        Opportunity, "stage_id = :stage_id and status = 'open' order by id", stage_id=stage_id
    )
    if standing_here and to is None:
        is_one = len(standing_here) == 1
        are, them = ("deal is", "it") if is_one else ("deals are", "them")
        raise RefusedError(
            f"{len(standing_here)} open {are} in {stage.name!r}.",
            hint=f"Say where to move {them}: `pipectl stage remove {stage.name!r} --to STAGE`.",
        )
    if to is not None:
        put_elsewhere(unit, standing_here, stage, to)
    unit.change(stage, archived=True)
    for criterion in unit.all(Criterion, "stage_id = :stage_id", stage_id=stage_id):
        unit.change(criterion, archived=True)
    renumber(unit, rest, rest)
    return len(standing_here)


def put_elsewhere(unit: Unit, standing: Sequence[Opportunity], removed: Stage, to: int) -> None:
    """Let open deals stand in another stage than the one that is removed."""
    for opportunity in standing:
        unit.change(opportunity, stage_id=to)
        note = f"stage {removed.name!r} was removed"
        pipeline_actions.append_history(unit, opportunity, unit.moment.today, note=note)


def add_criterion(unit: Unit, stage_id: int, text: str, *, required: bool) -> Criterion:
    """Add a criterion, or answer with the one of that text, required if that is said."""
    checked = check_line(text, what="criterion", most=LONGEST["criterion.text"])
    known = criterion(unit, stage_id, checked)
    if known is None:
        known = unit.add(Criterion(stage_id=stage_id, text=checked, text_folded=fold(checked)))
    return unit.change(known, required=known.required or required)


def criterion(unit: Unit, stage_id: int, text: str) -> Criterion | None:
    """The stage's criterion of that text."""
    return unit.find(Criterion, stage_id=stage_id, text_folded=fold(text), archived=False)


def remove_criterion(unit: Unit, criterion_id: int) -> Criterion:
    """Ask for a criterion no more; what was ticked stays ticked."""
    found = unit.get(Criterion, criterion_id)
    if found is None:
        raise NotFoundError("That criterion was removed.", hint="See `pipectl stage list`.")
    return unit.change(found, archived=True)


def add_action(unit: Unit, text: str, *, stage_id: int | None, kind: str | None) -> Action:
    """Offer a next action, in one stage or everywhere; one that is offered may get a kind."""
    checked = check_line(text, what="action", most=LONGEST["action.text"])
    known = unit.find(Action, text_folded=fold(checked), stage_id=stage_id)
    if known is None:
        known = unit.add(Action(stage_id=stage_id, text=checked, text_folded=fold(checked)))
    return unit.change(known, kind=kind or known.kind)


def remove_actions(unit: Unit, ids: list[int]) -> None:
    """Offer these no more."""
    for number in ids:
        unit.delete(unit.have(Action, number))


def add_reason(unit: Unit, text: str, outcome: str) -> Reason:
    """Offer a reason for won or lost ones."""
    checked = check_line(text, what="reason", most=LONGEST["reason.text"])
    known = unit.find(Reason, text_folded=fold(checked), outcome=outcome)
    if known is None:
        known = unit.add(Reason(outcome=outcome, text=checked, text_folded=fold(checked)))
    return known


def remove_reasons(unit: Unit, ids: list[int]) -> None:
    """Offer these no more."""
    for number in ids:
        unit.delete(unit.have(Reason, number))
