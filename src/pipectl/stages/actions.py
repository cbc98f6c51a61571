"""Add, edit, move, remove stages, criteria, pick lists, reasons."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipectl.conditions import actions as conditions_actions
from pipectl.conditions.rules import Renamed
from pipectl.errors import RefusedError, either, for_shell, quoted
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline import actions as pipeline_actions
from pipectl.pipeline.actions import stage_for_update
from pipectl.stage_sql import CUSTOMER_STAGE_SQL
from pipectl.stages.rules import kinds
from pipectl.stages.rules.day_counts import check_days
from pipectl.stages.rules.kinds import KindChange, PlacedStage
from pipectl.stages.rules.templates import StageTemplate
from pipectl.store.removed import in_use
from pipectl.store.rows import (
    Action,
    Criterion,
    Experiment,
    Opportunity,
    Reason,
    Stage,
    StageHistory,
)
from pipectl.store.unit import Unit
from pipectl.text import check_line, check_note, check_short_name, fold
from pipectl.vocabulary import CUSTOMER, LONGEST

HOW_TO_REMOVE = "Say where to move {}: `pipectl stage remove {} --to STAGE`."


def build_stages(unit: Unit, templates: Sequence[StageTemplate]) -> list[Stage]:
    """Set the stages of a new store up, with criteria and pick lists; return them."""
    built = []
    for position, template in enumerate(templates):
        stage = create_stage(unit, template, position)
        built.append(stage)
        for text, kind in template.actions:
            unit.add(Action(stage_id=stage.id, text=text, text_folded=fold(text), kind=kind))
    return built


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
            cadence_days=check_days("cadence", template.cadence_days),
            stalled_days=check_days("stalled", template.stalled_days),
            short=short_name(template.short),
            kind=kinds.check_kind(template.kind),
        )
    )
    keep_setting(unit, stage)
    for text in template.criteria:
        add_criterion(unit, stage.id, text, required=False)
    return stage


def short_name(value: str | None) -> str | None:
    """A short name as it is stored; an empty one is none."""
    return check_short_name(value) if value else None


def keep_setting(unit: Unit, stage: Stage) -> None:
    """Keep the stage's probability and kind in its history."""
    unit.add(
        StageHistory(
            stage_id=stage.id,
            happened_on=unit.moment.today,
            probability_bp=stage.probability_bp,
            recorded_at=unit.moment.at,
            recorded_on=unit.moment.today,
            kind=stage.kind,
        )
    )


def keep_former_kind(unit: Unit, stage: Stage) -> None:
    """Keep the kind that the stage had before kinds were kept, for the days until now."""
    for row in unit.all(StageHistory, "stage_id = :id and kind is null order by id", id=stage.id):
        unit.change(row, kind=stage.kind)


def standing(unit: Unit) -> list[Stage]:
    """The stages in use, in their order."""
    return unit.all(Stage, "not archived order by position")


def refuse_taken(unit: Unit, name: str, but: int | None = None) -> None:
    """Raise RefusedError where another stage in use has that name."""
    for stage in standing(unit):
        if stage.name_folded == fold(name) and stage.id != but:
            raise RefusedError(
                f"The stage {quoted(stage.name)} already exists.", hint="Choose another name."
            )


def in_order(stages: Sequence[Stage]) -> list[Stage]:
    """The stages as they stand, those for leads first and those for customers last."""
    return sorted(stages, key=lambda each: kinds.rank(each.kind))


def renumber(unit: Unit, stages: Sequence[Stage], staying: Sequence[Stage]) -> None:
    """Give the stages their places in this order.

    One that was removed keeps lying just before its follower, of those `staying` where they are:
    whether a past move from or into it was an advance depends on that. Whatever the order, stages
    for leads come first, and those for customers last.
    """
    stages = in_order(stages)
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
    """Put the stage behind another one, or first; raises RefusedError among other kinds."""
    if after is not None:
        stage_for_update(unit, after)
    others = [each for each in standing(unit) if each.id != stage.id]
    ids = [each.id for each in others]
    at = 0 if after is None else ids.index(after) + 1
    order = [*others[:at], stage, *others[at:]]
    check_order(order)
    renumber(unit, order, others)


