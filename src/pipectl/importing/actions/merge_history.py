"""Merge a deal's history and next actions from two stores, with the same result in both."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipectl.fields.rules import OWNER_COLUMNS
from pipectl.importing.rules.merge import Side, decide
from pipectl.next_actions import actions as next_actions_actions
from pipectl.stage_history import KEPT
from pipectl.store.change_times import of_field
from pipectl.store.reader import among
from pipectl.store.row import columns
from pipectl.store.rows import (
    CriterionMet,
    NextAction,
    Opportunity,
    OpportunityHistory,
    Qualification,
    ReviewAnswer,
    Stage,
)
from pipectl.store.unit import Unit
from pipectl.vocabulary import DELETED, DONE, DROPPED, LOST, REPLACED

UNTOLD = ("id", "opportunity_id", "stage_id", "next_action_id", "field_id", *OWNER_COLUMNS.values())


def end_settled_action(unit: Unit, opportunity: Opportunity) -> NextAction | None:
    """End open next actions that were completed elsewhere or whose deal is lost."""
    action = next_actions_actions.open_action(unit, opportunity)
    if action is None:
        return None
    done = unit.find(NextAction, uid=action.uid, status=DONE)
    if done is not None:
        next_actions_actions.end(unit, action, REPLACED, done.ended_on or done.created_on)
    elif opportunity.status in (LOST, DELETED):
        next_actions_actions.end(unit, action, DROPPED, closed_on(unit, opportunity))
    else:
        return None
    return action


def closed_on(unit: Unit, opportunity: Opportunity) -> date:
    """Return the day on which a deal was lost or deleted."""
    return opportunity.closed_on or max(
        row.happened_on
        for row in history_of_deal(unit, opportunity)
        if row.status == opportunity.status
    )


def history_of_deal(unit: Unit, opportunity: Opportunity) -> list[OpportunityHistory]:
    """Return the deal's history in its stored order."""
    return rows_of_deal(unit, OpportunityHistory, opportunity)


def rows_of_deal(unit: Unit, kind: type[Any], opportunity: Opportunity) -> list[Any]:
    """Return a deal's rows of a table in their stored order."""
    return unit.all(kind, "opportunity_id = :number order by id", number=opportunity.id)


def merge_rows_of_deal(
    unit: Unit,
    opportunity: Opportunity,
    kind: type[Any],
    before: Sequence[int],
    there: Sequence[int],
) -> None:
    """Merge the order of a deal's history or answers, with the same result in both stores.

    `before` are the numbers of the rows that were here, `there` of those in the file. Both orders
    are kept; otherwise the earlier instant comes first. Contents move between the existing numbers,
    so that the number up to which a review has reported stays valid.
    """
    rows = {row.id: row for row in rows_of_deal(unit, kind, opportunity)}
    merge_rows(unit, kind, rows, before, there)


def merge_rows(
    unit: Unit, kind: type[Any], rows: dict[int, Any], before: Sequence[int], there: Sequence[int]
) -> None:
    """Merge the order of some rows of a table, as above."""
    here = [each for each in before if each in rows]
    order = merged_order(unit, rows, here, [each for each in there if each in rows])
    numbers = sorted(rows)
    if order == numbers:
        return
    contents = [
        {name: getattr(rows[each], name) for name in content_columns(kind)} for each in order
    ]
    for number, content in zip(numbers, contents, strict=True):
        unit.change(rows[number], **content)
    if kind is Qualification:
        update_review_references(unit, dict(zip(order, numbers, strict=True)))


def append_current_state(unit: Unit, opportunity: Opportunity) -> None:
    """Append the deal's current state to its history if they differ."""
    rows = history_of_deal(unit, opportunity)
    values = {name: getattr(opportunity, name) for name in KEPT}
    if all(getattr(rows[-1], name) == value for name, value in values.items()):
        return
    # Dated by the last of the merged changes, so that both stores get the same row.
    unit.add(
        OpportunityHistory(
            opportunity_id=opportunity.id,
            happened_on=max(row.happened_on for row in rows),
            note="imported",
            recorded_at=max(row.recorded_at for row in rows),
            recorded_on=max(row.recorded_on for row in rows),
            **values,
        )
    )


def update_review_references(unit: Unit, places: Mapping[int, int]) -> None:
    """Update the numbers of the answers that reviews refer to."""
    where, values = among("qualification_id", "id", [*places])
    for each in unit.all(ReviewAnswer, where, **values):
        unit.change(each, qualification_id=places[each.qualification_id or 0])


def content_columns(kind: type[Any]) -> list[str]:
    """Return the columns with the content of a history row, or of answers."""
    return [name for name in columns(kind) if name not in UNTOLD[:2]]


def merged_order(unit: Unit, rows: dict[int, Any], here: list[int], there: list[int]) -> list[int]:
    """Merge two orders into one."""
    common = {*here} & {*there}
    order: list[int] = []
    while here or there:
        heads = [each[0] for each in (here, there) if each]
        free = [each for each in heads if each not in common]
        chosen = min(free or heads, key=lambda each: sort_key(unit, rows[each]))
        order.append(chosen)
        here = [each for each in here if each != chosen]
        there = [each for each in there if each != chosen]
    return order


def sort_key(unit: Unit, row: Any) -> tuple[Any, str]:
    """Return a row's sort key, the same in either store."""
    told = [(name, getattr(row, name)) for name in content_columns(type(row)) if name not in UNTOLD]
    has_stage = getattr(row, "stage_id", None) is not None
    stage = unit.have(Stage, row.stage_id).name_folded if has_stage else ""
    return row.recorded_at, repr([*told, stage])


def merge_history_of_stage_or_quota(unit: Unit, owner: Any, kind: Any, column: str) -> None:
    """Merge a stage's or quota's history of both stores in one order, up to its current state."""
    rows: list[Any] = unit.all(kind, f"{column} = :owner order by id", owner=owner.id)
    names = [name for name in columns(kind) if name not in ("id", column)]
    shared = [name for name in names if name in columns(type(owner))]
    contents = sorted(
        ({name: getattr(row, name) for name in names} for row in rows),
        key=lambda each: (each["recorded_at"], repr(sorted(each.items()))),
    )
    for row, content in zip(rows, contents, strict=True):
        unit.change(row, **content)
    now = {name: getattr(owner, name) for name in shared}
    if contents and any(contents[-1][name] != value for name, value in now.items()):
        unit.add(kind(**{**contents[-1], column: owner.id, **now}))


def merge_criterion_met(
    unit: Unit,
    row: Mapping[str, Any],
    here: Mapping[str, Sequence[str]],
    there: Mapping[str, Sequence[str]],
) -> bool:
    """Use the earlier day for a criterion met in both stores, and the answer that was given last.

    Returns whether it changed.
    """
    found = unit.have(CriterionMet, row["opportunity_id"], row["criterion_id"])
    before = found.met_on, found.answer
    answer, theirs = found.answer, row.get("answer")
    if answer is None or theirs is None:
        answer = theirs if answer is None else answer
    else:
        mine = Side(answer, of_field(here, ("answer",)))
        other = Side(theirs, of_field(there, ("answer",)))
        answer = theirs if decide(mine, other).takes_theirs else answer
    unit.change(found, met_on=min(row["met_on"], found.met_on), answer=answer)
    return before != (found.met_on, found.answer)
