"""Why something is due, how much is at stake, what a calendar is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pipectl.dates import later
from pipectl.money import weighted_minor
from pipectl.pipeline.rules import OpportunityState, contact_on, is_stale
from pipectl.vocabulary import LOST, OPEN

OVERDUE, DUE, NO_NEXT, STALE = "overdue", "due", "no-next-action", "stale"
REVISIT, REVIEW = "revisit", "review"
KINDS = (OVERDUE, DUE, NO_NEXT, STALE, REVISIT, REVIEW)
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
    if standing.status == OPEN:
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


LEAST_BP = 1_000  # a new deal isn't worth nothing
MOST_DAYS = 28  # later than that makes nothing more urgent
WEEK = 7


class RankedItem(NamedTuple):
    """What the rank depends on; `amount_minor` is None if unknown or in another currency."""

    amount_minor: int | None
    probability_bp: int
    days_late: int


def amount_at_risk(matters: Sequence[RankedItem]) -> list[int]:
    """The money at stake in each: amount x probability, the probability at least 10 %.

    An amount that isn't known counts as the median stake of those that are, 0 without any.
    """
    known = [rank_by_amount(each) for each in matters if each.amount_minor is not None]
    middle = median(known)
    return [middle if each.amount_minor is None else rank_by_amount(each) for each in matters]


def rank_by_amount(matter: RankedItem) -> int:
    """Amount x probability in minor units."""
    return weighted_minor(matter.amount_minor or 0, max(matter.probability_bp, LEAST_BP))


def median(values: Sequence[int]) -> int:
    """The middle value, or the half between the two middle ones, rounded down; 0 of nothing."""
    if not values:
        return 0
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2


def rank(stake_minor: int, days_late: int) -> int:
    """7 x stake x (1 + days late / 7), of at most 28 days: the higher, the sooner."""
    return stake_minor * (WEEK + min(max(days_late, 0), MOST_DAYS))


SENT_FOR = timedelta(days=30)  # how long a calendar is told that something is over
EVENT_OPEN, EVENT_DONE, EVENT_CANCELED = "open", "done", "cancelled"


class CalendarContent(NamedTuple):
    """An entry as it was told; dates and times as ISO text, `ended_on` of what was done.

    `stands_on` is the day on which an overdue event stands: the day on which it was told.
    """

    summary: str
    description: str
    due_on: str
    due_time: str | None
    status: str = EVENT_OPEN
    ended_on: str | None = None
    stands_on: str | None = None

    @property
    def happened(self) -> bool:
        """Whether it was done on its day or later, so that its place in a calendar is history."""
        return (
            self.status == EVENT_DONE and self.ended_on is not None and self.due_on <= self.ended_on
        )


class SentEntry(NamedTuple):
    """What is known of a `uid`; without content it was forgotten, except for its sequence."""

    uid: str
    sequence: int
    content: CalendarContent | None
    stamped_at: datetime


def update_entries(
    known: Mapping[str, SentEntry],
    *,
    due: Mapping[str, CalendarContent],
    ahead: Mapping[str, CalendarContent],
    ended: Mapping[str, str],
    now: datetime,
) -> list[SentEntry]:
    """Every entry as it is to be told now.

    `due` is to be sent now; `ahead` is all that is open, which updates what was sent earlier;
    `ended` are the days on which actions were done, by their uid.
    """
    entries = [
        entries_to_send(uid, known.get(uid), due.get(uid) or ahead.get(uid), ended.get(uid), now)
        for uid in (*due, *(uid for uid in known if uid not in due))
        if uid in due or known[uid].content is not None
    ]
    return sorted(entries, key=place)


def entries_to_send(
    uid: str,
    former: SentEntry | None,
    content: CalendarContent | None,
    ended_on: str | None,
    now: datetime,
) -> SentEntry:
    """One entry: as it was, or with the next number and a new stamp where it changed."""
    if former is None:
        return SentEntry(uid, 0, content, now)
    content = content or is_past(former.content, ended_on)
    if content is not None and content.status != EVENT_OPEN and content == former.content:
        return former if now - former.stamped_at <= SENT_FOR else former._replace(content=None)
    if content == former.content:
        return former
    return SentEntry(uid, former.sequence + 1, content, now)


def is_past(content: CalendarContent | None, ended_on: str | None) -> CalendarContent | None:
    """What was told and isn't open any more: done or canceled."""
    if content is None or content.status != EVENT_OPEN:
        return content
    if ended_on is None:
        return content._replace(status=EVENT_CANCELED)
    return content._replace(status=EVENT_DONE, ended_on=ended_on)


def place(entry: SentEntry) -> tuple[str, str, str, str]:
    """Where you stand among the others."""
    found = entry.content
    if found is None:
        return "", "", "", entry.uid
    return found.due_on, found.due_time or "", found.summary, entry.uid


def removed_entries(
    known: Mapping[str, SentEntry], *, due: Iterable[str], ahead: Iterable[str]
) -> Iterator[str]:
    """Those that were told as open and aren't open any more."""
    still = {*due, *ahead}
    for uid, entry in known.items():
        if uid not in still and entry.content is not None and entry.content.status == EVENT_OPEN:
            yield uid
