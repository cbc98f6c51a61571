"""Other methods, and scores of forecasts."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from pipectl.forecast.rules.deal_chances import STAGES
from pipectl.forecast.rules.history import KnownOpportunity
from pipectl.forecast.rules.sampling import SEED, stream
from pipectl.forecast.rules.simulation import ALL_SIMS
from pipectl.money import weighted_minor


class Outcomes(NamedTuple):
    """How many were closed, and won."""

    n: int
    won: int


class WeightedAmount(NamedTuple):
    """An amount and the chance that it is won."""

    amount_minor: int
    chance: float


def weighted(expected: Sequence[tuple[int | None, int]]) -> int:
    """The sum of amount x probability (basis points) of those expected to close in the period."""
    return sum(weighted_minor(amount or 0, probability_bp) for amount, probability_bp in expected)


def independent(stakes: Sequence[WeightedAmount], *, won_minor: int, seed: int = SEED) -> list[int]:
    """2,000 sorted totals, where each is won with its chance, whatever the others do."""
    uniform = stream(seed, STAGES)
    totals = []
    for _ in range(ALL_SIMS):
        luck = (stake.amount_minor for stake in stakes if uniform() < stake.chance)
        totals.append(won_minor + sum(luck))
    return sorted(totals)


def stage_outcomes(cases: Sequence[KnownOpportunity], stages: int) -> tuple[Outcomes, ...]:
    """By stage, of the closed ones that ever stood in it, how many there are and were won."""
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
    """Each stage's own share won; the configured probability where nothing was closed yet."""
    pairs = zip(outcomes, probabilities, strict=True)
    return tuple(found.won / found.n if found.n else configured for found, configured in pairs)


TENTHS: Final = 10


class Tenth(NamedTuple):
    """Forecasts whose chance lay in one tenth: how many, what they said, what happened."""

    low: float
    n: int
    said: float
    happened: float


def crps(ordered: Sequence[float], actual: float) -> float:
    """The continuous ranked probability score of sorted samples: E|X - y| - E|X - X'| / 2.

    In the unit of the samples; 0 is best. Gneiting & Raftery (2007), JASA 102, eq. 21.
    """
    n = len(ordered)
    off = sum(abs(value - actual) for value in ordered) / n
    spread = sum((2 * rank - n + 1) * value for rank, value in enumerate(ordered)) / (n * n)
    return off - spread


def brier(said: Sequence[float], happened: Sequence[bool]) -> float | None:
    """The mean squared distance of chances from what happened; Brier (1950). None without any."""
    if not said:
        return None
    pairs = zip(said, happened, strict=True)
    return sum((chance - outcome) ** 2 for chance, outcome in pairs) / len(said)


def brier_of(probability: float, outcomes: Outcomes) -> float | None:
    """The Brier score of one probability that was stated for all of them."""
    n, won = outcomes
    if not n:
        return None
    return (won * (1.0 - probability) ** 2 + (n - won) * probability**2) / n


def inside(low: float, high: float, actual: float) -> bool:
    """Whether the actual value lies within the stated range, its ends included."""
    return low <= actual <= high


def calibration(said: Sequence[float], happened: Sequence[bool]) -> list[Tenth]:
    """By tenths of the stated chance: what was said and what happened; empty tenths left out."""
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
