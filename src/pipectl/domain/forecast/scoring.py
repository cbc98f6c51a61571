"""How well forecasts did: scores that only an honest forecast makes small."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from pipectl.domain.forecast.plain import Outcomes

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
