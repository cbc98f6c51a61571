"""Bringing an opportunity up to what another system says of it now."""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from pipectl.actions import closing, editing, next_actions, people, present
from pipectl.actions.closing import Closing
from pipectl.actions.next_actions import Next
from pipectl.domain.arrivals import Arrival, Visit
from pipectl.domain.incoming.fields import NO_REASON, Incoming, closing_day
from pipectl.domain.words import LOST, OPEN, WON
from pipectl.money import Money
from pipectl.store.session import WriteSession
from pipectl.store.tables import Account, Contact, Opportunity, Stage
from pipectl.text import fold


class Shift(NamedTuple):
    """A closing before what is known here: the day that was said, and what became of it.

    It began on `began_on` then; or it closes on `closed_on`, since it moved on here after that day.
    """

    number: int
    said_on: date
    began_on: date | None = None
    closed_on: date | None = None


def update(
    session: WriteSession,
    number: int,
    arrival: Arrival,
    *,
    tells_outcome: bool,
    shifted: list[Shift],
) -> tuple[str, ...]:
    """Change what differs, and keep it in the history: the columns that did.

    What the file leaves empty stays, and an outcome where it tells none; a deleted one stays
    deleted. Closings that don't fit in are added to `shifted`.
    """
    opportunity = session.get(Opportunity, number)
    if opportunity is None or opportunity.status == "deleted":
        return ()
    row, before = arrival.row, image(opportunity)
    stays = row.outcome == OPEN and not tells_outcome
    if opportunity.status not in (OPEN, row.outcome) and not stays:
        closing.reopen(session, number)
    # Before it stands elsewhere: what this moves isn't a move that somebody made here.
    on = None if row.outcome == OPEN else closes_on(session, opportunity, row, shifted)
    change = changes(session, opportunity, arrival)
    closes = on if opportunity.status == OPEN else None
    editing.edit(session, number, replace(change, on=closes))
    if opportunity.status == OPEN:
        stand(session, opportunity, arrival, on or session.moment.today)
    is_next = row.next_action is not None and row.outcome == OPEN
    has_next = is_next and comes_next(session, opportunity, row)
    if on is not None:
        close(session, opportunity, row, on)
    session.flush()
    found = [name for name, value in image(opportunity).items() if value != before[name]]
    return (*found, *(["next_action"] if has_next else []))


def comes_next(session: WriteSession, opportunity: Opportunity, row: Incoming) -> bool:
    """Set the next action that the file names; whether it is another one than was open."""
    former = next_actions.open_action(session, opportunity)
    is_that = former is not None and former.text_folded == fold(row.next_action or "")
    if is_that and row.next_due is None:
        return False  # the day that was set here stays
    return (
        next_actions.replace(session, opportunity, Next(row.next_action, row.next_due))
        is not former
    )


def image(opportunity: Opportunity) -> dict[str, Any]:
    """Every column as it is."""
    return {name: getattr(opportunity, name) for name in type(opportunity).model_fields}


def changes(session: WriteSession, opportunity: Opportunity, arrival: Arrival) -> editing.Edit:
    """The fields that the file gives another value."""
    row = arrival.row
    values: dict[str, Any] = {"title": row.title, "source": row.source, "campaign": row.campaign}
    clear: tuple[str, ...] = ()
    if opportunity.status == OPEN:
        values["close_on"] = row.close_on
        if row.probability_bp == stage_percent(session, opportunity, arrival):
            clear = ("probability",) * (opportunity.probability_bp is not None)
        else:
            values["probability_bp"] = row.probability_bp
    amount = row.amount_minor
    if row.outcome == WON and row.closed_value_minor is not None:
        amount = row.closed_value_minor
    return editing.Edit(
        values={
            name: value
            for name, value in values.items()
            if value is not None and value != getattr(opportunity, name)
        },
        amount=None if amount is None else Money(amount, row.currency or opportunity.currency),
        account=account(session, row.account),
        contact=contact(session, opportunity, row),
        clear=clear,
    )


def stage_percent(session: WriteSession, opportunity: Opportunity, arrival: Arrival) -> int:
    """The probability of the stage that it is in, or that the file puts it into."""
    target = target_of(arrival) or opportunity.stage_id
    return session.get_one(Stage, target).probability_bp


