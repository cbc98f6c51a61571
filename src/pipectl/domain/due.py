"""What is due, and since when: late actions, none at all, too long a silence, a second try."""

from datetime import date
from typing import NamedTuple

from pipectl.dates import later
from pipectl.domain.signals import Standing
from pipectl.domain.words import LOST, OPEN

OVERDUE, DUE, NO_NEXT, STALE = "overdue", "due", "no-next-action", "stale"
REVISIT, REVIEW = "revisit", "review"
KINDS = (OVERDUE, DUE, NO_NEXT, STALE, REVISIT, REVIEW)
ACTION_KINDS = (OVERDUE, DUE)


class Facts(NamedTuple):
    """What the reminders of one opportunity depend on.

    `decided_on` is the day on which its open next action, or the date of it, was set; `ended_on`
    the day on which the last one ended, where none is open.
    """

    standing: Standing
    decided_on: date | None
    ended_on: date | None


class Reason(NamedTuple):
    """Why an opportunity needs attention, and the day on which that began or begins."""

    kind: str
    due_on: date


def reasons(facts: Facts, today: date, last: date) -> list[Reason]:
    """Why it needs attention by the day `last`; what isn't planned counts up to today only."""
    standing = facts.standing
    if standing.status == LOST:
        on = standing.revisit_on
        return [Reason(REVISIT, on)] if on is not None and on <= last else []
    found = action_reasons(standing, today, last)
    if standing.status == OPEN:
        if not standing.has_next:
            found.append(Reason(NO_NEXT, facts.ended_on or standing.added_on))
        since = stale_since(standing, today)
        if since is not None and not is_put_off(facts, since, today):
            found.append(Reason(STALE, since))
    return found


def action_reasons(standing: Standing, today: date, last: date) -> list[Reason]:
    """The date of its next action."""
    if standing.due_on is None or standing.due_on > last:
        return []
    return [Reason(OVERDUE if standing.due_on < today else DUE, standing.due_on)]


def stale_since(standing: Standing, today: date) -> date | None:
    """The first day on which it was stale; None where it isn't."""
    contact_on = standing.last_contact_on or standing.added_on
    if (today - contact_on).days <= standing.cadence_days:
        return None
    return later(contact_on, standing.cadence_days + 1)


def is_put_off(facts: Facts, stale_on: date, today: date) -> bool:
    """Whether somebody decided, once it was stale, on a later day for what comes next."""
    due_on, decided_on = facts.standing.due_on, facts.decided_on
    if due_on is None or decided_on is None:
        return False
    return decided_on >= stale_on and due_on > today


def review_due_on(since: date, interval_days: int) -> date:
    """The day on which a review is due, so many days after the last one, or the beginning."""
    return date.fromordinal(min(since.toordinal() + interval_days, date.max.toordinal()))
