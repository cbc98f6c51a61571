"""Store the answers and minutes of reviews, and (outside the journal) their progress."""

import json
from typing import TYPE_CHECKING, Any

from pipectl.errors import RefusedError, UsageError, quoted
from pipectl.gate.actions import close, customers
from pipectl.gate.actions import move as actions_move
from pipectl.gate.actions.close import CloseInput
from pipectl.gate.actions.move import GateAnswers
from pipectl.gate.rules import check_open
from pipectl.named_tuple import NamedTuple
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.reports.changes.rules import ReviewTime
from pipectl.review.rules.agenda import ReviewProgress
from pipectl.store.rows import Opportunity, Qualification, Review, ReviewAnswer
from pipectl.store.unit import Unit
from pipectl.store.writing import writing_aside
from pipectl.text import check_line
from pipectl.vocabulary import LONGEST, LOST, WON

if TYPE_CHECKING:
    from pathlib import Path

    from pipectl.server_address import ServerStore
    from pipectl.store.temporary import Connection

SAVE_SQL = """
insert into review_position
  (kind, uid, started_at, started_on, history_mark, state, owner)
values
  (:kind, :uid, :started_at, :started_on, :history_mark, :state, :owner)
on conflict (uid, owner) do update set
  state = excluded.state
"""

STORED_SQL = """
select
  state
from review_position
where uid = :uid
"""

# Positions without a stored review, as a review is only stored with its first answer.
UNSTORED_SQL = """
select
  uid,
  state
from review_position
where kind = :kind and uid <> :uid and owner = :owner and uid not in (select uid from review)
"""

DELETE_SQL = """
delete from review_position
where uid = :uid
"""


def save(
    path: "Path | ServerStore", position: ReviewProgress, *, own: str | None = None
) -> ReviewProgress:
    """Store the position, merged with what another terminal stored of it.

    `own` is the key of `given` that may change; without one all do. Raises StoreError.
    """
    with writing_aside(path) as connection:
        found = connection.execute(STORED_SQL, {"uid": position.uid}).fetchone()
        if found is None:
            forget_idle(connection, position)
        else:
            position = merged(position, json.loads(found[0]), own)
        connection.execute(SAVE_SQL, as_row(position))
    return position


def forget_idle(connection: "Connection", position: ReviewProgress) -> None:
    """Delete positions that were left before anything was answered."""
    keys = {"kind": position.kind, "uid": position.uid, "owner": position.owner}
    for uid, state in connection.execute(UNSTORED_SQL, keys).fetchall():
        if not json.loads(state).get("given", {}).keys() - {"period"}:
            connection.execute(DELETE_SQL, {"uid": uid})


def merged(position: ReviewProgress, stored: dict[str, Any], own: str | None) -> ReviewProgress:
    """Return a position merged with its newer stored version."""
    given = dict(stored["given"])
    if own is None:
        given |= position.given
    elif own in position.given:
        given[own] = position.given[own]
    else:
        given.pop(own, None)
    skipped = dict.fromkeys((*stored["skipped"], *position.skipped))
    anew = dict.fromkeys((*stored["anew"], *position.anew))
    return position._replace(given=given, skipped=tuple(skipped), anew=tuple(anew))


def as_row(position: ReviewProgress) -> dict[str, Any]:
    """Return a position as its row."""
    state = {
        "since_on": position.since.on.isoformat(),
        "since_row": position.since.row,
        "since_at": position.since.at and position.since.at.isoformat(),
        "agenda": position.agenda,
        "left_out": position.left_out,
        "skipped": position.skipped,
        "given": position.given,
        "anew": position.anew,
    }
    return {
        "kind": position.kind,
        "uid": position.uid,
        "started_at": position.started_at,
        "started_on": position.started_on,
        "history_mark": position.history_mark,
        "state": json.dumps(state, ensure_ascii=False),
        "owner": position.owner,
    }


class ReviewAnswers(NamedTuple):
    """The answers to the three questions in a review; None keeps the last answer.

    `next_is_new`: the kept next action was set in this review.
    """

    buying: str | None = None
    why: str | None = None
    next_action: NextActionInput | None = None
    next_is_new: bool = False


class FinishedError(RefusedError):
    """Another terminal finished the review."""

    def __init__(self) -> None:
        super().__init__(
            "This review was finished in another terminal.",
            hint="Show it with `pipectl review show`, or start the next one with `pipectl review`.",
        )


class NothingToKeepError(UsageError):
    """There is no previous answer to keep."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"The three questions were never answered for {quoted(title)}.",
            hint="Answer the first two, or skip the deal.",
        )


def answer(unit: Unit, position: ReviewProgress, number: int, given: ReviewAnswers) -> None:
    """Store a deal's answers: the new ones, and which ones are unchanged."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    check_open(opportunity.title, opportunity.status)
    last = last_answers(unit, opportunity)
    if last is None and None in (given.buying, given.why):
        raise NothingToKeepError(opportunity.title)
    action = given.next_action
    if action is not None:
        next_actions_actions.replace(unit, opportunity, action)
    keeps_next, answers = action is None and not given.next_is_new, None
    if given.buying is not None or given.why is not None:
        answers = qualify(unit, opportunity, given, last)
    keep(
        unit,
        position,
        number,
        ending="kept" if answers is None and keeps_next else "answered",
        kept_buying=given.buying is None,
        kept_why=given.why is None,
        kept_next=keeps_next,
        qualification_id=answers,
    )


