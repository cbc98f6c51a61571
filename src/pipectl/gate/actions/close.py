"""Closing as won or lost, and taking it back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlmodel import col, select

from pipectl.dates import format_date
from pipectl.errors import RefusedError, UsageError
from pipectl.gate.rules import check_revisit, is_far_off
from pipectl.money import Money
from pipectl.next_actions import actions as next_actions_actions
from pipectl.next_actions.rules import NextActionInput
from pipectl.pipeline import actions as pipeline_actions
from pipectl.store.session import WriteSession
from pipectl.store.tables.doing import NextAction
from pipectl.store.tables.journal import JournalOperation, JournalRow
from pipectl.store.tables.opportunities import Opportunity, OpportunityHistory
from pipectl.store.tables.setup import Reason
from pipectl.store.tables.stages import Stage
from pipectl.text import check_line, check_note, fold
from pipectl.vocabulary import CLOSED, DROPPED, LOST, OPEN, WON


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
    for operation, before, after in session.exec(
        closing_images(pipeline_actions.stored_id(opportunity))
    ):
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
    now = next_actions_actions.open_action(session, opportunity)
    if now is not None and now.id == before.made:
        next_actions_actions.drop(session, opportunity, session.moment.today)
        now = None
    if now is not None or before.ended is None:
        return None
    ended = session.get_one(NextAction, before.ended)
    return next_actions_actions.resume(session, opportunity, ended).text


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInput:
    """How an opportunity ended; `on` is today unless it is given."""

    reason: str | None = None
    on: date | None = None
    amount: Money | None = None
    note: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    next_action: NextActionInput | None = None
    amount_is_sure: bool = False


class Reopened(NamedTuple):
    """What came back with a deal that is open again.

    `was` is how it had ended; `amount` is what it is worth again where the closing had changed
    that, `action` the next action that is open again, `was_last` whether nothing had been changed
    since the closing.
    """

    was: str
    amount: Money | None
    action: str | None
    was_last: bool


class FarOffError(RefusedError):
    """A deal isn't won at many times its amount, or a fraction of it, unless that is sure."""

    def __init__(self, title: str, former: Money, amount: Money) -> None:
        way = "more than 5 times" if amount.minor > former.minor else "less than a fifth of"
        super().__init__(
            lambda n: f"{n.money(*amount)} is {way} the amount of {title!r}, {n.money(*former)}.",
            hint="Check the amount. If it is right, add --yes.",
        )


class NeedsReasonError(UsageError):
    """Nothing is lost without a reason."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{title!r} can't be lost without a reason.",
            hint='Say why: --reason "no budget". See `pipectl reason list`.',
        )


def win(session: WriteSession, number: int, closing: CloseInput) -> Opportunity:
    """Close an open opportunity as won, or date anew one that is won already."""
    opportunity = pipeline_actions.opportunity_for_update(session, number)
    if opportunity.status == WON:
        return redate(session, opportunity, closing)
    check_open(opportunity, "won")
    if closing.amount is not None:
        set_amount(session, opportunity, closing, closing.on or session.moment.today)
    pipeline_actions.mark_actions_advanced(session, opportunity, advanced=True)
    close(session, opportunity, WON, closing)
    if closing.next_action is not None:
        next_actions_actions.follow(session, opportunity, closing.next_action)
    return opportunity


def lose(session: WriteSession, number: int, closing: CloseInput) -> Opportunity:
    """Close an open opportunity as lost, or date anew one that is lost already."""
    opportunity = pipeline_actions.opportunity_for_update(session, number)
    if opportunity.status == LOST:
        return redate(session, opportunity, closing)
    check_open(opportunity, "lost")
    if closing.reason is None:
        raise NeedsReasonError(opportunity.title)
    close(session, opportunity, LOST, closing)
    return opportunity


def check_open(opportunity: Opportunity, outcome: str) -> None:
    """Raise RefusedError for an opportunity that was closed the other way."""
    if opportunity.status != OPEN:
        raise RefusedError(
            f"{opportunity.title!r} is {opportunity.status} already, since "
            f"{format_date(opportunity.closed_on or opportunity.created_on)}.",
            hint=f"`pipectl reopen` it first; then it can be {outcome}.",
        )


def close(
    session: WriteSession, opportunity: Opportunity, status: str, closing: CloseInput
) -> None:
    """Set outcome, date and reason, end what was open, and keep it in the history."""
    on = closing.on or session.moment.today
    pipeline_actions.check_order(opportunity, on, status)
    if closing.next_action is None:
        next_actions_actions.drop(session, opportunity, on)
    opportunity.status, opportunity.closed_on = status, on
    tell(session, opportunity, closing)
    pipeline_actions.append_history(session, opportunity, on, note=opportunity.closing_note)


def tell(session: WriteSession, opportunity: Opportunity, closing: CloseInput) -> None:
    """Set what was said about the closing."""
    if closing.reason is not None:
        opportunity.reason = listed_reason(session, opportunity.status, closing.reason)
    if closing.note is not None:
        opportunity.closing_note = check_note(closing.note)
    if closing.competitor is not None:
        opportunity.competitor = check_line(closing.competitor, what="competitor", most=200)
    if closing.revisit_on is not None:
        check_revisit(closing.revisit_on, opportunity.closed_on)
        opportunity.revisit_on = closing.revisit_on


def listed_reason(session: WriteSession, outcome: str, typed: str) -> str:
    """The reason as the outcome's list spells it, where the list has it in any case."""
    text = check_line(typed, what="reason", most=200)
    with session.no_autoflush:  # the row is half closed
        known = session.exec(
            select(Reason).where(Reason.outcome == outcome, Reason.text_folded == fold(text))
        ).first()
    return known.text if known else text


