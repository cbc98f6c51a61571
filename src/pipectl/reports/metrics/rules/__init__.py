"""Compute open deals, average amount, win rate, sales cycle and velocity."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from pipectl.averages import by_value, share
from pipectl.named_tuple import NamedTuple
from pipectl.periods import Period
from pipectl.reports.metrics.rules.recurring import RecurringRevenue
from pipectl.reports.rules import total
from pipectl.sample_size import LEAST_SAMPLE
from pipectl.vocabulary import WON

WIN_RATE: Final = "win-rate"
CYCLE: Final = "cycle"
AVERAGE: Final = "average"
OPEN_DEALS: Final = "open"
GOAL: Final = "goal"
BENCHMARK: Final = "benchmark"
NAMES: Final = {
    WIN_RATE: "win rate",
    CYCLE: "sales cycle",
    AVERAGE: "average deal",
    OPEN_DEALS: "open deals",
}


class ClosedInPeriod(NamedTuple):
    """A won or lost deal, with its duration."""

    id: int
    title: str
    status: str
    amount_minor: int | None
    created_on: date
    closed_on: date

    @property
    def cycle_days(self) -> int:
        """Days from creation to closing."""
        return max((self.closed_on - self.created_on).days, 0)


class Metrics(NamedTuple):
    """A period's metrics; money in minor units, rates in percent, None for small samples.

    `open_count` is the number open at the end of `on`: the period's last day, or today. Leads are
    in `lead_count`. `qualified_n` left the lead stages in the period, `qualified_rate` percent
    of them forward. `recurring` is None if no deal has a recurring amount.
    """

    period: Period
    on: date
    open_count: int
    open_minor: int
    without_amount: int
    win_rate: Fraction | None
    win_rate_by_value: Fraction | None
    closed_n: int
    cycle_days: Fraction | None
    won_n: int
    average_won_minor: Fraction | None
    qualified_rate: Fraction | None = None
    qualified_n: int = 0
    lead_count: int = 0
    recurring: RecurringRevenue | None = None

    @property
    def average_amount_minor(self) -> Fraction | None:
        """The average amount of open deals; one without an amount counts as 0."""
        return Fraction(self.open_minor, self.open_count) if self.open_count else None

    @property
    def velocity_per_day_minor(self) -> Fraction | None:
        """Money per day: open count x win rate x average won amount / sales cycle."""
        if self.win_rate == 0:
            return Fraction(0)
        if self.win_rate is None or self.average_won_minor is None or not self.cycle_days:
            return None
        return self.open_count * self.win_rate / 100 * self.average_won_minor / self.cycle_days


def metrics(
    period: Period,
    on: date,
    open_minors: Sequence[int | None],
    closed: Sequence[ClosedInPeriod],
    *,
    qualified: Sequence[bool] = (),
    leads: int = 0,
    recurring: RecurringRevenue | None = None,
) -> Metrics:
    """Return the metrics of deals open at the end of a day and closed in a period.

    `qualified` tells of each deal that left the lead stages whether it went on, `leads` is how
    many were open there.
    """
    won = [each for each in closed if each.status == WON]
    won_minor = total([each.amount_minor for each in won])
    enough = len(closed) >= LEAST_SAMPLE
    return Metrics(
        period=period,
        on=on,
        open_count=len(open_minors),
        open_minor=total(open_minors),
        without_amount=sum(minor is None for minor in open_minors),
        win_rate=Fraction(100 * len(won), len(closed)) if enough else None,
        win_rate_by_value=by_value((each.amount_minor, each.status == WON) for each in closed)
        if enough
        else None,
        closed_n=len(closed),
        cycle_days=Fraction(sum(each.cycle_days for each in won), len(won))
        if enough and won
        else None,
        won_n=len(won),
        average_won_minor=Fraction(won_minor, len(won)) if won else None,
        qualified_rate=share(sum(qualified), len(qualified)),
        qualified_n=len(qualified),
        lead_count=leads,
        recurring=recurring,
    )


class FigureTarget(NamedTuple):
    """A goal or benchmark; its value in basis points, days, minor units or deals."""

    figure: str
    role: str
    value: int
    currency: str | None = None
    source: str | None = None

    @property
    def in_unit(self) -> Fraction:
        """The value as metrics have it: a win rate in percent."""
        return Fraction(self.value, 100) if self.figure == WIN_RATE else Fraction(self.value)

    def is_reached(self, found: Fraction | int) -> bool:
        """Return whether a figure is as good: a sales cycle is better the shorter it is."""
        return found <= self.in_unit if self.figure == CYCLE else found >= self.in_unit
