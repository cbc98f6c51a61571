"""Suggest a quota from the results of past periods."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from pipectl.dates import later
from pipectl.money import rounded_up
from pipectl.named_tuple import NamedTuple
from pipectl.numbers import half_up
from pipectl.periods import Period
from pipectl.sample_size import ENOUGH_FOR_TREND, ENOUGH_PERIODS, ENOUGH_WINS

LOOKED_AT = 4
# A period is complete if the history began in its first tenth or before.
WHOLE = Fraction(9, 10)


class PeriodResult(NamedTuple):
    """A period's result; money in minor units.

    `days` are those since the history began, None if it covers the whole period.
    """

    period: Period
    minor: int
    wins: int
    closed: int
    days: int | None = None

    @property
    def expected_minor(self) -> Fraction:
        """The result, extrapolated to the whole period if the history covers a part of it."""
        return Fraction(self.minor * self.period.days, self.days or self.period.days)


def covered(period: Period, began: date | None) -> int | None:
    """Return the days of a period since the history began; None if it covers the period."""
    days = period.days if began is None else max((period.ends_on - began).days + 1, 0)
    return days if days < WHOLE * period.days else None


class Year(NamedTuple):
    """12 months: closed and won deals, and the total days of the won ones."""

    closed: int
    wins: int
    minor: int
    days: int

    @property
    def average_minor(self) -> Fraction | None:
        """The average win."""
        return Fraction(self.minor, self.wins) if self.wins else None

    @property
    def win_rate(self) -> Fraction | None:
        """The win rate by count, 0 to 1; None if too few deals were closed."""
        return Fraction(self.wins, self.closed) if self.closed >= ENOUGH_WINS else None

    @property
    def cycle_days(self) -> int | None:
        """Days from creation to won, rounded; None if too few deals were won."""
        return half_up(Fraction(self.days, self.wins)) if self.wins >= ENOUGH_WINS else None


class Suggestion(NamedTuple):
    """A quota and how it was worked out; None where there is too little history.

    `trend_minor` is the average increase per period. `begin` is the number of deals to begin,
    `begin_by` the last day for it. `cut` periods began before the history and don't count.
    """

    period: Period
    past: tuple[PeriodResult, ...]
    year: Year
    mean_minor: Fraction | None
    trend_minor: Fraction | None
    amount_minor: int | None
    wins: int | None
    begin: int | None
    begin_by: date | None
    cut: tuple[PeriodResult, ...] = ()


def suggestion(period: Period, past: Sequence[PeriodResult], ahead: int, year: Year) -> Suggestion:
    """Return mean + trend x periods ahead, rounded to two digits.

    `past` are consecutive ended periods, `ahead` is the number of periods since the last one. The
    trend can't make the result less than half or more than twice the mean.
    """
    known, cut = countable(since_the_first_closing(past))
    if not are_enough(known):
        return Suggestion(period, known, year, None, None, None, None, None, None, cut)
    values = [each.expected_minor for each in known]
    mean, trend = sum(values, Fraction()) / len(values), slope(values)
    expected = mean + trend * (Fraction(len(values) - 1, 2) + ahead)
    amount = two_digits(min(max(expected, mean / 2), 2 * mean))
    needed = rounded_up(amount / year.average_minor) if year.average_minor else None
    rate, cycle = year.win_rate, year.cycle_days
    return Suggestion(
        period=period,
        past=known,
        cut=cut,
        year=year,
        mean_minor=mean,
        trend_minor=trend,
        amount_minor=amount,
        wins=needed,
        begin=rounded_up(needed / rate) if needed and rate else None,
        begin_by=None if cycle is None else later(period.ends_on, -cycle),
    )


def countable(
    past: Sequence[PeriodResult],
) -> tuple[tuple[PeriodResult, ...], tuple[PeriodResult, ...]]:
    """Return the latest periods that the history covers, and the others.

    If the covered ones are too few, the others count too, extrapolated.
    """
    whole = [each for each in past if each.days is None]
    if not are_enough(whole[-LOOKED_AT:]):
        return tuple(past[-LOOKED_AT:]), ()
    return tuple(whole[-LOOKED_AT:]), tuple(each for each in past if each.days is not None)


def are_enough(known: Sequence[PeriodResult]) -> bool:
    """Return whether there is enough in the periods for a suggestion."""
    wins = sum(each.wins for each in known)
    return len(known) >= ENOUGH_PERIODS and wins >= ENOUGH_WINS


def since_the_first_closing(past: Sequence[PeriodResult]) -> Sequence[PeriodResult]:
    """Return the periods from the first one with a closed deal."""
    first = next((at for at, each in enumerate(past) if each.closed), len(past))
    return past[first:]


def slope(values: Sequence[Fraction | int]) -> Fraction:
    """Return the average increase from value to value (least squares); 0 if there are too few."""
    n = len(values)
    if n < ENOUGH_FOR_TREND:
        return Fraction(0)
    middle, mean = Fraction(n - 1, 2), Fraction(sum(values)) / n
    across = sum((at - middle) * (value - mean) for at, value in enumerate(values))
    return Fraction(across / sum((at - middle) ** 2 for at in range(n)))


def two_digits(value: Fraction) -> int:
    """Return a value rounded half up to its first two digits."""
    whole = int(value + Fraction(1, 2))
    unit: int = 10 ** max(len(str(whole)) - 2, 0)
    return int(value / unit + Fraction(1, 2)) * unit
