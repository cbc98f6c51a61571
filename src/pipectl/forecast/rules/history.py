"""The history cut off at a day; days in bins."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from pipectl.vocabulary import DELETED, LOST, OPEN, WON

CLOSED = (WON, LOST)


class RecordedRow(NamedTuple):
    """A row of an opportunity's history: all of it as it was from `on`, told on `recorded_on`.

    `stage` is the place among the open stages, from 0; rows of a stage that was removed carry the
    place of the one that took them in; the row that took one in `is_redrawn`. `amount_minor` is
    None where nobody has said it.
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
    """An opportunity's whole history, in the order it was written; when it entered the store."""

    id: int
    first_seen_on: date
    rows: Sequence[RecordedRow]


class DatedVisit(NamedTuple):
    """A stage and the day on which it was entered, counted as `date.toordinal` does."""

    stage: int
    entered: int


class KnownOpportunity(NamedTuple):
    """An opportunity as it was known; days counted as `date.toordinal` does.

    `amount_minor` is what was said before the closing, `closed_minor` what it was closed with.
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
        """Where it stands, or stood when it was closed."""
        return self.visits[-1].stage

    def place(self, day: int) -> tuple[int, int]:
        """Its stage, and for how many days it has been there."""
        stage, entered = self.visits[-1]
        return stage, day - entered


class KnownHistory(NamedTuple):
    """All that is known at the end of `day`; `adoption` is when anything was first seen."""

    day: int
    adoption: int
    cases: tuple[KnownOpportunity, ...]

    @property
    def open(self) -> list[KnownOpportunity]:
        """The open ones, by number."""
        return [case for case in self.cases if case.is_open]

    @property
    def won(self) -> list[KnownOpportunity]:
        """The won ones, by number."""
        return [case for case in self.cases if case.is_won]

    @property
    def n_closed(self) -> int:
        return sum(not case.is_open for case in self.cases)


def known_on(
    pasts: Iterable[RecordedHistory],
    *,
    on: date,
    complete_since: date | None = None,
    adopted_on: date | None = None,
) -> KnownHistory:
    """The state of knowledge at the end of that day, whatever the order of the pasts.

    `complete_since`: since when nothing was missed, where that is known: days on which nothing
    was opened count as seen then, before the first opportunity too. `adopted_on`: when anything
    was first seen, be it none of the pasts: what was deleted, or is in another currency.
    """
    found = [case for past in pasts if (case := as_known_on(past, on)) is not None]
    found.sort(key=lambda case: case.id)
    day = on.toordinal()
    seen = [case.first_seen for case in found]
    since = (complete_since, adopted_on)
    seen += [first.toordinal() for first in since if first is not None and first <= on]
    return KnownHistory(day, min(seen, default=day), tuple(found))


def as_known_on(past: RecordedHistory, on: date) -> KnownOpportunity | None:
    """One opportunity as it was known; None if it wasn't, or had been deleted."""
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
    """The amount before the day of the closing; of what began on that day, the first one.

    A win at another amount is an amount change, then a win: both on that day.
    """
    standing = [row for row in rows if row.status == OPEN] or rows
    earlier = [row for row in standing if row.on < closed_on]
    return (earlier[-1] if earlier else standing[0]).amount_minor


def is_known(row: RecordedRow, on: date) -> bool:
    """Whether a row was both told and true by that day."""
    dates = (row.on, row.recorded_on, row.created_on, row.entered_on, row.closed_on or on)
    return max(dates) <= on


def visits(rows: Iterable[RecordedRow]) -> tuple[DatedVisit, ...]:
    """The stages in the order they were entered; of rows in one stage, the last says when.

    One that was taken in from a removed stage hasn't moved, nor has one that was reopened in
    another stage: its last stay was one here.
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
    """The sum of what was won from one day to another, both included."""
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
    """The bin whose rates hold at an age; an edge belongs to the upper one."""
    return max(bisect_right(EDGES, age_days) - 1, 0)


def bin_of_event(age_days: float) -> int:
    """The bin that an event at that age ends; an edge belongs to the lower one."""
    return max(bisect_left(EDGES, age_days) - 1, 0)


def overlaps(start: float, end: float) -> list[tuple[int, float]]:
    """How many days of a stretch fall into each bin that it touches."""
    first, last = bin_at(start), bin_of_event(end)
    found = []
    for number in range(first, last + 1):
        upper = EDGES[number + 1] if number + 1 < BINS else end
        days = min(end, upper) - max(start, EDGES[number])
        if days > 0:
            found.append((number, days))
    return found