def account(session: WriteSession, name: str | None) -> people.Named | None:
    """The account of that name, or a new one."""
    if name is None:
        return None
    known = session.exec(select(Account.id).where(col(Account.name_folded) == fold(name))).first()
    return people.Named(known, name)


def contact(session: WriteSession, opportunity: Opportunity, row: Incoming) -> people.Named | None:
    """The contact of that name at the account, or a new one; nothing where it is that already."""
    if row.contact is None:
        return None
    folded = fold(row.contact)
    if opportunity.contact_id is not None:
        now = session.get_one(Contact, opportunity.contact_id)
        if now.name_folded == folded:
            return None
    at = account(session, row.account)
    account_id = opportunity.account_id if at is None else at.id
    known = session.exec(
        select(Contact.id).where(
            col(Contact.name_folded) == folded, col(Contact.account_id) == account_id
        )
    ).first()
    return people.Named(known, row.contact)


def target_of(arrival: Arrival) -> int | None:
    """The stage that the file says it is in, last of all."""
    if arrival.stage_id is not None or not arrival.visits:
        return arrival.stage_id
    return arrival.visits[-1][0]


def stand(session: WriteSession, opportunity: Opportunity, arrival: Arrival, end: date) -> None:
    """Put it into the stage that the file says it is in, by `end`: its closing, or today."""
    for stage_id, day in still_to_come(opportunity, arrival, end):
        on = min(max(day, opportunity.stage_entered_on), end)
        present.leave_stage(session, opportunity, on)
        present.enter_stage(session, opportunity, stage_id, on)
        present.append_history(session, opportunity, on, note="imported")
        session.flush()


def still_to_come(opportunity: Opportunity, arrival: Arrival, end: date) -> list[Visit]:
    """The stages that it went through after the one it is in here, then the one it is in there."""
    places = [
        place
        for place, (stage_id, day) in enumerate(arrival.visits)
        if stage_id == opportunity.stage_id and day <= opportunity.stage_entered_on
    ]
    later = arrival.visits[places[-1] + 1 :] if places else arrival.visits[-1:]
    target, found, last = target_of(arrival), [], opportunity.stage_id
    for stage_id, day in (*later, *([] if target is None else [(target, end)])):
        if stage_id != last:
            found.append((stage_id, day))
            last = stage_id
    return found


def began_before(session: WriteSession, opportunity: Opportunity, row: Incoming, on: date) -> Shift:
    """Let it have begun by its closing day; where it moved since, it closes when it moved."""
    number = present.key(opportunity)
    if len(present.visits(session, opportunity)) > 1:
        return Shift(number, on, closed_on=opportunity.stage_entered_on)
    begin = min(row.created_on or on, on)
    editing.edit(session, number, editing.Edit(values={"created_on": begin}, on=begin))
    return Shift(number, on, began_on=begin)


def closes_on(
    session: WriteSession, opportunity: Opportunity, row: Incoming, shifted: list[Shift]
) -> date:
    """The day of its closing; it begins by then, or `shifted` tells why it closes later."""
    today = session.moment.today
    known = opportunity.closed_on
    if known is not None and row.closed_on is not None:
        # The day expected for what closed before it has come by now; it says nothing new.
        was_ahead = opportunity.close_on == row.closed_on and known < row.closed_on
        known = known if was_ahead else None
    on = known or closing_day(row, today) or today
    if on >= opportunity.stage_entered_on:
        return on
    shifted.append(began_before(session, opportunity, row, on))
    return shifted[-1].closed_on or on


def close(session: WriteSession, opportunity: Opportunity, row: Incoming, on: date) -> None:
    """Close it as the file says, or date its closing anew."""
    reason = row.lost_reason
    if opportunity.status == LOST and reason == NO_REASON:
        reason = opportunity.reason  # whoever knows it said it here
    if (opportunity.status, opportunity.closed_on) == (row.outcome, on) and (
        row.outcome == WON or reason == opportunity.reason
    ):
        return
    number = present.key(opportunity)
    if row.outcome == WON:
        closing.win(session, number, Closing(on=on))
    else:
        closing.lose(session, number, Closing(on=on, reason=reason))
