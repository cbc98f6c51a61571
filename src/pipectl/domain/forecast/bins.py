"""Days in a stage, in bins that widen with age."""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Final

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
