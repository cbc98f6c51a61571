"""The chances under 200 draws of the rates: what isn't known for certain isn't used as if it were.

A draw takes every rate from its gamma posterior, and one common factor on all rates of winning:
good and bad months hit all opportunities alike.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pipectl.domain.forecast.bins import BINS
from pipectl.domain.forecast.chance import (
    ENTRY_AGE,
    Horizon,
    Rates,
    Table,
    standing,
    table,
)
from pipectl.domain.forecast.fit import EVENTS, Fit
from pipectl.domain.forecast.samplers import common_factors, even_gammas, stream
from pipectl.domain.forecast.windows import Window

DRAWS: Final = 200
FACTOR_SPREAD: Final = 0.4

# What a stream of random numbers is for.
RATES, STANDING, ARRIVALS, ARRIVING, RUN_RATE, EXTRA, STAGES = range(7)

Tell = Callable[[int, int], None]
Place = tuple[int, int]  # a stage, and the days since it was entered


@dataclass(frozen=True, slots=True)
class Odds:
    """Chances to be won in the window, draw by draw.

    `places[(stage, age)]` of those that stand; `entering[stage]` of new entries; `arrivals`, the
    wins that one arrival a day would bring.
    """

    places: dict[Place, list[float]]
    entering: list[list[float]]
    arrivals: list[float]


def draw_odds(
    fit: Fit, places: Iterable[Place], window: Window, *, seed: int, tell: Tell | None = None
) -> Odds:
    """The chances of those places in each of the 200 draws; `tell(done, total)` counts draws."""
    ahead, before = window.ahead, window.before
    groups, members = _grouped(places, ahead, before)
    drawn = _Drawn(fit, ahead, groups, seed)
    found: list[list[float]] = [[] for _ in groups]
    entering: list[list[float]] = [[] for _ in fit.cells]
    arrivals: list[float] = []
    for draw in range(DRAWS):
        rates = drawn.rates(draw)
        late = table(rates, fit.onward, ahead)
        early = table(rates, fit.onward, before) if before else None
        for (stage, bins, bins_before), odds in zip(groups, found, strict=True):
            chance = standing(late, stage, bins)
            odds.append(chance - standing(early, stage, bins_before) if early else chance)
        for stage, odds in enumerate(entering):
            odds.append(late.value[stage][-1] - (early.value[stage][-1] if early else 0.0))
        brought = _brought(late, ahead, fit.first)
        arrivals.append(brought - (_brought(early, before, fit.first) if early and before else 0.0))
        if tell is not None:
            tell(draw + 1, DRAWS)
    return Odds({place: found[group] for place, group in members.items()}, entering, arrivals)


_Group = tuple[int, tuple[int, ...], tuple[int, ...]]


def _grouped(
    places: Iterable[Place], ahead: Horizon, before: Horizon | None
) -> tuple[list[_Group], dict[Place, int]]:
    """Places that pass through the same bins have the same chance: it is reckoned once."""
    groups: dict[_Group, int] = {}
    members: dict[Place, int] = {}
    for stage, age in sorted(set(places)):
        group = stage, ahead.bins(age), before.bins(age) if before else ()
        members[stage, age] = groups.setdefault(group, len(groups))
    return list(groups), members


def _brought(found: Table, ahead: Horizon, first: Sequence[float]) -> float:
    """Wins by the end that one arrival a day brings: dt x the sum over steps left of first x V."""
    chances = zip(first, found.value, strict=True)
    return ahead.step_days * sum(share * sum(value[: ahead.steps]) for share, value in chances)


class _Drawn:
    """The rates of each draw, of those cells alone that anybody comes to see.

    Each cell has a stream of its own, so that what isn't needed changes nothing.
    """

    def __init__(self, fit: Fit, ahead: Horizon, groups: Sequence[_Group], seed: int) -> None:
        seen = [set(ahead.bins(ENTRY_AGE)) for _ in fit.cells]
        for stage, bins, _ in groups:
            seen[stage].update(bins)
        self._factors = common_factors(draws=DRAWS, spread=FACTOR_SPREAD)
        self._columns = [
            [self._column(fit, stage, number, seed) if number in bins else None
             for number in range(BINS)]
            for stage, bins in enumerate(seen)
        ]  # fmt: skip

    def _column(self, fit: Fit, stage: int, number: int, seed: int) -> list[list[float]]:
        """200 draws of the three rates of a cell."""
        return [
            self._cell_draws(fit.cells[stage][number][event], seed, stage, number, event)
            for event in EVENTS
        ]

    def _cell_draws(self, cell: tuple[float, float], seed: int, *keys: int) -> list[float]:
        shape, rate = cell
        if not shape:
            return [0.0] * DRAWS
        uniform = stream(seed, RATES, *keys)
        return [drawn / rate for drawn in even_gammas(uniform, shape, DRAWS)]

    def rates(self, draw: int) -> list[Rates]:
        """The rates of one draw, its common factor upon those of winning."""
        factor = self._factors[draw]
        return [
            [
                None
                if column is None
                else (column[0][draw] * factor, column[1][draw], column[2][draw])
                for column in stage
            ]
            for stage in self._columns
        ]
