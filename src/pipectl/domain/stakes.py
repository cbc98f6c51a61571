"""The order of a day's work: by the money at stake, and by how late it is."""

from collections.abc import Sequence
from typing import NamedTuple

from pipectl.money import weighted_minor

LEAST_BP = 1_000  # a new deal isn't worth nothing
MOST_DAYS = 28  # later than that makes nothing more urgent
WEEK = 7


class Matter(NamedTuple):
    """What the rank depends on; `amount_minor` is None if unknown or in another currency."""

    amount_minor: int | None
    probability_bp: int
    days_late: int


def stakes(matters: Sequence[Matter]) -> list[int]:
    """The money at stake in each: amount x probability, the probability at least 10 %.

    An amount that isn't known counts as the median stake of those that are, 0 without any.
    """
    known = [at_stake(each) for each in matters if each.amount_minor is not None]
    middle = median(known)
    return [middle if each.amount_minor is None else at_stake(each) for each in matters]


def at_stake(matter: Matter) -> int:
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