def check_order(stages: Sequence[Stage]) -> None:
    """Raise RefusedError unless lead stages come first, and those for customers last."""
    kinds.check_order([PlacedStage(each.name, each.kind) for each in stages])


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
    """Add a stage behind another one, unless that is said behind those of its kind.

    One that is there already stays as it is.
    """
    stages = standing(unit)
    for known in stages:
        if known.name_folded == fold(
            check_line(template.name, what="stage", most=LONGEST["stage.name"])
        ):
            return known
    stage = create_stage(unit, template, len(stages))
    at = kinds.last_place([each.kind for each in stages], stage.kind)
    last = stages[at - 1].id if at else None
    place_after(unit, stage, after if after is not None else last)
    return stage


CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda value: check_line(value, what="stage", most=LONGEST["stage.name"]),
    "definition": lambda value: check_note(value, what="definition"),
    "cadence_days": lambda value: check_days("cadence", value),
    "stalled_days": lambda value: check_days("stalled", value),
    "short": short_name,
    "kind": kinds.check_kind,
}


def edit(unit: Unit, stage_id: int, values: Mapping[str, Any]) -> Stage:
    """Change a stage's name, short name, probability, definition, kind, cadence or stalled days.

    Another name removes the short name, which was made for the one before.
    """
    stage = stage_for_update(unit, stage_id)
    former = (stage.probability_bp, stage.kind)
    checked = {
        name: CHECKS[name](value) if name in CHECKS else value for name, value in values.items()
    }
    if "name" in checked:
        checked["name_folded"] = fold(checked["name"])
        if checked["name_folded"] != stage.name_folded:
            checked.setdefault("short", None)
        refuse_taken(unit, checked["name"], but=stage.id)
        rename_in_conditions(unit, stage, checked["name"])
    if checked.get("kind", stage.kind) != stage.kind:
        check_kind_change(unit, stage, checked["kind"])
        keep_former_kind(unit, stage)
    unit.change(stage, **checked)
    if (stage.probability_bp, stage.kind) != former:
        keep_setting(unit, stage)
    return stage


def set_playbook(unit: Unit, stage_id: int, text: str | None) -> None:
    """Set what a stage's playbook says; None removes it."""
    if text is not None:
        text = check_note(text, what="playbook", most_bytes=LONGEST["playbook"])
    unit.change(stage_for_update(unit, stage_id), playbook=text)


def rename_in_conditions(unit: Unit, stage: Stage, name: str) -> None:
    """Let stored conditions name a stage otherwise, beside a removed one of the former name."""
    same = unit.all(Stage, "name_folded = :name and id <> :id", name=stage.name_folded, id=stage.id)
    conditions_actions.rewrite(unit, Renamed("stage", stage.name, name, is_kept=bool(same)))


def check_kind_change(unit: Unit, stage: Stage, kind: str) -> None:
    """Raise RefusedError if the stage can't be of that kind."""
    stages = standing(unit)
    order = [PlacedStage(each.name, kind if each.id == stage.id else each.kind) for each in stages]
    kinds.check_sales([each.kind for each in order])
    kinds.check_order(order)
    if kind == CUSTOMER:
        refuse_open_deals(unit, stage)
        refuse_experiment(unit, stage)
    if stage.kind == CUSTOMER:
        refuse_customers(unit, stage)


def refuse_open_deals(unit: Unit, stage: Stage) -> None:
    """Raise RefusedError if open deals are in a stage that becomes one for customers."""
    count = len(open_deals(unit, stage.id))
    if count:
        raise RefusedError(
            f"{count} open {'deal is' if count == 1 else 'deals are'} in {quoted(stage.name)}, and"
            " only won deals can be in a customer stage.",
            hint="Move or close open deals first. See them: "
            f"`pipectl list --stage {for_shell(stage.name)}`.",
        )


