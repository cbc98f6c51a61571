"""Compute medians and quartiles of the stays in a stage."""

from collections.abc import Sequence
from fractions import Fraction

from pipectl.named_tuple import NamedTuple
from pipectl.stage_history import StageRef


class Spread(NamedTuple):
    """A distribution of days: count, quartiles, median and maximum; None if empty."""

    n: int
    lower_quartile: int | None
    median: Fraction | None
    upper_quartile: int | None
    longest: int | None


class StageTime(NamedTuple):
    """The visits to a stage: completed and current ones."""

    stage: StageRef
    finished: Spread
    running: Spread


def spread(days: Sequence[int]) -> Spread:
    """Return the quartiles by nearest rank, as in `stalled`; an even count's median is halfway.

    The nearest rank gives a value that occurred: the least one that reaches the share.
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
    """Return the position of a quartile in `n` sorted values."""
    return max(0, -(-quarters * n // 4) - 1)
