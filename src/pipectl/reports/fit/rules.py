"""Compare what became of deals with a better and a worse fit."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import erfc, sqrt

from pipectl.averages import average, share
from pipectl.icp.rules import Fit
from pipectl.named_tuple import NamedTuple
from pipectl.reports.rules import DealOutcome
from pipectl.sample_size import ENOUGH_CLOSINGS, LEAST_SAMPLE, THIN_BELOW, is_enough
from pipectl.vocabulary import FIT_GRADES

SURE = 1.96  # standard errors: a larger difference comes up by chance once in 20 times
NO_CRITERIA, TOO_EARLY, NO_DIFFERENCE = "no-criteria", "too-early", "no-difference"
BETTER, WORSE = "better", "worse"


class GradedDeal(NamedTuple):
    """A won or lost deal with its fit."""

    deal: DealOutcome
    fit: Fit


class GradeResult(NamedTuple):
    """What became of the deals of a grade, and how many are open."""

    grade: str
    deals: tuple[GradedDeal, ...]
    open: int

    @property
    def closed(self) -> int:
        """How many were closed."""
        return len(self.deals)

    @property
    def wins(self) -> list[GradedDeal]:
        """The won deals."""
        return [each for each in self.deals if each.deal.is_won]

    @property
    def won(self) -> int:
        """How many were won."""
        return len(self.wins)

    @property
    def lost(self) -> int:
        """How many were lost."""
        return self.closed - self.won

    @property
    def win_rate(self) -> Fraction | None:
        """won / (won + lost) in percent; None for fewer than five deals."""
        return share(self.won, self.closed)

    @property
    def average_amount_minor(self) -> Fraction | None:
        """The average won amount; None for fewer than five won deals."""
        return average([each.deal.amount_minor or 0 for each in self.wins])

    @property
    def cycle_days(self) -> Fraction | None:
        """The average days to win; None for fewer than five won deals."""
        return average([each.deal.days for each in self.wins])

    @property
    def incomplete(self) -> int:
        """How many closed deals have a criterion that isn't known."""
        return sum(each.fit.known < each.fit.of for each in self.deals)


class Comparison(NamedTuple):
    """Whether deals with a better fit were won more often.

    `n` closed deals could be compared, `won` of them won, of that many customers. `z` is the
    difference in standard errors, None where nothing can be compared.
    """

    n: int
    won: int
    customers: int
    z: float | None
    verdict: str

    @property
    def chance(self) -> Fraction | None:
        """How often chance alone makes a difference as large, in percent."""
        return None if self.z is None else 100 * Fraction(erfc(abs(self.z) / sqrt(2)))


def by_grade(deals: Sequence[GradedDeal], open_grades: Mapping[str, int]) -> list[GradeResult]:
    """Return the deals by grade, the best first."""
    return [
        GradeResult(
            name,
            tuple(each for each in deals if each.fit.grade == name),
            open_grades.get(name, 0),
        )
        for name in FIT_GRADES
    ]


def comparison(deals: Sequence[GradedDeal]) -> Comparison:
    """Compare closed deals with others of which the same criteria are known.

    A score test of the slope of winning on the score, within such groups: sum of (score - its mean)
    x (won - its mean). Deals of a customer aren't independent, so the variance is the one of the
    customers' sums (Liang and Zeger 1986).
    """
    sums: dict[Hashable, float] = defaultdict(float)
    compared: list[GradedDeal] = []
    for group in alike(deals):
        scores = [each.fit.score for each in group]
        mean, rate = sum(scores) / len(group), sum(each.deal.is_won for each in group) / len(group)
        compared += group
        for each in group:
            sums[each.deal.customer] += (each.fit.score - mean) * (each.deal.is_won - rate)
    n, won, customers = len(compared), sum(each.deal.is_won for each in compared), len(sums)
    z = standard_errors(list(sums.values()))
    verdict = TOO_EARLY
    if z is not None and is_comparable(compared, customers):
        if abs(z) >= SURE:
            verdict = BETTER if z > 0 else WORSE
        elif n >= THIN_BELOW:
            verdict = NO_DIFFERENCE
    return Comparison(n, won, customers, z, verdict)


def alike(deals: Iterable[GradedDeal]) -> Iterator[list[GradedDeal]]:
    """Yield deals of which the same criteria are known, where their scores differ."""
    groups: dict[tuple[bool, ...], list[GradedDeal]] = defaultdict(list)
    for each in deals:
        groups[tuple(part.met is not None for part in each.fit.parts)].append(each)
    for group in groups.values():
        if len({each.fit.score for each in group}) > 1:
            yield group


def standard_errors(sums: Sequence[float]) -> float | None:
    """Return a total in standard errors; None if nothing varies."""
    spread = sum(each * each for each in sums)
    if len(sums) < 2 or not spread:
        return None
    return sum(sums) / sqrt(spread * len(sums) / (len(sums) - 1))


def is_comparable(deals: Sequence[GradedDeal], customers: int) -> bool:
    """Return whether there are enough deals to tell: won and lost ones, customers and grades."""
    won = sum(each.deal.is_won for each in deals)
    grades = [sum(each.fit.grade == name for each in deals) for name in FIT_GRADES]
    return (
        len(deals) >= ENOUGH_CLOSINGS
        and min(won, len(deals) - won, customers) >= LEAST_SAMPLE
        and sum(is_enough(count) for count in grades) > 1
    )
