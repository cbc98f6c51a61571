"""What a deal was worth, and what came next on it, before it was won or lost."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from pipectl.actions import next_actions, present
from pipectl.domain.words import CLOSED, DROPPED, OPEN
from pipectl.store.session import WriteSession
from pipectl.store.tables import (
    JournalOperation,
    JournalRow,
    NextAction,
    Opportunity,
    OpportunityHistory,
)


class Before(NamedTuple):
    """A deal as it was before its closing.

    `ended` is the next action that the closing ended, `made` the one that it set. `was_last` says
    that the closing is the last operation of the journal.
    """

    money: tuple[int | None, str]
    ended: int | None
    made: int | None
    was_last: bool


def before_closing(session: WriteSession, opportunity: Opportunity) -> Before:
    """What was before the closing: as the journal has it, else as the history tells."""
    for operation, before, after in images(session, opportunity):
        if before["status"] == OPEN and after["status"] in CLOSED:
            return Before(
                (before["amount_minor"], before["currency"]),
                *actions_of(session, operation),
                operation == last_operation(session),
            )
    # It was closed elsewhere: an import has no journal of that.
    return Before(told_money(session, opportunity), dropped_last(session, opportunity), None, False)


def images(
    session: WriteSession, opportunity: Opportunity
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """The deal before and after each operation that closed it, or changed it then; latest first."""
    for operation, before, after in session.exec(closing_images(present.key(opportunity))):
        if before is not None and after is not None:
            yield operation, json.loads(before), json.loads(after)


def closing_images(number: int) -> Any:
    """What asks for the images of a deal that was closed.

    A closing is kept in the deal's history with the operation's instant. Images of rows are found
    by their operations alone: to look through all of them takes long in a store with a past.
    """
    closings = select(OpportunityHistory.recorded_at).where(
        OpportunityHistory.opportunity_id == number, col(OpportunityHistory.status).in_(CLOSED)
    )
    operations = select(JournalOperation.id).where(
        JournalOperation.state == "done", col(JournalOperation.at).in_(closings)
    )
    return (
        select(JournalRow.operation_id, JournalRow.before, JournalRow.after)
        .where(
            col(JournalRow.operation_id).in_(operations),
            JournalRow.table_name == "opportunity",
            JournalRow.row_key == json.dumps([number]),
        )
        .order_by(col(JournalRow.operation_id).desc())
    )


def actions_of(session: WriteSession, operation: int) -> tuple[int | None, int | None]:
    """The next action that an operation ended, and the one that it set and left open."""
    rows = session.exec(
        select(JournalRow.before, JournalRow.after).where(
            JournalRow.operation_id == operation, JournalRow.table_name == "next_action"
        )
    ).all()
    ended = made = None
    for before, after in rows:
        was, now = (json.loads(image) if image else None for image in (before, after))
        if was and was["status"] == OPEN and now and now["status"] != OPEN:
            ended = now["id"]
        if was is None and now and now["status"] == OPEN:
            made = now["id"]
    return ended, made


def last_operation(session: WriteSession) -> int | None:
    """The number of the last operation that stands."""
    return session.exec(
        select(func.max(JournalOperation.id)).where(JournalOperation.state == "done")
    ).one()


def told_money(session: WriteSession, opportunity: Opportunity) -> tuple[int | None, str]:
    """The amount in the last row of the history that was open, before the closing changed it."""
    rows = session.exec(
        select(OpportunityHistory)
        .where(OpportunityHistory.opportunity_id == opportunity.id)
        .order_by(col(OpportunityHistory.id))
    ).all()
    last = max((n for n, row in enumerate(rows) if row.status == OPEN), default=None)
    if last is None or last + 1 == len(rows):
        return opportunity.amount_minor, opportunity.currency
    # A win at another amount is two rows, recorded in one instant.
    if last and rows[last].recorded_at == rows[last + 1].recorded_at:
        last -= 1
    return rows[last].amount_minor, rows[last].currency


def dropped_last(session: WriteSession, opportunity: Opportunity) -> int | None:
    """The latest next action, where a closing ended it."""
    found = session.exec(
        select(NextAction)
        .where(NextAction.opportunity_id == opportunity.id)
        .order_by(col(NextAction.id).desc())
        .limit(1)
    ).first()
    return found.id if found and found.status == DROPPED else None


def resume(session: WriteSession, opportunity: Opportunity, before: Before) -> str | None:
    """Open the next action of before the closing again, in the place of what the closing set.

    An action that was set after the closing stays. Answers with the text of what came back.
    """
    now = next_actions.open_action(session, opportunity)
    if now is not None and now.id == before.made:
        next_actions.drop(session, opportunity, session.moment.today)
        now = None
    if now is not None or before.ended is None:
        return None
    ended = session.get_one(NextAction, before.ended)
    return next_actions.resume(session, opportunity, ended).text
