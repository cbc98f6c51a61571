"""Compute medians and quartiles of the stays in a stage."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from pipectl.stage_history import StageRef


class Spread(NamedTuple):
    """Some numbers of days: how many, the quartiles, the middle and the most; null for none."""

    n: int
    lower_quartile: int | None
    median: Fraction | None
    upper_quartile: int | None
    longest: int | None


class StageTime(NamedTuple):
    """A stage's stays: ended ones and current ones."""

    stage: StageRef
    finished: Spread
    running: Spread


def spread(days: Sequence[int]) -> Spread:
    """The quartiles by nearest rank, as `stalled` takes them; the middle of an even number halfway.

    A value of the nearest rank is one that occurred: the least that so many are not above.
    """
    n, found = len(days), sorted(days)
    if not n:
        return Spread(0, None, None, None, None)
    return Spread(
        n=n,
        lower_quartile=found[rank(n, 1)],
        median=Fraction(found[(n - 1) // 2] + found[n // 2], 2),
        upper_quartile=found[rank(n, 3)],
        longest=found[-1],
    )


def rank(n: int, quarters: int) -> int:
    """The place of a quartile in `n` sorted values."""
    return max(0, -(-quarters * n // 4) - 1)
