"""Find values whose deals were won more often than others, without taking chance for a rule."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from math import erf, sqrt

from pipectl.named_tuple import NamedTuple
from pipectl.sample_size import LEAST_SAMPLE, is_enough

BANDS = 4  # of a number or an amount
WRONG = Fraction(5, 100)  # the chance that any value is suggested where none is better


class Closing(NamedTuple):
    """A value of a closed deal, whose deal it is, and whether that was won."""

    value: str
    customer: Hashable
    is_won: bool


class ValueResult(NamedTuple):
    """What became of the deals with a value; rates from 0 to 1.

    `shrunk` is the win rate drawn towards the one of all values, None if there are too few deals.
    """

    value: str
    closed: int
    won: int
    customers: int
    usual: Fraction
    shrunk: Fraction | None = None
    above: Fraction | None = None
    sure: Fraction = 1 - WRONG

    @property
    def win_rate(self) -> Fraction | None:
        """won / closed in percent; None for too few deals."""
        return 100 * Fraction(self.won, self.closed) if self.is_enough else None

    @property
    def shrunk_rate(self) -> Fraction | None:
        """The shrunk win rate in percent."""
        return None if self.shrunk is None else 100 * self.shrunk

    @property
    def chance_above(self) -> Fraction | None:
        """The chance in percent that its true win rate is above the usual one."""
        return None if self.above is None else 100 * self.above

    @property
    def is_enough(self) -> bool:
        """Whether there are enough deals, of enough customers."""
        return is_enough(min(self.closed, self.customers))

    @property
    def suggested(self) -> bool:
        """Whether its deals were won more often, not only by chance."""
        return self.above is not None and self.above >= self.sure


class NameResult(NamedTuple):
    """The values of a field, or of something else that deals have."""

    name: str
    values: tuple[ValueResult, ...]
    usual: Fraction
    spread: Fraction
    are_figures: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether two values have enough deals."""
        return sum(each.is_enough for each in self.values) > 1

    def condition(self, mark: str = ".") -> str | None:
        """The criterion with the suggested values, with a decimal mark; None without any."""
        found = [each.value for each in self.values if each.suggested]
        if self.are_figures:
            found = [re.sub(r"(?<=[0-9])\.(?=[0-9])", mark, each) for each in found]
        return f"{self.name}={', '.join(map(written, found))}" if found else None


def result(name: str, closings: Sequence[Closing], *, are_figures: bool = False) -> NameResult:
    """Return what became of the deals with each value; the most successful first."""
    groups: dict[str, list[Closing]] = defaultdict(list)
    for each in closings:
        groups[each.value].append(each)
    usual = Fraction(sum(each.is_won for each in closings), max(len(closings), 1))
    found = [
        ValueResult(
            value,
            len(some),
            sum(each.is_won for each in some),
            len({each.customer for each in some}),
            usual,
        )
        for value, some in groups.items()
    ]
    spread = spread_of([each for each in found if each.is_enough])
    rated = [shrunk(each, spread) for each in found]
    rated.sort(
        key=lambda each: (each.shrunk is None, -(each.shrunk or 0), -each.closed, each.value)
    )
    return NameResult(name, tuple(rated), usual, spread, are_figures)


def compared(names: Sequence[NameResult]) -> list[NameResult]:
    """Return names with how sure a suggestion must be: the surer, the more values are compared.

    One of many is above the others by chance alone (Bonferroni).
    """
    rated = sum(each.is_enough for name in names for each in name.values)
    sure = 1 - WRONG / max(rated, 1)
    return [
        name._replace(values=tuple(each._replace(sure=sure) for each in name.values))
        for name in names
    ]


def written(value: str) -> str:
    """A value in a condition: in double quotes if it has a comma."""
    return f'"{value}"' if "," in value else value


def spread_of(found: Sequence[ValueResult]) -> Fraction:
    """Return how much true win rates differ from value to value, from 0 to 1.

    The moment estimate for a beta-binomial distribution with weights n (Kleinman 1973): 0 if the
    rates differ no more than chance makes them.
    """
    n, m = sum(each.closed for each in found), len(found)
    if m < 2:
        return Fraction(0)
    rate = Fraction(sum(each.won for each in found), n)
    variance = rate * (1 - rate)
    of_sizes = n - Fraction(sum(each.closed**2 for each in found), n) - (m - 1)
    if not variance or of_sizes <= 0:
        return Fraction(0)
    seen = sum(each.closed * (Fraction(each.won, each.closed) - rate) ** 2 for each in found)
    spread = (seen - variance * (m - 1)) / (variance * of_sizes)
    return min(max(spread, Fraction(0)), Fraction(99, 100))


def shrunk(found: ValueResult, spread: Fraction) -> ValueResult:
    """Return a value with its shrunk rate, if there are enough deals.

    weight of its own rate = n x spread / (1 + (n - 1) x spread), that is n / (n + k) with
    k = (1 - spread) / spread. The chance is the one of a normal curve with the variance of the beta
    distribution.
    """
    if not found.is_enough:
        return found
    n, usual = found.closed, found.usual
    own = n * spread / (1 + (n - 1) * spread)
    rate = usual + own * (Fraction(found.won, n) - usual)
    above = Fraction(1, 2)
    if own and 0 < rate < 1:
        size = n + (1 - spread) / spread
        error = sqrt(rate * (1 - rate) / (size + 1))
        above = Fraction(round(1e4 * (1 + erf(float(rate - usual) / error / sqrt(2))) / 2), 10_000)
    return found._replace(shrunk=rate, above=above)


class Band(NamedTuple):
    """Numbers from the least to the most that some deals have."""

    low: Fraction
    high: Fraction

    def holds(self, value: Fraction) -> bool:
        """Whether the band has the number."""
        return self.low <= value <= self.high


def bands(values: Iterable[Fraction]) -> list[Band]:
    """Return four bands with about as many values each, fewer for few values; equal ones share one.

    None if there are too few for two bands.
    """
    ordered = sorted(values)
    count = min(BANDS, len(ordered) // LEAST_SAMPLE)
    if count < 2:
        return []
    starts = sorted({ordered[at * len(ordered) // count] for at in range(count)})
    found = []
    for low, after in zip(starts, [*starts[1:], None], strict=True):
        inside = [each for each in ordered if each >= low and (after is None or each < after)]
        found.append(Band(low, inside[-1]))
    return found
