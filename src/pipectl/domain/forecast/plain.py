"""Forecasts without time, spread or new business, as others make them: for comparison."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from pipectl.domain.forecast.draws import STAGES
from pipectl.domain.forecast.known import Case
from pipectl.domain.forecast.period import ALL_SIMS
from pipectl.domain.forecast.samplers import SEED, stream
from pipectl.money import weighted_minor

LEAST_CLOSED: Final = 1


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


def stage_shares(cases: Sequence[Case], probabilities: Sequence[float]) -> tuple[float, ...]:
    """Of the closed that stood in a stage, the share won; the configured one without any."""
    found = []
    for stage, configured in enumerate(probabilities):
        closed = [
            case.is_won
            for case in cases
            if not case.is_open and any(visit.stage == stage for visit in case.visits)
        ]
        found.append(sum(closed) / len(closed) if len(closed) >= LEAST_CLOSED else configured)
    return tuple(found)