def redate(session: WriteSession, opportunity: Opportunity, closing: CloseInput) -> Opportunity:
    """Move the date of a win or loss, which only this does; raises RefusedError without one."""
    since = opportunity.closed_on or opportunity.created_on
    if closing.on is None:
        raise RefusedError(
            f"{opportunity.title!r} is {opportunity.status} already, since {format_date(since)}.",
            hint="Another date takes --on DATE; `pipectl reopen` takes it back.",
        )
    pipeline_actions.check_order(opportunity, closing.on, opportunity.status)
    if closing.amount is not None:
        set_amount(session, opportunity, closing, closing.on)
    before = told(opportunity)
    opportunity.closed_on = closing.on
    tell(session, opportunity, closing)
    if opportunity.status == LOST and opportunity.revisit_on is not None:
        check_revisit(opportunity.revisit_on, closing.on)
    if told(opportunity) != before:
        pipeline_actions.append_history(session, opportunity, closing.on)
    if closing.next_action is not None:
        next_actions_actions.replace(session, opportunity, closing.next_action)
    return opportunity


def told(opportunity: Opportunity) -> tuple[date | str | None, ...]:
    """What history keeps of a closing."""
    kept = opportunity
    return (kept.closed_on, kept.reason, kept.competitor, kept.revisit_on)


def set_amount(
    session: WriteSession, opportunity: Opportunity, closing: CloseInput, on: date
) -> None:
    """Change the amount, as a change of its own; raises FarOffError where that must be sure."""
    amount = closing.amount
    known = Money(opportunity.amount_minor or 0, opportunity.currency)
    if amount is None or (opportunity.amount_minor, opportunity.currency) == amount:
        return
    if not closing.amount_is_sure and is_far_off(known, amount):
        raise FarOffError(opportunity.title, known, amount)
    opportunity.amount_minor, opportunity.currency = amount
    pipeline_actions.append_history(session, opportunity, on)


def reopen(session: WriteSession, number: int) -> Reopened:
    """Take a win or loss back: open again in its stage, with the day on which it entered that.

    The amount and the next action of before the closing come back too.
    """
    opportunity = pipeline_actions.opportunity_for_update(session, number)
    was = opportunity.status
    if was == OPEN:
        raise RefusedError(
            f"{opportunity.title!r} is open.", hint="Only a won or lost one is reopened."
        )
    before = before_closing(session, opportunity)
    if was == WON:
        pipeline_actions.mark_actions_advanced(session, opportunity, advanced=False)
    opportunity.status = OPEN
    opportunity.closed_on = opportunity.reason = opportunity.closing_note = None
    opportunity.competitor = opportunity.revisit_on = None
    amount = regained(opportunity, before)
    opportunity.stage_id = standing_stage(session, opportunity.stage_id)
    pipeline_actions.append_history(session, opportunity, session.moment.today)
    action = resume(session, opportunity, before)
    return Reopened(was, amount, action, before.was_last)


def regained(opportunity: Opportunity, before: Before) -> Money | None:
    """Give the deal the amount of before its closing: that amount, where it differs."""
    if (opportunity.amount_minor, opportunity.currency) == before.money:
        return None
    opportunity.amount_minor, opportunity.currency = before.money
    return None if before.money[0] is None else Money(before.money[0], before.money[1])


def standing_stage(session: WriteSession, stage_id: int) -> int:
    """The stage, or where it was removed the nearest one before it (else the first)."""
    stage = session.get_one(Stage, stage_id)
    if not stage.archived:
        return stage_id
    standing = session.exec(
        select(Stage).where(col(Stage.archived).is_(False)).order_by(col(Stage.position))
    ).all()
    # Its removal moved those behind it up into its place.
    before = [each for each in standing if each.position < stage.position]
    chosen = (before or standing)[-1 if before else 0]
    assert chosen.id is not None
    return chosen.id
