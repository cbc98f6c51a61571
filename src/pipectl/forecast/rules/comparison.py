"""Compute simpler forecasts for comparison, and scores of forecasts."""

from collections.abc import Sequence
from typing import Final

from pipectl.forecast.rules.deal_chances import STAGES
from pipectl.forecast.rules.history import KnownOpportunity
from pipectl.forecast.rules.sampling import SEED, stream
from pipectl.forecast.rules.simulation import ALL_SIMS
from pipectl.money import weighted_minor
from pipectl.named_tuple import NamedTuple


class Outcomes(NamedTuple):
    """The numbers of closed and of won deals."""

    n: int
    won: int


class WeightedAmount(NamedTuple):
    """An amount and its chance of being won."""

    amount_minor: int
    chance: float


def weighted(expected: Sequence[tuple[int | None, int]]) -> int:
    """Return the sum of amount x probability (basis points) of deals expected in the period."""
    return sum(weighted_minor(amount or 0, probability_bp) for amount, probability_bp in expected)


def independent(stakes: Sequence[WeightedAmount], *, won_minor: int, seed: int = SEED) -> list[int]:
    """Return 2,000 sorted totals in which each deal is won independently with its chance."""
    uniform = stream(seed, STAGES)
    totals = []
    for _ in range(ALL_SIMS):
        luck = (stake.amount_minor for stake in stakes if uniform() < stake.chance)
        totals.append(won_minor + sum(luck))
    return sorted(totals)


def stage_outcomes(cases: Sequence[KnownOpportunity], stages: int) -> tuple[Outcomes, ...]:
    """Return by stage how many of the closed deals were ever in it, and how many were won."""
    found = []
    for stage in range(stages):
        closed = [
            case.is_won
            for case in cases
            if not case.is_open and any(visit.stage == stage for visit in case.visits)
        ]
        found.append(Outcomes(len(closed), sum(closed)))
    return tuple(found)


def stage_shares(outcomes: Sequence[Outcomes], probabilities: Sequence[float]) -> tuple[float, ...]:
    """Return each stage's share won; the configured probability without closed deals."""
    pairs = zip(outcomes, probabilities, strict=True)
    return tuple(found.won / found.n if found.n else configured for found, configured in pairs)


TENTHS: Final = 10


class Tenth(NamedTuple):
    """Forecasts with a chance in one tenth: their number, mean chance and actual share."""

    low: float
    n: int
    said: float
    happened: float


def crps(ordered: Sequence[float], actual: float) -> float:
    """Return the continuous ranked probability score of sorted samples: E|X - y| - E|X - X'| / 2.

    In the unit of the samples; 0 is best. Gneiting & Raftery (2007), JASA 102, eq. 21.
    """
    n = len(ordered)
    off = sum(abs(value - actual) for value in ordered) / n
    spread = sum((2 * rank - n + 1) * value for rank, value in enumerate(ordered)) / (n * n)
    return off - spread


def brier(said: Sequence[float], happened: Sequence[bool]) -> float | None:
    """Return the mean squared error of chances; Brier (1950). None without any."""
    if not said:
        return None
    pairs = zip(said, happened, strict=True)
    return sum((chance - outcome) ** 2 for chance, outcome in pairs) / len(said)


def brier_of(probability: float, outcomes: Outcomes) -> float | None:
    """Return the Brier score of one probability stated for all of them."""
    n, won = outcomes
    if not n:
        return None
    return (won * (1.0 - probability) ** 2 + (n - won) * probability**2) / n


def inside(low: float, high: float, actual: float) -> bool:
    """Return whether the actual value lies within the stated range (inclusive)."""
    return low <= actual <= high


def calibration(said: Sequence[float], happened: Sequence[bool]) -> list[Tenth]:
    """Return stated and actual shares by tenths of the stated chance, without empty tenths."""
    found = []
    for tenth in range(TENTHS):
        chosen = [
            (chance, outcome)
            for chance, outcome in zip(said, happened, strict=True)
            if min(int(chance * TENTHS), TENTHS - 1) == tenth
        ]
        if chosen:
            n = len(chosen)
            mean = sum(chance for chance, _ in chosen) / n
            share = sum(outcome for _, outcome in chosen) / n
            found.append(Tenth(tenth / TENTHS, n, mean, share))
    return found
