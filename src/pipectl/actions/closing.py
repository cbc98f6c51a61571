"""Winning, losing, and taking it back."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from pipectl.actions import former, next_actions, present, stages
from pipectl.actions.next_actions import Next
from pipectl.dates import format_date
from pipectl.domain.pipeline import is_far_off
from pipectl.domain.words import LOST, OPEN, WON
from pipectl.errors import RefusedError, UsageError
from pipectl.money import Money
from pipectl.store.session import WriteSession
from pipectl.store.tables import Opportunity, Reason, Stage
from pipectl.text import check_line, check_note, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How an opportunity ended; `on` is today unless it is given."""

    reason: str | None = None
    on: date | None = None
    amount: Money | None = None
    note: str | None = None
    competitor: str | None = None
    revisit_on: date | None = None
    next_action: Next | None = None
    amount_is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Reopened:
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


def win(session: WriteSession, number: int, closing: Closing) -> Opportunity:
    """Close an open opportunity as won, or date anew one that is won already."""
    opportunity = present.load(session, number)
    if opportunity.status == WON:
        return redate(session, opportunity, closing)
    check_open(opportunity, "won")
    if closing.amount is not None:
        set_amount(session, opportunity, closing, closing.on or session.moment.today)
    present.mark_advanced(session, opportunity, advanced=True)
    close(session, opportunity, WON, closing)
    present.count_win(session, opportunity, won=True)
    if closing.next_action is not None:
        next_actions.follow(session, opportunity, closing.next_action)
    return opportunity


def lose(session: WriteSession, number: int, closing: Closing) -> Opportunity:
    """Close an open opportunity as lost, or date anew one that is lost already."""
    opportunity = present.load(session, number)
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


def close(session: WriteSession, opportunity: Opportunity, status: str, closing: Closing) -> None:
    """Set outcome, date and reason, end what was open, and keep it in the history."""
    on = closing.on or session.moment.today
    present.check_order(opportunity, on, status)
    if closing.next_action is None:
        next_actions.drop(session, opportunity, on)
    present.leave_stage(session, opportunity, on)
    opportunity.status, opportunity.closed_on = status, on
    tell(session, opportunity, closing)
    present.append_history(session, opportunity, on, note=opportunity.closing_note)


def tell(session: WriteSession, opportunity: Opportunity, closing: Closing) -> None:
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


def check_revisit(revisit_on: date, closed_on: date | None) -> None:
    """Raise RefusedError for a reminder that would lie before the loss."""
    if closed_on is not None and revisit_on <= closed_on:
        raise RefusedError(
            f"The revisit on {format_date(revisit_on)} is not after the loss on "
            f"{format_date(closed_on)}.",
            hint="Give a later day: --revisit DATE.",
        )


def redate(session: WriteSession, opportunity: Opportunity, closing: Closing) -> Opportunity:
    """Move the date of a win or loss, which only this does; raises RefusedError without one."""
    since = opportunity.closed_on or opportunity.created_on
    if closing.on is None:
        raise RefusedError(
            f"{opportunity.title!r} is {opportunity.status} already, since {format_date(since)}.",
            hint="Another date takes --on DATE; `pipectl reopen` takes it back.",
        )
    present.check_order(opportunity, closing.on, opportunity.status)
    if closing.amount is not None:
        set_amount(session, opportunity, closing, closing.on)
    present.visit(session, opportunity).days += (closing.on - since).days
    before = told(opportunity)
    opportunity.closed_on = closing.on
    tell(session, opportunity, closing)
    if opportunity.status == LOST and opportunity.revisit_on is not None:
        check_revisit(opportunity.revisit_on, closing.on)
    if told(opportunity) != before:
        present.append_history(session, opportunity, closing.on)
    if opportunity.status == WON:
        present.count_win(session, opportunity, won=True)
    if closing.next_action is not None:
        next_actions.replace(session, opportunity, closing.next_action)
    return opportunity


def told(opportunity: Opportunity) -> tuple[date | str | None, ...]:
    """What history keeps of a closing."""
    kept = opportunity
    return (kept.closed_on, kept.reason, kept.competitor, kept.revisit_on)


def set_amount(session: WriteSession, opportunity: Opportunity, closing: Closing, on: date) -> None:
    """Change the amount, as a change of its own; raises FarOffError where that must be sure."""
    amount = closing.amount
    known = Money(opportunity.amount_minor or 0, opportunity.currency)
    if amount is None or (opportunity.amount_minor, opportunity.currency) == amount:
        return
    if not closing.amount_is_sure and is_far_off(known, amount):
        raise FarOffError(opportunity.title, known, amount)
    opportunity.amount_minor, opportunity.currency = amount
    present.append_history(session, opportunity, on)
    session.flush()


def reopen(session: WriteSession, number: int) -> Reopened:
    """Take a win or loss back: open again in its stage, with the day on which it entered that.

    The amount and the next action of before the closing come back too.
    """
    opportunity = present.load(session, number)
    was = opportunity.status
    if was == OPEN:
        raise RefusedError(
            f"{opportunity.title!r} is open.", hint="Only a won or lost one is reopened."
        )
    before = former.before_closing(session, opportunity)
    present.undo_leaving(session, opportunity)
    if was == WON:
        present.count_win(session, opportunity, won=False)
        present.mark_advanced(session, opportunity, advanced=False)
    opportunity.status = OPEN
    opportunity.closed_on = opportunity.reason = opportunity.closing_note = None
    opportunity.competitor = opportunity.revisit_on = None
    amount = regained(opportunity, before)
    stage_id = standing_stage(session, opportunity.stage_id)
    if stage_id != opportunity.stage_id:
        stages.redraw(session, opportunity, stage_id)
    present.append_history(session, opportunity, session.moment.today)
    action = former.resume(session, opportunity, before)
    return Reopened(was, amount, action, before.was_last)


def regained(opportunity: Opportunity, before: former.Before) -> Money | None:
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
