"""Find pushes and pulls, and what became of the deals expected in a period."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.changes.rules import State, worth
from pipectl.reports.rules import in_period
from pipectl.stage_history import is_push
from pipectl.vocabulary import OPEN

if TYPE_CHECKING:
    from pipectl.exchange_rates import OriginalAmount

MOVED_OUT, UNDATED, SLIPPED, DUE = "moved out", "lost its date", "slipped", "still due"
# The possible outcomes in the order shown, and those that count as moved out of the period.
# Slipped deals only count once the period is over: until then they can still close in it.
FATES = ("won", "lost", "deleted", DUE, SLIPPED, MOVED_OUT, UNDATED)
OUT = (MOVED_OUT, UNDATED)


class CloseDateShift(NamedTuple):
    """A changed close date, and the deal's stage at the time."""

    opportunity_id: int
    stage_id: int
    on: date | None
    former: date
    close_on: date
    amount_minor: int

    @property
    def is_push(self) -> bool:
        """Return whether it moved later; else it moved earlier."""
        return is_push(self.former, self.close_on)

    @property
    def days(self) -> int:
        """Return how many days later; below 0 it is earlier."""
        return (self.close_on - self.former).days


class Expected(NamedTuple):
    """A deal expected to close in the period when that began, and its outcome."""

    opportunity_id: int
    amount_minor: int | None
    expected_on: date
    fate: str
    close_on: date | None
    is_out: bool  # whether its closing went out of the period
    original: "OriginalAmount | None" = None


def shifts(states: Sequence[State], currency: str) -> Iterator[CloseDateShift]:
    """Return the pushes and pulls of one deal while it was open, in that currency."""
    for before, after in pairwise(states):
        both_open = before.status == OPEN == after.status
        if not both_open or before.currency != currency:
            continue
        was, now = before.close_on, after.close_on
        if was is not None and now is not None and was != now:
            minor = worth(before, currency)
            yield CloseDateShift(before.opportunity_id, before.stage_id, after.on, was, now, minor)


def expected(
    then: Mapping[int, State],
    since: Mapping[int, Sequence[State]],
    *,
    period: Period,
    today: date,
) -> list[Expected]:
    """Return the deals open when the period began, with a close date in it or before it.

    `then` are their states on the evening before, `since` their changes up to today, or its end.
    Before the period has begun, a past date belongs to the current period.
    """
    found: list[Expected] = []
    for number, state in then.items():
        if state.status == OPEN and in_period(state.close_on, period, min(today, period.starts_on)):
            assert state.close_on is not None
            last = [state, *since.get(number, ())][-1]
            fate = fate_of(last, period, today)
            is_out = fate in OUT or (fate == SLIPPED and today > period.ends_on)
            found.append(
                Expected(
                    *(number, state.amount_minor, state.close_on, fate, last.close_on, is_out),
                    original=state.original,
                )
            )
    return found


def fate_of(last: State, period: Period, today: date) -> str:
    """Return a deal's outcome by its last state in the period."""
    if last.status != OPEN:
        return last.status
    if last.close_on is None:
        return UNDATED
    if last.close_on > period.ends_on:
        return MOVED_OUT
    return SLIPPED if last.close_on < today or today > period.ends_on else DUE
