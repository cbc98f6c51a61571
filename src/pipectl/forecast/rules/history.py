"""Cut the history off at a day, and sort days into bins."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from pipectl.named_tuple import NamedTuple
from pipectl.vocabulary import DELETED, LOST, OPEN, WON

CLOSED = (WON, LOST)


class RecordedRow(NamedTuple):
    """A row of a deal's history: its state from `on`, recorded on `recorded_on`.

    `stage` is the position among the open stages, from 0; rows of a removed stage have that of its
    successor, and the row of that change `is_redrawn`. `amount_minor` is None if not given.
    """

    on: date
    recorded_on: date
    created_on: date
    stage: int
    entered_on: date
    status: str
    closed_on: date | None
    amount_minor: int | None
    is_redrawn: bool = False


class RecordedHistory(NamedTuple):
    """A deal's whole history in the order of writing, and when it entered the store."""

    id: int
    first_seen_on: date
    rows: Sequence[RecordedRow]


class DatedVisit(NamedTuple):
    """A stage and the day it was entered (as `date.toordinal`)."""

    stage: int
    entered: int


class KnownOpportunity(NamedTuple):
    """A deal as known on a day; days as in `date.toordinal`.

    `amount_minor` is the amount before the closing, `closed_minor` that at the closing.
    """

    id: int
    created: int
    first_seen: int
    visits: tuple[DatedVisit, ...]
    status: str
    closed: int | None
    amount_minor: int | None
    closed_minor: int | None

    @property
    def is_open(self) -> bool:
        return self.status == OPEN

    @property
    def is_won(self) -> bool:
        return self.status == WON

    @property
    def stage(self) -> int:
        """Its current stage, or the last one before the closing."""
        return self.visits[-1].stage

    def place(self, day: int) -> tuple[int, int]:
        """Its stage, and the number of days it has been there."""
        stage, entered = self.visits[-1]
        return stage, day - entered


class KnownHistory(NamedTuple):
    """What is known at the end of `day`; `adoption` is the first day of use.

    `leads` are the positions of the lead stages, `disqualified` the numbers of the deals that
    were lost from a stage that was for leads then.
    """

    day: int
    adoption: int
    cases: tuple[KnownOpportunity, ...]
    leads: frozenset[int] = frozenset()
    disqualified: frozenset[int] = frozenset()

    @property
    def open(self) -> list[KnownOpportunity]:
        """The open deals, by number."""
        return [case for case in self.cases if case.is_open]

    @property
    def won(self) -> list[KnownOpportunity]:
        """The won deals, by number."""
        return [case for case in self.cases if case.is_won]

    @property
    def n_closed(self) -> int:
        """The number of won and lost deals; disqualified leads tell nothing about sales."""
        return sum(not (case.is_open or self.is_disqualified(case)) for case in self.cases)

    def is_disqualified(self, case: KnownOpportunity) -> bool:
        """Return whether a deal was lost from a lead stage."""
        return case.status == LOST and case.id in self.disqualified


def known_on(
    pasts: Iterable[RecordedHistory],
    *,
    on: date,
    complete_since: date | None = None,
    adopted_on: date | None = None,
    leads: frozenset[int] = frozenset(),
    disqualified: frozenset[int] = frozenset(),
) -> KnownHistory:
    """Return what was known at the end of that day; the order of `pasts` doesn't matter.

    `complete_since`: the day since which nothing was missed, if known: days without new deals then
    count as observed, even before the first one. `adopted_on`: the first day of use, also from
    deals that were deleted or in another currency. `leads` are the positions of the lead
    stages, `disqualified` the deals that were lost from one.
    """
    found = [case for past in pasts if (case := as_known_on(past, on)) is not None]
    found.sort(key=lambda case: case.id)
    day = on.toordinal()
    seen = [case.first_seen for case in found]
    since = (complete_since, adopted_on)
    seen += [first.toordinal() for first in since if first is not None and first <= on]
    return KnownHistory(day, min(seen, default=day), tuple(found), leads, disqualified)


def as_known_on(past: RecordedHistory, on: date) -> KnownOpportunity | None:
    """Return a deal as known; None if it wasn't, or had been deleted."""
    if past.first_seen_on > on:
        return None
    rows = [row for row in past.rows if is_known(row, on)]
    if not rows or rows[-1].status == DELETED:
        return None
    last = rows[-1]
    closed_on = (last.closed_on or last.on) if last.status in CLOSED else None
    return KnownOpportunity(
        id=past.id,
        created=last.created_on.toordinal(),
        first_seen=past.first_seen_on.toordinal(),
        visits=visits(rows),
        status=last.status,
        closed=closed_on.toordinal() if closed_on else None,
        amount_minor=amount_before(rows, closed_on) if closed_on else last.amount_minor,
        closed_minor=last.amount_minor if closed_on else None,
    )


def amount_before(rows: Sequence[RecordedRow], closed_on: date) -> int | None:
    """Return the amount before the day of the closing, or the first one if it began that day.

    A win at another amount is recorded as an amount change, then a win, on the same day.
    """
    standing = [row for row in rows if row.status == OPEN] or rows
    earlier = [row for row in standing if row.on < closed_on]
    return (earlier[-1] if earlier else standing[0]).amount_minor


def is_known(row: RecordedRow, on: date) -> bool:
    """Return whether a row was recorded and had happened by that day."""
    dates = (row.on, row.recorded_on, row.created_on, row.entered_on, row.closed_on or on)
    return max(dates) <= on


def visits(rows: Iterable[RecordedRow]) -> tuple[DatedVisit, ...]:
    """Return the stages in the order of entry; several rows in one stage give its last date.

    Taking over a removed stage's deals isn't a move, nor is reopening in another stage, which
    counts as the last visit.
    """
    found: list[DatedVisit] = []
    was_closed = False
    for row in rows:
        if row.status == DELETED:
            continue
        if found and (row.is_redrawn or was_closed):
            found.pop()
        was_closed = row.status in CLOSED
        if found and found[-1].stage == row.stage:
            found.pop()
        found.append(DatedVisit(row.stage, row.entered_on.toordinal()))
    return tuple(found)


def won_minor(known: KnownHistory, *, first: int, last: int) -> int:
    """Return the amount won from one day to another, both included."""
    return sum(
        case.closed_minor or 0
        for case in known.won
        if case.closed is not None and first <= case.closed <= last
    )


EDGES: Final = (0, 3, 7, 14, 21, 30, 45, 60, 75, 90, 105, 120, 150, 180, 270, 365)
BINS: Final = len(EDGES)
_LAST_MIDDLE: Final = 456.0  # the last bin is open: a quarter longer than its edge
MIDDLES: Final = (*((low + high) / 2 for low, high in pairwise(EDGES)), _LAST_MIDDLE)


def bin_at(age_days: float) -> int:
    """Return the bin whose rates apply at an age; an edge belongs to the upper bin."""
    return max(bisect_right(EDGES, age_days) - 1, 0)


def bin_of_event(age_days: float) -> int:
    """Return the bin in which an event at that age falls; an edge belongs to the lower bin."""
    return max(bisect_left(EDGES, age_days) - 1, 0)


def overlaps(start: float, end: float) -> list[tuple[int, float]]:
    """Yield how many days of a stretch fall into each bin."""
    first, last = bin_at(start), bin_of_event(end)
    found = []
    for number in range(first, last + 1):
        upper = EDGES[number + 1] if number + 1 < BINS else end
        days = min(end, upper) - max(start, EDGES[number])
        if days > 0:
            found.append((number, days))
    return found
