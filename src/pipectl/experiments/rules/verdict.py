"""Compare the arms of an experiment, without taking chance for a difference."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from pipectl.averages import median
from pipectl.experiments.rules.chances import (
    chance_of_fewer_days,
    chance_of_fewer_successes,
    chance_of_higher_share,
)
from pipectl.named_tuple import NamedTuple
from pipectl.sample_size import ENOUGH_IN_ARM

BETTER, WORSE, NO_DIFFERENCE, TOO_EARLY = "better", "worse", "no-difference", "too-early"
# So likely must it be that an arm is better: with no difference, at most 5 % of experiments say so.
SURE = Fraction(98, 100)
# So rarely must a random division of the cases be as good: the chance alone is wrong too often
# where one arm has many more cases and nearly all succeed.
RARE = Fraction(25, 1000)


class Cases(NamedTuple):
    """What counts for an arm: so many cases, of them successes, and the days of each success."""

    arm: str
    n: int
    successes: int = 0
    days: tuple[int, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether there are enough cases to compare."""
        return self.n >= ENOUGH_IN_ARM

    @property
    def merit(self) -> Fraction:
        """The share of successes, or the median days; more is better."""
        if self.days:
            return -median(self.days)
        return Fraction(self.successes, max(self.n, 1))


class Judged(NamedTuple):
    """The chance that an arm is better than the best other one; what can be claimed of it."""

    chance: Fraction | None = None
    compared_with: str | None = None
    claim: str | None = None


class Verdict(NamedTuple):
    """What the experiment shows: an arm that is better or worse than another, or nothing yet."""

    kind: str
    arm: str | None = None
    other: str | None = None
    sure: Fraction | None = None


def judge(cases: Sequence[Cases]) -> list[Judged]:
    """Compare each arm that has enough cases with the best of the others.

    With more arms, each comparison needs a higher chance, as there are more of them.
    """
    enough = [each for each in cases if each.is_enough]
    comparisons = max(comb(len(cases), 2), 1)
    return [
        against(each, max(others, key=lambda other: other.merit), comparisons)
        if each.is_enough and (others := [other for other in enough if other.arm != each.arm])
        else Judged()
        for each in cases
    ]


def against(own: Cases, other: Cases, comparisons: int) -> Judged:
    """Compare an arm with another one."""
    if own.days:
        chance = divided = chance_of_fewer_days(own.days, other.days)
    else:
        counts = (own.successes, own.n, other.successes, other.n)
        chance, divided = chance_of_higher_share(*counts), chance_of_fewer_successes(*counts)
    unsure, rare = (1 - SURE) / comparisons, RARE / comparisons
    is_better = chance >= 1 - unsure and divided >= 1 - rare
    is_worse = chance <= unsure and divided <= rare
    return Judged(chance, other.arm, BETTER if is_better else WORSE if is_worse else None)


def verdict(cases: Sequence[Cases], judged: Sequence[Judged]) -> Verdict:
    """Return what can be claimed: the better arm, else the worst one."""
    compared = [
        (each.chance, case.arm, each)
        for case, each in zip(cases, judged, strict=True)
        if each.chance is not None
    ]
    if not compared:
        return Verdict(TOO_EARLY)
    chance, arm, best = max(compared, key=lambda found: found[0])
    if best.claim == BETTER:
        return Verdict(BETTER, arm, best.compared_with, chance)
    chance, arm, worst = min(compared, key=lambda found: found[0])
    if worst.claim == WORSE:
        return Verdict(WORSE, arm, worst.compared_with, 1 - chance)
    return Verdict(NO_DIFFERENCE)
