"""Forecasts without time, spread or new business, as others make them: for comparison."""

from collections.abc import Sequence
from typing import NamedTuple

from pipectl.domain.forecast.draws import STAGES
from pipectl.domain.forecast.known import Case
from pipectl.domain.forecast.period import ALL_SIMS
from pipectl.domain.forecast.samplers import SEED, stream
from pipectl.money import weighted_minor


class Outcomes(NamedTuple):
    """How many were closed, and won."""

    n: int
    won: int


class Stake(NamedTuple):
    """An amount and the chance that it is won."""

    amount_minor: int
    chance: float


def weighted(expected: Sequence[tuple[int | None, int]]) -> int:
    """The sum of amount x probability (basis points) of those expected to close in the period."""
    return sum(weighted_minor(amount or 0, probability_bp) for amount, probability_bp in expected)


def independent(stakes: Sequence[Stake], *, won_minor: int, seed: int = SEED) -> list[int]:
    """2,000 sorted totals, where each is won with its chance, whatever the others do."""
    uniform = stream(seed, STAGES)
    totals = []
    for _ in range(ALL_SIMS):
        luck = (stake.amount_minor for stake in stakes if uniform() < stake.chance)
        totals.append(won_minor + sum(luck))
    return sorted(totals)


def stage_outcomes(cases: Sequence[Case], stages: int) -> tuple[Outcomes, ...]:
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
