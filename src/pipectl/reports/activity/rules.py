"""Compare activities with goals, and count them per win and per advance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from pipectl.named_tuple import NamedTuple
from pipectl.periods import Kind, Period, around, parts
from pipectl.sample_size import LEAST_SAMPLE
from pipectl.vocabulary import OPEN, WON

WEEKS = 12  # that a picture looks back


class LoggedActivity(NamedTuple):
    """An activity; `title` and `currency` are its deal's, if it has one."""

    id: int
    kind: str
    number: int
    done_on: date
    title: str | None
    currency: str | None = None


class Advance(NamedTuple):
    """The columns of a history row that show an advance."""

    opportunity_id: int
    rank: int  # of its stage, see stage_history.stage_rank
    status: str
    on: date
    redrawn: bool


class GoalReached(NamedTuple):
    """A goal in a period, and how many of its completed spans reached it."""

    kind: str
    per: str
    goal: int
    spans: int
    reached: int


def advances(passages: Sequence[Advance], period: Period) -> Counter[str]:
    """Count the moves forward in the period, and the wins of open deals.

    A win is an advance from the deal's last stage: together they are all advances.

    `passages` are complete histories, deal by deal, in the order of recording.
    """
    return Counter(
        after.status
        for before, after in pairwise(passages)
        if before.opportunity_id == after.opportunity_id
        and is_advance(before, after)
        and period.contains(after.on)
    )


def is_advance(before: Advance, after: Advance) -> bool:
    """Return whether the change from one row to the next is an advance."""
    if before.status != OPEN:
        return False
    forward = after.rank > before.rank and not after.redrawn
    return after.status == WON or (after.status == OPEN and forward)


def each_took(count: int, n: int) -> Fraction | None:
    """Return how many each win or advance took; None if there were too few of these."""
    return Fraction(count, n) if n >= LEAST_SAMPLE else None


def whole_spans(period: Period, today: date, per: Kind, fiscal_start: int) -> list[Period]:
    """Return the completed weeks, months or quarters of the period."""
    return [
        part
        for part in parts(period, per, fiscal_start)
        if part.ends_on < today and part == around(part.starts_on, per, fiscal_start)
    ]


def reached(spans: Sequence[Period], goal: int, by_day: Mapping[date, int]) -> int:
    """Count the spans in which the goal was reached."""
    return sum(
        sum(count for day, count in by_day.items() if span.contains(day)) >= goal for span in spans
    )