CUSTOMERS_SQL = f"""
select
  o.id
from opportunity as o
where o.status = 'won' and {CUSTOMER_STAGE_SQL.format("o")} = :stage_id
order by o.id
"""


def customers_in(unit: Unit, stage_id: int) -> list[int]:
    """The numbers of the won deals in a customer stage."""
    return [row[0] for row in unit.rows(CUSTOMERS_SQL, stage_id=stage_id)]


def refuse_customers(unit: Unit, stage: Stage) -> None:
    """Raise RefusedError if won deals are in a stage that would no longer be for customers."""
    count = len(customers_in(unit, stage.id))
    if count:
        raise RefusedError(
            f"{count} won {'deal is' if count == 1 else 'deals are'} in {quoted(stage.name)}.",
            hint="Move them to another customer stage first: `pipectl move OPP STAGE`.",
        )


def refuse_experiment(unit: Unit, stage: Stage) -> None:
    """Raise RefusedError if an experiment runs in a stage in which no deal could be any more."""
    found = unit.first(Experiment, "stage_id = :stage and ended_on is null", stage=stage.id)
    if found is not None:
        raise RefusedError(
            f"The experiment {quoted(found.name)} is running in {quoted(stage.name)}.",
            hint=f"End it first: `pipectl experiment end {for_shell(found.name)}`.",
        )


PAST_SQL = """
select
  count(distinct o.id)
from stage_visit as v
join opportunity as o on o.id = v.opportunity_id
where v.stage_id = :stage_id and o.status in ('won', 'lost')
"""

LOST_SQL = """
select
  count(*)
from opportunity
where stage_id = :stage_id and status = 'lost' and closed_on {when} :today
"""


def kind_change(unit: Unit, stage_id: int, kind: str) -> KindChange:
    """Return what another kind of the stage means for the deals that are there."""
    stage = stage_for_update(unit, stage_id)
    return KindChange(
        before=stage.kind,
        after=kinds.check_kind(kind),
        lost=lost_from(unit, stage_id, ">="),
        lost_before=lost_from(unit, stage_id, "<"),
        open=len(open_deals(unit, stage_id)),
        past=int(unit.value(PAST_SQL, stage_id=stage_id)),
    )


def lost_from(unit: Unit, stage_id: int, when: str) -> int:
    """How many deals were lost from a stage before today, or since."""
    sql = LOST_SQL.format(when=when)
    return int(unit.value(sql, stage_id=stage_id, today=unit.moment.today))


def open_deals(unit: Unit, stage_id: int) -> list[Opportunity]:
    """The open deals in a stage, by number."""
    return unit.all(
        Opportunity, "stage_id = :stage_id and status = 'open' order by id", stage_id=stage_id
    )


def move(unit: Unit, stage_id: int, *, after: int | None) -> Stage:
    """Put a stage behind another one, or first."""
    stage = stage_for_update(unit, stage_id)
    place_after(unit, stage, after)
    return stage


class RemovedStage(NamedTuple):
    """How many open deals and customers are in another stage now, and how many are in none.

    `left` are won deals of the last customer stage: they stay won.
    """

    open: int
    customers: int
    left: int


