"""What a quota could be, from what the periods before it brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from pipectl.domain.coverage import rounded_up
from pipectl.money import half_up
from pipectl.periods import Period

ENOUGH_WINS = 5  # fewer say nothing
ENOUGH_PERIODS = 2
ENOUGH_FOR_TREND = 3
LOOKED_AT = 4


class Brought(NamedTuple):
    """What a period that is over brought; money in minor units."""

    period: Period
    minor: int
    wins: int
    closed: int


class Year(NamedTuple):
    """12 months: what was closed and won, and how many days the won ones took together."""

    closed: int
    wins: int
    minor: int
    days: int

    @property
    def average_minor(self) -> Fraction | None:
        """The size of a win."""
        return Fraction(self.minor, self.wins) if self.wins else None

    @property
    def win_rate(self) -> Fraction | None:
        """By count, 0 to 1; null where too few were closed."""
        return Fraction(self.wins, self.closed) if self.closed >= ENOUGH_WINS else None

    @property
    def cycle_days(self) -> int | None:
        """Days from creation to won, rounded; null where too few were won."""
        return half_up(Fraction(self.days, self.wins)) if self.wins >= ENOUGH_WINS else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A quota and where it comes from; null where history says too little.

    `trend_minor` is how much more each period brought than the one before. `begin` is how many
    opportunities must begin, and `begin_by` until when.
    """

    period: Period
    past: tuple[Brought, ...]
    year: Year
    mean_minor: Fraction | None
    trend_minor: Fraction | None
    amount_minor: int | None
    wins: int | None
    begin: int | None
    begin_by: date | None


def suggestion(period: Period, past: Sequence[Brought], ahead: int, year: Year) -> Suggestion:
    """mean + trend, as far ahead as the period lies, to two digits.

    `past` are ended periods in a row, `ahead` how many periods the last of them lies before. The
    trend makes half of the mean at least of it, and twice at most.
    """
    known = since_the_first_closing(past)[-LOOKED_AT:]
    wins = sum(each.wins for each in known)
    if len(known) < ENOUGH_PERIODS or wins < ENOUGH_WINS:
        return Suggestion(period, tuple(known), year, *[None] * 6)
    values = [each.minor for each in known]
    mean, trend = Fraction(sum(values), len(values)), slope(values)
    expected = mean + trend * (Fraction(len(values) - 1, 2) + ahead)
    amount = two_digits(min(max(expected, mean / 2), 2 * mean))
    needed = rounded_up(amount / year.average_minor) if year.average_minor else None
    rate, cycle = year.win_rate, year.cycle_days
    return Suggestion(
        period=period,
        past=tuple(known),
        year=year,
        mean_minor=mean,
        trend_minor=trend,
        amount_minor=amount,
        wins=needed,
        begin=rounded_up(needed / rate) if needed and rate else None,
        begin_by=None if cycle is None else period.ends_on - timedelta(days=cycle),
    )


def since_the_first_closing(past: Sequence[Brought]) -> Sequence[Brought]:
    """The periods from the first in which anything was closed."""
    first = next((at for at, each in enumerate(past) if each.closed), len(past))
    return past[first:]


def slope(values: Sequence[int]) -> Fraction:
    """How much each value is more than the one before (least squares); 0 where too few."""
    n = len(values)
    if n < ENOUGH_FOR_TREND:
        return Fraction(0)
    middle, mean = Fraction(n - 1, 2), Fraction(sum(values), n)
    across = sum((at - middle) * (value - mean) for at, value in enumerate(values))
    return Fraction(across / sum((at - middle) ** 2 for at in range(n)))


def two_digits(value: Fraction) -> int:
    """A value rounded half up to its first two digits."""
    whole = int(value + Fraction(1, 2))
    unit: int = 10 ** max(len(str(whole)) - 2, 0)
    return int(value / unit + Fraction(1, 2)) * unit
