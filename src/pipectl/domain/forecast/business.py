"""New business: how many opportunities will still arrive, and what a win of theirs brings.

Arrivals are Poisson with a gamma distributed rate, its shape divided by the overdispersion of the
weekly counts (quasi-Poisson: McCullagh & Nelder 1989, 6.2).
"""

from collections.abc import Sequence
from statistics import fmean, pvariance
from typing import Final, NamedTuple

from pipectl.domain.forecast.draws import ARRIVALS, ARRIVING
from pipectl.domain.forecast.known import Case, Known
from pipectl.domain.forecast.samplers import even_gammas, even_turns, poisson, stream

LOOK_BACK_DAYS: Final = 60
SHORTEST_LOOK_BACK: Final = 7
WEEK: Final = 7
LEAST_DISPERSION: Final = 1.3
UNKNOWN_DISPERSION: Final = 2.0
FEW_WEEKS: Final = 3
ENOUGH_WINS: Final = 10  # before that, what was opened tells more of the amounts


class Arrivals(NamedTuple):
    """How many were opened in how many days, how unevenly, and the amounts a win may bring."""

    opened: int
    days: int
    dispersion: float
    amounts_minor: tuple[int, ...]


def arrivals(known: Known) -> Arrivals:
    """The arrivals of the last 60 days, or since the store is used."""
    since = max(known.adoption, known.day - LOOK_BACK_DAYS)
    opened = [case for case in known.cases if case.created > since]
    seen_days = known.day - since
    return Arrivals(
        opened=len(opened),
        days=max(seen_days, SHORTEST_LOOK_BACK),
        dispersion=dispersion([known.day - case.created for case in opened], seen_days // WEEK),
        amounts_minor=amounts(known, opened),
    )


def dispersion(days_ago: Sequence[int], weeks: int) -> float:
    """Variance over mean of the counts of the full weeks back from today; phi."""
    if weeks <= FEW_WEEKS:
        return UNKNOWN_DISPERSION
    counts = [0] * weeks
    for ago in days_ago:
        if ago < weeks * WEEK:
            counts[ago // WEEK] += 1
    mean = fmean(counts)
    return max(LEAST_DISPERSION, pvariance(counts) / mean) if mean else LEAST_DISPERSION


def amounts(known: Known, opened: Sequence[Case]) -> tuple[int, ...]:
    """What wins brought; with few of them what was opened lately, or else ever, is worth."""
    won = [case.closed_minor for case in known.won if case.closed_minor is not None]
    lately = [case.amount_minor for case in opened if case.amount_minor is not None]
    ever = [case.amount_minor for case in known.cases if case.amount_minor is not None]
    return tuple(won if len(won) >= ENOUGH_WINS else lately or ever)


def new_business(
    found: Arrivals, wins_per_rate: Sequence[float], *, sims: int, seed: int
) -> list[int]:
    """What arrivals still bring, `sims` simulations a draw; in minor units.

    Those of a draw share one random number for their counts, evenly further round the circle.
    """
    values, many = found.amounts_minor, len(found.amounts_minor)
    if not many:
        return [0] * (sims * len(wins_per_rate))
    shape = (found.opened + 0.5) / found.dispersion
    scale = found.dispersion / found.days
    rates = even_gammas(stream(seed, ARRIVALS), shape, len(wins_per_rate))
    uniform = stream(seed, ARRIVING)
    totals: list[int] = []
    turns = even_turns(uniform, draws=len(rates), parts=sims)
    for rate, wins, turn in zip(rates, wins_per_rate, turns, strict=True):
        for sim in range(sims):
            share = (turn + sim) % sims / sims
            count = poisson(uniform, rate * scale * wins, first=share)
            totals.append(sum(values[int(uniform() * many)] for _ in range(count)))
    return totals