def last_answers(unit: Unit, opportunity: Opportunity) -> Qualification | None:
    """Return the last set of answers."""
    return unit.first(
        Qualification, "opportunity_id = :number order by id desc", number=opportunity.id
    )


def qualify(
    unit: Unit,
    opportunity: Opportunity,
    given: ReviewAnswers,
    last: Qualification | None,
) -> int | None:
    """Add a set of answers as of today, in which kept ones keep their original date."""
    action = next_actions_actions.open_action(unit, opportunity)
    today = unit.moment.today
    found = unit.add(
        Qualification(
            opportunity_id=opportunity.id,
            stage_id=opportunity.stage_id,
            buying=given.buying or (last.buying if last else ""),
            why=check_line(
                given.why or (last.why if last else ""), what="why", most=LONGEST["why"]
            ),
            next_action_id=action.id if action else None,
            asked_on=today,
            recorded_at=unit.moment.at,
            recorded_on=today,
            buying_on=(last.buying_on or last.asked_on) if last and given.buying is None else None,
            why_on=(last.why_on or last.asked_on) if last and given.why is None else None,
        )
    )
    unit.change(opportunity, buying=found.buying, asked_on=today)
    return found.id


def look_after(
    unit: Unit,
    position: ReviewProgress,
    number: int,
    action: NextActionInput | None,
    *,
    is_new: bool = False,
) -> None:
    """Store what comes next for a customer; None keeps it (`is_new`: it was set in this review)."""
    opportunity = pipeline_actions.opportunity_for_update(unit, number)
    if action is not None:
        next_actions_actions.replace(unit, opportunity, action)
    keeps_next = action is None and not is_new
    ending = "kept" if keeps_next else "answered"
    keep(unit, position, number, ending=ending, kept_next=keeps_next)


def move_customer(
    unit: Unit,
    position: ReviewProgress,
    number: int,
    target_id: int,
    answers: customers.CustomerAnswers,
) -> None:
    """Move a customer to another stage, which ends the deal in the review."""
    customers.move(unit, number, target_id, answers)
    keep(unit, position, number, ending="moved")


def move(
    unit: Unit,
    position: ReviewProgress,
    number: int,
    target_id: int,
    answers: GateAnswers,
) -> None:
    """Move a deal to another stage, which ends it in the review."""
    actions_move.move(unit, number, target_id, answers)
    keep(unit, position, number, ending="moved")


def lose(
    unit: Unit,
    position: ReviewProgress,
    number: int,
    answers: GateAnswers | None,
    loss: CloseInput,
) -> None:
    """Lose a deal; with `answers`, because it isn't buying."""
    if answers is None:
        close.lose(unit, number, loss)
    else:
        actions_move.disqualify(unit, number, answers, loss)
    keep(unit, position, number, ending=LOST)


def win(unit: Unit, position: ReviewProgress, number: int, ending: CloseInput) -> None:
    """Win a deal, which ends it in the review."""
    close.win(unit, number, ending)
    keep(unit, position, number, ending=WON)


def keep(
    unit: Unit,
    position: ReviewProgress,
    number: int,
    *,
    ending: str,
    kept_buying: bool = False,
    kept_why: bool = False,
    kept_next: bool = False,
    qualification_id: int | None = None,
) -> None:
    """Store how a deal left the review, replacing an earlier note."""
    review = begun(unit, position)
    action = next_actions_actions.open_action(
        unit, pipeline_actions.opportunity_for_update(unit, number)
    )
    values: dict[str, Any] = {
        "ending": ending,
        "qualification_id": qualification_id,
        "next_action_id": action.id if action else None,
        "kept_buying": kept_buying,
        "kept_why": kept_why,
        "kept_next": kept_next,
        "answered_at": unit.moment.at,
        "answered_on": unit.moment.today,
    }
    found = unit.get(ReviewAnswer, review.id, number)
    if found is None:
        unit.add(ReviewAnswer(review_id=review.id, opportunity_id=number, **values))
    else:
        unit.change(found, **values)


def begun(unit: Unit, position: ReviewProgress) -> Review:
    """Return the review of a position, storing it with its first answer."""
    found = unit.find(Review, uid=position.uid)
    if found is None:
        found = unit.add(
            Review(
                uid=position.uid,
                kind=position.kind,
                started_at=position.started_at,
                started_on=position.started_on,
                history_mark=position.history_mark,
                told_at=position.started_at,
            )
        )
    if found.finished_on is not None:
        raise FinishedError
    return found


def finish(unit: Unit, position: ReviewProgress, minutes: str, told: ReviewTime) -> int:
    """Finish a review with the facts of its minutes (JSON); return its number.

    `told` is the mark up to which the minutes report.
    """
    found = begun(unit, position)
    unit.change(
        found,
        finished_on=unit.moment.today,
        minutes=minutes,
        history_mark=told.row or 0,
        told_at=told.at or position.started_at,
    )
    return found.id
