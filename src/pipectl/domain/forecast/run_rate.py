"""The second opinion: the last weeks' wins go on as they were.

A bootstrap of the weekly sums (Efron & Tibshirani 1993).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from pipectl.domain.forecast.draws import RUN_RATE
from pipectl.domain.forecast.known import Known
from pipectl.domain.forecast.samplers import stream

MOST_WEEKS: Final = 13
WEEK: Final = 7
LEAST_WINS: Final = 5
LEAST_WEEKS: Final = 8


class Grounds(NamedTuple):
    """What the run rate rests on: the wins of its weeks, and how many days these are."""

    wins: int
    days: int

    @property
    def is_enough(self) -> bool:
        """Whether it is stated: two wins in ten days would promise the moon."""
        return self.wins >= LEAST_WINS and self.days >= LEAST_WEEKS * WEEK


def grounds(known: Known) -> Grounds:
    """The wins of the last 13 weeks, or since the store is used."""
    days = min(MOST_WEEKS * WEEK, max(known.day - known.adoption, 0))
    return Grounds(sum(0 <= known.day - (case.closed or 0) < days for case in known.won), days)


def weekly_won(known: Known) -> list[int]:
    """What was won in each of the last 13 weeks, or since the store is used, the latest first."""
    weeks = max(min(MOST_WEEKS, (known.day - known.adoption) // WEEK), 1)
    sums = [0] * weeks
    for case in known.won:
        ago = known.day - (case.closed or known.day)
        if ago < weeks * WEEK:
            sums[ago // WEEK] += case.closed_minor or 0
    return sums


def run_rate(
    weekly: Sequence[int], *, won_minor: int, days: int, sims: int, seed: int
) -> list[int]:
    """Totals of the period by the run rate, sorted; `days` are those still to come in it.

    Weeks are drawn at random; of the last one only the part that the period still holds counts.
    """
    uniform = stream(seed, RUN_RATE)
    whole, rest = divmod(max(days, 0), WEEK)
    many = len(weekly)
    totals = []
    for _ in range(sims):
        total = won_minor + sum(weekly[int(uniform() * many)] for _ in range(whole))
        if rest:
            total += round(weekly[int(uniform() * many)] * rest / WEEK)
        totals.append(total)
    return sorted(totals)