def remove(unit: Unit, stage_id: int, *, to: int | None) -> RemovedStage:
    """Archive a stage; its open deals or customers stand in `to` from then on.

    They keep the day on which they entered and their answers: the pipeline was redrawn, they
    didn't move. Raises RefusedError where it isn't said where they go, and for the last stage.
    """
    stage = stage_for_update(unit, stage_id)
    rest = [each for each in standing(unit) if each.id != stage_id]
    if not rest:
        raise RefusedError(
            "You can't remove the last stage.", hint="Add another one first: `pipectl stage add`."
        )
    if to is not None:
        stage_for_update(unit, to)
    kinds.check_sales([each.kind for each in rest])
    refuse_experiment(unit, stage)
    moved, left = remove_customers(unit, stage, rest, to) if stage.kind == CUSTOMER else (0, 0)
    standing_here = open_deals(unit, stage_id)
    if standing_here and to is None:
        is_one = len(standing_here) == 1
        are, them = ("deal is", "it") if is_one else ("deals are", "them")
        raise RefusedError(
            f"{len(standing_here)} open {are} in {quoted(stage.name)}.",
            hint=HOW_TO_REMOVE.format(them, for_shell(stage.name)),
        )
    if standing_here and to is not None:
        target = unit.have(Stage, to)
        kinds.refuse_customer_stage(target.name, target.kind)
    if to is not None:
        put_elsewhere(unit, standing_here, stage, to)
    unit.change(stage, archived=True)
    for criterion in unit.all(Criterion, "stage_id = :stage_id", stage_id=stage_id):
        unit.change(criterion, archived=True)
    renumber(unit, rest, rest)
    return RemovedStage(len(standing_here), moved, left)


def remove_customers(
    unit: Unit, stage: Stage, rest: Sequence[Stage], to: int | None
) -> tuple[int, int]:
    """Put the customers of a stage that is removed into another: how many, and how many into none.

    Raises RefusedError if it isn't said where they go, or if that is no customer stage.
    """
    there = customers_in(unit, stage.id)
    others = [each for each in rest if each.kind == CUSTOMER]
    if not there or (not others and to is None):
        return 0, len(there)
    is_one = len(there) == 1
    if to is None:
        are, them = ("deal is", "it") if is_one else ("deals are", "them")
        raise RefusedError(
            f"{len(there)} won {are} in {quoted(stage.name)}.",
            hint=HOW_TO_REMOVE.format(them, for_shell(stage.name)),
        )
    if to not in [each.id for each in others]:
        raise RefusedError(
            f"{len(there)} won {'deal' if is_one else 'deals'} can't go to"
            f" {quoted(unit.have(Stage, to).name)}: it isn't a customer stage.",
            hint=f"Use --to {either(each.name for each in others)}."
            if others
            else "Leave out --to: won deals then have no customer stage.",
        )
    for number in there:
        last = pipeline_actions.last_customer_stage(unit, number)
        assert last is not None
        pipeline_actions.enter_customer_stage(unit, number, to, last.happened_on, last.why)
    return len(there), 0


def put_elsewhere(unit: Unit, standing: Sequence[Opportunity], removed: Stage, to: int) -> None:
    """Let open deals stand in another stage than the one that is removed."""
    for opportunity in standing:
        unit.change(opportunity, stage_id=to)
        note = f"stage {quoted(removed.name)} was removed"
        pipeline_actions.append_history(unit, opportunity, unit.moment.today, note=note)


def add_criterion(unit: Unit, stage_id: int, text: str, *, required: bool) -> Criterion:
    """Add a criterion, or answer with the one of that text, required if that is said."""
    checked = check_line(text, what="criterion", most=LONGEST["criterion.text"])
    stage_for_update(unit, stage_id)
    known = criterion(unit, stage_id, checked)
    if known is None:
        known = unit.add(Criterion(stage_id=stage_id, text=checked, text_folded=fold(checked)))
    return unit.change(known, required=known.required or required)


def criterion(unit: Unit, stage_id: int, text: str) -> Criterion | None:
    """The stage's criterion of that text."""
    return unit.find(Criterion, stage_id=stage_id, text_folded=fold(text), archived=False)


def remove_criterion(unit: Unit, criterion_id: int) -> Criterion:
    """Ask for a criterion no more; what was ticked stays ticked."""
    return unit.change(in_use(unit, Criterion, criterion_id), archived=True)


def add_action(unit: Unit, text: str, *, stage_id: int | None, kind: str | None) -> Action:
    """Offer a next action, in one stage or everywhere; one that is offered may get a kind."""
    checked = check_line(text, what="action", most=LONGEST["action.text"])
    if stage_id is not None:
        stage_for_update(unit, stage_id)
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
