"""Why something is due, and in which order `remind` lists it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pipectl.dates import later
from pipectl.named_tuple import NamedTuple
from pipectl.pipeline.rules import OpportunityState, contact_on, is_stale
from pipectl.vocabulary import LOST

OVERDUE, DUE, NO_NEXT, STALE = "overdue", "due", "no-next-action", "stale"
REVISIT, KEEP_IN_TOUCH, REVIEW = "revisit", "keep-in-touch", "review"
KINDS = (OVERDUE, DUE, NO_NEXT, STALE, REVISIT, KEEP_IN_TOUCH, REVIEW)
ACTION_KINDS = (OVERDUE, DUE)


class Facts(NamedTuple):
    """What the reminders of one opportunity depend on.

    `decided_on` is the day on which its open next action, or the date of it, was set; `ended_on`
    the day on which the last one ended, where none is open.
    """

    standing: OpportunityState
    decided_on: date | None
    ended_on: date | None


class DueReason(NamedTuple):
    """Why an opportunity needs attention, and the day on which that began or begins."""

    kind: str
    due_on: date


def reasons(facts: Facts, today: date, last: date) -> list[DueReason]:
    """Why it needs attention by the day `last`; what isn't planned counts up to today only."""
    standing = facts.standing
    if standing.status == LOST:
        on = standing.revisit_on
        return [DueReason(REVISIT, on)] if on is not None and on <= last else []
    found = action_reasons(standing, today, last)
    if standing.is_looked_after:
        if not standing.has_next:
            found.append(DueReason(NO_NEXT, facts.ended_on or standing.added_on))
        since = stale_since(standing, today)
        if since is not None and not is_put_off(facts, since, today):
            found.append(DueReason(STALE, since))
    return found


def action_reasons(standing: OpportunityState, today: date, last: date) -> list[DueReason]:
    """The date of its next action."""
    if standing.due_on is None or standing.due_on > last:
        return []
    return [DueReason(OVERDUE if standing.due_on < today else DUE, standing.due_on)]


def stale_since(standing: OpportunityState, today: date) -> date | None:
    """The first day on which it was stale; None where it isn't."""
    if not is_stale(standing, today):
        return None
    return later(contact_on(standing), standing.cadence_days + 1)


def is_put_off(facts: Facts, stale_on: date, today: date) -> bool:
    """Whether somebody decided, once it was stale, on a later day for what comes next."""
    due_on, decided_on = facts.standing.due_on, facts.decided_on
    if due_on is None or decided_on is None:
        return False
    return decided_on >= stale_on and due_on > today


def review_due_on(since: date, interval_days: int) -> date:
    """The day on which a review is due, so many days after the last one, or the beginning."""
    return date.fromordinal(min(since.toordinal() + interval_days, date.max.toordinal()))


class DueDeal(NamedTuple):
    """The opportunity that something is due on; `probability_bp` is its outcome's once closed."""

    id: int
    uid: str
    title: str
    account: str | None
    contact: str | None
    amount_minor: int | None
    currency: str
    stage: str
    probability_bp: int
    status: str
    flags: tuple[str, ...]
    is_lead: bool = False


class WorthOfDeal(NamedTuple):
    """What a deal of someone is worth; `probability_bp` is its stage's or its own."""

    amount_minor: int | None
    currency: str
    probability_bp: int
    status: str


class DuePerson(NamedTuple):
    """A contact or account (`kind`) to keep in touch with, and what their deals are worth."""

    kind: str
    id: int
    name: str
    account: str | None
    every: str
    deals: tuple[WorthOfDeal, ...]


class DueItem(NamedTuple):
    """One thing that is due; `days` tells how late it is, below 0 what is to come.

    `text` is the action's, or a sentence without its period. `uid` is the action's, else the
    opportunity's or person's; the review has that of the first opportunity. `step` is the step of
    a sequence that an action is. Only KEEP_IN_TOUCH has a person; it has no deal.
    """

    kind: str
    deal: DueDeal | None
    text: str
    due_on: date
    due_time: str | None
    days: int
    uid: str
    step: str | None = None
    person: DuePerson | None = None

    @property
    def about(self) -> tuple[str, int] | None:
        """The deal, contact or account that it is about; None for the review."""
        if self.deal is not None:
            return "deal", self.deal.id
        return None if self.person is None else (self.person.kind, self.person.id)

    @property
    def key(self) -> str:
        """What tells it from every other item."""
        return f"{self.kind} {self.uid} {self.due_on}"


def order(found: DueItem) -> tuple[Any, ...]:
    """By kind, then the latest, what is due today by its time, then the most money."""
    amount = found.deal.amount_minor if found.deal else None
    at = (found.due_time or "24:00") if found.kind == DUE else ""
    number = found.deal.id if found.deal else 0
    return (
        KINDS.index(found.kind),
        found.due_on,
        at,
        -1 if amount is None else -amount - 2,
        number,
    )


def by_subject(items: Iterable[DueItem]) -> list[tuple[DueItem, ...]]:
    """The items, those about one deal together: the first one leads."""
    found: dict[tuple[str, int] | None, list[DueItem]] = {}
    for each in items:
        found.setdefault(each.about, []).append(each)
    return [tuple(each) for each in found.values()]
