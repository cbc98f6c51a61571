"""Bringing an opportunity up to what another system says of it now."""

from typing import Any

from sqlmodel import col, select

from pipectl.actions import closing, editing, people, present
from pipectl.actions.closing import Closing
from pipectl.domain.arrivals import Arrival, closing_day
from pipectl.domain.words import OPEN, WON
from pipectl.money import Money
from pipectl.store.session import WriteSession
from pipectl.store.tables import Account, Opportunity
from pipectl.text import fold


def update(session: WriteSession, number: int, arrival: Arrival) -> bool:
    """Change what differs, and keep it in the history; whether anything did.

    What the file leaves empty stays; a deleted one stays deleted.
    """
    opportunity = session.get(Opportunity, number)
    if opportunity is None or opportunity.status == "deleted":
        return False
    row, before = arrival.row, image(opportunity)
    if opportunity.status != OPEN and row.outcome != opportunity.status:
        closing.reopen(session, number)
    editing.edit(session, number, changes(session, opportunity, arrival))
    if opportunity.status == OPEN:
        stand(session, opportunity, arrival)
    if row.outcome != OPEN:
        close(session, opportunity, arrival)
    session.flush()
    return image(opportunity) != before


def image(opportunity: Opportunity) -> dict[str, Any]:
    """Every column as it is."""
    return {name: getattr(opportunity, name) for name in type(opportunity).model_fields}


def changes(session: WriteSession, opportunity: Opportunity, arrival: Arrival) -> editing.Edit:
    """The fields that the file gives another value."""
    row = arrival.row
    values: dict[str, Any] = {"title": row.title, "source": row.source, "campaign": row.campaign}
    if opportunity.status == OPEN:
        values["close_on"] = row.close_on
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
    )


def account(session: WriteSession, name: str | None) -> people.Named | None:
    """The account of that name, or a new one."""
    if name is None:
        return None
    known = session.exec(select(Account.id).where(col(Account.name_folded) == fold(name))).first()
    return people.Named(known, name)


def stand(session: WriteSession, opportunity: Opportunity, arrival: Arrival) -> None:
    """Put it into the stage that the file says it is in."""
    entered = arrival.visits[-1] if arrival.visits else None
    target = arrival.stage_id if entered is None else entered[0]
    if target is None or target == opportunity.stage_id:
        return
    today = session.moment.today
    on = today if entered is None else min(max(entered[1], opportunity.stage_entered_on), today)
    present.leave_stage(session, opportunity, on)
    present.enter_stage(session, opportunity, target, on)
    present.append_history(session, opportunity, on, note="imported")


def close(session: WriteSession, opportunity: Opportunity, arrival: Arrival) -> None:
    """Close it as the file says, or date its closing anew."""
    today, row = session.moment.today, arrival.row
    on = max(closing_day(arrival, today) or today, opportunity.stage_entered_on)
    if opportunity.status == row.outcome and opportunity.closed_on == on:
        return
    number = present.key(opportunity)
    if row.outcome == WON:
        closing.win(session, number, Closing(on=on))
    else:
        closing.lose(session, number, Closing(on=on, reason=row.lost_reason))
