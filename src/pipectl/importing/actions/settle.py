"""What two stores tell of a deal's past and next actions, made one in the same way in both."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from pipectl.importing.actions.compare import KEPT
from pipectl.next_actions import actions as next_actions_actions
from pipectl.store.session import WriteSession
from pipectl.store.tables.doing import NextAction
from pipectl.store.tables.gate import CriterionMet, Qualification
from pipectl.store.tables.opportunities import Opportunity, OpportunityHistory
from pipectl.store.tables.reviews import ReviewAnswer
from pipectl.store.tables.stages import Stage
from pipectl.vocabulary import DELETED, DONE, DROPPED, LOST, REPLACED

UNTOLD = ("id", "opportunity_id", "stage_id", "next_action_id")


def settle_actions(session: WriteSession, opportunity: Opportunity) -> NextAction | None:
    """End what is open though it was completed elsewhere, or its deal is lost: what was ended."""
    action = next_actions_actions.open_action(session, opportunity)
    if action is None:
        return None
    done = session.exec(
        select(NextAction).where(NextAction.uid == action.uid, NextAction.status == DONE)
    ).first()
    if done is not None:
        on = max(done.ended_on or done.created_on, action.created_on)
        next_actions_actions.end(action, REPLACED, on)
    elif opportunity.status in (LOST, DELETED):
        next_actions_actions.end(
            action, DROPPED, max(closed_on(session, opportunity), action.created_on)
        )
    else:
        return None
    session.flush()
    return action


def closed_on(session: WriteSession, opportunity: Opportunity) -> date:
    """The day on which a deal was lost or deleted."""
    return opportunity.closed_on or max(
        row.happened_on for row in past(session, opportunity) if row.status == opportunity.status
    )


def past(session: WriteSession, opportunity: Opportunity) -> list[OpportunityHistory]:
    """The deal's history, in the order in which it is told."""
    return of_deal(session, OpportunityHistory, opportunity)


def of_deal(session: WriteSession, kind: type[Any], opportunity: Opportunity) -> list[Any]:
    """A deal's rows of a kind, in the order in which they are told."""
    wanted = select(kind).where(kind.opportunity_id == opportunity.id)
    return list(session.exec(wanted.order_by(col(kind.id))))


def settle_past(
    session: WriteSession,
    opportunity: Opportunity,
    kind: type[Any],
    before: Sequence[int],
    there: Sequence[int],
) -> None:
    """Put a deal's rows of its history, or its answers, into one order, the same in either store.

    `before` are the numbers of the rows that were here, `there` of those in the file. Each keeps
    its order; where they part, the earlier instant goes first. The numbers stay, and what stands
    under them changes, so that what a review had told by a number keeps its place.
    """
    rows = {row.id or 0: row for row in of_deal(session, kind, opportunity)}
    order = merged(session, rows, [each for each in before if each in rows], list(there))
    numbers = sorted(rows)
    if order == numbers:
        return
    contents = [{name: getattr(rows[each], name) for name in columns(kind)} for each in order]
    for number, content in zip(numbers, contents, strict=True):
        for name, value in content.items():
            setattr(rows[number], name, value)
    if kind is Qualification:
        follow(session, dict(zip(order, numbers, strict=True)))
    session.flush()


def keep(session: WriteSession, opportunity: Opportunity) -> None:
    """Let the history end with what the deal is now."""
    rows = past(session, opportunity)
    values = {name: getattr(opportunity, name) for name in KEPT}
    if all(getattr(rows[-1], name) == value for name, value in values.items()):
        return
    # As of the last change that it brings together, so that both stores get the same row.
    session.add(
        OpportunityHistory(
            opportunity_id=opportunity.id or 0,
            happened_on=max(row.happened_on for row in rows),
            note="imported",
            recorded_at=max(row.recorded_at for row in rows),
            recorded_on=max(row.recorded_on for row in rows),
            **values,
        )
    )


def follow(session: WriteSession, places: Mapping[int, int]) -> None:
    """Let reviews refer to the answers that they kept, by the numbers that these have now."""
    wanted = select(ReviewAnswer).where(col(ReviewAnswer.qualification_id).in_(places))
    for each in session.exec(wanted):
        each.qualification_id = places[each.qualification_id or 0]


def columns(kind: type[Any]) -> list[str]:
    """What a row of a deal's history, or of its answers, holds."""
    return [name for name in kind.model_fields if name not in UNTOLD[:2]]


def merged(
    session: WriteSession, rows: dict[int, Any], here: list[int], there: list[int]
) -> list[int]:
    """Two orders as one."""
    common = {*here} & {*there}
    order: list[int] = []
    while here or there:
        heads = [each[0] for each in (here, there) if each]
        free = [each for each in heads if each not in common]
        chosen = min(free or heads, key=lambda each: place(session, rows[each]))
        order.append(chosen)
        here = [each for each in here if each != chosen]
        there = [each for each in there if each != chosen]
    return order


def place(session: WriteSession, row: Any) -> tuple[Any, str]:
    """What a row sorts by, the same in either store."""
    told = [(name, getattr(row, name)) for name in columns(type(row)) if name not in UNTOLD]
    stage = session.get_one(Stage, row.stage_id).name_folded
    return row.recorded_at, repr([*told, stage])


def settle_set_up(session: WriteSession, owner: Any, kind: Any, column: str) -> None:
    """Put the past of a stage or quota of both stores into one order; it ends with what is now."""
    wanted = select(kind).where(getattr(kind, column) == owner.id).order_by(col(kind.id))
    rows: list[Any] = list(session.exec(wanted))
    names = [name for name in kind.model_fields if name not in ("id", column)]
    shared = [name for name in names if name in type(owner).model_fields]
    contents = sorted(
        ({name: getattr(row, name) for name in names} for row in rows),
        key=lambda each: (each["recorded_at"], repr(sorted(each.items()))),
    )
    for row, content in zip(rows, contents, strict=True):
        for name, value in content.items():
            setattr(row, name, value)
    now = {name: getattr(owner, name) for name in shared}
    if contents and any(contents[-1][name] != value for name, value in now.items()):
        session.add(kind(**{**contents[-1], column: owner.id, **now}))
    session.flush()


def settle_tick(session: WriteSession, row: Mapping[str, Any]) -> bool:
    """Let a criterion that both stores have as met count from the earlier day; whether it moved."""
    found = session.get_one(CriterionMet, (row["opportunity_id"], row["criterion_id"]))
    is_earlier = bool(row["met_on"] < found.met_on)
    if is_earlier:
        found.met_on = row["met_on"]
    return is_earlier
