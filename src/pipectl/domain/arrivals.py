"""An opportunity that comes from elsewhere, with its past: from what was read to what is kept."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pipectl.domain.incoming.fields import Incoming, closing_day
from pipectl.domain.incoming.history import History
from pipectl.domain.words import LOST, OPEN, WON
from pipectl.errors import RefusedError

Visit = tuple[int, date]  # a stage, and the day it was entered on


class NoStagesError(RefusedError):
    """There is no stage in which an opportunity could stand."""

    def __init__(self) -> None:
        super().__init__(
            "No stage is in use, so that nothing can be brought in.",
            hint="Add one: `pipectl stage add NAME --probability N`.",
        )


class Arrival(NamedTuple):
    """A row that was read; `stage_id` is its stage's, `visits` are in the order of their days."""

    row: Incoming
    stage_id: int | None
    visits: tuple[Visit, ...] = ()


class Snapshot(NamedTuple):
    """The opportunity as it was from a day on; money in minor units."""

    happened_on: date
    stage_id: int
    stage_entered_on: date
    status: str
    amount_minor: int | None
    closed_on: date | None = None


class Seen(NamedTuple):
    """From which day on the past that is imported counts as known: today, its own, or a day."""

    today: date
    complete_since: date | None = None

    def recorded_on(self, happened_on: date) -> date:
        """The day on which something counts as recorded."""
        if self.complete_since is None:
            return self.today
        return min(max(happened_on, self.complete_since), self.today)


def began_on(arrival: Arrival, today: date) -> date:
    """The day it began: as it says, but not after its first stage or its closing."""
    row = arrival.row
    known = [row.created_on, *(day for _, day in arrival.visits[:1]), closing_day(row, today)]
    return min((day for day in known if day is not None), default=today)


class Misplaced(NamedTuple):
    """Lines, in their order, of what is before a beginning or after a closing."""

    early: tuple[int, ...]
    late: tuple[int, ...]


def misplaced(rows: Iterable[Incoming], entries: History, today: date) -> Misplaced:
    """The lines of the history that move the beginning of a row, or are moved to its closing."""
    early: list[int] = []
    late: list[int] = []
    for row in rows:
        past = entries.get(row.identifier, ()) if row.identifier is not None else ()
        end = closing_day(row, today)
        for entry in past:
            if row.created_on is not None and entry.entered_on < row.created_on:
                early.append(entry.line)
            if end is not None and entry.entered_on > end:
                late.append(entry.line)
    return Misplaced(tuple(sorted(early)), tuple(sorted(late)))


class Misdated(NamedTuple):
    """Lines of closed rows without any day, with one to come, and with an expected one that passed.

    The last are closed on that day here.
    """

    none: tuple[int, ...]
    ahead: tuple[int, ...]
    expected: tuple[int, ...]


def entered_late(rows: Iterable[Incoming], today: date) -> list[int]:
    """The lines of rows that were closed before they were created: those begin as they close."""
    return [
        row.line
        for row in rows
        if row.created_on is not None and (closing_day(row, today) or today) < row.created_on
    ]


def undated(rows: Iterable[Incoming], today: date) -> Misdated:
    """The lines of rows that are won or lost, but no day that has come says when."""
    closed = [row for row in rows if row.outcome != OPEN and row.closed_on is None]
    none = (row.line for row in closed if row.close_on is None)
    ahead = (row.line for row in closed if row.close_on is not None and row.close_on > today)
    passed = (row.line for row in closed if row.close_on is not None and row.close_on <= today)
    return Misdated(tuple(none), tuple(ahead), tuple(passed))


class Unbegun(NamedTuple):
    """Lines of rows that don't say when they began: open ones begin today, closed ones closing."""

    still_open: tuple[int, ...]
    closed: tuple[int, ...]


def unbegun(rows: Iterable[Incoming], entries: History) -> Unbegun:
    """The lines of rows of which neither a day nor a history tells when they began."""
    bare = [row for row in rows if row.created_on is None and not entries.get(row.identifier or "")]
    return Unbegun(
        tuple(row.line for row in bare if row.outcome == OPEN),
        tuple(row.line for row in bare if row.outcome != OPEN),
    )


def stays(arrival: Arrival, standing: Sequence[int], today: date) -> list[Visit]:
    """The stages it went through: as the history tells, then the one that it says it is in.

    Where nothing tells, a won one was in the last stage and any other one in the first. Raises
    NoStagesError where there is none.
    """
    begin, end = began_on(arrival, today), closing_day(arrival.row, today) or today
    found: list[Visit] = []
    for stage_id, day in arrival.visits:
        if not found or found[-1][0] != stage_id:
            found.append((stage_id, min(max(day, found[-1][1] if found else begin), end)))
    if not found:
        return [
            (unsaid(arrival, standing) if arrival.stage_id is None else arrival.stage_id, begin)
        ]
    if arrival.stage_id is not None and found[-1][0] != arrival.stage_id:
        found.append((arrival.stage_id, end))
    return found


def unsaid(arrival: Arrival, standing: Sequence[int]) -> int:
    """The stage of one that doesn't say it; raises NoStagesError."""
    if not standing:
        raise NoStagesError
    return standing[-1 if arrival.row.outcome == WON else 0]


def days_between(state: Snapshot, after: Snapshot) -> int:
    """The days that an opportunity stood in a state's stage until the next state."""
    return max((after.happened_on - max(state.happened_on, state.stage_entered_on)).days, 0)


def days_before(states: Sequence[Snapshot], stage_id: int) -> int:
    """The days of the visits to a stage that ended before the one that goes on."""
    return sum(
        days_between(state, after)
        for state, after in itertools.pairwise(states)
        if state.stage_id == stage_id and after.stage_id != stage_id
    )


def timeline(arrival: Arrival, standing: Sequence[int], today: date) -> list[Snapshot]:
    """Every state that the opportunity went through, oldest first; a win at another amount is an
    amount change, then a win."""
    row, amount = arrival.row, arrival.row.amount_minor
    begin, closed_on = began_on(arrival, today), closing_day(row, today)
    (first, entered_on), *later = stays(arrival, standing, today)
    states = [Snapshot(begin, first, max(begin, entered_on), OPEN, amount)]
    states += [Snapshot(day, stage_id, day, OPEN, amount) for stage_id, day in later]
    if closed_on is None:
        return states
    last = states[-1]
    closed_value = row.closed_value_minor if row.outcome == WON else None
    if closed_value is not None and closed_value != amount:
        last = last._replace(happened_on=closed_on, amount_minor=closed_value)
        states.append(last)
    status = WON if row.outcome == WON else LOST
    states.append(last._replace(happened_on=closed_on, status=status, closed_on=closed_on))
    return states
