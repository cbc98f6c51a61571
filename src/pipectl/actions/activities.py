"""Logging what was done, and putting it right."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from pipectl.actions import next_actions, people, present
from pipectl.actions.next_actions import Next
from pipectl.domain.words import CONTACT_KINDS
from pipectl.errors import NotFoundError, UsageError
from pipectl.store.session import WriteSession
from pipectl.store.tables import Activity, Opportunity
from pipectl.text import check_note

MOST = 10_000  # of what is logged at once


def log(
    session: WriteSession,
    kind: str,
    *,
    opportunity_id: int | None = None,
    contact: people.Named | None = None,
    text: str | None = None,
    count: int = 1,
    on: date | None = None,
    completes: bool = False,
    then: Next | None = None,
) -> int:
    """Log an activity, and the contact that it was: the activity's number.

    `completes`: it was the open next action, after which `then` comes.
    """
    check_count(count)
    opportunity = None if opportunity_id is None else present.load(session, opportunity_id)
    at = None if opportunity is None else opportunity.account_id
    _, contact_id = people.ensure_pair(session, None, contact, at)
    activity = Activity(
        uid=str(uuid4()),
        kind=kind,
        count=count,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        done_on=on or session.moment.today,
        text=None if text is None else check_note(text, what="text"),
        recorded_at=session.moment.at,
        recorded_on=session.moment.today,
    )
    session.add(activity)
    session.flush()
    if opportunity is not None and kind in CONTACT_KINDS:
        opportunity.last_contact_on = max(
            opportunity.last_contact_on or activity.done_on, activity.done_on
        )
    if completes:
        assert opportunity_id is not None
        next_actions.complete(session, opportunity_id, outcome=None, then=then, by=activity)
    assert activity.id is not None
    return activity.id


def check_count(count: int) -> None:
    """Raise UsageError unless something was done, and not absurdly often."""
    if not 1 <= count <= MOST:
        raise UsageError(
            f"A count of {count} can't be logged.",
            hint=lambda numbers: f"It goes from 1 to {numbers.count(MOST)}.",
        )


def load(session: WriteSession, number: int) -> Activity:
    """The activity with that number; raises NotFoundError."""
    found = session.get(Activity, number)
    if found is None:
        raise NotFoundError(f"No activity {number}.", hint="See `pipectl activity list`.")
    return found


def edit(
    session: WriteSession, number: int, values: Mapping[str, Any], contact: people.Named | None
) -> Activity:
    """Change an activity's kind, count, day, text, contact or opportunity."""
    activity = load(session, number)
    former = activity.opportunity_id
    for name, value in values.items():
        if name == "count":
            check_count(value)
        setattr(activity, name, check_note(value, what="text") if name == "text" else value)
    if contact is not None:
        activity.contact_id = people.ensure_pair(session, None, contact)[1]
    refresh(session, {former, activity.opportunity_id})
    return activity


def delete(session: WriteSession, number: int) -> None:
    """Delete an activity."""
    activity = load(session, number)
    session.delete(activity)
    refresh(session, {activity.opportunity_id})


def refresh(session: WriteSession, opportunities: set[int | None]) -> None:
    """Bring the last contact of these up to date."""
    for number in opportunities - {None}:
        present.refresh_contact(session, session.get_one(Opportunity, number))
